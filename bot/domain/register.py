"""What a desk keeps in its registers, and what they say of a case: entities, their licences, people, courses taken.

Names are compared by their *key*: without accents, case, punctuation, abbreviations and words that people leave out.
A name is never guessed: one that fits exactly is taken, near ones are offered.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from bot.domain import contacts
from bot.domain.lookup import Found
from bot.domain.text import Untrusted, fold

MOST_CANDIDATES = 5
"""Near names that are offered at once."""

LONGEST_ID = 24
"""Characters of an entity's id: it must fit into a button beside the question's own."""

NEAR = 0.34
"""From which likeness on a name is offered; sharing only a word such as "municipio" stays below it."""


class Register(StrEnum):
    """The registers that a desk can keep."""

    ORGANISATIONS = "organisations"
    LICENCES = "licences"
    PEOPLE = "people"
    COURSES = "courses"


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """An entity that the desk serves. `id` is the desk's own key, in small letters; `kind` is in the desk's words."""

    id: str
    name: Untrusted
    kind: Untrusted | None = None
    aliases: tuple[Untrusted, ...] = ()


class LicenceKind(StrEnum):
    """Bought, or to try."""

    ACQUIRED = "acquired"
    TRIAL = "trial"


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """A licence of an entity. `holder` is in whose name it is, None for the entity's own; `updates_until` is the last day
    that the annual update is paid for; `versions` are those it is for, none for all."""

    id: str
    organisation: str
    kind: LicenceKind
    holder: Untrusted | None = None
    updates_until: date | None = None
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who may ask, by their e-mail in small letters."""

    email: str
    name: Untrusted
    position: Untrusted | None = None
    organisation: str | None = None
    telephone: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A course that somebody took: `implementation`, or the id of a module."""

    email: str
    course: str
    taken_on: date


Record: TypeAlias = Organisation | Licence | Person | Course

# --- names --------------------------------------------------------------------------------------------------------

_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("mpio", "mun", "munic", "ayuntamiento", "ayto", "ayunt", "ayuntam"), "municipio"),
    "gob": "gobierno",
    "edo": "estado",
    "inst": "instituto",
    "org": "organismo",
    "dir": "direccion",
    **dict.fromkeys(("sec", "sria", "secr", "srio"), "secretaria"),
    "gral": "general",
    "nal": "nacional",
    "univ": "universidad",
    "com": "comision",
    "sist": "sistema",
    "sta": "santa",
    "sto": "santo",
    "cd": "ciudad",
    "dept": "departamento",
    "depto": "departamento",
}
"""Abbreviations and what they stand for. A municipality and its council are one entity."""

_LEFT_OUT = frozenset(
    {"de", "del", "la", "las", "el", "los", "y", "e", "en", "the", "of", "and", "h", "honorable", "constitucional"}
)
_LEGAL_FORMS = frozenset({"sa", "cv", "srl", "rl", "sas", "sc", "ac", "spr", "sapi", "s", "inc", "llc", "ltd", "ltda"})
_COMMON = frozenset(
    {"municipio", "municipal", "gobierno", "estado", "estatal", "secretaria", "instituto", "sistema", "comision"}
    | {"organismo", "publico", "publica", "nacional", "direccion", "consejo", "tribunal", "universidad", "general"}
    | {"agua", "potable", "alcantarillado", "servicios", "departamento", "san", "santa", "santo", "ciudad"}
)
"""Words that tell little: many names have them."""


def words(name: str) -> tuple[str, ...]:
    """The words of a name that count, in order, written out in full."""
    parts = _initials_joined(re.findall(r"[^\W_]+", fold(name)))
    kept: list[str] = []
    for part in parts:
        word = _WORDS.get(part, part)
        if word not in _LEFT_OUT and kept[-1:] != [word]:
            kept.append(word)
    short = list(kept)
    while short and short[-1] in _LEGAL_FORMS:
        short.pop()
    return tuple(short or kept or parts)


def _initials_joined(parts: Sequence[str]) -> list[str]:
    """`d i f` is `dif`, however it was dotted."""
    joined: list[str] = []
    letters = ""
    for part in (*parts, ""):
        if len(part) == 1 and part not in "ye0123456789":
            letters += part
            continue
        joined += [letters] if letters else []
        letters = ""
        joined += [part] if part else []
    return joined


def key(name: str) -> str:
    """What two ways of writing a name have in common; empty for a name without letters or digits."""
    return " ".join(words(name))


MOST_WORDS = 8
_STEM = 4


def marks(name: str) -> tuple[str, ...]:
    """Under what a name is found: its key, its words, and how the longer words begin."""
    found = words(name)
    return tuple(dict.fromkeys((f"={' '.join(found)}", *found, *_stems(found))))


def sought(name: str) -> tuple[str, ...]:
    """The marks to look for: of a name's words those that tell something, when there are any."""
    found = words(name)
    telling = [each for each in found if each not in _COMMON] or list(found)
    return tuple(dict.fromkeys((f"={' '.join(found)}", *telling[:MOST_WORDS], *_stems(telling[:MOST_WORDS]))))


def _stems(found: Iterable[str]) -> list[str]:
    return [f"{each[:_STEM]}~" for each in found if len(each) >= _STEM]


def names_of(organisation: Organisation) -> tuple[str, ...]:
    """Its name and its other names, plain, for comparing."""
    return tuple(each.untrusted for each in (organisation.name, *organisation.aliases))


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """What a typed name may mean: `one` when it is certain, else the `candidates` to choose from, best first."""

    one: Organisation | None = None
    candidates: tuple[Organisation, ...] = ()


def match(name: str, organisations: Iterable[Organisation]) -> Match:
    """Compares a typed name with entities. Exactly one of that key (or of that id) is certain; several, or only near
    ones, are candidates."""
    typed, known = key(name), tuple(organisations)
    exact = tuple(each for each in known if typed in map(key, names_of(each)) or fold(name) == each.id)
    if len(exact) == 1:
        return Match(one=exact[0])
    if exact:
        return Match(candidates=exact[:MOST_CANDIDATES])
    mine = words(name)
    scored = [(max(_likeness(mine, words(each)) for each in names_of(one)), one) for one in known]
    near = sorted(
        (pair for pair in scored if pair[0] >= NEAR), key=lambda pair: (-pair[0], key(pair[1].name.untrusted))
    )
    return Match(candidates=tuple(one for _, one in near[:MOST_CANDIDATES]))


def _likeness(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """0 to 1: how much of both names is in the other; a common word counts little, a misspelt one nearly whole."""
    found = sum(_weight(each) * max((_alike(each, other) for other in theirs), default=0.0) for each in mine)
    left = sum(_weight(each) for each in theirs if not any(_alike(each, other) for other in mine))
    whole = sum(map(_weight, mine)) + left / 2
    return found / whole if whole else 0.0


def _weight(word: str) -> float:
    return 0.25 if word in _COMMON else 1.0


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) < _STEM:
        return 0.0
    if one.startswith(other) or other.startswith(one):
        return 0.8
    return 0.8 if difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.8 else 0.0


# --- findings -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenceFinding:
    """What the register says of an entity's licence, and which licence says it; `found` is None when it has none."""

    found: Found | None = None
    licence: Licence | None = None


_BEST_FIRST = (Found.VALID, Found.LAPSED, Found.OTHER_HOLDER, Found.TRIAL)


def licence_finding(organisation: Organisation, licences: Iterable[Licence], today: date) -> LicenceFinding:
    """The best that the entity's licences give on that day; the last paid day counts as paid."""
    judged = [(_standing(organisation, each, today), each) for each in licences if each.organisation == organisation.id]
    if not judged:
        return LicenceFinding()
    judged.sort(key=lambda pair: (_BEST_FIRST.index(pair[0]), -(pair[1].updates_until or date.min).toordinal()))
    found, licence = judged[0]
    return LicenceFinding(found=found, licence=licence)


def _standing(organisation: Organisation, licence: Licence, today: date) -> Found:
    if licence.kind is LicenceKind.TRIAL:
        return Found.TRIAL
    own = licence.holder is None or key(licence.holder.untrusted) in map(key, names_of(organisation))
    if not own:
        return Found.OTHER_HOLDER
    paid = licence.updates_until is not None and today <= licence.updates_until
    return Found.VALID if paid else Found.LAPSED


def training_finding(courses: Iterable[Course], email: str, course: str) -> Found | None:
    """Whether the register has that course for that person; None when it does not say so."""
    mine = folded_email(email)
    return Found.TAKEN if any(each.email == mine and each.course == course for each in courses) else None


def folded_email(email: str) -> str:
    """An e-mail as the registers keep it, and as it is kept of a person who types it."""
    return contacts.email(email) or email.strip().casefold()
