"""An answer that is an instant: understood, in the past, and not longer ago than the desk says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from bot.domain.answers import Answer
from bot.domain.process import Step
from bot.domain.text import Moment, Phrase, Untrusted, phrase, plural
from bot.domain.when import Unclear, when


def moment_of(step: Step, typed: str, at: datetime, zone: str, language: str) -> Answer | Phrase | str:
    """The answer that the words give at that instant in that zone; or why they give none."""
    found = when(typed, at, zone)
    rule = step.validation
    match found:
        case Unclear.UNREAD:
            own = rule.message.get(language) if rule is not None else None
            return own or phrase("Tell me the day and the hour. For example: today at 9 in the morning.")
        case Unclear.NO_HOUR:
            return phrase("At what time, more or less? For example: today at 9 in the morning.")
        case Unclear.WHICH_HALF:
            return phrase("In the morning or in the afternoon? For example: today at 3 in the afternoon.")
        case datetime():
            pass
        case _:
            assert_never(found)
    if found > at:
        return phrase("That is still to come: %(at)s. When was it, please?", at=Moment(found, zone))
    most = rule.hours_back if rule is not None else None
    if most is not None and at - found > timedelta(hours=most):
        return plural(
            "That was on %(at)s. It must be from the last hour: is there a newer one?",
            "That was on %(at)s. It must be from the last %(count)s hours: is there a newer one?",
            most,
            at=Moment(found, zone),
        )
    return Answer(text=Untrusted(typed), moment=found)
