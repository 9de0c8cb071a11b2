"""The Home tab: what a member of the desk, or a requester, has before them when they open the app. Values only: the parts
are messages, one under the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.buttons import HomePress, TicketPress, decode, encode
from bot.domain.card import headline, offered
from bot.domain.message import Button, Message, Style
from bot.domain.process import Process
from bot.domain.roles import DeskOrder, Role, Staff, allowed
from bot.domain.tally import DeskNumbers, numbers_page
from bot.domain.text import Code, Moment, Phrase, Text, join, lines, phrase
from bot.domain.ticket import STATUS_WORDS, Action, Ticket
from bot.domain.ticket_line import TicketLine
from bot.domain.urgency import next_deadline, urgency

REQUEST = "request"
"""The order of the button with which anybody begins a request of their own."""

MINE = 15
WAITING = 10
OWN = 10
"""Tickets of each list; more are told by their number."""

Line = tuple[Process, Ticket]
"""A ticket with the version of the process that it was opened with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskView:
    """What was looked up for a member of the desk. `waiting` are tickets without a specialist, oldest first; `own` those
    that the member asked for; `numbers` only for those who may see them."""

    staff: Staff
    zone: str
    name: str
    mine: tuple[Line, ...] = ()
    offers: tuple[Line, ...] = ()
    waiting: tuple[Line, ...] = ()
    own: tuple[TicketLine, ...] = ()
    numbers: DeskNumbers | None = None


def desk_home(desk: DeskView) -> tuple[Message, ...]:
    """For a member of the desk: their shift, what is offered to them, their tickets by urgency, what nobody has yet, and
    for those who may, the numbers."""
    waiting = [line for line in desk.waiting if _at_their_level(desk.staff, *line)]
    return (
        _greeting(desk),
        *_listed(phrase("Offered to you"), desk.offers, desk, (Action.TAKE, Action.DECLINE), WAITING),
        *_listed(
            phrase("Your tickets"), sorted(desk.mine, key=lambda line: urgency(*line)), desk, (), MINE, empty=True
        ),
        *_listed(phrase("Waiting for a specialist"), waiting, desk, (Action.TAKE,), WAITING, empty=True),
        *((numbers_page(desk.numbers),) if desk.numbers is not None else ()),
        *(_own(desk.own) if desk.own else ()),
    )


def requester_home(name: str, own: tuple[TicketLine, ...]) -> tuple[Message, ...]:
    """For anybody else: their own tickets, and the way to a new one."""
    new = _order(phrase("➕ New request"), REQUEST, style=Style.PRIMARY)
    greeting = Message(
        title=(name,),
        body=(phrase("Here you ask for support, and see how your requests are doing."),),
        buttons=((new,),),
    )
    nothing = Message(title=(phrase("Your tickets"),), body=(phrase("You have no tickets yet."),))
    return (greeting, *(_own(own) if own else (nothing,)))


def results(found: Iterable[Line]) -> Message:
    """What a search found; each opens."""
    listed = tuple(found)
    rows = tuple((_open(ticket),) for _, ticket in listed)
    shown = join("\n", (_row(process, ticket) for process, ticket in listed))
    return Message(title=(phrase("Tickets found"),), body=shown, buttons=rows)


def _greeting(desk: DeskView) -> Message:
    roles = desk.staff.roles
    shift = phrase("🟢 You are on shift.") if desk.staff.on_shift else phrase("⚪ You are off shift.")
    buttons = [
        _order(phrase("Go off shift"), DeskOrder.OFF)
        if desk.staff.on_shift
        else _order(phrase("Come on shift"), DeskOrder.ON, style=Style.PRIMARY),
        _order(phrase("🔎 Search"), DeskOrder.SEARCH),
        _order(phrase("☎️ Somebody calls"), DeskOrder.NEW),
        _order(phrase("💬 Canned replies"), DeskOrder.CANNED),
        _order(phrase("👥 People"), DeskOrder.STAFF),
    ]
    may = tuple(each for each in buttons if _may(each, roles))
    body: Text = (shift,) if allowed(roles, DeskOrder.ON) else ()
    return Message(title=(desk.name,), body=lines((desk.staff.name,), body), buttons=(may,) if may else ())


def _listed(
    title: Phrase,
    found: Iterable[Line],
    desk: DeskView,
    actions: tuple[Action, ...],
    most: int,
    *,
    empty: bool = False,
) -> Iterable[Message]:
    listed = list(found)
    if not listed:
        return (Message(title=(title,), body=(phrase("None."),)),) if empty else ()
    head = Message(title=(title, f" ({len(listed)})"))
    rows = (
        Message(
            body=_row(process, ticket, Moment(ticket.stands_since, desk.zone)),
            buttons=(
                tuple(
                    each
                    for each in (*_offered(process, ticket, actions), _open(ticket))
                    if _may(each, desk.staff.roles)
                ),
            ),
        )
        for process, ticket in listed[:most]
    )
    more = len(listed) - most
    rest = (Message(note=(phrase("And %(count)s more: the search finds them.", count=more),)),) if more > 0 else ()
    return (head, *rows, *rest)


def _row(process: Process, ticket: Ticket, since: Moment | None = None) -> Text:
    status = STATUS_WORDS[ticket.status]
    if since is None:
        return (*headline(process, ticket), " · ", status)
    at = next_deadline(process, ticket)
    next_due: Text = () if at is None else (" · ", phrase("due %(when)s", when=Moment(at, since.zone)))
    offer = ticket.offer
    if offer is not None and offer.name is not None and offer.until is not None:
        until = Moment(offer.until, since.zone)
        next_due += (" · ", phrase("offered to %(name)s until %(when)s", name=offer.name, when=until))
    return lines(headline(process, ticket), (phrase("%(state)s since %(when)s", state=status, when=since), *next_due))


_LABELS: Mapping[Action, tuple[Phrase, Style]] = {
    Action.TAKE: (phrase("Take"), Style.PRIMARY),
    Action.DECLINE: (phrase("I cannot"), Style.PLAIN),
}


def _offered(process: Process, ticket: Ticket, actions: tuple[Action, ...]) -> Iterable[Button]:
    return (
        Button(
            label=_LABELS[action][0],
            style=_LABELS[action][1],
            data=encode(TicketPress(action, ticket.id, ticket.revision)),
        )
        for action in actions
        if offered(process, ticket, action)
    )


def _open(ticket: Ticket) -> Button:
    return _order(phrase("Open %(number)s", number=ticket.code), DeskOrder.SHOW, str(ticket.id))


def _order(label: Phrase, order: str, value: str = "", style: Style = Style.PLAIN) -> Button:
    return Button(label=label, data=encode(HomePress(order, value)), style=style)


def _may(button: Button, roles: frozenset[Role]) -> bool:
    """Whether what the button does is theirs to do."""
    data = decode(button.data)
    if isinstance(data, TicketPress):
        return data.action in set(Action) and allowed(roles, Action(data.action))
    return isinstance(data, HomePress) and data.order in set(DeskOrder) and allowed(roles, DeskOrder(data.order))


def _at_their_level(staff: Staff, process: Process, ticket: Ticket) -> bool:
    """Those who work at one level only see what waits there."""
    levels = staff.roles & {Role.SPECIALIST, Role.SECOND_LEVEL}
    if not levels or staff.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR}:
        return True
    return (Role.SPECIALIST if ticket.level == process.levels[0].id else Role.SECOND_LEVEL) in levels


def _own(own: tuple[TicketLine, ...]) -> Iterable[Message]:
    rows = (
        (
            *(Code(each.code), " · ", each.title),
            *("\n", STATUS_WORDS[each.status]),
            *((" · ", each.assignee_name) if each.assignee_name is not None else ()),
        )
        for each in own[:OWN]
    )
    return (Message(title=(phrase("Your requests"),)), *(Message(body=row) for row in rows))
