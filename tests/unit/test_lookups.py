"""Questions that the registers answer, through the pure core: verified, declared, remediable, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.events import Said
from bot.domain.ids import EventId, MessageRef
from bot.domain.lookups import inquiry
from bot.domain.process import Process, Result
from bot.domain.text import Untrusted
from storage.memory import MemoryUnitOfWork
from storage.memory_rows import Rows
from tests.player import CHAT, PERSON, Player
from tests.unit.registered import (
    EMAIL,
    LAPSED,
    PAID,
    TALA,
    TEQUILA,
    TRAINED,
    TRIAL,
    contact,
    keep,
    results,
    to_the_entity,
)


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    """Somebody at a desk that keeps a register of two entities."""
    player = Player(saacg)
    player.registers = MemoryUnitOfWork(Rows).registers
    keep(player, TEQUILA, TALA)
    return player


def test_what_the_registers_know_is_not_asked_and_the_person_reads_it_in_one_line(maria: Player) -> None:
    keep(maria, PAID, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    said = contact(maria)
    assert said.splitlines()[:2] == [
        "✔ En nuestro registro: Curso de Implementación · Curso del módulo"
        " · licencia vigente hasta el 31 de diciembre de 2026",
        "¿De qué año es la versión del SAACG.NET que usa?",
    ]
    assert results(maria, "course", "course_module", "licence", "update") == [
        (("yes",), Result.VERIFIED),
        (("yes",), Result.VERIFIED),
        (("entity",), Result.VERIFIED),
        (("yes",), Result.VERIFIED),
    ]


def test_the_line_is_english_for_who_reads_english(saacg: Process) -> None:
    john = Player(saacg, language="en")
    john.registers = MemoryUnitOfWork(Rows).registers
    keep(john, TEQUILA, PAID)
    for said in ("hello", "1", "John Smith", "Accountant", "Tequila", EMAIL):
        john.says(said)
    said = john.says("33 1234 5678")
    assert said.splitlines()[0] == "✔ In our records: licence valid until 31 December 2026"


def test_what_the_register_lacks_is_asked_and_declared(maria: Player) -> None:
    keep(maria, PAID, TRAINED[0])
    to_the_entity(maria)
    maria.says("Tequila")
    said = contact(maria)
    assert "✔ En nuestro registro: Curso de Implementación\n¿Y ya tomó el curso del módulo" in said
    said = maria.presses("Sí")
    assert "licencia vigente hasta" in said
    assert results(maria, "course_module", "licence") == [(("yes",), Result.DECLARED), (("entity",), Result.VERIFIED)]


def test_without_registers_everything_is_asked_as_before(saacg: Process) -> None:
    player = Player(saacg)
    to_the_entity(player)
    player.says("Tequila")
    assert "Curso de Implementación" in contact(player)
    for _ in range(2):
        player.presses("Sí")
    assert "¿Cómo es la licencia" in player.last


def test_a_trial_licence_is_answered_with_the_way_out_and_the_request_goes_on(maria: Player) -> None:
    keep(maria, TRIAL, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    told, asked = contact(maria).split("\n---\n")
    assert told.splitlines() == [
        "📋 En nuestro registro: Curso de Implementación · Curso del módulo · Licencia: De prueba",
        "El soporte técnico es para licencias adquiridas, y con gusto le decimos cómo obtener la suya.",
        "Su consulta continúa como Administrativa; no tiene que repetir nada.",
    ]
    assert asked.startswith("Cuéntenos")
    assert results(maria, "kind", "licence") == [
        (("administrative",), Result.DECLARED),
        (("trial",), Result.REMEDIABLE),
    ]


def test_a_lapsed_update_is_told_with_its_date_and_the_way_to_renew(maria: Player) -> None:
    keep(maria, LAPSED, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    said = contact(maria)
    assert "licencia actualizada hasta el 31 de diciembre de 2025" in said
    assert "Su consulta continúa como Administrativa, para decirle cómo renovarla" in said
    assert results(maria, "licence", "update") == [(("entity",), Result.VERIFIED), (("no",), Result.REMEDIABLE)]


def test_a_licence_in_another_name_is_found_out(maria: Player) -> None:
    keep(maria, replace(PAID, holder=Untrusted("Juan Pérez")))
    to_the_entity(maria, "Administrativa")
    maria.says("Tequila")
    contact(maria)
    assert results(maria, "licence") == [(("other_name",), Result.VERIFIED)]  # to an administrative one it is a fact


@pytest.mark.parametrize(
    ("at", "valid"),
    [
        (datetime(2027, 1, 1, 5, 59, tzinfo=UTC), True),  # 31 December 23:59 in Mexico City
        (datetime(2027, 1, 1, 6, 0, tzinfo=UTC), False),  # 1 January 00:00
    ],
)
def test_a_licence_lapses_at_midnight_of_the_desk(maria: Player, at: datetime, valid: bool) -> None:
    keep(maria, PAID)
    maria.at = at
    to_the_entity(maria, "Administrativa")
    maria.says("Tequila")
    contact(maria)
    assert maria.intake.answers["update"].options == (("yes",) if valid else ("no",))


# --- moving -------------------------------------------------------------------------------------------------------


def test_back_passes_over_what_the_registers_answered(maria: Player) -> None:
    keep(maria, PAID, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    contact(maria)
    assert "¿A qué teléfono le llamamos?" in maria.presses("◀ Atrás")
    assert "licencia vigente" in maria.says("33 1234 5678")


def test_what_a_register_answered_cannot_be_changed_by_the_person(maria: Player) -> None:
    keep(maria, PAID)
    to_the_entity(maria, "Administrativa")
    maria.says("Tequila")
    contact(maria)
    maria.presses("2026")
    for said in ("Quiero renovar mi licencia", "Renovación de licencia", "omitir"):
        maria.says(said)
    assert "Licencia: ✅ A nombre del ente público" in maria.last
    assert "Ente público: ✅ Municipio de Tequila, Jalisco" in maria.last
    asked = maria.presses("✏ Cambiar")
    assert "[Versión]" in asked
    assert "[Licencia]" not in asked


def test_another_entity_is_looked_up_anew(maria: Player) -> None:
    keep(maria, PAID, replace(TRIAL, id="l2", organisation="tal"))
    to_the_entity(maria, "Administrativa")
    maria.says("Tequila")
    contact(maria)
    maria.presses("2026")
    for said in ("Quiero renovar mi licencia", "Renovación de licencia", "omitir"):
        maria.says(said)
    maria.presses("✏ Cambiar")
    maria.presses("Ente público")
    said = maria.says("Municipio de Tala")
    assert "📋" not in said
    assert "✔ En nuestro registro: Licencia: De prueba" in said
    assert results(maria, "licence") == [(("trial",), Result.VERIFIED)]


def blocking(saacg: Process) -> Process:
    """A desk where a lapsed update keeps people from going on."""
    update = saacg.step("update")
    assert update is not None
    blocked = replace(
        update.outcomes[1],
        do=type(update.outcomes[1].do).BLOCK,
        to=None,
        text={"es": "Renueve primero.", "en": "Renew."},
    )
    return replace(
        saacg,
        steps=tuple(replace(step, outcomes=(blocked,)) if step.id == "update" else step for step in saacg.steps),
    )


def test_who_is_stopped_by_the_register_is_looked_up_anew_when_they_come_back(saacg: Process, maria: Player) -> None:
    maria.process = blocking(saacg)
    keep(maria, LAPSED, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    said = contact(maria)
    assert said.splitlines()[1:3] == ["Renueve primero.", "[✔ Ya lo tengo]"]
    assert "Renueve primero." in maria.says("sí")  # one's word does not beat the register
    assert "Renueve primero." in maria.presses("✔ Ya lo tengo")
    maria.at += timedelta(days=20)
    keep(maria, replace(PAID, updates_until=date(2027, 12, 31)))
    said = maria.presses("✔ Ya lo tengo")
    assert "licencia vigente hasta el 31 de diciembre de 2027" in said
    assert results(maria, "update") == [(("yes",), Result.VERIFIED)]


def test_who_is_stopped_by_the_register_can_go_back_to_a_question_of_their_own(saacg: Process, maria: Player) -> None:
    maria.process = blocking(saacg)
    keep(maria, LAPSED, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    contact(maria)
    assert "¿A qué teléfono le llamamos?" in maria.presses("◀ Atrás")


def test_an_unfinished_request_is_looked_up_anew_when_it_goes_on(maria: Player) -> None:
    keep(maria, LAPSED, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    contact(maria)
    assert results(maria, "kind") == [(("administrative",), Result.DECLARED)]
    maria.says("después")
    keep(maria, PAID)
    maria.says("hola")
    said = maria.presses("▶ Seguir")
    assert "licencia vigente hasta el 31 de diciembre de 2026" in said
    assert results(maria, "kind", "update") == [(("technical",), Result.DECLARED), (("yes",), Result.VERIFIED)]


def test_what_the_registers_said_is_not_said_again_on_the_way_back_to_another_question(maria: Player) -> None:
    keep(maria, PAID, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    assert "En nuestro registro" in contact(maria)
    maria.presses("2026")
    maria.says("ninguno")
    assert "Busque primero su tema" in maria.last
    said = maria.presses("✔ Ya lo tengo")
    assert said.splitlines()[0] == "¿Cuáles de estos recursos ya consultó?"


def test_a_known_person_confirms_once_and_the_registers_do_the_rest(maria: Player) -> None:
    keep(maria, PAID, *TRAINED)
    to_the_entity(maria)
    maria.says("Tequila")
    contact(maria)
    maria.says("cancelar")
    maria.says("hola")
    assert "Ente público: ✅ Municipio de Tequila, Jalisco" in maria.last
    maria.presses("✔ Sí")
    maria.presses("Soporte técnico")
    assert "licencia vigente hasta" in maria.presses("Contabilidad")


def test_a_remembered_entity_that_was_registered_since_is_recognised(saacg: Process, maria: Player) -> None:
    registers, maria.registers = maria.registers, None
    to_the_entity(maria)
    maria.says("ayuntamiento de tala")
    contact(maria)
    maria.says("cancelar")
    assert not maria.state.remembered["entity"].options
    maria.registers = registers
    maria.says("hola")
    maria.presses("✔ Sí")
    assert maria.state.organisation == "tal"
    assert results(maria, "entity") == [(("tal",), Result.VERIFIED)]


def test_nothing_is_looked_up_before_it_can_be_needed(saacg: Process) -> None:
    player, looked = Player(saacg), []
    said = (
        "hola",
        "2",
        "Contabilidad",
        "María Pérez",
        "Contadora",
        "Tequila",
        EMAIL,
        "33 1234 5678",
        "sí",
        "sí",
        "1",
        "1",
    )
    for each in said:
        event = Said(
            id=EventId("x"),
            at=player.at,
            chat=CHAT,
            person=PERSON,
            text=Untrusted(each),
            message=MessageRef("console:1:1"),
        )
        if inquiry(saacg, player.state, event) is not None:
            looked.append(each)
        player.says(each)
    assert looked == [
        "Tequila",
        EMAIL,
        "33 1234 5678",
        "sí",
        "sí",
        "1",
        "1",
    ]  # the entity, the person, what comes before a lookup
    assert list(player.intake.answers)[-1] == "update"
