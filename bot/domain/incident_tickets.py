"""What comes to an incident from its tickets: further ones, what requesters say, and whether what was delivered works."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain.deeds import SYSTEM, Refusal
from bot.domain.effects import Mark, OnIncident
from bot.domain.incident import Incident, IncidentAction, IncidentStatus, LinkedTicket, Verdict
from bot.domain.incident_deeds import IncidentChange, IncidentWork, does_not_fit, with_verdict
from bot.domain.roles import Actor, Role
from bot.domain.text import Code, Text, Untrusted, join, lines, phrase
from bot.domain.ticket import Action


def changed(work: IncidentWork) -> IncidentChange | Refusal:
    """A ticket comes, leaves, or says something."""
    ticket = work.deed.ticket
    if ticket is None:
        return Refusal(does_not_fit(work.incident))
    match work.deed.action:
        case IncidentAction.LINK:
            return _linked(work, ticket)
        case IncidentAction.LEAVE:
            return _left(work, ticket)
        case _:
            return _told(work, ticket)


def judged(work: IncidentWork, after: IncidentStatus) -> IncidentChange | Refusal:
    """A requester says that it works, or that it does not; silence until the ticket closes is the former."""
    incident, ticket = work.incident, work.deed.ticket
    if ticket is None:
        return Refusal(does_not_fit(incident))
    known = incident.link(ticket.ticket)
    number, name = Code(ticket.code), ticket.name
    if work.deed.action is IncidentAction.FAILS:
        work.thread(
            (phrase("↺ %(name)s (%(number)s): still the same. Their ticket is open again.", name=name, number=number),)
        )
        failed = with_verdict(replace(incident, status=after), ticket, Verdict.FAILS)
        words = phrase("↺ %(name)s (%(number)s) says that it still fails.", name=name, number=number)
        work.whisper_to_developer(failed, words)
        return work.change(failed, data={"ticket": ticket.code})
    if known is not None and known.verdict is Verdict.WORKS:
        return Refusal(does_not_fit(incident))
    by_itself = Role.SYSTEM in work.deed.actor.roles
    said = (
        phrase("🕊 %(name)s (%(number)s) said nothing: closed by itself.", name=name, number=number)
        if by_itself
        else phrase("👍 %(name)s (%(number)s): it works now.", name=name, number=number)
    )
    work.thread((said,))
    # A merged ticket is not linked itself: the one that took it in is, and ends for both.
    works = incident if known is None else with_verdict(incident, ticket, Verdict.WORKS)
    return work.change(works, data={"ticket": ticket.code}, then=_confirmed(works))


def confirm(work: IncidentWork, after: IncidentStatus) -> IncidentChange | Refusal:
    """Everybody has it: nothing more is owed."""
    if not _all_have_it(work.incident):
        return Refusal(does_not_fit(work.incident))
    work.thread((phrase("🏁 Confirmed by all of its requesters."),))
    return work.change(replace(work.incident, status=after))


def _all_have_it(incident: Incident) -> bool:
    verdicts = {each.verdict for each in incident.links}
    return Verdict.WORKS in verdicts and verdicts <= {Verdict.WORKS, Verdict.LEFT}


def _confirmed(incident: Incident) -> tuple[OnIncident, ...]:
    """With the last word that was awaited, the incident is confirmed."""
    if incident.status is not IncidentStatus.DELIVERED or not _all_have_it(incident):
        return ()
    system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
    return (OnIncident(incident=incident.id, action=IncidentAction.CONFIRM, actor=system, channel="system"),)


def _linked(work: IncidentWork, ticket: LinkedTicket) -> IncidentChange:
    """One more requester, told once; of what is delivered already, they read that too."""
    incident, known = work.incident, work.incident.link(ticket.ticket)
    delivered = incident.status is IncidentStatus.DELIVERED and known is None
    linked = with_verdict(incident, ticket, Verdict.TOLD if delivered else Verdict.WAITING)
    came = phrase("🔗 %(name)s (%(number)s) waits for it too.", name=ticket.name, number=Code(ticket.code))
    work.thread((came,))
    work.pass_on(linked, Action.INCIDENT, ticket, by=work.deed.actor)
    if delivered:
        work.pass_on(linked, Action.DELIVER, ticket, text=incident.fixed_version)
    return work.change(linked, data={"ticket": ticket.code})


def _left(work: IncidentWork, ticket: LinkedTicket) -> IncidentChange | Refusal:
    if work.incident.link(ticket.ticket) is None:
        return Refusal(does_not_fit(work.incident))
    work.thread((phrase("%(name)s (%(number)s) waits for it no more.", name=ticket.name, number=Code(ticket.code)),))
    left = with_verdict(work.incident, ticket, Verdict.LEFT)
    return work.change(left, data={"ticket": ticket.code}, then=_confirmed(left))


def _told(work: IncidentWork, ticket: LinkedTicket) -> IncidentChange:
    """What a requester wrote stands in the thread, and whoever develops is told."""
    deed = work.deed
    name = deed.actor.name if deed.actor.name.untrusted else ticket.name
    who: Text = (name, " (", Code(ticket.code), ")")
    text: Text = (deed.text,) if deed.text is not None and deed.text.untrusted else ()
    files = join(", ", ((file.label,) for file in deed.files))
    match deed.mark:
        case Mark.NEW:
            work.thread(lines(("👤 ", *who, ":"), text, ("📎 ", *files) if files else ()))
            words = phrase("The requester wrote about %(number)s", number=Code(work.incident.code))
            work.whisper_to_developer(work.incident, words)
        case Mark.AMENDED:
            work.thread(lines(("✏️ ", *who, " (", phrase("edited"), "):"), text))
        case Mark.DELETED:
            work.thread(lines(("🗑 ", *who, " (", phrase("deleted this message"), "):"), text))
        case _:
            assert_never(deed.mark)
    return work.change(work.incident, card=False, data={"ticket": ticket.code})
