"""The arguments of a Web API call, whether they came as a query, a form or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from adapters.sandbox.slack.web_api_error import WebApiError, invalid_arguments


class Arguments:
    """Named arguments with the types that Slack expects; an empty string counts as not given."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def has(self, name: str) -> bool:
        """Whether the argument was given."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A string; a number is taken as written."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise invalid_arguments(f"must provide a string [json-pointer:/{name}]")
        return str(value)

    def required(self, name: str) -> str:
        """A string that must be there."""
        if not self.has(name):
            raise invalid_arguments(f"missing required field: {name}")
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean: true, "true", 1 or "1"."""
        value = self.values.get(name)
        return default if value in (None, "") else value in (True, 1, "1", "true", "True")

    def integer(self, name: str, default: int) -> int:
        """A whole number."""
        if not self.has(name):
            return default
        try:
            return int(self.text(name))
        except ValueError:
            raise invalid_arguments(f"must provide a number [json-pointer:/{name}]") from None

    def structure(self, name: str, *, malformed: str) -> Any:
        """JSON, given as such or as text; ``malformed`` is the error when the text is no JSON. None if absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise WebApiError(malformed) from None


async def read_arguments(request: web.Request) -> Arguments:
    """The arguments of one request."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise WebApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise WebApiError("json_not_object")
        values.update(body)
    elif request.can_read_body:
        values.update({name: value for name, value in (await request.post()).items() if isinstance(value, str)})
    return Arguments(values)
