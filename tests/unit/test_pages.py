"""Forms ask what the chat asks: the same questions, each once, with the same outcome."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.catalogue import Catalogue
from bot.domain.answers import Answer, Answers
from bot.domain.buttons import Press, Verb, encode
from bot.domain.forms import PRESSED
from bot.domain.message import Entered
from bot.domain.pages import MOST, decides, page_of
from bot.domain.process import Consequence, Fills, Process, Step, StepKind
from bot.domain.questions import applicable, outcome
from bot.domain.text import Untrusted
from tests.form_player import FormPlayer
from tests.player import NOON, Player

PROCESSES = {name: Catalogue.load([name]).current(name) for name in ("saacg", "advertmind")}
WORDS = {
    StepKind.EMAIL: "maria@municipio.gob.mx",
    StepKind.PHONE: "33 3669 5550",
    StepKind.NUMBER: "25",
}
LONG_ENOUGH = "Al imprimir la póliza del mes de marzo sale un error"


def chosen(data: st.DataObject, process: Process, step: Step, answers: Answers) -> str:
    """An option with which the questionnaire goes on."""
    offered = [option.id for option in process.options_of(step, NOON)]
    going_on = [each for each in offered if outcome(step, Answer(options=(each,)), answers).do is not Consequence.BLOCK]
    return data.draw(st.sampled_from(going_on), label=step.id)


def in_forms(data: st.DataObject, process: Process) -> tuple[FormPlayer, list[str], dict[str, Entered]]:
    """The questionnaire in forms, up to the summary: the player, what was asked in order, and what was entered."""
    player = FormPlayer(process)
    asked: list[str] = []
    entered: dict[str, Entered] = {}
    player.opens_form()
    while player.asked != [PRESSED]:
        values = {}
        for name in (each for each in player.asked if each != PRESSED):
            step = process.step(name)
            assert step is not None
            answers = player.intake.answers
            if step.kind in (StepKind.CHOICE, StepKind.CONFIRMATION, StepKind.MULTI_CHOICE):
                values[name] = Entered(choices=(chosen(data, process, step, answers),))
            elif (step.optional and data.draw(st.booleans(), label=name)) or step.kind is StepKind.FILES:
                values[name] = Entered()
            else:
                values[name] = Entered(text=Untrusted(WORDS.get(step.kind, LONG_ENOUGH)))
        asked += values
        entered |= values
        assert player.sends_entered(values) == ""
    return player, asked, entered


def in_chat(process: Process, entered: dict[str, Entered]) -> tuple[Player, list[str]]:
    """The same, in the chat."""
    player = Player(process)
    asked: list[str] = []
    player.says("hola")
    while (step := first_open(process, player.intake.answers)) is not None:
        asked.append(step.id)
        values, run = entered[step.id], player.intake.run
        if values.text is not None:
            player.says(values.text.untrusted)
        elif not values.choices:
            player.presses_data(encode(Press(Verb.SKIP, run, step.id)))
        elif step.kind is StepKind.MULTI_CHOICE:
            player.presses_data(encode(Press(Verb.TOGGLE, run, step.id, values.choices[0])))
            player.presses_data(encode(Press(Verb.DONE, run, step.id)))
        else:
            player.presses_data(encode(Press(Verb.PICK, run, step.id, values.choices[0])))
        assert asked.count(step.id) < 5, f"{step.id} is asked for ever:\n{player.last}"
    return player, asked


def first_open(process: Process, answers: Answers) -> Step | None:
    return next((step for step in applicable(process, answers) if step.id not in answers), None)


def kept(answers: Answers) -> dict[str, tuple[object, ...]]:
    """Without the messages in which they were written."""
    return {
        name: (answer.options, answer.text, answer.files, answer.result, answer.routed, answer.routed_from)
        for name, answer in answers.items()
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(sorted(PROCESSES)))
def test_all_forms_together_ask_what_the_chat_asks_and_each_question_once(data: st.DataObject, name: str) -> None:
    process = PROCESSES[name]
    forms, asked, entered = in_forms(data, process)
    chat, asked_in_chat = in_chat(process, entered)
    assert asked == asked_in_chat
    assert len(asked) == len(set(asked))
    assert kept(forms.intake.answers) == kept(chat.intake.answers)


@pytest.mark.parametrize("name", sorted(PROCESSES))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_page_ends_with_the_first_question_that_decides_what_follows(name: str, data: st.DataObject) -> None:
    process = PROCESSES[name]
    answers: dict[str, Answer] = {}
    while page := page_of(process, applicable(process, answers), answers):
        assert len(page) <= MOST
        assert not any(decides(process, step) for step in page[:-1])
        for step in page:
            options = process.options_of(step, NOON)
            answers[step.id] = Answer(options=(data.draw(st.sampled_from(options)).id,) if options else ())
            still = [each.id for each in applicable(process, answers)]
            own = [each.id for each in page if each.kind is not StepKind.KNOWLEDGE]  # it goes when nothing is offered
            assert set(own) <= set(still), "an answer took a question off its own page"


def test_the_kind_of_consultation_stands_on_a_page_of_its_own() -> None:
    process = PROCESSES["saacg"]
    kind = process.filling(Fills.KIND)
    assert kind is not None
    assert page_of(process, applicable(process, {}), {}) == (kind,)
