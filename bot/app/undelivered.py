"""What follows when a message will never arrive: the ticket says so, and its specialist is told."""

from __future__ import annotations

from datetime import datetime

from bot.app.catalogue import Catalogue
from bot.app.effecting import Effecting
from bot.app.outbox import Parcel, ParcelKind, Reason, Refused, Waiting
from bot.app.ports import UnitOfWork
from bot.app.words import Words
from bot.domain.effects import Say
from bot.domain.ids import DESK, ChatRef, EventId
from bot.domain.message import Message
from bot.domain.text import Code, Text, lines, phrase


class Undelivered:
    """Called by delivery, inside the transaction that settles a refused letter."""

    def __init__(self, *, catalogue: Catalogue, words: Words, desk: ChatRef) -> None:
        self._catalogue = catalogue
        self._words = words
        self._desk = desk

    def __call__(self, uow: UnitOfWork, parcel: Parcel, refused: Refused, now: datetime) -> tuple[Waiting, ...]:
        """Tells the desk of a letter to a requester that was refused; returns what waits then."""
        letter = parcel.letter
        ticket = uow.tickets.get(letter.ticket) if letter.ticket is not None else None
        if ticket is None or letter.kind not in (ParcelKind.SAY, ParcelKind.FORWARD):
            return ()
        process = self._catalogue.get(ticket.process)
        by_file = letter.kind is ParcelKind.FORWARD
        if process is None or not (by_file or letter.chat in (ticket.requester.chat, self._desk)):
            return ()  # a linked chat of the requester's: what matters is told in their own
        key = EventId(f"undelivered:{letter.key}")
        effecting = Effecting(uow, catalogue=self._catalogue, words=self._words, desk=self._desk, key=key, now=now)
        language = process.languages[0]
        if by_file:
            label = letter.file.label if letter.file is not None else "—"
            words: Text = (phrase("⚠️ A file of the requester could not be put here: %(file)s", file=label),)
            effecting.perform((Say(chat=DESK, thread=ticket.card, message=Message(body=words), language=language),))
            return effecting.post()
        if letter.chat == ticket.requester.chat:
            effecting.reached(ticket, reachable=refused.reason is not Reason.UNREACHABLE)
            words = lines(
                (
                    phrase(
                        "⚠️ This did not reach the requester of %(number)s: call by telephone.", number=Code(ticket.code)
                    ),
                ),
                letter.message.body,
            )
            effecting.perform((Say(chat=DESK, thread=ticket.card, message=Message(body=words), language=language),))
        else:
            words = (
                phrase("⚠️ The card of %(number)s could not be posted in the desk's channel.", number=Code(ticket.code)),
            )
        if ticket.assignee is not None and letter.chat != ChatRef(ticket.assignee):
            effecting.say(ChatRef(ticket.assignee), Message(body=words), language)
        return effecting.post()
