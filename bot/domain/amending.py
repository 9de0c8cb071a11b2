"""A message that was edited or deleted after it was sent. It changes what was kept of it, and never advances anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.domain import contributions, withholding
from bot.domain.answers import Answer, Note
from bot.domain.conversation import Intake
from bot.domain.effects import Mark, Relay
from bot.domain.events import Amended, Deleted, Said
from bot.domain.message import File
from bot.domain.process import Fills, Step, StepKind
from bot.domain.questions import judged, withdrawn
from bot.domain.replies import read
from bot.domain.text import Untrusted, clean, phrase
from bot.domain.ticket import FINISHED
from bot.domain.turn import Turn

_DESCRIBING = (None, Fills.TITLE, Fills.DESCRIPTION)
"""What an edit of a typed answer may change: the description of the case, never who somebody is."""


def amended(turn: Turn, event: Amended) -> None:
    """The new text takes the old one's place where it is kept: a note, the description, or the ticket's thread."""
    text = Untrusted(clean(event.text.untrusted))
    if _waiting(turn, event, lambda note: replace(note, text=text)):
        turn.tell(phrase("✏ I have changed that text."))
    elif not _changed(turn, event, lambda: _amend(turn, event, text)) and event.text.folded:
        _relay(turn, event, Mark.AMENDED)


def passed_on(turn: Turn, event: Said) -> bool:
    """Whether it is what was kept back of a message that stands in the questionnaire without that; then it takes its
    place there."""
    if event.step is None or not _is_kept(turn.state.intake, event, files=False):
        return False
    _amend(turn, event, Untrusted(clean(event.text.untrusted)))
    return True


def deleted(turn: Turn, event: Deleted) -> None:
    """What was not sent yet is taken out; what a specialist may have read is marked."""
    if withholding.asked_to_delete(turn, event):
        return
    if _waiting(turn, event, lambda _note: None):
        turn.tell(phrase("🗑 I have taken that message out."))
    elif not _changed(turn, event, lambda: _take_out(turn, event), files=True):
        _relay(turn, event, Mark.DELETED)


def _waiting(turn: Turn, event: Amended | Deleted, change: Callable[[Note], Note | None]) -> bool:
    """Whether it was among what waits for "which ticket is it about?"; then that is changed."""
    pending = turn.state.pending
    kept = () if pending is None else (pending, *turn.state.further)
    if all(note.message != event.message for note in kept):
        return False
    changed = (note if note.message != event.message else change(note) for note in kept)
    left = tuple(note for note in changed if note is not None)
    turn.state = replace(turn.state, pending=left[0] if left else None, further=left[1:])
    return True


def _changed(turn: Turn, event: Amended | Deleted, change: Callable[[], None], *, files: bool = False) -> bool:
    """Whether it is kept in the questionnaire, or in the request that waits while the details are open; then that is
    changed there."""
    under_way, waiting = turn.state.intake, turn.state.shelved
    if _is_kept(under_way, event, files=files):
        change()
        return True
    if not _is_kept(waiting, event, files=files):
        return False
    turn.state = replace(turn.state, intake=waiting)
    change()
    turn.state = replace(turn.state, intake=under_way, shelved=turn.state.intake)
    return True


def _is_kept(intake: Intake | None, event: Amended | Deleted | Said, *, files: bool) -> bool:
    if intake is None:
        return False
    kept: list[Note | Answer] = [*intake.notes, *intake.answers.values()]
    sent = [file.message for file in _files_sent(intake)] if files else []
    return event.message in sent or any(each.message == event.message for each in kept)


def _files_sent(intake: Intake) -> list[File]:
    """The files that answer a question, or are about to."""
    draft = intake.draft.files if intake.draft is not None else ()
    return [*draft, *(file for answer in intake.answers.values() for file in answer.files)]


def _answered(turn: Turn, event: Amended | Deleted | Said) -> list[tuple[Step, Answer]]:
    """The questions that the message answered."""
    found = ((turn.process.step(step_id), answer) for step_id, answer in turn.intake.answers.items())
    return [(step, answer) for step, answer in found if step is not None and answer.message == event.message]


def _describes(step: Step) -> bool:
    return step.kind is StepKind.TEXT and step.fills in _DESCRIBING


def _amend(turn: Turn, event: Amended | Said, text: Untrusted) -> None:
    intake = turn.intake
    notes = tuple(replace(note, text=text) if note.message == event.message else note for note in intake.notes)
    answers = dict(intake.answers)
    for step, answer in _answered(turn, event):
        if answer.text == text:
            continue
        if not _describes(step):
            _how_to_change(turn)
            return
        given = read(turn.process, step, text, (), event.at, turn.language)
        if not isinstance(given, Answer):
            turn.tell(given.why or phrase("That text stays as it was."))
            return
        answers[step.id] = replace(answer, text=given.text)
    if notes != intake.notes or answers != dict(intake.answers):
        turn.change(replace(turn.intake, notes=notes, answers=answers))
        turn.tell(phrase("✏ I have changed that text."))


def _how_to_change(turn: Turn) -> None:
    """Once per questionnaire: how an answer is changed, since an edit does not do it."""
    if not turn.intake.told_of_edits:
        turn.change(replace(turn.intake, told_of_edits=True))
        turn.tell(phrase("That message was an answer, and it stays. At the end, “✏ Change an answer” changes it."))


def _take_out(turn: Turn, event: Deleted) -> None:
    intake = turn.intake
    for file in [each for each in _files_sent(intake) if each.message == event.message]:
        intake = contributions.intake_without(intake, file.ref)
    notes = tuple(note for note in intake.notes if note.message != event.message)
    answered = _answered(turn, event)
    answers = intake.answers
    for step, _ in answered:
        if _describes(step):
            answers = withdrawn(turn.process, answers, step.id)
    if intake is turn.intake and notes == intake.notes and answers is intake.answers:
        _how_to_change(turn)
        return
    asks_again = answers is not turn.intake.answers
    turn.change(replace(intake, notes=notes, answers=judged(turn.process, answers)))
    if not asks_again or intake.parked:
        turn.tell(phrase("🗑 I have taken that message out."))
    else:
        turn.ask((phrase("🗑 I have taken that message out."),))


def _relay(turn: Turn, event: Amended | Deleted, mark: Mark) -> None:
    ticket = turn.known.about
    if ticket is None or ticket.status in FINISHED:
        return
    text = Untrusted(clean(event.text.untrusted))
    turn.effects.append(
        Relay(ticket=ticket.id, text=text, message=event.message, mark=mark, quiet=mark is Mark.DELETED)
    )
