"""What a requester reads before remote help: each question, how to put a "no" right, and the choice of another time."""

from __future__ import annotations

from datetime import datetime

from bot.domain.agreed_times import named, offered
from bot.domain.buttons import Press, Verb, encode
from bot.domain.calendar import Calendar, always_open
from bot.domain.chips import remote_question
from bot.domain.known import Question
from bot.domain.message import Button, Message, Style
from bot.domain.process import Texts
from bot.domain.prompts import rows
from bot.domain.remote_rules import RemoteHelp, RemoteQuestion
from bot.domain.text import Code, Phrase, Span, Text, lines, phrase
from bot.domain.ticket_clocks import calendars_of

YES, NO, SOON, OTHER, AT, AGAIN, HELP = "yes", "no", "soon", "other", "at", "again", "help"
"""What a button of such a question begins with; after a dot the question that it stood under, or the instant."""


def rules_of(question: Question) -> RemoteHelp | None:
    """How this desk gets people ready for remote help."""
    return question.process.remote


def check_of(question: Question) -> RemoteQuestion | None:
    """Which of the process's questions it is; None when the process has it no more."""
    return remote_question(question.process, question.asked.what)


def asks_whether(question: Question, language: str, *, brief: bool) -> Message:
    """One question with its buttons; `brief`: without who asks."""
    header: Text = () if brief else _header(question)
    return Message(body=lines(header, _ask(question, language)), buttons=_buttons(question))


def asks_again(question: Question, language: str, above: Text) -> Message:
    """The question in one line, under what is said before it."""
    return Message(body=lines(above, _ask(question, language, brief=True)), buttons=_buttons(question))


def puts_right(question: Question, language: str) -> Message:
    """What to do when it is not ready yet, and the question again."""
    check = check_of(question)
    return asks_again(question, language, (_say(question, check.if_no, language),) if check is not None else ())


def helps(question: Question, language: str) -> Message:
    """What is meant."""
    check = check_of(question)
    return Message(body=(_say(question, check.help, language),) if check is not None else ())


def asks_when(question: Question, at: datetime, zone: str, above: Text = ()) -> Message:
    """Times at which the desk works, and that another can be written."""
    found = rows(
        tuple(
            Button(label=named(each, at, zone), data=_press(question, f"{AT}.{int(each.timestamp())}"))
            for each in offered(calendar_for(question), at, zone)
        )
    )
    ask = phrase("When does it suit you? Choose, or write it: “4:30”, “tomorrow 10:00”.")
    back = Button(label=phrase("◀ Back"), data=_press(question, AGAIN))
    return Message(body=lines(above, (ask,)), buttons=(*found, (back,)))


def calendar_for(question: Question) -> Calendar:
    """When whoever has the ticket works."""
    process = question.process
    calendar = next((level.calendar for level in process.levels if level.id == question.level), None)
    return always_open(process.desk.zone) if calendar is None else calendars_of(process)(calendar)


def _header(question: Question) -> Text:
    number, remote = Code(question.code), question.remote
    if remote is not None and remote.at is not None:
        return (phrase("⏰ It is the time that we agreed on, about %(number)s. One thing first:", number=number),)
    name = question.asked.name
    return (phrase("🖥 %(name)s can help you on your screen, about %(number)s. First:", name=name, number=number),)


def _ask(question: Question, language: str, *, brief: bool = False) -> Text:
    check = check_of(question)
    ask = _say(question, check.ask, language) if check is not None else ""
    return (next((line for line in ask.splitlines() if "?" in line), ask) if brief else ask,)


def _say(question: Question, texts: Texts, language: str) -> str:
    return texts.get(language) or texts.get(question.process.languages[0], "")


def _buttons(question: Question) -> tuple[tuple[Button, ...], ...]:
    check, rules = check_of(question), rules_of(question)
    if check is None or rules is None:
        return ()
    soon: Phrase = phrase("⏱ In %(minutes)s minutes", minutes=rules.soon_minutes)

    def button(label: Span, does: str, style: Style = Style.PLAIN) -> Button:
        return Button(label=label, data=_press(question, f"{does}.{check.id}"), style=style)

    return (
        (button(phrase("✔ Yes"), YES, Style.PRIMARY), button(phrase("✖ Not yet"), NO)),
        (button(soon, SOON), button(phrase("📅 Another time"), OTHER)),
        (button(phrase("❓ Help"), HELP),),
    )


def _press(question: Question, value: str) -> str:
    return encode(Press(Verb.ANSWER, question.ticket, str(question.asked.id), value))
