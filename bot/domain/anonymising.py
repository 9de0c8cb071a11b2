"""What is left of tickets, incidents and their histories once the person who asked is erased: numbers, states, times and
clocks, and nothing that says who it was or what they wrote. Pure; where it is done is `bot.app.forgetter`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.answers import Answer, Answers
from bot.domain.clocks import Clock, Entry
from bot.domain.ids import ChatRef, PersonRef, TicketId
from bot.domain.incident import Approval, Incident, IncidentEntry
from bot.domain.incident_developing import TO
from bot.domain.lock import LockEntry
from bot.domain.process import Fills, Process, Section, StepKind
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Follower, HistoryEntry, Requester, Ticket

NOTHING = Untrusted("—")
"""In place of words that have to be something."""

_COUNTED = (StepKind.CHOICE, StepKind.MULTI_CHOICE, StepKind.CONFIRMATION)
_WHO = (Fills.NAME, Fills.POSITION, Fills.ORGANISATION, Fills.EMAIL, Fills.PHONE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """Who is erased: all references to them, what stands in their place, and the number of their request. `places` are what
    the references of their messages begin with. `works_here`: as a member of the desk they stay who they are."""

    refs: frozenset[str]
    gone: ChatRef
    code: str
    places: tuple[str, ...] = ()
    works_here: bool = False

    def asked_with(self, ticket: Ticket) -> bool:
        """Whether the ticket is their own; also when it is theirs no more to see."""
        return ticket.requester.chat in self.refs or ticket.requester.chat == self.gone

    def instead(self, actor: PersonRef) -> PersonRef:
        """The actor, or what stands in their place."""
        return PersonRef(self.gone) if actor in self.refs else actor


def places_of(tickets: Sequence[Ticket], refs: frozenset[str]) -> tuple[str, ...]:
    """What the references of a person's messages begin with: their chats, and the chats in which they answered."""
    answered = {
        each.message.rpartition(":")[0]
        for ticket in tickets
        if ticket.requester.chat in refs
        for each in ticket.answers.values()
        if each.message is not None
    }
    return tuple(sorted(refs | answered))


# --- tickets ------------------------------------------------------------------------------------------------------


def anonymised(process: Process, ticket: Ticket, leaving: Leaving) -> Ticket:
    """The ticket without the person: their own with none of its words, somebody else's without what is theirs in it. The
    same one when nothing of them is in it."""
    if not leaving.asked_with(ticket):
        return _shared(ticket, leaving)
    rating = replace(ticket.rating, comment=None) if ticket.rating is not None else None
    return replace(
        _shared(ticket, leaving),
        requester=Requester(
            chat=leaving.gone, person=PersonRef(leaving.gone), language=ticket.requester.language, zone=None
        ),
        answers=_counted(process, ticket.answers),
        notes=(),
        title=NOTHING,
        resolution=None,
        rating=rating,
        unreachable=False,
        registration=None,
        calls=(),
        asked=tuple(replace(each, text=None) for each in ticket.asked),
        pause=replace(ticket.pause, reason=NOTHING) if ticket.pause is not None else None,
        clocks=tuple(_clock(each, leaving, words=False) for each in ticket.clocks),
        locks=tuple(replace(_lock(each, leaving), reason=None) for each in ticket.locks),
        erased=leaving.code,
    )


def _shared(ticket: Ticket, leaving: Leaving) -> Ticket:
    return replace(
        ticket,
        followers=_others(ticket.followers, leaving),
        candidates=_others(ticket.candidates, leaving),
        notes=tuple(each for each in ticket.notes if not (each.message or "").startswith(_under(leaving))),
        clocks=tuple(_clock(each, leaving, words=True) for each in ticket.clocks),
        locks=tuple(_lock(each, leaving) for each in ticket.locks),
    )


def _under(leaving: Leaving) -> tuple[str, ...]:
    return tuple(f"{place}:" for place in leaving.places)


def _others(followers: tuple[Follower, ...], leaving: Leaving) -> tuple[Follower, ...]:
    return tuple(each for each in followers if each.requester.chat not in leaving.refs)


def _counted(process: Process, answers: Answers) -> Answers:
    """What can be counted, and says of nobody who they are: the options of questions about the case."""
    kept: dict[str, Answer] = {}
    for step_id, answer in answers.items():
        step = process.step(step_id)
        about_the_case = step is not None and step.section is not Section.PROFILE and step.fills not in _WHO
        if step is not None and about_the_case and step.kind in _COUNTED:
            kept[step_id] = Answer(
                options=answer.options,
                result=answer.result,
                routed=answer.routed,
                routed_from=answer.routed_from,
                looked_up=answer.looked_up,
                waived_by=answer.waived_by,
            )
    return kept


def _clock(clock: Clock, leaving: Leaving, *, words: bool) -> Clock:
    """The ledger with its instants; `words`: those of others may stay."""

    def entry(each: Entry) -> Entry:
        theirs = each.actor in leaving.refs and not leaving.works_here
        kept = each.words if words and not theirs else None
        return replace(each, actor=leaving.instead(each.actor) if theirs or not words else each.actor, words=kept)

    return replace(clock, entries=tuple(entry(each) for each in clock.entries))


def _lock(entry: LockEntry, leaving: Leaving) -> LockEntry:
    """The line of the ledger without whoever worked here once and leaves."""
    if entry.by not in leaving.refs or leaving.works_here:
        return entry
    return replace(entry, by=leaving.instead(entry.by), name=NOTHING, reason=None)


# --- histories ----------------------------------------------------------------------------------------------------


def blanked(entries: Sequence[HistoryEntry], leaving: Leaving, *, own: bool) -> tuple[HistoryEntry, ...]:
    """Those entries that said something of the person, without it. `own`: it is their ticket, and every word goes."""
    found = ((each, _blank(each, leaving, own=own)) for each in entries if each.action is not Action.ERASE)
    return tuple(after for before, after in found if after != before)


def _blank(entry: HistoryEntry, leaving: Leaving, *, own: bool) -> HistoryEntry:
    if not own and (leaving.works_here or entry.actor not in leaving.refs):
        return entry
    data = {name: value for name, value in entry.data.items() if value not in leaving.refs}
    return replace(entry, actor=leaving.instead(entry.actor), reason=None, data=data)


# --- incidents ----------------------------------------------------------------------------------------------------


def incident_without(incident: Incident, tickets: frozenset[TicketId], leaving: Leaving) -> Incident:
    """The incident without the people of these tickets. Where the first of its tickets is one of them, its words are
    theirs."""
    links = tuple(replace(each, name=NOTHING) if each.ticket in tickets else each for each in incident.links)
    if not is_of(incident, tickets):
        return replace(incident, links=links)
    approval = incident.approval
    if approval is not None:
        approval = Approval(
            approver=NOTHING if approval.approver is not None else None,
            given=approval.given,
            by=NOTHING if approval.by is not None else None,
        )
    return replace(
        incident,
        links=links,
        title=NOTHING,
        description=NOTHING,
        benefit=NOTHING if incident.benefit is not None else None,
        reason=NOTHING if incident.reason is not None else None,
        opened_by=NOTHING,
        approval=approval,
        clocks=tuple(_clock(each, leaving, words=False) for each in incident.clocks),
    )


def is_of(incident: Incident, tickets: frozenset[TicketId]) -> bool:
    """Whether it was opened for one of these tickets."""
    return bool(incident.links) and incident.links[0].ticket in tickets


def incident_blanked(
    entries: Sequence[IncidentEntry], leaving: Leaving, codes: frozenset[str], *, own: bool
) -> tuple[IncidentEntry, ...]:
    """As `blanked`; `codes` are the numbers of the person's tickets. What was said to them and to others as well stays."""

    def blank(entry: IncidentEntry) -> IncidentEntry:
        theirs = entry.actor in leaving.refs and not leaving.works_here
        told = frozenset(entry.data.get(TO, "").split())
        if not (own or theirs or entry.data.get("ticket") in codes or (told and told <= codes)):
            return entry
        return replace(entry, actor=leaving.instead(entry.actor), reason=None)

    found = ((each, blank(each)) for each in entries)
    return tuple(after for before, after in found if after != before)
