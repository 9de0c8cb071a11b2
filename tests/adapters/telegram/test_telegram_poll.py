"""The long poll against the sandbox: what is confirmed to Telegram is in the inbox first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import telegram

from adapters.clock import SystemClock
from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.errors import CONFLICT_PAUSE
from adapters.telegram.poll import TelegramPoller
from adapters.telegram.request import close_bot, telegram_bot
from bot.app.ports import Clock
from tests.adapters.recorded_inbox import RecordedInbox, until
from tests.clock import FakeClock


class Crash(BaseException):
    """The process dies here."""


@pytest.fixture
async def sandbox() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox(strict_rates=False) as running:
        yield running


@pytest.fixture
async def bot(sandbox: TelegramSandbox) -> AsyncIterator[telegram.Bot]:
    made = telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    yield made
    await close_bot(made)


@pytest.fixture
async def inbox() -> RecordedInbox:
    return RecordedInbox()


@pytest.fixture
async def poller(bot: telegram.Bot, inbox: RecordedInbox) -> AsyncIterator[TelegramPoller]:
    made = a_poller(bot, inbox)
    yield made
    await made.stop()


def a_poller(
    bot: telegram.Bot,
    inbox: RecordedInbox,
    crashpoint: Callable[[str], None] = lambda _name: None,
    clock: Clock | None = None,
) -> TelegramPoller:
    return TelegramPoller(
        bot=bot,
        receive=inbox.receive,
        cursor=inbox.cursor,
        clock=clock or SystemClock(),
        timeout=30,
        crashpoint=crashpoint,
        jitter=lambda: 0.0,
    )


async def test_each_update_is_committed_with_the_cursor(
    sandbox: TelegramSandbox, inbox: RecordedInbox, poller: TelegramPoller
) -> None:
    ana, luis = sandbox.person(), sandbox.person()
    for number in range(150):
        (ana if number % 2 else luis).say(f"mensaje {number}")
    poller.start()
    await until(lambda: len(inbox.arrivals) == 150)
    assert [body["message"]["text"] for body in inbox.bodies] == [f"mensaje {number}" for number in range(150)]
    assert {arrival.lane for arrival in inbox.arrivals} == {f"telegram:{ana.id}", f"telegram:{luis.id}"}
    assert {arrival.source for arrival in inbox.arrivals} == {"telegram"}
    assert inbox.cursors == {"telegram:123456": sandbox.latest_update_id}
    await until(lambda: not sandbox.pending_update_ids)


async def test_a_crash_before_the_offset_moves_loses_nothing_and_repeats_nothing(
    sandbox: TelegramSandbox, bot: telegram.Bot, inbox: RecordedInbox
) -> None:
    def crash(name: str) -> None:
        raise Crash(name)

    ana = sandbox.person()
    ana.say("uno")
    with pytest.raises(Crash, match=r"offset\.before_move"):
        await a_poller(bot, inbox, crash).run()
    assert len(inbox.arrivals) == 1
    assert len(sandbox.pending_update_ids) == 1  # Telegram was not told yet
    ana.say("dos")
    again = a_poller(bot, inbox)
    again.start()
    await until(lambda: len(inbox.arrivals) == 2)
    await again.stop()
    offsets = [entry.params["offset"] for entry in sandbox.journal if entry.method == "getUpdates"]
    assert int(offsets[0]) == 0
    assert int(offsets[1]) == sandbox.latest_update_id  # the cursor plus one


async def test_nothing_is_confirmed_while_it_cannot_be_committed(
    sandbox: TelegramSandbox, inbox: RecordedInbox, poller: TelegramPoller
) -> None:
    inbox.broken = True
    sandbox.person().say("hola")
    poller.start()
    await until(lambda: inbox.refused >= 2)
    assert len(sandbox.pending_update_ids) == 1
    inbox.broken = False
    await until(lambda: not sandbox.pending_update_ids)
    assert len(inbox.arrivals) == 1


async def test_a_malformed_row_is_kept_and_the_others_go_on(
    sandbox: TelegramSandbox, inbox: RecordedInbox, poller: TelegramPoller
) -> None:
    ana = sandbox.person()
    ana.say("uno")
    sandbox.put_raw_update({"message": {"nonsense": True}})
    sandbox.put_raw_update({"update_id": sandbox.latest_update_id + 1, "message": 5})
    ana.say("dos")
    poller.start()
    await until(lambda: len(inbox.arrivals) == 4)
    assert sum(arrival.key.startswith("telegram:update:sha256-") for arrival in inbox.arrivals) == 1
    assert sum(arrival.lane.startswith("telegram:unreadable:") for arrival in inbox.arrivals) == 2
    await until(lambda: not sandbox.pending_update_ids)


async def test_a_batch_without_any_number_does_not_make_the_poller_spin(
    sandbox: TelegramSandbox, inbox: RecordedInbox, poller: TelegramPoller
) -> None:
    sandbox.put_raw_update({"message": {}})
    poller.start()
    await until(lambda: inbox.arrivals)
    await asyncio.sleep(0.3)
    assert sum(entry.method == "getUpdates" for entry in sandbox.journal) <= 3
    sandbox.person().say("hola")
    await until(lambda: len(inbox.arrivals) == 2)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(method="getUpdates", kind="status", status=502, times=2),
        Fault(method="getUpdates", kind="cut_before", times=2),
        Fault(method="getUpdates", kind="cut_after", times=2),
        Fault(method="getUpdates", kind="rate_limited", retry_after=1, times=1),
        Fault(method="getUpdates", kind="error", status=401, body="Unauthorized", times=2),
    ],
    ids=lambda fault: fault.kind,
)
async def test_the_poller_outlives(
    fault: Fault, sandbox: TelegramSandbox, inbox: RecordedInbox, poller: TelegramPoller
) -> None:
    sandbox.faults.plan(fault)
    sandbox.person().say("hola")
    poller.start()
    await until(lambda: inbox.arrivals)


async def test_the_poller_outlives_an_outage_of_telegram(
    sandbox: TelegramSandbox, inbox: RecordedInbox, poller: TelegramPoller
) -> None:
    poller.start()
    await until(lambda: sandbox.journal)
    await sandbox.stop()
    await asyncio.sleep(0.2)
    await sandbox.start()
    sandbox.person().say("hola")
    await until(lambda: inbox.arrivals)


async def test_a_second_poller_makes_the_first_wait_and_it_comes_back(
    sandbox: TelegramSandbox, bot: telegram.Bot, inbox: RecordedInbox, clock: FakeClock
) -> None:
    poller = a_poller(bot, inbox, clock=clock)
    poller.start()
    await until(lambda: sandbox.journal)
    other = asyncio.create_task(bot.do_api_request("getupdates", {"timeout": 1}, read_timeout=30))
    await until(lambda: clock.sleepers)
    assert any(entry.status == 409 for entry in sandbox.journal)
    await other
    polls = len(sandbox.journal)
    await asyncio.sleep(0.3)
    assert len(sandbox.journal) == polls  # it waits
    clock.advance(CONFLICT_PAUSE)
    sandbox.person().say("hola")
    await until(lambda: inbox.arrivals)
    await poller.stop()


async def test_stopping_ends_the_long_poll_at_once(
    sandbox: TelegramSandbox, poller: TelegramPoller, inbox: RecordedInbox
) -> None:
    poller.start()
    await until(lambda: sandbox.journal)
    async with asyncio.timeout(20):  # the poll would take 30 s
        await poller.stop()


async def test_the_kinds_of_update_are_asked_for_by_name(
    sandbox: TelegramSandbox, poller: TelegramPoller, inbox: RecordedInbox
) -> None:
    poller.start()
    await until(lambda: sandbox.journal)
    asked = sandbox.journal[0].params["allowed_updates"]
    assert asked == '["message", "edited_message", "callback_query", "my_chat_member"]'
