"""What is left of an incident's history, and of a ledger of locks, once somebody is erased: the pure core."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.anonymising import Leaving, anonymised, incident_blanked
from bot.domain.ids import ChatRef, IncidentId, PersonRef
from bot.domain.incident import IncidentAction, IncidentEntry, IncidentStatus
from bot.domain.incident_developing import TO
from bot.domain.lock import LockEntry, LockTurn
from bot.domain.text import Untrusted
from tests.contracts.examples import ticket
from tests.player import NOON
from tests.unit.lock_desk import saacg

ANA = PersonRef("slack:T:ana")
PEDRO = ChatRef("telegram:2")
LEAVING = Leaving(refs=frozenset({PEDRO}), gone=ChatRef("erased:1"), code="DATOS-1")

REPLY = IncidentEntry(
    incident=IncidentId(1),
    seq=1,
    at=NOON,
    action=IncidentAction.REPLY,
    actor=ANA,
    channel="slack",
    before=IncidentStatus.ACCEPTED,
    after=IncidentStatus.ACCEPTED,
    reason=Untrusted("Estimado Pedro"),
)


@pytest.mark.parametrize(("to", "goes"), [("P-2", True), ("P-2 M-1", False), ("M-1", False), ("", False)])
def test_what_development_said_to_them_alone_goes(to: str, goes: bool) -> None:
    said = replace(REPLY, data={TO: to} if to else {})
    left = incident_blanked([said], LEAVING, frozenset({"P-2"}), own=False)
    assert [each.reason for each in left] == ([None] if goes else [])


def test_why_locked_work_began_goes_with_the_person_and_stays_for_others() -> None:
    reason = Untrusted("Pedro viaja mañana")
    entry = LockEntry(lock="database", turn=LockTurn.OVERRIDDEN, at=NOON, by=ANA, name=Untrusted("Ana"), reason=reason)
    locked = replace(ticket(1), locks=(entry,))
    theirs = replace(locked, requester=replace(locked.requester, chat=PEDRO))
    assert anonymised(saacg(), theirs, LEAVING).locks == (replace(entry, reason=None),)
    assert anonymised(saacg(), locked, LEAVING).locks == (entry,)


def test_who_let_it_begin_is_named_no_more_once_they_left_the_desk() -> None:
    entry = LockEntry(
        lock="database",
        turn=LockTurn.OVERRIDDEN,
        at=NOON,
        by=PersonRef(PEDRO),
        name=Untrusted("Pedro"),
        reason=Untrusted("x"),
    )
    locked = replace(ticket(1), locks=(entry,))
    (left,) = anonymised(saacg(), locked, LEAVING).locks
    assert (left.by, left.name.untrusted, left.reason) == ("erased:1", "—", None)
    assert anonymised(saacg(), locked, replace(LEAVING, works_here=True)).locks == (entry,)
