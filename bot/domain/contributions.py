"""The files that a person contributes: which are taken, how many fit, and what becomes of one that turns out unfit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.answers import Answer, Answers, Note
from bot.domain.conversation import Conversation, Intake
from bot.domain.effects import Fetch
from bot.domain.events import Due, FileRefused, RequesterEvent, Said
from bot.domain.ids import FileRef, TicketId
from bot.domain.message import File
from bot.domain.text import Phrase, Untrusted, clean, phrase
from bot.domain.ticket import FINISHED
from bot.domain.turn import Turn
from bot.domain.unfit import FULL, FULL_TODAY, MOST_A_DAY, MOST_FILES, at_sight, said

_DAY = timedelta(days=1)

_NAMES: dict[str, Phrase] = {
    "sticker": phrase("a sticker"),
    "location": phrase("a location"),
    "venue": phrase("a location"),
    "contact": phrase("a contact card"),
    "poll": phrase("a poll"),
    "dice": phrase("a die"),
    "game": phrase("a game"),
    "story": phrase("a story"),
}


def unread(what: str) -> Phrase:
    """The answer to something that is neither words nor a file, by its name."""
    name = _NAMES.get(what)
    if name is None:
        return phrase("I cannot read that here. Write it, please, or send a photo or a document.")
    return phrase(
        "That is %(what)s, which I cannot read here. Write it, please, or send a photo or a document.", what=name
    )


def contribution(event: Said) -> Note:
    """What was written and sent with it, to be kept."""
    text = clean(event.text.untrusted)
    return Note(text=Untrusted(text) if text else None, files=event.files, message=event.message)


def admit(turn: Turn, event: Said) -> Said:
    """The message with those of its files that are taken, which are fetched once the notice is accepted. Of each other one
    its sender is told why not; that no more fit is told once for an album."""
    return replace(event, files=taken(turn, event.files, event.album))


def taken(turn: Turn, files: tuple[File, ...], album: str | None = None) -> tuple[File, ...]:
    """Those of the files that are taken; see `admit`."""
    room, left = _room(turn), MOST_A_DAY - turn.known.volume - _not_fetched(turn)
    kept: list[File] = []
    for file in files:
        why = at_sight(file)
        if why is not None:
            turn.tell(said(why, file))
        elif len(kept) < room and (file.size or 0) <= left:
            kept.append(file)
            left -= file.size or 0
        elif album is None or turn.state.overfull != album:
            turn.tell(FULL if len(kept) >= room else FULL_TODAY)
            turn.state = replace(turn.state, overfull=album)
            break
    if turn.agreed:
        _fetch(turn, kept)
    return tuple(kept)


def counted_since(conversation: Conversation, event: RequesterEvent | Due) -> datetime | None:
    """Since when the bytes of what the person sent count, when files may come with the event."""
    brings = isinstance(event, Said) and event.files
    return (
        event.at - _DAY
        if brings or (conversation.burst is not None and any(note.files for note in conversation.burst.held))
        else None
    )


def _not_fetched(turn: Turn) -> int:
    """The bytes of what waits until the notice is accepted."""
    intake = turn.state.intake
    return 0 if turn.agreed or intake is None else sum(file.size or 0 for file in files_of(intake))


def fetch_what_waited(turn: Turn) -> None:
    """The notice is accepted now: what was sent before is fetched, and not sooner."""
    for intake in (turn.state.intake, turn.state.shelved):
        _fetch(turn, files_of(intake) if intake is not None else ())


def _fetch(turn: Turn, files: Iterable[File]) -> None:
    turn.effects += (
        Fetch(chat=turn.state.chat, person=turn.event.person, language=turn.language, file=file) for file in files
    )


def _room(turn: Turn) -> int:
    """How many more files fit, where they go: to the ticket that is answered, the questionnaire, or the one open ticket.
    What waits for "about which ticket?" is counted by itself."""
    about = turn.known.about
    if about is not None and about.status not in FINISHED:
        return MOST_FILES - turn.known.files.get(about.id, 0)
    waiting = sum(len(note.files) for note in (turn.state.pending, *turn.state.further) if note is not None)
    if turn.state.intake is not None:
        return MOST_FILES - len(files_of(turn.intake)) - waiting
    counts = list(turn.known.files.values())
    return MOST_FILES - waiting - (counts[0] if len(counts) == 1 else 0)


def files_of(intake: Intake) -> tuple[File, ...]:
    """The files that a questionnaire has gathered: the notes', the draft's, and those of answers."""
    drafts = () if intake.draft is None else (intake.draft,)
    holders = (*intake.notes, *drafts, *intake.answers.values())
    return tuple(file for each in holders for file in each.files)


def notes_fitting(turn: Turn, ticket: TicketId, notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes with as many files as still fit the open ticket they are for; its requester is told when not all do. One of
    which nothing is left is left out."""
    room = max(0, MOST_FILES - turn.known.files.get(ticket, 0))
    kept: list[Note] = []
    for note in notes:
        files = note.files[:room]
        room -= len(files)
        if len(files) < len(note.files):
            turn.tell(FULL)
        if files or note.text is not None or not note.files:
            kept.append(replace(note, files=files))
    return tuple(kept)


def refused(turn: Turn, event: FileRefused) -> None:
    """A file that was fetched turned out unfit: it is taken out of everything, its sender is told why, and the question
    comes again, since the buttons below it are of the past now."""
    turn.state = _without(turn.state, event.file.ref)
    turn.tell(said(event.why, event.file))
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()


def _without(state: Conversation, ref: FileRef) -> Conversation:
    waiting = () if state.pending is None else (state.pending,)
    left = notes_without((*waiting, *state.further), ref)
    return replace(
        state,
        intake=None if state.intake is None else intake_without(state.intake, ref),
        shelved=None if state.shelved is None else intake_without(state.shelved, ref),
        pending=left[0] if left else None,
        further=left[1:],
    )


def intake_without(intake: Intake, ref: FileRef) -> Intake:
    """The questionnaire without that file, wherever it is in it."""
    draft = intake.draft
    if draft is not None:
        draft = replace(draft, files=_others(draft.files, ref))
    notes, answers = notes_without(intake.notes, ref), answers_without(intake.answers, ref)
    return replace(intake, draft=draft, notes=notes, answers=answers)


def notes_without(notes: Iterable[Note], ref: FileRef) -> tuple[Note, ...]:
    """The notes without that file; a note that was nothing else is left out."""
    fewer = (replace(note, files=_others(note.files, ref)) if _has(note.files, ref) else note for note in notes)
    return tuple(note for note in fewer if note.files or note.text is not None)


def answers_without(answers: Answers, ref: FileRef) -> Answers:
    """The answers without that file; one that was nothing else is asked again."""
    kept: dict[str, Answer] = {}
    for step, answer in answers.items():
        fewer = replace(answer, files=_others(answer.files, ref))
        if fewer.files or fewer.text is not None or fewer.options or not answer.files:
            kept[step] = fewer
    return kept


def _has(files: tuple[File, ...], ref: FileRef) -> bool:
    return any(file.ref == ref for file in files)


def _others(files: tuple[File, ...], ref: FileRef) -> tuple[File, ...]:
    return tuple(file for file in files if file.ref != ref)
