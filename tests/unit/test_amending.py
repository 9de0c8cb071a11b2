"""Edited and deleted messages: they change what was kept of them, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.effects import Mark, Relay
from bot.domain.ids import ChatRef, FileRef, MessageRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.process import Fills, Process
from bot.domain.text import Untrusted
from bot.domain.ticket import Requester, Status, Ticket
from bot.domain.ticket_line import TicketLine
from tests.player import CHAT, NOON, PERSON, Player, plain
from tests.unit.answering import to_the_files

PHOTO = File(ref=FileRef("console:photo"), kind=FileKind.PHOTO, label=Untrusted("foto.jpg"), size=1000)

OTHER = replace(PHOTO, ref=FileRef("console:other"))


@pytest.fixture(scope="module")
def advertmind() -> Process:
    return Catalogue.load(["advertmind"]).current("advertmind")


@pytest.fixture
def maria(advertmind: Process) -> Player:
    return Player(advertmind)


def ticket(number: int, status: Status = Status.IN_PROGRESS) -> Ticket:
    return Ticket(
        id=TicketId(number),
        code=f"AM-2026-{number:05d}",
        process="advertmind@1",
        status=status,
        kind="question",
        level="first",
        requester=Requester(chat=ChatRef(CHAT), person=PERSON, language="es"),
        answers={},
        title=Untrusted("No imprime"),
        opened_at=NOON,
        updated_at=NOON,
        finished_at=NOON if status is Status.CLOSED else None,
    )


def line(number: int, status: Status = Status.IN_PROGRESS) -> TicketLine:
    whole = ticket(number, status)
    return TicketLine(
        id=whole.id,
        code=whole.code,
        process=whole.process,
        status=status,
        title=whole.title,
        opened_at=NOON,
    )


def relayed(player: Player) -> Relay:
    (found,) = (effect for effect in player.effects if isinstance(effect, Relay))
    return found


def to_the_step(player: Player, fills: Fills) -> int:
    """Answers whatever is asked until the step that fills that; returns the place of the next message."""
    player.says("hola")
    for _ in range(40):
        step = next(
            each for each in player.process.steps if each.id not in player.intake.answers and _asked(player, each.id)
        )
        if step.fills is fills:
            return player.count + 1
        options = player.process.options_of(step, player.at)
        if options:
            label = options[0].label["es"]
            player.presses(label if step.kind != "multi_choice" else f"☐ {label}")
            if step.kind == "multi_choice":
                player.presses("Es todo")
        elif step.optional:
            player.presses("Omitir")
        else:
            player.says(
                {Fills.EMAIL: "ana@agencia.com", Fills.PHONE: "33 1234 5678"}.get(
                    step.fills or Fills.NAME, "Numeración de la factura electrónica"
                )
            )
    raise AssertionError(player.last)


def _asked(player: Player, step: str) -> bool:
    return any(f":{step}:" in button.data for row in player.heard[-1].buttons for button in row)


def test_an_edited_description_is_amended_and_the_question_stays(maria: Player) -> None:
    number = to_the_step(maria, Fills.DESCRIPTION)
    maria.says("La factura exterior no toma la numeración configurada")
    asked, answers = maria.last, set(maria.intake.answers)
    assert maria.edits(number, "La factura exterior no toma la numeración nueva") == "✏ Ya cambié ese texto."
    assert set(maria.intake.answers) == answers
    kept = [
        answer.text for answer in maria.intake.answers.values() if answer.message == MessageRef(f"console:1:{number}")
    ]
    assert [plain((text or "",)) for text in kept] == ["La factura exterior no toma la numeración nueva"]
    assert maria.says("ayuda")
    assert plain(maria.heard[-1].body) in asked


def test_a_description_edited_into_nothing_worth_stays_as_it_was(maria: Player) -> None:
    number = to_the_step(maria, Fills.DESCRIPTION)
    maria.says("La factura exterior no toma la numeración configurada")
    before = dict(maria.intake.answers)
    assert maria.edits(number, "x") != ""
    assert dict(maria.intake.answers) == before


def test_an_edited_answer_is_left_and_the_person_is_told_once_how_to_change_it(maria: Player) -> None:
    number = to_the_step(maria, Fills.NAME)
    maria.says("María Peres")
    before = dict(maria.intake.answers)
    assert maria.edits(number, "María Pérez") == (
        "Ese mensaje era una respuesta y se queda igual. Al final puede cambiarla con «✏ Cambiar una respuesta»."
    )
    assert maria.edits(number, "María Pérez López") == ""
    assert dict(maria.intake.answers) == before


def test_an_edit_that_changes_nothing_is_not_mentioned(maria: Player) -> None:
    number = to_the_step(maria, Fills.NAME)
    maria.says("María Pérez")
    assert maria.edits(number, "María Pérez") == ""


def test_an_edit_of_a_tickets_message_goes_to_that_ticket_among_several(maria: Player) -> None:
    maria.tickets, maria.about = (line(9), line(8), line(7)), ticket(8)
    assert maria.edits(3, "El folio es 35") == ""
    sent = relayed(maria)
    assert (sent.ticket, sent.text.untrusted, sent.mark) == (8, "El folio es 35", Mark.AMENDED)


def test_an_edit_of_a_tickets_message_reaches_it_in_the_middle_of_another_request(maria: Player) -> None:
    maria.says("hola")
    state, maria.about = maria.intake, ticket(8)
    assert maria.edits(0, "El folio es 35") == ""
    assert relayed(maria).ticket == 8
    assert maria.intake == state


def test_an_edit_of_what_belongs_to_no_ticket_changes_nothing(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    assert maria.edits(3, "hola hola") == ""
    assert maria.effects == ()


def test_an_edit_while_it_is_asked_which_ticket_changes_what_waits(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    maria.says("Sigue igal")
    maria.says("y no abre")
    assert maria.edits(1, "Sigue igual") == "✏ Ya cambié ese texto."
    maria.presses("AM-2026-00007")
    texts = [effect.text.untrusted for effect in maria.effects if isinstance(effect, Relay)]
    assert texts == ["Sigue igual", "y no abre"]


def test_a_deleted_note_is_not_sent(maria: Player) -> None:
    maria.says("Mi clave es 1234")
    assert maria.deletes(1) == "🗑 Ya quité ese mensaje."
    assert maria.intake.notes == ()


def test_a_deleted_description_is_asked_for_again(maria: Player) -> None:
    number = to_the_step(maria, Fills.DESCRIPTION)
    question = plain(maria.heard[-1].body)
    maria.says("La factura exterior no toma la numeración configurada")
    said = maria.deletes(number)
    assert said.startswith("🗑 Ya quité ese mensaje.\n")
    assert question.splitlines()[0] in said


def test_a_deleted_picture_is_taken_out_before_and_after_that_is_all() -> None:
    player = Player(Catalogue.load(["saacg"]).current("saacg"))
    to_the_files(player)
    first = player.count + 1
    player.says("aquí se ve mi clave", files=(PHOTO,))
    player.says("", files=(OTHER,))
    assert "🗑 Ya quité ese mensaje." in player.deletes(first)
    assert player.intake.draft is not None
    assert [file.ref for file in player.intake.draft.files] == [OTHER.ref]
    assert "aquí se ve mi clave" not in [note.text.untrusted for note in player.intake.notes if note.text]
    player.presses("Es todo")
    assert [file.ref for file in player.intake.answers["files"].files] == [OTHER.ref]
    said = player.deletes(first + 1)
    assert "🗑 Ya quité ese mensaje." in said
    assert "foto de la pantalla" in said, "asked for again"
    assert "files" not in player.intake.answers


def test_an_edited_caption_of_an_answer_changes_no_file() -> None:
    player = Player(Catalogue.load(["saacg"]).current("saacg"))
    to_the_files(player)
    number = player.count + 1
    player.says("mi pantalla", files=(PHOTO,))
    player.edits(number, "mi otra pantalla")
    assert player.intake.draft is not None
    assert [file.ref for file in player.intake.draft.files] == [PHOTO.ref]
    assert "mi otra pantalla" in [note.text.untrusted for note in player.intake.notes if note.text]


def test_a_deleted_answer_stays_and_the_person_is_told_once_how_to_change_it(maria: Player) -> None:
    number = to_the_step(maria, Fills.NAME)
    maria.says("María Pérez")
    before = dict(maria.intake.answers)
    assert "«✏ Cambiar una respuesta»" in maria.deletes(number)
    assert maria.deletes(number) == ""
    assert dict(maria.intake.answers) == before


def test_a_deleted_message_of_an_open_ticket_is_marked_there(maria: Player) -> None:
    maria.tickets, maria.about = (line(8), line(7)), ticket(7)
    assert maria.deletes(3, "Mi clave es 1234") == ""
    sent = relayed(maria)
    assert (sent.ticket, sent.text.untrusted, sent.mark, sent.quiet) == (7, "Mi clave es 1234", Mark.DELETED, True)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
def test_edits_and_deletions_of_a_finished_tickets_messages_change_nothing(maria: Player, status: Status) -> None:
    maria.about = ticket(7, status)
    maria.edits(3, "otra cosa")
    assert maria.effects == ()
    maria.deletes(3)
    assert maria.effects == ()
