"""`python -m benchmarks.memory [--tickets 1000000]`: start and memory of the product beside a SQLite file with that many
tickets, each with a line of history, and 10,000 open conversations. Writing them takes its time, hence not in `make bench`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import structlog

from benchmarks.conversation import handler, script
from benchmarks.starting import OPEN, fill, halfway, start_and_memory
from benchmarks.table import line
from bot.domain.conversation import Conversation
from bot.domain.ids import PersonRef, TicketId
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, HistoryEntry, Requester, Status, Ticket
from storage.codec import codec

_TICKETS = """
INSERT INTO tickets (id, year, number, desk, code, status, open, requester_chat, assignee, body)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :tickets)
SELECT n, 2026, n, 'bench', printf('bench-2026-%07d', n), iif(n % 100, 'closed', 'new'), n % 100 = 0,
       printf('telegram:%d', n % 50000), NULL,
       replace(iif(n % 100, :closed, :new), 'BENCH-0', printf('BENCH-2026-%07d', n))
FROM numbers
"""
"""One in a hundred is open, and everybody wrote twenty of them."""

_HISTORY = """
INSERT INTO history (ticket, seq, body)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :tickets)
SELECT n, 1, :entry FROM numbers
"""


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("--tickets", type=int, default=1_000_000)
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(_measured(wanted.tickets))


async def _measured(tickets: int) -> None:
    handling = handler()
    state = await halfway(handling, await script(handling))
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        file = Path(folder) / "memory.db"
        url = f"sqlite:///{file}"
        await fill(url, state)
        if tickets:
            _write(file, state, tickets)
        print(f"a file of {file.stat().st_size / 1e6:.0f} MB")
        for figure in start_and_memory(url, f"{OPEN:,} open conversations, {tickets:,} tickets"):
            print(line(figure))


def _write(file: Path, state: Conversation, tickets: int) -> None:
    """Past the repositories, which would take half an hour for a million."""
    closed, new = (codec().ticket.dump(_ticket(state, status)) for status in (Status.CLOSED, Status.NEW))
    entry = HistoryEntry(
        ticket=TicketId(1),
        seq=1,
        at=state.touched,
        action=Action.CLOSE,
        actor=PersonRef("slack:T0BENCH:U1"),
        channel="slack",
        before=Status.RESOLVED,
        after=Status.CLOSED,
    )
    values = {"tickets": tickets, "closed": closed, "new": new, "entry": codec().entry.dump(entry)}
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA synchronous = off")
        connection.execute(_TICKETS, values)
        connection.execute(_HISTORY, values)


def _ticket(state: Conversation, status: Status) -> Ticket:
    assert state.intake is not None
    return Ticket(
        id=TicketId(1),
        code="BENCH-0",
        process=state.intake.process,
        status=status,
        kind="error",
        level="first",
        requester=Requester(chat=state.chat, person=PersonRef(state.chat), language="es"),
        answers=state.intake.answers,
        notes=state.intake.notes,
        title=Untrusted("No abre"),
        opened_at=state.touched,
        updated_at=state.touched,
    )


if __name__ == "__main__":
    main()
