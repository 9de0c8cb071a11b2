"""A requester is asked for something by a specialist: when their chat asks it, and what they send to it.

Rules of the file: only what was shown can be answered; a question and a questionnaire never take each other's answers;
whatever is sent reaches the ticket, an answer or not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import attested, contributions, enquiries, preferences, readiness, skipping, withholding
from bot.domain.answers import Answer, Note
from bot.domain.asked import Given
from bot.domain.asking import ASKED
from bot.domain.beforehand import quoted
from bot.domain.buttons import Press, Verb
from bot.domain.commands import Command, spoken
from bot.domain.courtesies import only_thanks
from bot.domain.effects import CancelTimer, Respond, Say
from bot.domain.events import Due, Pressed, RequesterEvent, Said
from bot.domain.known import Question
from bot.domain.message import File, Message
from bot.domain.process import Step, StepKind
from bot.domain.prompts import REFUSALS
from bot.domain.questioning import (
    REMIND,
    ask_again,
    ask_on,
    busy,
    find,
    language_of,
    pass_on,
    say,
    set_timer,
    standing,
    stands_for,
    up_to_date,
)
from bot.domain.replies import Misread, read
from bot.domain.text import Code, Phrase, Text, Untrusted, lines, phrase
from bot.domain.ticket import FINISHED, Status
from bot.domain.turn import Turn

_LEAVE_IT = frozenset({"dejelo asi", "asi esta bien", "asi dejelo", "dejarlo asi", "leave it", "leave it so"})


def is_about_it(event: RequesterEvent | Due) -> bool:
    """Whether it is about a question even while a questionnaire is under way."""
    if isinstance(event, Pressed):
        return event.press is not None and event.press.verb is Verb.ANSWER
    return isinstance(event, Due) and event.purpose in (ASKED, REMIND)


def heard(turn: Turn, event: Said) -> bool:
    """Whether the message was sent to what a specialist asks for; then it is taken, or asked for again."""
    if event.album is not None and event.album == turn.state.answered_album and turn.state.last_ticket is not None:
        event = contributions.admit(turn, event)  # the rest of an album that was an answer
        pass_on(turn, turn.state.last_ticket, contributions.contribution(event))
        return True
    question = _meant(turn)
    if question is None:
        return False
    if not event.files:
        return _wrote(turn, question, event)
    turn.state = replace(turn.state, answered_album=event.album)
    note = contributions.contribution(contributions.admit(turn, event))
    (note, *_) = (*contributions.notes_fitting(turn, question.ticket, (note,)), Note(text=note.text))
    if note.files:
        _sent(turn, question, event, replace(note, files=_with_message(note.files, event)))
        return True
    return _wrote(turn, question, event)


def _with_message(files: tuple[File, ...], event: Said) -> tuple[File, ...]:
    return tuple(replace(file, message=event.message) for file in files)


def _meant(turn: Turn) -> Question | None:
    """The question that the message is sent to: the one that stands in the chat, unless a questionnaire is under way or
    another ticket is answered."""
    stands, about = turn.state.questioned, turn.known.about
    question = standing(turn)
    if question is None or stands is None or not stands.shown:
        return None
    if about is not None:
        return question if about.id == question.ticket else None
    return None if busy(turn.state.intake) or stands.waiting else question


def _sent(turn: Turn, question: Question, event: Said, note: Note) -> None:
    """Files. To a question in words they are passed on, and it is asked again; the third time they are the answer."""
    if question.chip.before_remote_help:
        readiness.sent(turn, question, note)
        return
    step = question.chip.step
    if step.kind is StepKind.FILES:
        _respond(turn, question, Answer(files=note.files, message=event.message), text=note.text)
    elif not question.chip.of_intake:
        _respond(turn, question, Answer(text=note.text, files=note.files, message=event.message))
    else:
        given = _read(turn, question, event) if note.text is not None else Misread()
        if isinstance(given, Answer):
            _respond(turn, question, replace(given, files=note.files, message=event.message))
        else:
            _unfit(turn, question, note, phrase("📎 I pass it on. I still need this, in words or with a button:"))


def _wrote(turn: Turn, question: Question, event: Said) -> bool:
    """Words. False for those that are a command, except that help is about the question."""
    if withholding.is_bare(event):  # nothing is left that could answer, and they are told so
        ask_again(turn, question)
        return True
    if question.chip.before_remote_help and readiness.wrote(turn, question, event):
        return True
    step, text, of_intake = question.chip.step, event.text, question.chip.of_intake
    command = spoken(text.untrusted, answering=step.kind is StepKind.TEXT)
    stands = turn.state.questioned
    if command is Command.HELP:
        helped(turn)
    elif command is not None or preferences.language_named(turn, text) is not None:
        return False
    elif not text.untrusted.strip():
        ask_again(turn, question)
    elif text.folded in _LEAVE_IT and stands is not None and stands.wrote is not None:
        _as_typed(turn, question, stands.wrote)
    elif of_intake and step.kind in (StepKind.TEXT, StepKind.FILES) and skipping.has_nothing(text):
        _respond(turn, question, None)
    elif of_intake and step.kind in (StepKind.TEXT, StepKind.FILES) and only_thanks(contributions.contribution(event)):
        ask_again(turn, question, (phrase("Whenever you can:"),))
    else:
        given = _read(turn, question, event)
        if isinstance(given, Answer):
            _respond(turn, question, replace(given, message=event.message))
        elif of_intake and skipping.has_nothing(text):
            _respond(turn, question, None)
        else:
            _unfit(turn, question, contributions.contribution(event), given.why or _needed(step))
    return True


def _read(turn: Turn, question: Question, event: Said) -> Answer | Misread:
    """By the rules of the intake."""
    zone = turn.state.zone or question.process.desk.zone
    return read(question.process, question.chip.step, event.text, (), event.at, language_of(turn, question), zone)


def _needed(step: Step) -> Phrase:
    if step.kind is StepKind.FILES:
        return phrase("I pass it on. What is needed here is a picture or a document.")
    return phrase("I pass it on. Please choose one of these:")


def _unfit(turn: Turn, question: Question, note: Note, why: Phrase | str) -> None:
    """What does not fit is passed on and asked for again, twice at most; then it is the answer."""
    stands = turn.state.questioned
    if stands is None or stands.times >= REFUSALS:
        _respond(turn, question, Answer(text=note.text, files=note.files, message=note.message, as_typed=True))
        return
    pass_on(turn, question.ticket, note)
    turn.state = replace(turn.state, questioned=replace(stands, times=stands.times + 1, wrote=note.text))
    wrote: Text = (phrase("You wrote: “%(text)s”", text=quoted(note.text)),) if note.text is not None else ()
    ask_again(turn, question, lines((why,), wrote))


def _as_typed(turn: Turn, question: Question, words: Untrusted) -> None:
    _respond(turn, question, Answer(text=words, as_typed=True))


def _respond(turn: Turn, question: Question, answer: Answer | None, *, text: Untrusted | None = None) -> None:
    """The question is closed; the next one is asked."""
    message = turn.event.message if isinstance(turn.event, Said) else None
    given = Given(question=question.asked.id, answer=answer)
    turn.effects.append(Respond(ticket=question.ticket, given=given, text=text, message=message))
    turn.effects.append(CancelTimer(key=f"{REMIND}:{turn.state.chat}"))
    turn.state = replace(turn.state, questioned=None, last_ticket=question.ticket)
    name, process, at = question.asked.name, question.process, turn.event.at
    others = [each for each in turn.known.questions if each is not question]
    mine = [each.asked for each in others if each.ticket == question.ticket]
    still = attested.still_asked(process, question.asked, answer, mine, at)
    left = [each for each in others if each.ticket != question.ticket or each.asked in still]
    if first := attested.advice(process, question.asked, answer, language_of(turn, question), at):
        say(turn, question, Message(body=first))
    elif attested.goes_on(process, question.asked, still):
        pass  # the next question says that this one was answered
    elif answer is not None or attested.may_be_left_out(process, question.asked):
        say(turn, question, Message(body=(phrase("📨 Thank you. %(name)s has it now.", name=name),)))
    else:
        say(turn, question, Message(body=(phrase("👌 That is all right. I tell %(name)s.", name=name),)))
    if busy(turn.state.intake):
        ask_on(turn)
        up_to_date(turn)
    elif left:
        _show(turn, left[0])


def helped(turn: Turn) -> bool:
    """Whether there is a question that help is wanted with; then it is given, and the question asked again."""
    question = standing(turn)
    if question is None or busy(turn.state.intake):
        return False
    say(turn, question, enquiries.helping(question, language_of(turn, question)))
    ask_again(turn, question)
    return True


def pressed(turn: Turn, press: Press) -> None:
    """A button of a question: it is answered with it, if it is still open."""
    question = find(turn, press.run, int(press.mark) if press.mark.isdecimal() else 0)
    if question is None:
        turn.toast(readiness.present(turn, press) or phrase("That is no longer needed."))
        return
    if turn.state.questioned is None:
        turn.state = replace(turn.state, questioned=stands_for(question))
    if question.chip.before_remote_help:
        readiness.pressed(turn, question, press)
        return
    turn.toast()
    _chose(turn, question, press)


def _chose(turn: Turn, question: Question, press: Press) -> None:
    language, step = language_of(turn, question), question.chip.step
    stands = turn.state.questioned
    options = {each.id: each for each in question.process.options_of(step, turn.event.at)}
    if press.value == enquiries.HELP:
        say(turn, question, enquiries.helping(question, language))
        ask_again(turn, question)
    elif press.value == enquiries.AS_TYPED and stands is not None and stands.wrote is not None:
        _as_typed(turn, question, stands.wrote)
    elif press.value == enquiries.HAS_NOT:
        turn.settle(_settled(turn, question, ()))
        _respond(turn, question, None)
    elif press.value in options:
        chosen = options[press.value].label
        turn.settle(_settled(turn, question, ("✔ ", chosen.get(language) or next(iter(chosen.values())))))
        _respond(turn, question, Answer(options=(press.value,)))
    else:
        ask_again(turn, question)


def _settled(turn: Turn, question: Question, chosen: Text) -> Message:
    """The question as it stays in the chat: with the choice, without buttons."""
    body = enquiries.enquiry(question, language_of(turn, question), turn.event.at).body
    return Message(body=lines(body, chosen))


def due(turn: Turn, event: Due) -> None:
    """The chat's questions are brought up to date, or one of them is reminded of."""
    question = standing(turn)
    if event.purpose == REMIND:
        _remind(turn, question)
        return
    if question is None:
        _withdraw(turn)
        question = next(iter(turn.known.questions), None)
    stands = turn.state.questioned
    if question is None or (stands is not None and not stands.waiting):
        return
    if not busy(turn.state.intake):
        _show(turn, question)
    elif stands is None:
        _announce(turn, question)


def _withdraw(turn: Turn) -> None:
    """The question that stood here is open no more. Of a ticket that is over they were told."""
    stands = turn.state.questioned
    if stands is None:
        return
    turn.state = replace(turn.state, questioned=None)
    turn.effects.append(CancelTimer(key=f"{REMIND}:{turn.state.chat}"))
    line = next((each for each in turn.known.tickets if each.id == stands.ticket), None)
    if line is None or line.status in FINISHED or line.status is Status.RESOLVED or not stands.shown:
        return
    words = phrase("What you were asked for about %(number)s is no longer needed. Thank you.", number=Code(line.code))
    language = line.requester.language if line.requester is not None else turn.language
    turn.effects.append(
        Say(chat=turn.state.chat, message=Message(body=(words,)), language=language, ticket=line.id),
    )
    ask_on(turn)


def _announce(turn: Turn, question: Question) -> None:
    """In the middle of a questionnaire: it waits for its turn, unless it is answered directly. Beside a form nothing is
    said."""
    shown = not turn.intake.in_form
    turn.state = replace(turn.state, questioned=replace(stands_for(question), waiting=True, shown=shown))
    if shown:
        later = phrase("Let us finish your request first: then I ask you again. Or reply to this very message.")
        asked = enquiries.enquiry(question, language_of(turn, question), turn.event.at)
        say(turn, question, replace(asked, note=(later,)))
        turn.ask()


def _show(turn: Turn, question: Question) -> None:
    stands = turn.state.questioned or stands_for(question)
    turn.state = replace(turn.state, questioned=replace(stands, waiting=False, shown=True))
    say(turn, question, enquiries.enquiry(question, language_of(turn, question), turn.event.at))
    if not stands.reminded:
        after = timedelta(hours=question.process.periods.reminder_hours)
        set_timer(turn, REMIND, readiness.patience(question) or after)


def _remind(turn: Turn, question: Question | None) -> None:
    stands = turn.state.questioned
    if question is None or stands is None or stands.waiting or stands.reminded or busy(turn.state.intake):
        return
    turn.state = replace(turn.state, questioned=replace(stands, reminded=True))
    ask_again(turn, question, (phrase("⏰ We still need this for %(number)s:", number=Code(question.code)),))


def watch(turn: Turn) -> None:
    """A questionnaire that begins makes the question wait; once none is under way, it is asked again."""
    stands = turn.state.questioned
    if stands is None:
        return
    if busy(turn.state.intake):
        turn.state = replace(turn.state, questioned=replace(stands, waiting=True))
    elif stands.waiting:
        up_to_date(turn)
