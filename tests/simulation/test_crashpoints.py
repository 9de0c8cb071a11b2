"""The service dies at every place where dying makes a difference, and nothing is lost, doubled or out of order."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from adapters.clock import SystemClock
from bot.app.catalogue import Catalogue, load_process
from bot.app.ports import CRASHPOINTS, Crashpoint, Database
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.ids import ChatRef
from bot.domain.ticket import Action
from storage.engine import open_database
from storage.memory import MemoryDatabase
from tests.simulation.gateways import Arrived, Faults, PretendGateway
from tests.simulation.service_process import SHORT
from tests.simulation.simulation import Plan, Story, simulate
from tests.simulation.torn import TEAR, TornDatabase

ROOT = Path(__file__).parent.parent.parent

EACH = 12
"""At each crash point the service dies so often, in a story each, evenly over all the times that it is passed."""

PEOPLE = 6
"""One of each temper on each platform."""

ANSWERED = {"name": "María", "place": "door", "description": "No cierra bien"}
"""What everybody says."""

BAD_DAY = Faults(later=0.03, lost=0.02, unanswered=0.02)

Open = Callable[[Crashpoint], Coroutine[Any, Any, Database]]
Simulate = Callable[[Plan], Story]


@pytest.fixture(scope="module")
def play() -> Simulate:
    catalogue, words = Catalogue([load_process(SHORT)]), Words.load()
    return lambda plan: simulate(plan, catalogue, words)


@pytest.fixture(scope="module")
def undisturbed(play: Simulate) -> Story:
    """The story that the crashes are put into."""
    return play(Plan(open_database=in_memory(), people=PEOPLE))


@pytest.fixture(autouse=True)
def _quiet_logs() -> Iterator[None]:
    """A service that dies a thousand times says much."""
    with structlog.testing.capture_logs():
        yield


def in_memory() -> Open:
    """A database that outlives the lives it is opened for."""
    lives: list[Crashpoint] = []

    def crash_now(name: str) -> None:
        lives[-1](name)

    database = MemoryDatabase(crash_now)

    async def open_(crash: Crashpoint) -> Database:
        lives.append(crash)
        return database

    return open_


def in_file(url: str) -> Open:
    """The real SQLite, opened anew in each life."""

    async def open_(crash: Crashpoint) -> Database:
        return await open_database(url, clock=SystemClock(), crash=crash)

    return open_


def torn(open_: Open, part: str, method: str, returned: object) -> Open:
    """Such a database with the fault in it."""

    async def open_torn(crash: Crashpoint) -> Database:
        return TornDatabase(await open_(crash), crash, part=part, method=method, returned=returned)

    return open_torn


def once(name: str, moment: int) -> Callable[[str, int], bool]:
    return lambda passed, count: (passed, count) == (name, moment)


def by_chance(seed: int, probability: float) -> Callable[[str, int], bool]:
    chance = random.Random(seed)
    return lambda _name, _count: chance.random() < probability


def nothing_went_wrong(story: Story) -> None:
    """The promises P1, P4, P5, P6, P7 and P9 of the reliability bar, of one story."""
    people = len(story.requesters)
    tickets = story.lines
    assert {chat: len(lines) for chat, lines in tickets.items()} == dict.fromkeys(tickets, 1)
    numbers = sorted(int(line.code.rpartition("-")[2]) for lines in tickets.values() for line in lines)
    assert numbers == list(range(1, people + 1))
    for requester in story.requesters:
        code = tickets[requester.chat][0].code
        assert any(f"Su número es {code}." in text for text in requester.heard)
    for ticket in story.tickets:
        assert {step: said_in(answer) for step, answer in ticket.answers.items()} == ANSWERED
        origins = [answer.message for answer in ticket.answers.values()] + [note.message for note in ticket.notes]
        kept = Counter(origin for origin in origins if origin is not None)
        assert kept.total() == len(kept), "a message had its effect twice"
    for entries in story.histories.values():
        assert [entry.action for entry in entries] == [Action.OPEN, Action.ASSIGN]
    assert story.load == people
    assert story.quarantined == 0

    assert story.counts["refused"] == 0
    arrived = {each.key for gateway in (story.telegram, story.slack) for each in gateway.arrived}
    assert len(arrived) == story.counts["sent"]
    assert story.slack.duplicates == 0
    assert story.telegram.duplicates <= story.counts["unsure"]
    for gateway in (story.telegram, story.slack):
        assert out_of_order(gateway) == []


def said_in(answer: Answer) -> str:
    """What was written, or else the options that were chosen."""
    return answer.text.untrusted if answer.text is not None else " ".join(answer.options)


def out_of_order(gateway: PretendGateway) -> list[tuple[Arrived, Arrived]]:
    """First arrivals that overtook an older letter of their chat."""
    newest: dict[ChatRef, Arrived] = {}
    known: set[str] = set()
    found: list[tuple[Arrived, Arrived]] = []
    for each in gateway.arrived:
        if each.key in known:
            continue
        known.add(each.key)
        before = newest.setdefault(each.chat, each)
        if each.row < before.row:
            found.append((before, each))
        newest[each.chat] = each
    return found


def test_without_a_crash_or_a_fault_nothing_is_said_twice(undisturbed: Story) -> None:
    nothing_went_wrong(undisturbed)
    assert (undisturbed.telegram.duplicates, undisturbed.counts["unsure"]) == (0, 0)
    assert set(undisturbed.passed) == set(CRASHPOINTS)


@pytest.mark.parametrize("name", CRASHPOINTS)
def test_a_crash_at_any_place_and_moment_changes_nothing(play: Simulate, undisturbed: Story, name: str) -> None:
    last = undisturbed.passed[name]
    moments = sorted({1 + round(number * (last - 1) / (EACH - 1)) for number in range(EACH)})
    assert len(moments) >= 5
    for moment in moments:
        story = play(Plan(open_database=in_memory(), people=PEOPLE, crash=once(name, moment)))
        assert story.crashed == Counter({name: 1})
        nothing_went_wrong(story)


@pytest.mark.parametrize("seed", range(8))
def test_crashes_faults_and_repeats_all_day_long_change_nothing(play: Simulate, seed: int) -> None:
    story = play(
        Plan(
            open_database=in_memory(),
            people=20,
            crash=by_chance(seed, 0.02),
            faults=BAD_DAY,
            again=0.1,
            seed=seed,
        )
    )
    nothing_went_wrong(story)
    assert story.crashed.total() >= 50


@pytest.mark.parametrize("seed", range(2))
def test_the_real_file_forgets_nothing_either(play: Simulate, sqlite_url: str, seed: int) -> None:
    story = play(
        Plan(
            open_database=in_file(sqlite_url),
            people=12,
            crash=by_chance(seed, 0.02),
            faults=BAD_DAY,
            again=0.1,
            seed=seed,
        )
    )
    nothing_went_wrong(story)
    assert story.crashed.total() >= 30


@pytest.mark.parametrize(("part", "method", "returned"), [("inbox", "done", None), ("outbox", "add", ())])
def test_a_transaction_torn_in_two_would_be_found_out(play: Simulate, part: str, method: str, returned: object) -> None:
    def story(crash: Callable[[str, int], bool]) -> Story:
        return play(Plan(open_database=torn(in_memory(), part, method, returned), people=PEOPLE, crash=crash))

    undisturbed = story(lambda _name, _count: False)
    nothing_went_wrong(undisturbed)
    found = 0
    for moment in range(1, undisturbed.passed[TEAR] + 1, 3):
        try:
            nothing_went_wrong(story(once(TEAR, moment)))
        except (AssertionError, TimeoutError):
            found += 1
    assert found


def test_every_crash_point_in_the_code_is_on_the_list() -> None:
    files = [path for folder in ("bot", "adapters", "storage") for path in (ROOT / folder).rglob("*.py")]
    text = "\n".join(path.read_text() for path in files)
    named = re.findall(r"crash(?:point)?\(\s*\"([^\"]+)\"", text)
    assert set(named) == set(CRASHPOINTS)
