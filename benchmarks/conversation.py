"""The demo's conversation as what the platforms really send: played once against the product in memory, so that every
button carries what the product put on it, then sent again by as many people as a benchmark needs."""

from __future__ import annotations

import itertools
import json
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.clock import SystemClock
from adapters.slack.payload import lane_of
from adapters.slack.read import read as read_slack
from adapters.slack.show import show as show_slack
from adapters.telegram.arrival import arrival_of
from adapters.telegram.read import read as read_telegram
from adapters.telegram.show import show as show_telegram
from bot.app.catalogue import Catalogue
from bot.app.effecting import NOBODY
from bot.app.handle import Handler
from bot.app.outbox import Letter
from bot.app.ports import Arrival, UnitOfWork
from bot.app.words import Words
from bot.demo import ANSWERS, FIRST, OFFERED
from bot.domain.ids import ChatRef
from bot.domain.message import Message
from storage.memory import MemoryDatabase

Json = dict[str, Any]

TEAM = "T0BENCH"
DESK = ChatRef(f"slack:{TEAM}:C0DESK")


@dataclass(frozen=True, slots=True)
class Move:
    """What the requester does next: writes `text`, or presses the button that carries `data` under `prompt`."""

    text: str = ""
    data: str = ""
    prompt: Message = NOBODY


def handler() -> Handler:
    """The product's own, with the shipped SAACG.NET process."""
    return Handler(
        catalogue=Catalogue.load(["saacg"]),
        current="saacg",
        words=Words.load(),
        readers={"telegram": read_telegram, "slack": read_slack},
        desk=DESK,
    )


async def script(handling: Handler) -> tuple[Move, ...]:
    """The whole intake but its last press, which opens the ticket and is another benchmark's."""
    database, clock = MemoryDatabase(), SystemClock()
    moves: list[Move] = []
    asked = [each for each in ANSWERS[:-1] if each not in OFFERED]  # this database has nothing to offer
    for _, answer in (("", FIRST), *asked):
        shown = await database.run(_shown)
        move = _pressed(shown, answer[1:]) if answer.startswith("[") else Move(text=answer)
        moves.append(move)
        arrival = arrival_of(telegram_update(1, len(moves), move), clock.now())

        def turn(uow: UnitOfWork, arrival: Arrival = arrival) -> None:
            uow.inbox.add([arrival])
            handling.turn(uow, arrival.lane, clock.now())

        await database.run(turn)
    return tuple(moves)


def _shown(uow: UnitOfWork) -> list[Letter]:
    clock = SystemClock()
    ids = [each.id for each in uow.outbox.waiting("telegram", 1000)]
    return [each.letter for each in uow.outbox.claim(ids, at=clock.now(), until=clock.now())]


def _pressed(shown: Sequence[Letter], label: str) -> Move:
    for letter in reversed(shown):
        for row in letter.message.buttons:
            for button in row:
                if str(button.label).startswith(label):
                    return Move(data=button.data, prompt=letter.message)
    raise LookupError(f"no button {label!r}: the demo's conversation and the process differ")


def telegram_update(chat: int, number: int, move: Move) -> Json:
    """The update that Telegram sends for a move in a private chat."""
    person = {"id": chat, "is_bot": False, "first_name": "María", "last_name": "Pérez", "language_code": "es"}
    place = {"id": chat, "first_name": "María", "last_name": "Pérez", "type": "private"}
    now = int(time.monotonic()) + 1_790_000_000
    if move.text:
        message = {"message_id": number, "from": person, "chat": place, "date": now, "text": move.text}
        return {"update_id": chat * 1000 + number, "message": message}
    shown = show_telegram(move.prompt)[-1]
    prompt = {
        "message_id": number,
        "from": {"id": 7, "is_bot": True, "first_name": "Ventanilla", "username": "ventanilla_bot"},
        "chat": place,
        "date": now,
        "text": shown.plain,
        "reply_markup": shown.keyboard.to_dict() if shown.keyboard else {},
    }
    query = {"id": f"{chat}{number}", "from": person, "message": prompt, "chat_instance": "1", "data": move.data}
    return {"update_id": chat * 1000 + number, "callback_query": query}


def slack_payload(person: str, number: int, move: Move) -> Json:
    """What Slack sends for a move in a direct message: an event, or a block action."""
    ts = f"{1_790_000_000 + number}.{number:06}"
    if move.text:
        event = {"type": "message", "channel_type": "im", "channel": f"D{person[1:]}", "user": person, "ts": ts}
        return {
            "token": "verification",
            "team_id": TEAM,
            "api_app_id": "A0BENCH",
            "event": {**event, "client_msg_id": f"{person}-{number}", "text": move.text, "team": TEAM, "event_ts": ts},
            "type": "event_callback",
            "event_id": f"Ev{person}{number}",
            "event_time": 1_790_000_000,
            "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
        }
    shown = show_slack(move.prompt)
    message = {"type": "message", "user": "U0BOT", "bot_id": "B0BOT", "ts": ts, "text": shown.text}
    return {
        "type": "block_actions",
        "user": {"id": person, "username": "maria", "name": "maria", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "verification",
        "container": {"type": "message", "message_ts": ts, "channel_id": f"D{person[1:]}", "is_ephemeral": False},
        "trigger_id": f"{person}.{number}",
        "team": {"id": TEAM, "domain": "bench"},
        "channel": {"id": f"D{person[1:]}", "name": "directmessage"},
        "message": {**message, "team": TEAM, "blocks": shown.blocks},
        "response_url": "https://hooks.slack.example/actions/1",
        "actions": [{"type": "button", "action_id": "v:0:0", "block_id": "b", "value": move.data, "action_ts": ts}],
    }


def slack_body(payload: Json) -> tuple[str, str]:
    """The body of Slack's request, and its content type."""
    text = json.dumps(payload)
    if payload["type"] == "event_callback":
        return text, "application/json"
    return urllib.parse.urlencode({"payload": text}), "application/x-www-form-urlencoded"


class People:
    """Numbers for people who never wrote before: what is sent twice is handled once. `first` keeps two sets apart."""

    def __init__(self, first: int = 1_000_001) -> None:
        self._numbers = itertools.count(first)

    def telegram(self) -> int:
        """A new chat."""
        return next(self._numbers)

    def slack(self) -> str:
        """A new member."""
        return f"U{next(self._numbers)}"


def slack_lane(payload: Json) -> str:
    """The lane of a payload; it is also its chat's reference."""
    return lane_of(payload)
