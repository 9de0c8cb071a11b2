"""The history as a chain: each entry keeps the hash of the one before it and its own, so that whoever changes, removes or
puts in an entry afterwards is found out. Each ticket has a chain of its own, whose end is kept beside it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Protocol

from bot.domain.ids import TicketId
from bot.domain.ticket import HistoryEntry

NOTHING_BEFORE = ""
"""In place of a hash, before the first entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An entry as it is stored: its JSON, the hash of the entry before it, and its own."""

    ticket: TicketId
    seq: int
    body: str
    previous: str
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """The entries of a ticket, in order, and where they ended when the last one was written; None when that is gone."""

    ticket: TicketId
    links: tuple[Link, ...]
    end: tuple[int, str] | None


class Histories(Protocol):
    """The append-only histories of tickets."""

    def append(self, entry: HistoryEntry) -> None:
        """The entry is linked with the newest one of its ticket, whose row is locked."""

    def history(self, ticket: TicketId) -> tuple[HistoryEntry, ...]: ...

    def chains(self, after: TicketId, limit: int) -> tuple[Chain, ...]:
        """The histories as they are stored, by ticket, from after that one."""


def hash_of(previous: str, ticket: TicketId, seq: int, body: str) -> str:
    """SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of where the entry stands and what it says.
    ValueError when the body is no JSON."""
    said = {"previous": previous, "ticket": ticket, "seq": seq, "entry": json.loads(body)}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_misfit(chain: Chain) -> str | None:
    """The first row that does not fit, in words for whoever runs the service; None when all do."""
    before, last = NOTHING_BEFORE, 0
    for link in chain.links:
        if link.previous != before:
            return f"entry {link.seq} does not follow the one before it ({last or 'none'}): one was removed or put in"
        if not _fits(link):
            return f"entry {link.seq} is not what was written: it does not fit its hash"
        before, last = link.hash, link.seq
    if chain.end is None:
        return f"the end of the history is not known any more; the last entry that is there is {last or 'none'}"
    if chain.end != (last, before):
        return f"the last entry that is there is {last or 'none'}, and {chain.end[0]} was written last"
    return None


def _fits(link: Link) -> bool:
    try:
        return hash_of(link.previous, link.ticket, link.seq, link.body) == link.hash
    except ValueError:
        return False
