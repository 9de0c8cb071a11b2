"""A requester outside a questionnaire: what they write about an open ticket, and how their tickets stand."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import consenting, contributions, privacy
from bot.domain.answers import Note
from bot.domain.buttons import Press, Verb, encode
from bot.domain.effects import Relay
from bot.domain.events import Amended, Said
from bot.domain.message import Button, Message
from bot.domain.text import Code, Moment, Text, Untrusted, clean, join, lines, phrase
from bot.domain.ticket import FINISHED, STATUS_WORDS, TicketLine
from bot.domain.turn import Turn

NEWEST = 10
"""Tickets in a list."""

NEW_TICKET = "new"
"""The value of the "something else" button."""


def said_outside(turn: Turn, event: Said, *, quiet: bool) -> None:
    """Words or files with no questionnaire under way: they belong to the open ticket, or begin a new request. `quiet`:
    the next part of an album, of which the specialist has been told."""
    text = clean(event.text.untrusted)
    note = Note(text=Untrusted(text) if text else None, files=event.files, message=event.message)
    open_tickets = _open(turn)
    if not open_tickets and privacy.declined(turn.process, turn.state):
        consenting.declined(turn)
    elif not open_tickets:
        turn.begin(welcome=True, note=note if _worth_keeping(note) else None)
    elif len(open_tickets) == 1:
        _pass_on(turn, open_tickets[0], note, quiet=quiet)
    else:
        _ask_which(turn, note)


_GREETINGS = frozenset(
    {
        "hola",
        "buenas",
        "buen dia",
        "buenos dias",
        "buenas tardes",
        "buenas noches",
        "que tal",
        "hello",
        "hi",
        "hey",
        "inicio",
    }
)


def _worth_keeping(note: Note) -> bool:
    return bool(note.files) or (note.text is not None and note.text.folded not in _GREETINGS)


def _open(turn: Turn) -> tuple[TicketLine, ...]:
    return tuple(line for line in turn.known.tickets if line.status not in FINISHED)


def has_open_ticket(turn: Turn) -> bool:
    """Whether what is said now may be about a ticket."""
    return bool(_open(turn))


def _pass_on(turn: Turn, line: TicketLine, note: Note, *, quiet: bool = False) -> None:
    turn.effects.append(Relay(ticket=line.id, text=note.text or Untrusted(""), files=note.files, quiet=quiet))
    if line.assignee_name is not None:
        turn.tell(
            phrase(
                "📨 Added to your ticket %(number)s; %(name)s sees it.",
                number=Code(line.code),
                name=line.assignee_name,
            )
        )
    else:
        turn.tell(phrase("📨 Added to your ticket %(number)s; the desk sees it.", number=Code(line.code)))


def _ask_which(turn: Turn, note: Note) -> None:
    pending = turn.state.pending
    if pending is not None:  # a second message before the choice: both go to the ticket that is chosen
        note = replace(note, text=_together(pending.text, note.text), files=(*pending.files, *note.files))
    turn.state = replace(turn.state, pending=note)
    rows = tuple((Button(label=line.code, data=encode(Press(Verb.ROUTE, value=str(line.id)))),) for line in _open(turn))
    other = Button(label=phrase("Something else: a new request"), data=encode(Press(Verb.ROUTE, value=NEW_TICKET)))
    facts = join("\n", ((Code(line.code), " · ", line.title) for line in _open(turn)))
    turn.say(Message(body=lines((phrase("Which ticket is it about?"),), facts), buttons=(*rows, (other,))))


def _together(first: Untrusted | None, second: Untrusted | None) -> Untrusted | None:
    written = [each.untrusted for each in (first, second) if each is not None]
    return Untrusted("\n".join(written)) if written else None


def chosen(turn: Turn, value: str) -> None:
    """The ticket that the waiting words are about."""
    pending = turn.state.pending
    line = next((each for each in _open(turn) if str(each.id) == value), None)
    if pending is None or (line is None and value != NEW_TICKET) or turn.state.intake is not None:
        present(turn)
        return
    turn.state = replace(turn.state, pending=None)
    if line is None:
        turn.begin(welcome=False, note=pending)
    else:
        note = replace(pending, files=contributions.fitting(turn, line.id, pending.files))
        if note.files or note.text is not None:
            _pass_on(turn, line, note)


def amended_outside(turn: Turn, event: Amended) -> None:
    """An edit of something written before: the new text goes to the open ticket, marked as an edit."""
    open_tickets = _open(turn)
    if len(open_tickets) == 1 and event.text.folded:
        text = Untrusted(clean(event.text.untrusted))
        turn.effects.append(Relay(ticket=open_tickets[0].id, text=text, amended=True))


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
    else:
        turn.tell(phrase("You have no open ticket. Write /new and I open one with you."))


def status(turn: Turn, argument: Untrusted) -> None:
    """`/estado [number]`: the same words for a ticket that is not theirs and for one that does not exist."""
    wanted = argument.folded.lstrip("#")
    if not wanted:
        _standing(turn)
        return
    found = [line for line in turn.known.tickets if wanted == line.code.lower() or _bare(wanted) == _bare(line.code)]
    if found:
        opened = phrase("Opened: %(at)s", at=Moment(found[0].opened_at, turn.zone))
        turn.say(Message(body=_listed(tuple(found)), note=(opened,) if len(found) == 1 else ()))
    else:
        turn.tell(phrase("I find no ticket of yours with that number. /my_tickets lists yours."))


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
