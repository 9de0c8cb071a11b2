"""The requester is asked for something, and answers it, does not have it, or talks of something else: the pure core."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.catalogue import Catalogue
from bot.domain.card import triage_card
from bot.domain.chips import FREE, chips_of
from bot.domain.clocks import Clock, State, Turn, Which, state
from bot.domain.effects import Fetch, Relay, Respond, SetTimer
from bot.domain.ids import DESK, FileRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.process import Process
from bot.domain.questioning import REMIND
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Status
from tests.player import CHAT, read_aloud
from tests.unit.asking_desk import ANA, WORDS, AskingDesk

PHOTO = File(ref=FileRef("console:photo"), kind=FileKind.PHOTO, label=Untrusted("foto.jpg"), size=1000)


@functools.cache
def process_of(name: str) -> Process:
    return Catalogue.load([name]).current(name)


@pytest.fixture
def desk() -> AskingDesk:
    return AskingDesk(process_of("saacg"))


def status(desk: AskingDesk) -> Status:
    return desk.ticket.status


def card(desk: AskingDesk) -> str:
    return read_aloud(WORDS.message(triage_card(desk.process, desk.ticket), "es"))


def to_the_name(desk: AskingDesk) -> None:
    """María begins another request, and is asked her name."""
    desk.says("/nuevo")
    desk.presses("Soporte técnico")
    desk.presses("Contabilidad")


def test_the_question_is_the_intakes_own_with_who_asks_and_a_way_out(desk: AskingDesk) -> None:
    assert desk.asks("message") == (
        "❓ Ana López le pide, sobre SAACG-2026-00001:\n"
        "¿Apareció algún mensaje? Cópielo tal como está.\n"
        "Si no apareció, puede omitir esta pregunta.\n"
        "[✖ No lo tengo] [❓ Ayuda]"
    )
    assert status(desk) is Status.WAITING_REQUESTER
    assert "Se pidió al solicitante: Mensaje exacto, desde" in card(desk)
    assert desk.thread[-1] == "❓ Ana López pide al solicitante: Mensaje exacto"


@pytest.mark.parametrize(
    ("what", "answer", "shown"),
    [
        ("message", "No se puede cargar el reporte", "Mensaje exacto: No se puede cargar el reporte"),
        ("menu", "Contabilidad, Pólizas", "Opción del menú: Contabilidad, Pólizas"),
        ("user", "mperez", "Usuario del sistema: mperez"),
        ("version", "2026", "Versión: 2026"),
    ],
)
def test_an_answer_stands_on_the_card_and_in_the_thread_and_the_work_goes_on(
    desk: AskingDesk, what: str, answer: str, shown: str
) -> None:
    desk.asks(what)
    assert desk.says(answer) == "📨 Gracias. Ana López ya lo tiene."
    assert shown in card(desk)
    assert desk.thread[-1].startswith("📨 María Pérez, ")
    assert desk.thread[-1].endswith(answer)
    assert status(desk) is Status.IN_PROGRESS
    assert [(each.action, each.before, each.after) for each in desk.history[-3:]] == [
        (Action.ASK, Status.IN_PROGRESS, Status.WAITING_REQUESTER),
        (Action.ANSWER, Status.WAITING_REQUESTER, Status.WAITING_REQUESTER),
        (Action.RESUME, Status.WAITING_REQUESTER, Status.IN_PROGRESS),
    ]
    assert desk.history[-3].data["asked"] == desk.history[-2].data["asked"] == what


def test_a_picture_answers_the_request_for_a_screenshot(desk: AskingDesk) -> None:
    assert "foto de la pantalla" in desk.asks("screenshot")
    desk.says("así se ve", files=(PHOTO,))
    assert any(isinstance(each, Fetch) for each in desk.player.effects)
    assert desk.ticket.answers["files"].files[0].ref == PHOTO.ref
    assert "foto.jpg" in card(desk)
    assert "📝 así se ve" in card(desk)
    assert status(desk) is Status.IN_PROGRESS


def test_the_rest_of_an_album_goes_along_and_answers_nothing_else(desk: AskingDesk) -> None:
    desk.asks("screenshot")
    desk.asks("user")
    desk.says("", files=(PHOTO,), album="1")
    assert desk.says("", files=(PHOTO,), album="1") == ""
    (relay,) = (each for each in desk.player.effects if isinstance(each, Relay))
    assert relay.quiet
    assert [each.what for each in desk.ticket.asked] == ["user"]
    assert status(desk) is Status.WAITING_REQUESTER


def test_options_are_buttons_and_the_pressed_one_settles(desk: AskingDesk) -> None:
    assert "[2026]\n[2025]" in desk.asks("version")
    desk.presses("2025")
    assert desk.ticket.answers["version"].options == ("2025",)
    assert status(desk) is Status.IN_PROGRESS
    assert desk.player.presses_data(desk.player.button("2026").data) == ""  # of the past: a word, and nothing more


def test_a_free_question_is_asked_in_the_specialists_words_and_the_answer_is_noted_with_it(desk: AskingDesk) -> None:
    assert "¿Quién más lo usa?\n[✖" in desk.asks(FREE, "¿Quién más lo usa?")
    desk.says("No")
    assert desk.ticket.notes[-1].text == Untrusted("¿Quién más lo usa? → No")
    assert "Pregunta libre" in desk.thread[-1]


def test_own_words_stand_above_the_question_which_stays_three_lines(desk: AskingDesk) -> None:
    said = desk.asks("message", "Es para revisar la póliza 12")
    assert said.startswith(
        "❓ Ana López le pide, sobre SAACG-2026-00001:\nEs para revisar la póliza 12\n¿Apareció algún"
    )


@pytest.mark.parametrize("words", ["no lo tengo", "No apareció ninguno.", "no sé", "✖"])
def test_who_does_not_have_it_says_so_and_the_specialist_knows(desk: AskingDesk, words: str) -> None:
    desk.asks("message")
    told = desk.presses("✖ No lo tengo") if words == "✖" else desk.says(words)
    assert told == "👌 No se preocupe. Le aviso a Ana López."
    assert desk.thread[-1] == "📨 María Pérez, Mensaje exacto:\nel solicitante no lo tiene"
    assert status(desk) is Status.IN_PROGRESS
    assert "message" not in desk.ticket.answers


@pytest.mark.parametrize("way", ["ayuda", "/ayuda", "❓ Ayuda"])
def test_help_is_the_questions_own(desk: AskingDesk, way: str) -> None:
    desk.asks("menu")
    told = desk.presses(way) if way.startswith("❓") else desk.says(way)
    assert "describa la pantalla" in told
    assert told.endswith("¿En qué opción del menú estaba?\n[✖ No lo tengo] [❓ Ayuda]")
    assert desk.ticket.asked


def test_words_that_do_not_fit_are_asked_again_twice_and_then_taken_as_they_are(desk: AskingDesk) -> None:
    desk.asks("version")
    assert "Elija una" in desk.says("la azul")
    assert "[✔ Dej" in desk.says("la verde")
    assert desk.says("la amarilla") == "📨 Gracias. Ana López ya lo tiene."
    assert desk.ticket.notes[-1].text == Untrusted("Versión → la amarilla")
    assert [line for line in desk.thread if "la azul" in line], "what did not fit was passed on, too"


def test_what_was_refused_can_be_left_as_it_is(desk: AskingDesk) -> None:
    desk.asks("user")
    desk.says("x")
    desk.says("m")
    desk.presses("✔ Dej")
    assert desk.ticket.answers["user"].text == Untrusted("m")
    assert desk.ticket.answers["user"].as_typed


def test_a_picture_to_a_question_in_words_is_passed_on_and_the_third_time_taken(desk: AskingDesk) -> None:
    desk.asks("message")
    assert "Se lo paso" in desk.says("", files=(PHOTO,))
    assert status(desk) is Status.WAITING_REQUESTER
    desk.says("", files=(PHOTO,))
    desk.says("", files=(PHOTO,))
    assert status(desk) is Status.IN_PROGRESS
    assert desk.ticket.notes[-1].files[0].ref == PHOTO.ref


def test_thanks_are_no_answer(desk: AskingDesk) -> None:
    desk.asks("user")
    assert desk.says("ok, gracias").startswith("Cuando pueda:\n¿Con qué usuario")
    assert desk.ticket.asked


def test_several_questions_are_asked_one_after_the_other(desk: AskingDesk) -> None:
    desk.asks("user")
    assert desk.asks("version") == ""
    assert desk.asks(FREE, "¿Desde cuándo?") == ""
    assert "Versión" in card(desk)
    told = desk.says("mperez")
    assert "¿De qué año" in told
    assert status(desk) is Status.WAITING_REQUESTER
    assert "¿Desde cuándo?" in desk.says("2026")
    desk.says("ayer")
    assert status(desk) is Status.IN_PROGRESS


def test_the_clock_rests_until_the_last_answer_and_only_then_is_a_response_due(desk: AskingDesk) -> None:
    def clocks() -> dict[Which, State]:
        return {each.which: state(each) for each in desk.ticket.clocks}

    desk.asks("user")
    desk.asks("version")
    assert (clocks()[Which.RESOLUTION], clocks()[Which.FIRST_RESPONSE]) == (State.PAUSED, State.STOPPED)
    desk.says("mperez")
    assert clocks()[Which.RESOLUTION] is State.PAUSED
    assert clocks().get(Which.NEXT_RESPONSE) is not State.RUNNING
    desk.says("2026")
    assert (clocks()[Which.RESOLUTION], clocks()[Which.NEXT_RESPONSE]) == (State.RUNNING, State.RUNNING)
    (paused,) = (each for each in clock(desk, Which.RESOLUTION).entries if each.turn is Turn.PAUSE)
    assert paused.words == Untrusted("Nombre de usuario")


def clock(desk: AskingDesk, which: Which) -> Clock:
    return next(each for each in desk.ticket.clocks if each.which is which)


def test_a_withdrawn_question_is_said_to_be_no_longer_needed(desk: AskingDesk) -> None:
    desk.asks("user")
    assert desk.resume() == "Lo que le pedimos sobre SAACG-2026-00001 ya no hace falta. Gracias."
    assert desk.thread[-1] == "▶ Ana López lo reanudó.\nYa no se le pide: Nombre de usuario"
    assert desk.history[-1].reason == Untrusted("Nombre de usuario")
    desk.says("mperez")
    assert "user" not in desk.ticket.answers


@pytest.mark.parametrize("action", [Action.CANCEL, Action.RESOLVE])
def test_a_ticket_that_ends_asks_for_nothing_any_more(desk: AskingDesk, action: Action) -> None:
    desk.asks("user")
    desk.acts(action, "Listo", by=replace(ANA, roles=frozenset({Role.SPECIALIST, Role.SUPERVISOR})))
    assert desk.ticket.asked == ()
    assert desk.lets_ask() == ""
    assert desk.player.state.questioned is None


def test_one_reminder_and_no_more(desk: AskingDesk) -> None:
    desk.asks("user")
    (timer,) = (each for each in desk.player.effects if isinstance(each, SetTimer) and each.purpose == REMIND)
    assert timer.due == desk.player.at + timedelta(hours=desk.process.periods.reminder_hours)
    reminded = desk.player.waits(timedelta(hours=1), timer=timer.key, purpose=REMIND)
    assert reminded.startswith("⏰ Aún nos hace falta esto para SAACG-2026-00001:\n¿Con qué usuario")
    assert desk.player.waits(timedelta(hours=1), timer=timer.key, purpose=REMIND) == ""


def test_what_is_about_another_ticket_is_no_answer(desk: AskingDesk) -> None:
    desk.asks("user")
    desk.player.about = replace(desk.ticket, id=TicketId(2), asked=())
    desk.player.says("mperez")
    assert [each.ticket for each in desk.player.effects if isinstance(each, Relay)] == [2]
    assert not any(isinstance(each, Respond) for each in desk.player.effects)


def test_in_a_questionnaire_the_question_waits_for_its_turn(desk: AskingDesk) -> None:
    to_the_name(desk)
    told = desk.asks("user")
    assert "Terminemos primero su solicitud" in told
    assert desk.player.last.startswith("¿Cuál es su nombre completo?")
    desk.says("María Pérez")
    assert desk.player.intake.answers["name"].text == Untrusted("María Pérez")
    assert desk.ticket.asked
    assert "¿Con qué usuario entró" in desk.says("/despues").rpartition("---")[2]
    desk.says("mperez")
    assert desk.ticket.answers["user"].text == Untrusted("mperez")
    assert "user" not in desk.player.intake.answers


def test_in_a_questionnaire_it_can_be_answered_by_replying_to_it(desk: AskingDesk) -> None:
    to_the_name(desk)
    desk.asks("user")
    desk.player.about = desk.ticket
    desk.says("mperez")
    desk.player.about = None
    assert desk.ticket.answers["user"].text == Untrusted("mperez")
    assert desk.player.last.startswith("¿Cuál es su nombre completo?")


def test_beside_a_form_it_is_not_said_before_the_form_is_done(desk: AskingDesk) -> None:
    to_the_name(desk)
    desk.player.state = replace(desk.player.state, intake=replace(desk.player.intake, in_form=True))
    assert desk.asks("user") == ""
    assert desk.player.intake.in_form
    assert "¿Con qué usuario entró" in desk.says("/despues")


def test_a_questionnaire_that_begins_makes_it_wait(desk: AskingDesk) -> None:
    desk.asks("user")
    desk.says("/nuevo")
    desk.says("mperez")
    assert desk.ticket.asked
    assert "¿Con qué usuario entró" in desk.says("/cancelar")


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.one_of(
            st.sampled_from(
                ["ask message", "ask version", "ask screenshot", "ask free", "resume", "/nuevo", "/despues"]
            ),
            st.sampled_from(["/cancelar", "photo", "reply", "mperez", "2026", "Administrativa", "no lo tengo", "sí"]),
            st.text(max_size=12),
        ),
        max_size=14,
    )
)
def test_an_answer_never_fills_a_questionnaire_and_a_questionnaire_never_answers(steps: list[str]) -> None:
    desk = AskingDesk(process_of("saacg"))
    for each in steps:
        intake, asked = desk.player.state.intake, desk.ticket.asked
        if each.startswith("ask "):
            what = each.removeprefix("ask ")
            desk.asks(what, "¿Qué más?" if what == FREE else None)
            continue
        if each == "resume":
            desk.resume()
            continue
        desk.player.about = desk.ticket if each == "reply" else None
        desk.player.says("x" if each == "photo" else each, files=(PHOTO,) if each == "photo" else ())
        responded = any(isinstance(effect, Respond) for effect in desk.player.effects)
        now = desk.player.state.intake
        if responded and intake is not None and now is not None:
            assert now.answers == intake.answers
            assert now.notes == intake.notes
        if now is not None and intake is not None and now.answers != intake.answers:
            assert not responded
        desk.after()
        desk.player.about = None
        if not responded:
            assert desk.ticket.asked == asked


@pytest.mark.parametrize("name", ["saacg", "advertmind"])
def test_both_desks_have_the_six_chips(name: str) -> None:
    labels = [chip.named("es") for chip in chips_of(process_of(name))]
    assert labels == [
        "Captura de pantalla",
        "Mensaje exacto",
        "Opción del menú",
        "Nombre de usuario",
        "Versión",
        "Pregunta libre",
    ]


def test_nothing_is_said_to_the_desk_but_in_its_thread(desk: AskingDesk) -> None:
    desk.asks("user")
    desk.says("mperez")
    assert all(getattr(each, "chat", CHAT) != DESK for each in desk.player.effects)
