"""Slack's pages: a limit, and a cursor for the next one."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar

from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.web_api_error import WebApiError

T = TypeVar("T")


def page(items: Sequence[T], args: Arguments, *, key: str, default: int, maximum: int) -> tuple[list[T], str]:
    """The items of this page and the cursor of the next one, empty at the end.

    ``key`` names the kind of cursor: one method's cursor is ``invalid_cursor`` to another.
    """
    limit = args.integer("limit", default)
    if limit < 0:
        raise WebApiError("invalid_limit")
    size = min(limit or default, maximum)
    start = _decode(args.text("cursor"), key) if args.has("cursor") else 0
    end = start + size
    following = base64.b64encode(f"{key}:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), following


def _decode(cursor: str, key: str) -> int:
    try:
        kind, _, position = base64.b64decode(cursor.encode(), validate=True).decode().rpartition(":")
        start = int(position)
    except ValueError:
        raise WebApiError("invalid_cursor") from None
    if kind != key:
        raise WebApiError("invalid_cursor")
    return start
