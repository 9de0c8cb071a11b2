"""What follows, in the same transaction, from how a delivery ended for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.app.alarming import Alarms
from bot.app.arriving import Arriving
from bot.app.disclosing import Disclosing, is_ours
from bot.app.files import FileRow, FileStatus, StoredFile
from bot.app.filing import sender_of
from bot.app.handle import Handler
from bot.app.outbox import Delivered, Later, Parcel, ParcelKind, Refused, Waiting
from bot.app.ports import UnitOfWork
from bot.app.recarding import moved
from bot.app.undelivered import Undelivered
from bot.domain.delivery import Delivery, is_outgoing
from bot.domain.events import FileRefused
from bot.domain.ids import EventId
from bot.domain.ticket import card_of
from bot.domain.unfit import Unfit


class Settling:
    """Called by delivery, inside the transaction that settles the letter."""

    def __init__(self, handler: Handler, undelivered: Undelivered, alarms: Alarms) -> None:
        self._handler = handler
        self._undelivered = undelivered
        self._alarms = alarms
        self._arriving = Arriving(handler)
        self._disclosing = Disclosing(handler)

    def __call__(
        self, uow: UnitOfWork, parcel: Parcel, outcome: Delivered | Refused | Later, now: datetime
    ) -> tuple[Waiting, ...]:
        """Does what follows; returns what waits then."""
        match outcome:
            case Later():
                return self._alarms.met(uow, parcel, outcome, now)
            case Delivered():
                self._alarms.over(uow, parcel)
        if is_ours(parcel.letter.file):
            return self._disclosing(uow, parcel, outcome, now)
        if parcel.letter.proof is not None:
            return self._arriving(uow, parcel, outcome, now)
        if parcel.letter.kind is not ParcelKind.FETCH:
            return self._not_delivered(uow, parcel, outcome, now) if isinstance(outcome, Refused) else ()
        if isinstance(outcome, Delivered) and outcome.stored is not None:
            return self._stored(uow, parcel, outcome.stored, now)
        why = outcome.reason.value if isinstance(outcome, Refused) else Unfit.GONE.value
        return self._refused(uow, parcel, Unfit(why) if why in set(Unfit) else Unfit.GONE, now)

    def _not_delivered(self, uow: UnitOfWork, parcel: Parcel, refused: Refused, now: datetime) -> tuple[Waiting, ...]:
        """A letter about a card that is gone follows the new one; of any other, those who must know are told."""
        effecting = self._handler.effecting(uow, _key(parcel), now)
        waiting = moved(uow, effecting, parcel, refused, now)
        return waiting if waiting is not None else self._undelivered(uow, parcel, refused, now)

    def _stored(self, uow: UnitOfWork, parcel: Parcel, stored: StoredFile, now: datetime) -> tuple[Waiting, ...]:
        """The file is here: it goes into its ticket's thread, when it has one; a specialist's, to the requester."""
        row = _row(uow, parcel)
        if row is None:  # fetched once more than asked for: nobody points to this copy, and it is erased
            return ()
        uow.files.save(replace(row, status=FileStatus.STORED, stored=stored))
        if row.ticket is None:
            return ()
        effecting = self._handler.effecting(uow, _key(parcel), now)
        if is_outgoing(row.chat):
            delivery = _carrying(uow, row)
            if delivery is not None:
                effecting.enclose(row.file, stored, delivery)
            return effecting.post()
        effecting.put_into_thread(row.file, stored, row.ticket, card_of(row.ticket))
        return effecting.post()

    def _refused(self, uow: UnitOfWork, parcel: Parcel, why: Unfit, now: datetime) -> tuple[Waiting, ...]:
        """Its sender is told, and the desk when it is on a ticket already. The chat is locked before the row, in the order
        of every turn."""
        chat = sender_of(parcel.letter.chat)
        uow.conversations.load(chat)
        row = _row(uow, parcel)
        if row is None:
            return ()
        uow.files.save(replace(row, status=FileStatus.REFUSED))
        if is_outgoing(chat):
            return self._not_enclosed(uow, row, _key(parcel), now)
        event = FileRefused(
            id=_key(parcel), at=now, chat=chat, person=row.person, language=row.language, file=row.file, why=why
        )
        effecting = self._handler.happened(uow, event, now)
        if row.ticket is not None:
            effecting.take_off(row.file, row.ticket)
        return effecting.post()

    def _not_enclosed(self, uow: UnitOfWork, row: FileRow, key: EventId, now: datetime) -> tuple[Waiting, ...]:
        """The specialist is told in the thread; before the reply is sent, in its form."""
        delivery = _carrying(uow, row)
        if delivery is None:
            return ()
        effecting = self._handler.effecting(uow, key, now)
        self._arriving.lost(effecting, uow, delivery.post, row.file, now)
        return effecting.post()


def _carrying(uow: UnitOfWork, row: FileRow) -> Delivery | None:
    """The newest reply that the file goes with."""
    found = uow.deliveries.of(row.ticket) if row.ticket is not None else ()
    return max((each for each in found if each.carries(row.file.ref)), key=lambda each: each.at, default=None)


def _row(uow: UnitOfWork, parcel: Parcel) -> FileRow | None:
    file = parcel.letter.file
    return uow.files.pending(sender_of(parcel.letter.chat), file.ref) if file is not None else None


def _key(parcel: Parcel) -> EventId:
    return EventId(f"settled:{parcel.letter.key}")
