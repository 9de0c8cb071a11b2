"""What a person reads where Slack's text formats are sent, and what in them is active.

Active means that it pings somebody or leads somewhere: ``<!channel>``, ``<@U…>``, ``<https://…|label>`` in mrkdwn
text, and the user, broadcast and link elements of rich text. ``plain_text`` and rich text's ``text`` are inert.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Names = Callable[[str], str]
"""The name shown for a member or channel id; the id itself when nobody has it."""

TOKEN = re.compile(r"<([^<>\n]+)>")
BARE_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"]")
STYLES = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]+?)(?<=\S){mark}(?![\w{mark}])") for mark in (r"\*", "_", "~")
)
CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_NAMED = re.compile(r"(?<![\w.])@(channel|here|everyone|[\w.-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An active link: where it leads and what is shown of it."""

    url: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as a person reads it."""

    text: str = ""
    mentions: tuple[str, ...] = ()
    """What pings or refers: ``!channel``, ``!here``, ``!subteam^S1``, ``@U1``, ``#C1``, in order."""
    links: tuple[Link, ...] = ()
    """Links that the sender wrote as such."""
    auto_links: tuple[str, ...] = ()
    """Bare URLs that Slack made clickable by itself."""


def join(readings: Iterable[Reading], separator: str = "\n") -> Reading:
    """Several readings as one; empty texts leave no empty line."""
    parts = list(readings)
    return Reading(
        text=separator.join(part.text for part in parts if part.text),
        mentions=tuple(mention for part in parts for mention in part.mentions),
        links=tuple(link for part in parts for link in part.links),
        auto_links=tuple(url for part in parts for url in part.auto_links),
    )


def unescape(text: str) -> str:
    """``&lt; &gt; &amp;`` as the characters they stand for; nothing else is an entity in Slack."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """Text as Slack stores what a person typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shown(text: str) -> str:
    """A piece of mrkdwn without tokens: style marks gone, entities decoded, code kept as it is."""
    pieces = []
    for index, piece in enumerate(CODE.split(text)):
        shown = piece.strip("`") if index % 2 else piece
        for style in () if index % 2 else STYLES:
            shown = style.sub(r"\1", shown)
        pieces.append(unescape(shown))
    return "".join(pieces)


def _token(inside: str, names: Names) -> Reading | None:
    """What ``<inside>`` stands for; None when it is no token and stays as written."""
    target, _, label = inside.partition("|")
    shown = unescape(label)
    if re.fullmatch(r"@[UW][A-Z0-9]+", target):
        return Reading(text=f"@{names(target[1:])}", mentions=(target,))
    if re.fullmatch(r"#[CG][A-Z0-9]+", target):
        return Reading(text=f"#{shown or names(target[1:])}", mentions=(target,))
    if target in ("!channel", "!here", "!everyone"):
        return Reading(text=f"@{target[1:]}", mentions=(target,))
    if target.startswith("!subteam^"):
        return Reading(text=shown or target, mentions=(target,))
    if target.startswith("!date^"):
        return Reading(text=shown)
    if re.match(r"(https?://|mailto:|tel:|slack://)", target):
        url = unescape(target)
        return Reading(text=shown or url, links=(Link(url=url, label=shown or url),))
    return None


def read_mrkdwn(text: str, names: Names, *, verbatim: bool = False, link_names: bool = False) -> Reading:
    """Read mrkdwn; ``verbatim`` leaves bare URLs alone, ``link_names`` makes ``@channel`` and ``@name`` ping."""
    readings: list[Reading] = []
    position = 0
    for match in TOKEN.finditer(text):
        token = _token(match[1], names)
        if token is not None:
            readings += [_plain_piece(text[position : match.start()], verbatim, link_names), token]
            position = match.end()
    readings.append(_plain_piece(text[position:], verbatim, link_names))
    return join(readings, separator="")


def _plain_piece(text: str, verbatim: bool, link_names: bool) -> Reading:
    named = _NAMED.findall(text) if link_names else ()
    mentions = [f"!{name}" if name in ("channel", "here", "everyone") else f"@{name}" for name in named]
    urls = () if verbatim else tuple(unescape(url) for url in BARE_URL.findall(text))
    return Reading(text=_shown(text), mentions=tuple(mentions), auto_links=urls)


def read_text(text: Mapping[str, Any] | None, names: Names) -> Reading:
    """Read a text object."""
    if text is None:
        return Reading()
    if text["type"] == "mrkdwn":
        return read_mrkdwn(text["text"], names, verbatim=bool(text.get("verbatim")))
    return Reading(text=unescape(text["text"]))


def read_rich(element: Mapping[str, Any], names: Names) -> Reading:
    """Read a rich text block or any element inside one."""
    match element["type"]:
        case "text":
            return Reading(text=element["text"])
        case "link":
            label = element.get("text") or element["url"]
            return Reading(text=label, links=(Link(url=element["url"], label=label),))
        case "user":
            return Reading(text=f"@{names(element['user_id'])}", mentions=(f"@{element['user_id']}",))
        case "channel":
            return Reading(text=f"#{names(element['channel_id'])}", mentions=(f"#{element['channel_id']}",))
        case "usergroup":
            mention = f"!subteam^{element['usergroup_id']}"
            return Reading(text=mention, mentions=(mention,))
        case "broadcast":
            return Reading(text=f"@{element['range']}", mentions=(f"!{element['range']}",))
        case "emoji":
            return Reading(text=f":{element['name']}:")
        case "date":
            return Reading(text=str(element.get("fallback") or element["timestamp"]))
        case "rich_text":
            return join(read_rich(inner, names) for inner in element["elements"])
        case "rich_text_list":
            marks = ("•" if element["style"] == "bullet" else f"{number}." for number in range(1, 10_000))
            items = zip(marks, element["elements"], strict=False)
            return join(join((Reading(text=mark), read_rich(item, names)), " ") for mark, item in items)
        case "rich_text_section" | "rich_text_preformatted" | "rich_text_quote":
            return join((read_rich(inner, names) for inner in element["elements"]), separator="")
        case _:
            return Reading(text=str(element.get("value", "")))


def read_element(element: Mapping[str, Any], names: Names) -> Reading:
    """Read an interactive element or an image: ``[Label]``, ``[Placeholder ▾]``, ``[option | option]``."""
    match element["type"]:
        case "button":
            return Reading(text=f"[{read_text(element['text'], names).text}]")
        case "overflow" | "radio_buttons" | "checkboxes":
            options = [read_text(option["text"], names) for option in element["options"]]
            shown = join(options, separator=" | ")
            return Reading(text=f"[{shown.text}]", mentions=shown.mentions, links=shown.links)
        case "image":
            return Reading(text=f"[{element['alt_text']}]")
        case _:
            chosen = (element.get("initial_option") or {}).get("text") or element.get("placeholder")
            return Reading(text=f"[{read_text(chosen, names).text} ▾]")


def read_block(block: Mapping[str, Any], names: Names) -> Reading:
    """Read one block."""
    match block["type"]:
        case "header":
            return read_text(block["text"], names)
        case "section":
            parts = [read_text(block.get("text"), names)]
            parts += [read_text(entry, names) for entry in block.get("fields") or ()]
            if block.get("accessory"):
                parts.append(read_element(block["accessory"], names))
            return join(parts)
        case "actions":
            return join((read_element(element, names) for element in block["elements"]), separator=" ")
        case "context":
            return join(
                (
                    read_element(entry, names) if entry["type"] == "image" else read_text(entry, names)
                    for entry in block["elements"]
                ),
                separator=" ",
            )
        case "input":
            hint = read_text(block.get("hint"), names)
            return join((read_text(block["label"], names), read_element(block["element"], names), hint))
        case "rich_text":
            return read_rich(block, names)
        case "markdown":
            return read_mrkdwn(block["text"], names)
        case "divider":
            return Reading(text="———")
        case "image":
            return join((read_text(block.get("title"), names), Reading(text=f"[{block['alt_text']}]")))
        case "table":
            return join(_row(row, names) for row in block["rows"])
        case "video":
            return read_text(block["title"], names)
        case _:
            return Reading(text=str(block.get("external_id", "")))


def _row(cells: Iterable[Mapping[str, Any]], names: Names) -> Reading:
    return join(
        (Reading(text=cell["text"]) if cell["type"] == "raw_text" else read_rich(cell, names) for cell in cells),
        separator=" | ",
    )


def read_blocks(blocks: Iterable[Mapping[str, Any]], names: Names) -> Reading:
    """Read the blocks of a message or view, one line or more each."""
    return join(read_block(block, names) for block in blocks)
