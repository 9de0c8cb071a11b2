"""How the Home tab looks in Slack, and a page that opens over it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.slack.limits import VIEW_BLOCKS, VIEW_TITLE
from adapters.slack.show import Json, plain, plain_text, show
from bot.domain.message import Message

NAME = "Ventanilla"
"""The title of a page without one."""

PAGE = "page"
"""The callback id of a page: it takes no entries, and its buttons are those of a message."""


def show_home(parts: Iterable[Message]) -> Json:
    """The tab: its parts one under the other, with a line above each that has a title."""
    blocks: list[Json] = []
    for part in parts:
        if part.title and blocks:
            blocks.append({"type": "divider"})
        blocks += _compact(show(part).blocks)
    return {"type": "home", "blocks": blocks[:VIEW_BLOCKS]}


def show_page(message: Message) -> Json:
    """A message as a page. A title that fits above it is not said again in it."""
    title = plain(message.title)
    below = replace(message, title=()) if len(title) <= VIEW_TITLE else message
    return {
        "type": "modal",
        "callback_id": PAGE,
        "title": plain_text(title or NAME, VIEW_TITLE),
        "blocks": show(below).blocks[:VIEW_BLOCKS],
    }


def _compact(blocks: list[Json]) -> list[Json]:
    """A paragraph with a single button has it at its side."""
    if len(blocks) != 2 or blocks[0]["type"] != "section" or "text" not in blocks[0] or blocks[1]["type"] != "actions":
        return blocks
    elements = blocks[1]["elements"]
    return [{**blocks[0], "accessory": elements[0]}] if len(elements) == 1 else blocks
