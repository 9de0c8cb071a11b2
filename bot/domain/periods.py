"""How long a desk waits for what. The docstring is the reference of the file's key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Periods:
    """Waiting times. Hours (0.5 is half an hour) before an unfinished intake is reminded once; days in which a resolved or
    closed ticket can be reopened; business days after which a resolved ticket closes by itself, and how many before that
    the person is told (none when that is no less); days that an unfinished intake is kept after the person last wrote;
    hours after which a person who did not say how they were served is asked once more, and in which they can change what
    they said."""

    reminder_hours: float
    reopen_days: int
    close_days: int
    kept_days: int = 30
    close_notice_days: int = 1
    rating_reminder_hours: float = 24
    rating_change_hours: float = 24
    example: bool = False
