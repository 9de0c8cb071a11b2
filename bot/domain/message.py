"""A message as every platform can show it; the adapters decide how it looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.ids import FileRef, MessageRef
from bot.domain.text import Span, Text, Untrusted


class Style(StrEnum):
    """How much a button is recommended."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A button. `data` comes back with the press; see `bot.domain.buttons`. One with a `url` opens that address instead,
    and its press is not told; `IN_PRIVATE` is an address that only the gateway knows."""

    label: Span
    data: str = ""
    style: Style = Style.PLAIN
    url: str | None = None


IN_PRIVATE = "private:"
"""The address of the reader's own chat with the bot, for `Button.url`; the gateway puts the platform's in its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A name and its value, as on a card or a summary."""

    label: Text
    value: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """What is wanted less often than a button; `label` says what the list is of, where it is shown as one."""

    label: Span
    entries: tuple[Button, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is shown: a title, paragraphs, facts, a quiet note, rows of buttons, and a menu of what is wanted less often.
    Any part may be empty."""

    title: Text = ()
    body: Text = ()
    facts: tuple[Fact, ...] = ()
    note: Text = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    menu: Menu | None = None
    silent: bool = False


def leads_to_private(message: Message) -> bool:
    """Whether a button of it leads to the reader's own chat with the bot."""
    return any(button.url == IN_PRIVATE for row in message.buttons for button in row)


def with_address(message: Message, private: str) -> Message:
    """The message, its buttons leading to the `private` address that the gateway knows."""
    rows = tuple(
        tuple(replace(button, url=private) if button.url == IN_PRIVATE else button for button in row)
        for row in message.buttons
    )
    return replace(message, buttons=rows)


class EntryKind(StrEnum):
    """What a field of a form takes: typed text, one of its choices, several of them, files, or a person of the
    workspace (the reference comes back as the choice)."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    FILES = "files"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What can be chosen in a field; `id` comes back."""

    id: str
    label: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A field of a form. Lengths are in characters; `initial` and `chosen` are what stands there at first. `error` is why
    what was entered before is not taken."""

    id: str
    label: Text
    kind: EntryKind = EntryKind.TEXT
    hint: Text = ()
    multiline: bool = False
    min_length: int = 1
    max_length: int = 3000
    initial: Untrusted | None = None
    choices: tuple[Choice, ...] = ()
    chosen: tuple[str, ...] = ()
    optional: bool = False
    error: Text = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form that opens over the conversation (a modal). `data` comes back with what was entered; when the form is closed
    without, it comes back alone if `close` (the label of that) is given. `quote` is shown under the intro as somebody else
    will read it, in `quote_language`. One that `stays` is not closed by sending it: the answer takes its place."""

    title: Text
    submit: Text
    data: str
    entries: tuple[Entry, ...]
    intro: Text = ()
    close: Text = ()
    quote: Text = ()
    quote_language: str = ""
    stays: bool = False


class FileKind(StrEnum):
    """What a file is to the person who sent it."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file a person sent; `size` in bytes as the platform says, None when it does not. `message` is where it came, for one
    that answers a question: when that is deleted, so is it."""

    ref: FileRef
    kind: FileKind
    label: Untrusted
    size: int | None = None
    message: MessageRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """What stands in a field of a form that was sent: text, the ids of choices, or files; all empty when left empty."""

    text: Untrusted | None = None
    choices: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
