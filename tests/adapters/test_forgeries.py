"""What nobody of the platforms sent gets in nowhere: thousands of forgeries over real HTTP, at the real server.

`python -m tests.adapters.forgeries 10000` sends more of the same.
"""

from __future__ import annotations

import pytest

from adapters.clock import SystemClock
from adapters.slack import events
from adapters.telegram import webhook
from tests.adapters.forger import SECRET, SIGNING, request, signed
from tests.adapters.forgeries import answered, desk, forged
from tests.adapters.recorded_inbox import RecordedInbox

MOST_CPU = 0.010
"""Seconds of the processor for each, the sender's own among them (about 1 ms where nothing else goes on)."""

UPDATE = b'{"update_id": 7}'
EVENT = b'{"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message"}}'


def now() -> str:
    return str(int(SystemClock().now().timestamp()))


async def test_of_two_thousand_forgeries_none_gets_in_and_none_makes_an_error_of_ours() -> None:
    verdict = await forged(2000)
    assert verdict.sent == 2000
    assert verdict.arrivals == 0
    assert (verdict.count(2), verdict.count(3), verdict.count(5)) == (0, 0, 0), verdict.statuses
    assert {name for name, statuses in verdict.statuses.items() if statuses[-1]} == set(), "hung"
    assert verdict.traces == []
    assert verdict.cpu / verdict.sent < MOST_CPU
    assert len(verdict.statuses) == 15, "every kind was among them"


async def test_what_the_platforms_do_send_gets_in_so_that_the_forgeries_fail_for_what_they_lack() -> None:
    inbox = RecordedInbox()
    async with desk(inbox) as server:
        from_telegram = request(webhook.PATH, [(webhook.SECRET_HEADER, SECRET)], UPDATE)
        from_slack = request(events.PATH, [("Content-Type", "application/json"), *signed(EVENT, now())], EVENT)
        assert [await answered(server.port, each) for each in (from_telegram, from_slack)] == [200, 200]
    assert len(inbox.arrivals) == 2


async def test_what_was_listened_in_to_and_is_sent_again_at_once_arrives_no_second_time() -> None:
    inbox = RecordedInbox()
    async with desk(inbox) as server:
        heard = request(events.PATH, [("Content-Type", "application/json"), *signed(EVENT, now())], EVENT)
        assert {await answered(server.port, heard) for _ in range(20)} == {200}
    assert len(inbox.arrivals) == 1


async def test_the_secret_in_a_broken_request_stays_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with desk(RecordedInbox()) as server:
        for value in (f"{SECRET}\x00", f"{SECRET}\r\n\x01: {SIGNING}"):
            raw = request(webhook.PATH, [(webhook.SECRET_HEADER, value)], UPDATE)
            assert await answered(server.port, raw) == 400
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text
