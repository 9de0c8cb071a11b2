"""decide() for a ticket: an action of a specialist, of its requester or of a timer in; the changed ticket, its history
entry and the effects out. Roles and the table of `ticket` are checked here, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain import (
    accessing,
    admitting,
    asking,
    assigning,
    attesting,
    delivering,
    finishing,
    holders,
    merging,
    noting,
    pausing,
    prioritizing,
    rating,
    readying,
    reasons,
    receiving,
    relations,
    replying,
    resolving,
    revealing,
    telling,
    unlocking,
    urging,
    waiving,
    watching,
)
from bot.domain.card import at_length, triage_card
from bot.domain.deeds import SYSTEM, Change, Deed, Refusal, Work, not_now, requester_name
from bot.domain.effects import OpenTicket, Say
from bot.domain.ids import DESK, TicketId
from bot.domain.opening import channel_of, requester_of, title_of
from bot.domain.placing import placed
from bot.domain.process import Fills, Notice, Process
from bot.domain.questions import filled
from bot.domain.queueing import tell_queued
from bot.domain.roles import Actor, Role, Staff, allowed
from bot.domain.text import Code, Untrusted, phrase
from bot.domain.ticket import ASKS_OR_TELLS, TRANSITIONS, Action, Link, Relation, Since, Status, Ticket


def opened(
    process: Process,
    wanted: OpenTicket,
    *,
    ticket_id: TicketId,
    code: str,
    at: datetime,
    bench: Sequence[Staff],
    before: Ticket | None = None,
) -> tuple[Change, ...]:
    """A ticket from a confirmed intake, and its assignment when somebody is on shift. `before` is the finished ticket that
    it goes on from."""
    ticket = _first(process, wanted, ticket_id=ticket_id, code=code, at=at, before=before)
    requester = Actor(person=wanted.person, name=requester_name(process, ticket), roles=frozenset({Role.REQUESTER}))
    opening = Work(process, ticket, Deed(action=Action.OPEN, actor=requester, at=at, channel=channel_of(wanted)))
    ticket = opening.clocked(ticket)
    placement = placed(process, ticket, bench, at=at)
    opening.effects.append(
        Say(
            chat=DESK,
            message=triage_card(process, ticket),
            language=opening.desk_language,
            post=ticket.card,
            ticket=ticket.id,
        )
    )
    whole = at_length(process, ticket)
    if whole:
        opening.thread(whole)
    opening.tell(Notice.OPENED)
    if placement is None:
        tell_queued(opening)
    opening.forward(tuple(file for note in wanted.notes for file in note.files))
    opening.forward(tuple(file for answer in wanted.answers.values() for file in answer.files))
    first = opening.change(ticket, card=False)
    if before is not None:
        first = replace(first, also=((before, relations.followed_by(process, before, ticket, at)),))
    return (first,) if placement is None else (first, placement)


def _first(
    process: Process, wanted: OpenTicket, *, ticket_id: TicketId, code: str, at: datetime, before: Ticket | None
) -> Ticket:
    """The ticket as it begins."""
    kind = filled(process, wanted.answers, Fills.KIND)
    kind_id = kind.options[0] if kind and kind.options else process.kinds[0].id
    module = filled(process, wanted.answers, Fills.MODULE)
    return Ticket(
        id=ticket_id,
        code=code,
        process=process.ref,
        status=Status.NEW,
        kind=kind_id,
        level=process.level_of(kind_id),
        priority=prioritizing.proposed(process, wanted.answers),
        requester=requester_of(wanted),
        answers=wanted.answers,
        notes=wanted.notes,
        registration=wanted.registration,
        title=title_of(process, wanted),
        opened_at=at,
        updated_at=at,
        since=Since(at=at, by=None, revision=1),
        module=module.options[0] if module and module.options else None,
        links=(Link(ticket=before.id, code=before.code, relation=Relation.FOLLOWS),) if before is not None else (),
    )


def act(process: Process, ticket: Ticket, deed: Deed) -> Change | Refusal:
    """Does what the deed asks, or says why not."""
    if (denial := _denial(ticket, deed)) is not None:
        return denial
    if ticket.erased is not None and deed.action in ASKS_OR_TELLS:
        return Refusal(
            phrase("Nobody would read it: the person's data were erased (%(number)s).", number=ticket.erased)
        )
    after = TRANSITIONS.get((ticket.status, deed.action))
    if after is None:
        return Refusal(not_now(ticket, process.desk.zone))
    work = Work(process, ticket, deed)
    asking.let_go(work, after)
    return _and_remote_help(process, deed, ticket, _done(work, after))


def _and_remote_help(process: Process, deed: Deed, before: Ticket, done: Change | Refusal) -> Change | Refusal:
    """With what the deed does to remote help that was under way."""
    if isinstance(done, Refusal) or done.entry is None or done.entry.action is not deed.action:
        return done  # nothing was done, or it was done as another action, which saw to it
    further = readying.further(deed, before, done.ticket)
    if further is None:
        return done
    system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
    ended = act(process, done.ticket, Deed(action=further, actor=system, at=deed.at, channel="system"))
    return done if isinstance(ended, Refusal) else replace(done, also=(*done.also, (done.ticket, ended)))


def _done(work: Work, after: Status) -> Change | Refusal:
    """What an action does that is allowed."""
    ticket, deed = work.ticket, work.deed
    match deed.action:
        case Action.REPLY:
            return replying.reply(work, after)
        case Action.CALLED:
            return replying.called(work, after)
        case Action.RESOLVE:
            return resolving.resolve(work, after)
        case Action.NOTE:
            return noting.note(work, after)
        case Action.WAIVE:
            return waiving.waive(work)
        case Action.CANCEL | Action.REOPEN if reasons.is_missing(deed) and not finishing.is_late(work):
            return reasons.ask(work)
        case Action.TELL:
            return telling.told(work, after)
        case Action.CLOSE | Action.CANCEL:
            return finishing.finish(work, after, Notice.CLOSED if deed.action is Action.CLOSE else Notice.CANCELLED)
        case Action.REOPEN:
            return finishing.reopen(work, after)
        case Action.INCIDENT | Action.INFORM | Action.DELIVER | Action.RETURN | Action.CONFIRM:
            return delivering.developed(work, after)
        case Action.OPEN | Action.MOVE | Action.OFFER | Action.ERASE:
            return Refusal(phrase("That cannot be done from here."))
        case Action.ASK | Action.BEGIN | Action.ATTEST | Action.OVERRIDE | Action.EXPIRE:
            return _asked_or_unlocked(work, after)
        case Action.REMOTE | Action.CHECK | Action.POSTPONE | Action.CALL_OFF:
            return readying.ready(work, after)
        case Action.PAUSE | Action.RESUME:
            return pausing.rest(work, after)
        case Action.ANSWER:
            return receiving.received(work, after)
        case Action.ASSIGN if assigning.goes_to_queue(work):
            return act(work.process, ticket, replace(deed, action=Action.RELEASE))
        case Action.TAKE | Action.DECLINE | Action.ASSIGN | Action.RELEASE | Action.ESCALATE | Action.GIVE_BACK:
            return holders.hold(work, after)
        case Action.MERGE:
            return merging.merge(work, after)
        case Action.LINK | Action.WATCH | Action.UNWATCH:
            return relations.link(work) if deed.action is Action.LINK else watching.watch(work)
        case Action.PRIORITIZE | Action.WARN:
            return urging.urge(work, after)
        case Action.FOLLOW | Action.RATE:
            return admitting.follow(work) if deed.action is Action.FOLLOW else rating.rate(work, after)
        case Action.HAND_OVER | Action.ASK_AGAIN | Action.REVEAL | Action.END_REMOTE | Action.LAPSE:
            return accessing.access(work, after)
        case _:
            assert_never(deed.action)


def _asked_or_unlocked(work: Work, after: Status) -> Change | Refusal:
    """A question to the requester, or what is done about work that is locked; each may turn out to be the other."""
    if work.deed.action is Action.ASK:
        return attesting.ask(work, after) if attesting.is_meant(work) else asking.ask(work, after)
    other = unlocking.instead(work)
    return unlocking.unlock(work, after) if other is None else act(work.process, work.ticket, other)


def _denial(ticket: Ticket, deed: Deed) -> Refusal | None:
    """Why it is not theirs to do, if it is not."""
    if (refused := revealing.not_theirs(ticket, deed)) is not None:
        return refused
    if not allowed(deed.actor.roles, deed.action):
        return Refusal(phrase("You may not do that with %(number)s.", number=Code(ticket.code)), denied=True)
    if not allowed(deed.actor.roles, deed.action, own=ticket.assignee == deed.actor.person):
        return Refusal(
            phrase("Only whoever has %(number)s, or a supervisor, may do that.", number=Code(ticket.code)), denied=True
        )
    return None
