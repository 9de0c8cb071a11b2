"""What a requester, or somebody who follows, does to a ticket from their own chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, assert_never

from bot.app.follows import NO_SUCH, acting, asking, colleagues_ticket, writing
from bot.app.knowing import misses_elsewhere
from bot.app.ports import UnitOfWork
from bot.domain.conversation import Conversation
from bot.domain.deeds import Deed
from bot.domain.effects import Act, AskToFollow, Mark, Relay
from bot.domain.ids import ChatRef, gateway_of
from bot.domain.message import Message
from bot.domain.misses import once_more
from bot.domain.missing import told_begun
from bot.domain.process import Process
from bot.domain.text import Code, Phrase, phrase
from bot.domain.ticket import Action, Ticket

Say: TypeAlias = Callable[[ChatRef, Message, str], None]


class Requesting:
    """Lives inside one unit of work; a deed is done, and an answer said, by its owner."""

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        act: Callable[[Ticket, Deed], Phrase | None],
        say: Say,
        process_of: Callable[[Ticket], Process],
        now: datetime,
    ) -> None:
        self._uow = uow
        self._act = act
        self._say = say
        self._process_of = process_of
        self._now = now

    def do(self, effect: Relay | Act | AskToFollow) -> None:
        """Does what the effect says, or tells them why not."""
        match effect:
            case Relay():
                self._relay(effect)
            case Act():
                self._acts(effect)
            case AskToFollow():
                self._ask_to_follow(effect)
            case _:
                assert_never(effect)

    def _relay(self, effect: Relay) -> None:
        ticket = self._uow.tickets.get(effect.ticket)
        if ticket is None:
            return
        if effect.message is not None:
            self._uow.correspondence.put({effect.message: ticket.id})
        deed = Deed(
            action=Action.TELL,
            actor=writing(self._uow, ticket, effect.by),
            at=self._now,
            channel=gateway_of(ticket.requester.chat),
            text=effect.text,
            files=effect.files,
            mark=effect.mark,
            quiet=effect.quiet,
        )
        if ticket.asked and effect.mark is Mark.NEW:  # it is no answer: what is asked for stays open
            deed = replace(deed, action=Action.ANSWER)
        if effect.reopen:
            refused = self._act(ticket, replace(deed, action=Action.REOPEN, text=None, files=()))
            if refused is not None:
                self._say(ticket.requester.chat, Message(body=(refused,)), ticket.requester.language)
                return
            ticket = self._uow.tickets.get(effect.ticket) or ticket
        if self._act(ticket, deed) is not None:
            words = phrase("%(number)s is finished; /new opens a new request.", number=Code(ticket.code))
            self._say(ticket.requester.chat, Message(body=(words,)), ticket.requester.language)

    def _acts(self, effect: Act) -> None:
        ticket = self._uow.tickets.get(effect.ticket)
        if ticket is None:
            return
        actor = acting(self._uow, ticket, effect)
        deed = Deed(
            action=effect.action,
            actor=actor,
            at=self._now,
            channel=gateway_of(effect.by),
            text=effect.text,
            values=effect.values,
            message=effect.message,
            held=effect.held,
            interaction=effect.interaction,
        )
        refused = self._act(ticket, deed)
        if (
            refused is not None and actor.roles
        ):  # whoever forged a button for another's ticket learns not that it is there
            self._say(effect.by, Message(body=(refused,)), ticket.requester.language)

    def _ask_to_follow(self, effect: AskToFollow) -> None:
        found = colleagues_ticket(self._uow, effect, self._process_of)
        refused = self._act(found, asking(effect, self._now)) if found is not None else None
        if found is None:
            self._missed(effect)
        elif refused is not None:
            self._say(effect.chat, Message(body=(refused,)), effect.language)

    def _missed(self, effect: AskToFollow) -> None:
        """The number was asked for in vain, which is counted with the others of the person."""
        conversation = self._uow.conversations.load(effect.chat) or Conversation(chat=effect.chat, touched=self._now)
        misses = once_more(conversation.misses, misses_elsewhere(self._uow, effect.chat), self._now)
        self._uow.conversations.save(replace(conversation, misses=misses))
        told = told_begun((NO_SUCH,), misses, effect.zone)
        self._say(effect.chat, Message(body=told), effect.language)
