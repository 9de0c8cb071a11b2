"""The description coach: what a text tells already, which words say nothing, and the title made of the person's words."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.coach import LONGEST_WORD, Coach, Rule, tokens
from bot.domain.effects import OpenTicket
from bot.domain.ids import FileRef
from bot.domain.message import File, FileKind
from bot.domain.questions import applicable
from bot.domain.text import Untrusted
from bot.domain.title import LONGEST_TITLE, title_of
from tests.player import Player, plain
from tests.unit.coach_examples import SAACG

PHOTO = File(ref=FileRef("console:photo"), kind=FileKind.PHOTO, label=Untrusted("foto.jpg"), size=1000)
VOICE = replace(PHOTO, kind=FileKind.VOICE)

THE_WHOLE = (
    "Quería imprimir las pólizas de marzo desde el menú Reportes con el usuario mperez. "
    "Cuando oprimo Vista previa me sale «No se puede cargar el reporte»."
)


def at_the_case(*, first: str = "hola", files: tuple[File, ...] = (), kind: str = "Soporte técnico") -> Player:
    """Somebody who has answered everything before the case in their own words."""
    player = Player(SAACG)
    player.says(first, files=files)
    player.presses(kind)
    if "módulo" in player.last:
        player.presses("Contabilidad")
    for text in ("María Pérez", "Contadora", "Municipio de Tequila", "maria@tequila.gob.mx", "33 1234 5678"):
        player.says(text)
    while "Cuéntenos su caso" not in player.last:
        labels = [str(button.label) for row in player.heard[-1].buttons for button in row]
        player.presses("Es todo" if "Es todo" in labels else labels[0])
    return player


def asked_after(player: Player) -> list[str]:
    """The questions that are still asked, each one answered with words or passed over."""
    asked = []
    while (step := next((each for each in _steps(player) if each not in player.intake.answers), None)) is not None:
        asked.append(step)
        labels = [str(button.label) for row in player.heard[-1].buttons for button in row]
        if "Omitir" in labels:
            player.presses("Omitir")
        elif "✔ Usar este título" in labels:
            player.presses("✔ Usar este título")
        else:
            player.says("La póliza de marzo en Contabilidad")
        assert len(asked) < 20, asked
    return asked


def _steps(player: Player) -> list[str]:
    sent = any(file.kind is FileKind.PHOTO for note in player.intake.notes for file in note.files)
    return [step.id for step in applicable(SAACG, player.intake.answers, sent=sent)]


def test_who_writes_everything_is_asked_nothing_more_of_it() -> None:
    maria = at_the_case()
    maria.says(THE_WHOLE)
    assert asked_after(maria) == ["title", "files"]


def test_who_writes_a_few_words_is_asked_for_what_matters() -> None:
    maria = at_the_case()
    maria.says("Las pólizas salen mal, ayer salían bien")
    assert asked_after(maria) == ["attempt", "menu", "button", "message", "user", "title", "files"]


@pytest.mark.parametrize(
    ("text", "spared"),
    [
        ("No puedo imprimir las pólizas de marzo", {"attempt"}),
        ("Las pólizas salen mal en el menú Reportes", {"menu"}),
        ("Contabilidad > Pólizas > Imprimir, ahí salen mal", {"menu"}),
        ("Las pólizas salen mal después del botón Vista previa", {"button"}),
        ("Las pólizas salen mal con el usuario mperez", {"user"}),
        ("Las pólizas salen mal y sale «Reporte no encontrado»", {"message"}),
        ("Las pólizas salen mal, marca error 3021", {"message"}),
        ("Al oprimir Guardar me dice que no tengo permiso", {"attempt", "button", "message"}),
        ("When I click Save it says: not allowed", {"attempt", "button", "message"}),
    ],
)
def test_what_the_text_tells_is_not_asked(text: str, spared: set[str]) -> None:
    maria = at_the_case()
    maria.says(text)
    whole = {"attempt", "menu", "button", "message", "user"}
    assert set(asked_after(maria)) & whole == whole - spared


def test_a_detail_told_in_a_later_answer_is_not_asked_either() -> None:
    maria = at_the_case()
    maria.says("Las pólizas salen mal, ayer salían bien")
    maria.says("Quería verlas desde el menú Reportes con el botón Vista previa")
    assert "menu" not in asked_after(maria)


def test_a_picture_that_was_sent_already_is_not_asked_for_but_a_voice_note_is_no_picture() -> None:
    shown = at_the_case(first="", files=(PHOTO,))
    shown.says(THE_WHOLE)
    assert asked_after(shown) == ["title"]
    heard = at_the_case(first="", files=(VOICE,))
    heard.says(THE_WHOLE)
    assert "files" in asked_after(heard)


def test_editing_the_description_changes_its_words_and_no_question() -> None:
    maria = at_the_case()
    maria.says("Las pólizas salen mal, ayer salían bien")
    number = int(str(maria.intake.answers["description"].message).rpartition(":")[2])
    question = maria.last
    maria.edits(number, THE_WHOLE)
    assert plain((maria.intake.answers["description"].text or "",)) == THE_WHOLE
    assert "✏ Ya cambié ese texto." in maria.last
    maria.says("/ayuda")
    assert question.splitlines()[0] in maria.last


def test_an_answer_that_was_given_counts_though_a_new_description_tells_it_too() -> None:
    maria = at_the_case()
    maria.says("Las pólizas salen mal, ayer salían bien")
    asked_after(maria)
    maria.presses("✏ Cambiar")
    maria.presses("Descripción")
    maria.says(THE_WHOLE)
    assert "¿Está todo bien?" in maria.last
    maria.presses("✅")
    ticket = next(effect for effect in maria.effects if isinstance(effect, OpenTicket))
    assert plain((ticket.answers["menu"].text or "",)) == "La póliza de marzo en Contabilidad"


def test_the_title_is_proposed_after_the_text_and_taken_with_one_tap() -> None:
    maria = at_the_case()
    said = maria.says(THE_WHOLE)
    assert said == (
        "📌 Cuando oprimo Vista previa me sale «No se puede cargar el reporte»\n"
        "¿Le parece bien este título? Si prefiere otro, escríbalo.\n"
        "20 de 21\n[✔ Usar este título]\n[◀ Atrás] [❓ Ayuda]"
    )
    maria.presses("✔ Usar este título")
    title = maria.intake.answers["title"].text
    assert title is not None
    assert title.untrusted == "Cuando oprimo Vista previa me sale «No se puede cargar el reporte»"


@pytest.mark.parametrize("word", ["sí", "ok", "está bien", "1"])
def test_the_proposed_title_can_be_taken_in_words(word: str) -> None:
    maria = at_the_case()
    maria.says(THE_WHOLE)
    maria.says(word)
    assert plain((maria.intake.answers["title"].text or "",)).startswith("Cuando oprimo")


def test_another_title_can_be_written() -> None:
    maria = at_the_case()
    maria.says(THE_WHOLE)
    maria.says("Las pólizas de marzo no se imprimen")
    assert plain((maria.intake.answers["title"].text or "",)) == "Las pólizas de marzo no se imprimen"


def test_a_title_that_was_not_shown_is_not_taken() -> None:
    maria = at_the_case()
    maria.says(THE_WHOLE)
    shown = maria.button("✔ Usar").data
    number = int(str(maria.intake.answers["description"].message).rpartition(":")[2])
    maria.edits(number, "La nómina de marzo no se calcula")
    maria.presses_data(shown)
    assert "title" not in maria.intake.answers
    assert "📌 La nómina de marzo no se calcula" in maria.last


def test_help_shows_the_proposed_title_too() -> None:
    maria = at_the_case()
    maria.says(THE_WHOLE)
    assert "📌 Cuando oprimo" in maria.presses("❓ Ayuda")


TITLES = [
    (
        "Buenos días, tengo un problema, no puedo imprimir las pólizas de marzo.",
        "No puedo imprimir las pólizas de marzo",
    ),
    (
        "Hola buenas tardes licenciada, fíjese que al cerrar el mes el sistema no guarda la póliza 34. Ayer sí.",
        "Al cerrar el mes el sistema no guarda la póliza 34",
    ),
    ("No se imprime la póliza 34", "No se imprime la póliza 34"),
    ("El sistema no abre", "El sistema no abre"),
    ("Ayuda!!! urgente", ""),
    ("No funciona", ""),
    ("hola", ""),
    (
        "no funciona el sistema. La nómina de la segunda quincena no calcula el ISR.",
        "La nómina de la segunda quincena no calcula el ISR",
    ),
    ("¿Cómo registro el anticipo a un proveedor?", "¿Cómo registro el anticipo a un proveedor?"),
    (
        "Buenas noches. ¿Cómo se cancela una póliza del ejercicio anterior? No encuentro la opción.",
        "¿Cómo se cancela una póliza del ejercicio anterior?",
    ),
    ("me marca error 3021 al abrir el catálogo de cuentas", "Me marca error 3021 al abrir el catálogo de cuentas"),
    (
        "El saldo de la cuenta 1112 no cuadra con el auxiliar; hay diferencia de 3.50 pesos",
        "El saldo de la cuenta 1112 no cuadra con el auxiliar",
    ),
    (
        "Factura electrónica exterior no toma numeración configurada",
        "Factura electrónica exterior no toma numeración configurada",
    ),
    ("Tengo un problema: la balanza sale en ceros", "La balanza sale en ceros"),
    ("Tengo un problema con la impresora de pólizas", "Tengo un problema con la impresora de pólizas"),
    (
        "Resulta que ayer actualizamos. Las conciliaciones bancarias ya no aparecen en el listado.",
        "Las conciliaciones bancarias ya no aparecen en el listado",
    ),
    ("Lo que pasa es que el reporte de egresos tarda más de una hora", "El reporte de egresos tarda más de una hora"),
    ("NO PUEDO ENTRAR AL MÓDULO DE BIENES", "NO PUEDO ENTRAR AL MÓDULO DE BIENES"),
    ("Error al dar de baja usuario vigente", "Error al dar de baja usuario vigente"),
    (
        "Necesito dar de alta un proveedor extranjero y no sé en qué opción",
        "Necesito dar de alta un proveedor extranjero y no sé en qué opción",
    ),
    ("SAACG.NET no respalda la base de datos. Sale acceso denegado.", "SAACG.NET no respalda la base de datos"),
    ("😀😀 no jala la nómina 😀", "No jala la nómina"),
    ("1) entro a Nómina\n2) elijo la quincena\n3) no deja calcular", "No deja calcular"),
    (
        "Disculpe, la licencia aparece vencida pero ya pagamos la aportación de este año",
        "La licencia aparece vencida pero ya pagamos la aportación de este año",
    ),
    (
        "Se duplican los movimientos de la póliza de diario 15 al pasarla a definitiva",
        "Se duplican los movimientos de la póliza de diario 15 al pasarla a definitiva",
    ),
    (
        "Quería imprimir las pólizas de marzo desde el menú Reportes con el usuario mperez, pero cuando oprimo Vista "
        "previa me sale el mensaje «No se puede cargar el reporte» y ya no puedo seguir trabajando",
        "Cuando oprimo Vista previa me sale el mensaje «No se puede cargar el reporte»",
    ),
    (
        "cuando entro a presupuesto y le doy guardar se cierra el programa y se pierde todo lo capturado durante la "
        "mañana por eso necesito que me ayuden",
        "Cuando entro a presupuesto y le doy guardar se cierra el programa y se pierde todo lo capturado",
    ),
    ("<!channel> <b>No se guarda</b> el contrato", "<!Channel> <b>No se guarda</b> el contrato"),
    ("Good morning, I have a problem, the entries of March do not print", "The entries of March do not print"),
]


@pytest.mark.parametrize(("text", "title"), TITLES, ids=[text[:30] for text, _ in TITLES])
def test_a_title_says_what_fails_in_the_persons_own_words(text: str, title: str) -> None:
    assert title_of([text], SAACG.coach) == title


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (["No imprime", "No se puede cargar el reporte"], "No imprime: No se puede cargar el reporte"),
        (["No imprime bien", "Contabilidad, Pólizas"], "No imprime bien: Contabilidad, Pólizas"),
        (["Quiero imprimir las pólizas", "No se pudo cargar"], "Quiero imprimir las pólizas: No se pudo cargar"),
        (["No se imprimen las pólizas de marzo", "Contabilidad"], "No se imprimen las pólizas de marzo"),
        (["no funciona", "No se puede cargar el reporte"], "No se puede cargar el reporte"),
        (["no funciona", "Contabilidad, Pólizas"], ""),
        ([], ""),
    ],
)
def test_a_short_title_is_completed_out_of_the_message_or_the_menu(texts: list[str], title: str) -> None:
    assert title_of(texts, SAACG.coach) == title


SPANISH = st.lists(
    st.sampled_from(
        [
            *[
                "no",
                "se",
                "imprime",
                "la",
                "póliza",
                "34",
                "hola,",
                "buenos",
                "días.",
                "¿cómo",
                "¡ay!",
                "«x»",
                "(de",
                "😀",
                "error:",
                "con",
            ],
            "\n",
        ]
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@example(texts=["0»0"], longest=2)
@given(texts=st.lists(SPANISH | st.text(max_size=300), max_size=3), longest=st.integers(1, LONGEST_TITLE))
def test_a_title_is_never_too_long_never_two_lines_and_made_of_the_persons_words(
    texts: list[str], longest: int
) -> None:
    title = title_of(texts, SAACG.coach, longest=longest)
    assert len(title) <= longest
    assert len(title.splitlines()) <= 1
    said = "".join(character for text in texts for character in tokens(text))
    for word in tokens(title):
        assert word == ":" or word in said


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200))
def test_what_a_text_tells_does_not_depend_on_accents_capitals_or_spaces(text: str) -> None:
    coach = SAACG.coach
    padded = f"  {text}\n"
    assert coach.told(padded) == coach.told(text)
    assert coach.hollow(padded) == coach.hollow(text)
    for words in ("Desde el menú Reportes", "desde el menu reportes", "DESDE  EL MENÚ\tREPORTES"):
        assert "menu" in coach.told(f"{text} {words}")


@pytest.mark.parametrize(
    "text",
    [
        "Problema con el sistema",
        "no funciona",
        "AYUDA!!!",
        "error",
        "Urgente",
        "Hola, tengo un problema con el SAACG.NET, ayuda por favor",
        "El sistema no sirve",
        "problem with the system",
        "¿¡…!?",
        "😀😀😀",
    ],
)
def test_words_that_say_nothing_are_recognised(text: str) -> None:
    assert SAACG.coach.hollow(text)


@pytest.mark.parametrize(
    "text", ["No imprime la póliza", "error 3021", "El sistema no abre", "Se cierra", "La nómina no calcula", "IVA"]
)
def test_words_that_say_something_are_taken(text: str) -> None:
    assert not SAACG.coach.hollow(text)


@pytest.mark.parametrize("text", ["a" * 4000, "a " * 2000, "1" * 4000, "error " * 600, '" > : ' * 500, "é́" * 2000])
def test_no_text_keeps_the_coach_busy(text: str) -> None:
    stars = tuple("*a*" for _ in range(8))
    hard = Coach(rules=(Rule(id="x", patterns={"es": (" ".join(stars), "# # # # # # # #", "*1*1 *1*1")}),))
    begun = time.process_time()
    hard.told(text)
    SAACG.coach.told(text)
    title_of([text], SAACG.coach)
    assert time.process_time() - begun < 1.0
    assert all(len(each) <= LONGEST_WORD for each in tokens(text))
