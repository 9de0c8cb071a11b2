"""Which files are not taken, and what their sender is told. What a file is, is found in its content (by an adapter); here
is what its name and its announced size already say."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import assert_never

from bot.domain.message import File
from bot.domain.text import Phrase, Untrusted, phrase

LARGEST_FILE = 20 * 2**20
"""Bytes of one file: what Telegram hands out to a bot."""

MOST_FILES = 10
"""Files of one ticket (product.md; the platforms allow more)."""


MOST_A_DAY = 100 * 2**20
"""Bytes that one person may send within 24 hours, in all their chats."""


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
    {
        "bak",
        "mdf",
        "ndf",
        "ldf",
        "sql",
        "dump",
        "dmp",
        "trn",
        "fbk",
        "gbk",
        "fdb",
        "gdb",
        "mdb",
        "accdb",
        "bacpac",
        "dacpac",
    }
    | {"sqlite", "sqlite3", "db3", "dbf", "dbc", "ibd", "myd", "frm", "sdf"}
)
_HIDDEN_PROGRAMS = frozenset(
    {
        "exe",
        "bat",
        "cmd",
        "scr",
        "pif",
        "lnk",
        "msi",
        "msp",
        "mst",
        "msix",
        "dll",
        "cpl",
        "hta",
        "jar",
        "apk",
        "vbs",
        "vbe",
    }
    | {"js", "jse", "wsf", "wsh", "ps1"}
)
"""Those that mean a program wherever they stand in a name; the others are words or countries as well (`algo.com.pdf`)."""

_PROGRAMS = _HIDDEN_PROGRAMS | frozenset(
    {"com", "reg", "app", "mjs", "vb", "psm1", "sh", "bash", "py", "pl", "rb", "php", "scf", "inf", "chm", "ocx", "sys"}
    | {"gadget", "ws", "wsc", "sct", "xll", "jnlp", "deb", "rpm", "dmg", "iso", "vhd", "vhdx", "run", "bin", "desktop"}
)
_PAGES = frozenset({"html", "htm", "xhtml", "mht", "mhtml", "svg", "svgz", "url", "swf"})
_SEPARATORS = re.compile("[.:\u202a-\u202e\u2066-\u2069]")
"""Dots; a colon, behind which Windows hides parts of a file; and what turns the direction of writing."""

_UNSEEN = ("C", "Z", "M")
"""Categories of characters that a name is read past: controls, directions, spaces, marks."""


def at_sight(file: File) -> Unfit | None:
    """What its name and announced size speak against, before anything is fetched; None when nothing."""
    endings = _endings(file.label)
    last = endings[-1:]
    if _DATABASES.intersection(endings):
        return Unfit.DATABASE
    if _PROGRAMS.intersection(last) or _HIDDEN_PROGRAMS.intersection(endings):
        return Unfit.PROGRAM
    if _PAGES.intersection(last):
        return Unfit.NOT_ALLOWED
    if file.size is not None and file.size > LARGEST_FILE:
        return Unfit.TOO_LARGE
    return None


def ending_of(label: Untrusted) -> str:
    """What follows the last dot of a file's name, in small letters; empty without one."""
    return (_endings(label) or ("",))[-1]


def _endings(label: Untrusted) -> tuple[str, ...]:
    """What follows each dot of a file's name, however it is dressed up: other widths of the letters, capitals, characters
    that nobody sees, dots and spaces behind it. Empty without one."""
    plain = unicodedata.normalize("NFKD", label.untrusted.replace("\u3002", ".")).casefold()
    seen = "".join(each for each in plain if unicodedata.category(each)[0] not in _UNSEEN or _SEPARATORS.match(each))
    return tuple(each for each in _SEPARATORS.split(seen.rstrip("./\\"))[1:] if each)


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

FULL_TODAY = phrase(
    "📎 That is 100 MB in one day, the most that I take. I kept what came before; send the rest tomorrow."
)
"""What is told when somebody sends more than `MOST_A_DAY`."""
