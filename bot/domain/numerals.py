"""Numbers as people write them: digits of any script, thousands apart, or words in Spanish and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bot.domain.text import unaccented

_UNITS: Mapping[str, int] = {
    "cero": 0,
    "uno": 1,
    "un": 1,
    "una": 1,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "siete": 7,
    "ocho": 8,
    "nueve": 9,
    "diez": 10,
    "once": 11,
    "doce": 12,
    "trece": 13,
    "catorce": 14,
    "quince": 15,
    "dieciseis": 16,
    "diecisiete": 17,
    "dieciocho": 18,
    "diecinueve": 19,
    "veinte": 20,
    "veintiuno": 21,
    "veintiun": 21,
    "veintiuna": 21,
    "veintidos": 22,
    "veintitres": 23,
    "veinticuatro": 24,
    "veinticinco": 25,
    "veintiseis": 26,
    "veintisiete": 27,
    "veintiocho": 28,
    "veintinueve": 29,
    "zero": 0,
    "one": 1,
    "a": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS: Mapping[str, int] = {
    "treinta": 30,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "setenta": 70,
    "ochenta": 80,
    "noventa": 90,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_HUNDREDS: Mapping[str, int] = {
    "cien": 100,
    "ciento": 100,
    "doscientos": 200,
    "trescientos": 300,
    "cuatrocientos": 400,
    "quinientos": 500,
    "seiscientos": 600,
    "setecientos": 700,
    "ochocientos": 800,
    "novecientos": 900,
    "doscientas": 200,
    "trescientas": 300,
    "cuatrocientas": 400,
    "quinientas": 500,
    "seiscientas": 600,
    "setecientas": 700,
    "ochocientas": 800,
    "novecientas": 900,
}
_BETWEEN = frozenset({"y", "and"})
_DIGITS = re.compile(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:[ ,][0-9]{3}){1,4})")
LONGEST = 60
"""Characters; a longer text is no number."""


def plain_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9 (full-width, Arabic…)."""
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)


def number(text: str) -> int | None:
    """The whole number that the text is: "25", "1,500", "veinticinco", "one hundred and three"; None for anything else."""
    if len(text) > LONGEST:
        return None
    digits = plain_digits(text).strip().removesuffix(".")
    if _DIGITS.fullmatch(digits):
        return int(digits.replace(",", "").replace(" ", ""))
    return in_words(text)


def in_words(text: str) -> int | None:
    """A number from 0 to 999 written in words, Spanish or English; None for anything else."""
    said = [word for word in re.split(r"[\s\-]+", unaccented(text).strip(" .!")) if word]
    total, largest = 0, 1000  # what follows must be smaller than what stood before: "veinte treinta" is no number
    for place, word in enumerate(said):
        if word in _BETWEEN and 0 < place < len(said) - 1:
            continue
        if word == "hundred" and 0 < total < 10:
            total, largest = total * 100, 100
        elif word in _HUNDREDS and largest > 100:
            total, largest = total + _HUNDREDS[word], 100
        elif word in _TENS and largest > 10:
            total, largest = total + _TENS[word], 10
        elif word in _UNITS and _UNITS[word] < largest:
            total, largest = total + _UNITS[word], 0
        else:
            return None
    return total if said else None
