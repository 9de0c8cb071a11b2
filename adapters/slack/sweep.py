"""What people wrote in direct messages while nobody listened: Slack gives up on an event after a few tries, but keeps the
message. It is asked for, and arrives under the same key as if it had been delivered; what was delivered changes nothing.

Edits and deletions are not found this way, and neither are replies under a message much older than the gap.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.arriving import arrival_of
from adapters.slack.errors import RATE_LIMITED, error_name, outcome_of
from adapters.slack.payload import WRITTEN
from bot.app.outbox import Later, Refused
from bot.app.ports import Arrival, Clock, Receive

PACE = 1.5
"""Seconds between requests: Slack allows fifty a minute of these methods, and deliveries look back with them as well. Where
it allows fewer (an app that is sold outside the Marketplace), it says how long to wait."""

PAGE = 200
THREADS = timedelta(days=3)
"""How much older than the gap a message may be whose replies are looked at."""

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


class SlackSweep:
    """Looks through the direct messages of one workspace."""

    def __init__(self, *, client: AsyncWebClient, receive: Receive, clock: Clock) -> None:
        self._client = client
        self._receive = receive
        self._clock = clock

    async def since(self, begin: datetime) -> None:
        """Everything that people wrote from then on is committed when it returns. Raises when Slack cannot be asked: then it
        is to be tried again. Without the permission it is left out, and the log says how to get it."""
        found, chats = 0, 0
        try:
            me = await self._ask(self._client.auth_test)
            async for chat in self._chats():
                chats += 1
                arrivals = await self._arrivals(chat, begin, me)
                found += len(arrivals)
                if arrivals:
                    await self._receive(arrivals, None)
        except SlackApiError as error:
            if error_name(error) != "missing_scope":
                raise
            log.error(  # noqa: TRY400 - what is to be done, not where it happened
                "slack.not_swept",
                since=begin.isoformat(),
                what_to_do="The app lacks im:read or im:history: what people wrote meanwhile is not found. Install it again"
                " from the manifest that `ventanilla slack manifest` prints.",
            )
            return
        log.info("slack.swept", since=begin.isoformat(), chats=chats, messages=found)

    async def _chats(self) -> AsyncIterator[str]:
        """The direct messages with people."""
        async for chat in self._pages(self._client.conversations_list, "channels", types="im"):
            if not chat.get("is_user_deleted") and chat.get("user") != "USLACKBOT":
                yield str(chat["id"])

    async def _arrivals(self, chat: str, begin: datetime, me: Body) -> list[Arrival]:
        """What was written there, in order."""
        try:
            messages = await self._messages(chat, begin)
        except SlackApiError as error:
            if not isinstance(outcome_of(error), Refused):
                raise
            log.warning("slack.chat_not_swept", chat=chat, why=error_name(error))
            return []
        authorizations = [{"user_id": me["user_id"], "is_bot": True}]
        common = {"type": "event_callback", "team_id": me["team_id"], "authorizations": authorizations}
        events = ({**messages[ts], "channel": chat, "channel_type": "im"} for ts in sorted(messages, key=float))
        arrivals = (arrival_of({**common, "event": event}, self._clock.now()) for event in events)
        return [each for each in arrivals if each is not None]

    async def _messages(self, chat: str, begin: datetime) -> dict[str, Body]:
        """By timestamp: those of the conversation, and those below others."""
        first = begin.timestamp()
        messages: dict[str, Body] = {}
        threads: list[str] = []
        top = self._pages(self._client.conversations_history, "messages", channel=chat, oldest=_ts(begin - THREADS))
        async for each in top:
            messages[each["ts"]] = each
            if float(each.get("latest_reply") or 0) >= first:
                threads.append(each["ts"])
        for ts in threads:
            below = self._pages(self._client.conversations_replies, "messages", channel=chat, ts=ts, oldest=_ts(begin))
            async for each in below:
                messages[each["ts"]] = each
        return {ts: each for ts, each in messages.items() if float(ts) >= first and each.get("subtype") in WRITTEN}

    async def _pages(self, method: Callable[..., Awaitable[Any]], name: str, **arguments: Any) -> AsyncIterator[Body]:
        cursor = ""
        while True:
            page = await self._ask(method, limit=PAGE, cursor=cursor or None, **arguments)
            for each in page[name]:
                yield each
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _ask(self, method: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
        """The answer, however long Slack makes us wait for it."""
        while True:
            await self._clock.sleep(PACE)
            try:
                return await method(**arguments)
            except SlackApiError as error:
                outcome = outcome_of(error)
                limited = error_name(error) in RATE_LIMITED or error.response.status_code == 429
                if not (limited and isinstance(outcome, Later)):
                    raise
                await self._clock.sleep(outcome.seconds)


def _ts(instant: datetime) -> str:
    return f"{instant.timestamp():.6f}"
