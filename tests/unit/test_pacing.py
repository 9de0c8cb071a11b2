"""Deliveries leave in order per chat, at the platform's rates, and a chat that waits holds up nobody else."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.pacing import Departure, Pacing
from bot.app.ports import Rates
from bot.domain.ids import ChatRef

RATES = Rates(per_second=30.0, chat_interval=1.0, chat_burst=3)


def plan(pacing: Pacing, parcels: Iterable[tuple[int, ChatRef]]) -> None:
    for parcel_id, chat in parcels:
        pacing.add(parcel_id, chat, 0.0)


def run(pacing: Pacing, now: float, until: float) -> list[tuple[float, Departure]]:
    """Lets everything leave that may, each delivery ending at once, on a virtual clock."""
    left: list[tuple[float, Departure]] = []
    while now <= until:
        step = pacing.next(now)
        if isinstance(step, Departure):
            left.append((now, step))
            pacing.left(step, now)
        elif step is None:
            return left
        else:
            now += step
    return left


def test_a_chat_gets_its_burst_and_then_one_per_interval() -> None:
    pacing = Pacing(RATES)
    plan(pacing, ((number, ChatRef("t:1")) for number in range(6)))
    times = [round(at, 1) for at, _ in run(pacing, 0.0, 60.0)]
    assert times == [0.0, 0.0, 0.1, 1.0, 2.0, 3.0]


def test_the_overall_rate_holds() -> None:
    pacing = Pacing(RATES)
    plan(pacing, ((number, ChatRef(f"t:{number}")) for number in range(300)))
    departures = run(pacing, 0.0, 60.0)
    assert len(departures) == 300
    assert 9.8 <= departures[-1][0] <= 10.0


def test_a_hot_chat_does_not_delay_the_others() -> None:
    pacing = Pacing(RATES)
    plan(pacing, ((number, ChatRef("t:hot")) for number in range(100)))
    plan(pacing, ((1000 + number, ChatRef(f"t:{number}")) for number in range(90)))
    others = [at for at, departure in run(pacing, 0.0, 200.0) if departure.id >= 1000]
    assert max(others) <= 90 / 30 + 0.5


def test_a_pause_that_a_platform_asks_for_one_chat_holds_that_chat_only() -> None:
    pacing = Pacing(RATES)
    plan(pacing, [(1, ChatRef("t:1")), (2, ChatRef("t:1")), (3, ChatRef("t:2"))])
    first = pacing.next(0.0)
    assert first == Departure(1, ChatRef("t:1"))
    assert isinstance(first, Departure)
    pacing.back(first, 0.0, seconds=7.0, everybody=False)
    times = {departure.id: at for at, departure in run(pacing, 0.0, 60.0)}
    assert times[3] < 0.1
    assert times[1] >= 7.0
    assert times[2] >= times[1]


def test_a_pause_for_everybody_holds_everything() -> None:
    pacing = Pacing(RATES)
    plan(pacing, [(1, ChatRef("t:1")), (2, ChatRef("t:2"))])
    first = pacing.next(0.0)
    assert isinstance(first, Departure)
    pacing.back(first, 0.0, seconds=5.0, everybody=True)
    assert min(at for at, _ in run(pacing, 0.0, 60.0)) >= 5.0


@settings(deadline=None)
@given(
    sent=st.lists(st.tuples(st.integers(0, 4), st.floats(0, 3)), max_size=60),
    trouble=st.sets(st.integers(0, 59), max_size=10),
)
def test_order_per_chat_holds_whatever_fails(sent: list[tuple[int, float]], trouble: set[int]) -> None:
    pacing = Pacing(RATES)
    plan(pacing, [(number, ChatRef(f"t:{chat}")) for number, (chat, _) in enumerate(sent)])
    now, order, failed = 0.0, [], set(trouble)
    for _ in range(10_000):
        step = pacing.next(now)
        if step is None:
            break
        if isinstance(step, Departure):
            if step.id in failed:
                failed.discard(step.id)
                pacing.back(step, now, seconds=sent[step.id][1], everybody=False)
            else:
                order.append(step)
                pacing.left(step, now)
        else:
            now += step
    assert len(pacing) == 0
    for chat in {departure.chat for departure in order}:
        ids = [departure.id for departure in order if departure.chat == chat]
        assert ids == sorted(ids)


def test_a_retry_from_before_a_restart_still_comes_before_what_is_newer() -> None:
    pacing = Pacing(RATES)
    pacing.add(2, ChatRef("t:1"), 0.0)
    pacing.add(1, ChatRef("t:1"), 0.0, wait=5.0)
    departures = run(pacing, 0.0, 60.0)
    assert [departure.id for _, departure in departures] == [1, 2]
    assert departures[0][0] >= 5.0


def test_quiet_chats_are_forgotten_and_busy_ones_are_not() -> None:
    pacing = Pacing(RATES)
    plan(pacing, [(1, ChatRef("t:1")), (2, ChatRef("t:2"))])
    first, second = pacing.next(0.0), pacing.next(0.1)
    assert isinstance(first, Departure)
    assert isinstance(second, Departure)
    pacing.left(first, 0.2)
    pacing.forget_the_quiet(5.0)
    assert list(pacing._lines) == [second.chat]
    pacing.left(second, 5.0)
    pacing.add(3, first.chat, 5.0)
    assert isinstance(pacing.next(5.0), Departure)
