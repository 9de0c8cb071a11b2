"""What a file is, found in its content: a closed list of what is taken, and the commonest of what is not, so that its
sender is told more than no. Only looked at: nothing is unpacked, run or shown. Pure, but for reading the file.

A table of our own rather than a library of many hundred formats: what is not in it is refused, two formats need a second
look that libraries do not take (an Office document is told from any other archive or installer by what is inside), and the
answer must be yes or no, not a guess with a confidence.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from adapters.plain_text import is_text
from bot.domain.unfit import Unfit

HEAD = 4096
"""Bytes from the start that signatures are looked for in."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A format that is taken: its media type, and the endings that a name of it may have, the usual one first."""

    media_type: str
    endings: tuple[str, ...]


def _is(media_type: str, *endings: str) -> Recognised:
    return Recognised(media_type, endings)


_STARTS: tuple[tuple[bytes, Recognised | Unfit], ...] = (
    (b"\xff\xd8\xff", _is("image/jpeg", "jpg")),
    (b"\x89PNG\r\n\x1a\n", _is("image/png", "png")),
    (b"GIF87a", _is("image/gif", "gif")),
    (b"GIF89a", _is("image/gif", "gif")),
    (b"II*\x00", _is("image/tiff", "tif")),
    (b"MM\x00*", _is("image/tiff", "tif")),
    (b"%PDF-", _is("application/pdf", "pdf")),
    (b"{\\rtf", _is("application/rtf", "rtf")),
    (b"OggS", _is("audio/ogg", "ogg")),
    (b"ID3", _is("audio/mpeg", "mp3")),
    (b"#!AMR", _is("audio/amr", "amr")),
    (b"MZ", Unfit.PROGRAM),
    (b"\x7fELF", Unfit.PROGRAM),
    (b"#!", Unfit.PROGRAM),
    (b"\xca\xfe\xba\xbe", Unfit.PROGRAM),
    (b"\xfe\xed\xfa", Unfit.PROGRAM),
    (b"\xce\xfa\xed\xfe", Unfit.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Unfit.PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Unfit.PROGRAM),  # a Windows shortcut
    (b"dex\n", Unfit.PROGRAM),
    (b"\x00asm", Unfit.PROGRAM),
    (b"Rar!\x1a\x07", Unfit.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Unfit.ARCHIVE),
    (b"\x1f\x8b", Unfit.ARCHIVE),
    (b"BZh", Unfit.ARCHIVE),
    (b"\xfd7zXZ\x00", Unfit.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Unfit.ARCHIVE),
    (b"MSCF", Unfit.ARCHIVE),
    (b"!<arch>", Unfit.ARCHIVE),
    (b"\x60\xea", Unfit.ARCHIVE),
    (b"TAPE", Unfit.DATABASE),  # Microsoft Tape Format: a backup of SQL Server
    (b"MSSQLBAK", Unfit.DATABASE),  # the same, compressed
    (b"\x01\x0f\x00\x00", Unfit.DATABASE),  # the first page of a data file of SQL Server
    (b"SQLite format 3\x00", Unfit.DATABASE),
    (b"\x00\x01\x00\x00Standard ", Unfit.DATABASE),  # Access, both generations
    (b"PGDMP", Unfit.DATABASE),
    (b"EXPORT:V", Unfit.DATABASE),  # Oracle
    (b"\x03\x00\x01EXPORT:V", Unfit.DATABASE),
)
_MPEG_AUDIO = re.compile(rb"\xff[\xfb\xfa\xf3\xf2\xe3\xe2]")
_BITMAP = re.compile(rb"BM.{4}\x00{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00", re.DOTALL)
_RIFF = {
    b"WEBP": _is("image/webp", "webp"),
    b"WAVE": _is("audio/wav", "wav"),
    b"AVI ": _is("video/x-msvideo", "avi"),
}
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_M4A = frozenset({b"M4A ", b"M4B "})
_MP4 = (b"iso", b"mp4", b"avc", b"M4V", b"MSNV", b"dash", b"mmp4", b"f4v ")

_WORD = _is("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "docm", "dotx")
_EXCEL = _is("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "xlsm", "xlsb", "xltx")
_SLIDES = _is("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "pptm", "ppsx")
_OLD_OFFICE = {
    "WordDocument": _is("application/msword", "doc", "dot"),
    "Workbook": _is("application/vnd.ms-excel", "xls", "xlt"),
    "Book": _is("application/vnd.ms-excel", "xls", "xlt"),
    "PowerPoint Document": _is("application/vnd.ms-powerpoint", "ppt", "pps"),
    "EncryptedPackage": _is("application/x-encrypted-office", "xlsx", "docx", "pptx", "xlsm", "docm"),
}
_OPEN_DOCUMENT = {
    b"text": _is("application/vnd.oasis.opendocument.text", "odt"),
    b"spreadsheet": _is("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    b"presentation": _is("application/vnd.oasis.opendocument.presentation", "odp"),
    b"graphics": _is("application/vnd.oasis.opendocument.graphics", "odg"),
}
_TEXT = _is("text/plain", "txt", "csv", "tsv", "xml", "log", "json", "md")


def recognised(file: BinaryIO, size: int) -> Recognised | Unfit:
    """What the file is, or why it is not taken. `size` in bytes; the file is read from anywhere in it."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        return Unfit.EMPTY
    for start, what in _STARTS:
        if head.startswith(start):
            return what
    if head.startswith(b"PK"):
        return _archived(file, head, size)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(file, head)
    return _framed(head) or is_text(file, _TEXT) or Unfit.NOT_ALLOWED


def _framed(head: bytes) -> Recognised | Unfit | None:
    """Formats whose name stands a little further in."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head[4:8] in (b"moov", b"wide"):
        return _is("video/quicktime", "mov")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        if b"webm" in head[:64]:
            return _is("video/webm", "webm")
        return _is("video/x-matroska", "mkv") if b"matroska" in head[:64] else None
    if _BITMAP.match(head):
        return _is("image/bmp", "bmp")
    if _MPEG_AUDIO.match(head):
        return _is("audio/mpeg", "mp3")
    return Unfit.ARCHIVE if head[257:262] == b"ustar" else None


def _of_brand(brand: bytes) -> Recognised | None:
    """The members of the ISO base media family that are taken."""
    if brand in _HEIC:
        return _is("image/heic", "heic", "heif")
    if brand in _M4A:
        return _is("audio/mp4", "m4a")
    if brand == b"qt  ":
        return _is("video/quicktime", "mov")
    if brand[:3] in (b"3gp", b"3g2"):
        return _is("video/3gpp", "3gp")
    return _is("video/mp4", "mp4", "m4v") if brand.startswith(_MP4) else None


def _archived(file: BinaryIO, head: bytes, size: int) -> Recognised | Unfit:
    """An OpenDocument, a document of Office, or any other archive. Names are read, nothing is unpacked."""
    kind = re.match(
        rb"PK\x03\x04.{4}\x00\x00.{16}\x08\x00.{2}mimetypeapplication/vnd\.oasis\.opendocument\.(\w+)", head, re.DOTALL
    )
    if kind is not None:
        return next((what for name, what in _OPEN_DOCUMENT.items() if kind[1].startswith(name)), Unfit.NOT_ALLOWED)
    is_office, found = False, None
    for name in _names(file, size):  # one at a time: a directory may be made of nothing but long names
        is_office = is_office or name == b"[Content_Types].xml"
        found = found or next((what for folder, what in _FOLDERS if name.startswith(folder)), None)
    return found if found is not None and is_office else Unfit.ARCHIVE


_FOLDERS = ((b"word/", _WORD), (b"xl/", _EXCEL), (b"ppt/", _SLIDES))


_MOST_NAMES = 5000
_MOST_DIRECTORY = 2**20
_END = 22 + 2**16 - 1
"""Where the end of a zip's directory may stand, in bytes from the end of the file."""


def _names(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The names in a zip's directory; a huge one is read in part."""
    file.seek(max(0, size - _END))
    tail = file.read(_END)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return
    length, offset = struct.unpack_from("<II", tail, at + 12)
    file.seek(min(offset, size))
    directory = file.read(min(length, _MOST_DIRECTORY))
    place = 0
    for _ in range(_MOST_NAMES):
        if directory[place : place + 4] != b"PK\x01\x02" or len(directory) < place + 46:
            return
        name, extra, comment = struct.unpack_from("<HHH", directory, place + 28)
        yield directory[place + 46 : place + 46 + name]
        place += 46 + name + extra + comment


_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
"""The class of a Windows installer, on the root of its compound file."""

_COMPOUND_HEADER = 512
_BLOCK = 2**16
_ENTRY = 128
"""Bytes of an entry of a compound file's directory; entries stand at multiples of it."""


def _compound(file: BinaryIO, head: bytes) -> Recognised | Unfit:
    """A document of the old Office, by the streams in it; a Windows installer is a compound file as well."""
    if len(head) < _COMPOUND_HEADER:
        return Unfit.NOT_ALLOWED
    shift, first = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
    if shift not in (9, 12):
        return Unfit.NOT_ALLOWED
    file.seek((first + 1) << shift)
    if file.read(_ENTRY)[80:96] == _INSTALLER:
        return Unfit.PROGRAM
    wanted = {name.encode("utf-16-le"): what for name, what in _OLD_OFFICE.items()}
    file.seek(0)
    while block := file.read(_BLOCK):
        for name, what in wanted.items():
            if _has_entry(block, name):
                return what
    return Unfit.NOT_ALLOWED


def _has_entry(block: bytes, name: bytes) -> bool:
    """Whether a directory entry of that name, which is a stream, stands in the block."""
    at = block.find(name)
    while at >= 0:
        entry = block[at : at + _ENTRY]
        if at % _ENTRY == 0 and entry[64:67] == struct.pack("<HB", len(name) + 2, 2):
            return True
        at = block.find(name, at + 1)
    return False
