"""What is stored about secrets at the wrong moment, spelled out as in `golden_values`."""

from __future__ import annotations

from dataclasses import replace

from bot.app.outbox import Letter, ParcelKind, erasing_lane
from bot.domain.ids import MessageRef, TicketId
from bot.domain.message import Message
from bot.domain.sealed import SecretId
from bot.domain.withheld import Withheld
from tests.storage.golden_values import AT, CHAT, NEW_CONVERSATION

WRITTEN = MessageRef("telegram:1:7")
WITHHELD = replace(
    NEW_CONVERSATION,
    withheld=(
        Withheld(
            number=1795458615,
            secret=SecretId("telegram:update:9:message"),
            at=AT,
            message=WRITTEN,
            passed=True,
            language="es",
        ),
    ),
)
ERASE = Letter(
    key="telegram:update:9:0",
    chat=erasing_lane(CHAT),
    kind=ParcelKind.ERASE,
    message=Message(),
    at=AT,
    target=WRITTEN,
    ticket=TicketId(12),
    language="es",
)
