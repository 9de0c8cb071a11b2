"""A form that could not be opened is a form that was closed: its trigger lives for three seconds, and the chat goes on."""

from __future__ import annotations

import json

from adapters.slack.fields import FORM
from adapters.slack.payload import key_of, lane_of
from adapters.slack.references import NAME, parts_of
from bot.app.ports import Arrival, Clock, Receive
from bot.domain.effects import AskForm


class Unopened:
    """Puts it into the inbox as what Slack sends of a closed form."""

    def __init__(self, *, receive: Receive, clock: Clock) -> None:
        self._receive = receive
        self._clock = clock

    async def report(self, effect: AskForm) -> None:
        """Nothing for a form that does not want to know."""
        parts = parts_of(effect.interaction)
        if not effect.form.close or not parts.get("user") or not parts.get("team"):
            return
        body = {
            "type": "view_closed",
            "team": {"id": parts["team"]},
            "user": {"id": parts["user"]},
            "view": {
                "id": f"unopened-{parts.get('trigger_id', '')}",
                "callback_id": FORM,
                "private_metadata": effect.form.data,
            },
        }
        arrival = Arrival(
            source=NAME, key=key_of(body), lane=lane_of(body), body=json.dumps(body), at=self._clock.now()
        )
        await self._receive([arrival], None)
