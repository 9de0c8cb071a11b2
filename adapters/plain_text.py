"""Whether bytes are plain text that is taken: no control characters, no web page, no picture in XML, no dump."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, TypeVar

from bot.domain.unfit import Unfit

T = TypeVar("T")

_BLOCK = 2**16
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")  # but for tab, line feed, form feed and carriage return
_PAGE = re.compile(r"<(?:[\w-]+:)?(html|svg|head|body|iframe|object|!doctype\s+(?:html|svg))\b", re.IGNORECASE)
_SCRIPT = re.compile(r"<\?php|<script\b|^\s*@echo\s+off\b|^\s*windows registry editor\b", re.IGNORECASE)
_DUMP = re.compile(
    r"^--\s+(?:PostgreSQL database|MySQL|MariaDB) dump|^PRAGMA foreign_keys=OFF;|^/\*{6} Object: "
    r"|^[ \t]*(?:CREATE\s+(?:TABLE|DATABASE)|RESTORE\s+DATABASE|COPY\s+\S+\s+\(.*\)\s+FROM\s+stdin)\b"
    r"|(?:^[ \t]*INSERT\s+INTO\b.*\n(?:.*\n){0,2}?){5}",  # one may stand in the report of an error
    re.MULTILINE | re.IGNORECASE,
)
_LOOKED_AT = 4096
"""Characters from the start that what kind of text it is shows in."""

_MOST_FOREIGN = 0.3
"""The share of letters beyond ASCII up to which an old single-byte text is believed to be one."""


def is_text(file: BinaryIO, what: T) -> T | Unfit | None:
    """`what` for plain text, why not for a kind that is not taken, None for what is no text at all. Reads all of it, in
    UTF-8, UTF-16 with its mark, or a single-byte encoding of the West."""
    file.seek(0)
    start = file.read(_BLOCK)
    for encoding in _encodings(start):
        beginning = _read(file, encoding)
        if beginning is None:
            continue
        if _DUMP.search(beginning):
            return Unfit.DATABASE
        if _SCRIPT.search(beginning):
            return Unfit.PROGRAM
        return Unfit.NOT_ALLOWED if _PAGE.search(beginning) else what
    return None


def _encodings(start: bytes) -> tuple[str, ...]:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    foreign = sum(byte >= 0x80 for byte in start)
    return ("utf-8-sig", "latin-1") if foreign <= _MOST_FOREIGN * len(start) else ("utf-8-sig",)


def _read(file: BinaryIO, encoding: str) -> str | None:
    """The first characters, when all of the file is text in that encoding."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    beginning = ""
    try:
        while True:
            block = file.read(_BLOCK)
            text = decoder.decode(block, final=not block)
            if _CONTROLS.search(text):
                return None
            beginning = beginning or text
            if not block:
                return beginning[:_LOOKED_AT]
    except UnicodeDecodeError:
        return None
