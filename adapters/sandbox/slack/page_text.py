"""Slack's text formats as HTML for the eye of a person. Everything that anybody wrote is escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta

from adapters.sandbox.slack.rendering import BARE_URL, CODE, STYLES, TOKEN, Names, unescape

_HOLES = ("\ue000", "\ue001")
"""Characters of nobody, around the number of a piece of HTML that is already done."""
_TAGS = ("b", "i", "s")
_QUOTE = re.compile(r"(?:^|(?<=\n))(?:&gt; ?[^\n]*(?:\n|$))+")
_DATE = re.compile(r"\{(\w+)\}")
_DATE_FORMS = {
    "date_num": "yyyy-MM-dd",
    "date_slash": "dd/MM/yyyy",
    "date_short": "medium",
    "date": "long",
    "date_long": "full",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks at the page, and when: dates are theirs."""

    zone: str
    now: datetime
    names: Names
    locale: str = "es_MX"

    def at(self, seconds: float) -> datetime:
        """A moment on the reader's clock."""
        return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(self.zone))


def plain_html(text: str) -> str:
    """Text in which nothing is active, line by line."""
    return escape(unescape(text)).replace("\n", "<br>")


def mrkdwn_html(text: str, reader: Reader, *, verbatim: bool = False) -> str:
    """mrkdwn as Slack shows it; `verbatim` leaves bare addresses alone."""
    done: list[str] = []

    def kept(html: str) -> str:
        done.append(html)
        return f"{_HOLES[0]}{len(done) - 1}{_HOLES[1]}"

    def token(found: re.Match[str]) -> str:
        shown = _token(found[1], reader)
        return found[0] if shown is None else kept(shown)

    pieces: list[str] = []
    for index, piece in enumerate(CODE.split(re.sub("[\ue000\ue001]", "", text))):
        if index % 2:
            tag = "pre" if piece.startswith("```") else "code"
            pieces.append(kept(f"<{tag}>{escape(unescape(piece.strip('`')))}</{tag}>"))
        else:
            linked = TOKEN.sub(token, piece)
            if not verbatim:
                linked = BARE_URL.sub(lambda found: kept(link_html(unescape(found[0]))), linked)
            pieces.append(escape(unescape(linked)))
    html = "".join(pieces)
    for style, tag in zip(STYLES, _TAGS, strict=True):
        html = style.sub(rf"<{tag}>\1</{tag}>", html)
    html = _QUOTE.sub(_quoted, html).replace("\n", "<br>")
    return re.sub(f"{_HOLES[0]}(\\d+){_HOLES[1]}", lambda hole: done[int(hole[1])], html)


def _quoted(found: re.Match[str]) -> str:
    lines = [re.sub(r"^&gt; ?", "", line) for line in found[0].strip("\n").split("\n")]
    return f"<blockquote>{'<br>'.join(lines)}</blockquote>"


def _token(inside: str, reader: Reader) -> str | None:
    """What ``<inside>`` stands for; None when it is no token and stays as written."""
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        return f'<time title="{escape(unescape(label))}">{escape(moment(target, unescape(label), reader))}</time>'
    if re.fullmatch(r"@[UW][A-Z0-9]+", target):
        return f'<span class="mention">@{escape(reader.names(target[1:]))}</span>'
    if re.fullmatch(r"#[CG][A-Z0-9]+", target):
        return f'<span class="mention">#{escape(unescape(label) or reader.names(target[1:]))}</span>'
    if target in ("!channel", "!here", "!everyone"):
        return f'<span class="mention loud">@{target[1:]}</span>'
    if target.startswith("!subteam^"):
        return f'<span class="mention loud">{escape(unescape(label) or target)}</span>'
    if re.match(r"(https?://|mailto:|tel:|slack://)", target):
        return link_html(unescape(target), unescape(label))
    return None


def link_html(url: str, label: str = "") -> str:
    """A link that leads nowhere: the page is to be looked at."""
    return f'<a title="{escape(url)}">{escape(label or url)}</a>'


def moment(target: str, fallback: str, reader: Reader) -> str:
    """A date token as the reader sees it; the fallback when Slack would show that."""
    _, stamp, form, *_ = [*target.split("^"), "", ""]
    if not stamp.isdigit() or not form:
        return fallback
    at = reader.at(int(stamp))
    return _DATE.sub(lambda found: _date_part(found[1], at, reader) or found[0], form)


def _date_part(name: str, at: datetime, reader: Reader) -> str | None:
    """One part in braces: https://docs.slack.dev/messaging/formatting-message-text#date-formatting."""
    kind, pretty, _ = name.partition("_pretty")
    if kind == "ago":
        return format_timedelta(at - reader.now, add_direction=True, locale=reader.locale)
    if kind in ("time", "time_secs"):
        return format_time(at, "HH:mm:ss" if kind == "time_secs" else "HH:mm", locale=reader.locale)
    if pretty:
        today = reader.now.astimezone(at.tzinfo).date()
        near = {today: "hoy", today - timedelta(days=1): "ayer", today + timedelta(days=1): "mañana"}
        if at.date() in near:
            return near[at.date()]
    return format_date(at, _DATE_FORMS[kind], locale=reader.locale) if kind in _DATE_FORMS else None


def text_html(text: Mapping[str, Any] | None, reader: Reader) -> str:
    """A text object."""
    if text is None:
        return ""
    if text["type"] != "mrkdwn":
        return plain_html(text["text"])
    return mrkdwn_html(text["text"], reader, verbatim=bool(text.get("verbatim")))


def rich_html(element: Mapping[str, Any], reader: Reader) -> str:
    """A rich text block or any element inside one."""
    match element["type"]:
        case "text":
            return _styled(escape(element["text"]).replace("\n", "<br>"), element.get("style") or {})
        case "link":
            return link_html(element["url"], element.get("text") or "")
        case "user":
            return f'<span class="mention">@{escape(reader.names(element["user_id"]))}</span>'
        case "channel":
            return f'<span class="mention">#{escape(reader.names(element["channel_id"]))}</span>'
        case "broadcast":
            return f'<span class="mention loud">@{escape(element["range"])}</span>'
        case "emoji":
            return f":{escape(element['name'])}:"
        case "rich_text" | "rich_text_section":
            return "".join(rich_html(inner, reader) for inner in element["elements"])
        case "rich_text_list":
            tag = "ul" if element["style"] == "bullet" else "ol"
            items = "".join(f"<li>{rich_html(item, reader)}</li>" for item in element["elements"])
            return f"<{tag}>{items}</{tag}>"
        case "rich_text_preformatted" | "rich_text_quote":
            tag = "pre" if element["type"] == "rich_text_preformatted" else "blockquote"
            return f"<{tag}>{''.join(rich_html(inner, reader) for inner in element['elements'])}</{tag}>"
        case _:
            return escape(str(element.get("fallback") or element.get("value") or ""))


def _styled(html: str, style: Mapping[str, Any]) -> str:
    for name, tag in (("code", "code"), ("bold", "b"), ("italic", "i"), ("strike", "s")):
        html = f"<{tag}>{html}</{tag}>" if style.get(name) else html
    return html
