"""Who is next for a ticket: level, skill, shift, room, then the least loaded."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.app.catalogue import Catalogue
from bot.domain.assignment import Assignment, AssignmentMode
from bot.domain.assignment_rules import assignments
from bot.domain.ids import PersonRef
from bot.domain.process import Process
from bot.domain.roles import Role, Staff
from bot.domain.routing import choose, has_room, knows, role_at
from bot.domain.text import Untrusted
from bot.domain.ticket import Ticket
from tests.contracts.examples import ticket as example


@functools.cache
def process(*, others: bool = True, capacity: int | None = None) -> Process:
    saacg = Catalogue.load(["saacg"]).current("saacg")
    return replace(saacg, assignment=Assignment(others=others, capacity=capacity))


def ticket(level: str = "first", module: str | None = None, offered_to: Sequence[PersonRef] = ()) -> Ticket:
    return replace(example(1), level=level, module=module, offered_to=tuple(offered_to))


def member(name: str, role: Role = Role.SPECIALIST, **fields: Any) -> Staff:
    base = Staff(person=PersonRef(f"slack:T:{name}"), name=Untrusted(name), roles=frozenset({role}), on_shift=True)
    return replace(base, **fields)


MEMBERS = st.builds(
    member,
    name=st.sampled_from(["ana", "bea", "caro", "dora"]),
    role=st.sampled_from([Role.SPECIALIST, Role.SECOND_LEVEL, Role.SUPERVISOR, Role.ADMINISTRATOR]),
    on_shift=st.booleans(),
    load=st.integers(0, 3),
    offers=st.integers(0, 2),
    capacity=st.none() | st.integers(1, 4),
    skills=st.frozensets(st.sampled_from(["payroll", "printing"])),
)
BENCHES = st.lists(MEMBERS, max_size=4, unique_by=lambda each: each.person)
TICKETS = st.builds(
    ticket,
    level=st.sampled_from(["first", "second"]),
    module=st.sampled_from([None, "payroll", "printing"]),
    offered_to=st.lists(st.sampled_from([PersonRef("slack:T:ana"), PersonRef("slack:T:bea")]), max_size=2),
)


@given(bench=BENCHES, wanted=TICKETS, others=st.booleans(), capacity=st.none() | st.integers(1, 3))
def test_whoever_is_chosen_is_there_at_the_level_with_room_and_was_not_asked_yet(
    bench: list[Staff], wanted: Ticket, others: bool, capacity: int | None
) -> None:
    rules = process(others=others, capacity=capacity)
    able = [
        each
        for each in bench
        if each.on_shift
        and role_at(rules, wanted.level) in each.roles
        and has_room(rules, each)
        and each.person not in wanted.offered_to
    ]
    skilled = [each for each in able if knows(each, wanted.module)]
    chosen = choose(rules, wanted, bench)
    assert chosen == choose(rules, wanted, bench)
    if chosen is None:
        assert not skilled
        assert not (others and able)
        return
    assert chosen in able
    assert chosen in skilled or (not skilled and others)
    assert chosen.load == min(each.load for each in (skilled or able))


def test_whoever_knows_the_module_comes_before_somebody_with_less_to_do() -> None:
    expert, free = member("ana", skills=frozenset({"payroll"}), load=3), member("bea", skills=frozenset({"printing"}))
    assert choose(process(), ticket(module="payroll"), [free, expert]) == expert
    assert choose(process(), ticket(module="payroll"), [free]) == free, "somebody rather than nobody"
    assert choose(process(others=False), ticket(module="payroll"), [free]) is None
    assert choose(process(), ticket(module="payroll"), [member("caro"), free]) == member("caro"), (
        "no skill named: every one"
    )


def test_an_offer_takes_room_and_the_members_own_number_counts_before_the_desks() -> None:
    assert choose(process(capacity=2), ticket(), [member("ana", load=1, offers=1)]) is None
    assert choose(process(capacity=2), ticket(), [member("ana", load=1, offers=1, capacity=3)]) is not None
    assert choose(process(capacity=9), ticket(), [member("ana", load=1, capacity=1)]) is None


def test_among_equals_it_is_whoever_has_fewer_offers_then_the_order_of_the_bench() -> None:
    ana, bea = member("ana", load=1, offers=1), member("bea", load=1)
    assert choose(process(), ticket(), [ana, bea]) == bea
    assert choose(process(), ticket(), [bea, replace(ana, offers=0)]) == bea


def test_rules_that_cannot_be_meant_are_named_in_words() -> None:
    wrong = Assignment(mode=AssignmentMode.OFFER, offer_minutes=0, most_offers=0, capacity=0)
    assert [each.message for each in assignments(replace(process(), assignment=wrong))] == [
        "an offer needs some time; 5 is five minutes",
        "0 is too few; write 1 or more",
        "0 is too few: nobody would get a ticket; write 1 or more, or leave it out",
    ]
    slow = Assignment(mode=AssignmentMode.OFFER, offer_minutes=3000)
    (finding,) = assignments(replace(process(), assignment=slow))
    assert finding.message.startswith("3000 minutes are more than a day")
