"""Requests to be registered: put before the desk, and decided by those who may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.app.auditing import denied, member
from bot.app.effecting import Effecting
from bot.app.ports import UnitOfWork
from bot.domain.audit import Ground, Kind
from bot.domain.effects import Revise, Say
from bot.domain.events import RegistrationDecided
from bot.domain.ids import DESK, ChatRef
from bot.domain.known import TICKETS_READ
from bot.domain.registering import asked_card, told
from bot.domain.registration import Registered, Registration, Standing
from bot.domain.roles import DeskDecision, allowed
from bot.domain.text import Phrase, Untrusted, phrase
from bot.domain.ticket import FINISHED


class Registrar:
    """One decision of the desk. Lives inside one unit of work."""

    def __init__(self, uow: UnitOfWork, effecting: Effecting) -> None:
        self._uow = uow
        self._effecting = effecting

    def decide(self, event: RegistrationDecided, desk_language: str) -> Phrase | None:
        """Decides, when that is still open and the person may; else the reason why not."""
        staff = member(self._uow, event)
        if staff is None or not allowed(staff.roles, DeskDecision.REGISTRATION):
            denied(self._uow, event, Kind.DECISION, DeskDecision.REGISTRATION, Ground.NO_ROLE)
            return phrase("You may not confirm registrations. An administrator gives roles with /ticket staff.")
        asked = self._uow.registrations.get(event.registration)
        if asked is None or asked.standing is Standing.SUPERSEDED:
            return phrase("That request to register does not exist (any more).")
        if asked.standing is not Standing.PENDING:
            return phrase("That was decided already, by %(name)s.", name=self._name(asked))
        standing = Standing.CONFIRMED if event.confirmed else Standing.REFUSED
        decided = replace(asked, standing=standing, decided_by=event.person, decided_at=event.at)
        self._uow.registrations.save(decided)
        card = asked_card(decided, staff.name)
        self._effecting.perform((Revise(chat=DESK, post=decided.post, message=card, language=desk_language),))
        self._remember(decided)
        return None

    def _remember(self, decided: Registration) -> None:
        """The person is told, their chats know it, and the cards of their open tickets say it."""
        language = decided.language
        chats = self._uow.identities.chats_of(decided.chat)
        for chat in chats:
            conversation = self._uow.conversations.load(chat)
            if conversation is None:
                continue
            if chat == decided.chat:
                language = conversation.language or language
            known = conversation.registration
            if known is not None and known.organisation == decided.organisation.folded:
                now = Registered(standing=decided.standing, organisation=known.organisation)
                self._uow.conversations.save(replace(conversation, registration=now))
        self._mark(chats, decided.standing)
        self._effecting.perform((Say(chat=decided.chat, message=told(decided), language=language),))

    def _mark(self, chats: Iterable[ChatRef], standing: Standing) -> None:
        lines = (line for chat in chats for line in self._uow.tickets.newest_of(chat, TICKETS_READ))
        for line in lines:
            ticket = self._uow.tickets.get(line.id) if line.status not in FINISHED else None
            if ticket is not None and ticket.registration not in (None, standing):
                self._effecting.mark(replace(ticket, registration=standing))

    def _name(self, decided: Registration) -> Untrusted:
        staff = self._uow.staff.get(decided.decided_by) if decided.decided_by is not None else None
        return staff.name if staff is not None else Untrusted("—")
