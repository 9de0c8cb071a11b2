"""A word that can stand after `/ticket`, and what such words are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.roles import DeskOrder
from bot.domain.text import Phrase, Span, fold, phrase
from bot.domain.ticket import Action


class Group(StrEnum):
    """What words are for, as the help sorts them."""

    LOOK = "look"
    WORK = "work"
    HAND_ON = "hand_on"
    END = "end"
    RELATE = "relate"
    DESK = "desk"


GROUP_WORDS: Mapping[Group, Phrase] = {
    Group.LOOK: phrase("Look"),
    Group.WORK: phrase("Work on a ticket"),
    Group.HAND_ON: phrase("Pass it on, or wait"),
    Group.END: phrase("End"),
    Group.RELATE: phrase("Tickets that belong together"),
    Group.DESK: phrase("Your shift and the desk"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderWord:
    """A word: what it asks for (None: help), its names, how else people say it, and what may follow it."""

    order: DeskOrder | Action | None
    group: Group
    english: str
    spanish: str
    also: tuple[str, ...] = ()
    does: Phrase
    example: Span = ""

    def name(self, language: str) -> str:
        """The word as it is written in that language."""
        return self.spanish if language == "es" else self.english

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that means it, as typed words are compared."""
        return tuple(fold(each) for each in (self.english, self.spanish, *self.also))

    @property
    def is_about_a_ticket(self) -> bool:
        """Whether a ticket's number follows it."""
        return isinstance(self.order, Action) or self.order in (
            DeskOrder.SHOW,
            DeskOrder.WHY,
            DeskOrder.HISTORY,
        )
