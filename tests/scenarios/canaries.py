"""Words that must be nowhere, and a search for them in bytes: as they are, and however something may have written them."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product, takewhile
from pathlib import Path
from urllib.parse import quote, quote_plus

PAGE = 4096
"""Bytes that are looked at together; what begins in one may end in the next."""

SHORTEST = 4
"""Bytes of the shortest way to write a canary that is looked for: fewer are anywhere."""

LONGEST = 2048
"""Bytes of the longest way to write a canary; so much of the next page is looked at with each."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A canary that was found: where, which, and how it was written there."""

    place: str
    canary: str
    way: str


def ways(text: str) -> dict[str, bytes]:
    """Every way of writing it, by name."""
    plain = text.encode()
    found: dict[str, bytes] = {"plain": plain, "upper": text.upper().encode(), "lower": text.lower().encode()}
    found["latin"] = text.encode("latin-1", errors="replace")
    found["utf-16 little"], found["utf-16 big"] = text.encode("utf-16-le"), text.encode("utf-16-be")
    found["percent"], found["percent plus"] = quote(text, safe="").encode(), quote_plus(text).encode()
    found["percent whole"] = "".join(f"%{byte:02X}" for byte in plain).encode()
    found["percent whole, small"] = found["percent whole"].lower()
    found["json"], found["html"] = json.dumps(text)[1:-1].encode(), html.escape(text).encode()
    found["json whole"] = "".join(f"\\u{ord(each):04x}" for each in text).encode()
    found["hex"], found["hex, capital"] = plain.hex().encode(), plain.hex().upper().encode()
    found["reversed"], found["reversed hex"] = text[::-1].encode(), plain[::-1].hex().encode()
    found["hex of utf-16"] = text.encode("utf-16-le").hex().encode()
    for start in range(3):
        found[f"base64 from {start}"] = _inner_base64(plain, start, base64.b64encode)
        found[f"base64 for addresses from {start}"] = _inner_base64(plain, start, base64.urlsafe_b64encode)
    if text.isdigit():
        found |= dict(_grouped(text))
        found["number"] = int(text).to_bytes(8, "little")
        found["number, big"] = int(text).to_bytes(8, "big").lstrip(b"\0")
    return found


def _inner_base64(plain: bytes, start: int, encode: object) -> bytes:
    """What base64 makes of it behind so many other bytes: without the letters that hold bits of its neighbours."""
    if not callable(encode):
        raise TypeError(encode)
    whole: bytes = encode(b"\0" * start + plain + b"\0" * 2)
    first, last = -(-start * 8 // 6), (start + len(plain)) * 8 // 6
    return whole[first:last]


def _grouped(digits: str) -> Iterator[tuple[str, bytes]]:
    """In groups of two to four from either end, with what people put between."""
    for size, mark, end in product((2, 3, 4), (" ", "-", ".", ",", "\u00a0", "\u202f", "_", "/"), ("left", "right")):
        if end == "left":
            groups = [digits[at : at + size] for at in range(0, len(digits), size)]
        else:
            first = len(digits) % size
            groups = [digits[:first], *(digits[at : at + size] for at in range(first, len(digits), size))]
        grouped = mark.join(each for each in groups if each)
        yield f"groups of {size} from the {end} with {mark!r}", grouped.encode()
        yield f"groups of {size} from the {end} with {mark!r}, json", json.dumps(grouped)[1:-1].encode()


@dataclass(frozen=True, slots=True)
class _Needle:
    """One way of writing the canaries of a family, and what is the same in all of them (empty when nothing is)."""

    way: str
    common: bytes
    forms: Mapping[str, bytes]


def _common(forms: Sequence[bytes]) -> bytes:
    return max(_beginning(forms), _beginning([each[::-1] for each in forms])[::-1], key=len)


def _beginning(forms: Sequence[bytes]) -> bytes:
    alike = takewhile(lambda column: len(set(column)) == 1, zip(*forms, strict=False))
    return bytes(column[0] for column in alike)


@dataclass(slots=True)
class Search:
    """Looks for the canaries wherever it is sent, and keeps what it found. What it has seen it does not look at again."""

    families: Sequence[Mapping[str, str]]
    """Canaries by name. Those of a family begin or end alike, so that it is looked for first what they have in common."""
    hits: set[Hit] = field(default_factory=set)
    looked: dict[str, int] = field(default_factory=dict)
    """How many bytes it has seen, by place."""
    _seen: set[bytes] = field(default_factory=set)
    _needles: list[_Needle] = field(default_factory=list)

    def __post_init__(self) -> None:
        for family in self.families:
            written: dict[str, dict[str, bytes]] = {}
            for name, text in family.items():
                unique = {form: way for way, form in reversed(ways(text).items())}
                written[name] = {way: form for form, way in unique.items()}
            for way in dict.fromkeys(way for forms in written.values() for way in forms):
                forms = {name: each[way] for name, each in written.items() if len(each.get(way, b"")) >= SHORTEST}
                assert all(len(form) <= LONGEST for form in forms.values())
                self._needles.append(_Needle(way, _common(list(forms.values())), forms))

    def data(self, place: str, data: bytes) -> None:
        """Looks into these."""
        self.looked[place] = self.looked.get(place, 0) + len(data)
        fresh = b"".join(self._fresh(data))
        for needle in self._needles:
            if needle.common in fresh:
                self.hits |= {Hit(place, name, needle.way) for name, form in needle.forms.items() if form in fresh}

    def text(self, place: str, *texts: object) -> None:
        """Looks into what they look like: values as JSON, with and without its escapes, and as the program shows them."""
        for each in texts:
            if isinstance(each, str):
                self.data(place, each.encode(errors="surrogatepass"))
            else:
                self.data(place, json.dumps(each, ensure_ascii=False, default=repr).encode(errors="surrogatepass"))

    def file(self, place: str, path: Path) -> None:
        """Looks into a file, and at its name."""
        try:
            data = path.read_bytes()
        except OSError:  # it is gone meanwhile, or no file
            data = b""
        self.data(place, data)
        self.text(f"name of {place}", path.name)

    def folder(self, place: str, folder: Path) -> None:
        """Looks into every file in it."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.file(f"{place}: {path.relative_to(folder)}", path)

    def _fresh(self, data: bytes) -> Iterable[bytes]:
        for at in range(0, len(data), PAGE):
            page = data[at : at + PAGE + LONGEST]
            mark = hashlib.blake2b(page, digest_size=16).digest()
            if mark not in self._seen:
                self._seen.add(mark)
                yield page
                yield b"\0"
