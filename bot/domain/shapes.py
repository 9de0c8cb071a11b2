"""What a secret looks like by itself, whatever is said around it: tokens, private keys, payment cards; and the shapes that
accountants write all day and that are none (tax numbers, accounts, budget keys, amounts, dates, versions)."""

from __future__ import annotations

import re
from collections.abc import Iterator

DOT = "•"
"""A word with this in it was masked before, and is left alone."""

_START = r"(?<![\w-])"
_TOKENS = tuple(
    re.compile(_START + pattern)
    for pattern in (
        r"\d{8,10}:[A-Za-z0-9_-]{30,}",  # a Telegram bot's
        r"xox[a-z]-[A-Za-z0-9-]{8,}",
        r"xapp-[A-Za-z0-9-]{8,}",
        r"[srp]k[-_](?:live_|test_|proj-|ant-)?[A-Za-z0-9_-]{16,}",
        r"whsec_[A-Za-z0-9]{16,}",
        r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?",  # a JWT
        r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
        r"gh[pousr]_[A-Za-z0-9]{20,}",
        r"github_pat_\w{20,}",
        r"glpat-[\w-]{16,}",
        r"npm_[A-Za-z0-9]{20,}",
        r"pypi-[\w-]{20,}",
        r"AIza[\w-]{30,}",
        r"ya29\.[\w-]{20,}",
        r"SG\.[\w-]{16,}\.[\w-]{16,}",
    )
)
_BEARER = re.compile(r"(?<!\w)(?:bearer|basic)[ \t]{1,4}([A-Za-z0-9_.~+/=-]{12,})", re.IGNORECASE)
_HOOK = re.compile(r"hooks\.slack\.com/services/([A-Za-z0-9/]{20,})")
_LOGIN = re.compile(r"://[^\s/:@]{1,64}:([^\s/@]{1,64})@")
_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY-----")
_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]{0,24}PRIVATE KEY-----")

_CARD = re.compile(
    r"(?<![\d.,$-])(?<!\d[ ])"
    r"(?:\d{4}([ .\-\u00a0])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?"  # in fours
    r"|3\d{3}([ .\-\u00a0])\d{6}\2\d{4,5}"
    r"|\d{13,19})(?![\d]|[.,-]\d)"
)
_ISSUERS = re.compile(
    r"4|5[0-8]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6(?:011|4[4-9]|5|2|0[34]|3|7)|3[47]|30[0-5]|3[689]|35"
)

_SETTING = re.compile(
    r"(?<![^\W_])(?:password|passwd|passwort|pwd|pass|contrase[ñn]a|secret|api_?key|secret_access_key)[ \t]?=[ \t]?([^\s;,&\"']{3,200})",
    re.IGNORECASE,
)

_CODE = re.compile(r"[A-Z]{1,5}-?\d{1,6}|[A-Z]{2,12}(?:_[A-Z0-9]{1,12})+")
"""E1205, CFDI40102, SAACG_MPIO_2025: people shout codes, and names of databases."""

_REGISTER = re.compile(r"[A-ZÑ&]{3,4}-?\d{6}-?[A-Z0-9]{2,3}|[A-Z]{4}\d{6}[A-Z]{6}[A-Z0-9]\d")
"""RFC and CURP."""

_ORDINARY = re.compile(
    "|".join(
        (
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",  # UUID
            r"[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}",  # a network card's
            r"\$?\d{1,3}(?:[,' ]?\d{3})*(?:\.\d{1,6})?%?(?:mxn|mn|usd|m\.n|pesos)?",  # an amount
            r"v?\d{1,6}(?:[-./_:]\d{1,6})+[a-z]{0,3}",  # accounts, keys, dates, hours, versions, addresses
            r"\d{1,4}[-./](?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)[a-z]*[-./]\d{2,4}",
            r"[a-z]{1,10}[-/.]?\d{1,6}(?:[-/.][a-z0-9]{1,6})+",  # folios, offices, host names
            r"(?:[a-z0-9ñ]{1,12}[-/])+\d{1,8}",
            r"[a-z]-?\d{1,4}|[a-z]{2,3}-?\d{1,2}",  # e12, p01, win10, f5, pc12
            r"\d{1,6}[a-zº°ª]{1,3}",  # 1er, 2da, 10mb, 601A
            r"0x[0-9a-f]+",
            r"(?:windows|office|excel|word|saacg|saacgnet|sql|sqlserver|server|cfdi|nomina|version|ejercicio|modulo|reporte"
            r"|formato|conac|anexo|firefox|chrome|java|lap|laptop|pc|equipo|usb|ext|art|cap|cuenta|partida)[-_. ]?[vr]?\d[\d.]*",
            r"#\w+",
            r"[^\s@]+@[^\s@]+",  # e-mail
            r"@\w+",
            r"(?:https?://|www\.|ftp://|\\\\|[a-z]:\\|/)\S*",
            r"[\w.+-]+\.(?:com|mx|gob|org|net|pdf|xml|xlsx?|docx?|zip|jpe?g|png|txt|exe|bak|mdf|cer|key|pfx|rar|csv|dll|ini|log)"
            r"(?:[./]\S*)?",
            r"(?:f|ctrl|alt|shift)\+?\w{1,3}",
            r"<[@#!].*",
        )
    )
)
_LONGEST = 120


def is_ordinary(raw: str) -> bool:
    """Whether a word is of a shape that people of the trade write every day, and that is no secret by itself."""
    if len(raw) > _LONGEST:
        return False
    return any((_CODE.fullmatch(raw), _REGISTER.fullmatch(raw.upper()), _ORDINARY.fullmatch(raw.casefold())))


def tokens(text: str) -> Iterator[tuple[int, int]]:
    """Where tokens and private keys stand."""
    for pattern in _TOKENS:
        yield from (each.span() for each in pattern.finditer(text))
    for pattern in (_BEARER, _HOOK):
        yield from (each.span(1) for each in pattern.finditer(text) if any(map(str.isdigit, each[1])))
    yield from _private_keys(text)


def logins(text: str) -> Iterator[tuple[int, int]]:
    """Where passwords stand in addresses and settings, as in `ftp://user:password@host` or `Pwd=password;`."""
    for pattern in (_LOGIN, _SETTING):
        yield from (each.span(1) for each in pattern.finditer(text) if DOT not in each[1])


def cards(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers of payment cards stand."""
    for each in _CARD.finditer(text):
        digits = [int(character) for character in each[0] if character.isdecimal()]
        number = "".join(map(str, digits))
        if _ISSUERS.match(number) and _length_fits(number) and _luhn(digits) and not _is_clabe(digits):
            yield each.span()


def _private_keys(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while begins := _KEY_BEGINS.search(text, at):
        ends = _KEY_ENDS.search(text, begins.end())
        at = ends.end() if ends else len(text)
        yield begins.start(), at


def _length_fits(number: str) -> bool:
    if number[:2] in ("34", "37"):
        return len(number) == 15
    if number[0] == "4":
        return len(number) in (13, 16)
    if number[0] in "25":
        return len(number) == 16
    return len(number) in (14, 16, 19)


def _luhn(digits: list[int]) -> bool:
    doubled = [d if place % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for place, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def _is_clabe(digits: list[int]) -> bool:
    if len(digits) != 18:
        return False
    weights = (3, 7, 1) * 6
    total = sum(d * w % 10 for d, w in zip(digits[:17], weights, strict=False))
    return (10 - total % 10) % 10 == digits[17]
