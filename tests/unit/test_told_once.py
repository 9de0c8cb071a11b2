"""Nobody is asked twice, counted wrongly, or left at a stop without a way: what playing the product as a person taught."""

from __future__ import annotations

import pytest

from bot.app.catalogue import SHIPPED, load_process
from bot.domain.process import Process
from bot.domain.title import title_of
from tests.player import Player
from tests.unit.answering import advance, finish, line, opened, profile, to_the_module

CASE = "Al guardar la póliza 34 me dice «La póliza no cuadra»"


@pytest.fixture(scope="module")
def saacg() -> Process:
    return load_process(SHIPPED / "saacg.yaml")


@pytest.fixture
def maria(saacg: Process) -> Player:
    return Player(saacg)


def stopped(player: Player) -> str:
    to_the_module(player)
    profile(player)
    return player.presses("No")


def test_the_first_message_is_offered_as_the_description_and_then_is_no_note_any_more(maria: Player) -> None:
    maria.says(CASE)
    advance(maria, "✔ Usar lo que escribí")
    assert f"📌 Antes nos escribió: «{CASE}»\n¿Lo dejamos así?" in maria.last
    maria.presses("✔ Usar lo que escribí")
    finish(maria)
    maria.presses("✅ Enviar la solicitud")
    description = opened(maria).answers["description"].text
    assert description is not None
    assert description.untrusted == CASE
    assert opened(maria).notes == ()


def test_a_better_description_can_be_written_instead_and_the_first_words_stay_with_the_request(maria: Player) -> None:
    maria.says(CASE)
    advance(maria, "✔ Usar lo que escribí")
    maria.says("La póliza 34 no se guarda porque no cuadra, y los cargos están bien")
    finish(maria)
    maria.presses("✅ Enviar la solicitud")
    assert [note.text.untrusted for note in opened(maria).notes if note.text] == [CASE]


@pytest.mark.parametrize("words", ["Hola, tengo un problema con el sistema", "Hola buenas tardes"])
def test_a_first_message_that_says_nothing_is_not_kept(maria: Player, words: str) -> None:
    maria.says(words)
    assert maria.intake.notes == ()


def test_an_edit_of_the_first_message_amends_the_description_that_it_became(maria: Player) -> None:
    maria.says(CASE)
    advance(maria, "✔ Usar lo que escribí")
    maria.presses("✔ Usar lo que escribí")
    maria.edits(1, "Al guardar la póliza 35 me dice «La póliza no cuadra»")
    description = maria.intake.answers["description"].text
    assert description is not None
    assert "35" in description.untrusted


def test_where_the_desk_stops_somebody_untrained_the_other_kind_is_one_tap_away(maria: Player) -> None:
    assert "[➡ Administrativa (licencia, cursos)]" in stopped(maria)
    said = maria.presses("➡ Administrativa")
    assert said.startswith(
        "✔ Sigue como Administrativa (licencia, cursos). No tiene que repetir nada.\n¿Cómo es la licencia"
    )
    assert maria.intake.answers["kind"].options == ("administrative",)


def test_talk_at_a_stop_keeps_the_ways_on(maria: Player) -> None:
    stopped(maria)
    said = maria.says("¿y cuándo es el curso?")
    assert said.startswith("📝 Guardo lo que escribió.\n¿Ya participó en el Curso de Implementación")
    for way in ("Sí", "➡ Administrativa", "💾 Seguir después", "🙋 Hablar con alguien", "✖ Cancelar"):
        assert f"[{way}" in said


def test_the_button_of_another_kind_is_of_the_past_once_the_person_has_gone_on(maria: Player) -> None:
    stopped(maria)
    button = maria.button("➡ Administrativa").data
    maria.presses("Sí")
    maria.presses_data(button)
    assert maria.intake.answers["kind"].options == ("technical",)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("técnica", "technical"),
        ("Soporte técnico", "technical"),
        ("administrativa", "administrative"),
        ("cursos", "administrative"),
        ("normativa", "normative"),
    ],
)
def test_a_kind_of_consultation_can_be_typed(maria: Player, typed: str, kind: str) -> None:
    maria.says("hola")
    maria.says(typed)
    assert maria.intake.answers["kind"].options == (kind,)


def progress(player: Player) -> tuple[int, int]:
    note = "".join(str(each) for each in player.heard[-1].note)
    place, _, whole = note.partition(" de ")
    return int(place), int(whole)


def test_progress_never_promises_less_than_it_asks(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    seen = []
    while "✅ Enviar la solicitud" not in maria.last:
        if " de " in "".join(str(each) for each in maria.heard[-1].note):
            seen.append(progress(maria))
        labels = [str(button.label) for row in maria.heard[-1].buttons for button in row]
        if "Es todo" in labels:
            maria.presses("Es todo")
        elif labels[0][0] == "◀":
            maria.says("La póliza de marzo no se imprime")
        else:
            maria.presses(labels[0])
    wholes = [whole for _, whole in seen]
    assert wholes == sorted(wholes, reverse=True)
    assert seen[-1][0] == seen[-1][1]


def test_who_is_known_is_counted_only_what_is_asked_and_goes_back_to_nothing_else(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    maria.presses("✅ Enviar la solicitud")
    maria.says("/nuevo")
    maria.presses("✔ Sí, son correctos")
    maria.presses("Soporte técnico")
    assert progress(maria)[0] == 2
    maria.presses("Contabilidad")
    assert progress(maria)[0] == 3
    assert "¿De qué módulo" in maria.presses("◀ Atrás")
    maria.presses("Contabilidad")
    assert "name" in maria.intake.answers


@pytest.mark.parametrize(
    "words", ["gracias", "Ok, muchas gracias", "👍", "muy amable", "Gracias por su ayuda", "thank you"]
)
def test_thanks_after_the_end_are_no_new_request(maria: Player, words: str) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    maria.presses("✅ Enviar la solicitud")
    assert maria.says(words) == "Con gusto. Cuando nos necesite, escríbanos aquí o use /nuevo."
    assert maria.state.intake is None


@pytest.mark.parametrize("words", ["ayuda por favor", "no puedo entrar", "apoyo", "ya no abre"])
def test_who_needs_something_is_not_only_thanking(maria: Player, words: str) -> None:
    maria.says("hola")
    maria.says("/cancelar")
    maria.says(words)
    assert maria.state.intake is not None


def test_thanks_with_several_open_tickets_go_to_the_last_without_a_question(maria: Player) -> None:
    maria.tickets = (line(1), line(2))
    assert maria.says("muchas gracias").startswith("📨 Agregado a su ticket SAACG-2026-00001")


def test_going_back_to_several_choices_keeps_the_ticks(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "☐ Manuales")
    maria.presses("☐ Manuales")
    maria.presses("Es todo")
    assert "[☑ Manuales]" in maria.presses("◀ Atrás")


def test_a_title_does_not_end_inside_a_quotation(saacg: Process) -> None:
    text = "Al guardar la póliza 34 en el menú Contabilidad > Pólizas oprimo Guardar y me dice «La póliza no cuadra»; entro con mperez"
    assert title_of([text], saacg.coach) == "Al guardar la póliza 34 en el menú Contabilidad > Pólizas oprimo Guardar"


@pytest.mark.parametrize("words", ["otra cosa", "Es otro asunto"])
def test_another_matter_can_be_typed_when_it_is_asked_which_ticket(maria: Player, words: str) -> None:
    maria.tickets = (line(1), line(2))
    maria.says("No imprime la nómina")
    assert "¿En qué le podemos ayudar?" in maria.says(words)
    assert [note.text.untrusted for note in maria.intake.notes if note.text] == ["No imprime la nómina"]


def test_who_is_known_is_greeted_in_a_line_and_not_welcomed_anew(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    maria.says("/cancelar")
    said = maria.says("no puedo imprimir")
    assert said.startswith("Qué gusto saludarle de nuevo.\n¿Siguen siendo estos sus datos?")
