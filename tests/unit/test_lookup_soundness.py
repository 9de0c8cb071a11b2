"""What `ventanilla check` says of lookups and reminders that cannot work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.catalogue import SHIPPED, load_process
from bot.domain.lookup import Found, Lookup
from bot.domain.process import Process
from bot.domain.renewal import Renewals
from bot.domain.soundness import problems_of

SAACG = load_process(SHIPPED / "saacg.yaml")
VALID = {Found.VALID: "yes"}


def told(process: Process) -> list[str]:
    return [each.message for each in problems_of(process) if each.severity == "error"]


def with_lookup(step_id: str, lookup: Lookup | None) -> Process:
    return replace(SAACG, steps=tuple(replace(s, lookup=lookup) if s.id == step_id else s for s in SAACG.steps))


def test_the_lookups_of_saacg_are_sound() -> None:
    assert told(SAACG) == []


@pytest.mark.parametrize(
    ("step", "lookup", "message"),
    [
        (
            "update",
            Lookup(register="licences", findings={Found.VALID: "paid"}),
            '"update" has no option "paid"; it has: yes, no, unsure',
        ),
        (
            "update",
            Lookup(register="licences", findings={Found.TAKEN: "yes"}),
            'the register of licences never says "taken"; it says: valid, lapsed, trial, other_holder',
        ),
        (
            "update",
            Lookup(register="licences"),
            "`findings` is missing: which option is each finding? there is: valid, lapsed, trial, other_holder",
        ),
        (
            "update",
            Lookup(register="licences", findings=VALID, course="module"),
            "`course` goes with the register of courses, and is needed there: implementation, or module",
        ),
        (
            "course",
            Lookup(register="courses", findings={Found.TAKEN: "yes"}),
            "`course` goes with the register of courses, and is needed there: implementation, or module",
        ),
        (
            "resources",
            Lookup(register="licences", findings=VALID),
            "a register can answer questions of kind choice and confirmation only",
        ),
        (
            "name",
            Lookup(register="organisations"),
            "entities are looked up where `kind: text` and `fills: organisation` ask for one",
        ),
        (
            "entity",
            Lookup(register="organisations", findings=VALID),
            "`findings` and `course` are for the registers of licences and courses",
        ),
        (
            "entity",
            Lookup(register="organisations", offers=9),
            "9 cannot be offered; write 0 (never offer other names) to 5",
        ),
        (
            "phone",
            Lookup(register="people"),
            "people are looked up where `kind: email` and `fills: email` ask for the e-mail",
        ),
        (
            "email",
            Lookup(register="people", findings=VALID),
            "`findings` and `course` are for the registers of licences and courses",
        ),
        (
            "kind",
            Lookup(register="licences", findings={Found.VALID: "technical"}),
            "the register is asked by the organisation, so a question that fills it must come before",
        ),
        (
            "entity",
            None,
            'the question "entity" needs `lookup: { register: organisations }`: licences belong to entities',
        ),
    ],
)
def test_a_lookup_that_cannot_work_is_told_in_words(step: str, lookup: Lookup | None, message: str) -> None:
    assert message in told(with_lookup(step, lookup))


@pytest.mark.parametrize(
    ("renewals", "message"),
    [
        ({"days": ()}, "write how many days before the update lapses people are reminded, for example [30, 7, 1]"),
        ({"days": (7, 7)}, "7 cannot be here: each number once, from 0 to 366"),
        ({"from_hour": 20}, "the hours must be from 0 to 24, and `from_hour` before `to_hour`"),
        (
            {"text": {"es": "{number}", "en": "x"}},
            "{number} has no value here; allowed: {entity}, {date}, {telephone}",
        ),
        ({"text": {"es": "solo español"}}, 'the text in "en" is missing; needed: es, en'),
        ({"text": {"es": "a\nb\nc\nd", "en": "x"}}, "more than 3 lines; people read 3 at most"),
    ],
)
def test_reminders_that_cannot_work_are_told_in_words(renewals: dict[str, object], message: str) -> None:
    rule = SAACG.renewals
    assert isinstance(rule, Renewals)
    assert message in told(replace(SAACG, renewals=replace(rule, **renewals)))  # type: ignore[arg-type] # any of its fields
