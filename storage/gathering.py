"""What is held about a person, gathered by the inventory: the same for every kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from bot.app.filing import lane_of_fetches
from bot.app.holdings import MADE_BY_US, NOT_OPENED, OF_TICKET, Holding, Node, Whose
from bot.app.outbox import Letter, home_lane
from bot.domain.caller import is_caller
from bot.domain.delivery import outgoing
from bot.domain.ids import ChatRef, PersonRef, gateway_of
from bot.domain.incident import Incident, IncidentAction, IncidentEntry
from bot.domain.incident_developing import TO
from bot.domain.message import Message
from bot.domain.personal import By, DataClass
from bot.domain.registration import Standing
from bot.domain.text import Untrusted
from bot.domain.ticket import HistoryEntry, Ticket
from storage.inventory import INVENTORY, Held
from storage.shown import Mine, node, of_class

StoredRow: TypeAlias = Mapping[str, object]
"""A row by column; its `body`, where the inventory says what that is, as the value that was stored."""

Find: TypeAlias = Callable[[str, str, object], Iterable[StoredRow]]
"""The rows of a table whose column has that value (or, for a mention, has it somewhere), in the order of its key."""

_OF_REQUESTERS = (IncidentAction.TELL, IncidentAction.WORKS, IncidentAction.FAILS)


class Gathering:
    """`bot.app.holdings.Holdings`, over whatever finds rows."""

    def __init__(self, find: Find) -> None:
        self._find = find

    def chats_of_email(self, email: str) -> tuple[ChatRef, ...]:
        """See `bot.app.holdings.Holdings`."""
        rows = self._find("registrations", "email", email)
        confirmed = (row for row in rows if row["standing"] == Standing.CONFIRMED)
        return tuple(dict.fromkeys(ChatRef(str(row["chat"])) for row in confirmed))

    def of(self, whose: Whose) -> tuple[Holding, ...]:
        """See `bot.app.holdings.Holdings`."""
        person = _Person(self._find, whose)
        return tuple(self._held(table, held, person) for table, held in INVENTORY.items() if held.found)

    def _held(self, table: str, held: Held, person: _Person) -> Holding:
        seen: set[str] = set()
        rows: list[Mapping[str, Node]] = []
        named = 0
        for row, by in self._rows(table, held, person):
            key = repr([value for column, value in row.items() if column != "body"])
            if key in seen:
                continue
            seen.add(key)
            shown = _shown(held, row, person) if _is_theirs(row, by, person) else None
            if shown is None and by is By.MENTION:
                continue
            rows += [shown] if shown else []
            named += not shown
        return Holding(table=table, rows=tuple(rows), named=named)

    def _rows(self, table: str, held: Held, person: _Person) -> Iterator[tuple[StoredRow, By]]:
        for column, by in held.found.items():
            for value in person.values(by):
                for row in self._find(table, column, value):
                    if table != "files" or not str(row["ref"]).startswith(MADE_BY_US):
                        yield row, by


class _Person:
    """What leads to a person's rows."""

    def __init__(self, find: Find, whose: Whose) -> None:
        chats = tuple(dict.fromkeys(whose.chats))
        own = [row["body"] for chat in chats for row in find("tickets", "requester_chat", chat)]
        tickets = [each for each in own if isinstance(each, Ticket)]
        accounts = [*whose.accounts, *(each.requester.person for each in tickets if not is_caller(each.requester.chat))]
        registered = [row for chat in chats for row in find("registrations", "chat", chat)]
        confirmed = [str(row["email"]) for row in registered if row["standing"] == Standing.CONFIRMED]
        self.codes = {int(each.id): each.code for each in tickets}
        self.mine = Mine(
            chats=frozenset(chats),
            accounts=frozenset(accounts),
            tickets=frozenset(self.codes),
        )
        self.others = {
            int(each.id): frozenset(
                follower.requester.person
                for follower in (*each.followers, *each.candidates)
                if follower.requester.chat not in self.mine.chats
            )
            for each in tickets
        }
        accounts = list(dict.fromkeys(accounts))
        self.works_here = any(True for each in accounts for _ in find("staff", "person", each))
        self._values: Mapping[By, tuple[object, ...]] = {
            By.CHAT: chats,
            By.MENTION: chats,
            By.PERSON: tuple(accounts),
            By.TICKET: tuple(self.codes),
            By.INCIDENT: tuple(dict.fromkeys(int(each.incident.id) for each in tickets if each.incident is not None)),
            By.EMAIL: tuple(dict.fromkeys((*confirmed, *whose.emails))),
            By.LANE: (*chats, *_lanes(chats, accounts)),
        }

    def values(self, by: By) -> tuple[object, ...]:
        """What is looked for in a column of that kind."""
        return self._values[by]


def _lanes(chats: Iterable[ChatRef], accounts: Iterable[PersonRef]) -> Iterator[str]:
    """Places of deliveries, and of arrivals, that are named after a chat or an account."""
    for chat in chats:
        yield lane_of_fetches(gateway_of(chat), chat)
    for account in accounts:
        yield account
        yield home_lane(account)
        yield outgoing(account)
        yield lane_of_fetches(gateway_of(account), outgoing(account))


def _is_theirs(row: StoredRow, by: By, person: _Person) -> bool:
    """Whether it may be opened: of somebody who works at the desk, what they were told and pressed there is about those whom
    they serve."""
    if by is not By.LANE or not person.works_here or "label" in row:
        return True
    letter = row.get("body")
    return isinstance(letter, Letter) and letter.ticket is not None and int(letter.ticket) in person.codes


def _shown(held: Held, row: StoredRow, person: _Person) -> Mapping[str, Node] | None:
    """What is shown of a row; None for nothing."""
    stored = row.get("body")
    if isinstance(stored, Ticket) and stored.requester.chat not in person.mine.chats:
        return _followed(stored, person)
    body = _theirs(stored, person)
    if body is None and stored is not None:
        return None
    shown: dict[str, Node] = {}
    for column, kind in held.columns.items():
        found = of_class(body if column == "body" else row.get(column), kind, person.mine)
        if isinstance(found, dict) and kind is DataClass.PARTS:
            shown |= found
        elif found is not None:
            shown[column] = found
    ticket = row.get("ticket")
    if shown and isinstance(ticket, int) and ticket in person.codes:
        return {OF_TICKET: person.codes[ticket], **shown}
    return shown or None


def _theirs(body: object, person: _Person) -> object:
    """The value without what other requesters wrote in it; None when nothing in it is theirs."""
    match body:
        case Letter() if body.secret:
            return replace(body, message=Message(body=(NOT_OPENED,)), parts=())
        case HistoryEntry() if body.actor in person.others.get(int(body.ticket), ()):
            return replace(body, reason=None)
        case Incident() if not body.links or int(body.links[0].ticket) not in person.codes:
            # Opened from somebody else's ticket: the words are theirs, the matter is everybody's.
            nothing = Untrusted("")
            return replace(body, title=nothing, description=nothing, benefit=None)
        case IncidentEntry() if body.action in _OF_REQUESTERS and body.actor not in person.mine.accounts:
            return None
        case IncidentEntry() if not _is_told(body, person):
            return replace(body, reason=None)
    return body


def _is_told(entry: IncidentEntry, person: _Person) -> bool:
    """Whether a reply of development was to the person: others of the same incident may have been told something else."""
    if entry.action is not IncidentAction.REPLY:
        return True
    return bool(set(entry.data.get(TO, "").split()) & set(person.codes.values()))


def _followed(ticket: Ticket, person: _Person) -> Mapping[str, Node] | None:
    """Somebody else's ticket that the person follows: which it is, and what is kept of them there."""
    everybody = (*ticket.followers, *ticket.candidates)
    own = next((each for each in everybody if each.requester.chat in person.mine.chats), None)
    found = node(own, person.mine)
    return None if found is None else {"code": ticket.code, "status": ticket.status.value, "following": found}
