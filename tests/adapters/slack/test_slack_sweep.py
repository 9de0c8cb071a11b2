"""What people wrote while nobody listened is asked for, over the wire."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import SystemClock
from adapters.sandbox.faults import Fault
from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.slack.tokens import ALL_SCOPES
from adapters.slack.client import close_client, slack_client
from adapters.slack.link import SlackGateway
from adapters.slack.read import read
from adapters.slack.socket import SlackSocket
from adapters.slack.sweep import PACE, SlackSweep
from bot.domain.events import Event, Said
from bot.domain.message import Message
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import RecordedInbox, parcel, until
from tests.clock import FakeClock

QUESTION = Message(body=("¿Módulo?",))


class Sweeping:
    """A sweep into a recorded inbox; `waits` is how the requests were spread."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.clock = FakeClock(SystemClock().now(), hurried=True)
        self.inbox = RecordedInbox()
        self.sweep = SlackSweep(client=client, receive=self.inbox.receive, clock=self.clock)
        self.begin = self.clock.now() - timedelta(minutes=5)

    async def since(self) -> list[str]:
        await self.sweep.since(self.begin)
        return [each.text.untrusted for each in self.events if isinstance(each, Said)]

    @property
    def events(self) -> list[Event | None]:
        bodies = zip(self.inbox.bodies, self.inbox.arrivals, strict=True)
        return [read(body, arrival.key, arrival.at) for body, arrival in bodies]


@pytest.fixture
def sweeping(client: AsyncWebClient) -> Sweeping:
    return Sweeping(client)


async def test_what_people_wrote_is_found_in_order_on_every_page_and_below_older_messages(
    sandbox: SlackSandbox, client: AsyncWebClient, sweeping: Sweeping
) -> None:
    ana, ben = sandbox.member("ana"), sandbox.member("ben")
    asked = await SlackGateway(client=client, files=NoFiles()).deliver(
        parcel(f"slack:{sandbox.identity.team_id}:{ana.id}", QUESTION)
    )
    thread = ana.dm_messages[0].ts
    for number in range(230):
        await ben.dm(f"b{number}")
    await ana.dm("uno")
    await ana.dm("debajo", thread_ts=thread)
    await ana.dm_file(b"%PDF", "p.pdf", "dos")
    await ana.say(sandbox.channel(), "a otros")
    assert await sweeping.since() == ["uno", "debajo", "dos", *(f"b{number}" for number in range(230))]
    assert {each.lane for each in sweeping.inbox.arrivals} == {
        f"slack:{sandbox.identity.team_id}:{each.id}" for each in (ana, ben)
    }
    answer = next(each for each in sweeping.events if isinstance(each, Said) and each.text.untrusted == "debajo")
    assert answer.reply_to == getattr(asked, "ref", None)


async def test_what_is_older_than_the_gap_is_left_alone_and_so_is_what_was_deleted(
    sandbox: SlackSandbox, sweeping: Sweeping
) -> None:
    ana = sandbox.member("ana")
    await ana.dm("antes")
    sweeping.begin = SystemClock().now()
    await ana.delete(await ana.dm("nada"))
    await ana.dm("después")
    assert await sweeping.since() == ["después"]


async def test_what_was_delivered_and_what_is_found_have_one_key(
    sandbox: SlackSandbox, client: AsyncWebClient, sweeping: Sweeping
) -> None:
    socket = SlackSocket(client=client, app_token="xapp-sandbox", receive=sweeping.inbox.receive, clock=SystemClock())
    socket.start()
    await sandbox.socket.opened.wait()
    ana = sandbox.member("ana")
    await ana.dm("hola")
    await ana.dm_file(b"%PDF", "p.pdf", "y esto")
    await until(lambda: len([each for each in sweeping.events if isinstance(each, Said)]) == 2)
    before = len(sweeping.inbox.arrivals)
    await sweeping.since()
    assert len(sweeping.inbox.arrivals) == before
    await socket.stop()


async def test_requests_are_spread_and_a_pause_that_slack_asks_for_is_kept(
    sandbox: SlackSandbox, sweeping: Sweeping
) -> None:
    for name in ("ana", "ben", "eva"):
        await sandbox.member(name).dm(name)
    begun = sweeping.clock.monotonic()
    sandbox.faults.plan(Fault(method="conversations.history", kind="rate_limited", retry_after=37))
    sandbox.faults.plan(Fault(method="conversations.list", kind="rate_limited", retry_after=20))
    assert sorted(await sweeping.since()) == ["ana", "ben", "eva"]
    calls = 1 + 2 + 4
    assert sweeping.clock.monotonic() - begun == calls * PACE + 37 + 20


async def test_a_sweep_that_slack_does_not_answer_is_to_be_tried_again(
    sandbox: SlackSandbox, sweeping: Sweeping
) -> None:
    await sandbox.member("ana").dm("hola")
    sandbox.faults.plan(Fault(method="conversations.history", kind="status", status=502, body="Bad Gateway"))
    with pytest.raises(SlackApiError):
        await sweeping.since()
    assert await sweeping.since() == ["hola"]


async def test_without_the_permission_the_log_says_how_to_get_it() -> None:
    async with SlackSandbox(strict_rates=False, scopes=ALL_SCOPES - {"im:read"}) as sandbox:
        client = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
        with structlog.testing.capture_logs() as logs:
            assert await Sweeping(client).since() == []
        await close_client(client)
    (told,) = [each for each in logs if each["event"] == "slack.not_swept"]
    assert "Install it again" in told["what_to_do"]
