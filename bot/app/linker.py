"""Codes that link two chats of one person: given out, redeemed, and what linked chats share kept alike."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import assert_never

from bot.app.ports import UnitOfWork
from bot.domain import linking
from bot.domain.caller import is_caller, told_moved
from bot.domain.conversation import Conversation
from bot.domain.effects import Effect, IssueCode, Move, RedeemCode, Say, Unlink
from bot.domain.ids import ChatRef, gateway_of
from bot.domain.known import TICKETS_READ
from bot.domain.linking import LinkCode, Tries
from bot.domain.message import Message
from bot.domain.text import phrase
from bot.domain.ticket import Requester

SALT_BYTES = 16

Perform = Callable[[Iterable[Effect]], None]


class Linker:
    """Lives inside one unit of work; `perform` does what follows."""

    def __init__(self, uow: UnitOfWork, perform: Perform, now: datetime) -> None:
        self._uow = uow
        self._perform = perform
        self._now = now

    def do(self, effect: IssueCode | RedeemCode | Unlink) -> None:
        """Does the effect, and tells whom it concerns."""
        match effect:
            case IssueCode():
                self._issue(effect)
            case RedeemCode():
                self._redeem(effect)
            case Unlink():
                self._unlink(effect)
            case _:
                assert_never(effect)

    def issue(self, chat: ChatRef, language: str, life: timedelta) -> str:
        """A code for the chat that is good for that long; an earlier one of the chat no longer is."""
        code = "".join(secrets.choice(linking.LETTERS) for _ in range(linking.LENGTH))
        salt = secrets.token_hex(SALT_BYTES)
        self._uow.link_codes.put(
            LinkCode(
                chat=chat,
                language=language,
                salt=salt,
                digest=linking.digest_of(salt, code),
                expires=self._now + life,
            )
        )
        return code

    def _issue(self, wanted: IssueCode) -> None:
        code = self.issue(wanted.chat, wanted.language, linking.LIFE)
        told = linking.told_code(code)
        self._perform((Say(chat=wanted.chat, message=told, language=wanted.language, secret=True),))

    def _redeem(self, wanted: RedeemCode) -> None:
        tries = self._uow.link_codes.tries(wanted.chat) or Tries(chat=wanted.chat, failed=0, last=self._now)
        others = self._tries_elsewhere(wanted.chat)
        typed = linking.normal(wanted.typed)
        live = self._uow.link_codes.live(self._now)
        # Every code is compared, so that the time taken tells nothing.
        fitting = [code for code in live if code.opens(typed, self._now)]
        if linking.are_pausing((tries, *others), self._now):
            self._refuse(wanted)
        elif not fitting or fitting[0].chat == wanted.chat:
            self._uow.link_codes.save_tries(tries.failed_again(self._now))
            self._refuse(wanted)
        elif is_caller(fitting[0].chat):
            self._take_over(fitting[0], wanted)
        else:
            self._link(fitting[0], wanted)

    def _tries_elsewhere(self, chat: ChatRef) -> tuple[Tries, ...]:
        """Those of the person's other chats: they count together."""
        found = (self._uow.link_codes.tries(each) for each in self._uow.identities.chats_of(chat) if each != chat)
        return tuple(each for each in found if each is not None)

    def _refuse(self, wanted: RedeemCode) -> None:
        self._say(wanted.chat, Message(body=linking.REFUSED), wanted.language)

    def _link(self, code: LinkCode, wanted: RedeemCode) -> None:
        self._uow.link_codes.remove(code.chat)
        self._uow.link_codes.forget_tries(wanted.chat)
        issuer, redeemer = self._conversation(code.chat), self._conversation(wanted.chat)
        self._uow.identities.link(code.chat, wanted.chat)
        self._share(linking.merged(issuer, redeemer), self._uow.identities.chats_of(code.chat))
        self._say(wanted.chat, linking.told_linked(_platform(code.chat)), wanted.language)
        self._say(code.chat, linking.told_linked(_platform(wanted.chat)), code.language)

    def _take_over(self, code: LinkCode, wanted: RedeemCode) -> None:
        """Somebody who was on the telephone has a chat now: their tickets and what is known of them are there from now on."""
        self._uow.link_codes.remove(code.chat)
        self._uow.link_codes.forget_tries(wanted.chat)
        caller, chat = self._conversation(code.chat), self._conversation(wanted.chat)
        self._share(linking.merged(chat, caller), self._uow.identities.chats_of(wanted.chat))
        self._uow.conversations.save(Conversation(chat=code.chat, touched=self._now))  # nothing is kept in two places
        requester = Requester(chat=wanted.chat, person=wanted.person, language=wanted.language)
        for line in self._uow.tickets.newest_of(code.chat, TICKETS_READ):
            self._perform((Move(ticket=line.id, requester=requester),))
            self._say(wanted.chat, told_moved(line.code), wanted.language)

    def _unlink(self, wanted: Unlink) -> None:
        others = [each for each in self._uow.identities.chats_of(wanted.chat) if each != wanted.chat]
        if not others:
            nothing = phrase("This chat is linked with no other. /link links it.")
            self._say(wanted.chat, Message(body=(nothing,)), wanted.language)
            return
        self._uow.identities.unlink(wanted.chat)
        alone = phrase("This chat is no longer linked with others. Its details stay here.")
        self._say(wanted.chat, Message(body=(alone,)), wanted.language)
        platform = _platform(wanted.chat)
        told = phrase("Your %(platform)s account is no longer linked with this chat.", platform=platform)
        for chat in others:
            self._say(chat, Message(body=(told,)), wanted.language)

    def spread(self, before: Conversation, after: Conversation) -> None:
        """What changed in a chat and is the person's, not the chat's, reaches the linked ones."""
        if linking.shares(before, after):
            self._share(after, [each for each in self._uow.identities.chats_of(after.chat) if each != after.chat])

    def _share(self, source: Conversation, chats: Iterable[ChatRef]) -> None:
        for chat in chats:
            there = self._uow.conversations.load(chat)
            if there is not None:
                self._uow.conversations.save(linking.shared(source, there))

    def _say(self, chat: ChatRef, message: Message, language: str) -> None:
        self._perform((Say(chat=chat, message=message, language=language),))

    def _conversation(self, chat: ChatRef) -> Conversation:
        return self._uow.conversations.load(chat) or Conversation(chat=chat, touched=self._now)


def _platform(chat: ChatRef) -> str:
    return gateway_of(chat).capitalize()
