"""What a requester reads when a specialist asks them for something: the intake's own words, and who asks."""

from __future__ import annotations

from datetime import datetime

from bot.domain import ready_questions
from bot.domain.asked import Questioned
from bot.domain.buttons import Press, Verb, encode
from bot.domain.known import Question
from bot.domain.message import Button, Message
from bot.domain.process import StepKind, Texts
from bot.domain.prompts import REFUSALS, rows
from bot.domain.text import Code, Phrase, Text, lines, phrase

HAS_NOT = ".no"
HELP = ".help"
AS_TYPED = ".asis"
"""Values of buttons; ids of options never begin with a dot."""

_WITH_OPTIONS = (StepKind.CHOICE, StepKind.CONFIRMATION)


def enquiry(question: Question, language: str, at: datetime) -> Message:
    """The question, as it is first asked."""
    if question.chip.before_remote_help:
        return ready_questions.asks_whether(question, language, brief=False)
    said = question.asked.text
    words: Text = () if said is None else (said,)
    ask = asks(question, language, brief=bool(words)) if question.chip.step.ask else ()
    return Message(body=lines(asker(question), words, ask), buttons=_buttons(question, language, at))


def again(question: Question, language: str, at: datetime, above: Text, before: Questioned | None) -> Message:
    """The question in one line, under what is said before it; after two refusals with a way to leave the words as they
    are."""
    if question.chip.before_remote_help:
        return ready_questions.asks_again(question, language, above)
    as_typed = before is not None and before.times >= REFUSALS and before.wrote is not None
    body = lines(above, asks(question, language, brief=True))
    return Message(body=body, buttons=_buttons(question, language, at, as_typed=as_typed))


def helping(question: Question, language: str) -> Message:
    """Where the answer is found, and why it is asked."""
    if question.chip.before_remote_help:
        return ready_questions.helps(question, language)
    step = question.chip.step
    text: Text = (_say(question, step.help, language),) if step.help else ()
    why: Text = (phrase("Why we ask: %(why)s", why=_say(question, step.why, language)),) if step.why else ()
    usual = phrase("Write your answer here, or send a picture. If you do not have it, say so: that helps, too.")
    return Message(body=text or (usual,), note=why)


def asker(question: Question) -> Text:
    """Who asks, and about which ticket."""
    name, number = question.asked.name, Code(question.code)
    return (phrase("❓ %(name)s asks you, about %(number)s:", name=name, number=number),)


def asks(question: Question, language: str, *, brief: bool) -> Text:
    """The words of the question, which a free one has from the specialist; `brief`: only the line that asks."""
    ask = _say(question, question.chip.step.ask, language)
    if not ask:
        return (question.asked.text,) if question.asked.text is not None else ()
    return (next((line for line in ask.splitlines() if "?" in line), ask) if brief else ask,)


def _say(question: Question, texts: Texts | None, language: str) -> str:
    given = texts or {}
    return given.get(language) or given.get(question.process.languages[0], "")


def _buttons(
    question: Question, language: str, at: datetime, *, as_typed: bool = False
) -> tuple[tuple[Button, ...], ...]:
    step = question.chip.step
    options = question.process.options_of(step, at) if step.kind in _WITH_OPTIONS else ()
    found = rows(tuple(_button(question, _say(question, each.label, language), each.id) for each in options))
    if as_typed:
        found.append((_button(question, phrase("✔ Leave it as I wrote it"), AS_TYPED),))
    has_not = _button(question, phrase("✖ I do not have it"), HAS_NOT)
    help_ = _button(question, phrase("❓ Help"), HELP)
    return (*found, (help_,) if step.kind is StepKind.CONFIRMATION else (has_not, help_))


def _button(question: Question, label: Phrase | str, value: str) -> Button:
    press = Press(Verb.ANSWER, question.ticket, str(question.asked.id), value)
    return Button(label=label, data=encode(press))
