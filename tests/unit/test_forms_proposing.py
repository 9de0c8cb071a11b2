"""Forms where the desk knows something: registers that answer, knowledge on offer, a proposed title."""

from __future__ import annotations

from bot.app.catalogue import Catalogue, load_process
from bot.domain.forms import PRESSED
from bot.domain.message import Entered
from bot.domain.process import Result
from bot.domain.register import Person
from bot.domain.text import Untrusted
from storage.memory import MemoryUnitOfWork
from storage.memory_rows import Rows
from tests.form_player import FormPlayer
from tests.unit.registered import EMAIL, PAID, TALA, TEQUILA, TRAINED, keep, results
from tests.unit.test_consulting import DESCRIBED, ITEMS, SHORT

SAACG = Catalogue.load(["saacg"]).current("saacg")


def at_a_desk_with_registers() -> FormPlayer:
    player = FormPlayer(SAACG)
    player.registers = MemoryUnitOfWork(Rows).registers
    keep(player, TEQUILA, TALA, PAID, *TRAINED)
    player.opens_form()
    player.sends(kind="Soporte técnico")
    return player


def person(entity: str) -> dict[str, str]:
    return {
        "module": "Contabilidad",
        "name": "María Pérez",
        "position": "Contadora",
        "entity": entity,
        "email": EMAIL,
        "phone": "33 1234 5678",
    }


def test_what_the_registers_know_stands_on_no_form() -> None:
    player = at_a_desk_with_registers()
    player.sends(**person("Tequila"))
    assert "✔ En nuestro registro: Curso de Implementación" in player.read()
    assert player.asked[0] == "version"
    assert results(player, "course", "course_module", "licence", "update") == [
        (("yes",), Result.VERIFIED),
        (("yes",), Result.VERIFIED),
        (("entity",), Result.VERIFIED),
        (("yes",), Result.VERIFIED),
    ]


def test_an_e_mail_of_the_register_of_people_is_verified_when_it_is_entered_in_a_form() -> None:
    player = at_a_desk_with_registers()
    keep(player, Person(email=EMAIL, name=Untrusted("María Pérez"), organisation="teq"))
    player.sends(**person("Municipio de Tala"))
    answer = player.intake.answers["email"]
    assert (answer.result, answer.workplace) == (Result.VERIFIED, TEQUILA.name)


def test_near_names_are_offered_and_the_fields_behind_keep_what_was_entered() -> None:
    player = at_a_desk_with_registers()
    player.sends(**person("Municipio de Tequilla"))
    assert player.asked == [PRESSED, "entity", "email", "phone"]
    assert player.open_form.entries[0].choices[0].label == Untrusted("Municipio de Tequila, Jalisco")
    assert player.open_form.entries[2].initial == Untrusted(EMAIL)
    offered = player.open_form.entries[0].choices[0]
    values = {entry.id: Entered(text=entry.initial) for entry in player.open_form.entries[1:]}
    player.sends_entered({PRESSED: Entered(choices=(offered.id,)), **values})
    assert player.intake.answers["entity"].options == ("teq",)
    assert player.asked[0] == "version"


def test_another_name_can_be_written_instead_of_the_near_ones() -> None:
    player = at_a_desk_with_registers()
    player.sends(**person("Municipio de Tequilla"))
    player.sends(entity="Municipio de Tala")
    assert player.intake.answers["entity"].options == ("tal",)


def test_knowledge_is_offered_as_a_form_and_can_end_it() -> None:
    player = FormPlayer(load_process(SHORT), items=ITEMS)
    player.opens_form()
    while player.asked != [PRESSED]:
        typed = {"description": DESCRIBED}
        first = {entry.id: str(entry.choices[0].label) for entry in player.open_form.entries if entry.choices}
        written = {entry.id: typed.get(entry.id, "María Pérez") for entry in player.open_form.entries}
        player.sends(**{**written, **first})
    assert "El torno vibra al encender" in str(player.open_form.entries[0].choices)
    player.chooses(str(player.open_form.entries[0].choices[0].label))
    assert "Nivele las patas." in player.read()
    assert player.asked == [PRESSED]


def test_a_proposed_title_is_chosen_or_another_one_written() -> None:
    player = FormPlayer(SAACG)
    player.opens_form()
    player.sends(kind="Administrativa")
    player.sends(**{name: value for name, value in person("Tala").items() if name != "module"})
    player.sends(licence="A nombre del ente público")
    for _ in range(10):
        if player.asked[:2] == [PRESSED, "title"]:
            break
        first = {entry.id: str(entry.choices[0].label) for entry in player.open_form.entries if entry.choices}
        player.sends(**{**dict.fromkeys(player.asked, "Queremos renovar la licencia de este año"), **first})
    before, form = player.state, player.open_form
    player.sends(title="Renovación de la licencia 2026")
    assert player.intake.answers["title"].text == Untrusted("Renovación de la licencia 2026")
    player.state, player.form = before, form
    player.chooses("✔ Usar este título")
    assert "renovar la licencia" in str(player.intake.answers["title"].text and player.read())
