"""The words with which a password is announced, told from the same words said of something else."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from bot.domain.announcing_words import (
    ACCESS,
    CODES,
    JOINS,
    KEYS,
    LOGINS,
    MODIFIERS,
    NOT_KEYS,
    PASSWORDS,
    REMOTE,
    USERS,
    listed,
)
from bot.domain.spoken import Shape, Word

_NOT_IT = listed("contrasta contrastar contraste contrastan contrasto contratena contranota")
_OWNERS = listed("la mi su tu una con las mis sus esta otra nueva our my the misma cual que")
_NOT_AGAINST = listed("cuenta partida recibo entrega parte asiento orden de el los un cargo")
_MINE = listed("mi tu su mis sus my nuestra")
HEADS = listed("mi la su el una tu nuestra my the nueva actual nuevo anterior vieja")
ACCOUNTS = listed("usuario user usr username") | REMOTE
_LINKS = listed("de del la el los las para por en con que se le lo esta este siguiente un una al a ok ahi va aqui")
_THINGS = MODIFIERS - _LINKS
_ABOUT = listed("link page reset field box screen policy manager recovery protection")


class Weight(Enum):
    """How surely a word announces a password."""

    SURE = auto()
    LIKELY = auto()
    FAINT = auto()
    PAIR = auto()


def weight_of(words: Sequence[Word], index: int) -> Weight | None:
    """How surely the word announces a password; None when it is no such word here."""
    plain = words[index].plain
    beside = [each.plain for each in words[index + 1 : index + 5]]
    if beside and beside[0] in _ABOUT:
        return None
    if plain in LOGINS:
        return Weight.PAIR if words[index].joins or "son" in beside or _follows_user(beside) else None
    if plain == "contra":
        return _against(words, index, beside)
    if plain in KEYS:
        return _key(words, index, beside)
    if plain in PASSWORDS or _resembles(plain):
        before = [each.plain for each in words[max(0, index - 5) : index]]
        before = before[:-1] if before[-1:] and before[-1] in HEADS else before
        paired = before[-1:] in (["y"], ["e"]) and any(each in USERS for each in before[-2:])
        paired = paired or (index > 0 and words[index - 1].after == "/" and words[index - 1].plain in USERS)
        paired = paired or (before[-1:] == [""] and any(each in USERS for each in before[-2:]))
        return Weight.PAIR if paired and not _told_by_then(words, index) else Weight.SURE
    return None


def _told_by_then(words: Sequence[Word], index: int) -> bool:
    """Whether the user was named before, as in "user: ana and password: x"."""
    return any((each.joins and each.after != "/") or each.plain in JOINS for each in words[max(0, index - 4) : index])


def _follows_user(beside: Sequence[str]) -> bool:
    return any(each in USERS for each in beside)


def _against(words: Sequence[Word], index: int, beside: Sequence[str]) -> Weight | None:
    owner = words[index - 1].plain if index else ""
    if beside[:1] in (["sena"], ["senia"]):
        return Weight.SURE
    follower = words[index + 1] if index + 1 < len(words) else None
    if follower is not None and follower.shape is Shape.MIXED and not follower.ordinary:
        return Weight.SURE
    if (
        beside
        and beside[0] in _NOT_AGAINST
        and not (beside[0] in ("de", "el") and owner in _OWNERS and beside[1:2] != ["la"])
    ):
        return None
    return Weight.SURE if words[index].joins or owner in _OWNERS else None


def _key(words: Sequence[Word], index: int, beside: Sequence[str]) -> Weight | None:
    plain = words[index].plain
    owner = words[index - 1].plain if index else ""
    if plain == "codigo":
        return Weight.SURE if any(each in CODES for each in beside[:3]) else None
    if plain in ("token", "otp"):
        return Weight.SURE
    if beside[:2] and (
        beside[0] in ACCESS or (beside[0] in ("de", "para", "del", "privada") and beside[1:2] and beside[1] in ACCESS)
    ):
        return Weight.SURE
    if any(each in NOT_KEYS and beside[max(0, place - 1)] != "que" for place, each in enumerate(beside[:3])):
        return None
    if plain == "key":
        return Weight.FAINT if words[index].joins else None
    if user_before(words, index):
        return Weight.SURE
    return Weight.LIKELY if owner in _MINE or any(each in _THINGS for each in beside[:3]) else Weight.FAINT


def user_before(words: Sequence[Word], index: int) -> bool:
    """Whether a user, a remote session or another secret was named just before."""
    near = words[max(0, index - 6) : index]
    return any(each.plain in ACCOUNTS or each.shape is Shape.MASKED for each in near)


def _resembles(plain: str) -> bool:
    if 8 <= len(plain) <= 13 and plain[:1] in ("c", "k") and plain.isalpha() and plain not in _NOT_IT:
        return min(_distance(plain, "contrasena"), _distance(plain, "contrasenas")) <= 2
    if 6 <= len(plain) <= 10 and plain[:2] == "pa" and plain.isalpha():
        return _distance(plain, "password") <= 1
    return False


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, character in enumerate(one, 1):
        last, row[0] = row[0], place
        for at, wanted in enumerate(other, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (character != wanted))
    return row[-1]
