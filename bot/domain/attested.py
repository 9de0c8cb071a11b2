"""What a requester attests, a question after the other: an answer that will not do ends it, and they are told what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.asked import Asked
from bot.domain.lock_words import lock_line
from bot.domain.locking import asked_by, judged, state_of
from bot.domain.process import Process
from bot.domain.questions import outcome
from bot.domain.text import Text
from bot.domain.ticket import Ticket


def still_asked(
    process: Process, asked: Asked, answer: Answer | None, left: Iterable[Asked], at: datetime
) -> tuple[Asked, ...]:
    """What of `left` is still asked once that was given to the question: of the same lock nothing, if it will not do."""
    found = asked_by(process, asked.what)
    if found is None or not _ends(process, asked, answer, at):
        return tuple(left)
    return tuple(each for each in left if not each.what.startswith(f"{found[0].id}."))


def goes_on(process: Process, asked: Asked, left: Iterable[Asked]) -> bool:
    """Whether what is left belongs to the same lock: there is no need to say anything in between."""
    found = asked_by(process, asked.what)
    return found is not None and any(each.what.startswith(f"{found[0].id}.") for each in left)


def may_be_left_out(process: Process, asked: Asked) -> bool:
    """Whether a lock asks for it, and does not need it."""
    found = asked_by(process, asked.what)
    return found is not None and found[1].optional


def advice(process: Process, asked: Asked, answer: Answer | None, language: str, at: datetime) -> Text:
    """What the requester is to do first, where the answer will not do; in the words of the intake."""
    found = asked_by(process, asked.what)
    step = process.step(found[1].step) if found is not None else None
    if step is None or answer is None or not _ends(process, asked, answer, at):
        return ()
    text = outcome(step, answer, {}).text or {}
    said = text.get(language) or text.get(process.languages[0], "")
    return (said,) if said else ()


def standing(process: Process, asked: Asked, ticket: Ticket, at: datetime) -> Text:
    """How the lock stands after the answer, for whoever has the ticket; empty for a question of no lock."""
    found = asked_by(process, asked.what)
    return () if found is None else lock_line(process, ticket, state_of(process, found[0], ticket, at))


def _ends(process: Process, asked: Asked, answer: Answer | None, at: datetime) -> bool:
    found = asked_by(process, asked.what)
    return found is not None and not found[1].optional and judged(process, found[1], answer, at) is not None
