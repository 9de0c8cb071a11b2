"""The ID and password of remote help, as people write them when they are asked for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.sealed import SecretField

_ID = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){8,9}(?!\d)")


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What was understood; None for what is not there."""

    id: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return "Credentials(•••)"


def read_credentials(text: str, wanted: SecretField = SecretField.REMOTE_ID) -> Credentials:
    """An ID is 9 or 10 digits, grouped or not; the password is the word that is left, when it is one. When the password is
    `wanted`, a single word is that, whatever it looks like."""
    words = text.split()
    if wanted is SecretField.REMOTE_PASSWORD and len(words) == 1:
        return Credentials(password=words[0])
    found = _ID.search(text)
    if found is None:
        return Credentials(password=words[0] if len(words) == 1 else None)
    rest = (text[: found.start()] + " " + text[found.end() :]).split()
    digits = re.sub(r"\D", "", found[0])
    return Credentials(id=digits, password=rest[-1] if rest else None)
