"""Telephones and e-mail addresses as people write them."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.numerals import plain_digits
from bot.domain.text import unaccented

LONGEST_PHONE = 60
LONGEST_EMAIL = 254
"""RFC 5321, as corrected."""

_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"]+@[^@\s,;<>()\[\]\"]+\.[^@\s,;<>()\[\]\".]{2,}")
_NAMED_EMAIL = re.compile(r"[^<>]*<([^<>]*)>")
_MARKS = re.compile(r"[\s().+\-/‐‑‒–—]")
_LABEL = re.compile(
    r"(?:(?:es\s+)?(?:mi|el|al|my|the)\s+)?(?:numero\s+(?:de\s+)?)?"
    r"(?:tel(?:efono)?|cel(?:ular)?|movil|whats(?:app)?|phone|mobile|lada|numero|number)\b(?:\s+(?:es|is)\b)?[\s.:]*"
    r"(?:(?:es|is)\s+)?(?:el\s+)?"
)
_EMAIL_LABEL = re.compile(
    r"(?:(?:es|mi|el|my)\s+){0,2}(?:correo|e-?mail|mail)(?:\s+electronico)?(?:\s*:\s*|\s+(?:es|is)\s*:?\s*|\s+)"
)
_RANGE = re.compile(r"(.*[0-9])\s+(?:al?|to)\s+[0-9]{2,4}")
_EXTENSION = re.compile(
    r"(.*?)(?:,|;|#|\bx|\bext(?:ensi[oó]n)?\b\.?|\bint(?:erno)?\b\.?)\s*:?\s*([0-9]{1,6})", re.IGNORECASE
)


def telephone(typed: str) -> str | None:
    """The telephone, with its extension as `ext. 12`; None for what is none. A label before it ("Tel.", "mi celular es"), a range of lines
    after it ("al 5559") and digits of any script are taken."""
    if len(typed) > LONGEST_PHONE:
        return None
    text = plain_digits(unicodedata.normalize("NFKC", typed)).strip(" .")
    plain = unaccented(text)
    if len(plain) == len(text) and (label := _LABEL.match(plain)) is not None:
        text = text[label.end() :]
    found = _EXTENSION.fullmatch(text)
    main, extension = (found[1], found[2]) if found else (text, None)
    main = main.strip(" .,;:")
    several = _RANGE.fullmatch(main)
    digits = _MARKS.sub("", several[1] if several else main)
    if not digits.isascii() or not digits.isdecimal() or not 8 <= len(digits) <= 15:  # ITU-T E.164: 15 at most
        return None
    return f"{main} ext. {extension}" if extension else main


def email(typed: str) -> str | None:
    """The address in small letters; None for what is none. `mailto:`, a label ("mi correo es"), a name before `<…>`, blanks around the @ and a full
    stop at the end are left out."""
    if len(typed) > LONGEST_EMAIL:
        return None
    text = unicodedata.normalize("NFKC", typed).strip()
    named = _NAMED_EMAIL.fullmatch(text)
    text = re.sub(r"\s*@\s*", "@", named[1] if named else text).strip().lower()
    label = _EMAIL_LABEL.match(unaccented(text)) if len(unaccented(text)) == len(text) else None
    text = (text[label.end() :] if label is not None else text).removeprefix("mailto:").strip().rstrip(".,;")
    return text if _EMAIL.fullmatch(text) else None
