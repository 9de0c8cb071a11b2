"""Who answers, as a process file says it: the desk, the zones people live in, its privacy notice, and who may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A time zone in which people live: its IANA name, and what people call the place."""

    id: str
    label: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Who answers: shown to requesters. `zone` is an IANA name and rules the desk's dates; `zones` are what `/zona`
    offers to people who live elsewhere."""

    name: Mapping[str, str]
    zone: str
    zones: tuple[Zone, ...] = ()
    telephone: str | None = None
    website: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Privacy:
    """The privacy notice, shown before anything is asked: what is asked, why, who sees it, how to have it erased, in
    three lines. Raise `version` when it changes: everybody is asked again. `link` leads to the whole notice."""

    version: int
    text: Mapping[str, str]
    link: str
    example: bool = False


class RegistrationRule(StrEnum):
    """Who may ask. OPEN: everybody. CONFIRMED: a person whose organisation the desk does not know is confirmed by the
    desk with a button; the request goes on meanwhile, and its card says so."""

    OPEN = "open"
    CONFIRMED = "confirmed"
