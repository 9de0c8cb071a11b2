"""The history as a chain: each entry keeps the hash of the one before it and its own, so that whoever changes, removes or
puts in an entry afterwards is found out. Each ticket has a chain of its own, whose end is kept beside it.

An entry from which a person was erased keeps the hash that it had, and names the request. What is left of it is vouched for
by a later entry of the same chain (`Action.ERASE`), which has a digest of it; see docs/decisions/0011."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.ids import TicketId
from bot.domain.ticket import Action, HistoryEntry

NOTHING_BEFORE = ""
"""In place of a hash, before the first entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An entry as it is stored: its JSON, the hash of the entry before it, and its own. `erased` is the id of the request by
    which a person was erased from it: then the hash is of what it was, not of what it is."""

    ticket: TicketId
    seq: int
    body: str
    previous: str
    hash: str
    erased: int | None = None


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

    def erase(self, request: int, entries: Sequence[HistoryEntry]) -> Mapping[int, str]:
        """Puts these in place of the entries of their numbers, all of one ticket, marked with a request that is being
        carried out; what `Action.ERASE` has to say of each (`left_of`), by number."""

    def chains(self, after: TicketId, limit: int) -> tuple[Chain, ...]:
        """The histories as they are stored, by ticket, from after that one."""


def hash_of(previous: str, ticket: TicketId, seq: int, body: str) -> str:
    """SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of where the entry stands and what it says.
    ValueError when the body is no JSON."""
    said = {"previous": previous, "ticket": ticket, "seq": seq, "entry": json.loads(body)}
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


REQUEST, LEFT = "request", "left."
"""In the data of an entry `Action.ERASE`: the id of the request; before the number of an entry, what is left of it."""


def left_of(link: Link) -> str:
    """A digest of an entry from which a person was erased, with where it stands and by which request. ValueError when the
    body is no JSON."""
    said = {"hash": link.hash, "ticket": link.ticket, "seq": link.seq, "request": link.erased}
    canonical = json.dumps(
        {**said, "entry": json.loads(link.body)}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_misfit(chain: Chain, requests: frozenset[int] = frozenset()) -> str | None:
    """The first row that does not fit, in words for whoever runs the service; None when all do. `requests` are those that
    were granted: an entry that names another was not erased by right."""
    before, last = NOTHING_BEFORE, 0
    vouched = _vouched(chain)
    for link in chain.links:
        if link.previous != before:
            return f"entry {link.seq} does not follow the one before it ({last or 'none'}): one was removed or put in"
        if link.erased is not None:
            if link.erased not in requests:
                return f"entry {link.seq} was blanked: no request to be erased that was granted is number {link.erased}"
            if not _is_left(link, vouched):
                return f"entry {link.seq} says that a person was erased from it, and it is not what was left of it then"
        elif not _fits(link):
            return f"entry {link.seq} is not what was written: it does not fit its hash"
        before, last = link.hash, link.seq
    if chain.end is None:
        return f"the end of the history is not known any more; the last entry that is there is {last or 'none'}"
    if chain.end != (last, before):
        return f"the last entry that is there is {last or 'none'}, and {chain.end[0]} was written last"
    return None


def _vouched(chain: Chain) -> Mapping[int, tuple[str, str]]:
    """What later entries say is left of earlier ones, and by which request; the newest word counts."""
    said: dict[int, tuple[str, str]] = {}
    for link in chain.links:
        if link.erased is not None or not _fits(link):
            continue
        entry = json.loads(link.body)
        if entry.get("action") == Action.ERASE.value:
            data = entry.get("data", {})
            left = {name: value for name, value in data.items() if name.startswith(LEFT)}
            said |= {int(name.removeprefix(LEFT)): (data.get(REQUEST, ""), value) for name, value in left.items()}
    return said


def _is_left(link: Link, vouched: Mapping[int, tuple[str, str]]) -> bool:
    try:
        return vouched.get(link.seq) == (str(link.erased), left_of(link))
    except ValueError:
        return False


def _fits(link: Link) -> bool:
    try:
        return hash_of(link.previous, link.ticket, link.seq, link.body) == link.hash
    except ValueError:
        return False
