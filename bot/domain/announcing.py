"""Passwords that are announced by words: where they begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.announced_after import PAIRED, TYPED, told_after
from bot.domain.announcers import ACCOUNTS, HEADS, Weight, user_before, weight_of
from bot.domain.announcing_words import (
    AS,
    ENDINGS,
    JOINS,
    MODIFIERS,
    NAMES,
    PASSED_OVER,
    PASSWORDS,
    STOPS,
    UNITS,
    USERS,
    listed,
)
from bot.domain.spoken import Shape, Word

REACH = 14
"""Words after the one that announces in which the secret is looked for."""


def announced(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where the passwords stand that the words around them announce."""
    weights = [weight_of(words, index) for index in range(len(words))]
    for index, weight in enumerate(weights):
        if weight is not None:
            yield from _Search(words, weights, index).run()
            yield from told_after(words, index, weight)


_SKIPPED = PASSED_OVER | JOINS
_NO_NAMES = STOPS | MODIFIERS | NAMES


class _Search:
    """From a word that announces a password to the password."""

    def __init__(self, words: Sequence[Word], weights: Sequence[Weight | None], index: int) -> None:
        self._words = words
        self._weights = weights
        self._at = index
        self._weight = weights[index] or Weight.FAINT
        self._linked = words[index].joins
        self._near = True
        self._told = False

    def run(self) -> Iterator[tuple[int, int]]:
        """Where it stands; in several pieces when there are spaces in it."""
        last = min(len(self._words), self._at + REACH)
        at = self._at + 1
        while at < last:
            word, before = self._words[at], self._words[at - 1]
            if self._breaks(before, word, at):
                return
            found = self._found(at)
            if found:
                yield (self._words[at].start, self._words[at + found - 1].end)
                self._linked, self._near, self._told = False, False, True
                at += found
                continue
            self._step(word, before)
            at += 1

    def _breaks(self, before: Word, word: Word, at: int) -> bool:
        if word.line > before.line:
            if self._linked:
                return word.line > before.line + 2
            alone = at + 1 == len(self._words) or self._words[at + 1].line > word.line
            return self._told or not (self._near and alone and word.line <= before.line + 2)
        if word.plain in _SUBJECTS and at > self._at + 1 and self._is_subject(at):
            return True
        if before.ends and not self._linked:
            alone = at + 1 == len(self._words) or word.ends or self._words[at + 1].line > word.line
            return not (self._near and alone and word.shape in (Shape.MIXED, Shape.DIGITS, Shape.MASKED))
        return self._weights[at] is not None and not self._linked and self._told

    def _step(self, word: Word, before: Word) -> None:
        if word.shape is Shape.MASKED:
            self._linked, self._near, self._told = False, False, True
            return
        if word.shape is Shape.NOTHING and word.end == word.start:
            self._linked = (
                self._linked or word.joins or (self._near and word.after.strip("-–—>|/") == "" and not self._told)
            )
            return
        if word.plain in JOINS and before.plain not in ("no", "not", "ya"):
            subject = word.plain in ("tengo", "puse", "pusieron", "uso", "pongo")
            self._linked = not subject or self._near
            return
        if self._linked and word.plain in PASSED_OVER:
            return
        self._linked = word.joins and not self._new_subject(before, word)
        self._near = self._near and (word.plain in MODIFIERS or self._linked)

    def _is_subject(self, at: int) -> bool:
        """Whether something else begins with the word: "…, my user is ana"."""
        before, earlier = self._words[at - 1], self._words[at - 2]
        owned = before.plain in HEADS and not earlier.plain.endswith(("ar", "er", "ir"))
        if owned and earlier.plain in ("de", "del", "para", "al", "con", "for", "of"):
            return False
        return owned or "," in before.after or before.plain in ("y", "and")

    def _new_subject(self, before: Word, word: Word) -> bool:
        return (
            word.plain in NAMES
            and before.plain not in ("de", "del", "para", "al", "el", "la", "mi", "su", "the", "for")
        ) or (word.plain in USERS and not self._near)

    def _found(self, at: int) -> int:
        """How many words from here on are the secret; 0 when none is."""
        word = self._words[at]
        if word.shape in (Shape.MASKED, Shape.NOTHING):
            return 0
        if self._weight is Weight.PAIR and not self._told:
            return self._second(at)
        if self._linked:
            found = self._said(at)
            if found:
                return found
        return self._bare(at)

    def _second(self, at: int) -> int:
        """Of a user and a password, only the password; it is the second of the two."""
        word = self._words[at]
        if not self._linked and not (self._near and word.shape is Shape.MIXED):
            return 0
        if word.plain in _SKIPPED and word.shape is Shape.LETTERS:
            return 0
        self._told = True
        self._weight = Weight.SURE
        follower = self._words[at + 1] if at + 1 < len(self._words) else None
        if follower is None or (follower.line > word.line and word.shape is not Shape.LETTERS and "@" not in word.raw):
            return 1 if self._is_secret(word) else 0
        self._told = False
        self._linked = True
        return 0

    def _is_secret(self, word: Word) -> bool:
        if word.shape is Shape.MIXED:
            return "@" not in word.raw[1:-4] or not word.ordinary
        return word.shape is Shape.DIGITS and len(word.raw) > 2

    def _said(self, at: int) -> int:
        """After "is" or a colon."""
        word = self._words[at]
        if word.quoted and (found := self._quotation(at)):
            return found
        match word.shape:
            case Shape.MIXED:
                if self._weight in (Weight.LIKELY, Weight.FAINT) and (len(word.raw) < 5 or word.ordinary):
                    return 0
                if self._weight is Weight.FAINT and word.raw.isupper() and word.raw.isalnum():
                    return 0
                if len(word.raw) < 4 and word.ordinary:
                    return 0
                return 1 + self._rest(at + 1)
            case Shape.DIGITS:
                return self._number(at)
            case Shape.LETTERS:
                return self._plain_word(at)
        return 0

    def _quotation(self, at: int) -> int:
        """A few words between quotation marks, with a digit somewhere."""
        for last in range(at, min(at + 5, len(self._words))):
            word = self._words[last]
            if word.line > self._words[at].line or word.shape is Shape.MASKED:
                return 0
            if any(each in word.after for each in _QUOTES):
                digits = any(each.shape in (Shape.DIGITS, Shape.MIXED) for each in self._words[at : last + 1])
                return last + 1 - at if digits and last > at else 0
        return 0

    def _number(self, at: int) -> int:
        count, digits = 0, 0
        while at + count < len(self._words) and self._words[at + count].shape is Shape.DIGITS:
            if count and self._words[at + count].line > self._words[at].line:
                break
            digits += sum(map(str.isdecimal, self._words[at + count].raw))
            count += 1
        follower = self._words[at + count] if at + count < len(self._words) else None
        if digits < 3 or (follower is not None and follower.plain in UNITS):
            return 0
        if self._weight is Weight.FAINT or (self._weight is Weight.LIKELY and is_account(self._words[at].raw)):
            return 0
        return count + self._rest(at + count)

    def _plain_word(self, at: int) -> int:
        word = self._words[at]
        if self._weight is Weight.FAINT or word.plain in _PLAIN or word.plain.removesuffix("s") in STOPS:
            return 0
        follower = self._words[at + 1] if at + 1 < len(self._words) else None
        same_line = follower is not None and follower.line == word.line
        if same_line and follower is not None and follower.shape in (Shape.DIGITS, Shape.MIXED) and not word.after:
            return 1 + self._rest(at + 1) if follower.plain not in UNITS else 0
        camel = any(map(str.isupper, word.raw[1:])) and not word.raw.isupper()
        if camel or word.quoted:
            return 1
        if len(word.plain) < 3 or word.plain.endswith(tuple(ENDINGS)):
            return 0
        closes = (
            not same_line
            or bool(word.after.strip("/") and not word.joins)
            or (follower is not None and follower.plain in _CONTINUES)
        )
        return 1 if closes else 0

    def _rest(self, at: int) -> int:
        """How many words more belong to it: people put spaces into what they dictate."""
        count = 0
        while at + count < len(self._words) and count < 4:
            word, before = self._words[at + count], self._words[at + count - 1]
            if word.line > before.line or before.after or word.shape not in (Shape.DIGITS, Shape.MIXED):
                break
            follower = self._words[at + count + 1] if at + count + 1 < len(self._words) else None
            if word.ordinary and word.shape is Shape.MIXED:
                break
            if follower is not None and follower.plain in UNITS:
                break
            count += 1
        return count

    def _bare(self, at: int) -> int:
        """Without anything that says that now it comes: only what does not look like a word."""
        word, before = self._words[at], self._words[at - 1]
        if word.shape is Shape.LETTERS and at != self._at + 1:
            return 0
        if self._near and self._weight is Weight.SURE and word.wild and self._may_follow(before):
            return 1 + self._rest(at + 1)
        if (
            before.plain in NAMES
            and "," not in before.after
            and not (self._near and before.plain in MODIFIERS and at - self._at > 1 and self._owned(at))
        ):
            return 0
        if before.plain == "a" and at != self._at + 2:
            return 0
        if word.shape is Shape.DIGITS:
            return self._bare_number(at) if self._near else 0
        if word.shape is Shape.LETTERS:
            after_user = self._near and at == self._at + 1 and self._weight is Weight.SURE and not before.after
            odd = any(map(str.isupper, word.raw[1:])) and any(map(str.islower, word.raw[:-1]))
            if after_user and (word.quoted or odd) and word.plain not in _NO_NAMES:
                return 1
            user = after_user and user_before(self._words, self._at) and word.plain not in MODIFIERS
            return self._plain_word(at) if user else 0
        if len(word.raw) < 4 or (
            word.ordinary and not (self._near and self._weight is Weight.SURE and self._adjacent(at))
        ):
            return 0
        if self._weight is Weight.FAINT and not (self._near and _is_strange(word.raw)):
            return 0
        if not self._told and not word.wild and self._is_name(before):
            return 0
        return 1 + self._rest(at + 1)

    def _is_name(self, before: Word) -> bool:
        """Whether lower case with a number stands where the name of a user would: "the password of ana2"."""
        if before.plain in ("de", "del", "a") or not self._near:
            return before.plain not in _SAYING and "," not in before.after and ":" not in before.after
        return False

    def _may_follow(self, before: Word) -> bool:
        """Whether what has all kinds of characters is no name of the thing before it."""
        return before.plain in _OWNED or before.plain not in NAMES or self._words[self._at].joins

    def _owned(self, at: int) -> bool:
        return self._words[at - 2].plain in ("de", "del", "mi", "la", "el", "al", "su") and self._words[at - 1].plain not in (
            "usuario", "user", "version", "ejercicio", "correo", "office",
        )  # fmt: skip

    def _adjacent(self, at: int) -> bool:
        """Right after the word that announces, even a shape of the trade is the secret, if it has letters and digits run
        together."""
        raw = self._words[at].raw
        return at == self._at + 1 and raw.replace("_", "").replace(".", "").isalnum() and len(raw) >= 5

    def _least(self) -> int:
        return 3 if self._words[self._at].plain.startswith("cv") else 4

    def _bare_number(self, at: int) -> int:
        word = self._words[at]
        digits = sum(map(str.isdecimal, word.raw))
        follower = self._words[at + 1] if at + 1 < len(self._words) else None
        if follower is not None and follower.line == word.line and follower.plain in UNITS:
            return 0
        if (
            self._weight in (Weight.LIKELY, Weight.FAINT)
            or not word.raw.isdecimal()
            or not self._least() <= digits <= 12
        ):
            return 0
        if at > self._at + 1 and len(word.raw) == 4 and word.raw[:2] in ("19", "20"):
            return 0
        return 1


_SAYING = TYPED | JOINS | (PASSED_OVER - PAIRED)
_PLAIN = STOPS | NAMES | UNITS | USERS | PASSWORDS | JOINS | AS
_QUOTES = "\"'”’»`"
_ALWAYS_OF = listed("ano mes periodo ejercicio archivo carpeta pantalla ventana")
_MAILS = frozenset(["correo", "email", "mail"])
_SUBJECTS = (NAMES | USERS) - _ALWAYS_OF
_OWNED = ACCOUNTS | _MAILS
_CONTINUES = listed(
    "y e o pero usuario user para con ya no porque gracias por si ok todo toda tal asi creo en sin ahi u and but"
    " favor saludos"
)


def is_account(raw: str) -> bool:
    """Whether it is a number as accounts and keys are numbered."""
    return not raw.isdecimal() or len(raw) < 4


def _is_strange(raw: str) -> bool:
    """Whether nobody would name a thing like this: lower case, upper case and digits together, or signs."""
    signs = any(each in "@#$%&*+!^~" for each in raw)
    return any(map(str.isdecimal, raw)) and any(map(str.islower, raw)) and (signs or len(raw) >= 6)
