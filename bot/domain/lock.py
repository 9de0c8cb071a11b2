"""Work that stays closed until the requester attests what makes it safe: part of a process file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonRef
from bot.domain.text import Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An answer to a question of the intake (`step`). `one_of` are the options that do, for a question with options; any
    other has to be answered, one of kind `moment` with an instant that was understood. `optional`: it is asked for, and
    may be left out."""

    step: str
    one_of: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Lock:
    """Work that stays closed, such as work on the database. `about`: the tickets that need it by what their requester
    answered, all of which must hold; left out, every ticket. A specialist can say of any other that it needs it.

    `attests` is what the requester attests, in the order in which it is asked; what the intake asked already counts.
    `hours`: so long an attestation, or a supervisor's leave, holds. `ask` stands above the first question that is asked
    again; `begins` is what the requester is told when the work begins (`{number}`, `{specialist}`)."""

    id: str
    name: Mapping[str, str]
    about: tuple[Told, ...] = ()
    attests: tuple[Told, ...]
    hours: float
    ask: Mapping[str, str]
    begins: Mapping[str, str]
    example: bool = False

    def named(self, language: str) -> str:
        """What the work is called."""
        return self.name.get(language) or next(iter(self.name.values()), self.id)


class LockTurn(StrEnum):
    """What was done about a lock. `ASKED`: what was answered before at these questions counts no more; `ATTESTED`: a
    specialist wrote down what the requester said by telephone; `OVERRIDDEN`: a supervisor let the work begin without;
    `BEGUN`: the work began."""

    ASKED = "asked"
    ATTESTED = "attested"
    OVERRIDDEN = "overridden"
    BEGUN = "begun"


@dataclass(frozen=True, kw_only=True, slots=True)
class LockEntry:
    """One line of a ticket's ledger of its locks: of which lock, when, by whom of the desk, about which questions, and
    why. Lines are added, and none is ever changed."""

    lock: str
    turn: LockTurn
    at: datetime
    by: PersonRef
    name: Untrusted
    steps: tuple[str, ...] = ()
    reason: Untrusted | None = None
