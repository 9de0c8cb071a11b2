"""A specialist's file on its way to Telegram."""

from __future__ import annotations

import pytest

from adapters.telegram.enclosing import file_name
from bot.domain.text import Untrusted


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("guía.pdf", "guía.pdf"),
        ("../../etc/guía.pdf", "etc_guía.pdf"),
        ("C:\\temp\\guía.pdf", "C_temp_guía.pdf"),
        ("guía", "guía.pdf"),
        ("\u202egnp.fdp", "gnp.fdp"),
        ("..", "0f.pdf"),
        ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_the_file_has_the_name_that_the_specialist_gave_it_and_no_path(label: str, name: str) -> None:
    assert file_name(Untrusted(label), "0f.pdf") == name
