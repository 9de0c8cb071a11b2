"""A specialist wants to help remotely: the requester is asked whether everything is ready, now or at an agreed time. The
requester's side of it is `bot.domain.readiness`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.asked import Asked
from bot.domain.asking import up_to_date
from bot.domain.caller import is_caller
from bot.domain.chips import REMOTE, remote_question
from bot.domain.deeds import Change, Deed, Refusal, Work, requester_name
from bot.domain.effects import CancelTimer, SetTimer
from bot.domain.message import Message
from bot.domain.remote import ACTIVE, NOT_YET, Over, Phase, Remote, Reply
from bot.domain.remote_access import request_credentials
from bot.domain.remote_rules import RemoteHelp, RemoteQuestion
from bot.domain.roles import Role
from bot.domain.text import Code, Moment, Untrusted, lines, phrase
from bot.domain.ticket import OPEN, Action, Status, Ticket

REMOTE_DUE = "remote"
"""The purpose of the timer of remote help: the agreed time has come, or nobody answered."""

WORKED_ON = frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.ESCALATED})
"""Where a ticket stands while its specialist can help remotely."""


def ready(work: Work, after: Status) -> Change | Refusal:
    """Does what the deed says of remote help; ValueError for a deed of another kind."""
    match work.deed.action:
        case Action.REMOTE if Role.SYSTEM in work.deed.actor.roles:
            return _due(work, after)
        case Action.REMOTE:
            return _begun(work, after)
        case Action.CHECK:
            return _checked(work, after)
        case Action.POSTPONE:
            return _postponed(work, after)
        case Action.CALL_OFF:
            return _called_off(work, after)
        case _:
            raise ValueError(f"{work.deed.action} is nothing of remote help")


def is_over(deed: Deed, ticket: Ticket) -> bool:
    """Whether a deed left a ticket on which nobody is to be asked about remote help any more: it is with somebody else, or
    ended, or its specialist does not wait."""
    remote = ticket.remote
    if remote is None or remote.phase not in NOT_YET:
        return False
    resumed = deed.action is Action.RESUME and Role.SYSTEM not in deed.actor.roles
    return resumed or ticket.assignee != remote.by or ticket.status not in WORKED_ON


def further(deed: Deed, before: Ticket, after: Ticket) -> Action | None:
    """What the deed leaves to be done: nobody is to be asked any more, or nobody is waited for who is to be asked no more."""
    if is_over(deed, after):
        return Action.CALL_OFF
    was, now = before.remote, after.remote
    handed_on = was is not None and was.phase is Phase.READY and now is not None and now.over is Over.HANDED_ON
    return Action.RESUME if handed_on and not after.asked else None


def _begun(work: Work, after: Status) -> Change | Refusal:
    ticket, rules, number = work.ticket, work.process.remote, Code(work.ticket.code)
    remote = ticket.remote
    if rules is None or rules.after(()) is None:
        return Refusal(phrase("This desk does not help remotely: its file has no questions for that."))
    if ticket.assignee is None or ticket.assignee_name is None:
        return Refusal(phrase("Nobody has %(number)s yet: take it first.", number=number))
    if remote is not None and remote.phase is Phase.ASKED:
        since = Moment(remote.since, work.process.desk.zone)
        return Refusal(
            phrase("%(number)s: the requester is being asked already, since %(at)s.", number=number, at=since)
        )
    if remote is not None and remote.phase in ACTIVE and remote.phase is not Phase.LATER:
        return Refusal(phrase("%(number)s: the requester is ready already.", number=number))
    if is_caller(ticket.requester.chat):
        return _by_telephone(work, rules)
    checked = remote.checked if remote is not None and remote.phase is Phase.LATER else ()
    work.thread(
        (phrase("🖥 %(name)s asks the requester whether all is ready for remote help.", name=work.deed.actor.name),)
    )
    fresh = Remote(
        phase=Phase.ASKED, by=ticket.assignee, name=ticket.assignee_name, since=work.deed.at, checked=checked
    )
    return _asked(work, after, rules, fresh, {})


def _asked(work: Work, after: Status, rules: RemoteHelp, remote: Remote, data: dict[str, str]) -> Change | Refusal:
    """The first question that is not said yes to is asked, and the clock waits for the requester."""
    ticket, question = work.ticket, rules.after(remote.checked)
    if question is None:
        return Refusal(phrase("%(number)s: the requester is ready already.", number=Code(ticket.code)))
    asked = Asked(
        id=ticket.revision + 1, what=f"{REMOTE}{question.id}", by=remote.by, name=remote.name, at=work.deed.at
    )
    work.effects += (up_to_date(ticket, work.deed.at), _timer(work, timedelta(minutes=rules.give_up_minutes)))
    said = Untrusted(rules.label.get(work.desk_language) or next(iter(rules.label.values())))
    work.deed = replace(work.deed, text=said)  # the clock's ledger says what is waited for
    changed = replace(ticket, status=after, asked=(*_others(ticket), asked), pause=None, remote=remote)
    return work.change(changed, reason=said, data={"asked": asked.what, "question": str(asked.id), **data})


def _by_telephone(work: Work, rules: RemoteHelp) -> Change:
    """Nothing is sent to a caller: whoever calls them reads the questions here."""
    language, name = work.desk_language, work.deed.actor.name
    questions = ((f"{place}. {_said(each, language)}",) for place, each in enumerate(rules.questions, 1))
    work.thread(
        lines((phrase("📞 %(name)s wants to help remotely. Ask the caller by telephone:", name=name),), *questions)
    )
    return work.change(work.ticket)


def _said(question: RemoteQuestion, language: str) -> str:
    return (question.ask.get(language) or next(iter(question.ask.values()))).replace("\n", " ")


def _checked(work: Work, after: Status) -> Change | Refusal:
    """Yes brings the next question; no leaves it open, as how to put it right was said."""
    ticket, given, rules = work.ticket, work.deed.given, work.process.remote
    asked, remote = _open(work), ticket.remote
    question = None if asked is None else remote_question(work.process, asked.what)
    if given is None or asked is None or remote is None or question is None or rules is None:
        return Refusal(phrase("That is no longer needed."))
    label = question.label.get(work.desk_language) or next(iter(question.label.values()))
    data = {"asked": asked.what, "question": str(asked.id), "given": str(given.reply)}
    if given.reply is not Reply.YES:
        name = requester_name(work.process, ticket)
        work.thread(("🖥 ", phrase("%(name)s: not yet: %(what)s", name=name, what=label)))
        work.effects.append(_timer(work, timedelta(minutes=rules.give_up_minutes)))
        return work.change(replace(ticket, status=after), reason=Untrusted(label), data=data)
    remote = replace(remote, checked=(*remote.checked, question.id))
    further = rules.after(remote.checked)
    if further is None:
        work.effects.append(CancelTimer(key=_key(ticket)))
        done = replace(ticket, status=after, asked=_others(ticket))
        return work.change(request_credentials(work, done, remote), reason=Untrusted(label), data=data)
    work.effects.append(_timer(work, timedelta(minutes=rules.give_up_minutes)))
    following = replace(asked, what=f"{REMOTE}{further.id}")
    left = tuple(following if each is asked else each for each in ticket.asked)
    return work.change(replace(ticket, status=after, asked=left, remote=remote), reason=Untrusted(label), data=data)


def _postponed(work: Work, after: Status) -> Change | Refusal:
    """A later time is agreed: the clock rests until then, and both sides are reminded."""
    ticket, given, remote = work.ticket, work.deed.given, work.ticket.remote
    if given is None or given.at is None or remote is None or _open(work) is None:
        return Refusal(phrase("That is no longer needed."))
    zone = work.process.desk.zone
    name, at, number = requester_name(work.process, ticket), Moment(given.at, zone), Code(ticket.code)
    work.thread((phrase("🖥 %(name)s chose another time for remote help: %(at)s", name=name, at=at),))
    work.whisper_to(remote.by, phrase("🖥 %(number)s: remote help is agreed for %(at)s", number=number, at=at), ticket)
    work.effects.append(_timer(work, given.at - work.deed.at))
    words = Untrusted(given.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"))
    work.deed = replace(work.deed, text=words)  # the clock's ledger says until when
    later = replace(remote, phase=Phase.LATER, since=work.deed.at, at=given.at)
    return work.change(replace(ticket, status=after, asked=_others(ticket), remote=later), reason=words)


def _due(work: Work, after: Status) -> Change | Refusal:
    """The agreed time has come; or the requester did not answer, which its specialist is told once."""
    ticket, remote, rules, at = work.ticket, work.ticket.remote, work.process.remote, work.deed.at
    number = Code(ticket.code)
    if remote is None or rules is None or remote.phase not in NOT_YET:
        return Refusal(phrase("That is no longer needed."))
    if remote.phase is Phase.LATER:
        told = phrase(
            "⏰ %(number)s: it is time for the remote help that was agreed. The requester is asked.", number=number
        )
        work.thread((phrase("⏰ It is time for the remote help that was agreed. The requester is asked."),))
        work.whisper_to(remote.by, told, ticket)
        return _asked(work, after, rules, replace(remote, phase=Phase.ASKED, since=at), {"remote": "time"})
    name = requester_name(work.process, ticket)
    silent = phrase("🖥 %(name)s has not answered about remote help yet. You can call, or call it off.", name=name)
    work.thread((silent,))
    work.whisper_to(remote.by, silent, ticket)
    return work.change(replace(ticket, status=after), card=False, data={"remote": "silent"})


def _called_off(work: Work, after: Status) -> Change | Refusal:
    """The requester is asked no more, and an agreed time counts no more, which they are told while the ticket is open."""
    ticket, remote = work.ticket, work.ticket.remote
    if remote is None or remote.phase not in NOT_YET:
        return Refusal(phrase("%(number)s: no remote help is under way.", number=Code(ticket.code)))
    if Role.SYSTEM in work.deed.actor.roles:
        work.thread((phrase("🖥 Remote help is called off."),))
    else:
        work.thread((phrase("🖥 %(name)s called remote help off.", name=work.deed.actor.name),))
    work.effects += (CancelTimer(key=_key(ticket)), up_to_date(ticket, work.deed.at))
    if remote.phase is Phase.LATER and remote.at is not None and ticket.status in OPEN:
        zone = ticket.requester.zone or work.process.desk.zone
        at, number = Moment(remote.at, zone), Code(ticket.code)
        work.to_requester(
            Message(
                body=(
                    phrase(
                        "The remote help about %(number)s will not be at %(at)s. We let you know.", number=number, at=at
                    ),
                )
            )
        )
    left = _others(ticket)
    status = ticket.status if left else after
    ended = replace(remote, phase=Phase.ENDED, since=work.deed.at, at=None)
    return work.change(replace(ticket, status=status, asked=left, remote=ended))


def _others(ticket: Ticket) -> tuple[Asked, ...]:
    """What else the requester is asked for."""
    return tuple(each for each in ticket.asked if not each.what.startswith(REMOTE))


def _open(work: Work) -> Asked | None:
    """The question that was answered, if it is still open."""
    given, remote = work.deed.given, work.ticket.remote
    if given is None or remote is None or remote.phase is not Phase.ASKED:
        return None
    return next((e for e in work.ticket.asked if e.id == given.question and e.what.startswith(REMOTE)), None)


def _key(ticket: Ticket) -> str:
    return f"{REMOTE_DUE}:{ticket.id}"


def _timer(work: Work, after: timedelta) -> SetTimer:
    ticket = work.ticket
    return SetTimer(
        key=_key(ticket),
        due=work.deed.at + after,
        purpose=REMOTE_DUE,
        chat=ticket.requester.chat,
        person=ticket.requester.person,
        ticket=ticket.id,
    )
