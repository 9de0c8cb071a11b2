"""The triage card: what it shows of a ticket in either desk, what it folds, and what it offers to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.answers import Answer, Note
from bot.domain.buttons import TicketPress, decode
from bot.domain.card import at_length, headline, triage_card
from bot.domain.deeds import Change
from bot.domain.effects import OpenTicket, Say
from bot.domain.folding import folded, shortened, size
from bot.domain.ids import DESK, FileRef, PersonRef, TicketId
from bot.domain.message import File, FileKind, Message
from bot.domain.process import Fills, Process, Result
from bot.domain.roles import Staff
from bot.domain.text import Code, Strong, Text, Untrusted, phrase
from bot.domain.ticket import Since, Status, Ticket
from bot.domain.working import opened
from tests.player import CHAT, NOON, PERSON, plain, read_aloud

WORDS = Words.load()
LONG = "El sistema se detiene al guardar. " * 120


@pytest.fixture(scope="module", params=["saacg", "advertmind"])
def process(request: pytest.FixtureRequest) -> Process:
    return Catalogue.load([request.param]).current(request.param)


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


def answers(process: Process, description: str = "No cuadra la póliza 120.") -> dict[str, Answer]:
    said = {
        Fills.NAME: "María Pérez",
        Fills.ORGANISATION: "Municipio de Tequila",
        Fills.EMAIL: "maria@tequila.gob.mx",
        Fills.TITLE: "La póliza no cuadra",
        Fills.DESCRIPTION: description,
    }
    given = {step_of(process, Fills.KIND): Answer(options=(process.kinds[0].id,))}
    return given | {step_of(process, fills): Answer(text=Untrusted(text)) for fills, text in said.items()}


def step_of(process: Process, fills: Fills) -> str:
    step = process.filling(fills)
    assert step is not None
    return step.id


def opening(process: Process, given: dict[str, Answer], *notes: Note) -> Change:
    wanted = OpenTicket(chat=CHAT, person=PERSON, language="es", process=process.ref, answers=given, notes=notes)
    return opened(process, wanted, ticket_id=TicketId(1), code="T-2026-001", at=NOON, bench=())[0]


def card(process: Process, ticket: Ticket, reader: Staff | None = None) -> Message:
    return WORDS.message(triage_card(process, ticket, reader), "es")


def facts(message: Message) -> dict[str, str]:
    return {plain(fact.label): plain(fact.value) for fact in message.facts}


def in_thread(change: Change) -> list[str]:
    says = [each for each in change.effects if isinstance(each, Say) and each.chat == DESK and each.thread is not None]
    return [read_aloud(WORDS.message(each.message, "es")) for each in says]


def test_the_card_of_either_desk_begins_with_who_has_it_and_ends_with_its_times(process: Process) -> None:
    ticket = replace(
        opening(process, answers(process)).ticket,
        status=Status.IN_PROGRESS,
        assignee=PersonRef("slack:T:ana"),
        assignee_name=Untrusted("Ana López"),
        since=Since(at=NOON + timedelta(hours=1), by=Untrusted("Ana López"), revision=2),
    )
    shown = facts(card(process, ticket))
    assert list(shown)[:4] == ["Especialista", "Nivel", "Plazos", "Solicitante"]
    assert list(shown)[-2:] == ["Abierto", "En este estado desde"]
    assert shown["Descripción"] == "No cuadra la póliza 120."
    assert shown["Nivel"] == process.levels[0].name["es"]


def test_a_desk_with_one_level_has_no_level_on_its_cards(saacg: Process) -> None:
    ticket = opening(saacg, answers(saacg)).ticket
    assert "Nivel" not in facts(card(replace(saacg, levels=saacg.levels[:1]), ticket))


def test_since_when_is_not_told_twice_of_a_new_ticket_and_names_who_else_did_it(saacg: Process) -> None:
    ticket = opening(saacg, answers(saacg)).ticket
    assert "En este estado desde" not in facts(card(saacg, ticket))
    resolved = replace(
        ticket, status=Status.RESOLVED, since=Since(at=NOON + timedelta(hours=1), by=Untrusted("Luis"), revision=3)
    )
    assert facts(card(saacg, resolved))["En este estado desde"].endswith(" · Luis")


def test_a_long_description_is_folded_and_stands_whole_in_the_thread_once(process: Process) -> None:
    change = opening(process, answers(process, LONG))
    shown = facts(card(process, change.ticket))["Descripción"]
    assert shown.endswith("…\n(lo demás está en el hilo)")
    assert len(shown) < 1100
    whole = [text for text in in_thread(change) if LONG.strip() in text]
    assert len(whole) == 1
    assert whole[0].startswith("Descripción:")


def test_what_else_was_asked_is_not_lost_behind_a_long_description(process: Process) -> None:
    note = Note(text=Untrusted("Urge para hoy"))
    shown = facts(card(process, opening(process, answers(process, LONG), note).ticket))["Descripción"]
    assert "\n📝 Urge para hoy\n(lo demás está en el hilo)" in shown


def test_many_short_lines_are_folded_too(process: Process) -> None:
    shown = facts(card(process, opening(process, answers(process, "a\n" * 500)).ticket))["Descripción"]
    assert len(shown.splitlines()) < 30


def test_what_is_short_is_shown_whole_and_nothing_is_said_in_the_thread(process: Process) -> None:
    change = opening(process, answers(process))
    assert at_length(process, change.ticket) == ()
    assert in_thread(change) == []


def test_a_name_that_is_a_novel_leaves_the_card_readable(process: Process) -> None:
    novel = {step_of(process, fills): Answer(text=Untrusted(LONG)) for fills in (Fills.NAME, Fills.TITLE)}
    change = opening(process, {**answers(process), **novel})
    shown = card(process, change.ticket)
    assert len(facts(shown)["Solicitante"]) < 250
    assert len(plain(shown.body)) <= 150
    assert len(plain(WORDS.text(headline(process, change.ticket), "es"))) < 250
    (whole,) = in_thread(change)
    assert LONG.strip() in whole


def test_many_files_are_counted_after_the_first_six(process: Process) -> None:
    files = tuple(
        File(ref=FileRef(f"x:{each}"), kind=FileKind.PHOTO, label=Untrusted(f"{each}.png")) for each in range(9)
    )
    shown = facts(card(process, opening(process, answers(process), Note(files=files)).ticket))
    assert shown["Archivos"] == "0.png, 1.png, 2.png, 3.png, 4.png, 5.png y 3 más"


def test_conditions_stand_by_outcome_the_worrying_ones_first_and_a_waiver_with_its_name(saacg: Process) -> None:
    given = {
        **answers(saacg),
        "licence": Answer(options=("entity",), result=Result.VERIFIED),
        "update": Answer(options=("no",), result=Result.WAIVED, waived_by=Untrusted("Ana")),
        "server": Answer(options=("no",), result=Result.FAILED),
    }
    shown = facts(card(saacg, opening(saacg, given).ticket))["Condiciones"].splitlines()
    assert [line[0] for line in shown] == ["❌", "🔓", "✅"]
    assert shown[1].endswith("(Ana)")


def test_waiving_is_offered_only_where_something_is_unmet(saacg: Process) -> None:
    def offered(ticket: Ticket) -> set[str]:
        menu = card(saacg, ticket).menu
        presses = [decode(each.data) for each in menu.entries] if menu is not None else []
        return {each.action for each in presses if isinstance(each, TicketPress)}

    given = answers(saacg)
    assert "waive" not in offered(opening(saacg, given).ticket)
    unmet = {**given, "update": Answer(options=("no",), result=Result.REMEDIABLE)}
    assert "waive" in offered(opening(saacg, unmet).ticket)


def test_somebody_who_may_do_nothing_is_shown_no_button(saacg: Process) -> None:
    shown = card(
        saacg, opening(saacg, answers(saacg)).ticket, Staff(person=PERSON, name=Untrusted("X"), roles=frozenset())
    )
    assert (shown.buttons, shown.menu) == ((), None)


@pytest.mark.parametrize("length", [1, 5, 12, 40])
def test_folding_keeps_within_its_length_and_never_cuts_what_is_one_thing(length: int) -> None:
    text: Text = ("uno dos ", Untrusted("tres cuatro"), Code("T-2026-001"), Strong("cinco"), phrase("Reply"), "\nfin")
    cut = folded(text, length)
    assert size(cut) <= max(length, 1)
    assert [span for span in cut if isinstance(span, Code)] in ([], [Code("T-2026-001")])
    assert folded(text, 1000) == text


def test_words_are_shortened_to_one_line() -> None:
    assert shortened(Untrusted("uno\ndos  tres"), 50) == Untrusted("uno dos tres")
    assert shortened(Untrusted("uno dos tres"), 9) == Untrusted("uno dos…")
