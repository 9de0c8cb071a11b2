"""What a message looks like in a terminal. Pure."""

from __future__ import annotations

from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain.message import Button, Message
from bot.domain.sealed import Sealed
from bot.domain.text import Code, Moment, Phrase, Span, Strong, Text, Untrusted


def plain(text: Text) -> str:
    """The text without any looks. Control characters of others' text are left out, so that a terminal obeys nobody."""
    return "".join(_span(span) for span in text)


def _span(span: Span) -> str:
    match span:
        case str():
            return span
        case Untrusted():
            return "".join(each for each in span.untrusted if each.isprintable() or each == "\n")
        case Strong():
            return span.strong
        case Code():
            return span.code
        case Moment():
            return span.words or span.moment.astimezone(ZoneInfo(span.zone)).strftime("%Y-%m-%d %H:%M")
        case Phrase():
            raise TypeError(f"a phrase was not resolved: {span.phrase!r}")
        case Sealed():
            raise TypeError("a secret that was not opened")
        case _:
            assert_never(span)


def shown(message: Message) -> str:
    """The whole message; buttons carry numbers to be typed."""
    rows = [plain(message.title), plain(message.body)]
    rows += [f"  {plain(fact.label)}: {plain(fact.value)}" for fact in message.facts]
    rows += [plain(message.note)]
    rows += [f"  ({number}) {plain((button.label,))}" for number, button in enumerate(buttons(message), 1)]
    return "\n".join(row for row in rows if row)


def buttons(message: Message) -> tuple[Button, ...]:
    """The buttons in reading order: the number typed is the place here, from 1."""
    return tuple(button for row in message.buttons for button in row)
