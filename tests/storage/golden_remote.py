"""Golden values of remote help: a ticket with a question, and with an agreed time; a chat that chooses one."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.asked import Asked, Questioned
from bot.domain.clocks import Clock, Entry, Reason, Turn, Which
from bot.domain.ids import PersonRef, TicketId
from bot.domain.remote import Phase, Remote
from bot.domain.text import Untrusted
from tests.storage.golden_values import AT, NEW_CONVERSATION, NEW_TICKET

ASKED_TICKET = replace(
    NEW_TICKET,
    asked=(Asked(id=7, what="remote.machine", by=PersonRef("slack:T:ana"), name=Untrusted("Ana"), at=AT, text=None),),
    clocks=(
        Clock(
            which=Which.RESOLUTION,
            entries=(
                Entry(
                    turn=Turn.PAUSE,
                    at=AT,
                    actor=PersonRef("telegram:1"),
                    reason=Reason.AGREED,
                    words=Untrusted("2026-11-23 16:30"),
                ),
            ),
        ),
    ),
    remote=Remote(
        phase=Phase.LATER,
        by=PersonRef("slack:T:ana"),
        name=Untrusted("Ana"),
        since=AT,
        checked=("open",),
        at=AT,
    ),
)

CHOOSING = replace(
    NEW_CONVERSATION,
    questioned=Questioned(ticket=TicketId(12), question=7, times=1, wrote=Untrusted("bueno"), choosing=True),
)
