"""What is stored about replies, spelled out as in `golden_values`."""

from __future__ import annotations

from dataclasses import replace

from bot.app.outbox import ParcelKind
from bot.domain.canned import CannedReply
from bot.domain.delivery import Delivery, Fate
from bot.domain.ids import PersonRef, PostKey, TicketId
from bot.domain.text import Untrusted
from bot.domain.ticket import Call
from tests.storage.golden_values import AT, CHAT, FILE, FILE_OF_UNKNOWN_SIZE, NEW_TICKET, SAY, STORED

PROOF = PostKey("sent:12:7")
PROVEN = replace(SAY, proof=PROOF)
ENCLOSED = replace(STORED, kind=ParcelKind.ENCLOSE, thread=None, proof=PROOF)
CALLED_FOR = replace(NEW_TICKET, calls=(Call(at=AT),))
CANNED = CannedReply(
    id="saludo",
    title=Untrusted("Saludo"),
    texts={"es": Untrusted("Hola, {requester}"), "en": Untrusted("Hello, {requester}")},
    shipped=False,
)
DELIVERY = Delivery(
    post=PROOF,
    ticket=TicketId(12),
    chat=CHAT,
    at=AT,
    by=PersonRef("slack:T1:U1"),
    name=Untrusted("Ana López"),
    text=Untrusted("¿Sigue?"),
    author=Untrusted("Luis Vera"),
    resolved=True,
    files=(FILE, FILE_OF_UNKNOWN_SIZE),
    arrived=(FILE.ref,),
    lost=(FILE_OF_UNKNOWN_SIZE.ref,),
    fate=Fate.ARRIVED,
    ended_at=AT,
)
NEW_DELIVERY = Delivery(
    post=PROOF,
    ticket=TicketId(12),
    chat=CHAT,
    at=AT,
    by=PersonRef("slack:T1:U1"),
    name=Untrusted("Ana López"),
    text=Untrusted("¿Sigue?"),
    author=None,
    resolved=False,
    files=(),
    arrived=(),
    lost=(),
    fate=Fate.WAITING,
    ended_at=None,
)
