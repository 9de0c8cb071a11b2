"""What the desk has already explained: manuals, videos, answers and exercises, and what became of offering them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import Phrase, Text, Untrusted, join, phrase


class ItemKind(StrEnum):
    """What a person meets when they open an item."""

    MANUAL = "manual"
    VIDEO = "video"
    FAQ = "faq"
    EXERCISE = "exercise"


_MARKS: Mapping[ItemKind, str] = {
    ItemKind.MANUAL: "📘",
    ItemKind.VIDEO: "🎬",
    ItemKind.FAQ: "💡",
    ItemKind.EXERCISE: "🧩",
}


def named(kind: ItemKind, title: str) -> str:
    """A title with the sign of its kind, as on a button."""
    return f"{_MARKS[kind]} {title}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One item. `text` is short and shown in the chat, `link` leads to the whole; at least one of them is there.

    `modules` are the ids of the modules it is about; an item without any is general. `keywords` are further words that
    people use for it. It is offered to those who are asked in its `language`.
    """

    id: str
    kind: ItemKind
    title: str
    language: str
    text: str = ""
    link: str = ""
    modules: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    example: bool = False


class Use(StrEnum):
    """What became of an item that was offered: it was opened; it solved the matter; or it did not help, and why."""

    OPENED = "opened"
    HELPED = "helped"
    NOT_MINE = "not_mine"
    NOT_UNDERSTOOD = "not_understood"
    TRIED = "tried"
    OTHER = "other"


REASONS: Mapping[Use, Phrase] = {
    Use.NOT_MINE: phrase("It is not my case"),
    Use.NOT_UNDERSTOOD: phrase("I did not understand it"),
    Use.TRIED: phrase("I had tried it already"),
}
"""Why an item did not help, as buttons; `OTHER` is in the person's own words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consulting:
    """Items on offer: which were opened, in order; `asking` why they did not help."""

    offered: tuple[Item, ...]
    opened: tuple[str, ...] = ()
    asking: bool = False

    def item(self, item_id: str) -> Item | None:
        """The item on offer of that id."""
        return next((each for each in self.offered if each.id == item_id), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """An item as it is named on a ticket for ever, whatever becomes of the item."""

    id: str
    kind: ItemKind
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Consulted:
    """How the offer ended without solving the matter: what was opened, how many were offered, and why they did not
    help; `words` are the person's own."""

    opened: tuple[Title, ...]
    offered: int
    why: Use
    words: Untrusted | None = None


def told(consulted: Consulted) -> Text:
    """The whole of it in one line, for the summary and the card."""
    opened: Text = join(", ", ((named(each.kind, each.title),) for each in consulted.opened))
    if not opened:
        return (phrase("%(count)s offered, none opened", count=consulted.offered),)
    if consulted.words is not None:
        return (*opened, " — «", consulted.words, "»")
    return (*opened, " — ", REASONS.get(consulted.why, "—"))
