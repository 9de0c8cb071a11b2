"""A question of a specialist in a requester's chat: which one stands there, how it is said, and what goes to the ticket."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import enquiries
from bot.domain.answers import Note
from bot.domain.asked import Questioned
from bot.domain.asking import ASKED
from bot.domain.conversation import Intake
from bot.domain.effects import Relay, Say, SetTimer
from bot.domain.events import Pressed
from bot.domain.ids import TicketId
from bot.domain.known import Question
from bot.domain.message import Message
from bot.domain.text import Text, Untrusted
from bot.domain.turn import Turn

REMIND = "asked-reminder"
"""The purpose of the timer that reminds of a question."""


def busy(intake: Intake | None) -> bool:
    """Whether a questionnaire is under way: what is said then is said to it."""
    return intake is not None and not intake.parked


def standing(turn: Turn) -> Question | None:
    """The question that stands in the chat, if it is still open."""
    stands = turn.state.questioned
    return None if stands is None else find(turn, stands.ticket, stands.question)


def find(turn: Turn, ticket: int, number: int) -> Question | None:
    """That open question of that ticket."""
    return next((each for each in turn.known.questions if (each.ticket, each.asked.id) == (ticket, number)), None)


def pass_on(turn: Turn, ticket: TicketId, note: Note, *, quiet: bool = True) -> None:
    """The desk reads it, and the question stays open; unless `quiet`, its specialist is told."""
    if note.text is not None or note.files:
        text = note.text or Untrusted("")
        turn.effects.append(
            Relay(ticket=ticket, text=text, files=note.files, message=note.message, quiet=quiet, by=turn.state.chat)
        )


def stands_for(question: Question) -> Questioned:
    """How it stands in a chat once it is asked."""
    return Questioned(ticket=question.ticket, question=question.asked.id)


def ask_on(turn: Turn) -> None:
    """The questionnaire's own question stands last."""
    if busy(turn.state.intake) and not turn.intake.in_form:
        turn.ask()


def ask_again(turn: Turn, question: Question, above: Text = ()) -> None:
    """The question in one line, under what is said before it."""
    stands, at = turn.state.questioned, turn.event.at
    say(turn, question, enquiries.again(question, language_of(turn, question), at, above, stands))
    if isinstance(turn.event, Pressed):
        ask_on(turn)


def up_to_date(turn: Turn) -> None:
    """The chat sees to its questions at once."""
    set_timer(turn, ASKED, timedelta())


def set_timer(turn: Turn, purpose: str, after: timedelta) -> None:
    """The chat's timer for that purpose."""
    chat, person, due_ = turn.state.chat, turn.event.person, turn.event.at + after
    turn.effects.append(SetTimer(key=f"{purpose}:{chat}", due=due_, purpose=purpose, chat=chat, person=person))


def language_of(turn: Turn, question: Question) -> str:
    """A timer knows no language; the ticket does."""
    return turn.language if turn.state.language or turn.event.language else question.language


def say(turn: Turn, question: Question, message: Message) -> None:
    """A message that is about the question's ticket."""
    language = language_of(turn, question)
    turn.effects.append(Say(chat=turn.state.chat, message=message, language=language, ticket=question.ticket))
