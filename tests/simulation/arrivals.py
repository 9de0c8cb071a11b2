"""The pretend platforms' side of arriving: what people do reaches the service, and comes again until it was taken."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from adapters.slack.payload import key_of, lane_of
from bot.app.ports import Arrival, Clock, Receive
from bot.domain.ids import MessageRef

Json = dict[str, Any]

TEAM = "T1"
FIRST_UPDATE = 500


class Arrivals(Protocol):
    """A platform, as somebody who writes and presses uses it; `person` is their number there."""

    def say(self, person: int, text: str) -> None: ...

    def press(self, person: int, data: str, message: MessageRef) -> None: ...


class TelegramArrivals:
    """Updates that wait until a poll asks for those after them. `again` is the chance that one comes twice."""

    def __init__(self, chance: random.Random, *, again: float = 0.0) -> None:
        self.updates: dict[int, Json] = {}
        self.taken: set[int] = set()
        self._chance = chance
        self._again = again
        self._news = asyncio.Event()

    def bot(self) -> Bot:
        """A real bot on a transport that ends here."""
        transport = _Transport(self)
        return Bot("123456:SIMULATED", request=transport, get_updates_request=transport)

    def say(self, person: int, text: str) -> None:
        message = self._message(person, person, self._number()) | {"text": text}
        self._add("message", message)

    def press(self, person: int, data: str, message: MessageRef) -> None:
        shown = self._message(person, 123456, int(message.rpartition(":")[2])) | {"text": "…"}
        query = {"id": str(self._number()), "from": self._account(person), "message": shown, "data": data}
        self._add("callback_query", query | {"chat_instance": "1"})

    async def poll(self, *, offset: int, limit: int, seconds: float) -> list[Json]:
        """One long poll. What comes before the offset was taken, and is forgotten."""
        for number in [each for each in self.updates if each < offset]:
            self.taken.add(number)
            if self._chance.random() >= self._again:
                del self.updates[number]
        if not self.updates:
            self._news.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                return []
        return [self.updates[number] for number in sorted(self.updates)][:limit]

    def _number(self) -> int:
        """Of the next update; also of what is in it, so that no two messages have the same."""
        return FIRST_UPDATE + len(self.taken | self.updates.keys())

    def _add(self, kind: str, content: Json) -> None:
        number = self._number()
        self.updates[number] = {"update_id": number, kind: content}
        self._news.set()

    def _message(self, chat: int, sender: int, number: int) -> Json:
        return {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "María"},
            "from": self._account(sender),
        }

    def _account(self, number: int) -> Json:
        return {"id": number, "is_bot": number == 123456, "first_name": "María", "language_code": "es"}


class _Transport(BaseRequest):
    """getUpdates, without a network."""

    def __init__(self, arrivals: TelegramArrivals) -> None:
        self._arrivals = arrivals

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing is open."""

    async def shutdown(self) -> None:
        """Nothing is open."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_rest: Any, **_timeouts: Any
    ) -> tuple[int, bytes]:
        assert url.lower().endswith("/getupdates")
        asked: Json = dict(request_data.parameters) if request_data is not None else {}
        rows = await self._arrivals.poll(offset=asked["offset"], limit=asked["limit"], seconds=asked["timeout"])
        return 200, json.dumps({"ok": True, "result": rows}).encode()


class SlackArrivals:
    """Events that are sent until they are acknowledged, and presses that people repeat until then. `receive` is the way
    into the service while it lives, None while it does not; `again` the chance that one is sent once more."""

    def __init__(
        self,
        clock: Clock,
        chance: random.Random,
        receive: Callable[[], Receive | None],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
        *,
        again: float = 0.0,
    ) -> None:
        self.taken: set[str] = set()
        self._clock = clock
        self._chance = chance
        self._receive = receive
        self._spawn = spawn
        self._again = again
        self._sent = 0

    def say(self, person: int, text: str) -> None:
        ts = f"{self._sent}.0"
        event = {"type": "message", "channel_type": "im", "channel": f"D{person}", "user": f"U{person}"}
        self._send({"type": "event_callback", "event_id": f"Ev{self._sent}", "event": event | {"text": text, "ts": ts}})

    def press(self, person: int, data: str, message: MessageRef) -> None:
        self._send(
            {
                "type": "block_actions",
                "trigger_id": f"trigger{self._sent}",
                "user": {"id": f"U{person}"},
                "channel": {"id": f"D{person}", "name": "directmessage"},
                "container": {"message_ts": message.rpartition(":")[2], "channel_id": f"D{person}"},
                "actions": [{"action_id": "a", "value": data}],
            }
        )

    def _send(self, body: Json) -> None:
        self._sent += 1
        body["team_id"] = TEAM
        self._spawn(self._until_taken(body))

    async def _until_taken(self, body: Json) -> None:
        arrival = Arrival(
            source="slack", key=key_of(body), lane=lane_of(body), body=json.dumps(body), at=self._clock.now()
        )
        times = 2 if self._chance.random() < self._again else 1
        while times:
            receive = self._receive()
            if receive is not None:
                try:
                    await receive([arrival], None)
                except BaseException as error:
                    if isinstance(error, asyncio.CancelledError):
                        raise
                else:
                    self.taken.add(arrival.key)
                    times -= 1
            await asyncio.sleep(self._chance.uniform(0.5, 3.0))
