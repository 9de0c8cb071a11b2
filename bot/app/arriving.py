"""How replies fared: told on their line in the thread, in the transaction that settles their letters. What did not arrive
becomes a call to make, on the card."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.app.effecting import Effecting
from bot.app.handle import Handler
from bot.app.outbox import Delivered, Letter, Parcel, ParcelKind, Reason, Refused, Waiting
from bot.app.ports import UnitOfWork
from bot.domain.delivery import Delivery, settled
from bot.domain.effects import Say
from bot.domain.ids import DESK, ChatRef, EventId, FileRef, PostKey
from bot.domain.message import File, Message
from bot.domain.text import Code, lines, phrase
from bot.domain.ticket import Call, Ticket


class Arriving:
    """Called for letters with a proof, and for files that were to go with a reply and are not taken."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def __call__(
        self, uow: UnitOfWork, parcel: Parcel, outcome: Delivered | Refused, now: datetime
    ) -> tuple[Waiting, ...]:
        """Tells the desk how the letter ended; returns what waits then. The ticket is locked first, as in every turn."""
        letter = parcel.letter
        ticket = uow.tickets.get(letter.ticket) if letter.ticket is not None else None
        delivery = uow.deliveries.get(letter.proof) if letter.proof is not None else None
        if ticket is None or delivery is None:
            return ()
        effecting = self._handler.effecting(uow, EventId(f"settled:{letter.key}"), now)
        file = letter.file.ref if letter.kind is ParcelKind.ENCLOSE and letter.file is not None else None
        self._ended(effecting, uow, ticket, delivery, file, now, arrived=isinstance(outcome, Delivered))
        if isinstance(outcome, Refused) and file is None:
            self._failed(effecting, ticket, delivery, outcome, letter)
        return effecting.post()

    def lost(self, effecting: Effecting, uow: UnitOfWork, post: PostKey, file: File, now: datetime) -> None:
        """A file that goes with the reply of that line is none that is taken."""
        delivery = uow.deliveries.get(post)
        ticket = uow.tickets.get(delivery.ticket) if delivery is not None else None
        if ticket is None or delivery is None:
            return
        self._ended(effecting, uow, ticket, delivery, file.ref, now, arrived=False)
        words = phrase(
            "🚫 %(file)s was not sent: files up to 20 MB, and no programs, archives or copies of databases.",
            file=file.label,
        )
        language = effecting.process_of(ticket).languages[0]
        effecting.perform((Say(chat=DESK, thread=ticket.card, message=Message(body=(words,)), language=language),))

    def _ended(
        self,
        effecting: Effecting,
        uow: UnitOfWork,
        ticket: Ticket,
        delivery: Delivery,
        file: FileRef | None,
        now: datetime,
        *,
        arrived: bool,
    ) -> None:
        after = settled(delivery, file, now, arrived=arrived)
        uow.deliveries.save(after)
        effecting.show_delivery(ticket, after)

    def _failed(
        self, effecting: Effecting, ticket: Ticket, delivery: Delivery, refused: Refused, letter: Letter
    ) -> None:
        calls = (*ticket.calls, Call(at=delivery.at))
        effecting.mark(replace(ticket, unreachable=refused.reason is Reason.UNREACHABLE, calls=calls))
        number = Code(ticket.code)
        words = lines(
            (phrase("⚠️ This did not reach the requester of %(number)s: call by telephone.", number=number),),
            letter.message.body,
        )
        language = effecting.process_of(ticket).languages[0]
        for person in dict.fromkeys((ticket.assignee, delivery.by)):
            if person is not None:
                effecting.say(ChatRef(person), Message(body=words), language)
