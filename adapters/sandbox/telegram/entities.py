"""Formatted text: HTML as the platform parses it, with the platform's own complaints.

Byte offsets in the complaints count UTF-8; offsets and lengths of entities count UTF-16 code units.
Markdown is refused as an unsupported parse mode: the product writes HTML only.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from adapters.sandbox.telegram.api_error import BotApiError, bad_request

Entity: TypeAlias = dict[str, Any]
"""A MessageEntity as JSON: ``type``, ``offset``, ``length`` and what the type carries."""

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "tg-emoji": "custom_emoji", "a": "text_link", "pre": "pre", "code": "code",
    "blockquote": "blockquote",
}  # fmt: skip
OUTER_FIRST = (
    "blockquote", "expandable_blockquote", "pre", "code", "text_link", "mention", "hashtag", "bot_command", "url",
    "email", "bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji",
)  # fmt: skip
NAMED_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACES = " \t\r\n\v\0"
NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
BARE_TEXT = re.compile(r"[^<&]+")
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
LARGEST_REQUEST_TEXT = 1 << 15
# What the platform marks by itself in any text.
AUTOMATIC = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def utf16_length(text: str) -> int:
    """The length of ``text`` in UTF-16 code units, the unit of entity offsets."""
    return len(text.encode("utf-16-le")) // 2


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    """The plain text and entities of what a bot sends, trimmed as the platform trims; may be empty."""
    if len(text.encode()) > LARGEST_REQUEST_TEXT:
        raise bad_request("text is too long")
    match (parse_mode or "none").lower():
        case "html":
            plain, found = _HtmlReader(text).read()
        case "none":
            plain, found = text, _checked(entities or [], utf16_length(text))
        case _:
            raise bad_request("unsupported parse_mode")
    return with_automatic(*_trimmed(plain, found))


def with_automatic(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Add the links, commands, mentions, addresses and hashtags that the platform finds by itself."""
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in entities]
    added = list(entities)
    for match in AUTOMATIC.finditer(text):
        kind = match.lastgroup or ""
        offset = utf16_length(text[: match.start(kind)])
        end = offset + utf16_length(match[kind])
        if not any(offset < other_end and other_start < end for other_start, other_end in taken):
            added.append({"type": kind, "offset": offset, "length": end - offset})
    return text, sorted(added, key=_order)


def to_html(text: str, entities: list[Entity]) -> str:
    """The text with its entities as HTML again; what the platform marks by itself stays bare."""
    names = {kind: tag for tag, kind in reversed(TAGS.items())} | {"spoiler": "tg-spoiler"}
    units = text.encode("utf-16-le")
    closing: list[tuple[int, str]] = []
    pieces: list[str] = []
    position = 0

    def copy_to(offset: int) -> None:
        nonlocal position
        pieces.append(html.escape(units[position * 2 : offset * 2].decode("utf-16-le"), quote=False))
        position = offset

    for entity in [e for e in sorted(entities, key=_order) if e["type"] in names]:
        while closing and closing[-1][0] <= entity["offset"]:
            end, tag = closing.pop()
            copy_to(end)
            pieces.append(f"</{tag}>")
        copy_to(entity["offset"])
        tag = names[entity["type"]]
        attribute = f' href="{html.escape(entity["url"])}"' if tag == "a" else ""
        pieces.append(f"<{tag}{attribute}>")
        closing.append((entity["offset"] + entity["length"], tag))
    while closing:
        end, tag = closing.pop()
        copy_to(end)
        pieces.append(f"</{tag}>")
    copy_to(len(units) // 2)
    return "".join(pieces)


def _order(entity: Entity) -> tuple[int, int, int]:
    """Outer before inner; in one and the same place the platform has an order of its own."""
    return (entity["offset"], -entity["length"], OUTER_FIRST.index(entity["type"]))


def _checked(entities: list[Entity], length: int) -> list[Entity]:
    """Explicit entities of a request; the platform refuses ill-formed ones and clips those out of range."""
    kept: list[Entity] = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for name in ("offset", "length"):
            if not isinstance(entity.get(name), int):
                raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type Number')
        if not isinstance(entity.get("type"), str) or not entity["type"]:
            raise bad_request("can't parse MessageEntity: Type is not specified")
        if entity["type"] in TAGS.values() and 0 <= entity["offset"] < length and entity["length"] > 0:
            kept.append(entity | {"length": min(entity["length"], length - entity["offset"])})
    return kept


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    start = len(text) - len(text.lstrip())
    plain = text.strip()
    limit = utf16_length(plain)
    kept: list[Entity] = []
    for entity in entities:
        begin = max(entity["offset"] - start, 0)
        end = min(entity["offset"] - start + entity["length"], limit)
        if end > begin:
            kept.append(entity | {"offset": begin, "length": end - begin})
    return plain, sorted(kept, key=_order)


@dataclass(slots=True, kw_only=True)
class _Open:
    """A start tag still waiting for its end."""

    tag: str
    argument: str
    offset: int
    at: int


@dataclass(slots=True)
class _HtmlReader:
    """One pass over the text; raises `BotApiError` with the complaint of the real parser."""

    source: str
    plain: list[str] = field(default_factory=list)
    offset: int = 0
    entities: list[Entity] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    at: int = 0

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if bare := BARE_TEXT.match(self.source, self.at):
                self.at = bare.end()
                self._add(bare[0])
            elif self.source[self.at] == "&":
                self._add(self._character())
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self.plain), self.entities

    def _add(self, text: str) -> None:
        self.plain.append(text)
        self.offset += utf16_length(text)

    def _character(self) -> str:
        """The next character, a character reference decoded; an unknown reference is plain text."""
        reference = REFERENCE.match(self.source, self.at)
        if reference and (decoded := _decoded(reference)):
            self.at = reference.end()
            return decoded
        self.at += 1
        return self.source[self.at - 1]

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _skip_spaces(self) -> None:
        while (character := self._peek()) and character in SPACES:
            self.at += 1

    def _name(self, stops: str) -> str:
        begin = self.at
        while (character := self._peek()) and character not in SPACES and character not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _start_tag(self) -> None:
        begin = self.at
        where = len(self.source[:begin].encode())
        self.at += 1
        tag = self._name(">").lower()
        if not self._peek():
            raise _broken(f"Unclosed start tag at byte offset {where}")
        if tag not in TAGS:
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {where}')
        argument = ""
        while self._peek() != ">":
            self._skip_spaces()
            if self._peek() == ">":
                break
            argument = _argument(tag, *self._attribute(tag, where)) or argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open.append(_Open(tag=tag, argument=argument, offset=self.offset, at=len(self.plain)))

    def _attribute(self, tag: str, where: int) -> tuple[str, str]:
        name = self._name("=>/\"'")
        if not name:
            raise _broken(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
        self._skip_spaces()
        if self._peek() != "=":
            if not self._peek():
                raise _broken(f'Unclosed start tag "{tag}" at byte offset {where}')
            return name, ""
        self.at += 1
        self._skip_spaces()
        if not self._peek():
            raise _broken(f'Unclosed start tag "{tag}" at byte offset {where}')
        value = self._quoted() if self._peek() in "\"'" else self._token()
        if not self._peek():
            raise _broken(f"Unclosed start tag at byte offset {where}")
        return name, value

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        pieces: list[str] = []
        while self._peek() not in ("", quote):
            pieces.append(self._character())
        self.at += 1
        return "".join(pieces)

    def _token(self) -> str:
        begin = self.at
        token = NAME_TOKEN.match(self.source, begin)
        self.at = token.end() if token else begin
        if self._peek() not in SPACES and self._peek() != ">":
            raise _broken(f"Unexpected end of name token at byte offset {len(self.source[:begin].encode())}")
        return self.source[begin : self.at].lower()

    def _end_tag(self) -> None:
        where = len(self.source[: self.at].encode())
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {where}")
        self.at += 2
        tag = self._name(">").lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise _broken(f"Unclosed end tag at byte offset {where}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise _broken(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"')
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "type": TAGS[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        last = self.entities[-1] if self.entities else {}
        same_place = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        match opened.tag:
            case "a":
                url = _link(opened.argument or "".join(self.plain[opened.at :]))
                if url is None:
                    return
                entity["url"] = url
            case "tg-emoji":
                if not opened.argument.isdigit() or int(opened.argument) == 0:
                    raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = opened.argument
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "pre" if same_place and last["type"] == "code" and "language" in last:
                last["type"] = "pre"
                return
            case "code" if same_place and last["type"] == "pre" and opened.argument:
                last["language"] = opened.argument
                return
            case "code" if opened.argument:
                entity["language"] = opened.argument
        self.entities.append(entity)


def _argument(tag: str, name: str, value: str) -> str:
    """What an attribute means to its tag; attributes without a meaning are ignored, as on the platform."""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class":
            return value.removeprefix("language-") if value.startswith("language-") else ""
        case "span", "class":
            return value.removeprefix("tg-") if value.startswith("tg-") else ""
        case "blockquote", "expandable":
            return "1"
    return ""


def _decoded(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name is not None:
        return NAMED_REFERENCES.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if 0xD800 <= code <= 0xDFFF:
        raise _broken(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code) if 0 < code <= 0x10FFFF else ""


def _link(address: str) -> str | None:
    """The address as the platform keeps it; None when it is no link, and the text stays bare."""
    if re.match(r"(?:https?|tg|ton|tonsite)://\S+\Z|mailto:\S+\Z", address, re.IGNORECASE):
        bare_host = re.match(r"https?://[^/?#]+\Z", address, re.IGNORECASE)
        return address + "/" if bare_host else address
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?\Z", address):
        host, *rest = re.split(r"(?=[/?#])", address, maxsplit=1)
        path = rest[0] if rest else ""
        return f"http://{host}{path if path.startswith('/') else '/' + path}"
    return None


def _broken(complaint: str) -> BotApiError:
    return bad_request(f"can't parse entities: {complaint}")
