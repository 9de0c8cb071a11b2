"""What runs on the path of a person who waits uses an index: its cost does not grow with the archive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Dialect, make_url

from bot.domain.retention import Rule
from storage.sql import (
    consents,
    conversations,
    correspondence,
    files,
    homes,
    identities,
    inbox,
    incidents,
    knowledge,
    link_codes,
    outbox,
    registers,
    registrations,
    retaining,
    tallies,
    ticket_index,
    tickets,
    timers,
)
from storage.sql.session import Prepared, Statement
from storage.sqlite_file import opened

USED: list[tuple[Statement, str]] = [
    (inbox._OLDEST, "ix_inbox_waiting"),
    (inbox._LANES, "ix_inbox_waiting"),
    (inbox._DONE, "PRIMARY KEY"),
    (inbox._QUARANTINED, "ix_inbox_quarantined"),
    (outbox._WAITING, "ix_outbox_waiting"),
    (outbox._SUPERSEDE, "ix_outbox_revises"),
    (outbox._CLAIM, "PRIMARY KEY"),
    (outbox._SETTLE, "PRIMARY KEY"),
    (outbox._RECLAIM_ENDED, "ix_outbox_leased"),
    (outbox._RECLAIM_GATEWAY, "ix_outbox_leased"),
    (outbox._ON_HAND, "ix_outbox_leased"),
    (correspondence._FIND, "sqlite_autoindex_correspondence"),
    (tickets._BY_CODE, "sqlite_autoindex_tickets"),
    (tickets._BY_NUMBER, "sqlite_autoindex_tickets"),
    (tickets._NEWEST, "ix_tickets_requester"),
    (tickets._WAITING, "ix_tickets_assignee"),
    (tickets._ASSIGNED, "ix_tickets_assignee"),
    (tickets._UNFINISHED, "ix_tickets_assignee"),
    (tickets._HISTORY, "sqlite_autoindex_history"),
    (incidents._BY_CODE, "sqlite_autoindex_incidents"),
    (incidents._BY_NUMBER, "sqlite_autoindex_incidents"),
    (incidents._OPEN, "ix_incidents_open"),
    (incidents._HISTORY, "sqlite_autoindex_incident_history"),
    (timers.TAKE, "ix_timers_due"),
    (files._NEWEST, "ix_files_ref"),
    (files._PENDING, "ix_files_ref"),
    (files._SAVE, "PRIMARY KEY"),
    (files._HELD, "ix_files_ticket"),
    (files._KNOWN, "sqlite_autoindex_files"),
    (retaining.STATEMENTS[Rule.ARRIVALS], "ix_inbox_done"),
    (retaining.STATEMENTS[Rule.PUT_ASIDE], "ix_inbox_quarantined"),
    (retaining.STATEMENTS[Rule.ABANDONED], "ix_files_unclaimed"),
    (retaining.STATEMENTS[Rule.ATTACHMENTS], "ix_files_ticket"),
    (retaining.STATEMENTS[Rule.CORRESPONDENCE], "ix_correspondence_ticket"),
    (retaining.STATEMENTS[Rule.LETTERS], "ix_outbox_ended"),
    (retaining.STATEMENTS[Rule.LINK_CODES], "ix_link_codes_expires"),
    (retaining.STATEMENTS[Rule.AUDIT], "ix_audit_at"),
    (retaining.CHATS[Rule.PROFILES], "ix_conversations_touched"),
    (retaining.TICKETS, "ix_tickets_finished"),
    (retaining.MERGED, "ix_tickets_opened"),
    (consents._OF, "ix_consents_chat"),
    (identities._CHATS, "ix_identities_identity"),
    (link_codes._LIVE, "ix_link_codes_expires"),
    (registrations._NEWEST, "ix_registrations_chat"),
    (knowledge.SEARCH, "VIRTUAL TABLE INDEX"),
    (conversations._OF_ORGANISATION, "ix_conversations_organisation"),
    (registers._ORGANISATION, "sqlite_autoindex_organisations"),
    (registers._LIKE, "sqlite_autoindex_organisation_marks"),
    (registers._UNMARK, "ix_organisation_marks_organisation"),
    (registers._LICENCES_OF, "ix_licences_organisation"),
    (registers._ENDING, "ix_licences_updates_until"),
    (registers._COURSES_OF, "sqlite_autoindex_courses"),
    (homes._CURRENT, "ix_homes_current"),
    (ticket_index._WITH, "sqlite_autoindex_ticket_marks"),
    (tallies._OPEN, "ix_tickets_assignee"),
    (tallies._OPENED, "ix_tickets_opened"),
    (tallies._ENDED, "ix_tickets_finished"),
    (tallies._MIDDLE, "ix_tickets_opened"),
    (tallies._RATED, "ix_tickets_rated"),
]


@pytest.fixture(scope="module")
def plans() -> Iterator[dict[int, str]]:
    """Each statement's plan, by its place in the list."""
    with opened(make_url("sqlite://")) as (connection, dialect):
        yield {
            place: "\n".join(
                row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {_sql(statement, dialect)}", _Anything())
            )
            for place, (statement, _) in enumerate(USED)
        }


class _Anything(dict[str, object]):
    def __missing__(self, _name: str) -> object:
        return 1


def _sql(statement: Statement, dialect: Dialect) -> str:
    return Prepared(statement, dialect).sql


@pytest.mark.parametrize("place", range(len(USED)), ids=lambda place: f"{place}-{USED[place][1]}")
def test_a_statement_goes_through_its_index(plans: dict[int, str], place: int) -> None:
    plan, index = plans[place], USED[place][1]

    assert index in plan, plan
    unaided = [
        line
        for line in plan.splitlines()
        if line.startswith("SCAN")
        and "USING" not in line
        and "VIRTUAL TABLE INDEX" not in line  # full-text search has an index of its own
        and line not in ("SCAN CONSTANT ROW", "SCAN due_now", "SCAN unclaimed")  # what a CTE found
    ]
    assert not unaided, plan
