"""What a message says: as it was sent, and as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from adapters.sandbox.slack.block_kit import elements_of
from adapters.sandbox.slack.rendering import (
    Link,
    Names,
    Reading,
    join,
    read_blocks,
    read_mrkdwn,
    unescape,
)

Json = dict[str, Any]


class Button(NamedTuple):
    """A button, or one choice of an overflow menu, as a person sees it."""

    label: str
    action_id: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The content of one message at one moment."""

    text: str = ""
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    rendered: str = ""
    """What a person reads: the blocks when there are any, else the text; attachments below."""
    mentions: tuple[str, ...] = ()
    """Active mentions anywhere, the notification text included: ``!channel``, ``@U…``, ``#C…``."""
    links: tuple[Link, ...] = ()
    """Active links that the sender wrote as such, anywhere."""
    auto_links: tuple[str, ...] = ()
    """Bare URLs that Slack made clickable."""

    @property
    def buttons(self) -> list[Button]:
        """The buttons in reading order, choices of overflow menus included."""
        return buttons_in(self.blocks)


def buttons_in(blocks: Iterable[Json]) -> list[Button]:
    """The buttons of some blocks in reading order, choices of overflow menus included."""
    found: list[Button] = []
    for block in blocks:
        for element, _ in elements_of(block):
            if element["type"] == "button":
                label = unescape(element["text"]["text"])
                found.append(Button(label, element["action_id"], element.get("value", "")))
            elif element["type"] == "overflow":
                found += [
                    Button(unescape(option["text"]["text"]), element["action_id"], option["value"])
                    for option in element["options"]
                ]
    return found


def compose(
    *,
    text: str,
    blocks: Iterable[Json] = (),
    attachments: Iterable[Json] = (),
    names: Names,
    mrkdwn: bool = True,
    link_names: bool = False,
) -> Content:
    """The content with what a person reads of it. ``mrkdwn=False`` makes ``text`` inert."""
    own_blocks, own_attachments = tuple(blocks), tuple(attachments)
    said = read_mrkdwn(text, names, link_names=link_names) if mrkdwn else Reading(text=unescape(text))
    shown = read_blocks(own_blocks, names) if own_blocks else said
    attached = join(_attachment(attachment, names) for attachment in own_attachments)
    active = join((said, shown, attached) if own_blocks else (said, attached))
    return Content(
        text=text,
        blocks=own_blocks,
        attachments=own_attachments,
        rendered=join((shown, attached)).text,
        mentions=tuple(dict.fromkeys(active.mentions)),
        links=tuple(dict.fromkeys(active.links)),
        auto_links=tuple(dict.fromkeys(active.auto_links)),
    )


def _attachment(attachment: Json, names: Names) -> Reading:
    parts = [read_mrkdwn(str(attachment[key]), names) for key in ("pretext", "title", "text") if attachment.get(key)]
    parts.append(read_blocks(attachment.get("blocks") or (), names))
    shown = join(parts)
    return shown if shown.text else read_mrkdwn(str(attachment.get("fallback", "")), names)
