"""How the pretend Bot API says no."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object on its way in or out."""


class BotApiError(Exception):
    """An unsuccessful answer, in the platform's words and with its ``error_code``."""

    def __init__(
        self,
        description: str,
        *,
        code: int = 400,
        migrate_to_chat_id: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.migrate_to_chat_id = migrate_to_chat_id
        self.retry_after = retry_after

    def json(self) -> Json:
        """The answer's body."""
        parameters: Json = {}
        if self.migrate_to_chat_id is not None:
            parameters["migrate_to_chat_id"] = self.migrate_to_chat_id
        if self.retry_after is not None:
            parameters["retry_after"] = self.retry_after
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": parameters} if parameters else {})


def bad_request(text: str) -> BotApiError:
    """400 with the platform's prefix."""
    return BotApiError(f"Bad Request: {text}")


def forbidden(text: str) -> BotApiError:
    """403 with the platform's prefix."""
    return BotApiError(f"Forbidden: {text}", code=403)


def too_many_requests(retry_after: int) -> BotApiError:
    """429: come back after ``retry_after`` whole seconds."""
    return BotApiError(f"Too Many Requests: retry after {retry_after}", code=429, retry_after=retry_after)
