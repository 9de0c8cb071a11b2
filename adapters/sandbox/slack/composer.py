"""What Slack's composer makes of the text that a person types."""

from __future__ import annotations

import re
import uuid
from typing import Any

from adapters.sandbox.slack.rendering import escape

Json = dict[str, Any]

_URL = re.compile(r"https?://[^\s<>|]+")
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")
_REFERENCE = re.compile(r"&lt;([@#][UCGW][A-Z0-9]+)&gt;")
_ACTIVE = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)>|<#(?P<channel>[CG][A-Z0-9]+)>|(?P<url>https?://[^\s<>|]+)")


def typed(text: str) -> str:
    """What Slack makes of typed text: entities escaped, URLs and addresses wrapped, ``<@U…>`` a mention."""
    escaped = _REFERENCE.sub(r"<\1>", escape(text))
    linked = _URL.sub(lambda match: f"<{match[0]}>", escaped)
    return _EMAIL.sub(lambda match: f"<mailto:{match[0]}|{match[0]}>", linked)


def rich_text(text: str) -> list[Json]:
    """The same typed text as the rich text block that comes with every person's message."""
    elements: list[Json] = []
    position = 0
    for match in _ACTIVE.finditer(text):
        if match.start() > position:
            elements.append({"type": "text", "text": text[position : match.start()]})
        position = match.end()
        if match["user"]:
            elements.append({"type": "user", "user_id": match["user"]})
        elif match["channel"]:
            elements.append({"type": "channel", "channel_id": match["channel"]})
        else:
            elements.append({"type": "link", "url": match["url"]})
    if position < len(text):
        elements.append({"type": "text", "text": text[position:]})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": uuid.uuid4().hex[:5], "elements": [section]}] if text else []
