"""What is left after the kills: the file of the database against what the platforms know."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from adapters.sandbox.slack.server import SlackSandbox
from adapters.sandbox.telegram.server import TelegramSandbox
from adapters.sandbox.telegram.updates import FIRST_UPDATE_ID
from adapters.slack.link import PARCEL
from adapters.slack.payload import is_from_bot, key_of
from tests.simulation.service_process import Platforms


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What is counted."""

    people: int
    tickets: int
    without_ticket: int
    without_their_number: int
    second_tickets: int
    number_gaps: int
    confirmed_but_unknown: int
    unhandled: int
    undelivered: int
    messages_lost: int
    messages_out_of_order: int
    broken_rules_of_the_file: int
    duplicates_in_slack: int
    duplicates_in_telegram: int
    unsure_sends: int

    @property
    def wrong(self) -> dict[str, int]:
        """What should be 0, and is not."""
        may = {"people", "tickets", "duplicates_in_telegram", "unsure_sends"}
        return {
            each.name: found for each in fields(self) if each.name not in may and (found := getattr(self, each.name))
        }

    def __str__(self) -> str:
        return "\n".join(f"{each.name.replace('_', ' '):>26} {getattr(self, each.name):6}" for each in fields(self))


def confirmed_keys(telegram: TelegramSandbox, slack: SlackSandbox) -> frozenset[str]:
    """What the platforms believe that the service has, as the inbox names it."""
    numbers = set(range(FIRST_UPDATE_ID, telegram.latest_update_id + 1)) - set(telegram.pending_update_ids)
    acknowledged = (each.payload for each in slack.journal.envelopes if each.acked_at is not None)
    return frozenset(f"telegram:update:{number}" for number in numbers) | {
        key_of(payload) for payload in acknowledged if not is_from_bot(payload)
    }


def check_remains(database: Path, confirmed: frozenset[str]) -> None:
    """After a kill: the file is whole, and holds everything that the platforms consider delivered. Looks at a copy, so
    that the next life finds what the last one left."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{database}{suffix}", f"{folder}/copy.db{suffix}")
        with opened(Path(folder) / "copy.db") as connection:
            assert broken_rules(connection) == []
            is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
            assert confirmed <= (frozenset() if is_empty else inbox_keys(connection))


async def everything_delivered(database: Path, *, within: float) -> bool:
    """Whether the running service has nothing left to handle or to send, now or after so many seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while True:
                with opened(database, only_read=True) as connection:
                    if unhandled(connection) == undelivered(connection) == 0:
                        return True
                await asyncio.sleep(0.2)
    return False


def gathered(platforms: Platforms) -> Evidence:
    """All of it, when the service has ended."""
    with opened(platforms.database) as connection:
        tickets = connection.execute("SELECT requester_chat, number, code FROM tickets").fetchall()
        owned = Counter(chat for chat, _, _ in tickets)
        heard = _heard(platforms)
        numbers = sorted(number for _, number, _ in tickets)
        told = {chat for chat, _, code in tickets if any(code.upper() in text for text in heard.get(chat, ()))}
        said = _letters(connection)
        posted = _posted(platforms.slack)
        in_telegram = {chat: texts for chat, texts in heard.items() if chat.startswith("telegram:")}
        return Evidence(
            people=len(heard),
            tickets=len(tickets),
            without_ticket=len(heard.keys() - owned.keys()),
            without_their_number=len(heard.keys() - told),
            second_tickets=sum(owned.values()) - len(owned),
            number_gaps=len(set(range(1, len(tickets) + 1)) - set(numbers)),
            confirmed_but_unknown=len(confirmed_keys(platforms.telegram, platforms.slack) - inbox_keys(connection)),
            unhandled=unhandled(connection),
            undelivered=undelivered(connection),
            messages_lost=len(said.slack - posted.keys())
            + sum(max(0, said.telegram[chat] - len(dict.fromkeys(texts))) for chat, texts in in_telegram.items()),
            messages_out_of_order=sum(_first_times(texts) != sorted(_first_times(texts)) for texts in heard.values()),
            broken_rules_of_the_file=len(broken_rules(connection)),
            duplicates_in_slack=posted.total() - len(posted),
            duplicates_in_telegram=sum(len(texts) - said.telegram[chat] for chat, texts in in_telegram.items()),
            unsure_sends=_counter(connection, "unsure"),
        )


@contextlib.contextmanager
def opened(database: Path, *, only_read: bool = False) -> Iterator[sqlite3.Connection]:
    """The file, past the service's own code."""
    with contextlib.closing(sqlite3.connect(f"file:{database}{'?mode=ro' * only_read}", uri=True)) as connection:
        yield connection


def inbox_keys(connection: sqlite3.Connection) -> frozenset[str]:
    """Everything that ever arrived."""
    return frozenset(key for (key,) in connection.execute("SELECT key FROM inbox"))


def unhandled(connection: sqlite3.Connection) -> int:
    """Arrivals that had no effect."""
    return _count(connection, "inbox WHERE status <> 'done'")


def undelivered(connection: sqlite3.Connection) -> int:
    """Letters that did not arrive, and were not overtaken by a newer one about the same message."""
    return _count(connection, "outbox WHERE status NOT IN ('sent', 'superseded')")


def broken_rules(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What SQLite finds wrong with the file."""
    found = connection.execute("PRAGMA integrity_check").fetchall()
    return [each for each in found if each != ("ok",)] + connection.execute("PRAGMA foreign_key_check").fetchall()


def _count(connection: sqlite3.Connection, what: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 - constants of this file


def _counter(connection: sqlite3.Connection, name: str) -> int:
    found = connection.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
    return 0 if found is None else int(found[0])


@dataclass(frozen=True, slots=True)
class _Letters:
    """New messages of the outbox: how many to each chat in Telegram, and the keys of those to Slack."""

    telegram: Counter[str]
    slack: frozenset[str]


def _letters(connection: sqlite3.Connection) -> _Letters:
    rows = connection.execute("SELECT gateway, chat, key FROM outbox WHERE json_extract(body, '$.kind') <> 'revise'")
    found = rows.fetchall()
    return _Letters(
        Counter(chat for gateway, chat, _ in found if gateway == "telegram"),
        frozenset(key for gateway, _, key in found if gateway == "slack"),
    )


def _heard(platforms: Platforms) -> dict[str, list[str]]:
    """What each person read, by the reference of their chat."""
    team = platforms.slack.identity.team_id
    in_telegram = {
        f"telegram:{number}": [each.text for each in person.messages if each.from_bot]
        for number, person in platforms.telegram.people.items()
    }
    in_slack = {
        f"slack:{team}:{number}": [each.rendered for each in member.dm_messages if each.user != number]
        for number, member in platforms.slack.members.items()
    }
    return in_telegram | in_slack


def _posted(slack: SlackSandbox) -> Counter[str]:
    """How often each letter was posted, by its key."""
    return Counter(
        message.metadata["event_payload"]["key"]
        for conversation in slack.workspace.conversations.values()
        for message in conversation.messages.values()
        if message.metadata is not None and message.metadata["event_type"] == PARCEL
    )


ORDER = ("¿Cómo se llama?", "¿Dónde falla?", "¿Qué pasa?", "¿Está todo bien?", "Su número es", "en la fila")


def _first_times(texts: list[str]) -> list[int]:
    """The steps of the conversation, in the order in which each was first heard."""
    steps = (number for text in texts for number, cue in enumerate(ORDER) if cue in text)
    return list(dict.fromkeys(steps))
