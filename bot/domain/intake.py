"""decide() for the person asking: one event of one chat in; the chat's new state and the effects out.

Rules of the file: the question asked is always `questions.current`; free talk never fills a field; nothing is opened
without a confirmed summary; whatever was pressed or written, something answers it. The function is total.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.domain import entity, following, lookups, navigation, preferences, prompts
from bot.domain.answers import Answer, Note
from bot.domain.commands import Command, named, spoken
from bot.domain.conversation import Conversation, Draft
from bot.domain.decision import Decision
from bot.domain.effects import Say, SetTimer
from bot.domain.events import Amended, Commanded, Due, Pressed, Reachable, RequesterEvent, Said, Unsupported
from bot.domain.known import NOTHING, Known, Wanted
from bot.domain.process import Fills, Process, Step, StepKind
from bot.domain.replies import read
from bot.domain.text import Text, Untrusted, clean, phrase
from bot.domain.turn import REMINDER, Turn

MOST_FILES = 10
"""Files of one ticket (product.md; the platforms allow more)."""


def decide(
    process: Process,
    conversation: Conversation,
    event: RequesterEvent | Due,
    known: Known = NOTHING,
) -> Decision:
    """What the event leads to. `process` is the version pinned on the intake under way, else the current one; `known` is
    what `wanted` asked for."""
    turn = Turn(process, conversation, event, known)
    match event:
        case Said():
            _said(turn, event)
        case Commanded():
            _command(turn, named(event.name), event.argument)
        case Pressed():
            navigation.pressed(turn, event)
        case Amended():
            _amended(turn, event)
        case Unsupported():
            turn.tell(phrase("I cannot read that here. Write it, please, or send a photo or a document."))
            _again(turn)
        case Reachable():
            turn.state = replace(turn.state, reachable=event.reachable)
        case Due():
            _due(turn, event)
        case _:
            assert_never(event)
    return turn.decided()


def wanted(process: Process, conversation: Conversation, event: RequesterEvent | Due) -> Wanted:
    """What the decision needs to know beside the chat's state."""
    return Wanted(tickets=_reads_tickets(conversation, event), register=lookups.inquiry(process, conversation, event))


def _reads_tickets(conversation: Conversation, event: RequesterEvent | Due) -> bool:
    """Outside a questionnaire, and where they were asked for."""
    if conversation.intake is None or conversation.intake.parked:
        return not isinstance(event, Reachable)
    if isinstance(event, Commanded):
        return named(event.name) in (Command.STATUS, Command.MINE)
    if isinstance(event, Said):
        return spoken(event.text.untrusted, answering=False) in (Command.STATUS, Command.MINE)
    return False


def _said(turn: Turn, event: Said) -> None:
    album_goes_on = event.album is not None and turn.repeats(event.album)
    intake = turn.state.intake
    step = turn.step if intake and not intake.parked else None
    command = spoken(event.text.untrusted, answering=step is not None and step.kind is StepKind.TEXT)
    if command is not None and not event.files:
        _command(turn, command, Untrusted(""))
    elif preferences.language_named(turn, event.text) is not None:
        preferences.choose_language(turn, event.text)
    elif intake is None:
        following.said_outside(turn, event, quiet=album_goes_on)
    elif intake.parked:
        _parked_said(turn, event)
    elif not intake.known:
        _known_person_said(turn, event)
    elif step is None:
        _summary_said(turn, event)
    else:
        _answer_said(turn, event, step)
    if album_goes_on:  # an album is one contribution, and gets one answer
        turn.effects = [effect for effect in turn.effects if not isinstance(effect, Say)]


def _parked_said(turn: Turn, event: Said) -> None:
    match navigation.yes_or_no(event.text) if not event.files else None:
        case True:
            navigation.resume(turn)
        case False:
            turn.tell(navigation.KEPT)
        case None:
            turn.note(_contribution(event))
            turn.say(navigation.resume_offer(turn))


def _contribution(event: Said) -> Note:
    text = clean(event.text.untrusted)
    return Note(text=Untrusted(text) if text else None, files=event.files, message=event.message)


def _answer_said(turn: Turn, event: Said, step: Step) -> None:
    if event.files and step.kind is not StepKind.FILES:
        turn.note(_contribution(event))
        turn.ask((phrase("📎 I keep it with your request."),))
        return
    if step.kind is StepKind.FILES and event.files:
        _file_said(turn, event, step)
        return
    if navigation.finished_or_skipped(turn, step, event.text):
        return
    if entity.chose(turn, step, event.text):
        return
    given = read(turn.process, step, event.text, event.files, event.at, turn.language)
    if isinstance(given, Answer):
        entity.answered(turn, step, replace(given, message=event.message))
    elif given.why is not None:
        turn.ask((given.why, "\n"))
    else:
        turn.note(_contribution(event))
        turn.ask((phrase("📝 I note it down for the specialist. Now, please:"),))


def _file_said(turn: Turn, event: Said, step: Step) -> None:
    draft = turn.intake.draft if turn.intake.draft and turn.intake.draft.step == step.id else Draft(step=step.id)
    files = (*draft.files, *event.files)
    said: Text = (phrase("📎 Received. Send more, or press “That is all”."),)
    if len(files) > MOST_FILES:
        files, said = (
            files[:MOST_FILES],
            (phrase("A request takes ten files at most; I keep the first ten."),),
        )
    turn.change(replace(turn.intake, draft=replace(draft, files=files)))
    if event.text.folded:
        turn.note(Note(text=Untrusted(clean(event.text.untrusted)), message=event.message))
    turn.ask(said)


def _known_person_said(turn: Turn, event: Said) -> None:
    match navigation.yes_or_no(event.text):
        case True:
            navigation.confirm_known(turn, still_true=True)
        case False:
            navigation.confirm_known(turn, still_true=False)
        case None:
            turn.note(_contribution(event))
            turn.ask((phrase("📝 I note it down for the specialist. Now, please:"),))


def _summary_said(turn: Turn, event: Said) -> None:
    match navigation.yes_or_no(event.text) if not event.files else None:
        case True:
            navigation.confirm(turn)
        case False:
            turn.say(prompts.choose_answer(turn.page))
        case None:
            turn.note(_contribution(event))
            turn.ask((phrase("📝 I add it to your request."),))


def _amended(turn: Turn, event: Amended) -> None:
    """An edited message changes what had been kept of it, and never advances the questionnaire."""
    if turn.state.intake is None:
        following.amended_outside(turn, event)
        return
    intake, text = turn.intake, Untrusted(clean(event.text.untrusted))
    notes = tuple(replace(note, text=text) if note.message == event.message else note for note in intake.notes)
    answers = {
        step_id: replace(answer, text=text) if _is_description(turn, step_id, answer, event) else answer
        for step_id, answer in intake.answers.items()
    }
    if notes == intake.notes and answers == dict(intake.answers):
        return
    turn.change(replace(intake, notes=notes, answers=answers))
    turn.tell(phrase("✏ I have changed that text."))


def _is_description(turn: Turn, step_id: str, answer: Answer, event: Amended) -> bool:
    step = turn.process.step(step_id)
    described = step is not None and step.kind is StepKind.TEXT and step.fills in (None, Fills.TITLE, Fills.DESCRIPTION)
    return described and answer.message == event.message and bool(event.text.folded)


def _command(turn: Turn, command: Command | None, argument: Untrusted) -> None:
    intake = turn.state.intake
    match command:
        case Command.START | Command.NEW:
            if intake is not None:
                turn.change(replace(intake, parked=True))
                turn.say(navigation.resume_offer(turn))
            else:
                turn.begin(welcome=command is Command.START or turn.state.run == 0)
        case Command.STATUS:
            following.status(turn, argument)
            _again(turn)
        case Command.MINE:
            following.mine(turn)
            _again(turn)
        case Command.CANCEL:
            navigation.cancel(turn)
        case Command.HELP:
            navigation.help_(turn)
        case Command.LANGUAGE:
            preferences.choose_language(turn, argument)
        case Command.ZONE:
            preferences.choose_zone(turn, argument)
        case Command.BACK:
            navigation.back(turn)
        case Command.LATER:
            navigation.later(turn)
        case Command.PERSON:
            navigation.person(turn)
        case None:
            turn.tell(
                phrase("I do not know that command. These I know: /new /status /my_tickets /cancel /help /language")
            )
            _again(turn)
        case _:
            assert_never(command)


def _again(turn: Turn) -> None:
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()


def _due(turn: Turn, event: Due) -> None:
    """The one gentle reminder: after a quiet time, once; then the intake is kept for whenever the person returns."""
    turn.state = replace(turn.state, touched=turn.previous.touched)
    intake = turn.state.intake
    if event.purpose != REMINDER or intake is None or intake.parked:
        return
    quiet_until = turn.state.touched + timedelta(hours=turn.process.periods.reminder_hours)
    if event.at < quiet_until:
        turn.effects.append(
            SetTimer(key=event.timer, due=quiet_until, purpose=REMINDER, chat=turn.state.chat, person=event.person)
        )
        return
    turn.change(replace(intake, parked=True))
    turn.say(navigation.resume_offer(turn))
