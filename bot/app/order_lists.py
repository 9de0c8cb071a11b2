"""Lists of tickets as somebody of the desk reads them: twenty to a page, each in a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.app.ports import UnitOfWork
from bot.app.typed_order import bare, page_of
from bot.domain.card import headline
from bot.domain.ids import PersonRef
from bot.domain.message import Message
from bot.domain.process import Fills, Process
from bot.domain.reading import Reading
from bot.domain.text import Moment, Phrase, Span, Text, Untrusted, fold, join, phrase, plural
from bot.domain.ticket import STATUS_WORDS, Status, Ticket
from bot.domain.urgency import longest_waiting, urgency

PAGE = 20
"""Tickets on a page."""

MOST_READ = 500
"""Open tickets that are looked through."""

EVERY = frozenset({"todos", "todas", "todo", "all", "every", "abiertos", "open"})
"""Words for every open ticket."""

_STATE_NAMES: dict[Status, tuple[str, ...]] = {
    Status.NEW: ("nuevos", "new", "waiting", "espera", "sin asignar", "unassigned"),
    Status.ASSIGNED: ("asignados", "assigned"),
    Status.IN_PROGRESS: ("en atencion", "in progress", "en curso", "en proceso"),
    Status.WAITING_REQUESTER: ("solicitante", "requester", "detenidos", "paused"),
    Status.ESCALATED: ("segundo nivel", "second level", "escalados", "escalated"),
    Status.INCIDENT: ("desarrollo", "development", "incidentes", "incidents"),
    Status.REOPENED: ("reabiertos", "reopened"),
}

Pinned = Callable[[Ticket], Process]
"""The version of the process that a ticket was opened with."""


def listed(uow: UnitOfWork, pinned: Pinned, words: str, command: str) -> Message:
    """What `/ticket list` shows: without words the queue, else the open tickets in which every word is found. `command`
    is how the next page is asked for."""
    wanted, page = page_of(words)
    asked = [fold(bare(each)) for each in wanted.split() if fold(bare(each))]
    if not asked:
        found = longest_waiting(uow.tickets.waiting(MOST_READ))
        return _page(found, pinned, page, (phrase("Waiting for a specialist"),), command)
    tickets = longest_waiting(uow.tickets.unfinished(MOST_READ))
    if not set(asked) <= EVERY:
        tickets = tuple(each for each in tickets if matches(pinned(each), each, asked))
        title: Text = (phrase("Open tickets: %(words)s", words=Untrusted(wanted)),)
    else:
        title = (phrase("Every open ticket"),)
    if not tickets:
        how = phrase("No open ticket fits. Look for a module, a level, a state or a name: /ticket list payroll")
        return Message(title=title, body=(how,))
    return _page(tickets, pinned, page, title, f"{command} {wanted}")


def mine(uow: UnitOfWork, pinned: Pinned, person: PersonRef, words: str, command: str) -> Message:
    """Somebody's own open tickets, the most urgent first."""
    found = sorted(uow.tickets.assigned_to(person, MOST_READ), key=lambda each: urgency(pinned(each), each))
    return _page(found, pinned, page_of(words)[1], (phrase("Your open tickets"),), command, own=True)


def line(process: Process, ticket: Ticket, *, own: bool = False) -> Text:
    """A ticket in a line: its headline, how it stands, with whom (unless it is one's own), and since when."""
    whose: Text = (" (", ticket.assignee_name, ")") if ticket.assignee_name is not None and not own else ()
    since = phrase("since %(when)s", when=Moment(ticket.stands_since, process.desk.zone))
    return (*headline(process, ticket), " · ", STATUS_WORDS[ticket.status], *whose, " · ", since)


def matches(process: Process, ticket: Ticket, words: Sequence[str]) -> bool:
    """Whether every word (folded) begins a word of the ticket's module, kind, level, state, people or title."""
    said = _said(process, ticket)
    return all(f" {word}" in said for word in words)


def _said(process: Process, ticket: Ticket) -> str:
    reading = Reading(process=process, ticket=ticket)
    spans: list[Span] = [ticket.code, ticket.title, ticket.assignee_name or ""]
    for fills in (Fills.NAME, Fills.ORGANISATION, Fills.KIND, Fills.MODULE, Fills.VERSION):
        spans += reading.field(fills)
    spans += [reading.text(each.name) for each in process.levels if each.id == ticket.level]
    spans += _STATE_NAMES.get(ticket.status, ())
    texts = (
        each.untrusted if isinstance(each, Untrusted) else each for each in spans if isinstance(each, str | Untrusted)
    )
    return " ".join(("", *map(fold, texts)))


def _page(
    tickets: Sequence[Ticket], pinned: Pinned, page: int, title: Text, command: str, *, own: bool = False
) -> Message:
    first = (page - 1) * PAGE
    shown = tickets[first : first + PAGE]
    rows = [line(pinned(each), each, own=own) for each in shown]
    left = len(tickets) - first - len(shown)
    if not tickets:
        return Message(title=title, body=(phrase("None."),))
    if not shown:
        return Message(
            title=title, body=(phrase("There is no such page. The list has %(count)s.", count=len(tickets)),)
        )
    note = _more(left, f"{command} {page + 1}") if left else None
    return Message(title=title, body=join("\n", rows), note=(note,) if note is not None else ())


def _more(left: int, command: str) -> Phrase:
    return plural("… and one more: %(command)s", "… and %(count)s more: %(command)s", left, command=Untrusted(command))
