"""The requester's side of the conversation, through the pure core."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.effects import CancelTimer, OpenTicket, Relay, Revise, SetTimer, Toast
from bot.domain.ids import DESK, FileRef, MessageRef, PersonRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.process import Fills, Process, Result
from bot.domain.text import Untrusted
from bot.domain.ticket import Status, TicketLine
from tests.player import NOON, Player, plain

PHOTO = File(ref=FileRef("console:photo"), kind=FileKind.PHOTO, label=Untrusted("foto.jpg"), size=1000)


@pytest.fixture(scope="module")
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def maria(saacg: Process) -> Player:
    return Player(saacg)


def to_the_module(player: Player) -> None:
    player.says("hola")
    player.presses("Soporte técnico")
    player.presses("Contabilidad")


def profile(player: Player) -> None:
    player.says("María Pérez")
    player.says("Contadora")
    player.says("Municipio de Tequila")
    player.says("maria.perez@tequila.gob.mx")
    player.says("33 1234 5678 ext. 12")


def advance(player: Player, until: str, most: int = 60) -> None:
    """Answers whatever is asked, the first option each time, until a button's label begins with `until`."""
    for _ in range(most):
        labels = [str(button.label) for row in player.heard[-1].buttons for button in row]
        if any(label.startswith(until) for label in labels):
            return
        if "Es todo" in labels:
            player.presses("Es todo")
        elif "Omitir" in labels:
            player.presses("Omitir")
        elif labels[0][0] in "◀❓":
            player.says(_typed(player))
        else:
            player.presses(labels[0])
    raise AssertionError(f"nothing offers {until!r} after {most} answers:\n{player.last}")


def finish(player: Player) -> None:
    """Answers everything, up to the summary."""
    advance(player, "✅ Enviar la solicitud")


def _typed(player: Player) -> str:
    asked = player.last
    if "correo" in asked:
        return "maria.perez@tequila.gob.mx"
    if "teléfono" in asked:
        return "33 1234 5678"
    return "La póliza de marzo no se imprime desde el menú Reportes"


def opened(player: Player) -> OpenTicket:
    return next(effect for effect in player.effects if isinstance(effect, OpenTicket))


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


def test_nothing_is_opened_without_confirming_the_summary(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    assert not any(isinstance(effect, OpenTicket) for effect in maria.effects)
    assert "¿Está todo bien?" in maria.last
    maria.presses("✅ Enviar la solicitud")
    ticket = opened(maria)
    assert ticket.process == maria.process.ref
    assert maria.state.intake is None
    assert CancelTimer(key="reminder:console:1") in maria.effects


def test_confirming_fifty_times_opens_one_ticket(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    data = maria.button("✅").data
    tickets = 0
    for _ in range(50):
        maria.presses_data(data)
        tickets += sum(isinstance(effect, OpenTicket) for effect in maria.effects)
        maria.tickets = (line(7),)
    assert tickets == 1
    assert any(isinstance(effect, Toast) and effect.text for effect in maria.effects)


def test_a_button_pressed_again_after_sending_gets_one_word_with_the_tickets_state(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    data = maria.button("✅").data
    maria.presses_data(data)
    maria.tickets = (line(7),)
    maria.presses_data(data)
    (toast,) = maria.effects
    assert isinstance(toast, Toast)
    assert plain(Words.load().text(toast.text, "es")) == "Ese botón es de antes. SAACG-2026-00007: en atención."


def test_an_old_summary_does_not_confirm_changed_answers(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    old = maria.button("✅").data
    maria.presses("✏ Cambiar")
    maria.presses("Nombre")
    maria.says("Juana Ruiz")
    maria.presses_data(old)
    assert not any(isinstance(effect, OpenTicket) for effect in maria.effects)
    assert "¿Está todo bien?" in maria.last
    assert "Juana Ruiz" in maria.last


def test_any_answer_can_be_changed_from_the_summary_and_the_summary_returns(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    maria.presses("✏ Cambiar")
    assert "¿Qué respuesta quiere cambiar?" in maria.last
    maria.presses("Cargo")
    assert "cargo" in maria.last
    maria.says("Tesorera")
    assert "¿Está todo bien?" in maria.last
    assert "Tesorera" in maria.last


def test_a_stale_button_is_answered_with_the_present_question(maria: Player) -> None:
    maria.says("hola")
    old = maria.button("Administrativa").data
    maria.presses("Soporte técnico")
    said = maria.presses_data(old)
    assert "¿De qué módulo" in said
    assert maria.intake.answers["kind"].options == ("technical",)


def test_a_button_of_an_earlier_request_does_nothing_to_the_new_one(maria: Player) -> None:
    maria.says("hola")
    old = maria.button("Administrativa").data
    maria.says("/cancelar")
    maria.says("/nuevo")
    maria.presses_data(old)
    assert maria.intake.answers == {}


def test_cancel_says_what_was_kept_and_nothing_is_sent(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    said = maria.says("cancelar")
    assert "no se envió nada" in said
    assert maria.state.intake is None
    assert maria.state.remembered


def test_a_known_person_confirms_the_profile_with_one_tap(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    maria.says("/cancelar")
    said = maria.says("/nuevo")
    assert "¿Siguen siendo estos sus datos?" in said
    assert "Municipio de Tequila" in said
    maria.presses("✔ Sí, son correctos")
    maria.presses("Soporte técnico")
    assert "nombre completo" not in maria.last
    assert plain((maria.intake.answers["name"].text or "",)) == "María Pérez"


def test_a_questionnaire_put_aside_goes_on_where_it_was(maria: Player) -> None:
    to_the_module(maria)
    asked = maria.last
    maria.says("después")
    said = maria.says("ya volví")
    assert "¿Seguimos donde se quedó?" in said
    assert maria.presses("▶ Seguir") == asked


def test_starting_in_the_middle_offers_to_go_on_or_to_start_over(maria: Player) -> None:
    to_the_module(maria)
    said = maria.says("/start")
    assert "[▶ Seguir] [↺ Empezar de nuevo]" in said
    maria.presses("↺ Empezar de nuevo")
    assert "¿En qué le podemos ayudar?" in maria.last


def test_a_changed_language_goes_on_with_the_same_question(maria: Player) -> None:
    to_the_module(maria)
    said = maria.says("/idioma english")
    assert "From now on I write to you in English." in said
    assert "full name" in said.lower()
    assert "Desde ahora le escribo en español." in maria.says("/language español")


def test_one_reminder_after_a_quiet_time_and_then_no_more(maria: Player) -> None:
    to_the_module(maria)
    hours = timedelta(hours=maria.process.periods.reminder_hours)
    assert "¿Seguimos donde se quedó?" in maria.waits(hours)
    assert maria.waits(hours) == ""


def test_the_reminder_waits_as_long_as_the_person_writes(maria: Player) -> None:
    maria.says("hola")
    hours = timedelta(hours=maria.process.periods.reminder_hours)
    maria.at += hours - timedelta(minutes=10)
    maria.presses("Soporte técnico")
    assert maria.waits(timedelta(minutes=10)) == ""
    (timer,) = (effect for effect in maria.effects if isinstance(effect, SetTimer))
    assert timer.due == maria.at - timedelta(minutes=10) + hours


def test_a_lapsed_update_becomes_an_administrative_consultation_and_no_dead_end(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "No, está pendiente")
    maria.presses("No, está pendiente")
    assert maria.intake.answers["kind"].options == ("administrative",)
    assert maria.intake.answers["kind"].routed
    finish(maria)
    maria.presses("✅")
    kind = maria.process.filling(Fills.KIND)
    assert kind is not None
    assert opened(maria).answers[kind.id].options == ("administrative",)


def test_an_unmet_condition_says_what_to_do_and_lets_the_person_come_back(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "No")
    before = dict(maria.intake.answers)
    maria.presses("No")
    assert maria.intake.blocked, maria.last
    assert maria.intake.answers == before
    assert "Hablar con alguien" in maria.last
    maria.presses("✔ Ya lo tengo")
    assert not maria.intake.blocked
    assert dict(maria.intake.answers) == before


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


def test_a_slip_that_routed_the_consultation_is_undone_with_its_answer(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "De prueba")
    maria.presses("De prueba")
    assert maria.intake.answers["kind"].options == ("administrative",)
    maria.presses("◀ Atrás")
    assert maria.intake.answers["kind"].options == ("technical",)
    maria.presses("A nombre del ente")
    finish(maria)
    maria.presses("✅")
    assert opened(maria).answers["kind"].options == ("technical",)
    assert "attempt" in opened(maria).answers


def test_changing_the_kind_judges_earlier_answers_anew(maria: Player) -> None:
    maria.says("hola")
    maria.presses("Administrativa")
    profile(maria)
    advance(maria, "De prueba")
    maria.presses("De prueba")
    finish(maria)
    maria.presses("✏ Cambiar")
    maria.presses("Tipo de consulta")
    maria.presses("Soporte técnico")
    assert "licence" not in maria.intake.answers
    finish(maria)
    maria.presses("✅")
    assert opened(maria).answers["kind"].options == ("technical",)
    assert opened(maria).answers["licence"].options != ("trial",)


def test_an_unmet_condition_lets_the_person_change_an_earlier_answer(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    advance(maria, "No")
    maria.presses("No")
    maria.presses("✏ Cambiar")
    maria.presses("Tipo de consulta")
    assert "¿En qué le podemos ayudar?" in maria.last


@pytest.mark.parametrize(("word", "goes_on"), [("sí", True), ("no", False)])
def test_going_on_can_be_typed(maria: Player, word: str, goes_on: bool) -> None:
    to_the_module(maria)
    asked = maria.last
    maria.says("/nuevo")
    said = maria.says(word)
    assert (said == asked) is goes_on
    assert maria.intake.notes == ()
    assert maria.intake.parked is not goes_on


def to_the_files(player: Player) -> None:
    """Answers everything before the question for files."""
    to_the_module(player)
    profile(player)
    for _ in range(40):
        if "foto de la pantalla" in player.last:
            return
        labels = [str(button.label) for row in player.heard[-1].buttons for button in row]
        if "Es todo" in labels:
            player.presses("Es todo")
        elif labels[0][0] in "◀❓O":
            player.says(_typed(player))
        else:
            player.presses(labels[0])
    raise AssertionError(player.last)


@pytest.mark.parametrize("word", ["no", "Omitir", "ninguno", "listo"])
def test_files_can_be_passed_over_in_words(maria: Player, word: str) -> None:
    to_the_files(maria)
    assert "¿Está todo bien?" in maria.says(word)


def test_files_are_ended_in_words(maria: Player) -> None:
    to_the_files(maria)
    maria.says("", files=(PHOTO,))
    assert "¿Está todo bien?" in maria.says("es todo")
    assert maria.intake.answers["files"].files == (PHOTO,)


def test_a_language_can_be_named_when_it_was_asked(maria: Player) -> None:
    to_the_module(maria)
    maria.says("/idioma")
    said = maria.says("inglés")
    assert "full name" in said.lower()
    assert "name" not in maria.intake.answers


def test_status_in_the_middle_shows_the_tickets_and_asks_once(maria: Player) -> None:
    to_the_module(maria)
    maria.tickets = (line(7),)
    said = maria.says("/estado")
    assert "SAACG-2026-00007 · en atención" in said
    assert said.count("¿Cuál es su nombre completo?") == 1
    assert "SAACG-2026-00007" in maria.says("/estado 00007")


def test_words_that_waited_for_a_choice_are_not_lost_when_a_new_request_begins(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    maria.says("Ahora no abre", files=(PHOTO,))
    maria.says("/nuevo")
    assert maria.intake.notes[0].files == (PHOTO,)


def test_an_album_at_the_summary_or_for_an_open_ticket_gets_one_answer(maria: Player) -> None:
    maria.tickets = (line(7),)
    answers = [maria.says("", files=(PHOTO,), album="a1") for _ in range(4)]
    assert [bool(answer) for answer in answers] == [True, False, False, False]
    assert [effect.quiet for effect in maria.effects if isinstance(effect, Relay)] == [True]


def line(number: int, status: Status = Status.IN_PROGRESS) -> TicketLine:
    return TicketLine(
        id=TicketId(number),
        code=f"SAACG-2026-{number:05d}",
        process="saacg@1",
        status=status,
        title=Untrusted("No imprime"),
        opened_at=NOON,
        assignee_name=Untrusted("Ana López"),
    )


def test_words_with_one_open_ticket_go_to_it(maria: Player) -> None:
    maria.tickets = (line(7),)
    said = maria.says("Sigue sin imprimir")
    assert said == "📨 Agregado a su ticket SAACG-2026-00007; lo ve Ana López."
    here = MessageRef("console:1:1")
    assert maria.effects[0] == Relay(ticket=TicketId(7), text=Untrusted("Sigue sin imprimir"), message=here)


def test_words_with_several_open_tickets_wait_for_the_choice_and_none_is_lost(maria: Player) -> None:
    maria.tickets = (line(8), line(7))
    assert "¿Sobre cuál ticket es?" in maria.says("Sigue sin imprimir")
    maria.says("y ahora tampoco abre")
    maria.presses("SAACG-2026-00007")
    relays = [effect for effect in maria.effects if isinstance(effect, Relay)]
    assert [(each.ticket, each.text.untrusted, each.quiet) for each in relays] == [
        (7, "Sigue sin imprimir", False),
        (7, "y ahora tampoco abre", True),
    ]


def test_status_answers_alike_for_not_yours_and_for_not_existing(maria: Player) -> None:
    maria.tickets = (line(7),)
    assert "en atención · Ana López" in maria.says("/estado 7")
    assert maria.says("/estado 8") == maria.says("/estado 99999")


def test_my_tickets_lists_them_whatever_became_of_them(maria: Player) -> None:
    maria.tickets = (line(8), line(7, Status.CLOSED))
    said = maria.says("/mis_tickets")
    assert "SAACG-2026-00008 · en atención" in said
    assert "SAACG-2026-00007 · cerrado" in said


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


def test_the_person_is_known_to_the_ticket(maria: Player) -> None:
    to_the_module(maria)
    profile(maria)
    finish(maria)
    maria.says("sí")
    assert opened(maria).person == PersonRef("console:1")
