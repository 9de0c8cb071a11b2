"""Issue 6: "'database work' stays closed until the requester attests the backup (when, where, photo optional) and direct
SERVER access, or a supervisor overrides with a reason; what is closed, and why, is shown on the card; the attestation
expires after N hours (data)". The pure core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import Answer
from bot.domain.audit import Ground
from bot.domain.caller import caller_chat
from bot.domain.deeds import SYSTEM, Change, Refusal
from bot.domain.effects import CancelTimer, SetTimer
from bot.domain.lock import LockTurn
from bot.domain.locking import lock_timers
from bot.domain.roles import Actor
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Status
from tests.player import NOON
from tests.unit.asking_desk import ANA, why
from tests.unit.lock_desk import ATTESTED, EVA, LUIS, LockDesk, choices, errors, form_of, saacg, whisper_of

HOURS = saacg().locks[0].hours


def test_what_the_intake_said_opens_the_lock_and_the_card_says_until_when_and_why() -> None:
    desk = LockDesk(ATTESTED)
    assert desk.state.until == NOON + timedelta(hours=HOURS)
    assert desk.line().startswith("🔓 Trabajo en la base de datos: abierto hasta 2026-11-24T02:00")
    assert "Cuándo se respaldó: 2026-11-23T15:00" in desk.line()
    assert desk.line().endswith("Dónde quedó el respaldo: disco externo)")
    assert desk.menu() == ["Trabajo en la base de datos…"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"server": Answer(options=("no",))}, "Acceso al SERVIDOR: No."),
        ({"backup": Answer(options=("no",))}, "Respaldo: No."),
        ({"backup_when": Answer(text=Untrusted("hace rato"), as_typed=True)}, "No quedó claro: Cuándo se respaldó."),
        (
            {"backup_when": Answer(text=Untrusted("x"), moment=NOON - timedelta(hours=25))},
            "Hace demasiado tiempo: Cuándo se respaldó, 2026-11-22T17:00:00+00:00 (22 de noviembre de 2026, 11:00).",
        ),
        (
            {"backup_when": Answer(text=Untrusted("x"), moment=NOON + timedelta(hours=1))},
            "No quedó claro: Cuándo se respaldó.",
        ),
        ({"backup_place": Answer()}, "El solicitante no ha confirmado: Dónde quedó el respaldo."),
    ],
)
def test_the_card_says_what_is_closed_and_why(wrong: Mapping[str, Answer], said: str) -> None:
    desk = LockDesk({**ATTESTED, **wrong})
    assert not desk.state.is_open
    assert desk.line() == f"🔒 Trabajo en la base de datos: cerrado. {said}"


def test_a_ticket_that_does_not_need_the_work_shows_nothing_until_a_specialist_says_that_it_does() -> None:
    desk = LockDesk({"database": Answer(options=("no",))})
    assert desk.line() == ""
    form = form_of(desk.presses_button())
    assert choices(form) == ["attest"]
    desk.chooses("attest")
    assert desk.line().startswith(
        "🔒 Trabajo en la base de datos: cerrado. El solicitante no ha confirmado: Acceso al SERVIDOR"
    )


def test_the_requester_is_asked_one_question_a_message_with_the_clock_at_rest() -> None:
    desk = LockDesk()
    desk.chooses("attest")
    asked = desk.lets_ask()
    assert "Antes de trabajar en su base de datos" in asked
    assert "[Sí] [No]" in asked
    assert len(asked.split("[")[0].strip().splitlines()) == 3
    assert desk.ticket.status.value == "waiting_requester"
    assert "detenido" in desk.card()
    assert "¿Ya tiene un respaldo" in desk.presses("Sí")
    assert "¿Cuándo se hizo el respaldo?" in desk.presses("Sí")
    assert "Esa hora todavía no llega" in desk.says("mañana a las 9")
    assert "Debe ser de las últimas 24 horas" in desk.says("10/11/2026 a las 9:00")
    assert "¿Dónde quedó guardado" in desk.says("hoy a las 9 de la mañana")
    assert "mande una foto" in desk.says("disco externo")
    assert desk.presses("✖ No lo tengo") == "📨 Gracias. Ana López ya lo tiene."
    assert desk.ticket.status.value == "in_progress"
    assert desk.state.is_open
    assert desk.line().startswith("🔓")


def test_an_answer_that_will_not_do_ends_the_questions_and_says_what_to_do() -> None:
    desk = LockDesk()
    desk.chooses("attest")
    desk.lets_ask()
    desk.presses("Sí")
    assert "Antes de tocar la base de datos hay que tener un respaldo" in desk.presses("No")
    assert desk.ticket.asked == ()
    assert desk.ticket.status is Status.IN_PROGRESS
    assert desk.line() == (
        "🔒 Trabajo en la base de datos: cerrado. El solicitante no ha confirmado: Cuándo se respaldó, Dónde quedó el respaldo."
        " Respaldo: No."
    )


def test_what_was_said_before_counts_no_more_once_it_is_asked_anew() -> None:
    desk = LockDesk({**ATTESTED, "backup": Answer(options=("no",))})
    desk.later(minutes=5)
    desk.chooses("attest")
    assert [each.what for each in desk.ticket.asked][:2] == ["database.server", "database.backup"]
    desk.later(minutes=5)
    for step in ("server", "backup"):
        desk.answers(step, Answer(options=("yes",)))
    desk.answers("backup_when", None)
    assert not desk.state.is_open
    assert "no ha confirmado: Cuándo se respaldó" in desk.line()


def test_only_what_is_missing_is_asked_when_the_rest_still_holds() -> None:
    desk = LockDesk({**ATTESTED, "backup_when": Answer(text=Untrusted("hace rato"), as_typed=True)})
    desk.chooses("attest")
    assert [each.what for each in desk.ticket.asked] == ["database.backup_when", "database.backup_photo"]
    assert why(desk.chooses("attest")) == "SAACG-2026-00001 ya espera eso: Trabajo en la base de datos."


def test_no_press_on_an_old_question_answers_a_newer_one() -> None:
    desk = LockDesk()
    desk.chooses("attest")
    old = {each.id for each in desk.ticket.asked}
    desk.resume()
    desk.chooses("attest")
    assert old.isdisjoint(each.id for each in desk.ticket.asked)


def test_the_work_begins_and_the_requester_is_told() -> None:
    desk = LockDesk(ATTESTED)
    assert choices(form_of(desk.presses_button())) == ["begin", "attest"]
    desk.chooses("begin")
    assert desk.told()[0].startswith(
        "Ana López va a empezar a trabajar en su base de datos, por su ticket SAACG-2026-00001."
    )
    assert desk.thread[-1] == "▶ Ana López empieza: Trabajo en la base de datos"
    entry = desk.history[-1]
    assert (entry.action, entry.actor, entry.at, entry.data) == (Action.BEGIN, ANA.person, NOON, {"lock": "database"})
    assert "▶ lo empezó Ana López" in desk.line()


def test_typed_it_begins_at_once_or_is_refused_in_words_and_written_down() -> None:
    desk = LockDesk()
    refused = desk.types(Action.BEGIN)
    assert isinstance(refused, Refusal)
    assert (refused.denied, refused.ground) == (True, Ground.CLOSED)
    assert "cerrado. El solicitante no ha confirmado" in whisper_of(refused)
    assert "/ticket autorizar SAACG-2026-00001 MOTIVO" in whisper_of(refused)
    plainly = desk.types(Action.BEGIN, here=False)
    assert why(plainly) == "SAACG-2026-00001 sigue cerrado: Trabajo en la base de datos. La tarjeta dice por qué."
    desk = LockDesk(ATTESTED)
    assert isinstance(desk.types(Action.BEGIN), Change)
    assert desk.begun == 1


def test_pressed_twice_it_begins_once_and_nobody_is_told_twice() -> None:
    desk = LockDesk(ATTESTED)
    desk.types(Action.BEGIN)
    assert why(desk.types(Action.BEGIN)) == "SAACG-2026-00001: acaba de empezar, y el solicitante ya lo sabe."
    assert (desk.begun, desk.told()) == (1, [])
    desk.later(hours=1)
    assert isinstance(desk.types(Action.BEGIN), Change)


def test_a_form_that_was_opened_before_it_closed_is_refused_in_the_form_and_written_down() -> None:
    desk = LockDesk(ATTESTED)
    desk.presses_button()
    desk.later(hours=HOURS)
    refused = desk.chooses("begin")
    assert isinstance(refused, Refusal)
    assert (refused.denied, refused.ground) == (True, Ground.CLOSED)
    form = form_of(refused)
    assert errors(form) == ["Está cerrado. Arriba dice por qué."]
    assert "begin" not in choices(form)


def test_a_supervisor_lets_it_begin_with_a_reason_for_the_locks_time() -> None:
    desk = LockDesk()
    assert errors(form_of(desk.chooses("override", "  ", by=EVA))) == ["Diga el motivo en pocas palabras."]
    desk.chooses("override", "Hay copia de anoche", by=EVA)
    assert desk.line().endswith("por Eva: Hay copia de anoche")
    assert desk.whispered() == [
        "🔓 Eva deja empezar: Trabajo en la base de datos\nSAACG-2026-00001 · No imprime <!channel> · María Pérez\nHay copia de anoche"
    ]
    desk.chooses("begin")
    assert desk.history[-1].data == {"lock": "database", "leave": EVA.person}
    desk.later(hours=HOURS)
    assert not desk.state.is_open


def test_a_supervisor_types_it() -> None:
    desk = LockDesk()
    assert why(desk.types(Action.OVERRIDE, by=EVA, here=False)).startswith("Escriba el número y el motivo")
    desk.types(Action.OVERRIDE, "Hay copia", by=EVA)
    assert desk.state.is_open


def test_the_time_ends_by_a_timer_that_closes_it_on_the_card_and_tells_whoever_has_it() -> None:
    desk = LockDesk()
    desk.attests()
    timers = [each for each in _timers(desk) if isinstance(each, SetTimer)]
    assert [each.due for each in timers] == [NOON + timedelta(hours=HOURS)]
    assert desk.expires() == Change(desk.ticket, None, ())  # too early, it changes nothing
    desk.later(hours=HOURS)
    desk.expires()
    assert desk.line().startswith(
        "🔒 Trabajo en la base de datos: cerrado. Lo que confirmó el solicitante venció el 2026-11-24T02:00"
    )
    assert desk.whispered()[0].startswith("🔒 SAACG-2026-00001, cerrado otra vez: Trabajo en la base de datos")
    assert desk.history[-1].action is Action.EXPIRE


def test_a_ticket_that_is_over_needs_no_timer() -> None:
    desk = LockDesk(ATTESTED)
    result = desk.acts(Action.RESOLVE, "Listo")
    assert isinstance(result, Change)
    assert CancelTimer(key="lock:database:1") in result.effects


def _timers(desk: LockDesk) -> list[object]:
    """What a change of the state since the beginning makes of the timer."""
    from_nothing = replace(desk.ticket, answers={}, locks=())
    return list(lock_timers(desk.process, from_nothing, desk.ticket, desk.player.at, SYSTEM))


def test_what_a_caller_says_is_written_down_by_the_specialist() -> None:
    desk = LockDesk()
    desk.ticket = replace(desk.ticket, requester=replace(desk.ticket.requester, chat=caller_chat("ab12")))
    form = form_of(desk.chooses("attest"))
    assert [entry.id for entry in form.entries] == [
        "database.server",
        "database.backup",
        "database.backup_when",
        "database.backup_place",
    ]
    again = form_of(desk.fills_in(server="yes", backup="", backup_when="mañana a las 9", backup_place="disco"))
    assert errors(again)[0] == "Elija una de estas."
    assert errors(again)[1].startswith("Esa hora todavía no llega")
    desk.fills_in(server="yes", backup="yes", backup_when="hoy a las 9", backup_place="disco")
    assert desk.state.is_open
    assert desk.thread[-1].startswith(
        "📞 Ana López anotó lo que confirma el solicitante: Trabajo en la base de datos\nAcceso al SERVIDOR: Sí"
    )
    assert [each.turn for each in desk.ticket.locks] == [LockTurn.ATTESTED]
    desk.chooses("begin")
    assert desk.thread[-1].startswith("📞 Dígale a quien llamó:") or "Ana López va a empezar" in desk.thread[-1]


def test_nobody_writes_down_what_a_requester_with_a_chat_can_say() -> None:
    desk = LockDesk()
    desk.fills_in(server="yes", backup="yes", backup_when="hoy a las 9", backup_place="disco")
    assert not desk.state.is_open
    assert desk.ticket.status is Status.WAITING_REQUESTER


def test_whoever_does_not_have_the_ticket_begins_nothing_unless_a_supervisor() -> None:
    desk = LockDesk(ATTESTED)
    for action in (Action.BEGIN, Action.ATTEST):
        refused = desk.types(action, by=LUIS)
        assert isinstance(refused, Refusal)
        assert refused.denied
    desk.types(Action.BEGIN, by=EVA)
    assert desk.begun == 1


STATES: Mapping[str, Callable[[], LockDesk]] = {
    "not needed": LockDesk,
    "attested": lambda: LockDesk(ATTESTED),
    "no backup": lambda: LockDesk({**ATTESTED, "backup": Answer(options=("no",))}),
    "expired": lambda: _later(LockDesk(ATTESTED)),
    "let begin": lambda: _let(LockDesk()),
    "let begin, long ago": lambda: _later(_let(LockDesk())),
}


def _later(desk: LockDesk) -> LockDesk:
    desk.later(hours=HOURS)
    return desk


def _let(desk: LockDesk) -> LockDesk:
    desk.types(Action.OVERRIDE, "Hay copia", by=EVA)
    return desk


@pytest.mark.parametrize("who", [ANA, LUIS, EVA], ids=["hers", "another's", "supervisor"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_and_role_begins_overrides_or_is_refused(state: str, who: Actor) -> None:
    is_open = state in ("attested", "let begin")
    desk = STATES[state]()
    desk.types(Action.BEGIN, by=who)
    assert desk.begun == (1 if is_open and who is not LUIS else 0)
    desk = STATES[state]()
    overridden = desk.types(Action.OVERRIDE, "Hay copia", by=who)
    assert isinstance(overridden, Refusal) == (who is not EVA)
    assert desk.state.is_open == (is_open or who is EVA)


STEP = st.sampled_from(["server", "backup", "backup_when", "backup_place", "backup_photo"])
GIVEN = st.sampled_from(
    [
        None,
        Answer(options=("yes",)),
        Answer(options=("no",)),
        Answer(text=Untrusted("disco")),
        Answer(text=Untrusted("hace rato"), as_typed=True),
    ]
)
MOVES = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(["begin", "attest", "override"]), st.sampled_from([ANA, LUIS, EVA])),
    st.tuples(st.just("type"), st.sampled_from([Action.BEGIN, Action.OVERRIDE]), st.sampled_from([ANA, LUIS, EVA])),
    st.tuples(st.just("answer"), STEP, GIVEN),
    st.tuples(st.just("when"), st.integers(-2, 30), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 3.0, 7.9, 8.0]), st.none()),
    st.tuples(st.just("rest"), st.none(), st.none()),
)


@given(st.sampled_from([{}, ATTESTED]), st.lists(MOVES, max_size=14))
@settings(max_examples=40)
def test_work_never_begins_while_nothing_valid_lets_it(
    answers: Mapping[str, Answer], moves: list[tuple[str, object, object]]
) -> None:
    """An oracle of its own: when each thing was last attested, and what was asked anew since."""
    desk = LockDesk(answers)
    said = dict.fromkeys(("server", "backup", "backup_when", "backup_place"), NOON) if answers else {}
    leave = None
    for what, one, other in moves:
        begun, asked = desk.begun, len([each for each in desk.ticket.locks if each.turn is LockTurn.ASKED])
        now = desk.player.at
        time = timedelta(hours=HOURS)
        may = (len(said) == 4 and all(now < each + time for each in said.values())) or (
            leave is not None and now < leave + time
        )
        match what:
            case "press":
                desk.chooses(str(one), "Hay copia", by=other)  # type: ignore[arg-type]  # of the strategy
            case "type":
                desk.types(one, "Hay copia" if one is Action.OVERRIDE else "", by=other)  # type: ignore[arg-type]
            case "answer" | "when":
                step = str(one) if what == "answer" else "backup_when"
                hours = one if isinstance(one, int) else 0
                given_ = other if what == "answer" else Answer(text=Untrusted("x"), moment=now - timedelta(hours=hours))
                was_asked = any(each.what == f"database.{step}" for each in desk.ticket.asked)
                desk.answers(step, given_)  # type: ignore[arg-type]
                if was_asked and step != "backup_photo" and _does(step, given_, hours if what == "when" else None):
                    said[step] = now
                elif was_asked:
                    said.pop(step, None)
            case "wait":
                desk.later(hours=float(str(one)))
            case _:
                desk.acts(Action.RESUME)
        for entry in [each for each in desk.ticket.locks if each.turn is LockTurn.ASKED][asked:]:
            said = {step: at for step, at in said.items() if step not in entry.steps}
        if desk.ticket.locks and desk.ticket.locks[-1].turn is LockTurn.OVERRIDDEN:
            leave = desk.ticket.locks[-1].at
        if desk.begun > begun:
            assert may


def _does(step: str, answer: object, hours: int | None) -> bool:
    """Whether that answer attests it."""
    assert answer is None or isinstance(answer, Answer)
    if answer is None:
        return False
    match step:
        case "server" | "backup":
            return answer.options == ("yes",)
        case "backup_when":
            return hours is not None and 0 <= hours <= 24
        case _:
            return answer.text is not None
