"""What a decision gets to know beside the chat's own state: it says what it wants, the application looks that up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.asked import Asked
from bot.domain.chips import Chip, chip_of
from bot.domain.erasure import Erasure
from bot.domain.ids import ChatRef, MessageRef, TicketId
from bot.domain.knowledge import Item
from bot.domain.lookups import Facts, Inquiry
from bot.domain.misses import Misses
from bot.domain.process import Process
from bot.domain.remote import Remote
from bot.domain.text import Untrusted
from bot.domain.ticket import Ticket
from bot.domain.ticket_line import TicketLine

TICKETS_READ = 50
"""How many of a chat's newest tickets a decision gets to see."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What to look up for one event; nothing of it costs anything when it is not wanted. `message` is one that was answered,
    edited or deleted: which ticket is it about?
    `deadlines`: the tickets whole, for what is promised of them; `misses`: those of the person's other chats;
    `sent`: when they opened their tickets; `volume_since`: how many bytes of files they sent since then; `erasure`: how a
    request to be erased stands."""

    tickets: bool = False
    files: bool = False
    message: MessageRef | None = None
    register: Inquiry | None = None
    deadlines: bool = False
    misses: bool = False
    sent: bool = False
    volume_since: datetime | None = None
    erasure: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """A search in a desk's knowledge with a person's own words, for the module that the case is about."""

    process: str
    language: str
    texts: tuple[Untrusted, ...]
    module: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What the person is asked for about a ticket of this chat, with the process of the ticket; `language` is the one that
    they are told about it in, `level` the one that the ticket is at, `remote` how far remote help is."""

    process: Process
    ticket: TicketId
    code: str
    language: str
    asked: Asked
    level: str = ""
    remote: Remote | None = None

    @property
    def chip(self) -> Chip:
        """What it was asked with."""
        return chip_of(self.process, self.asked.what)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What was found. `tickets` are the newest of the chat and of those linked with it, newest first; `about` is the
    person's ticket that the wanted message is about; `files` how many files each open one of them has; `register` is what
    the registers say. `items` are the best for a `Search`, best first; None when nobody searched.
    `misses` are those of the person's other chats; `sent` when they opened their newest tickets; `volume` the bytes
    of their files. `questions` are open in this chat, the oldest first; `promised` the tickets whole, newest first, with
    their processes. `erasure` is the person's request to be erased that is under way, `accounts` all the chats that are theirs."""

    tickets: tuple[TicketLine, ...] = ()
    about: Ticket | None = None
    files: Mapping[TicketId, int] = field(default_factory=dict)
    register: Facts = field(default_factory=Facts)
    items: tuple[Item, ...] | None = None
    questions: tuple[Question, ...] = ()
    promised: tuple[tuple[Process, Ticket], ...] = ()
    misses: tuple[Misses, ...] = ()
    sent: tuple[datetime, ...] = ()
    volume: int = 0
    erasure: Erasure | None = None
    accounts: tuple[ChatRef, ...] = ()


NOTHING = Known()
