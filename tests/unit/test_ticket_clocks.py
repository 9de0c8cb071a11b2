"""What is done to a ticket moves its clocks, and the card says so."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.calendar import ALL_DAY
from bot.domain.card import triage_card
from bot.domain.clock_words import in_words
from bot.domain.clocks import Clock, State, Turn, Which, due, elapsed, run_of, state
from bot.domain.deeds import SYSTEM, Change, Deed
from bot.domain.effects import Mark, OpenTicket, Revise, Say
from bot.domain.ids import PersonRef, TicketId
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Status, Ticket
from bot.domain.ticket_clocks import OF_A_TICKET, TURNS, business_days_later, calendars_of, clocked
from bot.domain.working import act, opened
from tests.player import CHAT, NOON, PERSON, read_aloud

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ANA = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana"), roles=frozenset({Role.SPECIALIST}))
MARIA = Actor(person=PERSON, name=Untrusted("María"), roles=frozenset({Role.REQUESTER}))
TIMER = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
FIRST, NEXT, RESOLUTION = OF_A_TICKET
WORDS = Words.load()


@functools.cache
def _desk(process: str = "saacg") -> Process:
    """From 9 to 15 and from 16 to 18 in Mexico City; an answer in 2 h, the next in 4 h, resolved in 16 h."""
    return Catalogue.load([process]).current(process)


def _opened(process: Process | None = None) -> Ticket:
    """On Monday, 23 November 2026, at noon."""
    desk = process or _desk()
    answers = {
        "kind": Answer(options=(desk.kinds[1].id,)),
        "name": Answer(text=Untrusted("María")),
        "title": Answer(text=Untrusted("No imprime")),
    }
    wanted = OpenTicket(chat=CHAT, person=PERSON, language="es", process=desk.ref, answers=answers)
    change = opened(desk, wanted, ticket_id=TicketId(1), code="S-1", at=NOON, bench=())[0]
    return change.ticket


def _done(ticket: Ticket, action: Action, by: Actor, after: float, words: str = "Un momento") -> Change:
    """So many hours after the ticket was opened, through the whole of the core."""
    deed = Deed(action=action, actor=by, at=NOON + after * HOUR, channel="test", text=Untrusted(words))
    change = act(_desk(), ticket, deed)
    assert isinstance(change, Change)
    return change


def _do(ticket: Ticket, action: Action, by: Actor, after: float, **changed: object) -> Ticket:
    """Only what an action does to the clocks."""
    afterwards = replace(ticket, **changed)  # type: ignore[arg-type]
    return clocked(_desk(), ticket, afterwards, action=action, actor=by, at=NOON + after * HOUR)


def _clock(ticket: Ticket, which: Which) -> Clock:
    return next((each for each in ticket.clocks if each.which is which), Clock(which=which))


def _states(ticket: Ticket) -> tuple[State, State, State]:
    first, following, resolution = (state(_clock(ticket, which)) for which in OF_A_TICKET)
    return first, following, resolution


def _hours(ticket: Ticket, which: Which) -> float | None:
    """How many hours after the opening the clock is due."""
    at = due(_clock(ticket, which), calendars_of(_desk()))
    return None if at is None else (at - NOON) / HOUR


IDLE, RUNNING, PAUSED, STOPPED = State


def test_opening_starts_the_first_response_and_the_resolution() -> None:
    ticket = _opened()

    assert _states(ticket) == (RUNNING, IDLE, RUNNING)
    assert (_hours(ticket, FIRST), _hours(ticket, RESOLUTION)) == (2, 48)  # 14:00; Wednesday at noon
    assert {each.entries[0].actor for each in ticket.clocks} == {PERSON}


def test_a_specialists_answer_stops_the_first_response_and_a_note_does_not() -> None:
    ticket = _done(_opened(), Action.NOTE, ANA, 0.5).ticket
    assert _states(ticket) == (RUNNING, IDLE, RUNNING)

    assert _states(_done(ticket, Action.REPLY, ANA, 1).ticket) == (STOPPED, IDLE, RUNNING)


@pytest.mark.parametrize("action", [Action.REPLY, Action.ASK, Action.TAKE, Action.ASSIGN])
def test_what_is_sent_by_itself_is_no_response(action: Action) -> None:
    assert _states(_do(_opened(), action, TIMER, 1))[:2] == (RUNNING, IDLE)


def test_the_requesters_word_wants_an_answer_once_the_first_was_given() -> None:
    ticket = _done(_opened(), Action.TELL, MARIA, 0.5).ticket
    assert _states(ticket) == (RUNNING, IDLE, RUNNING)  # the first one is still owed

    ticket = _done(_done(ticket, Action.REPLY, ANA, 1).ticket, Action.TELL, MARIA, 2).ticket
    again = _done(ticket, Action.TELL, MARIA, 2.5).ticket

    assert _states(again) == (STOPPED, RUNNING, RUNNING)
    assert _hours(again, NEXT) == _hours(ticket, NEXT) == 22  # 14:00 to 15:00, 16:00 to 18:00, Tuesday 9:00 to 10:00
    assert _states(_done(again, Action.REPLY, ANA, 3).ticket) == (STOPPED, STOPPED, RUNNING)


@pytest.mark.parametrize("words", ["Muchas gracias", "👍"])
def test_thanks_want_no_answer(words: str) -> None:
    answered = _done(_opened(), Action.REPLY, ANA, 1).ticket

    assert _states(_done(answered, Action.TELL, MARIA, 2, words).ticket) == (STOPPED, IDLE, RUNNING)


def test_an_edited_message_starts_no_clock() -> None:
    answered = _done(_opened(), Action.REPLY, ANA, 1).ticket
    deed = Deed(action=Action.TELL, actor=MARIA, at=NOON + 2 * HOUR, channel="test", mark=Mark.AMENDED)
    change = act(_desk(), answered, deed)

    assert isinstance(change, Change)
    assert change.ticket.clocks == answered.clocks


def test_asking_the_requester_answers_them_and_stops_the_resolution_until_they_write() -> None:
    asked = _do(_opened(), Action.ASK, ANA, 1, status=Status.WAITING_REQUESTER)
    assert _states(asked) == (STOPPED, IDLE, PAUSED)
    assert _hours(asked, RESOLUTION) is None

    told = _do(asked, Action.TELL, MARIA, 2, status=Status.IN_PROGRESS)

    assert _states(told) == (STOPPED, RUNNING, RUNNING)
    assert _hours(told, RESOLUTION) == 49  # an hour later than without the question


def test_what_the_desk_paused_the_requester_does_not_resume() -> None:
    paused = _do(_opened(), Action.PAUSE, ANA, 1)
    assert _states(paused) == (PAUSED, IDLE, PAUSED)
    assert _states(_do(paused, Action.TELL, MARIA, 2)) == (PAUSED, IDLE, PAUSED)

    assert _states(_do(paused, Action.RESUME, ANA, 3)) == (RUNNING, IDLE, RUNNING)


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (Action.RESOLVE, Status.RESOLVED),
        (Action.CLOSE, Status.CLOSED),
        (Action.CANCEL, Status.CANCELLED),
        (Action.MERGE, Status.CLOSED),
    ],
)
def test_what_ends_a_ticket_stops_all_its_clocks(action: Action, status: Status) -> None:
    waiting = _do(_do(_opened(), Action.ASK, ANA, 1), Action.TELL, MARIA, 2)

    assert _states(_do(waiting, action, ANA, 3, status=status)) == (STOPPED, STOPPED, STOPPED)


def test_a_ticket_that_takes_another_in_or_lets_it_go_keeps_its_clocks() -> None:
    stays, merged = _opened(), replace(_opened(), id=TicketId(2), code="S-2")
    deed = Deed(action=Action.MERGE, actor=ANA, at=NOON + HOUR, channel="test", other=stays)
    merging = act(_desk(), merged, deed)
    assert isinstance(merging, Change)
    ((_, taken),) = merging.also

    assert _states(merging.ticket) == (STOPPED, IDLE, STOPPED)
    assert taken.ticket.clocks == stays.clocks

    deed = Deed(action=Action.REOPEN, actor=MARIA, at=NOON + 2 * HOUR, channel="test", other=taken.ticket)
    reopening = act(_desk(), merging.ticket, deed)
    assert isinstance(reopening, Change)
    ((_, left),) = reopening.also

    assert _states(reopening.ticket) == (STOPPED, RUNNING, RUNNING)
    assert left.ticket.clocks == stays.clocks


def test_a_resolved_ticket_closes_by_itself_when_the_last_of_its_business_days_ends() -> None:
    desk = _desk()
    always = replace(desk, levels=tuple(replace(level, calendar=None) for level in desk.levels))

    assert business_days_later(desk, _opened(), NOON, 4) == NOON + timedelta(days=4, hours=6)  # Friday, 18:00
    assert business_days_later(desk, _opened(), NOON, 5) == NOON + timedelta(days=7, hours=6)  # after the weekend
    assert business_days_later(always, _opened(always), NOON, 4) == NOON + timedelta(days=4)


def test_a_reopened_ticket_has_its_time_anew_and_a_word_after_the_end_starts_nothing() -> None:
    resolved = _done(_opened(), Action.RESOLVE, ANA, 1).ticket
    assert _states(_done(resolved, Action.TELL, MARIA, 2).ticket) == (STOPPED, IDLE, STOPPED)

    reopened = _done(resolved, Action.REOPEN, MARIA, 24).ticket

    assert _states(reopened) == (STOPPED, RUNNING, RUNNING)
    assert _hours(reopened, RESOLUTION) == 24 + 48


def test_another_priority_is_another_deadline_even_while_the_clock_stands() -> None:
    asked = _do(_opened(), Action.ASK, ANA, 1)

    urgent = _do(asked, Action.NOTE, ANA, 2, priority="urgent")
    resumed = _do(urgent, Action.RESUME, ANA, 2)

    assert _clock(urgent, RESOLUTION).entries[-1].turn is Turn.RETARGET
    assert _hours(resumed, RESOLUTION) == 25  # 8 h instead of 16, and one that was paused: Tuesday 13:00
    assert _clock(urgent, FIRST) == _clock(asked, FIRST)  # what was answered in time stays so


def test_another_level_is_another_calendar_from_then_on() -> None:
    desk = _desk("advertmind")
    office, night = (replace(each, holidays=None) for each in desk.calendars)
    night = replace(night, hours=replace(night.hours, monday=("00:00-24:00",)))
    desk = replace(desk, calendars=(office, night))
    ticket = _opened(desk)
    escalated = clocked(
        desk, ticket, replace(ticket, level="second"), action=Action.ESCALATE, actor=ANA, at=NOON + HOUR
    )
    clock, calendars = _clock(escalated, RESOLUTION), calendars_of(desk)
    run = run_of(clock)

    assert run is not None
    assert [each.calendar for each in run.spells] == ["helpdesk", "development"]
    assert calendars("development").week[0] == ALL_DAY
    assert elapsed(clock, NOON + 9 * HOUR, calendars) == 9 * HOUR  # the first level has gone home by then


def test_a_desk_that_promises_nothing_has_no_clocks_and_without_a_calendar_all_time_counts() -> None:
    bare = replace(_desk(), targets=())
    always = replace(_desk(), levels=tuple(replace(level, calendar=None) for level in _desk().levels))

    assert _opened(bare).clocks == ()
    assert "Plazos" not in _card(bare, _opened(bare))
    assert due(_clock(_opened(always), RESOLUTION), calendars_of(always)) == NOON + 16 * HOUR


def test_the_time_that_is_left_is_told_in_hours_and_minutes() -> None:
    told = [WORDS.text((in_words(time),), "es") for time in (130 * MINUTE, 2 * HOUR, 59.5 * MINUTE, -HOUR, 25 * HOUR)]

    assert ["".join(map(str, each)) for each in told] == ["2 h 10 min", "2 h", "1 h", "0 min", "25 h"]


def _card(process: Process, ticket: Ticket) -> str:
    return read_aloud(WORDS.message(triage_card(process, ticket), "es"))


def test_the_card_says_when_each_clock_is_due() -> None:
    card = _card(_desk(), _opened())

    assert "Plazos: Primera respuesta: 2026-11-23T20:00:00+00:00 (" in card
    assert "\nSolución: 2026-11-25T18:00:00+00:00 (" in card


def test_the_card_says_why_a_clock_stands_and_what_is_left_of_it() -> None:
    asked = _do(_opened(), Action.ASK, ANA, 1.5, updated_at=NOON + 1.5 * HOUR)
    paused = _do(_opened(), Action.PAUSE, ANA, 1.5, updated_at=NOON + 1.5 * HOUR)

    assert "Plazos: ⏸ Solución: detenido, quedan 14 h 30 min (en espera del solicitante)" in _card(_desk(), asked)
    assert "⏸ Primera respuesta: detenido, quedan 30 min (en pausa por la mesa)" in _card(_desk(), paused)


def test_the_card_marks_a_deadline_that_was_past_when_the_ticket_last_changed() -> None:
    late = _done(_opened(), Action.NOTE, ANA, 3).ticket

    assert "⚠️ Primera respuesta: vencido desde el 2026-11-23T20:00:00+00:00 (" in _card(_desk(), late)
    assert "⚠️ Primera" not in _card(_desk(), _done(_opened(), Action.REPLY, ANA, 3).ticket)


def test_the_first_card_has_the_deadlines_and_it_changes_when_they_do() -> None:
    wanted = OpenTicket(
        chat=CHAT, person=PERSON, language="es", process=_desk().ref, answers={"kind": Answer(options=("technical",))}
    )
    first = opened(_desk(), wanted, ticket_id=TicketId(1), code="S-1", at=NOON, bench=())[0]
    posted = next(each for each in first.effects if isinstance(each, Say) and each.post is not None)
    answered = _done(_done(first.ticket, Action.TAKE, ANA, 1).ticket, Action.REPLY, ANA, 1).ticket

    assert "Plazos: Primera respuesta" in read_aloud(WORDS.message(posted.message, "es"))
    assert any(isinstance(each, Revise) for each in _done(answered, Action.TELL, MARIA, 2).effects)


def test_every_turn_of_the_table_is_of_an_action_that_changes_a_ticket() -> None:
    assert set(TURNS) <= set(Action)
    assert Action.NOTE not in TURNS
