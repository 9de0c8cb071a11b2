"""What developers, the desk, requesters and the system do to an incident, through the pure core."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.buttons import IncidentPress, decode
from bot.domain.clocks import State, Which, state
from bot.domain.deeds import Refusal
from bot.domain.effects import AskForm, OnIncident, OnTicket, OpenIncident, Say
from bot.domain.ids import DEVELOPMENT, IncidentId, Interaction, PersonRef, TicketId
from bot.domain.incident import (
    ENDED,
    MOVES,
    Approval,
    Incident,
    IncidentAction,
    IncidentKind,
    IncidentStatus,
    LinkedTicket,
    Verdict,
)
from bot.domain.incident_card import AFTER_APPROVAL, incident_card
from bot.domain.incident_clocks import committed
from bot.domain.incident_deeds import IncidentChange, IncidentDeed, waiting
from bot.domain.incident_roles import INCIDENT_MAY, may
from bot.domain.incident_rules import Approver, StandardTime, standard_time
from bot.domain.incident_working import act_on, opened_incident
from bot.domain.message import Entered
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action
from tests.player import NOON, plain, read_aloud

WORDS = Words.load()
LAURA = LinkedTicket(ticket=TicketId(12), code="AM-2026-00012", name=Untrusted("Laura"))
RAUL = LinkedTicket(ticket=TicketId(15), code="AM-2026-00015", name=Untrusted("Raúl"))
DIEGO = Actor(person=PersonRef("slack:T:diego"), name=Untrusted("Diego"), roles=frozenset({Role.DEVELOPER}))
ANA = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana"), roles=frozenset({Role.SPECIALIST}))
SILENCE = Actor(person=PersonRef("system"), name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
HER = Actor(person=PersonRef("telegram:1"), name=Untrusted("Laura"), roles=frozenset({Role.REQUESTER}))


@functools.cache
def _advertmind() -> Process:
    return Catalogue.load(["advertmind"]).current("advertmind")


def approved_by(approver: Approver) -> Process:
    process = _advertmind()
    assert process.incidents is not None
    return replace(process, incidents=replace(process.incidents, approver=approver))


def opened(kind: IncidentKind = IncidentKind.ERROR, process: Process | None = None) -> IncidentChange:
    process = process or _advertmind()
    wanted = OpenIncident(
        ticket=LAURA,
        process=process.ref,
        kind=kind,
        title=Untrusted("No toma la numeración <!channel>"),
        description=Untrusted("1. Abrir Facturas"),
        actor=ANA,
        channel="slack",
        approver=Untrusted("Laura Gómez, gerente") if kind is IncidentKind.MODIFICATION else None,
    )
    return opened_incident(process, wanted, incident_id=IncidentId(3), code="I-2026-0003", at=NOON)


def standing(status: IncidentStatus, *links: LinkedTicket, process: Process | None = None) -> Incident:
    incident = opened(process=process).incident
    return replace(incident, status=status, links=links or (LAURA, RAUL))


def deed(action: IncidentAction, who: Actor = DIEGO, later: timedelta = timedelta(), **fields: str) -> IncidentDeed:
    values = {name: Entered(text=Untrusted(text)) for name, text in fields.items() if name not in ("ticket", "to")}
    if "to" in fields:
        values["to"] = Entered(choices=(fields["to"],))
    text = next((each.text for each in values.values()), None)
    ticket = {"12": LAURA, "15": RAUL}.get(fields.get("ticket", ""))
    return IncidentDeed(
        action=action,
        actor=who,
        at=NOON + later,
        channel="slack",
        text=text,
        values=values,
        interaction=Interaction("slack:i"),
        ticket=ticket,
    )


def done(incident: Incident, what: IncidentDeed, process: Process | None = None) -> IncidentChange:
    result = act_on(process or _advertmind(), incident, what)
    assert isinstance(result, IncidentChange), plain(WORDS.span(result.why, "es"))
    return result


def told(change: IncidentChange) -> list[tuple[int, Action]]:
    return [(each.ticket, each.action) for each in change.effects if isinstance(each, OnTicket)]


def in_thread(change: IncidentChange) -> list[str]:
    return [
        read_aloud(WORDS.message(each.message, "es"))
        for each in change.effects
        if isinstance(each, Say) and each.chat == DEVELOPMENT and each.thread is not None
    ]


@given(
    status=st.sampled_from(IncidentStatus),
    action=st.sampled_from(IncidentAction),
    roles=st.frozensets(st.sampled_from(Role)),
    approver=st.sampled_from(Approver),
    version=st.text(),
    ticket=st.sampled_from(["", "12", "15"]),
    approval=st.none() | st.builds(Approval, given=st.none() | st.booleans()),
    form=st.booleans(),
)
def test_every_action_in_every_state_by_every_role_is_decided(
    status: IncidentStatus,
    action: IncidentAction,
    roles: frozenset[Role],
    approver: Approver,
    version: str,
    ticket: str,
    approval: Approval | None,
    form: bool,
) -> None:
    process = approved_by(approver)
    before = replace(standing(status, process=process), approval=approval)
    by = Actor(person=PersonRef("slack:T:x"), name=Untrusted("X"), roles=roles)
    fields = {"version": version, "text": version, "reason": version} if form else {}
    result = act_on(process, before, deed(action, by, timedelta(), ticket=ticket, **fields))
    if not may(roles, action, before.kind, approver) or (status, action) not in MOVES:
        assert isinstance(result, Refusal)
    if before.awaits_approval and action in AFTER_APPROVAL:
        assert isinstance(result, Refusal)
    if isinstance(result, IncidentChange) and result.entry is None:  # what it needs is asked in a form first
        assert result.incident is before
        assert [type(each) for each in result.effects] == [AskForm]
    if isinstance(result, IncidentChange) and result.entry is not None:
        assert result.incident.status is MOVES[(status, action)]
        assert result.entry.seq == result.incident.revision == before.revision + 1
        assert (result.entry.before, result.entry.after) == (status, result.incident.status)
        assert len(told(result)) == len(set(told(result)))


def test_every_action_has_its_roles_and_what_is_not_listed_nobody_may() -> None:
    assert set(INCIDENT_MAY) == set(IncidentAction)
    assert {action for _, action in MOVES} == set(IncidentAction) - {IncidentAction.OPEN}
    for action in (IncidentAction.ACCEPT, IncidentAction.START, IncidentAction.PLAN, IncidentAction.DELIVER):
        assert INCIDENT_MAY[action] == frozenset({Role.DEVELOPER})
    assert not may(frozenset({Role.REQUESTER}), IncidentAction.OPEN, IncidentKind.ERROR, Approver.REQUESTER)
    assert may(frozenset({Role.REQUESTER}), IncidentAction.OPEN, IncidentKind.MODIFICATION, Approver.NOBODY)
    assert not may(frozenset({Role.DEVELOPER}), IncidentAction.OPEN, IncidentKind.ERROR, Approver.NOBODY)


def test_every_state_but_declined_can_be_left_and_every_one_can_be_reached() -> None:
    leaving = {status for (status, _), after in MOVES.items() if after is not status}
    reached = {after for (status, _), after in MOVES.items() if after is not status} | {IncidentStatus.REGISTERED}
    assert set(IncidentStatus) - leaving == {IncidentStatus.DECLINED}
    assert reached == set(IncidentStatus)
    assert {IncidentStatus.CONFIRMED, IncidentStatus.DECLINED} == ENDED


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (IncidentStatus.REGISTERED, ["accept", "start", "plan", "reply", "decline"]),
        (IncidentStatus.ACCEPTED, ["start", "plan", "deliver", "reply", "decline"]),
        (IncidentStatus.IN_DEVELOPMENT, ["plan", "deliver", "reply", "decline"]),
        (IncidentStatus.PLANNED, ["start", "deliver", "reply", "decline"]),
        (IncidentStatus.DELIVERED, ["start", "deliver", "reply"]),
        (IncidentStatus.CONFIRMED, []),
        (IncidentStatus.DECLINED, []),
    ],
)
def test_the_card_offers_what_the_state_allows_with_ids_and_revision(
    status: IncidentStatus, offered: list[str]
) -> None:
    card = incident_card(_advertmind(), standing(status))
    presses = [decode(button.data) for row in card.buttons for button in row]
    assert presses == [IncidentPress(action, IncidentId(3), 1) for action in offered]


def test_an_incident_opens_with_its_card_its_clock_and_its_requester_told() -> None:
    change = opened()
    card = next(each for each in change.effects if isinstance(each, Say) and each.post == change.incident.card)
    assert (card.chat, card.thread) == (DEVELOPMENT, None)
    said = read_aloud(WORDS.message(card.message, "es"))
    assert "I-2026-0003 · ingresado" in said
    assert "AM-2026-00012 · Laura" in said
    assert told(change) == [(12, Action.INCIDENT)]
    assert change.entry is not None
    assert (change.entry.seq, change.entry.action) == (1, IncidentAction.OPEN)


def test_the_committed_time_is_the_standard_time_on_the_developers_calendar() -> None:
    process = _advertmind()
    assert process.incidents is not None
    standard = standard_time(process.incidents.times, IncidentKind.ERROR, None)
    assert standard is not None
    incident = opened().incident
    due = committed(process, incident)
    assert due is not None
    assert due > NOON + timedelta(hours=standard.fix_hours or 0)  # nights and weekends do not count
    urgent = replace(incident, priority="urgent")
    assert StandardTime(kinds=(IncidentKind.ERROR,), priorities=("urgent",)).fits(urgent.kind, urgent.priority)


def test_the_clocks_stop_with_the_answer_and_the_delivery_and_start_anew_with_the_work() -> None:
    def states(incident: Incident) -> dict[Which, State]:
        return {each.which: state(each) for each in incident.clocks}

    registered = standing(IncidentStatus.REGISTERED)
    assert states(registered) == {Which.ANSWER: State.RUNNING, Which.FIX: State.RUNNING}
    accepted = done(registered, deed(IncidentAction.ACCEPT)).incident
    assert states(accepted) == {Which.ANSWER: State.STOPPED, Which.FIX: State.RUNNING}
    planned = done(accepted, deed(IncidentAction.PLAN, version="5.3")).incident
    assert states(planned)[Which.FIX] is State.PAUSED
    started = done(planned, deed(IncidentAction.START)).incident
    assert states(started)[Which.FIX] is State.RUNNING
    delivered = done(started, deed(IncidentAction.DELIVER, version="5.3")).incident
    assert states(delivered)[Which.FIX] is State.STOPPED
    again = done(delivered, deed(IncidentAction.START, later=timedelta(days=1))).incident
    assert states(again)[Which.FIX] is State.RUNNING


def test_a_version_is_told_to_everybody_for_whom_it_does_not_work_yet_once_each() -> None:
    works = replace(LAURA, verdict=Verdict.WORKS)
    change = done(standing(IncidentStatus.IN_DEVELOPMENT, works, RAUL), deed(IncidentAction.DELIVER, version="5.2"))
    assert told(change) == [(15, Action.DELIVER)]
    assert change.incident.link(RAUL.ticket) == replace(RAUL, verdict=Verdict.TOLD)
    assert "corregido en la versión 5.2" in in_thread(change)[0]
    twice = act_on(_advertmind(), change.incident, deed(IncidentAction.DELIVER, version="5.2"))
    assert isinstance(twice, IncidentChange)
    assert twice.entry is None  # the same version is not told again
    assert told(twice) == []


def test_an_empty_version_or_reason_opens_the_form_again() -> None:
    for action, field in ((IncidentAction.DELIVER, "version"), (IncidentAction.PLAN, "version")):
        asked = done(standing(IncidentStatus.ACCEPTED), deed(action, DIEGO, timedelta(), **{field: "  "}))
        (form,) = asked.effects
        assert isinstance(form, AskForm)
        assert form.form.entries[0].error
    declined = done(standing(IncidentStatus.ACCEPTED), deed(IncidentAction.DECLINE))
    assert declined.entry is None


def test_when_all_say_that_it_works_the_incident_is_confirmed() -> None:
    delivered = standing(
        IncidentStatus.DELIVERED, replace(LAURA, verdict=Verdict.TOLD), replace(RAUL, verdict=Verdict.TOLD)
    )
    first = done(delivered, deed(IncidentAction.WORKS, HER, ticket="12"))
    assert not any(isinstance(each, OnIncident) for each in first.effects)
    second = done(first.incident, deed(IncidentAction.WORKS, SILENCE, ticket="15"))
    assert "se cerró solo" in in_thread(second)[0]
    (last,) = [each for each in second.effects if isinstance(each, OnIncident)]
    assert (last.action, last.actor.roles) == (IncidentAction.CONFIRM, frozenset({Role.SYSTEM}))
    confirmed = done(second.incident, deed(IncidentAction.CONFIRM, SILENCE))
    assert confirmed.incident.status is IncidentStatus.CONFIRMED
    reopened = done(confirmed.incident, deed(IncidentAction.FAILS, HER, ticket="12"))
    assert reopened.incident.status is IncidentStatus.DELIVERED


def test_one_that_still_fails_is_told_in_the_thread_and_waits_for_the_next_version() -> None:
    delivered = standing(
        IncidentStatus.DELIVERED, replace(LAURA, verdict=Verdict.TOLD), replace(RAUL, verdict=Verdict.TOLD)
    )
    failed = done(delivered, deed(IncidentAction.FAILS, HER, ticket="12"))
    assert in_thread(failed) == ["↺ Laura (AM-2026-00012): sigue igual. Su ticket se reabrió."]
    assert failed.incident.status is IncidentStatus.DELIVERED
    works = done(failed.incident, deed(IncidentAction.WORKS, HER, ticket="15")).incident
    assert [each.ticket for each in waiting(works)] == [12]
    confirmed = act_on(_advertmind(), works, deed(IncidentAction.CONFIRM, SILENCE))
    assert isinstance(confirmed, Refusal)
    anew = done(works, deed(IncidentAction.DELIVER, version="5.2.1"))
    assert told(anew) == [(12, Action.DELIVER)]


def test_a_ticket_that_comes_late_is_told_of_what_is_delivered_already() -> None:
    delivered = replace(standing(IncidentStatus.DELIVERED, LAURA), fixed_version=Untrusted("5.2"))
    assert told(done(delivered, deed(IncidentAction.LINK, ANA, ticket="15"))) == [
        (15, Action.INCIDENT),
        (15, Action.DELIVER),
    ]
    again = done(delivered, deed(IncidentAction.LINK, ANA, ticket="12"))  # it failed, and goes back to development
    assert told(again) == [(12, Action.INCIDENT)]


def test_a_reply_goes_to_one_or_to_all_and_the_thread_says_to_whom() -> None:
    incident = standing(IncidentStatus.ACCEPTED)
    asked = done(incident, deed(IncidentAction.REPLY))
    (form,) = asked.effects
    assert isinstance(form, AskForm)
    assert [entry.id for entry in form.form.entries] == ["to", "text"]
    one = done(incident, deed(IncidentAction.REPLY, text="¿En qué equipo?", to="15"))
    assert told(one) == [(15, Action.INFORM)]
    assert in_thread(one) == ["➡️ Diego a: Raúl (AM-2026-00015)\n¿En qué equipo?"]
    everybody = done(incident, deed(IncidentAction.REPLY, text="Ya casi", to="all"))
    assert told(everybody) == [(12, Action.INFORM), (15, Action.INFORM)]


def test_what_is_declined_goes_back_to_the_desk_with_the_reason() -> None:
    change = done(standing(IncidentStatus.ACCEPTED), deed(IncidentAction.DECLINE, reason="Ya no se usa"))
    assert told(change) == [(12, Action.RETURN), (15, Action.RETURN)]
    assert change.entry is not None
    assert change.entry.reason == Untrusted("Ya no se usa")


def test_a_modification_waits_for_its_approval_without_a_clock() -> None:
    process = approved_by(Approver.REQUESTER)
    change = opened(IncidentKind.MODIFICATION, process)
    assert change.incident.awaits_approval
    assert change.incident.clocks == ()
    assert told(change) == [(12, Action.INCIDENT), (12, Action.INFORM)]
    card = incident_card(process, change.incident)
    presses = [decode(button.data) for row in card.buttons for button in row]
    assert [each.action for each in presses if isinstance(each, IncidentPress)] == [
        *("approve", "refuse", "reply", "decline"),
    ]
    assert isinstance(act_on(process, change.incident, deed(IncidentAction.ACCEPT)), Refusal)
    approved = done(change.incident, deed(IncidentAction.APPROVE, HER), process).incident
    assert [each.which for each in approved.clocks] == [Which.ANSWER]  # the standard times name no day of delivery
    assert done(approved, deed(IncidentAction.ACCEPT), process).incident.status is IncidentStatus.ACCEPTED
    assert isinstance(act_on(process, approved, deed(IncidentAction.REFUSE, HER, reason="no")), Refusal)


def test_whoever_does_not_approve_says_why_and_the_tickets_go_back() -> None:
    process = approved_by(Approver.SUPERVISOR)
    incident = opened(IncidentKind.MODIFICATION, process).incident
    assert isinstance(act_on(process, incident, deed(IncidentAction.APPROVE, HER)), Refusal)
    boss = Actor(person=PersonRef("slack:T:s"), name=Untrusted("Sofía"), roles=frozenset({Role.SUPERVISOR}))
    asked = done(incident, deed(IncidentAction.REFUSE, boss), process)
    assert asked.entry is None
    refused = done(incident, deed(IncidentAction.REFUSE, boss, reason="No hay presupuesto"), process)
    assert refused.incident.status is IncidentStatus.DECLINED
    assert told(refused) == [(12, Action.RETURN)]


def test_where_nobody_approves_a_modification_development_takes_it_up_at_once() -> None:
    process = approved_by(Approver.NOBODY)
    incident = opened(IncidentKind.MODIFICATION, process).incident
    assert incident.approval is None
    assert done(incident, deed(IncidentAction.START), process).incident.developer == DIEGO.person
