"""A requester outside a questionnaire: what they write about an open ticket, and how their tickets stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import assenting, consenting, contributions, courtesies, missing, privacy, verdict
from bot.domain.answers import Note
from bot.domain.buttons import Press, Verb, encode
from bot.domain.commands import Command
from bot.domain.effects import Relay
from bot.domain.events import Said
from bot.domain.explaining import explained_to_requester
from bot.domain.message import Button, Fact, Message
from bot.domain.text import Code, Moment, Span, Text, Untrusted, join, phrase
from bot.domain.ticket import FINISHED, OPEN, STATUS_WORDS, Status, Ticket
from bot.domain.ticket_line import TicketLine
from bot.domain.turn import Turn

NOT_FOUND = phrase("I find no ticket of yours with that number. /my_tickets lists yours.")
"""The same words for a ticket that is somebody else's and for one that does not exist."""

NEWEST = 10
"""Tickets in a list."""

NEW_TICKET = "new"
"""The value of the "something else" button."""

REOPEN = "reopen"
"""The mark of the button that reopens a ticket with what was written to it."""


def said_outside(turn: Turn, event: Said, *, quiet: bool) -> None:
    """Words or files with no questionnaire under way: they belong to the open ticket, or begin a new request. `quiet`:
    the next part of an album, of which the specialist has been told."""
    named = _named(turn, event) if turn.state.pending is not None and not event.files else None
    if turn.state.pending is None and (verdict.commented(turn, event) or assenting.objected(turn, event)):
        return
    if turn.state.pending is not None and event.text.folded in _SOMETHING_ELSE:
        chosen(turn, NEW_TICKET)
    elif named is None:
        received(turn, contributions.contribution(event), quiet=quiet)
    else:
        chosen(turn, str(named.id))


def received(turn: Turn, note: Note, *, quiet: bool = False) -> None:
    """A contribution that says by itself of no ticket that it is about it."""
    open_tickets = _open(turn)
    if not open_tickets and privacy.declined(turn.process, turn.state):
        consenting.declined(turn)
    elif not open_tickets and turn.state.run and courtesies.only_thanks(note):
        turn.tell(phrase("It is a pleasure. When you need us again, write to us here or use /new."))
    elif not open_tickets:
        turn.begin(welcome=True, note=note if courtesies.worth_keeping(turn.process, note) else None)
    elif len(open_tickets) == 1 or courtesies.only_thanks(note):  # thanks are for whoever was talked to last
        _pass_on(turn, open_tickets[0], note, quiet=quiet)
    else:
        _ask_which(turn, note)


def replied(turn: Turn, event: Said, ticket: Ticket, *, quiet: bool) -> bool:
    """An answer to a message about a ticket goes to that ticket, whatever else is going on. False when it says nothing
    about it after all: the ticket is finished, and an unfinished request waits."""
    intake = turn.state.intake
    asking = intake is not None and not intake.parked
    if ticket.status not in FINISHED:
        _pass_on(turn, ticket, contributions.contribution(event), quiet=quiet)
        if asking:
            turn.ask()
    elif asking:
        turn.note(contributions.contribution(event))
        turn.ask((phrase("%(number)s is closed. I keep this with the new request.", number=Code(ticket.code)),))
    elif intake is None:
        _offer_anew(turn, ticket, contributions.contribution(event))
    else:
        return False
    return True


def _open(turn: Turn) -> tuple[TicketLine, ...]:
    """The open tickets, the one written about last first."""
    lines = (line for line in turn.known.tickets if line.status not in FINISHED)
    return tuple(sorted(lines, key=lambda line: line.id != turn.state.last_ticket))


def open_tickets(turn: Turn) -> tuple[TicketLine, ...]:
    """Those of the person that are not finished, the one written about last first."""
    return _open(turn)


def is_number(said: str, code: str) -> bool:
    """Whether somebody means that ticket: by its whole number, or by the last part of it."""
    return said == code.lower() or _is_number(said, code)


def has_open_ticket(turn: Turn) -> bool:
    """Whether what is said now may be about a ticket."""
    return bool(_open(turn))


def _pass_on(turn: Turn, line: TicketLine | Ticket, *notes: Note, quiet: bool = False) -> None:
    fitting = contributions.notes_fitting(turn, line.id, notes)
    if not fitting:
        return
    for place, note in enumerate(fitting):
        text = note.text or Untrusted("")
        more = quiet or place > 0
        turn.effects.append(
            Relay(ticket=line.id, text=text, files=note.files, message=note.message, quiet=more, by=turn.state.chat),
        )
    turn.state = replace(turn.state, last_ticket=line.id)
    if line.status is Status.INCIDENT:
        said = phrase("📨 Added to your ticket %(number)s; development sees it.", number=Code(line.code))
    elif line.assignee_name is not None:
        said = phrase(
            "📨 Added to your ticket %(number)s; %(name)s sees it.", number=Code(line.code), name=line.assignee_name
        )
    else:
        said = phrase("📨 Added to your ticket %(number)s; the desk sees it.", number=Code(line.code))
    turn.say(Message(body=(said,)), ticket=line.id)


def _ask_which(turn: Turn, note: Note) -> None:
    if turn.state.pending is None:
        turn.state = replace(turn.state, pending=note)
    else:  # a second message before the choice: both go to the ticket that is chosen
        turn.state = replace(turn.state, further=(*turn.state.further, note))
    last, *others = _open(turn)
    rows = [(_route(phrase("%(number)s (the last one)", number=last.code), last),)]
    rows += [(_route(line.code, line),) for line in others]
    other = Button(label=phrase("Something else: a new request"), data=encode(Press(Verb.ROUTE, value=NEW_TICKET)))
    facts = tuple(Fact(label=(Code(line.code),), value=(line.title,)) for line in (last, *others))
    turn.say(Message(body=(phrase("Which ticket is it about?"),), facts=facts, buttons=(*rows, (other,))))


def _route(label: Span, line: TicketLine) -> Button:
    return Button(label=label, data=encode(Press(Verb.ROUTE, value=str(line.id))))


_THE_LAST = frozenset(
    {"el ultimo", "la ultima", "ese", "ese mismo", "el mismo", "si", "the last", "the last one", "that one", "yes"}
)


_SOMETHING_ELSE = frozenset(
    {
        "otro asunto",
        "otra cosa",
        "otro",
        "ninguno",
        "solicitud nueva",
        "es otro asunto",
        "something else",
        "a new request",
    }
)


def _named(turn: Turn, event: Said) -> TicketLine | None:
    """The open ticket that the words name, when it was asked which one: its number, or "the last one"."""
    said = event.text.folded.lstrip("#")
    lines = _open(turn)
    if said in _THE_LAST:
        return lines[0] if lines else None
    return next((line for line in lines if is_number(said, line.code)), None)


def _offer_anew(turn: Turn, ticket: Ticket, note: Note) -> None:
    """An answer to a finished ticket: it can be reopened for some days; a new request is always possible."""
    turn.state = replace(turn.state, pending=note, further=())
    days = timedelta(days=turn.process.periods.reopen_days)
    ended = ticket.finished_at
    reopens = ticket.status is Status.CLOSED and ended is not None and turn.event.at <= ended + days
    reopen = encode(Press(Verb.ROUTE, mark=REOPEN, value=str(ticket.id)))
    data = encode(Press(Verb.ROUTE, mark=str(ticket.id), value=NEW_TICKET))
    new = Button(label=phrase("➕ A new request"), data=data)
    if reopens:
        said = phrase("%(number)s is closed. Shall I reopen it with what you wrote?", number=Code(ticket.code))
        rows: tuple[tuple[Button, ...], ...] = ((Button(label=phrase("↺ Reopen it"), data=reopen),), (new,))
    else:
        said = phrase("%(number)s is closed. Shall I open a new request with that?", number=Code(ticket.code))
        rows = ((new,),)
    turn.say(Message(body=(said,), buttons=rows), ticket=ticket.id)


def chosen(turn: Turn, value: str, mark: str = "") -> None:
    """The ticket that the waiting words are about."""
    pending, further = turn.state.pending, turn.state.further
    reopening = mark == REOPEN
    among = turn.known.tickets if reopening else _open(turn)
    line = next((each for each in among if str(each.id) == value), None)
    if pending is None or (line is None and value != NEW_TICKET) or turn.state.intake is not None:
        present(turn)
    elif line is None:
        followed = next((each.id for each in turn.known.tickets if str(each.id) == mark), None)
        turn.begin(welcome=False, follows=followed)
    elif reopening and line.status in FINISHED:
        turn.state = replace(turn.state, pending=None, further=(), last_ticket=line.id)
        text = pending.text or Untrusted("")
        turn.effects.append(
            Relay(
                ticket=line.id, text=text, files=pending.files, message=pending.message, reopen=True, by=turn.state.chat
            ),
        )
    else:
        turn.state = replace(turn.state, pending=None, further=())
        _pass_on(turn, line, pending, *further)


def continued(turn: Turn, press: Press) -> None:
    """A new request about a finished ticket of theirs."""
    turn.toast()
    line = next((each for each in turn.known.tickets if str(each.id) == press.mark), None)
    if line is None or turn.state.intake is not None:
        present(turn)
    else:
        turn.begin(welcome=False, follows=line.id)


def present(turn: Turn) -> None:
    """How things stand: the unfinished request, or the tickets."""
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()
    else:
        _standing(turn)


def _standing(turn: Turn) -> None:
    if _open(turn):
        turn.say(Message(title=(phrase("Your open tickets"),), body=_listed(_open(turn))))
    elif turn.known.tickets:
        turn.say(Message(title=(phrase("Your last ticket"),), body=_listed(turn.known.tickets[:1])))
    elif turn.state.intake is not None:  # one is on its way
        turn.tell(phrase("You have no open ticket yet."))
    else:
        turn.tell(phrase("You have no open ticket. Write /new and I open one with you."))


def asked(turn: Turn, command: Command, argument: Untrusted) -> None:
    """What a command about tickets asks for."""
    match command:
        case Command.MINE:
            mine(turn)
        case Command.WHY:
            why(turn, argument)
        case _:
            status(turn, argument)


def status(turn: Turn, argument: Untrusted) -> None:
    """`/estado [number]`: the same words for a ticket that is not theirs and for one that does not exist."""
    wanted = argument.folded.lstrip("#")
    if not wanted:
        _standing(turn)
        return
    if missing.is_paused(turn):
        return
    found = [line for line in turn.known.tickets if wanted == line.code.lower() or _bare(wanted) == _bare(line.code)]
    if found:
        opened = phrase("Opened: %(at)s", at=Moment(found[0].opened_at, turn.zone))
        single = len(found) == 1
        message = Message(body=_listed(tuple(found)), note=(opened,) if single else ())
        turn.say(message, ticket=found[0].id if single else None)
    else:
        missing.missed(turn, (NOT_FOUND,))


def why(turn: Turn, argument: Untrusted) -> None:
    """`/porque [number]`: until when the ticket is answered and solved, and why; the newest open one without a number."""
    wanted = argument.folded.lstrip("#")
    if wanted and missing.is_paused(turn):
        return
    if not wanted:
        found = [each for each in turn.known.promised if each[1].status in OPEN][:1]
    else:
        found = [each for each in turn.known.promised if _bare(wanted) == _bare(each[1].code.lower())]
    if found:
        process, ticket = found[0]
        told = explained_to_requester(process, ticket, turn.event.at, turn.zone)
        turn.say(Message(body=told), ticket=ticket.id)
    elif wanted:
        missing.missed(turn, (NOT_FOUND,))
    else:
        _standing(turn)


def _is_number(said: str, code: str) -> bool:
    return said.isdecimal() and _bare(said) == _bare(code)


def _bare(number: str) -> str:
    return number.rpartition("-")[2].lstrip("0")


def mine(turn: Turn) -> None:
    """`/mis_tickets`: the newest, whatever became of them."""
    if turn.known.tickets:
        turn.say(Message(title=(phrase("Your tickets"),), body=_listed(turn.known.tickets[:NEWEST])))
    else:
        turn.tell(phrase("You have no tickets yet. Write /new and I open one with you."))


def _listed(tickets: tuple[TicketLine, ...]) -> Text:
    return join("\n", (_line(line) for line in tickets))


def _line(line: TicketLine) -> Text:
    status_word = STATUS_WORDS[line.status]
    if line.assignee_name is None:
        return (Code(line.code), " · ", status_word, " · ", line.title)
    return (Code(line.code), " · ", status_word, " · ", line.assignee_name, " · ", line.title)
