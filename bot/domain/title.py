"""A title made of a person's own words: the sentence that says what fails, without its greeting, cut at a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from bot.domain.answers import Answers
from bot.domain.coach import MOST_WORDS, Coach, every, tokens
from bot.domain.process import Process, Step
from bot.domain.replies import fits
from bot.domain.text import Untrusted

LONGEST_TITLE = 100
"""Characters: what a list of tickets shows in one line."""
MOST_READ = 1500
"""Characters of a text that are looked at: who writes more has said by then what it is about."""
SHORT = 25
"""Characters under which a title takes something of the next text with it."""
LEAST_CLAUSE = 15
"""Characters of a part of a sentence that can stand alone."""

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*|;\s+")
_CLAUSE_ENDS = re.compile(r"(?<=[,:;])\s+|\s+(?=(?:pero|but)\s)")
_ITEM = re.compile(r"^\W*[0-9]{1,2}\s*[).\-]+\s+")
"""The number of a point in a list."""
_JOINERS = "\u200d\ufe0f"
_WORD = re.compile(r"[^\W_]+")
_AROUND = " \t.,;:-–—…*_~`|"
_LEADS_TO = re.compile(r"(?:,|\s(?:y|and))\s[^«“\",]{0,30}$")
_QUOTES = (("«", "»"), ("“", "”"), ('"', '"'))
_PAIRS = (("«", "»"), ("“", "”"), ("(", ")"), ("[", "]"), ("¿", "?"), ("¡", "!"), ('"', '"'))


def proposed(process: Process, step: Step, answers: Answers) -> Untrusted | None:
    """The title to propose at `step`; None where nothing is proposed, or the words give none that would do."""
    if step.propose is None:
        return None
    given = (answers.get(each) for each in step.propose.read)
    texts = [answer.text.untrusted for answer in given if answer is not None and answer.text is not None]
    rule = step.validation
    longest = min(LONGEST_TITLE, rule.max_length) if rule is not None and rule.max_length else LONGEST_TITLE
    title = title_of(texts, process.coach, longest=longest)
    return Untrusted(title) if title and fits(process, step, title) else None


def title_of(texts: Sequence[str], coach: Coach, *, longest: int = LONGEST_TITLE) -> str:
    """A title of at most `longest` characters out of the texts, the first one above all; empty when they say nothing.

    The first sentence that says what fails or that asks, else the first one with something to say. A short one, or one that does not
    say what fails, is completed out of the later texts where it fits.
    """
    own, *later = [_best(text, coach) for text in texts] or [""]
    parts = [part for part in (own, *later) if part]
    if not own and not (parts and coach.fails(parts[0])):
        return ""  # the name of a menu alone says nothing of the case
    title = _cut(parts[0], coach, longest)
    wanting = len(title) < SHORT or not coach.fails(title)
    for more in parts[1:] if wanting else ():
        helps = len(title) < SHORT or coach.fails(more)
        if helps and len(title) + len(more) + 2 <= longest and more.casefold() not in title.casefold():
            title = f"{title}: {more}"
            break
    return _capital(_tidy(title))


def _best(text: str, coach: Coach) -> str:
    first = ""
    for sentence in _sentences(text, coach):
        if coach.fails(sentence) or (sentence.endswith("?") and len(sentence) >= SHORT):
            return sentence
        first = first or sentence
    return first


def _sentences(text: str, coach: Coach) -> Iterator[str]:
    """The sentences that say something, in one line each and without how people begin."""
    for sentence in _SENTENCE_ENDS.split(text[:MOST_READ]):
        plain = _tidy(_opened(_ITEM.sub("", " ".join(_words_only(sentence).split())), coach))
        if plain and not coach.hollow(plain):
            yield plain


def _words_only(text: str) -> str:
    """Without emoji and other pictures, and what holds them together."""
    return "".join(each for each in text if each not in _JOINERS and (each < "←" or unicodedata.category(each) != "So"))


def _opened(sentence: str, coach: Coach) -> str:
    """The sentence without its openings."""
    rest = sentence
    while True:
        words = list(islice(_WORD.finditer(rest), MOST_WORDS))
        said = [" ".join(tokens(each.group())) for each in words]
        for wanted, before_a_sign in _openings(every(coach.openings)):
            if tuple(said[: len(wanted)]) != wanted:
                continue
            after = rest[words[len(wanted) - 1].end() :]
            if before_a_sign and after[:1].isspace():
                continue
            rest = after.lstrip(_AROUND + "!¡?)")
            break
        else:
            return rest


@lru_cache(maxsize=32)
def _openings(phrases: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The words of each opening, the longest first, and whether it counts only before a sign."""
    ordered = sorted(phrases, key=len, reverse=True)
    return tuple((tuple(tokens(each)), each.endswith(",")) for each in ordered if tokens(each))


def _cut(sentence: str, coach: Coach, longest: int) -> str:
    """At most `longest` characters: from the part that says what fails, as many whole parts as fit, or words."""
    if len(sentence) <= longest:
        return sentence
    clauses = [each for each in _CLAUSE_ENDS.split(sentence) if each]
    telling = (n for n, each in enumerate(clauses) if len(each) >= LEAST_CLAUSE and coach.fails(each))
    start = next(telling, 0)
    title = clauses[start]
    for clause in clauses[start + 1 :]:
        if len(title) + 1 + len(clause) > longest:
            break
        title = f"{title} {clause}"
    return _leading(title if len(title) <= longest else _at_a_word(title, coach, longest))


def _leading(clause: str) -> str:
    """Without the word that joined it to what came before."""
    return re.sub(r"^(?:pero|but|y|and)\s+", "", clause, flags=re.IGNORECASE)


def _at_a_word(text: str, coach: Coach, longest: int) -> str:
    """Whole words, and none at the end that waits for more ("de", "con el")."""
    words = _unquoted(" ".join(text[: longest + 1].split(" ")[:-1]) or text[:longest]).split(" ")
    small = {tuple(tokens(each)) for each in every(coach.empty)}
    while len(words) > 1 and (not tokens(words[-1]) or tuple(tokens(words[-1])) in small):
        words.pop()
    return " ".join(words)


def _unquoted(text: str) -> str:
    """Without a quotation that is cut in the middle, and without what led to it ("y me dice «La póliza…")."""
    for first, last in _QUOTES:
        before, _, rest = text.rpartition(first)
        cut = text.count(first) % 2 == 1 if first == last else bool(before) and last not in rest
        if cut and len(_LEADS_TO.sub("", before)) >= SHORT:
            return _LEADS_TO.sub("", before)
    return text


def _tidy(text: str) -> str:
    """Without signs around it, and without quotation marks or brackets that lost their other half."""
    kept = text.strip(_AROUND)
    for first, last in _PAIRS:
        if first == last and kept.count(first) % 2:
            kept = _without(kept, first)
        elif first != last and kept.count(first) != kept.count(last):
            kept = _without(kept, first)
            kept = kept if last in "?!" else _without(kept, last)  # "No abre!" needs no other half
    return " ".join(kept.split()).strip(_AROUND)


def _without(text: str, sign: str) -> str:
    """The sign taken out; the words that it stood between stay apart."""
    return re.sub(rf"(?<=\w){re.escape(sign)}(?=\w)", " ", text).replace(sign, "")


def _capital(text: str) -> str:
    for place, each in enumerate(text):
        if each.isalnum():
            upper = each.upper()
            return text[:place] + (upper if len(upper) == 1 else each) + text[place + 1 :]
    return text
