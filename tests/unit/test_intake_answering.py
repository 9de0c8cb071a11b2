"""A person is asked one thing at a time, and answers it, asks back, or says something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.effects import Revise
from bot.domain.ids import DESK, MessageRef
from bot.domain.process import Fills, Process, Result
from tests.player import Player, plain
from tests.unit.answering import PHOTO, advance, profile, to_the_files, to_the_module


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    return Player(saacg)


def test_a_greeting_starts_the_questionnaire_with_the_desks_welcome(maria: Player) -> None:
    said = maria.says("Buenos días")
    assert "Área de Capacitación, Asesoría y Soporte Técnico del SAACG.NET" in said
    assert "¿En qué le podemos ayudar?" in said
    assert maria.intake.notes == ()


def test_what_a_person_writes_first_is_kept_for_the_specialist_and_fills_no_field(maria: Player) -> None:
    maria.says("No puedo imprimir la póliza 34", files=(PHOTO,))
    intake = maria.state.intake
    assert intake is not None
    assert intake.answers == {}
    assert plain((intake.notes[0].text or "",)) == "No puedo imprimir la póliza 34"
    assert intake.notes[0].files == (PHOTO,)


def test_one_question_is_asked_at_a_time_and_the_next_is_the_first_unanswered(maria: Player) -> None:
    to_the_module(maria)
    said = maria.last
    assert said.count("?") == 1, said
    profile(maria)
    assert "curso" in maria.last.lower()


@pytest.mark.parametrize("word", ["sí", "si", "SI", "Sí.", "1", "yes", "claro"])
def test_yes_can_be_typed_in_many_ways(saacg: Process, word: str) -> None:
    player = Player(saacg)
    to_the_module(player)
    profile(player)
    advance(player, "Sí")
    before = set(player.intake.answers)
    player.says(word)
    after = player.intake.answers
    (step,) = set(after) - before
    assert after[step].options[0].startswith("yes")


def test_free_talk_in_the_middle_is_noted_and_the_same_question_asked_once(maria: Player) -> None:
    maria.says("hola")
    question = maria.last
    said = maria.says("oiga, ayer sí funcionaba, qué raro")
    assert "Lo anoto para el especialista" in said
    assert said.count("¿En qué le podemos ayudar?") == 1
    assert "¿En qué le podemos ayudar?" in question
    assert maria.intake.answers == {}


def test_back_asks_the_question_before_again(maria: Player) -> None:
    to_the_module(maria)
    maria.says("María Pérez")
    asked = maria.last
    maria.presses("◀ Atrás")
    assert "nombre" in maria.last
    maria.says("María Pérez López")
    assert maria.last == asked


def test_back_at_the_first_question_asks_it_again(maria: Player) -> None:
    maria.says("hola")
    assert "¿En qué le podemos ayudar?" in maria.says("atrás")


def test_help_says_why_and_asks_the_same_question(maria: Player) -> None:
    to_the_module(maria)
    question = maria.state.intake
    said = maria.presses("❓ Ayuda")
    assert "Por qué lo preguntamos" in said
    assert "¿Cuál es su nombre completo?" in said
    assert "Seguir después" in said
    assert "Hablar con alguien" in said
    assert "Cancelar" in said
    assert maria.state.intake == question


def test_a_wrong_telephone_is_answered_with_an_example_and_the_question(maria: Player) -> None:
    to_the_module(maria)
    for text in ("María Pérez", "Contadora", "Municipio de Tequila", "maria.perez@tequila.gob.mx"):
        maria.says(text)
    said = maria.says("el de siempre")
    assert "33" in said
    assert "teléfono" in said
    assert "¿A qué teléfono le llamamos?" in said


def test_a_stale_button_is_answered_with_the_present_question(maria: Player) -> None:
    maria.says("hola")
    old = maria.button("Administrativa").data
    maria.presses("Soporte técnico")
    said = maria.presses_data(old)
    assert "¿De qué módulo" in said
    assert maria.intake.answers["kind"].options == ("technical",)


def test_a_changed_language_goes_on_with_the_same_question(maria: Player) -> None:
    to_the_module(maria)
    said = maria.says("/idioma english")
    assert "From now on I write to you in English." in said
    assert "full name" in said.lower()
    assert "Desde ahora le escribo en español." in maria.says("/language español")


def test_an_unmet_condition_says_what_to_do_and_lets_the_person_come_back(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "No")
    before = dict(maria.intake.answers)
    maria.presses("No")
    step = maria.intake.blocked
    assert step, maria.last
    assert maria.intake.answers == before
    assert "Hablar con alguien" in maria.last
    maria.presses("✔ Ya lo tengo")
    assert not maria.intake.blocked
    assert {**before, step: maria.intake.answers[step]} == maria.intake.answers
    assert maria.intake.answers[step].options == ("yes",), "and it is not asked again"


def test_what_is_left_to_do_stays_in_the_chat_when_the_next_question_is_answered(maria: Player) -> None:
    maria.says("hola")
    for said in ("2", "2", "María Pérez", "Contadora", "Municipio de Tequila", "m@tequila.gob.mx", "33 1234 5678"):
        maria.says(said)
    for said in ("sí", "sí", "1", "1", "1", "manuales", "es todo"):
        maria.says(said)
    assert maria.says("2").split("\n---\n")[0] == (
        "Puede continuar. Téngalo abierto, con su caso a la vista, cuando le llame el especialista."
    )


def test_asking_for_a_person_tells_the_desk_who_and_repeats_the_question(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    asked = maria.last
    maria.says("/persona")
    assert maria.last == asked
    to_desk = [effect for effect in maria.effects if getattr(effect, "chat", None) == DESK]
    assert len(to_desk) == 1
    assert any("33-3669-5550" in str(message.body) for message in maria.heard)


def test_an_album_is_acknowledged_once(maria: Player) -> None:
    to_the_module(maria)
    answers = [maria.says("", files=(PHOTO,), album="a1") for _ in range(3)]
    assert [bool(answer) for answer in answers] == [True, False, False]
    assert sum(len(note.files) for note in maria.intake.notes) == 3


def test_an_edited_message_amends_the_description_and_never_advances(maria: Player) -> None:
    maria.says("No puedo imprimir")
    said = maria.edits(1, "No puedo imprimir la póliza 34")
    assert "Ya cambié ese texto" in said
    assert maria.intake.answers == {}
    assert plain((maria.intake.notes[0].text or "",)) == "No puedo imprimir la póliza 34"
    assert maria.edits(99, "otra cosa") == ""
    assert maria.intake.answers == {}


def test_an_unmet_condition_lets_the_person_change_an_earlier_answer(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "No")
    maria.presses("No")
    listed = maria.presses("✏ Cambiar")
    assert "[◀ Atrás]" in listed
    assert "resumen" not in listed, "there is none yet"
    maria.presses("Tipo de consulta")
    assert "¿En qué le podemos ayudar?" in maria.last


@pytest.mark.parametrize("word", ["no", "Omitir", "ninguno", "listo"])
def test_files_can_be_passed_over_in_words(maria: Player, word: str) -> None:
    to_the_files(maria)
    assert "¿Está todo bien?" in maria.says(word)


def test_files_are_ended_in_words(maria: Player) -> None:
    to_the_files(maria)
    maria.says("", files=(PHOTO,))
    sent = replace(PHOTO, message=MessageRef(f"console:1:{maria.count}"))
    assert "¿Está todo bien?" in maria.says("es todo")
    assert maria.intake.answers["files"].files == (sent,)


def test_a_language_can_be_named_when_it_was_asked(maria: Player) -> None:
    to_the_module(maria)
    maria.says("/idioma")
    said = maria.says("inglés")
    assert "full name" in said.lower()
    assert "name" not in maria.intake.answers


def test_an_unknown_command_names_the_known_ones(maria: Player) -> None:
    assert "/nuevo /estado /mis_tickets" in maria.says("/inventado")


def test_declared_answers_are_marked_as_declared(maria: Player) -> None:
    to_the_module(maria)
    assert maria.intake.answers["kind"].result is Result.DECLARED


def test_a_press_settles_the_question_in_the_chat(maria: Player) -> None:
    maria.says("hola")
    maria.presses("Soporte técnico")
    (revision,) = (effect for effect in maria.effects if isinstance(effect, Revise))
    assert "✔ Soporte técnico" in plain(revision.message.body)
    assert revision.message.buttons == ()


def test_versions_follow_the_date_in_the_desks_zone(saacg: Process) -> None:
    step = saacg.filling(Fills.VERSION)
    assert step is not None
    before = datetime(2027, 1, 1, 5, 59, tzinfo=UTC)  # 31 December, 23:59 in Mexico City
    after = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)
    assert [option.id for option in saacg.options_of(step, before)] == ["2026", "2025", "older"]
    assert [option.id for option in saacg.options_of(step, after)] == ["2027", "2026", "older"]
