"""What is stored about work that is locked, spelled out as in `golden_values`."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Answer
from bot.domain.ids import PersonRef
from bot.domain.lock import LockEntry, LockTurn
from bot.domain.text import Untrusted
from tests.storage.golden_values import AT, NEW_TICKET

_ANA, _NAME = PersonRef("slack:T:ana"), Untrusted("Ana")
_EVERY_TURN = tuple(
    LockEntry(
        lock="database",
        turn=turn,
        at=AT,
        by=_ANA,
        name=_NAME,
        steps=("server", "backup_when") if turn in (LockTurn.ASKED, LockTurn.ATTESTED) else (),
        reason=Untrusted("Hay copia") if turn is LockTurn.OVERRIDDEN else None,
    )
    for turn in LockTurn
)
LOCKED_TICKET = replace(
    NEW_TICKET,
    answers={"backup_when": Answer(text=Untrusted("hoy a las 9"), moment=AT, given=AT)},
    locks=_EVERY_TURN,
)
