"""What a person wrote before they were asked: offered as the description, so that nobody tells the same twice."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Note
from bot.domain.conversation import Intake
from bot.domain.process import Fills, Process, Step
from bot.domain.replies import fits
from bot.domain.text import Text, Untrusted, phrase

QUOTED = 120
"""Characters of it that are shown again."""


def told_before(process: Process, intake: Intake, step: Step) -> Note | None:
    """The first note that describes a case, at the question for the description; None when there is none. What was
    written in answer to another question and did not fit describes nothing."""
    if step.fills is not Fills.DESCRIPTION or intake.refusal(step.id) is not None:
        return None
    misfits = {message for each in intake.refused for message in each.messages}
    return next(
        (note for note in intake.notes if note.message not in misfits and _describes(process, step, note)), None
    )


def _describes(process: Process, step: Step, note: Note) -> bool:
    if note.text is None:
        return False
    text, coach = note.text.untrusted, process.coach
    return fits(process, step, text) and (coach.fails(text) or bool(coach.told(text)))


def acknowledged(intake: Intake) -> Text:
    """That what was sent before the first question is kept; empty when nothing was."""
    kept = phrase("📝 I have what you sent at the beginning; the specialist will see it.")
    return (kept,) if intake.notes else ()


def without(intake: Intake, note: Note) -> Intake:
    """The questionnaire once the note's words are an answer; its files stay with the request."""
    rest = (replace(note, text=None),) if note.files else ()
    return replace(intake, notes=(*(each for each in intake.notes if each is not note), *rest))


def quoted(text: Untrusted) -> Untrusted:
    """The words in one line."""
    line = " ".join(text.untrusted.split())
    return Untrusted(line if len(line) <= QUOTED else f"{line[: QUOTED - 1].rstrip()}…")
