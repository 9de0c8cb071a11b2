"""The nine or ten digits with which one connects to somebody's computer, told from telephones and folios by what stands
beside them; and the password that follows them without a word."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from bot.domain.announcers import weight_of
from bot.domain.announcing_words import PHONES, REMOTE, REMOTE_LABELS, listed
from bot.domain.shapes import is_ordinary
from bot.domain.spoken import Shape, Word

_GROUPS = r"(?:\d[ .\-\u00a0])?\d{3}[ .\-\u00a0]\d{3}[ .\-\u00a0]\d{3}"
_ID = re.compile(rf"(?<![\w$.,/:^-])(?<!\d[ ])(?:\d{{9,10}}|{_GROUPS})(?![\w]|[.,:/-]\d| \d{{3}}(?!\d))")
_LABELLED = re.compile(r"(?:\d[ .\-\u00a0]?){8,9}\d(?![\w])(?![-/.]\d)")
_JOINED = re.compile(rf"(?<![\w$.,/:^-])(\d{{9,10}}|{_GROUPS})[/|,;-]([A-Za-z0-9]{{4,16}})(?![\w])")
_GLUE = listed(
    "es era de del la el mi su con para y numero num no socio partner conexion sesion remota remoto asistencia en"
    " equipo escritorio ok ahi va aqui te paso le doy dejo esta este siguiente tengo sale aparece me da dice is my"
    " the your"
)
_PASSED = _GLUE | REMOTE_LABELS
_BETWEEN = listed("y con and e abajo luego debajo")
_FAINT_CUES = listed("numero contacto oficina cliente registro")
"""Words that say "telephone" only as long as no password follows."""

_SURE_CUES = PHONES - _FAINT_CUES
_REACH = 7


def remote_ids(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where IDs of remote sessions stand, and passwords that follow them at once."""
    starts = [each.start for each in words]
    for index, word in enumerate(words):
        if word.plain in REMOTE_LABELS:
            yield from _labelled(text, words, index)
    for found in _JOINED.finditer(text):
        if any(map(str.isalpha, found[2])) and any(map(str.isdecimal, found[2])) and not is_ordinary(found[2]):
            yield found.span()
    for found in _ID.finditer(text):
        first = max(0, bisect_right(starts, found.start()) - 1)
        yield from _with_password(words, first, bisect_right(starts, found.end() - 1) - 1, found.span())


def _labelled(text: str, words: Sequence[Word], index: int) -> Iterator[tuple[int, int]]:
    at = index + 1
    while at < len(words) and at - index < _REACH and (words[at].plain in _PASSED or words[at].raw == ""):
        at += 1
    if at == len(words) or words[at].line > words[index].line + 2:
        return
    remote = any(each.plain in REMOTE for each in words[max(0, index - 3) : at])
    found = _LABELLED.match(text, words[at].start)
    if found is None or not (remote or words[index].plain in ("id", "ids")):
        return
    last = at
    while last + 1 < len(words) and words[last + 1].start < found.end():
        last += 1
    if remote or _names_no_person(words, index, at):
        yield found.span()
        yield from _follows(words, last, sure=True)


def _names_no_person(words: Sequence[Word], index: int, at: int) -> bool:
    """Whether "ID" is said of nothing else than a session."""
    return not any(each.plain in PHONES for each in words[max(0, index - 3) : at])


def _with_password(words: Sequence[Word], first: int, last: int, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    before = words[max(0, first - 4) : first]
    after = [each.plain for each in words[last + 1 : last + 4]]
    following = list(_follows(words, last, sure=False))
    cues = _SURE_CUES if following else PHONES
    if any(each.plain in cues for each in before) or any(each in cues for each in after[:3]):
        return
    veiled = [each.shape is Shape.MASKED for each in words[last + 1 : last + _REACH]]
    earlier = [each.shape is Shape.MASKED for each in words[max(0, first - 4) : first]]
    if following or any(veiled) or any(earlier):
        yield span
        yield from following


def _follows(words: Sequence[Word], last: int, *, sure: bool) -> Iterator[tuple[int, int]]:
    """The password right after the ID. Not `sure`: nothing says that it is an ID."""
    at = last + 1
    while at < len(words) and at - last < 3 and (words[at].raw == "" or words[at].plain in _BETWEEN):
        at += 1
    if at == len(words) or words[at].line > words[last].line + 2:
        return
    word = words[at]
    alone = at + 1 == len(words) or words[at + 1].line > word.line or bool(word.after)
    if weight_of(words, at) is not None:
        return
    mixed = word.shape is Shape.MIXED and 4 <= len(word.raw) <= 20 and not word.ordinary
    short = sure and word.shape is Shape.DIGITS and word.raw.isdecimal() and 4 <= len(word.raw) <= 8 and alone
    if mixed or short:
        yield word.start, word.end
