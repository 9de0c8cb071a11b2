"""What a person said to the desk's privacy notice: a value for the chat's state, and the line of the append-only log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChatRef, PersonRef


class ConsentAnswer(StrEnum):
    """How the person answered. `WITHDRAWN`: they had accepted an earlier notice, and do not accept this one."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """The last answer of a chat to a process's notice, and to which version of it."""

    version: int
    given: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """One line of the log: who answered what, to which version of whose notice, in which language it was read."""

    chat: ChatRef
    person: PersonRef
    process: str
    version: int
    language: str
    answer: ConsentAnswer
    at: datetime
