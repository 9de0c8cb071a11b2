"""Trigger ids: the app's right to open a modal, once and within three seconds of what the person did."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from adapters.sandbox.slack.web_api_error import WebApiError
from adapters.sandbox.timeline import Timeline

TRIGGER_SECONDS = 3.0


@dataclass(slots=True, kw_only=True)
class _Trigger:
    user: str
    minted_at: datetime
    used: bool = False


class Triggers:
    """The trigger ids handed out so far."""

    def __init__(self, *, timeline: Timeline) -> None:
        self._timeline = timeline
        self._minted: dict[str, _Trigger] = {}

    def mint(self, user: str) -> str:
        """A fresh trigger id for what ``user`` just did."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._minted[trigger_id] = _Trigger(user=user, minted_at=self._timeline.now())
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """Use it up and return whose it is."""
        trigger = self._minted.get(trigger_id)
        if trigger is None:
            raise WebApiError("invalid_trigger_id")
        if trigger.used:
            raise WebApiError("exchanged_trigger_id")
        if (self._timeline.now() - trigger.minted_at).total_seconds() > TRIGGER_SECONDS:
            raise WebApiError("expired_trigger_id")
        trigger.used = True
        return trigger.user
