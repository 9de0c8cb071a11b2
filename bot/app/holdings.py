"""What is held about a person, as it is shown to them: a port of storage; see `bot.app.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from bot.domain.ids import ChatRef, PersonRef

Node: TypeAlias = "str | int | float | bool | list[Node] | dict[str, Node]"
"""A datum as JSON has it."""

NOT_OPENED = "•••"
"""What stands for a secret: that it is there is said, what it is never."""

OF_TICKET = "of_ticket"
"""The field of a row that names the number of the ticket it belongs to."""

BY_YOU = "by_you"
"""The field of a row that says whether the person did it themselves."""

MADE_BY_US = "data:"
"""How the references of files begin that are exports themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """Of whom: their chats and accounts, and e-mail addresses that somebody knows to be theirs. Those that the desk confirmed
    with a registration are found by themselves; what somebody only typed opens no register."""

    chats: Sequence[ChatRef]
    accounts: Sequence[PersonRef] = ()
    emails: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """What one table holds about them: the rows with what is shown of each, and how many more there are that are named only
    (made from what is shown, or about others whom they serve at the desk)."""

    table: str
    rows: tuple[Mapping[str, Node], ...] = ()
    named: int = 0


class Holdings(Protocol):
    """Reads by the inventory of what is stored."""

    def of(self, whose: Whose) -> tuple[Holding, ...]:
        """One for each table that can hold something of a person, also when it holds nothing; always in the same order."""

    def chats_of_email(self, email: str) -> tuple[ChatRef, ...]:
        """The chats whose registration with that address the desk has confirmed."""
