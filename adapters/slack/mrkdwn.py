"""Slack's text format, both ways: making text inert, and reading what a person typed. Pure."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"<([^<>]*)>|&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def escape(text: str) -> str:
    """The text without any active part: mentions, links and dates need `<`, which is no longer one."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_of(mrkdwn: str) -> str:
    """What a person typed, from how Slack sends it: entities and `<…>` tokens become what was on the screen."""
    return _TOKEN.sub(_shown, mrkdwn)


def _shown(match: re.Match[str]) -> str:
    if match[2]:
        return _ENTITIES[match[2]]
    target, _, label = (plain_of(part) for part in match[1].partition("|"))
    match target[:1]:
        case "@":
            return f"@{(label or target[1:]).removeprefix('@')}"
        case "#":
            return f"#{(label or target[1:]).removeprefix('#')}"
        case "!" if "^" in target:  # a date or a group of people: the label is what was shown
            return label or target[1:].partition("^")[0]
        case "!":
            return f"@{target[1:]}"
    address = re.sub(r"^(mailto|tel):", "", target)
    return f"{label} ({address})" if label and label not in address else address
