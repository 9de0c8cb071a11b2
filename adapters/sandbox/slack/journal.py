"""The record of everything that went over the wire, for tests to read afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class ApiCall:
    """One Web API request. ``answer`` is None when a fault kept the request from having an effect; what a fault
    kept the app from hearing is in ``faults.struck``."""

    method: str
    params: Json
    at: datetime
    answer: Json | None = None
    status: int = 0


@dataclass(slots=True, kw_only=True)
class Envelope:
    """One Socket Mode envelope and what became of it."""

    envelope_id: str
    kind: str
    payload: Json
    connection: str
    sent_at: datetime
    retry_attempt: int = 0
    acked_at: datetime | None = None
    ack: Json | None = None
    """The payload of the acknowledgement; empty when it had none."""
    missing: bool = False
    """Not acknowledged within three seconds; stays true when a late acknowledgement comes."""

    @property
    def delay(self) -> float | None:
        """Seconds from sending to the acknowledgement."""
        return None if self.acked_at is None else (self.acked_at - self.sent_at).total_seconds()

    @property
    def late(self) -> bool:
        """Acknowledged, but after the three seconds."""
        return self.missing and self.acked_at is not None


@dataclass(slots=True, kw_only=True)
class Post:
    """One signed HTTP request to the app."""

    kind: str
    url: str
    payload: Json
    headers: dict[str, str]
    at: datetime
    status: int | None = None
    answer: str = ""
    answer_type: str = ""
    """The content type of the answer."""
    no_retry: bool = False
    """The app answered with ``x-slack-no-retry: 1``."""
    failure: str | None = None
    """Slack's ``x-slack-retry-reason`` when it counts as failed."""
    delay: float = 0.0


@dataclass(slots=True, kw_only=True)
class Journal:
    """Everything so far, oldest first."""

    calls: list[ApiCall] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    unknown_acks: list[Json] = field(default_factory=list)
    """Acknowledgements of envelopes that were never sent, or acknowledged before."""
    refused_answers: list[Json] = field(default_factory=list)
    """What was said to posts to a response URL that were not accepted."""
    dropped_events: list[str] = field(default_factory=list)
    """Ids of events given up after the last retry."""

    def called(self, method: str) -> list[ApiCall]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def event_ids(self) -> list[str]:
        """The event id of every delivery attempt of an event, repeats included."""
        payloads = [envelope.payload for envelope in self.envelopes] + [post.payload for post in self.posts]
        return [payload["event_id"] for payload in payloads if "event_id" in payload]

    def missing_acks(self) -> list[Envelope]:
        """Envelopes that were not acknowledged in time."""
        return [envelope for envelope in self.envelopes if envelope.missing]
