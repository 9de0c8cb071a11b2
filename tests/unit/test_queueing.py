"""Nobody has the ticket yet: the requester is told the truth, and when somebody will be there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.deeds import SYSTEM, Deed, Work
from bot.domain.effects import Say
from bot.domain.process import Process
from bot.domain.queueing import tell_queued
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Ticket
from bot.domain.timetable import Timetable, WeekHours
from tests.contracts.examples import ticket as example
from tests.player import NOON, read_aloud

WORDS = Words.load()
HOURS = Timetable(id="hours", hours=WeekHours(monday=("09:00-15:00",), tuesday=("09:00-15:00",)))


def _process(timetable: Timetable | None = HOURS) -> Process:
    saacg = Catalogue.load(["saacg"]).current("saacg")
    levels = tuple(replace(each, calendar=timetable.id if timetable else None) for each in saacg.levels)
    return replace(saacg, levels=levels, calendars=(timetable,) if timetable else ())


def _told(process: Process, ticket: Ticket, later: timedelta = timedelta()) -> list[str]:
    system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
    work = Work(process, ticket, Deed(action=Action.OPEN, actor=system, at=NOON + later, channel="system"))
    tell_queued(work)
    (said,) = [each for each in work.effects if isinstance(each, Say)]
    return read_aloud(WORDS.message(said.message, said.language)).splitlines()


def test_within_the_hours_it_is_said_that_whoever_is_free_first_takes_it() -> None:
    told = _told(_process(), example(1))
    assert told[-1] == "Estamos en horario de atención: lo tomará quien se desocupe primero."
    assert len(told) == 3, "three lines are read"


def test_outside_the_hours_the_next_opening_is_told() -> None:
    told = _told(_process(), example(1), timedelta(hours=5))
    assert told[-1].startswith("Volvemos a atender el ")
    assert "24 de noviembre de 2026, 9:00" in told[-1]


def test_the_next_opening_is_told_by_the_requesters_own_clock_and_in_their_language() -> None:
    ticket = example(1)
    there = replace(ticket, requester=replace(ticket.requester, zone="America/Tijuana", language="en"))
    told = _told(_process(), there, timedelta(hours=5))
    assert told[-1].startswith("We open again on ")
    assert "24 November 2026, 7:00" in told[-1]


def test_a_desk_without_hours_promises_none() -> None:
    assert len(_told(_process(None), example(1))) == 2
    assert len(_told(_process(replace(HOURS, hours=WeekHours())), example(1))) == 2, "nor one that never opens again"
