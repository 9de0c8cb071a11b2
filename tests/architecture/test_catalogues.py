"""Everything that people read is in the catalogues, complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.app.words import LOCALES

ROOT = Path(__file__).parent.parent.parent
PLACES = re.compile(r"%\((\w+)\)s")


def _said() -> set[str]:
    found: set[str] = set()
    for package in ("bot", "adapters"):
        rows = extract_from_dir(str(ROOT / package), method_map=[("**.py", "python")], keywords={"phrase": None})
        found |= {message if isinstance(message, str) else message[0] for _, _, message, _, _ in rows}
    return found


@pytest.fixture(scope="module")
def spanish() -> dict[str, str]:
    with (LOCALES / "es.po").open("rb") as file:
        catalogue = read_po(file, locale="es")
    assert not [message.id for message in catalogue if message.fuzzy and message.id]
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def test_every_sentence_has_its_spanish(spanish: dict[str, str]) -> None:
    assert not _said() - {key for key, value in spanish.items() if value}


def test_no_sentence_is_kept_that_nobody_says(spanish: dict[str, str]) -> None:
    assert not set(spanish) - _said()


def test_places_are_the_same_in_every_language(spanish: dict[str, str]) -> None:
    different = [key for key, value in spanish.items() if sorted(PLACES.findall(key)) != sorted(PLACES.findall(value))]
    assert not different


def test_button_labels_fit_a_telephone(spanish: dict[str, str]) -> None:
    labels = [each for each in (*spanish, *spanish.values()) if each[:1] in "◀▶↺✅✏✔✖❓💾🙋" and "%(" not in each]
    assert not [each for each in labels if len(each) > 40 and not each.endswith(".")]
