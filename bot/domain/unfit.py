"""Which files are not taken, and what their sender is told. What a file is, is found in its content (by an adapter); here
is what its name and its announced size already say."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from bot.domain.message import File
from bot.domain.text import Phrase, Untrusted, phrase

LARGEST_FILE = 20 * 2**20
"""Bytes of one file: what Telegram hands out to a bot."""

MOST_FILES = 10
"""Files of one ticket (product.md; the platforms allow more)."""


class Unfit(StrEnum):
    """Why a file is not taken. `gone`: the platform no longer has it, or it could not be fetched for a day."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    ARCHIVE = "archive"
    DATABASE = "database"
    PROGRAM = "program"
    NOT_ALLOWED = "not_allowed"
    GONE = "gone"


_DATABASES = frozenset(
    {"bak", "mdf", "ndf", "ldf", "sql", "dump", "dmp", "trn", "fbk", "fdb", "mdb", "accdb", "sqlite"}
)
_PROGRAMS = frozenset(
    {"exe", "com", "bat", "cmd", "scr", "pif", "lnk", "msi", "msix", "dll", "cpl", "reg", "hta", "jar", "apk", "app"}
    | {"js", "jse", "mjs", "vbs", "vbe", "vb", "wsf", "wsh", "ps1", "psm1", "sh", "bash", "py", "pl", "rb", "php"}
)
_PAGES = frozenset({"html", "htm", "xhtml", "mht", "mhtml", "svg", "svgz", "url", "swf"})


def at_sight(file: File) -> Unfit | None:
    """What its name and announced size speak against, before anything is fetched; None when nothing."""
    ending = ending_of(file.label)
    if ending in _DATABASES:
        return Unfit.DATABASE
    if ending in _PROGRAMS:
        return Unfit.PROGRAM
    if ending in _PAGES:
        return Unfit.NOT_ALLOWED
    if file.size is not None and file.size > LARGEST_FILE:
        return Unfit.TOO_LARGE
    return None


def ending_of(label: Untrusted) -> str:
    """What follows the last dot of a file's name, in small letters; empty without one."""
    name, dot, ending = label.untrusted.rstrip(" .").rpartition(".")
    return ending.casefold() if name and dot else ""


def said(why: Unfit, file: File) -> Phrase:
    """What its sender is told: why not, and what to do instead."""
    unnamed = file.label.untrusted == file.kind.value  # the platform gave no name: ours stands there
    name = phrase("the file") if unnamed else file.label
    match why:
        case Unfit.TOO_LARGE:
            return phrase(
                "📎 I take files of up to 20 MB, and %(file)s is larger. Send a smaller one or a part of it, please.",
                file=name,
            )
        case Unfit.EMPTY:
            return phrase("📎 There is nothing in %(file)s: it arrived empty. Send it again, please.", file=name)
        case Unfit.ARCHIVE:
            return phrase(
                "📎 I do not open compressed files, so I did not keep %(file)s. Send what is inside it, file by file.",
                file=name,
            )
        case Unfit.DATABASE:
            return phrase(
                "📎 I take no copies of databases, so I did not keep %(file)s: it holds your whole office's data. "
                "If it is needed, the specialist will tell you how to hand it over.",
                file=name,
            )
        case Unfit.PROGRAM:
            return phrase(
                "📎 For safety I take no programs or scripts, so I did not keep %(file)s. A picture of the screen helps more.",
                file=name,
            )
        case Unfit.NOT_ALLOWED:
            return phrase(
                "📎 That kind of file cannot be taken, so I did not keep %(file)s. "
                "Send a picture, a PDF, Word, Excel, a text, a voice note or a video.",
                file=name,
            )
        case Unfit.GONE:
            return phrase("📎 I could not fetch %(file)s. Send it again, please.", file=name)
        case _:
            assert_never(why)


FULL = phrase("A request takes ten files at most; I keep the first ten.")
"""What is told when more are sent."""
