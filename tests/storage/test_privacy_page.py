"""`docs/privacy.md` says what the code holds."""

from __future__ import annotations

from pathlib import Path

from bot.documenting import current

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_the_page_has_the_inventory_as_it_is() -> None:
    text = PAGE.read_text("utf-8")

    assert text == current(text), "run `python -m bot.documenting docs/privacy.md`"
