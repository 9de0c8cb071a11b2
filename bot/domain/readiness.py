"""What a requester answers before remote help: yes or not yet, one thing after the other; or that another time suits them.

The specialist's side of it is `bot.domain.readying`. Whatever fits nothing is passed on, and the question stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import contributions, preferences, ready_questions
from bot.domain.agreed_times import FARTHEST, Vague, named, read_when
from bot.domain.answers import Note
from bot.domain.asked import Given
from bot.domain.buttons import Press
from bot.domain.chips import REMOTE
from bot.domain.commands import Command, spoken
from bot.domain.effects import CancelTimer, Respond
from bot.domain.events import Said
from bot.domain.known import Question
from bot.domain.message import Message
from bot.domain.process import NO, YES, Option
from bot.domain.prompts import REFUSALS
from bot.domain.questioning import (
    REMIND,
    ask_again,
    ask_on,
    language_of,
    pass_on,
    say,
    set_timer,
    stands_for,
    up_to_date,
)
from bot.domain.ready_questions import check_of, rules_of
from bot.domain.remote import Phase, Reply
from bot.domain.replies import option_named
from bot.domain.text import Code, Moment, Phrase, Text, Untrusted, fold, lines, phrase
from bot.domain.turn import Turn

_YES_NO = (Option(id=YES, label={"es": "Sí"}), Option(id=NO, label={"es": "No"}))
_FIRST_OF_YES = frozenset({"si", "ya", "listo", "lista", "claro", "yes", "ready", "abierto", "abierta"})
_FIRST_OF_NO = frozenset({"no", "aun", "todavia", "not", "nop"})
_FEW = 8
"""Words; in a longer message the first one says nothing of the rest."""

_SOONEST = timedelta(minutes=1)


def patience(question: Question) -> timedelta | None:
    """After what time an answer is reminded of; None for a question of another kind."""
    rules = rules_of(question)
    if rules is None or not question.chip.before_remote_help:
        return None
    return timedelta(minutes=rules.remind_minutes)


def present(turn: Turn, press: Press) -> Phrase | None:
    """How remote help stands on the ticket of an old button; None when there is nothing to say of it."""
    line = next((each for each in turn.known.tickets if each.id == press.run), None)
    if line is None or line.remote is None:
        return None
    number = Code(line.code)
    match line.remote.phase:
        case Phase.LATER if line.remote.at is not None:
            zone = turn.state.zone or turn.process.desk.zone
            return phrase(
                "%(number)s: remote help is agreed for %(at)s.", number=number, at=Moment(line.remote.at, zone)
            )
        case Phase.READY | Phase.RECEIVED | Phase.SHOWN:
            return phrase("%(number)s: everything is ready for remote help.", number=number)
        case _:
            return None


def pressed(turn: Turn, question: Question, press: Press) -> None:
    """A button of such a question. One that stood under an earlier question is answered with the present one."""
    does, _, of = press.value.partition(".")
    check = check_of(question)
    if does in (ready_questions.YES, ready_questions.NO) and (check is None or of != check.id):
        turn.toast(phrase("You have answered that already. This is the question now."))
        ask_again(turn, question)
        return
    turn.toast()
    match does:
        case ready_questions.YES:
            _settle(turn, question, ("✔ ", phrase("Yes")))
            _yes(turn, question)
        case ready_questions.NO:
            _settle(turn, question, ("✖ ", phrase("Not yet")))
            _no(turn, question)
        case ready_questions.SOON:
            _soon(turn, question)
        case ready_questions.OTHER:
            _choose(turn, question)
        case ready_questions.AT if of.isdecimal():
            _proposed(turn, question, datetime.fromtimestamp(int(of), UTC))
        case _:
            if does == ready_questions.HELP:
                _help(turn, question)
            _choosing(turn, question, choosing=False)
            ask_again(turn, question)


def wrote(turn: Turn, question: Question, event: Said) -> bool:
    """Words. False for those that are a command, except that help is about the question."""
    text, stands = event.text, turn.state.questioned or stands_for(question)
    when = read_when(
        text.untrusted, event.at, _zone(turn, question), ready_questions.calendar_for(question), bare=stands.choosing
    )
    match when:
        case datetime():
            _proposed(turn, question, when)
            return True
        case Vague():
            _choose(turn, question)
            return True
        case None:
            pass
    command = spoken(text.untrusted, answering=False)
    if command is Command.HELP:
        _help(turn, question)
        ask_again(turn, question)
        return True
    if command is not None or preferences.language_named(turn, text) is not None:
        return False
    match _yes_or_no(text):
        case True:
            _yes(turn, question)
        case False:
            _no(turn, question)
        case None:
            return _unfit(turn, question, event)
    return True


def sent(turn: Turn, question: Question, note: Note) -> None:
    """A file answers nothing here, and is passed on."""
    pass_on(turn, question.ticket, note)
    ask_again(turn, question, (phrase("📎 I pass it on. I still need this:"),))


def _yes_or_no(text: Untrusted) -> bool | None:
    option = option_named(_YES_NO, text.untrusted)
    if option is not None:
        return option == YES
    words = [fold(each) for each in text.folded.split()]
    if not words or len(words) > _FEW:
        return None
    if words[0] in _FIRST_OF_NO or words[:2] == ["ya", "no"]:
        return False
    return True if words[0] in _FIRST_OF_YES and "no" not in words else None


def _yes(turn: Turn, question: Question) -> None:
    """The next thing is asked for; after the last one the specialist's side goes on."""
    check, rules, remote = check_of(question), rules_of(question), question.remote
    _respond(turn, question, Given(question=question.asked.id, reply=Reply.YES))
    if check is None or rules is None or remote is None:
        return
    remote = replace(remote, checked=(*remote.checked, check.id))
    further = rules.after(remote.checked)
    if further is None:
        turn.state = replace(turn.state, questioned=None)
        turn.effects.append(CancelTimer(key=f"{REMIND}:{turn.state.chat}"))
        up_to_date(turn)
        ask_on(turn)
        return
    following = replace(question, remote=remote, asked=replace(question.asked, what=f"{REMOTE}{further.id}"))
    _anew(turn, question)
    say(turn, following, ready_questions.asks_whether(following, language_of(turn, question), brief=True))
    ask_on(turn)


def _no(turn: Turn, question: Question) -> None:
    """How it is put right, and the question again."""
    _respond(turn, question, Given(question=question.asked.id, reply=Reply.NO))
    _anew(turn, question)
    say(turn, question, ready_questions.puts_right(question, language_of(turn, question)))
    ask_on(turn)


def _soon(turn: Turn, question: Question) -> None:
    rules = rules_of(question)
    if rules is not None:
        _agreed(turn, question, turn.event.at + timedelta(minutes=rules.soon_minutes))


def _choose(turn: Turn, question: Question, above: Text = ()) -> None:
    """Which other time? The desk's next ones are buttons, any other is written."""
    _choosing(turn, question, choosing=True)
    say(turn, question, ready_questions.asks_when(question, turn.event.at, _zone(turn, question), above))
    ask_on(turn)


def _proposed(turn: Turn, question: Question, at: datetime) -> None:
    """A time of theirs is agreed on when it is to come, not too far away, and the desk works then."""
    now, zone = turn.event.at, _zone(turn, question)
    if at < now + _SOONEST:
        _choose(turn, question, (phrase("That time is over."),))
    elif at > now + FARTHEST:
        _choose(turn, question, (phrase("That is too far away."),))
    elif at - now > timedelta(hours=1) and not ready_questions.calendar_for(question).is_open(at):
        _choose(turn, question, (phrase("Nobody is at the desk then: %(at)s.", at=named(at, now, zone)),))
    else:
        _agreed(turn, question, at)


def _agreed(turn: Turn, question: Question, at: datetime) -> None:
    """They are written to at that time; until then nothing more is asked."""
    moment = Moment(at, _zone(turn, question))
    _settle(turn, question, ("📅 ", moment))
    _respond(turn, question, Given(question=question.asked.id, reply=Reply.LATER, at=at))
    turn.effects.append(CancelTimer(key=f"{REMIND}:{turn.state.chat}"))
    turn.state = replace(turn.state, questioned=None)
    agreed = phrase("👍 Agreed: %(at)s. I write to you here then.", at=moment)
    say(turn, question, Message(body=(agreed,)))
    up_to_date(turn)
    ask_on(turn)


def _help(turn: Turn, question: Question) -> None:
    say(turn, question, ready_questions.helps(question, language_of(turn, question)))


def _unfit(turn: Turn, question: Question, event: Said) -> bool:
    """What fits nothing is for the specialist; twice the question is asked again."""
    stands = turn.state.questioned or stands_for(question)
    often = stands.times >= REFUSALS
    note = contributions.contribution(event)
    if note.text is not None:
        pass_on(turn, question.ticket, replace(note, files=()), quiet=not often)
    turn.state = replace(turn.state, questioned=replace(stands, times=stands.times + 1))
    if often:
        name = question.asked.name
        say(turn, question, Message(body=(phrase("📨 I pass it on to %(name)s.", name=name),)))
    else:
        ask_again(turn, question, (phrase("I pass it on. Please choose one of these:"),))
    return True


def _anew(turn: Turn, question: Question) -> None:
    """It was answered: what comes is reminded of, and refused, from the start."""
    stands = turn.state.questioned or stands_for(question)
    turn.state = replace(
        turn.state, questioned=replace(stands, times=0, wrote=None, reminded=False, choosing=False, shown=True)
    )
    set_timer(turn, REMIND, patience(question) or timedelta())


def _choosing(turn: Turn, question: Question, *, choosing: bool) -> None:
    stands = turn.state.questioned or stands_for(question)
    turn.state = replace(turn.state, questioned=replace(stands, choosing=choosing))


def _respond(turn: Turn, question: Question, given: Given) -> None:
    message = turn.event.message if isinstance(turn.event, Said) else None
    turn.effects.append(Respond(ticket=question.ticket, given=given, message=message))
    turn.state = replace(turn.state, last_ticket=question.ticket)


def _settle(turn: Turn, question: Question, chosen: Text) -> None:
    """The question as it stays in the chat: with the choice, without buttons."""
    body = ready_questions.asks_again(question, language_of(turn, question), ()).body
    turn.settle(Message(body=lines(body, chosen)))


def _zone(turn: Turn, question: Question) -> str:
    return turn.state.zone or question.process.desk.zone
