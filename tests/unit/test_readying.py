"""Remote help is asked for, put off, reminded of and called off: the pure core of both sides. Issue 6: "Ready now?"."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.catalogue import Catalogue
from bot.domain.caller import caller_chat
from bot.domain.card import offered, triage_card
from bot.domain.chips import REMOTE
from bot.domain.clocks import Reason, Which, run_of
from bot.domain.deeds import Change, Deed, Refusal
from bot.domain.effects import CancelTimer, Relay, SetTimer
from bot.domain.explaining import explained, explained_to_requester
from bot.domain.history_words import history_line
from bot.domain.ids import PersonRef
from bot.domain.message import Entered
from bot.domain.process import Process
from bot.domain.questioning import REMIND
from bot.domain.readying import REMOTE_DUE, WORKED_ON
from bot.domain.remote import NOT_YET, Phase
from bot.domain.roles import Actor, Role, Staff
from bot.domain.text import Text, Untrusted
from bot.domain.ticket import Action, Status
from bot.domain.working import act
from tests.player import NOON, plain, read_aloud
from tests.unit.asking_desk import ANA, ITSELF, WORDS, AskingDesk, why

CHECKS = ("open", "machine", "line", "teamviewer")
LUIS = Actor(person=PersonRef("slack:T:luis"), name=Untrusted("Luis"), roles=frozenset({Role.SPECIALIST}))
BOSS = replace(ANA, person=PersonRef("slack:T:eva"), name=Untrusted("Eva"), roles=frozenset({Role.SUPERVISOR}))


@functools.cache
def process_of(name: str) -> Process:
    return Catalogue.load([name]).current(name)


@pytest.fixture
def desk() -> AskingDesk:
    return AskingDesk(process_of("saacg"))


def begins(desk: AskingDesk) -> str:
    """Ana presses the button; what the requester reads."""
    desk.acts(Action.REMOTE)
    return desk.lets_ask()


def rings(desk: AskingDesk, after: timedelta) -> str:
    """The timer of remote help is due."""
    desk.player.at += after
    desk.acts(Action.REMOTE, by=ITSELF)
    return desk.lets_ask()


def phase(desk: AskingDesk) -> Phase | None:
    return desk.ticket.remote.phase if desk.ticket.remote is not None else None


def card(desk: AskingDesk) -> str:
    return read_aloud(WORDS.message(triage_card(desk.process, desk.ticket), "es"))


def in_spanish(text: Text) -> str:
    return plain(WORDS.text(text, "es"))


def reasons(desk: AskingDesk) -> frozenset[Reason]:
    """Why the clock of the solution stands still."""
    clock = next(each for each in desk.ticket.clocks if each.which is Which.RESOLUTION)
    run = run_of(clock)
    return run.reasons if run is not None else frozenset()


def test_four_yeses_one_tap_each_and_the_specialist_knows(desk: AskingDesk) -> None:
    assert begins(desk) == (
        "🖥 Ana López puede ayudarle viendo su pantalla, sobre SAACG-2026-00001. Primero:\n"
        "¿Tiene el SAACG.NET abierto en la parte donde tiene la duda o el problema?\n"
        "[✔ Sí] [✖ Todavía no]\n[⏱ En 15 minutos] [📅 Otro momento]\n[❓ Ayuda]"
    )
    assert desk.ticket.status is Status.WAITING_REQUESTER
    assert reasons(desk) == {Reason.REQUESTER}
    assert "🖥 Asistencia remota: se le pregunta al solicitante, 0 de 4 listo (Sistema abierto en el caso)" in card(desk)
    assert desk.presses("✔ Sí").startswith("¿Está usted frente a ese equipo?\n[✔ Sí]")
    assert desk.presses("✔ Sí").startswith("¿Tiene junto al equipo un teléfono")
    assert desk.says("sí").startswith("¿Tiene TeamViewer abierto")
    assert "3 de 4 listo (TeamViewer abierto)" in card(desk)
    desk.says("ya está abierto")
    assert phase(desk) is Phase.READY
    assert "[⏳ Ahora no]" in desk.letters[-1][1]
    assert (desk.ticket.status, desk.ticket.asked) == (Status.WAITING_REQUESTER, ())
    assert reasons(desk) == {Reason.REQUESTER}
    assert [each.data.get("asked") for each in desk.history if each.action is Action.CHECK] == [
        f"{REMOTE}{each}" for each in CHECKS
    ]
    assert "🔑" in card(desk)


def test_not_yet_says_how_to_put_it_right_and_asks_again(desk: AskingDesk) -> None:
    begins(desk)
    told = desk.presses("✖ Todavía no")
    assert told.startswith("Ábralo, por favor")
    assert "¿Tiene el SAACG.NET abierto" in told
    assert desk.says("todavía no").startswith("Ábralo, por favor")
    assert (phase(desk), desk.thread[-1]) == (Phase.ASKED, "🖥 María Pérez: todavía no: Sistema abierto en el caso")
    assert [each.data["given"] for each in desk.history if each.action is Action.CHECK] == ["no", "no"]
    assert desk.presses("✔ Sí").startswith("¿Está usted frente")


@pytest.mark.parametrize("way", ["ayuda", "/ayuda", "❓ Ayuda"])
def test_help_is_the_questions_own(desk: AskingDesk, way: str) -> None:
    begins(desk)
    told = desk.presses(way) if way.startswith("❓") else desk.says(way)
    assert told.startswith("Entre al SAACG.NET y llegue")
    assert "[⏱ En 15 minutos]" in told


@pytest.mark.parametrize("way", ["⏱ En 15 minutos", "en 15 minutos", "15 min"])
def test_in_fifteen_minutes_pauses_with_that_reason_and_both_sides_are_reminded(desk: AskingDesk, way: str) -> None:
    begins(desk)
    desk.presses("✔ Sí")
    told = desk.presses(way) if way.startswith("⏱") else desk.says(way)
    assert told.startswith("👍 De acuerdo: 2026-11-23T18:15")
    assert (phase(desk), desk.ticket.asked) == (Phase.LATER, ())
    assert reasons(desk) == {Reason.AGREED}
    (timer,) = (each for each in desk.effects if isinstance(each, SetTimer) and each.purpose == REMOTE_DUE)
    assert timer.due == NOON + timedelta(minutes=15)
    assert "acordada para el 2026-11-23T18:15" in card(desk)
    assert "hasta la hora acordada: 2026-11-23 12:15" in in_spanish(
        explained(desk.process, desk.ticket, desk.player.at)
    )
    mine = explained_to_requester(desk.process, desk.ticket, desk.player.at, "America/Mexico_City")
    assert "hasta la hora que usted eligió para la asistencia remota: 2026-11-23 12:15" in in_spanish(mine)
    told = rings(desk, timedelta(minutes=15))
    assert told.startswith("⏰ Es la hora que acordamos, sobre SAACG-2026-00001. Primero:\n¿Está usted frente")
    assert "es la hora acordada para la asistencia remota" in desk.letters[-1][1]
    assert phase(desk) is Phase.ASKED
    assert reasons(desk) == {Reason.REQUESTER}
    assert "preguntó por la asistencia remota a la hora acordada" in in_spanish(
        history_line(desk.history[-1], "x", "UTC")
    )


def test_another_time_is_chosen_from_the_desks_next_ones(desk: AskingDesk) -> None:
    begins(desk)
    told = desk.presses("📅 Otro momento")
    assert told == (
        "¿Cuándo le queda bien? Elija o escríbalo: «4:30», «mañana 10:00».\n"
        "[hoy 13:00]\n[hoy 16:00]\n[mañana 9:00]\n[mañana 13:00]\n[◀ Atrás]"
    )
    assert desk.presses("◀ Atrás").startswith("¿Tiene el SAACG.NET abierto")
    desk.says("más tarde")
    desk.presses("mañana 9:00")
    assert desk.ticket.remote is not None
    assert desk.ticket.remote.at == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "hour"),
    [("a las 2:30", (23, 20, 30)), ("mañana 10:00", (24, 16, 0)), ("el jueves a las 11", (26, 17, 0))],
)
def test_an_hour_can_be_written_at_once(desk: AskingDesk, words: str, hour: tuple[int, int, int]) -> None:
    begins(desk)
    desk.says(words)
    assert desk.ticket.remote is not None
    day, at, minute = hour
    assert desk.ticket.remote.at == datetime(2026, 11, day, at, minute, tzinfo=UTC)


def test_a_bare_hour_counts_once_it_is_asked_for_and_a_closed_one_is_not_taken(desk: AskingDesk) -> None:
    begins(desk)
    assert "Elija una de estas" in desk.says("10")
    desk.presses("📅 Otro momento")
    assert desk.says("mañana 22:00").startswith("A esa hora no hay nadie en la mesa: mañana 22:00.\n¿Cuándo")
    desk.says("10")
    assert desk.ticket.remote is not None
    assert desk.ticket.remote.at == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_words_that_say_neither_are_passed_on_and_asked_again_twice(desk: AskingDesk) -> None:
    begins(desk)
    assert "Elija una de estas" in desk.says("¿Y cuánto se tarda?")
    desk.says("es que soy nueva")
    told = desk.says("bueno")
    assert told == "📨 Se lo paso a Ana López."
    (relay,) = (each for each in desk.player.effects if isinstance(each, Relay))
    assert not relay.quiet
    assert phase(desk) is Phase.ASKED
    assert desk.says("sí").startswith("¿Está usted frente")


def test_a_press_on_an_old_question_gets_the_present_one(desk: AskingDesk) -> None:
    begins(desk)
    old = desk.player.button("✔ Sí").data
    desk.presses("✔ Sí")
    assert desk.player.presses_data(old).startswith("¿Está usted frente a ese equipo?")
    assert desk.after() == ""
    assert desk.ticket.remote is not None
    assert desk.ticket.remote.checked == ("open",)
    desk.says("en 15 minutos")
    assert desk.player.presses_data(old) == ""  # a word that says what is agreed
    assert phase(desk) is Phase.LATER


def test_without_an_answer_one_reminder_and_then_the_specialist_is_told(desk: AskingDesk) -> None:
    begins(desk)
    (remind,) = (each for each in desk.player.effects if isinstance(each, SetTimer) and each.purpose == REMIND)
    assert remind.due - desk.player.at == timedelta(minutes=5)
    told = desk.player.waits(timedelta(minutes=5), timer=remind.key, purpose=REMIND)
    assert told.startswith("⏰ Aún nos hace falta esto para SAACG-2026-00001:\n¿Tiene el SAACG.NET abierto")
    assert desk.player.waits(timedelta(minutes=5), timer=remind.key, purpose=REMIND) == ""
    assert rings(desk, timedelta(minutes=5)) == ""
    silent = "🖥 María Pérez aún no contesta sobre la asistencia remota. Puede llamarle, o suspenderla."
    assert (desk.thread[-1], desk.letters[-1][0]) == (silent, ANA.person)
    assert desk.letters[-1][1].startswith(silent)
    assert phase(desk) is Phase.ASKED
    assert desk.presses("✔ Sí").startswith("¿Está usted frente")


def test_it_can_be_called_off_and_the_question_is_withdrawn(desk: AskingDesk) -> None:
    begins(desk)
    desk.acts(Action.CALL_OFF)
    assert desk.lets_ask() == "Lo que le pedimos sobre SAACG-2026-00001 ya no hace falta. Gracias."
    assert (phase(desk), desk.ticket.status, reasons(desk)) == (Phase.ENDED, Status.IN_PROGRESS, frozenset())
    assert desk.thread[-1] == "🖥 Ana López suspendió la asistencia remota."
    assert any(isinstance(each, CancelTimer) and each.key == f"remote:{desk.ticket.id}" for each in desk.effects)
    assert why(desk.acts(Action.CALL_OFF)) == "SAACG-2026-00001: no hay una asistencia remota en curso."


def test_an_agreed_time_that_is_called_off_is_taken_back(desk: AskingDesk) -> None:
    begins(desk)
    desk.presses("⏱ En 15")
    desk.acts(Action.CALL_OFF)
    assert desk.letters[-1][1].startswith("La asistencia remota de SAACG-2026-00001 ya no será el 2026-11-23T18:15")
    assert reasons(desk) == frozenset()


def test_what_else_is_asked_waits_its_turn_and_keeps_the_clock_still(desk: AskingDesk) -> None:
    desk.asks("user")
    assert begins(desk) == ""
    assert desk.says("mperez").rpartition("---\n")[2].startswith("🖥 Ana López puede")
    desk.asks("version")
    desk.acts(Action.CALL_OFF)
    assert desk.ticket.status is Status.WAITING_REQUESTER
    assert reasons(desk) == {Reason.REQUESTER}
    assert "¿De qué año" in desk.lets_ask()
    assert "Se pidió al solicitante: Versión" in card(desk)


def test_in_a_questionnaire_it_waits_for_its_turn_and_can_be_pressed_at_once(desk: AskingDesk) -> None:
    desk.says("/nuevo")
    assert "Terminemos primero su solicitud" in begins(desk)
    assert "¿Está usted frente" in desk.presses("✔ Sí")
    assert desk.player.state.intake is not None
    assert "¿Está usted frente" in desk.says("/cancelar")
    desk.says("mañana 10:00")
    assert phase(desk) is Phase.LATER


def test_a_caller_is_asked_by_telephone(desk: AskingDesk) -> None:
    chat = caller_chat("ab12")
    desk.ticket = replace(desk.ticket, requester=replace(desk.ticket.requester, chat=chat))
    result = desk.acts(Action.REMOTE)
    assert isinstance(result, Change)
    assert desk.thread[-1].startswith("📞 Ana López quiere dar asistencia remota. Pregunte por teléfono:\n1. ¿Tiene")
    assert len(desk.thread[-1].splitlines()) == 5
    assert (phase(desk), desk.ticket.status, reasons(desk)) == (None, Status.IN_PROGRESS, frozenset())
    assert desk.history[-1].action is Action.REMOTE


def test_only_whoever_has_the_ticket_or_a_supervisor_can(desk: AskingDesk) -> None:
    result = desk.acts(Action.REMOTE, by=LUIS)
    assert isinstance(result, Refusal)
    assert result.denied
    begins(desk)
    assert why(desk.acts(Action.REMOTE)).startswith("SAACG-2026-00001: ya se le está preguntando")
    assert not isinstance(desk.acts(Action.CALL_OFF, by=BOSS), Refusal)


def test_a_desk_without_questions_offers_none() -> None:
    plain_desk = AskingDesk(replace(process_of("saacg"), remote=None))
    assert "Asistencia remota" not in card(plain_desk)
    assert "no da asistencia remota" in why(plain_desk.acts(Action.REMOTE))


def _in(start: Phase) -> AskingDesk:
    """A desk with remote help in that phase."""
    desk = AskingDesk(process_of("saacg"))
    begins(desk)
    match start:
        case Phase.LATER:
            desk.presses("⏱ En 15")
        case Phase.ENDED:
            desk.acts(Action.CALL_OFF)
            desk.lets_ask()
        case Phase.ASKED:
            pass
        case _:
            for _ in CHECKS:
                desk.presses("✔ Sí")
    return desk


def _reason() -> Mapping[str, Entered]:
    return {"reason": Entered(text=Untrusted("x")), "text": Entered(text=Untrusted("x"))}


def _to_luis() -> Mapping[str, Entered]:
    return {"person": Entered(choices=(LUIS.person,)), "reason": Entered(text=Untrusted("x"))}


STAFF_LUIS = Staff(person=LUIS.person, name=LUIS.name, roles=LUIS.roles, on_shift=True)

EVENTS: Mapping[str, Callable[[AskingDesk], object]] = {
    "remote": lambda desk: desk.acts(Action.REMOTE),
    "timer": lambda desk: rings(desk, timedelta(minutes=15)),
    "call off": lambda desk: desk.acts(Action.CALL_OFF),
    "yes": lambda desk: desk.says("sí"),
    "no": lambda desk: desk.says("no"),
    "later": lambda desk: desk.says("mañana 10:00"),
    "resume": lambda desk: desk.acts(Action.RESUME),
    "release": lambda desk: desk.acts(Action.RELEASE, "x", values=_reason()),
    "escalate": lambda desk: desk.acts(Action.ESCALATE, "x", values=_reason()),
    "resolve": lambda desk: desk.acts(Action.RESOLVE, "x", values=_reason()),
    "cancel": lambda desk: desk.acts(Action.CANCEL, "x", values=_reason(), by=BOSS),
    "handed on": lambda desk: desk.acts(Action.ASSIGN, "x", values=_to_luis(), by=BOSS, staff=(STAFF_LUIS,)),
    "note": lambda desk: desk.acts(Action.NOTE, "x", values=_reason()),
    "talk": lambda desk: desk.says("¿cuánto tarda esto?"),
}
_ENDING = ("release", "escalate", "resolve", "cancel", "handed on")

TABLE: Mapping[Phase, Mapping[str, Phase]] = {
    Phase.ASKED: {"later": Phase.LATER, "call off": Phase.ENDED, "resume": Phase.ENDED},
    Phase.LATER: {
        "remote": Phase.ASKED,
        "timer": Phase.ASKED,
        "call off": Phase.ENDED,
        "resume": Phase.ENDED,
    },
    Phase.READY: {},
    Phase.ENDED: {"remote": Phase.ASKED},
}
"""What leads on from each phase; what ends or hands on the ticket ends it, and all else leaves it. What comes after `READY`
is not asked here."""


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("start", TABLE)
def test_each_phase_with_each_event(start: Phase, event: str) -> None:
    desk = _in(start)
    EVENTS[event](desk)
    ends = event in _ENDING and start is not Phase.ENDED
    assert phase(desk) is (Phase.ENDED if ends else TABLE[start].get(event, start))
    _sound(desk)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=7))
def test_whatever_happens_in_whatever_order_it_stays_sound(events: list[str]) -> None:
    desk = AskingDesk(process_of("saacg"))
    begins(desk)
    for event in events:
        EVENTS[event](desk)
        desk.lets_ask()
        _sound(desk)


def _sound(desk: AskingDesk) -> None:
    ticket, remote = desk.ticket, desk.ticket.remote
    assert remote is not None
    asked = [each for each in ticket.asked if each.what.startswith(REMOTE)]
    assert len(asked) == (remote.phase is Phase.ASKED)
    assert (remote.phase is Phase.LATER) <= (remote.at is not None)
    if remote.phase in NOT_YET:
        assert ticket.assignee == remote.by
        assert ticket.status in WORKED_ON
    assert (Reason.AGREED in reasons(desk)) == (remote.phase is Phase.LATER)
    if remote.phase is not Phase.READY:
        assert (Reason.REQUESTER in reasons(desk)) == bool(ticket.asked)
    if ticket.status is Status.WAITING_REQUESTER:
        assert ticket.asked or remote.phase in (Phase.LATER, Phase.READY)
    for action in (Action.REMOTE, Action.CALL_OFF):
        if not offered(desk.process, ticket, action):
            continue
        deed = Deed(action=action, actor=BOSS, at=desk.player.at, channel="slack")
        assert isinstance(act(desk.process, ticket, deed), Change)
    assert [each.seq for each in desk.history] == sorted({each.seq for each in desk.history})
