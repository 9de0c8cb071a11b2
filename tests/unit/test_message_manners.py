"""Every message of an intake as the core makes it: one question, three lines at most, buttons first, and how far one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.catalogue import SHIPPED, load_process
from bot.app.words import Words
from bot.domain import navigation, prompts, unmet
from bot.domain.answers import Answer, Note
from bot.domain.conversation import Conversation, Intake
from bot.domain.events import Commanded
from bot.domain.ids import EventId, MessageRef
from bot.domain.known import NOTHING
from bot.domain.message import Message
from bot.domain.process import Fills, Notice, Process, Section, Step, StepKind
from bot.domain.questions import applicable, current
from bot.domain.text import Untrusted
from bot.domain.turn import Turn
from tests.player import CHAT, NOON, PERSON, Player, plain

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples"
FILES = (*sorted(SHIPPED.glob("*.yaml")), EXAMPLES / "biblioteca.yaml")
PROCESSES = {path.stem: load_process(path) for path in FILES if "." not in path.stem}
WORDS = Words.load()
EACH = [
    pytest.param(process, language, id=f"{name}-{language}")
    for name, process in PROCESSES.items()
    for language in process.languages
]
_PROGRESS = {"es": r"\d+ de \d+", "en": r"\d+ of \d+"}


def page(process: Process, language: str, *, answers: dict[str, Answer] | None = None) -> prompts.Page:
    """A page on which every step of the process applies."""
    intake = Intake(process=process.ref, run=1, answers=answers or {})
    conversation = Conversation(chat=CHAT, touched=NOON, intake=intake, language=language, remembered=answers or {})
    return prompts.Page(
        process=process,
        conversation=conversation,
        intake=intake,
        steps=process.steps,
        language=language,
        at=NOON,
    )


def answer_to(process: Process, step: Step) -> Answer:
    options = process.options_of(step, NOON)
    return Answer(options=(options[0].id,)) if options else Answer(text=Untrusted("¿Cómo?"))


def lines_of(message: Message) -> list[str]:
    return [line for line in (plain(message.title) + "\n" + plain(message.body)).splitlines() if line.strip()]


def questions(message: Message, language: str) -> int:
    text = plain(message.title) + plain(message.body)
    if language == "es":
        assert text.count("¿") == text.count("?"), text
    return text.count("?")


def offered(message: Message) -> int:
    return sum(len(row) for row in message.buttons)


@pytest.mark.parametrize(("process", "language"), EACH)
def test_every_question_is_one_in_three_lines_with_buttons_and_progress(process: Process, language: str) -> None:
    for step in process.steps:
        message = WORDS.message(prompts.question(page(process, language), step), language)
        assert len(lines_of(message)) <= 3, (step.id, lines_of(message))
        assert questions(message, language) == 1, (step.id, plain(message.body))
        if step.fills is not Fills.KIND:  # how many questions follow depends on the kind
            assert re.fullmatch(_PROGRESS[language], plain(message.note)), step.id
        assert offered(message) >= 1 + len(process.options_of(step, NOON)), step.id


@pytest.mark.parametrize(("process", "language"), EACH)
def test_help_is_three_lines_and_the_question_comes_again_with_the_ways_out(process: Process, language: str) -> None:
    for step in process.steps:
        help_, again = (WORDS.message(each, language) for each in prompts.helping(page(process, language), step))
        assert 1 <= len(lines_of(help_)) <= 3, (step.id, lines_of(help_))
        assert questions(help_, language) == 0, (step.id, plain(help_.body))
        assert len(lines_of(again)) <= 3, (step.id, lines_of(again))
        assert questions(again, language) == 1, step.id
        assert offered(again) >= 3 + len(process.options_of(step, NOON)), step.id


@pytest.mark.parametrize(("process", "language"), EACH)
def test_what_an_answer_leads_to_is_said_with_the_next_question_in_few_lines(process: Process, language: str) -> None:
    longest = max(len(lines_of(prompts.question(page(process, language), step))) for step in process.steps)
    for step in process.steps:
        for outcome in step.outcomes:
            if outcome.text is not None:
                text = page(process, language).say(outcome.text)
                assert len(text.splitlines()) <= 3, (step.id, text)
                blocked = unmet.blocked(page(process, language), step, (text,))
                assert questions(blocked, language) == 0, (step.id, text)
                assert offered(blocked) >= 5, step.id
    assert longest <= 2, "a question after a word of ours still fits"


@pytest.mark.parametrize(("process", "language"), EACH)
def test_every_notice_is_at_most_three_lines_and_asks_nothing(process: Process, language: str) -> None:
    for which in Notice:
        text = plain(prompts.notice(process, which, language, number="T-1", specialist="Ana"))
        assert 1 <= len(text.splitlines()) <= 3, (which, text)
        assert "?" not in text, (which, text)


@pytest.mark.parametrize(("process", "language"), EACH)
def test_every_other_prompt_is_one_question_in_three_lines_with_buttons(process: Process, language: str) -> None:
    for message in others(process, language):
        shown = WORDS.message(message, language)
        assert len(lines_of(shown)) <= 3, lines_of(shown)
        assert questions(shown, language) == 1, plain(shown.body)
        assert offered(shown) >= 2, plain(shown.body)


@pytest.mark.parametrize("name", sorted(PROCESSES))
@pytest.mark.parametrize("choice", [0, 1, -1])
def test_a_whole_conversation_has_no_message_of_more_than_three_lines_nor_of_two_questions(
    name: str, choice: int
) -> None:
    player = Player(PROCESSES[name])
    for text in ("hola", "oiga, ayer sí funcionaba", "ayuda", "persona"):
        player.says(text)
    for _ in range(60):
        _answers_what_is_asked(player, choice)
        if player.button_like("✅"):
            break
    for message in player.heard:
        assert len(lines_of(message)) <= 3, lines_of(message)
        assert questions(message, "es") <= 1, plain(message.body)


def _answers_what_is_asked(player: Player, choice: int) -> None:
    if player.button_like("✔ Ya lo tengo"):
        player.presses("◀ Atrás")
        choice = 0
    asked = _asked(player)
    assert asked is not None
    options = player.process.options_of(asked, NOON)
    if options:
        label = options[choice if choice < len(options) else 0].label["es"]
        several = asked.kind is StepKind.MULTI_CHOICE
        player.presses(f"☐ {label}" if several else label)
        if several:
            player.presses("Es todo")
    elif asked.optional:
        player.presses("Omitir")
    else:
        player.says("x")
    if not options and _asked(player) == asked:
        player.says(_TYPED.get(asked.kind, "La póliza de marzo no se imprime desde Reportes"))


_TYPED = {StepKind.EMAIL: "maria@tequila.gob.mx", StepKind.PHONE: "33 1234 5678", StepKind.NUMBER: "3"}


def _asked(player: Player) -> Step | None:
    answers = player.intake.answers
    return current(applicable(player.process, answers), answers)


def others(process: Process, language: str) -> Iterator[Message]:
    answers = {step.id: answer_to(process, step) for step in process.steps if step.kind is not StepKind.FILES}
    assert any(step.section is Section.PROFILE for step in process.steps)
    full = page(process, language, answers=answers)
    yield prompts.known_person(full)
    yield prompts.summary(full)
    yield prompts.summary(replace(full, intake=replace(full.intake, notes=(Note(text=Untrusted("x")),))))
    yield prompts.choose_answer(full)
    event = Commanded(
        id=EventId("e"),
        at=NOON,
        chat=CHAT,
        person=PERSON,
        name="x",
        argument=Untrusted(""),
        message=MessageRef("console:1:1"),
    )
    yield navigation.resume_offer(Turn(process, full.conversation, event, NOTHING))
