"""Knowledge before the ticket, through the pure core: offered, opened, solved, or why it did not help."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.app.catalogue import SHIPPED, Catalogue, load_process
from bot.app.knowledge_file import read
from bot.domain.card import triage_card
from bot.domain.effects import CancelTimer, Consult, OpenTicket
from bot.domain.ids import FileRef, TicketId
from bot.domain.knowledge import Item, ItemKind, Use
from bot.domain.message import File, FileKind
from bot.domain.process import Process
from bot.domain.text import Untrusted
from bot.domain.ticket import Requester, Status, Ticket
from tests.player import CHAT, NOON, PERSON, Player, read_aloud

SHORT = Path(__file__).parent.parent / "scenarios" / "knowing.yaml"
"""A process of a few questions, with an offer after the description."""

VIBRATES = Item(
    id="vibrates", kind=ItemKind.MANUAL, title="El torno vibra al encender", text="Nivele las patas.", language="es"
)
NOISE = Item(
    id="noise",
    kind=ItemKind.VIDEO,
    title="Ruidos del torno al encender",
    link="https://example.org/ruidos",
    language="es",
)
SPEED = Item(id="speed", kind=ItemKind.FAQ, title="Cambiar la velocidad", text="Con la palanca azul.", language="es")
ITEMS = (VIBRATES, NOISE, SPEED)
DESCRIBED = "Mi torno vibra mucho al encenderlo"


@pytest.fixture(scope="module")
def workshop() -> Process:
    return load_process(SHORT)


@pytest.fixture
def maria(workshop: Process) -> Player:
    return described(workshop)


def described(process: Process, words: str = DESCRIBED, items: Sequence[Item] = ITEMS, **options: str) -> Player:
    player = Player(process, items=items, **options)  # type: ignore[arg-type]  # only the language
    player.says("hola")
    player.says("1")
    player.says("María Pérez")
    player.says(words)
    return player


def consults(player: Player) -> list[tuple[str, Use]]:
    return [(each.item, each.use) for each in player.effects if isinstance(each, Consult)]


def confirmed(player: Player) -> OpenTicket:
    player.says("El torno vibra")
    player.presses("✅ Enviar la solicitud")
    return next(each for each in player.effects if isinstance(each, OpenTicket))


def card(process: Process, wanted: OpenTicket) -> str:
    ticket = Ticket(
        id=TicketId(1),
        code="T-1",
        process=process.ref,
        status=Status.NEW,
        kind="technical",
        level="first",
        requester=Requester(chat=CHAT, person=PERSON, language="es"),
        answers=wanted.answers,
        title=Untrusted("x"),
        opened_at=NOON,
        updated_at=NOON,
    )
    return read_aloud(Player(process)._words.message(triage_card(process, ticket), "es"))


def test_the_turn_in_which_the_case_is_described_offers_what_fits_as_buttons(maria: Player) -> None:
    assert maria.last == (
        "Esto puede servirle. ¿Quiere ver alguno?\n"
        "4 de 5\n"
        "[📘 El torno vibra al encender]\n"
        "[🎬 Ruidos del torno al encender]\n"
        "[Ninguno es mi caso]\n"
        "[◀ Atrás] [❓ Ayuda]"
    )


def test_nothing_that_fits_is_nothing_offered_and_the_next_question_follows_at_once(workshop: Process) -> None:
    player = described(workshop, "Quiero saber cuánto cuesta una refacción")
    assert player.last.startswith("En una línea, ¿qué falla?\n4 de 4")
    assert "knowledge" not in confirmed(player).answers


def test_an_opened_item_is_shown_with_its_link_and_asked_about_once(maria: Player) -> None:
    said = maria.presses("🎬 Ruidos")
    assert consults(maria) == [("noise", Use.OPENED)]
    assert said == (
        "🎬 Ruidos del torno al encender\n"
        "https://example.org/ruidos\n"
        "¿Esto lo resolvió?\n"
        "[✅ Esto lo resolvió]\n"
        "[📘 El torno vibra al encender]\n"
        "[Ninguno me ayudó]\n"
        "[◀ Atrás] [❓ Ayuda]"
    )
    maria.says("1")
    assert consults(maria) == [("vibrates", Use.OPENED)]
    assert "Nivele las patas." in maria.last
    maria.says("1")
    assert consults(maria) == []  # once for each item


def test_what_solved_it_ends_without_a_ticket_and_is_counted_once_even_when_pressed_twice(maria: Player) -> None:
    maria.presses("📘")
    solved = maria.button("✅ Esto lo resolvió").data
    said = maria.presses_data(solved)
    assert said == (
        "¡Qué bueno que quedó resuelto! No hizo falta abrir un ticket.\nSi vuelve a pasar, escríbanos aquí o use /nuevo."
    )
    assert maria.state.intake is None
    assert consults(maria) == [("vibrates", Use.HELPED)]
    assert any(isinstance(each, CancelTimer) for each in maria.effects)
    maria.presses_data(solved)
    assert consults(maria) == []
    assert not any(isinstance(each, OpenTicket) for each in maria.effects)
    assert "¿Son correctos todavía" not in maria.last


@pytest.mark.parametrize("words", ["sí", "ya quedó", "Listo", "¡Me sirvió!", "resuelto"])
def test_that_it_is_solved_can_be_typed(maria: Player, words: str) -> None:
    maria.presses("📘")
    assert "No hizo falta abrir un ticket" in maria.says(words)


@pytest.mark.parametrize(
    ("words", "use", "told"),
    [
        ("[No es mi caso", Use.NOT_MINE, "No es mi caso"),
        ("[No lo entendí", Use.NOT_UNDERSTOOD, "No lo entendí"),
        ("ya lo intente", Use.TRIED, "Ya lo intenté"),
        ("2", Use.NOT_UNDERSTOOD, "No lo entendí"),
        ("No tengo patas que nivelar <b>", Use.OTHER, "«No tengo patas que nivelar <b>»"),
    ],
)
def test_why_it_did_not_help_is_asked_once_and_stays_on_the_ticket_its_card_and_the_summary(
    workshop: Process, maria: Player, words: str, use: Use, told: str
) -> None:
    maria.presses("📘")
    assert maria.presses("Ninguno me ayudó") == (
        "¿Por qué no le ayudó? Elija una opción o cuéntelo con sus palabras.\n4 de 5\n"
        "[No es mi caso]\n[No lo entendí]\n[Ya lo intenté]\n[◀ Atrás] [❓ Ayuda]"
    )
    said = maria.presses(words[1:]) if words.startswith("[") else maria.says(words)
    assert said.startswith("En una línea, ¿qué falla?")
    assert consults(maria) == [("vibrates", use)]
    maria.says("El torno vibra")
    line = f"Consultó: 📘 El torno vibra al encender — {told}"
    assert line in maria.last
    maria.presses("✅ Enviar la solicitud")
    wanted = next(each for each in maria.effects if isinstance(each, OpenTicket))
    consulted = wanted.answers["knowledge"].consulted
    assert consulted is not None
    assert [each.id for each in consulted.opened] == ["vibrates"]
    assert (consulted.why, consulted.offered) == (use, 2)
    assert line in card(workshop, wanted)


@pytest.mark.parametrize("words", ["[Ninguno es mi caso", "ninguno", "No", "nada"])
def test_who_sees_from_the_titles_that_none_fits_is_not_asked_why(workshop: Process, maria: Player, words: str) -> None:
    said = maria.presses(words[1:]) if words.startswith("[") else maria.says(words)
    assert said.startswith("En una línea, ¿qué falla?")
    assert consults(maria) == []
    assert "Consultó: 2 ofrecidos, ninguno abierto" in card(workshop, confirmed(maria))


def test_free_talk_and_files_are_kept_and_the_same_offer_made_again(maria: Player) -> None:
    said = maria.says("y además huele a quemado")
    assert said.startswith("📝 Lo anoto para el especialista.")
    assert "[📘 El torno vibra al encender]" in said
    photo = File(ref=FileRef("console:1"), kind=FileKind.PHOTO, label=Untrusted("f.jpg"))
    assert "[📘 El torno vibra al encender]" in maria.says("", files=(photo,))
    assert len(maria.intake.notes) == 2


def test_an_item_is_opened_by_its_place_or_its_title(maria: Player) -> None:
    assert "https://example.org/ruidos" in maria.says("2")
    assert "Nivele las patas." in maria.says("el torno vibra al encender")


def test_help_explains_the_offer_and_makes_it_again(maria: Player) -> None:
    said = maria.presses("❓ Ayuda")
    assert "Oprima un título" in said
    assert "[📘 El torno vibra al encender]" in said


def test_back_from_the_reason_returns_to_the_items_and_back_again_to_the_description(maria: Player) -> None:
    maria.presses("📘")
    maria.presses("Ninguno me ayudó")
    assert "¿Esto lo resolvió?" in maria.presses("◀ Atrás")
    assert "¿Qué pasa?" in maria.presses("◀ Atrás")


def test_other_words_are_searched_anew(workshop: Process, maria: Player) -> None:
    maria.presses("◀ Atrás")
    assert "[💡 Cambiar la velocidad]" in maria.says("¿Cómo cambio la velocidad?")
    nothing = described(workshop, "Otra cosa muy distinta de todo")
    nothing.presses("◀ Atrás")
    assert "¿Qué pasa?" in nothing.last
    assert "[💡 Cambiar la velocidad]" in nothing.says("¿Cómo cambio la velocidad?")


def test_back_from_the_next_question_makes_the_offer_again(maria: Player) -> None:
    maria.says("ninguno")
    assert "[📘 El torno vibra al encender]" in maria.presses("◀ Atrás")


def test_the_description_changed_in_the_summary_does_not_repeat_an_offer_that_was_answered(maria: Player) -> None:
    maria.says("ninguno")
    maria.says("El torno vibra")
    maria.presses("✏ Cambiar una respuesta")
    maria.presses("Descripción")
    assert "✅ Enviar la solicitud" in maria.says("El torno vibra y hace ruido al encender")


def test_an_offer_survives_being_put_aside(maria: Player) -> None:
    maria.presses("📘")
    maria.says("después")
    maria.says("hola")
    said = maria.presses("▶ Seguir")
    assert "¿Esto lo resolvió?" in said
    assert "[🎬 Ruidos del torno al encender]" in said


def test_a_button_of_an_earlier_offer_is_answered_with_the_present_one(workshop: Process, maria: Player) -> None:
    old = maria.button("📘").data
    maria.presses("◀ Atrás")
    maria.says("¿Cómo cambio la velocidad?")
    assert "[💡 Cambiar la velocidad]" in maria.presses_data(old)
    assert consults(maria) == []


def test_what_was_written_before_the_first_question_is_searched_too(workshop: Process) -> None:
    player = Player(workshop, items=ITEMS)
    player.says("El torno vibra")
    player.says("1")
    player.says("María Pérez")
    assert "[📘 El torno vibra al encender]" in player.says("Pasa desde ayer, todo el día")


def test_items_in_another_language_are_not_offered(workshop: Process) -> None:
    player = Player(workshop, items=ITEMS, language="en")
    player.says("hello")
    player.says("1")
    player.says("Mary")
    assert player.says(DESCRIBED).startswith("In one line, what fails?")


def test_a_decision_that_nobody_can_search_for_is_whole_without_it(workshop: Process) -> None:
    player = described(workshop, items=())
    assert player.last.startswith("En una línea, ¿qué falla?")


def test_the_shipped_items_answer_the_words_of_the_issue() -> None:
    process = Catalogue.load(["saacg"]).current("saacg")
    found, _ = read(SHIPPED / "saacg.knowledge.yaml", process)
    assert found is not None
    player = Player(process, items=found.items)
    player.says("hola")
    player.presses("Administrativa")
    for words in ("María Pérez", "Contadora", "Municipio de Tequila", "m@tequila.gob.mx", "33 1234 5678"):
        player.says(words)
    player.presses("A nombre del ente")
    player.presses("Sí, al corriente")
    player.presses("2026")
    said = player.says("Me dice que nuestra licencia esta vencida y no abre")
    assert "[💡 Licencia vencida, cómo renovarla]" in said
    assert "https://indetec.gob.mx/saacg/asistencia-tecnica.php" in player.presses("💡 Licencia")
