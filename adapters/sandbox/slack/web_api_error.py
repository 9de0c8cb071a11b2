"""The Web API's way to say no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class WebApiError(Exception):
    """A refusal in Slack's words: ``error`` is its name, ``messages`` say what is wrong where."""

    def __init__(
        self, error: str, *, messages: Iterable[str] = (), retry_after: int | None = None, **extra: str
    ) -> None:
        super().__init__(error)
        self.error = error
        self.messages = tuple(messages)
        self.retry_after = retry_after
        """Seconds of the client's time to wait, for ``ratelimited`` only."""
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """The JSON that Slack answers with."""
        answer: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            if self.error == "invalid_blocks":
                answer["errors"] = list(self.messages)
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return answer


def invalid_arguments(*messages: str) -> WebApiError:
    """A call whose arguments do not even have the right form."""
    return WebApiError("invalid_arguments", messages=messages)
