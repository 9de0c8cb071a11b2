"""Block Kit as HTML, close enough to Slack's own client to judge how a message, a modal or a Home tab looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from adapters.sandbox.slack.inputs import options_of
from adapters.sandbox.slack.page_text import Reader, plain_html, rich_html, text_html
from adapters.sandbox.slack.rendering import read_block

Json = Mapping[str, Any]


class BlockPage:
    """Blocks before one reader. `values` is what inputs hold (``state.values``), `errors` what stands in red under them;
    with `opened`, menus show what is in them."""

    def __init__(
        self,
        reader: Reader,
        *,
        values: Mapping[str, Json] | None = None,
        errors: Mapping[str, str] | None = None,
        opened: bool = False,
    ) -> None:
        self._reader = reader
        self._values = values or {}
        self._errors = errors or {}
        self._opened = " open" if opened else ""

    def html(self, blocks: Iterable[Json]) -> str:
        """All of them, one below the other."""
        return "\n".join(f'<div class="block {escape(block["type"])}">{self._block(block)}</div>' for block in blocks)

    def _text(self, text: Json | None) -> str:
        return text_html(text, self._reader)

    def _block(self, block: Json) -> str:
        match block["type"]:
            case "header":
                return self._text(block["text"])
            case "section":
                return self._section(block)
            case "divider":
                return "<hr>"
            case "context":
                return "".join(
                    _image(each) if each["type"] == "image" else f"<span>{self._text(each)}</span>"
                    for each in block["elements"]
                )
            case "actions":
                return "".join(self._element(each, block) for each in block["elements"])
            case "input":
                return self._input(block)
            case "rich_text":
                return rich_html(block, self._reader)
            case "image":
                return f'<div class="title">{self._text(block.get("title"))}</div>{_image(block)}'
            case "markdown":
                return text_html({"type": "mrkdwn", "text": block["text"]}, self._reader)
            case _:
                return escape(read_block(block, self._reader.names).text).replace("\n", "<br>")

    def _section(self, block: Json) -> str:
        text = f"<p>{self._text(block['text'])}</p>" if block.get("text") else ""
        fields = "".join(f"<div>{self._text(field)}</div>" for field in block.get("fields") or ())
        body = text + (f'<div class="fields">{fields}</div>' if fields else "")
        accessory = block.get("accessory")
        if accessory is None:
            return body
        shown = _image(accessory) if accessory["type"] == "image" else self._element(accessory, block)
        return f'<div class="beside"><div>{body}</div><div class="accessory">{shown}</div></div>'

    def _input(self, block: Json) -> str:
        optional = ' <span class="optional">(opcional)</span>' if block.get("optional") else ""
        hint = f'<div class="hint">{self._text(block["hint"])}</div>' if block.get("hint") else ""
        wrong = self._errors.get(block["block_id"])
        error = f'<div class="error">⚠ {escape(wrong)}</div>' if wrong else ""
        label = f'<div class="label">{self._text(block["label"])}{optional}</div>'
        return f"{label}{self._element(block['element'], block)}{error}{hint}"

    def _held(self, element: Json, block: Json) -> Json:
        held: Json = self._values.get(block["block_id"], {}).get(element["action_id"], {})
        return held

    def _element(self, element: Json, block: Json) -> str:
        kind = element["type"]
        if kind == "button":
            style = escape(element.get("style") or "plain")
            return f'<span class="button {style}">{self._text(element["text"])}</span>'
        if kind == "overflow":
            return self._menu('<span class="button plain dots">⋯</span>', element)
        held = self._held(element, block)
        if kind in ("radio_buttons", "checkboxes"):
            return self._choices(element, held)
        if kind == "file_input":
            names = "".join(f'<span class="chip">📄 {escape(file["name"])}</span>' for file in held.get("files") or ())
            return f'<div class="field files">{names}<span class="button plain">Agregar archivos</span></div>'
        if kind.endswith("_text_input") or kind in ("number_input", "rich_text_input"):
            return self._field(element, held)
        return self._select(element, held)

    def _field(self, element: Json, held: Json) -> str:
        size = "field tall" if element.get("multiline") else "field"
        if held.get("value"):
            return f'<div class="{size}">{escape(str(held["value"])).replace(chr(10), "<br>")}</div>'
        return f'<div class="{size} empty">{self._text(element.get("placeholder"))}&nbsp;</div>'

    def _choices(self, element: Json, held: Json) -> str:
        chosen = [held["selected_option"]] if held.get("selected_option") else held.get("selected_options") or ()
        values = {option["value"] for option in chosen}
        round_ = " round" if element["type"] == "radio_buttons" else ""
        rows = []
        for option in element["options"]:
            on = " on" if option["value"] in values else ""
            more = f'<div class="hint">{self._text(option["description"])}</div>' if option.get("description") else ""
            rows.append(f'<div class="choice"><i class="mark{round_}{on}"></i>{self._text(option["text"])}{more}</div>')
        return "".join(rows)

    def _select(self, element: Json, held: Json) -> str:
        """A menu, closed: what is chosen in it, or what it asks for."""
        options = [held["selected_option"]] if held.get("selected_option") else list(held.get("selected_options") or ())
        chosen = ", ".join(self._text(option["text"]) for option in options) or self._other(held)
        shown = chosen or self._text(element.get("placeholder")) or "Elegir"
        empty = "" if chosen else " empty"
        summary = f'<span class="button plain select{empty}">{shown}<i class="caret"></i></span>'
        return self._menu(summary, element)

    def _other(self, held: Json) -> str:
        """What a picker of people, channels, days or times holds."""
        found = next((held[name] for name in held if name.startswith("selected_") and held[name]), "")
        several = found if isinstance(found, list) else [found]
        return ", ".join(escape(self._reader.names(str(each))) for each in several if each)

    def _menu(self, summary: str, element: Json) -> str:
        options = "".join(f"<div>{self._text(option['text'])}</div>" for option in options_of(element))
        entries = f'<div class="options">{options}</div>' if options else ""
        return f'<details class="menu"{self._opened}><summary>{summary}</summary>{entries}</details>'


def _image(image: Json) -> str:
    """A picture's words: the page loads nothing from elsewhere."""
    return f'<span class="picture">🖼 {plain_html(image["alt_text"])}</span>'
