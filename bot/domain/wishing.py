"""A requester asks for a new function or a changed process: the questions of that kind, about a ticket of theirs or apart."""

from __future__ import annotations

from bot.domain import following, profile
from bot.domain.answers import Answer
from bot.domain.buttons import Press, Verb, encode
from bot.domain.ids import TicketId
from bot.domain.message import Button, Fact, Message
from bot.domain.process import Fills
from bot.domain.questions import take
from bot.domain.raising import modification_of
from bot.domain.text import Code, Untrusted, phrase
from bot.domain.ticket import TRANSITIONS, Action
from bot.domain.ticket_line import TicketLine
from bot.domain.turn import Turn

APART = "apart"
"""The mark of the button for a modification that is about no ticket."""


def begin(turn: Turn, argument: Untrusted) -> None:
    """`/modificacion [number]`. With open tickets, which one it is about is asked first."""
    if modification_of(turn.process) is None:
        turn.tell(phrase("This desk takes no modifications here. /new opens a request."))
        return
    related = _related(turn)
    wanted = argument.folded.lstrip("#")
    named = next((line for line in related if wanted and following.is_number(wanted, line.code)), None)
    if named is not None:
        _start(turn, named.id)
    elif related:
        _ask_which(turn, related)
    else:
        _start(turn, None)


def chosen(turn: Turn, press: Press) -> None:
    """Which ticket it is about, or that it is apart."""
    turn.toast()
    line = next((each for each in _related(turn) if str(each.id) == press.mark), None)
    if turn.state.intake is not None or modification_of(turn.process) is None or (line is None and press.mark != APART):
        following.present(turn)
    else:
        _start(turn, None if line is None else line.id)


def _related(turn: Turn) -> tuple[TicketLine, ...]:
    """The tickets that can become an incident."""
    return tuple(line for line in following.open_tickets(turn) if (line.status, Action.INCIDENT) in TRANSITIONS)


def _ask_which(turn: Turn, related: tuple[TicketLine, ...]) -> None:
    rows = tuple((Button(label=line.code, data=encode(Press(Verb.RELATED, mark=str(line.id)))),) for line in related)
    apart = Button(label=phrase("No, it is something apart"), data=encode(Press(Verb.RELATED, mark=APART)))
    facts = tuple(Fact(label=(Code(line.code),), value=(line.title,)) for line in related)
    asked = phrase("Is the modification about one of your open requests? Then we follow it there.")
    turn.say(Message(body=(asked,), facts=facts, buttons=(*rows, (apart,))))


def _start(turn: Turn, about: TicketId | None) -> None:
    """The questionnaire, with the kind answered."""
    kind, step = modification_of(turn.process), turn.process.filling(Fills.KIND)
    if kind is None or step is None:
        return
    profile.leave(turn)
    answers = take(turn.process, {}, step, Answer(options=(kind.id,))).answers
    turn.begin(welcome=False, answers=answers, about=about)
