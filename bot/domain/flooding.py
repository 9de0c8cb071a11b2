"""A chat that writes faster than anybody reads: one warning, then silence until it has been calm for a minute.

What counts is what we would have to say. A message that answers a question takes the person on and counts nothing, nor
does one that needs no word from us, such as the later pictures of an album; a picture counts a third. So an honest person in
haste never gets here, and one who does loses nothing: what was written meanwhile is kept, and taken up when it is calm.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import contributions
from bot.domain.answers import Note
from bot.domain.conversation import Burst, Conversation
from bot.domain.effects import Say, SetTimer
from bot.domain.events import Amended, Commanded, Deleted, Due, Pressed, RequesterEvent, Said, Unsupported
from bot.domain.text import Untrusted, clean, phrase
from bot.domain.turn import Turn

CALM = "calm"
"""The purpose of the timer that takes up what was held."""

MESSAGE, PICTURE = 6, 2
"""What an answer to either weighs."""

MOST = 10 * MESSAGE
"""The weight that a chat may have at once: with the warning, twelve answers in a minute of flood, one every five seconds."""

PER_SECOND = MESSAGE // 2
"""How much of it goes by each second: a message every two seconds is never too much."""

QUIET = timedelta(minutes=1)
"""How long a silenced chat has to be calm."""

MOST_HELD = 30
"""Messages kept of a silenced chat; more are counted."""

MOST_CHARACTERS = 4000
"""Of all that is kept of a silenced chat."""

MOST_FILES = 10


def is_over(turn: Turn) -> bool:
    """Whether somebody writes in a silenced chat that was calm for long enough, though its timer has not told so yet."""
    return isinstance(turn.event, _FROM_PEOPLE) and _silenced(turn.previous) and _calm(turn.previous, turn.event)


def hears_nothing(conversation: Conversation, event: RequesterEvent | Due) -> bool:
    """Whether the event will get no answer, so that nothing has to be looked up for it."""
    return isinstance(event, _FROM_PEOPLE) and _silenced(conversation) and not _calm(conversation, event)


def is_unkept(event: RequesterEvent | Due, before: Conversation, after: Conversation) -> bool:
    """Whether nothing of the event was kept: it came in silence, and more was there already than is taken up."""
    kept = before.burst is not None and after.burst is not None and after.burst.held != before.burst.held
    return isinstance(event, _FROM_PEOPLE) and _silenced(before) and _silenced(after) and not kept


def _silenced(conversation: Conversation) -> bool:
    return conversation.burst is not None and conversation.burst.silent


def _calm(conversation: Conversation, event: RequesterEvent | Due) -> bool:
    return event.at >= conversation.touched + QUIET


def holds_files(conversation: Conversation) -> bool:
    """Whether files are among what a silenced chat wrote."""
    return conversation.burst is not None and any(note.files for note in conversation.burst.held)


def is_silent(turn: Turn, event: RequesterEvent | Due) -> bool:
    """Whether the event gets no answer now. What it says is held."""
    burst = turn.state.burst
    if burst is None or not burst.silent or not isinstance(event, _FROM_PEOPLE):
        return False
    if isinstance(event, Pressed):
        turn.toast()
    turn.state = replace(turn.state, burst=_holding(burst, event))
    return True


_FROM_PEOPLE = (Said, Commanded, Pressed, Amended, Deleted, Unsupported)


def _holding(burst: Burst, event: RequesterEvent | Due) -> Burst:
    match event:
        case Deleted(message=message):
            return replace(burst, held=tuple(note for note in burst.held if note.message != message))
        case Amended(message=message) if any(note.message == message for note in burst.held):
            text = _written(event.text)
            held = (note if note.message != message else replace(note, text=text) for note in burst.held)
            return replace(burst, held=tuple(held))
        case Amended(message=message):
            note = Note(text=_written(event.text), message=message)
        case Said():
            note = contributions.contribution(event)
        case _:
            return burst
    written = sum(len(each.text.untrusted) for each in burst.held if each.text is not None)
    if len(burst.held) >= MOST_HELD or (written >= MOST_CHARACTERS and not note.files):
        return replace(burst, lost=burst.lost + 1)
    return replace(burst, held=(*burst.held, note))


def _written(text: Untrusted) -> Untrusted | None:
    plain = clean(text.untrusted)
    return Untrusted(plain) if plain else None


def weigh(turn: Turn, event: RequesterEvent | Due) -> None:
    """Counts the event by what was said to it; the one too many is the last that is answered."""
    said = any(isinstance(effect, Say) and effect.chat == turn.state.chat for effect in turn.effects)
    if not isinstance(event, _FROM_PEOPLE) or not said or _went_on(turn):
        return
    burst = turn.state.burst
    burst = _eased(burst, event.at) if burst is not None else Burst(since=event.at)
    weight = burst.weight + (PICTURE if isinstance(event, Said) and event.files else MESSAGE)
    turn.state = replace(turn.state, burst=replace(burst, weight=weight, silent=weight > MOST))
    if weight > MOST:
        turn.tell(
            phrase("You write faster than I can read. I keep what you write, and answer when you pause for a minute.")
        )
        _wake_at_calm(turn)


def _eased(burst: Burst, at: datetime) -> Burst:
    """Without what has gone by since; what is left of a second counts later."""
    gone = int((at - burst.since).total_seconds() * PER_SECOND)
    if gone >= burst.weight:
        return Burst(since=at)
    return replace(burst, weight=burst.weight - gone, since=burst.since + timedelta(seconds=gone / PER_SECOND))


def _went_on(turn: Turn) -> bool:
    """Whether the event took the questionnaire a step on."""
    before, now = turn.previous.intake, turn.state.intake
    if before is None or now is None or before.run != now.run:
        return False
    return len(now.answers) > len(before.answers)


def _wake_at_calm(turn: Turn) -> None:
    turn.effects.append(
        SetTimer(
            key=f"{CALM}:{turn.state.chat}",
            due=turn.state.touched + QUIET,
            purpose=CALM,
            chat=turn.state.chat,
            person=turn.event.person,
        )
    )


def calmed(turn: Turn) -> Note | None:
    """The chat was quiet for long enough, or else the timer is set anew. What was held, as one contribution; None when
    there is nothing to take up."""
    burst = turn.state.burst
    if burst is None or not burst.silent:
        return None
    if turn.event.at < turn.previous.touched + QUIET:
        _wake_at_calm(turn)
        return None
    turn.state = replace(turn.state, burst=None)
    written = [note.text.untrusted for note in burst.held if note.text is not None]
    if burst.lost:
        written.append(f"(+{burst.lost})")
    text = "\n".join(written)[:MOST_CHARACTERS]
    files = tuple(file for note in burst.held for file in note.files)[:MOST_FILES]
    if not text and not files:
        return None
    return Note(text=Untrusted(text) if text else None, files=files)
