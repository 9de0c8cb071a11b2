"""Everything that people read is in the catalogues, complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeAlias

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.app.words import LOCALES

ROOT = Path(__file__).parent.parent.parent
PLACES = re.compile(r"%\((\w+)\)s")


KEYWORDS = {"phrase": None, "plural": (1, 2)}
"""The functions whose literals are sentences; `plural` takes two."""

Key: TypeAlias = str | tuple[str, ...]


def _said() -> set[Key]:
    found: set[Key] = set()
    for package in ("bot", "adapters"):
        rows = extract_from_dir(str(ROOT / package), method_map=[("**.py", "python")], keywords=KEYWORDS)
        found |= {message for _, _, message, _, _ in rows}
    return found


@pytest.fixture(scope="module")
def catalogue() -> dict[Key, tuple[str, ...]]:
    """The forms of each sentence; one, but for those that depend on a number."""
    with (LOCALES / "es.po").open("rb") as file:
        catalogue = read_po(file, locale="es")
    assert not [message.id for message in catalogue if message.fuzzy and message.id]
    return {_key(message.id): _forms(message.string) for message in catalogue if message.id}


def _key(message: str | list[str] | tuple[str, ...]) -> Key:
    return message if isinstance(message, str) else tuple(message)


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@pytest.fixture(scope="module")
def spanish(catalogue: dict[Key, tuple[str, ...]]) -> dict[str, str]:
    """Every form with its English."""
    pairs: dict[str, str] = {}
    for key, forms in catalogue.items():
        pairs |= dict(zip(_forms(key), forms, strict=True))
    return pairs


def test_every_sentence_has_its_spanish(catalogue: dict[Key, tuple[str, ...]]) -> None:
    assert not _said() - {key for key, forms in catalogue.items() if all(forms)}


def test_no_sentence_is_kept_that_nobody_says(catalogue: dict[Key, tuple[str, ...]]) -> None:
    assert not set(catalogue) - _said()


def test_places_are_the_same_in_every_language(spanish: dict[str, str]) -> None:
    different = [key for key, value in spanish.items() if sorted(PLACES.findall(key)) != sorted(PLACES.findall(value))]
    assert not different


def test_button_labels_fit_a_telephone(spanish: dict[str, str]) -> None:
    labels = [each for each in (*spanish, *spanish.values()) if each[:1] in "◀▶↺✅✏✔✖❓💾🙋" and "%(" not in each]
    assert not [each for each in labels if len(each) > 40 and not each.endswith(".")]
