"""What developers do with an incident: take it up, plan it, deliver it, decline it, and talk to its requesters."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import IncidentPress, encode
from bot.domain.deeds import Refusal
from bot.domain.effects import AskForm
from bot.domain.incident import Incident, IncidentAction, IncidentStatus, LinkedTicket, Verdict
from bot.domain.incident_card import incident_headline
from bot.domain.incident_deeds import IncidentChange, IncidentDeed, IncidentWork, waiting, with_verdict
from bot.domain.message import Choice, Entry, EntryKind, Form
from bot.domain.roles import Role
from bot.domain.text import Code, Phrase, Text, Untrusted, clean, join, lines, phrase
from bot.domain.ticket import Action

VERSION, TEXT, REASON, TO = "version", "text", "reason", "to"
"""The fields: of which version, in what words, why not, and to whom."""

ALL = "all"
"""Everybody, in the field that says to whom."""

LONGEST_VERSION = 60


def take_up(work: IncidentWork, after: IncidentStatus) -> IncidentChange:
    """Development accepts it, or begins to work on it; whoever does is its developer."""
    deed = work.deed
    taken = _developed(work, replace(work.incident, status=after))
    if deed.action is IncidentAction.ACCEPT:
        work.thread((phrase("👌 %(name)s accepted it.", name=deed.actor.name),))
        told = phrase("Development accepted it, and takes it up.")
    else:
        work.thread((phrase("🔧 %(name)s works on it.", name=deed.actor.name),))
        told = phrase("Development is working on it now.")
    work.pass_on(taken, Action.INFORM, *waiting(taken), words=(told,))
    return work.change(taken)


def plan(work: IncidentWork, after: IncidentStatus) -> IncidentChange | Refusal:
    """It is promised for a version to come."""
    version = field(work.deed, VERSION)
    if version is None:
        entries = (_version_entry(work, phrase("For which version?")), _words_entry(phrase("For the requesters")))
        return asked(work, phrase("Plan for a version"), phrase("Plan"), *entries)
    planned = _developed(work, replace(work.incident, status=after, planned_version=version))
    words = field(work.deed, TEXT)
    work.thread((phrase("🗓 %(name)s planned it for version %(version)s.", name=_name(work), version=version),))
    told = phrase("It is planned for version %(version)s. I tell you here when it is ready.", version=version)
    work.pass_on(planned, Action.INFORM, *waiting(planned), words=lines((told,), _said(words)))
    return work.change(planned, reason=words or version, data={VERSION: version.untrusted})


def deliver(work: IncidentWork, after: IncidentStatus) -> IncidentChange | Refusal:
    """It is in a version: every linked requester is told in their own chat, and says how it goes."""
    incident, version = work.incident, field(work.deed, VERSION)
    if version is None:
        entries = (_version_entry(work, phrase("In which version is it?")), _words_entry(phrase("What changed")))
        return asked(work, phrase("Fixed in a version"), phrase("Tell everybody"), *entries)
    if incident.status is IncidentStatus.DELIVERED and incident.fixed_version == version:
        words = phrase("Everybody was told of version %(version)s already.", version=version)
        return asked(work, phrase("Fixed in a version"), phrase("Tell everybody"), _version_entry(work, words, words))
    told = waiting(incident)
    delivered = _developed(work, replace(incident, status=after, fixed_version=version))
    for each in told:
        delivered = with_verdict(delivered, each, Verdict.TOLD)
    changed = field(work.deed, TEXT)
    names = join(", ", (_named(each) for each in told))
    said = phrase("🚀 %(name)s: fixed in version %(version)s.", name=_name(work), version=version)
    work.thread(lines((said,), _said(changed), (phrase("Told: "), *names) if names else ()))
    work.pass_on(delivered, Action.DELIVER, *told, words=_said(changed), text=version)
    return work.change(delivered, reason=changed or version, data={VERSION: version.untrusted})


def decline(work: IncidentWork, after: IncidentStatus) -> IncidentChange | Refusal:
    """Development will not do it; the tickets go back to the desk, and everybody reads why."""
    why = field(work.deed, REASON)
    if why is None:
        return asked(work, phrase("Decline the incident"), phrase("Decline"), reason_entry(work.deed))
    declined = _developed(work, replace(work.incident, status=after, reason=why))
    work.thread(lines((phrase("✖ %(name)s declined it:", name=_name(work)),), (why,)))
    told = lines((phrase("Development will not do it. The desk goes on from here."),), (why,))
    work.pass_on(declined, Action.RETURN, *waiting(declined), words=told, text=why)
    return work.change(declined, reason=why)


def reply(work: IncidentWork) -> IncidentChange | Refusal:
    """Words for one requester, or for all of them, in their own chats. Nothing else of the thread ever leaves it."""
    deed, incident = work.deed, work.incident
    text, linked = field(deed, TEXT), tuple(each for each in incident.links if each.verdict is not Verdict.LEFT)
    if not linked:
        return Refusal(phrase("%(number)s has no requesters any more.", number=Code(incident.code)))
    if text is None:
        missing: Text = (phrase("Write what the requester should read."),) if deed.values else ()
        words = replace(_words_entry(phrase("Message for the requester"), optional=False), error=missing)
        entries = (_to_entry(linked), words) if len(linked) > 1 else (words,)
        return asked(work, phrase("Reply to the requester"), phrase("Send"), *entries)
    chosen = deed.values[TO].choices if TO in deed.values else ()
    to = linked if ALL in chosen or not chosen else tuple(each for each in linked if str(each.ticket) in chosen)
    by = replace(deed.actor, roles=frozenset({Role.SYSTEM, Role.DEVELOPER}))  # a person's own words are an answer
    told = phrase("💬 %(name)s, of development:", name=_name(work))
    work.pass_on(incident, Action.INFORM, *to, words=lines((told,), (text,)), text=text, by=by)
    names = join(", ", (_named(each) for each in to))
    work.thread(lines((phrase("➡️ %(name)s to:", name=_name(work)), " ", *names), (text,)))
    answered = incident if incident.developer is not None else _developed(work, incident)
    return work.change(answered, reason=text, data={TO: " ".join(each.code for each in to)})


def asked(work: IncidentWork, title: Phrase, submit: Phrase, *entries: Entry) -> IncidentChange | Refusal:
    """What the action needs is asked in a form."""
    deed, incident = work.deed, work.incident
    if deed.interaction is None:
        return Refusal(phrase("Press the button of the card of %(number)s.", number=Code(incident.code)))
    form = Form(
        title=(title,),
        submit=(submit,),
        data=encode(IncidentPress(deed.action, incident.id, incident.revision)),
        intro=incident_headline(incident),
        entries=tuple(_again(deed, each) for each in entries),
    )
    return IncidentChange(incident, None, (AskForm(interaction=deed.interaction, form=form, language=work.language),))


def field(deed: IncidentDeed, name: str) -> Untrusted | None:
    """What was typed in a field, clean; None when nothing was."""
    entered = deed.values.get(name)
    typed = clean(entered.text.untrusted) if entered is not None and entered.text is not None else ""
    return Untrusted(typed) if typed else None


def reason_entry(deed: IncidentDeed) -> Entry:
    """Why not; the requesters read it."""
    empty: Text = (phrase("Say why in a few words."),) if deed.values else ()
    return Entry(
        id=REASON,
        label=(phrase("Why not?"),),
        hint=(phrase("The requester reads exactly this, in their own chat."),),
        multiline=True,
        error=empty,
    )


def _again(deed: IncidentDeed, entry: Entry) -> Entry:
    """The field with what was entered before."""
    typed = field(deed, entry.id)
    return entry if typed is None else replace(entry, initial=typed)


def _developed(work: IncidentWork, incident: Incident) -> Incident:
    """It is the actor's from now on."""
    actor = work.deed.actor
    return replace(incident, developer=actor.person, developer_name=actor.name)


def _version_entry(work: IncidentWork, label: Phrase, error: Phrase | None = None) -> Entry:
    missing: Text = (phrase("Write the version, for example 5.2.1"),) if work.deed.values else ()
    return Entry(
        id=VERSION,
        label=(phrase("Version") if error is not None else label,),
        max_length=LONGEST_VERSION,
        initial=work.incident.planned_version if work.deed.action is IncidentAction.DELIVER else None,
        error=(error,) if error is not None else missing,
    )


def _words_entry(label: Phrase, *, optional: bool = True) -> Entry:
    return Entry(
        id=TEXT,
        label=(label,),
        hint=(phrase("The requester reads exactly this, in their own chat."),),
        multiline=True,
        optional=optional,
    )


def _to_entry(linked: tuple[LinkedTicket, ...]) -> Entry:
    everybody = Choice(id=ALL, label=phrase("All of them"))
    each = tuple(Choice(id=str(link.ticket), label=_label(link)) for link in linked)
    return Entry(id=TO, label=(phrase("To whom?"),), kind=EntryKind.CHOICE, choices=(everybody, *each), chosen=(ALL,))


def _label(link: LinkedTicket) -> Phrase:
    return phrase("%(name)s (%(number)s)", name=link.name, number=link.code)


def _named(link: LinkedTicket) -> Text:
    return (link.name, " (", Code(link.code), ")")


def _name(work: IncidentWork) -> Untrusted:
    return work.deed.actor.name


def _said(words: Untrusted | None) -> Text:
    return (words,) if words is not None else ()
