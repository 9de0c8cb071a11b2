"""Whether a process's questions before remote help can be asked, and its times make sense."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.buttons import Press, Verb, encode
from bot.domain.finding import Finding, Path, error, warning
from bot.domain.process import Process

LONGEST_DATA = 64
"""Bytes of a button's data in Telegram."""
LARGEST_NUMBER = 9_999_999
"""Of a ticket and of a question, on a button."""
LONGEST_MINUTES = 24 * 60


def remote_help(process: Process) -> Iterator[Finding]:
    """What is wrong with `remote`."""
    rules = process.remote
    if rules is None:
        return
    if not rules.questions:
        yield error(("remote", "questions"), "this list is empty; remote help needs at least one question")
    for index, each in enumerate(rules.questions):
        size = len(encode(Press(Verb.ANSWER, LARGEST_NUMBER, str(LARGEST_NUMBER), f"other.{each.id}")).encode())
        if size > LONGEST_DATA:
            message = f'the id "{each.id}" is too long for a button of Telegram'
            yield error(
                ("remote", "questions", index, "id"), f"{message}; shorten it by {size - LONGEST_DATA} characters"
            )
        for language, text in each.ask.items():
            if "?" not in text:
                message = "this has no question mark; it is answered with the buttons yes and no"
                yield warning(("remote", "questions", index, "ask", language), message)
    for name in ("soon_minutes", "remind_minutes", "give_up_minutes"):
        yield from _minutes(("remote", name), getattr(rules, name))
    if rules.give_up_minutes <= rules.remind_minutes:
        message = "the specialist is told after the reminder: this must be more than `remind_minutes`"
        yield error(("remote", "give_up_minutes"), message)


def _minutes(path: Path, minutes: int) -> Iterator[Finding]:
    if not 0 < minutes <= LONGEST_MINUTES:
        yield error(path, f"write the minutes as a whole number from 1 to {LONGEST_MINUTES}, which is a day")
