"""Where one part meets another: files and consent, details and a request that waits, a flood and what it held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.catalogue import Catalogue
from bot.app.outbox import Letter, Parcel, ParcelKind, Reason, Refused, Waiting
from bot.app.ports import UnitOfWork
from bot.app.undelivered import Undelivered
from bot.domain import wanting
from bot.domain.conversation import Purpose
from bot.domain.effects import AskRegistration, CancelTimer, Effect, Fetch, OpenTicket, Relay
from bot.domain.events import Due, FileRefused
from bot.domain.ids import ChatRef, EventId, FileRef, TicketId
from bot.domain.message import File, FileKind, Message
from bot.domain.process import Fills, Process
from bot.domain.registration import Registered, Standing
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from bot.domain.unfit import Unfit
from storage.memory import MemoryUnitOfWork
from storage.memory_rows import Rows
from tests.desk import ANA, CHANNEL, MARIA, DeskInMemory
from tests.player import CHAT, PERSON, Player
from tests.unit.answering import finish, line, profile, to_the_module
from tests.unit.registered import EMAIL, TALA, TEQUILA, TRAINED, contact, keep, to_the_entity
from tests.unit.test_working import ticket

SHORT = str(Path(__file__).parent.parent / "scenarios" / "short.yaml")


def picture(number: int = 0) -> File:
    ref = FileRef(f"console:photo:{number}")
    return File(ref=ref, kind=FileKind.PHOTO, label=Untrusted("foto.jpg"), size=1000)


def fetched(effects: tuple[Effect, ...]) -> list[File]:
    return [effect.file for effect in effects if isinstance(effect, Fetch)]


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture(scope="module")
def short() -> Process:
    return Catalogue.load([SHORT]).current("short")


@pytest.fixture
def maria(saacg: Process) -> Player:
    """María, who is known, and has a request under way."""
    player = Player(saacg)
    to_the_module(player)
    profile(player)
    return player


# --- consent ------------------------------------------------------------------------------------------------------


def test_a_file_is_fetched_once_the_notice_is_accepted_and_not_before(saacg: Process) -> None:
    stranger = Player(saacg, stranger=True)
    stranger.says("No puedo imprimir", files=(picture(),))
    assert fetched(stranger.effects) == []
    stranger.says("Acepto")
    assert fetched(stranger.effects) == [picture()]


def test_a_file_of_somebody_who_does_not_accept_is_never_fetched(saacg: Process) -> None:
    stranger = Player(saacg, stranger=True)
    stranger.says("No puedo imprimir", files=(picture(),))
    stranger.says("no acepto")
    assert fetched(stranger.effects) == []
    stranger.says("", files=(picture(1),))
    assert fetched(stranger.effects) == []


def test_who_no_longer_accepts_is_no_longer_known_to_be_of_an_entity(maria: Player, saacg: Process) -> None:
    maria.state = replace(
        maria.state, organisation="tequila", registration=Registered(standing=Standing.PENDING, organisation="tequila")
    )
    assert saacg.privacy is not None
    maria.process = replace(saacg, privacy=replace(saacg.privacy, version=2))
    maria.says("hola")
    maria.says("no acepto")
    assert maria.state.remembered == {}
    assert (maria.state.organisation, maria.state.registration) == (None, None)


def test_what_waited_for_a_ticket_is_dropped_whole_with_a_refusal(saacg: Process) -> None:
    maria = Player(saacg, stranger=True)
    maria.tickets = (line(12), line(13))
    maria.says("sigue igual")
    maria.says("y ahora peor")
    maria.says("/perfil")
    maria.says("no acepto")
    assert (maria.state.pending, maria.state.further) == (None, ())


def test_what_a_flood_held_waits_at_the_notice_in_the_words_of_the_notice(saacg: Process) -> None:
    stranger = Player(saacg, stranger=True)
    stranger.says("hola")
    for number in range(25):
        stranger.says(f"blablá {number}")
    said = stranger.waits(timedelta(minutes=1), timer="calm:console:1", purpose="calm")
    assert "Su mensaje queda en espera" in said
    assert "especialista" not in said.partition("\n")[0]


# --- the details, while a request waits ---------------------------------------------------------------------------


def test_a_file_sent_at_a_question_about_the_person_goes_with_the_request_that_waits(maria: Player) -> None:
    maria.says("/perfil")
    maria.presses("✏ Nombre")
    assert "¿Seguimos donde se quedó?" in maria.says("mire esto", files=(picture(),))
    assert maria.intake.purpose is Purpose.REQUEST
    assert maria.intake.notes[-1].files == (picture(),)


def test_a_file_sent_at_a_question_about_the_person_goes_to_the_open_ticket(maria: Player) -> None:
    maria.says("/cancelar")
    maria.tickets = (line(12),)
    maria.says("/perfil")
    maria.presses("✏ Nombre")
    maria.says("", files=(picture(),))
    assert [effect.files for effect in maria.effects if isinstance(effect, Relay)] == [(picture(),)]
    assert CancelTimer(key="reminder:console:1") in maria.effects


def test_what_a_flood_held_at_the_details_goes_with_the_request_that_waits(maria: Player) -> None:
    maria.says("/perfil")
    for _ in range(25):
        maria.says("ayuda")
    maria.says("no puedo imprimir")
    maria.waits(timedelta(minutes=1), timer="calm:console:1", purpose="calm")
    assert maria.intake.purpose is Purpose.REQUEST
    assert "no puedo imprimir" in (maria.intake.notes[-1].text or Untrusted("")).untrusted


def test_a_file_that_turns_out_unfit_is_taken_out_of_the_request_that_waits(maria: Player) -> None:
    maria.says("mire", files=(picture(),))
    maria.says("/perfil")
    maria.event(
        FileRefused(id=EventId("r"), at=maria.at, chat=CHAT, person=PERSON, file=picture(), why=Unfit.NOT_ALLOWED)
    )
    maria.presses("✔ Está bien")
    assert [note.files for note in maria.intake.notes] == [()]


def test_a_message_edited_while_the_details_are_open_changes_in_the_request_that_waits(maria: Player) -> None:
    maria.says("mire", files=(picture(),))
    number = maria.count
    maria.says("/perfil")
    assert maria.edits(number, "mire bien") == "✏ Ya cambié ese texto."
    assert maria.intake.purpose is Purpose.PROFILE
    maria.says("sí")
    assert maria.intake.notes[-1].text == Untrusted("mire bien")


def test_a_message_deleted_while_the_details_are_open_is_taken_out_of_the_request_that_waits(maria: Player) -> None:
    maria.says("mire", files=(picture(),))
    number = maria.count
    maria.says("/perfil")
    assert maria.deletes(number)
    maria.says("sí")
    assert maria.intake.purpose is Purpose.REQUEST
    assert maria.intake.notes == ()


def test_a_request_that_waits_carries_the_details_as_they_were_changed(maria: Player) -> None:
    maria.says("/perfil")
    maria.presses("✏ Nombre")
    maria.says("Juana Ruiz")
    maria.presses("✔ Está bien")
    assert maria.intake.answers["name"].text == Untrusted("Juana Ruiz")


def test_the_desk_is_not_asked_again_about_an_organisation_that_was_corrected() -> None:
    laura = Player(Catalogue.load(["advertmind"]).current("advertmind"))
    laura.says("hola")
    laura.presses("Duda")
    laura.presses("Otro")
    for words in ("Laura Gómez", "Compras del Sru", "laura@sur.example"):
        laura.says(words)
    laura.says("/perfil")
    laura.presses("✏ Organización")
    laura.says("Compras del Sur")
    laura.presses("✔ Está bien")
    laura.presses("▶ Seguir")
    assert not any(isinstance(effect, AskRegistration) for effect in laura.effects)
    assert laura.state.registration == Registered(standing=Standing.PENDING, organisation="compras del sur")


def test_a_request_is_reminded_of_once_also_when_the_details_were_opened_and_left(maria: Player) -> None:
    assert maria.waits(timedelta(hours=1))
    maria.says("/perfil")
    assert maria.waits(timedelta(hours=1)) == ""
    assert maria.intake.purpose is Purpose.REQUEST


# --- a ticket, while a request is under way -----------------------------------------------------------------------


def test_a_file_in_answer_to_a_ticket_counts_for_the_ticket_and_not_for_the_request(short: Process) -> None:
    maria = Player(short)
    maria.says("hola")
    maria.says("", files=tuple(picture(number) for number in range(10)))
    about = ticket(short, Status.IN_PROGRESS)
    maria.about, maria.held = about, {about.id: 0}
    maria.says("la pantalla", files=(picture(10),))
    assert [effect.files for effect in maria.effects if isinstance(effect, Relay)] == [(picture(10),)]
    maria.held = {about.id: 10}
    maria.says("otra", files=(picture(11),))
    assert fetched(maria.effects) == []


async def test_a_word_that_a_linked_chat_did_not_get_is_no_card_that_is_missing() -> None:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana", Role.SPECIALIST)
    number = await desk.opens()
    await desk.acts(ANA, "take", number)
    undelivered = Undelivered(catalogue=desk.catalogue, words=desk.words, desk=CHANNEL)
    now = desk.clock.now()

    def lost(chat: ChatRef) -> Callable[[UnitOfWork], tuple[Waiting, ...]]:
        letter = Letter(key=chat, chat=chat, kind=ParcelKind.SAY, message=Message(), at=now, ticket=number)
        parcel = Parcel(id=1, token=1, letter=letter, thread=None, target=None, unsure=False, attempts=1)
        return lambda uow: undelivered(uow, parcel, Refused(Reason.UNREACHABLE, "blocked"), now)

    assert await desk.database.run(lost(ChatRef("slack:T:maria"))) == ()
    assert await desk.database.run(lost(CHANNEL))
    assert await desk.database.run(lost(ChatRef(MARIA)))
    await desk.database.close()


# --- the summary --------------------------------------------------------------------------------------------------


def test_an_album_at_the_summary_leaves_its_button_as_it_is(maria: Player) -> None:
    finish(maria)
    for number in range(3):
        maria.says("", files=(picture(number),), album="a")
    maria.presses("✅ Enviar la solicitud")
    (opened,) = (effect for effect in maria.effects if isinstance(effect, OpenTicket))
    assert [note.files for note in opened.notes] == [(picture(number),) for number in range(3)]


def test_a_timer_that_is_only_set_anew_leaves_the_summary_s_button_as_it_is(maria: Player) -> None:
    maria.at += timedelta(minutes=50)
    finish(maria)
    assert maria.waits(timedelta(minutes=10)) == ""
    maria.presses("✅ Enviar la solicitud")
    assert any(isinstance(effect, OpenTicket) for effect in maria.effects)


def test_what_was_added_since_makes_the_summary_s_button_one_from_before(maria: Player) -> None:
    finish(maria)
    before = maria.button("✅ Enviar la solicitud").data
    maria.says("", files=(picture(),))
    maria.presses_data(before)
    assert not any(isinstance(effect, OpenTicket) for effect in maria.effects)


# --- a flood ------------------------------------------------------------------------------------------------------


def silenced(short: Process) -> Player:
    player = Player(short)
    player.says("hola")
    for _ in range(25):
        player.says("ayuda")
    assert player.state.burst is not None
    assert player.state.burst.silent
    return player


def test_the_caption_of_a_held_picture_can_be_edited_and_the_picture_stays(short: Process) -> None:
    maria = silenced(short)
    maria.says("mrie", files=(picture(),))
    maria.edits(maria.count, "mire")
    assert maria.state.burst is not None
    held = maria.state.burst.held[-1]
    assert (held.text, held.files) == (Untrusted("mire"), (picture(),))


def test_what_was_held_is_taken_up_where_the_tickets_are_known(short: Process) -> None:
    maria = silenced(short)
    maria.says("sigue igual")
    maria.state = replace(maria.state, intake=None)
    maria.at += timedelta(minutes=2)
    maria.event(
        FileRefused(id=EventId("r"), at=maria.at, chat=CHAT, person=PERSON, file=picture(), why=Unfit.NOT_ALLOWED)
    )
    assert maria.state.intake is None, "whether there is an open ticket was not looked up for that"
    assert maria.state.burst is not None


def test_held_files_fill_a_ticket_no_further_than_ten(short: Process) -> None:
    maria = silenced(short)
    maria.says("mire", files=(picture(),))
    maria.state = replace(maria.state, intake=None)
    maria.tickets, maria.held = (line(12),), {TicketId(12): 10}
    calm = Due(id=EventId("calm"), at=maria.at, chat=CHAT, person=PERSON, timer="calm:console:1", purpose="calm")
    assert wanting.wanted(short, maria.state, calm).files
    maria.waits(timedelta(minutes=1), timer=calm.timer, purpose=calm.purpose)
    assert [effect.files for effect in maria.effects if isinstance(effect, Relay)] == [()]


# --- registers ----------------------------------------------------------------------------------------------------


def test_an_address_is_looked_up_as_it_is_kept_however_it_was_typed(saacg: Process) -> None:
    steps = tuple(step for step in saacg.steps if step.fills is not Fills.PHONE)  # so that courses come next
    player = Player(replace(saacg, steps=steps))
    player.registers = MemoryUnitOfWork(Rows).registers
    keep(player, TEQUILA, *TRAINED)
    to_the_entity(player)
    player.says("Tequila")
    assert "Curso de Implementación · Curso del módulo" in player.says(f"María Pérez <{EMAIL.upper()}>")


def test_an_entity_that_is_changed_among_the_details_is_looked_up_as_well(saacg: Process) -> None:
    player = Player(saacg)
    player.registers = MemoryUnitOfWork(Rows).registers
    keep(player, TEQUILA, TALA)
    to_the_entity(player)
    player.says("Tequila")
    contact(player)
    player.says("/perfil")
    player.presses("✏ Ente público")
    assert "Municipio de Tala" in player.says("municipio de tala")
    assert player.state.organisation == "tal"
    player.presses("✏ Ente público")
    assert "¿Cuál de estas es la suya?" in player.says("Municipio de Tequlia")
    player.presses("Municipio de Tequila")
    assert player.state.organisation == "teq"


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [4301, 10_000])
def test_a_number_longer_than_any_is_answered_like_other_words(short: Process, length: int) -> None:
    maria = Player(short)
    maria.says("hola")
    assert maria.says("9" * length)
