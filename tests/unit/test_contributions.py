"""Files in the conversation, through the pure core: which are taken, how many, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.answers import Answer
from bot.domain.effects import Effect, Fetch, Relay, Say
from bot.domain.events import FileRefused, Unsupported
from bot.domain.ids import EventId, FileRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.process import Process
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from bot.domain.ticket_line import TicketLine
from bot.domain.unfit import LARGEST_FILE, Unfit, at_sight
from tests.player import CHAT, NOON, PERSON, Player

FULL = "Cada solicitud admite hasta diez archivos; guardo los primeros diez."
FIRST = "¿De qué se trata?"
SHORT = str(Path(__file__).parent.parent / "scenarios" / "short.yaml")


def file(name: str = "foto.jpg", *, size: int | None = 1000, number: int = 0) -> File:
    ref = FileRef(f"console:{name}:{number}")
    return File(ref=ref, kind=FileKind.DOCUMENT, label=Untrusted(name), size=size)


def several(count: int) -> tuple[File, ...]:
    return tuple(file(number=number) for number in range(count))


def fetched(effects: tuple[Effect, ...]) -> list[File]:
    return [effect.file for effect in effects if isinstance(effect, Fetch)]


def line(number: int) -> TicketLine:
    return TicketLine(
        id=TicketId(number),
        code=f"SAACG-2026-{number:05d}",
        process="short@1",
        status=Status.IN_PROGRESS,
        title=Untrusted("No imprime"),
        opened_at=NOON,
        assignee_name=Untrusted("Ana"),
    )


@pytest.fixture(scope="module")
def short() -> Process:
    return Catalogue.load([SHORT]).current("short")


@pytest.fixture
def maria(short: Process) -> Player:
    return Player(short)


@pytest.fixture
def asked(maria: Player) -> Player:
    """María, with the first question before her."""
    maria.says("hola")
    return maria


def refused(player: Player, sent: File, why: Unfit) -> str:
    """The file turned out unfit."""
    event = FileRefused(
        id=EventId("settled"), at=player.at, chat=CHAT, person=PERSON, language="es", file=sent, why=why
    )
    return player.event(event)


def test_each_file_is_fetched_once_and_kept_with_the_request(asked: Player) -> None:
    said = asked.says("Así se ve", files=several(2))
    assert said.startswith("📎 Lo guardo con su solicitud.")
    assert fetched(asked.effects) == list(several(2))
    assert asked.intake.notes[0].files == several(2)


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("respaldo.bak", 10, Unfit.DATABASE),
        ("SAACG.MDF", LARGEST_FILE * 9, Unfit.DATABASE),
        ("datos.sql", 10, Unfit.DATABASE),
        ("foto.jpg.exe", 10, Unfit.PROGRAM),
        ("a.bat ", 10, Unfit.PROGRAM),
        ("a.PS1.", 10, Unfit.PROGRAM),
        ("pantalla.svg", 10, Unfit.NOT_ALLOWED),
        ("video.mp4", LARGEST_FILE + 1, Unfit.TOO_LARGE),
        ("video.mp4", LARGEST_FILE, None),
        ("video.mp4", None, None),
        (".bak", 10, Unfit.DATABASE),
        ("bak", 10, None),
        ("todo.zip", 10, None),  # its content will say
    ],
)
def test_names_and_announced_sizes_speak_before_anything_is_fetched(
    asked: Player, name: str, size: int | None, why: Unfit | None
) -> None:
    sent = file(name, size=size)
    assert at_sight(sent) is why
    said = asked.says("", files=(sent,))
    assert bool(fetched(asked.effects)) is (why is None)
    assert said.endswith(asked.last)
    assert FIRST in asked.last  # the same question, once
    assert said.count(FIRST) == 1
    assert sum(len(note.files) for note in asked.intake.notes) == (why is None)


def test_words_with_a_refused_file_are_kept_and_answer_no_question(asked: Player) -> None:
    asked.says("1", files=(file("a.exe"),))
    assert asked.intake.answers == {}
    assert [note.text and note.text.untrusted for note in asked.intake.notes] == ["1"]


def test_a_refused_file_as_the_first_message_is_answered_and_a_request_begins(maria: Player) -> None:
    said = maria.says("", files=(file("respaldo.bak"),))
    assert said.startswith("📎 No recibo copias de bases de datos")
    assert FIRST in maria.last
    assert maria.intake.notes == ()


def test_a_refused_file_about_an_open_ticket_disturbs_nobody(maria: Player) -> None:
    maria.tickets, maria.held = (line(7),), {TicketId(7): 0}
    said = maria.says("", files=(file("a.exe"),))
    assert said.startswith("📎 Por seguridad no recibo programas")
    assert [effect for effect in maria.effects if isinstance(effect, Relay)] == []
    maria.says("mire", files=(file("a.exe"), file()))
    assert [effect.files for effect in maria.effects if isinstance(effect, Relay)] == [(file(),)]


def test_ten_files_are_taken_wherever_they_were_sent_and_no_more(asked: Player) -> None:
    asked.says("", files=several(7))
    said = asked.says("", files=tuple(file("otra.jpg", number=n) for n in range(5)))
    assert said.count(FULL) == 1
    assert len(fetched(asked.effects)) == 3
    assert sum(len(note.files) for note in asked.intake.notes) == 10
    assert FULL in asked.says("", files=(file("más.jpg"),))
    assert fetched(asked.effects) == []


def test_an_album_that_does_not_fit_is_told_so_once(asked: Player) -> None:
    asked.says("", files=several(8))
    said = [asked.says("", files=(file("a.jpg", number=n),), album="1") for n in range(6)]
    assert [FULL in each for each in said] == [False, False, True, False, False, False]
    assert [bool(each) for each in said] == [True, False, True, False, False, False]


def test_a_part_of_an_album_that_is_refused_is_named(asked: Player) -> None:
    said = [asked.says("", files=(file(name),), album="1") for name in ("a.jpg", "b.exe", "c.jpg")]
    assert "Lo guardo" in said[0]
    assert (
        said[1] == "📎 Por seguridad no recibo programas, así que no guardé b.exe. Ayuda más una foto de la pantalla."
    )
    assert said[2] == ""
    assert sum(len(note.files) for note in asked.intake.notes) == 2


def test_an_album_as_the_first_message_is_one_contribution(maria: Player) -> None:
    said = [maria.says("", files=(file(number=n),), album="1") for n in range(4)]
    assert [FIRST in each for each in said] == [True, False, False, False]
    assert [bool(each) for each in said] == [True, False, False, False]
    assert sum(len(note.files) for note in maria.intake.notes) == 4


def test_the_files_of_an_open_ticket_are_counted(maria: Player) -> None:
    maria.tickets, maria.held = (line(7),), {TicketId(7): 9}
    said = maria.says("", files=several(2))
    assert FULL in said
    assert [effect.files for effect in maria.effects if isinstance(effect, Relay)] == [several(1)]


def test_the_files_of_the_ticket_that_is_chosen_are_counted(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    maria.held = {TicketId(8): 10, TicketId(7): 8}
    maria.says("mire", files=several(3))
    said = maria.presses("SAACG-2026-00007")
    assert FULL in said
    assert [effect.files for effect in maria.effects if isinstance(effect, Relay)] == [several(2)]


def test_a_picture_is_never_taken_for_the_word_below_it(asked: Player) -> None:
    for word in ("es", "English", "sí", "cancelar"):
        asked.says(word, files=(file(word),))
    assert len(asked.intake.notes) == 4
    assert asked.state.language is None
    assert not asked.intake.parked


def test_a_file_that_turns_out_unfit_is_taken_out_and_the_question_comes_again(asked: Player) -> None:
    asked.says("", files=several(2))
    said = refused(asked, file(number=1), Unfit.ARCHIVE)
    assert said.startswith("📎 No abro archivos comprimidos, así que no guardé foto.jpg.")
    assert FIRST in asked.last
    assert [note.files for note in asked.intake.notes] == [several(1)]
    refused(asked, file(number=0), Unfit.GONE)
    assert asked.intake.notes == ()


def test_an_answer_that_was_only_an_unfit_file_is_asked_again(asked: Player) -> None:
    asked.state = replace(
        asked.state,
        intake=replace(
            asked.intake,
            answers={"files": Answer(files=several(1)), "title": Answer(text=Untrusted("x")), "other": Answer()},
        ),
    )
    refused(asked, file(number=0), Unfit.PROGRAM)
    assert sorted(asked.intake.answers) == ["other", "title"]


def test_an_unfit_file_that_waits_for_a_choice_is_taken_out_of_it(maria: Player) -> None:
    maria.tickets, maria.held = (line(8), line(7)), {TicketId(8): 0, TicketId(7): 0}
    maria.says("", files=(file(),))
    assert (
        refused(maria, file(), Unfit.EMPTY) == "📎 No hay nada en foto.jpg: llegó vacío. Mándelo otra vez, por favor."
    )
    assert maria.state.pending is None


def test_a_parked_request_is_not_waked_by_an_unfit_file(asked: Player) -> None:
    asked.says("", files=(file(),))
    asked.says("más tarde")
    refused(asked, file(), Unfit.TOO_LARGE)
    assert len([effect for effect in asked.effects if isinstance(effect, Say)]) == 1
    assert asked.intake.parked


@pytest.mark.parametrize("why", Unfit)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_refusal_says_what_to_do_in_at_most_three_lines(short: Process, why: Unfit, language: str) -> None:
    player = Player(short, language=language)
    event = FileRefused(
        id=EventId("x"), at=NOON, chat=CHAT, person=PERSON, language=language, file=file("<b>&.x"), why=why
    )
    said = player.event(event)
    assert "<b>&.x" in said
    assert len(said.splitlines()) == 1
    assert len(said) < 230
    unnamed = replace(event, file=replace(event.file, label=Untrusted(FileKind.DOCUMENT.value)))
    assert ("el archivo" if language == "es" else "the file") in player.event(unnamed)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("sticker", "una calcomanía (sticker)"),
        ("location", "una ubicación"),
        ("venue", "una ubicación"),
        ("contact", "una tarjeta de contacto"),
        ("poll", "una encuesta"),
    ],
)
def test_what_is_neither_words_nor_a_file_is_named_and_the_question_comes_again(
    asked: Player, what: str, name: str
) -> None:
    said = asked.event(Unsupported(id=EventId("x"), at=NOON, chat=CHAT, person=PERSON, language="es", what=what))
    assert said.startswith(f"Eso es {name}, y aquí no lo puedo leer. Escríbalo, por favor, o mande una foto")
    assert FIRST in asked.last


def test_what_nobody_has_a_name_for_is_answered_all_the_same(asked: Player) -> None:
    said = asked.event(
        Unsupported(id=EventId("x"), at=NOON, chat=CHAT, person=PERSON, language="es", what="paid_media")
    )
    assert said.startswith("Eso no lo puedo leer aquí.")
