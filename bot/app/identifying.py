"""Effects on who somebody is to us: what they agreed to, which chats are theirs, and how they stand with the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, assert_never

from bot.app.linker import Linker
from bot.app.ports import UnitOfWork
from bot.domain.effects import AskRegistration, Effect, IssueCode, LogConsent, RedeemCode, Revise, Say, Unlink
from bot.domain.ids import DESK
from bot.domain.process import Process
from bot.domain.registering import asked_card
from bot.domain.registration import Registration, Standing

Identified: TypeAlias = LogConsent | IssueCode | RedeemCode | Unlink | AskRegistration


class Identifying:
    """Does them. Lives inside one unit of work; `perform` does the effects that follow."""

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        perform: Callable[[Iterable[Effect]], None],
        process_of: Callable[[str], Process],
        now: datetime,
    ) -> None:
        self._uow = uow
        self._perform = perform
        self._process_of = process_of
        self._now = now

    def do(self, effect: Identified) -> None:
        """Does the effect."""
        match effect:
            case LogConsent():
                self._uow.consents.add(effect.consent)
            case IssueCode() | RedeemCode() | Unlink():
                Linker(self._uow, self._perform, self._now).do(effect)
            case AskRegistration():
                self._ask_registration(effect)
            case _:
                assert_never(effect)

    def _ask_registration(self, effect: AskRegistration) -> None:
        language = self._process_of(effect.process).languages[0]
        before = self._uow.registrations.newest_of(effect.chat)
        if before is not None and before.standing is Standing.PENDING:
            old = replace(before, standing=Standing.SUPERSEDED)
            self._uow.registrations.save(old)
            self._perform((Revise(chat=DESK, post=old.post, message=asked_card(old), language=language),))
        asked = Registration(
            id=0,
            chat=effect.chat,
            person=effect.person,
            process=effect.process,
            language=effect.language,
            name=effect.name,
            organisation=effect.organisation,
            email=effect.email,
            at=self._now,
        )
        asked = replace(asked, id=self._uow.registrations.add(asked))
        self._perform((Say(chat=DESK, post=asked.post, message=asked_card(asked), language=language),))
