"""What specialists, requesters and timers do to a ticket, through the pure core."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain import placing
from bot.domain.answers import Answer, Note
from bot.domain.buttons import TicketPress, decode
from bot.domain.card import triage_card
from bot.domain.deeds import Change, Deed, Refusal
from bot.domain.effects import AskForm, CancelTimer, Forward, OpenTicket, Revise, Say, SetTimer
from bot.domain.ids import DESK, ChatRef, FileRef, Interaction, PersonRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.process import Process
from bot.domain.roles import MAY, Actor, DeskDecision, DeskOrder, Role, Staff, allowed
from bot.domain.routing import choose
from bot.domain.text import Untrusted
from bot.domain.ticket import TRANSITIONS, Action, Status, Ticket
from bot.domain.working import act, opened
from tests.player import CHAT, NOON, PERSON, plain, read_aloud

WORDS = Words.load()
ANA = Staff(
    person=PersonRef("slack:T:ana"), name=Untrusted("Ana López"), roles=frozenset({Role.SPECIALIST}), on_shift=True
)
LUIS = Staff(
    person=PersonRef("slack:T:luis"), name=Untrusted("Luis Vera"), roles=frozenset({Role.SPECIALIST}), on_shift=True
)
PHOTO = File(ref=FileRef("telegram:photo:1"), kind=FileKind.PHOTO, label=Untrusted("pantalla.jpg"))


@functools.cache
def _saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture(scope="module")
def saacg() -> Process:
    return _saacg()


def wanted(process: Process) -> OpenTicket:
    return OpenTicket(
        chat=CHAT,
        person=PERSON,
        language="es",
        process=process.ref,
        answers={
            "kind": Answer(options=("technical",)),
            "name": Answer(text=Untrusted("María Pérez")),
            "title": Answer(text=Untrusted("No imprime <!channel>")),
        },
        notes=(Note(text=Untrusted("Urge"), files=(PHOTO,)),),
    )


def open_one(process: Process, *bench: Staff) -> tuple[Change, ...]:
    return opened(process, wanted(process), ticket_id=TicketId(1), code="SAACG-2026-00001", at=NOON, bench=bench)


def ticket(process: Process, status: Status, assignee: Staff | None = ANA) -> Ticket:
    base = open_one(process)[0].ticket
    person, name = (assignee.person, assignee.name) if assignee else (None, None)
    done = NOON if status in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED) else None
    return Ticket(
        **{name_: getattr(base, name_) for name_ in base.__dataclass_fields__}
        | {"status": status, "assignee": person, "assignee_name": name, "finished_at": done}
    )


def actor(staff: Staff) -> Actor:
    return Actor(person=staff.person, name=staff.name, roles=staff.roles)


def deed(action: Action, who: Staff | Actor = ANA, text: str | None = None, later: timedelta = timedelta()) -> Deed:
    by = actor(who) if isinstance(who, Staff) else who
    said = Untrusted(text) if text is not None else None
    return Deed(
        action=action, actor=by, at=NOON + later, channel="slack", text=said, interaction=Interaction("slack:i")
    )


REQUESTER = Actor(person=PERSON, name=Untrusted("María"), roles=frozenset({Role.REQUESTER}))


def told(change: Change | Refusal, chat: ChatRef = CHAT) -> list[str]:
    assert isinstance(change, Change), plain(WORDS.span(change.why, "es"))
    return [
        read_aloud(WORDS.message(effect.message, effect.language))
        for effect in change.effects
        if isinstance(effect, Say) and effect.chat == chat
    ]


def why(change: Change | Refusal) -> str:
    assert isinstance(change, Refusal)
    return plain(WORDS.span(change.why, "es"))


def test_a_ticket_opens_with_its_number_told_and_its_card_posted(saacg: Process) -> None:
    opening, assignment = open_one(saacg, ANA)
    assert "Su número de ticket es SAACG-2026-00001" in told(opening)[0]
    card = next(effect for effect in opening.effects if isinstance(effect, Say) and effect.chat == DESK)
    assert card.post == opening.ticket.card
    assert Forward(chat=DESK, file=PHOTO, thread=opening.ticket.card, ticket=TicketId(1)) in opening.effects
    assert opening.entry is not None
    assert (opening.entry.action, opening.entry.seq, opening.entry.before, opening.entry.after) == (
        Action.OPEN, 1, Status.NEW, Status.NEW,
    )  # fmt: skip
    assert assignment.ticket.status is Status.ASSIGNED
    assert assignment.ticket.assignee == ANA.person
    assert "Ana López" in told(assignment)[0]
    assert told(assignment, ChatRef(ANA.person)) != []


def test_with_nobody_on_shift_the_requester_is_told_honestly_and_the_ticket_waits(saacg: Process) -> None:
    (opening,) = open_one(saacg)
    assert opening.ticket.status is Status.NEW
    assert "no hay un especialista disponible" in told(opening)[1]


def test_the_least_loaded_on_shift_at_that_level_is_chosen(saacg: Process) -> None:
    busy = Staff(
        person=PersonRef("slack:T:b"), name=Untrusted("B"), roles=frozenset({Role.SPECIALIST}), on_shift=True, load=3
    )
    away = Staff(person=PersonRef("slack:T:c"), name=Untrusted("C"), roles=frozenset({Role.SPECIALIST}))
    second = Staff(
        person=PersonRef("slack:T:d"), name=Untrusted("D"), roles=frozenset({Role.SECOND_LEVEL}), on_shift=True
    )
    first = ticket(saacg, Status.NEW, None)
    assert choose(saacg, first, [busy, away, second, LUIS, ANA]) is LUIS
    assert choose(saacg, replace(first, level="second"), [busy, away, second, LUIS]) is second
    assert choose(saacg, first, [away, second]) is None


def test_taking_tells_the_requester_who_and_edits_the_card(saacg: Process) -> None:
    change = act(saacg, ticket(saacg, Status.ASSIGNED), deed(Action.TAKE))
    assert "Ana López ya está trabajando" in told(change)[0]
    assert isinstance(change, Change)
    assert change.ticket.status is Status.IN_PROGRESS
    revision = next(effect for effect in change.effects if isinstance(effect, Revise))
    assert revision.post == change.ticket.card
    assert "en atención" in read_aloud(WORDS.message(revision.message, "es"))


def test_the_second_to_take_is_told_by_whom_it_was_taken(saacg: Process) -> None:
    taken = ticket(saacg, Status.IN_PROGRESS)
    assert why(act(saacg, taken, deed(Action.TAKE, LUIS))).startswith("SAACG-2026-00001 ya lo tomó Ana López. (Desde: ")
    assert why(act(saacg, taken, deed(Action.TAKE, ANA))) == "Usted ya tiene SAACG-2026-00001."


def test_a_reply_needs_its_form_and_reaches_exactly_the_requester_and_the_thread(saacg: Process) -> None:
    working = ticket(saacg, Status.IN_PROGRESS)
    asked = act(saacg, working, deed(Action.REPLY))
    assert isinstance(asked, Change)
    assert asked.entry is None
    (form,) = asked.effects
    assert isinstance(form, AskForm)
    assert decode(form.form.data) == TicketPress("reply", TicketId(1), 1)
    replied = act(saacg, working, deed(Action.REPLY, text="¿Qué impresora?"))
    assert told(replied) == ["💬 Ana López, sobre SAACG-2026-00001:\n¿Qué impresora?"]
    assert isinstance(replied, Change)
    in_thread = [e for e in replied.effects if isinstance(e, Say) and e.chat == DESK and e.thread == working.card]
    assert len(in_thread) == 1


def test_a_note_stays_inside(saacg: Process) -> None:
    noted = act(saacg, ticket(saacg, Status.IN_PROGRESS), deed(Action.NOTE, text="no sabe usar la impresora"))
    assert told(noted) == []


def test_resolving_asks_the_requester_and_sets_the_clock_for_closing(saacg: Process) -> None:
    resolved = act(saacg, ticket(saacg, Status.IN_PROGRESS), deed(Action.RESOLVE, text="Se cambió la impresora"))
    (notice,) = told(resolved)
    assert "Se cambió la impresora" in notice
    assert "[✔ Ya quedó: cerrar] [↺ Sigue igual]" in notice
    assert isinstance(resolved, Change)
    timer = next(effect for effect in resolved.effects if isinstance(effect, SetTimer))
    assert timer.due == NOON + timedelta(days=saacg.periods.close_days, hours=6)  # when that day of work ends


def test_still_the_same_reopens_within_the_window_only(saacg: Process) -> None:
    resolved = ticket(saacg, Status.RESOLVED)
    days = timedelta(days=saacg.periods.reopen_days)
    reopened = act(saacg, resolved, deed(Action.REOPEN, REQUESTER, later=days))
    assert isinstance(reopened, Change)
    assert reopened.ticket.status is Status.REOPENED
    assert CancelTimer(key="close:1") in reopened.effects
    late = act(saacg, resolved, deed(Action.REOPEN, REQUESTER, later=days + timedelta(seconds=1)))
    assert isinstance(late, Change)
    assert late.entry is None
    assert told(late) == [
        f"SAACG-2026-00001 se cerró hace más de {saacg.periods.reopen_days} días y ya no se reabre.\n"
        "[➕ Nueva solicitud sobre esto]"
    ]
    by_the_desk = act(saacg, resolved, deed(Action.REOPEN, later=days + timedelta(seconds=1)))
    assert (
        why(by_the_desk) == f"SAACG-2026-00001 se cerró hace más de {saacg.periods.reopen_days} días y ya no se reabre."
    )


def test_what_the_requester_writes_goes_to_the_thread_and_wakes_a_waiting_ticket(saacg: Process) -> None:
    waiting = ticket(saacg, Status.WAITING_REQUESTER)
    said = act(saacg, waiting, deed(Action.TELL, REQUESTER, "La del segundo piso"))
    assert isinstance(said, Change)
    assert said.ticket.status is Status.IN_PROGRESS
    threads = [e for e in said.effects if isinstance(e, Say) and e.chat == DESK]
    assert "La del segundo piso" in read_aloud(WORDS.message(threads[0].message, "es"))


def test_a_requester_who_still_writes_keeps_a_resolved_ticket_from_closing(saacg: Process) -> None:
    said = act(
        saacg, ticket(saacg, Status.RESOLVED), deed(Action.TELL, REQUESTER, "Sigue igual", later=timedelta(days=1))
    )
    assert isinstance(said, Change)
    timer = next(effect for effect in said.effects if isinstance(effect, SetTimer))
    assert timer.due == NOON + timedelta(days=1 + saacg.periods.close_days, hours=6)


def test_the_first_specialist_is_told_when_a_colleague_takes_over(saacg: Process) -> None:
    change = act(saacg, ticket(saacg, Status.ASSIGNED), deed(Action.TAKE, LUIS))
    assert told(change, ChatRef(ANA.person))[0].startswith("Luis Vera tomó SAACG-2026-00001, que era suyo")


def test_an_action_that_does_not_fit_says_how_the_ticket_stands(saacg: Process) -> None:
    refusal = why(act(saacg, ticket(saacg, Status.CLOSED), deed(Action.REPLY, text="x")))
    assert refusal.startswith("SAACG-2026-00001 está cerrado; eso ya no procede. (Desde: ")


@given(
    status=st.sampled_from(Status),
    action=st.sampled_from(Action),
    roles=st.frozensets(st.sampled_from(Role)),
    text=st.text(),
)
def test_every_action_in_every_state_by_every_role_is_decided(
    status: Status, action: Action, roles: frozenset[Role], text: str
) -> None:
    process = _saacg()
    before = ticket(process, status)
    by = Actor(person=PersonRef("slack:T:x"), name=Untrusted("X"), roles=roles)
    result = act(process, before, deed(action, by, text))
    if not allowed(roles, action) or (status, action) not in TRANSITIONS:
        assert isinstance(result, Refusal)
    if isinstance(result, Change) and result.entry is None:  # what it needs is asked in a form first
        assert result.ticket is before
    if isinstance(result, Change) and result.entry is not None:
        assert result.ticket.status is TRANSITIONS[(status, action)]
        assert result.entry.seq == result.ticket.revision == before.revision + 1


def test_what_the_table_does_not_list_nobody_may() -> None:
    assert set(MAY) == set(Action) | set(DeskOrder) | set(DeskDecision)
    assert not allowed(frozenset(), Action.TAKE)
    assert not allowed(frozenset({Role.ADMINISTRATOR}), Action.REPLY)


def test_every_state_but_the_last_can_be_left() -> None:
    leaving = {status for (status, action), after in TRANSITIONS.items() if after is not status}
    assert set(Status) - leaving == {Status.CANCELLED}


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Status.NEW, ["take", "reply", "note", "escalate", "resolve"]),
        (Status.ASSIGNED, ["take", "reply", "ask", "remote", "note", "escalate", "resolve"]),
        (Status.IN_PROGRESS, ["reply", "ask", "remote", "note", "escalate", "resolve"]),
        (Status.RESOLVED, ["close", "reopen", "note"]),
        (Status.CLOSED, ["reopen", "note"]),
        (Status.CANCELLED, []),
    ],
)
def test_the_card_offers_what_the_state_allows(saacg: Process, status: Status, offered: list[str]) -> None:
    card = triage_card(saacg, ticket(saacg, status))
    actions = [decode(button.data) for row in card.buttons for button in row]
    assert [press.action for press in actions if isinstance(press, TicketPress)] == offered


def test_the_card_shows_what_was_contributed_without_believing_it(saacg: Process) -> None:
    card = WORDS.message(triage_card(saacg, ticket(saacg, Status.NEW)), "es")
    assert card.body == (Untrusted("No imprime <!channel>"),)
    said = read_aloud(card)
    assert "Solicitante: María Pérez" in said
    assert "📝 Urge" in said
    assert "Archivos: pantalla.jpg" in said


def test_an_assignment_from_the_queue_is_written_down_as_the_systems(saacg: Process) -> None:
    change = placing.given(saacg, open_one(saacg)[0].ticket, LUIS, at=NOON)
    assert change.entry is not None
    assert (change.entry.actor, change.entry.before, change.entry.after) == ("system", Status.NEW, Status.ASSIGNED)
