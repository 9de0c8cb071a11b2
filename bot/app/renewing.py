"""Tells the people of an entity that its licence's annual update is about to lapse, once for each reminder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app.catalogue import Catalogue
from bot.app.outbox import Letter, ParcelKind, Waiting
from bot.app.ports import Clock, Database, UnitOfWork
from bot.app.words import Words
from bot.domain.caller import is_caller
from bot.domain.conversation import Conversation
from bot.domain.message import Message
from bot.domain.process import Process
from bot.domain.register import Licence, LicenceKind, Organisation
from bot.domain.renewal import Renewals

LICENCES_AT_ONCE = 50
"""Licences in one transaction, so that nobody waits long for it."""

CHATS_AT_ONCE = 200


class Renewing:
    """The reminders of the process that is in use. A delivery's key says for which licence, day, reminder and chat it is;
    so none is written twice, whatever happens and however many processes do this."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        current: str,
        words: Words,
        clock: Clock,
        wake: Callable[[Iterable[Waiting]], None],
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._current = current
        self._words = words
        self._clock = clock
        self._wake = wake

    async def remind(self) -> int:
        """Writes the reminders that are due and were not written yet; how many."""
        process, now = self._catalogue.current(self._current), self._clock.now()
        rule = process.renewals
        if rule is None or not rule.days or not rule.open_at(now, process.desk.zone):
            return 0
        count, after = 0, ""
        while True:
            done = await self._database.run(_Round(process, rule, self._words, now, after))
            self._wake(done.waiting)
            count += len(done.waiting)
            if done.last is None:
                return count
            after = done.last


class _Reminded:
    """What a round left: deliveries that now wait, and the last licence, None when there were no more."""

    def __init__(self, waiting: tuple[Waiting, ...], last: str | None) -> None:
        self.waiting = waiting
        self.last = last


class _Round:
    """One transaction: the reminders of the next licences after one."""

    def __init__(self, process: Process, rule: Renewals, words: Words, now: datetime, after: str) -> None:
        self._process = process
        self._rule = rule
        self._words = words
        self._now = now
        self._after = after

    def __call__(self, uow: UnitOfWork) -> _Reminded:
        today = self._now.astimezone(ZoneInfo(self._process.desk.zone)).date()
        last_day = today + timedelta(days=max(self._rule.days))
        licences = uow.registers.licences_ending(today, last_day, LICENCES_AT_ONCE, self._after)
        letters = [letter for each in licences for letter in self._letters(uow, each, today)]
        waiting = uow.outbox.add(letters) if letters else ()
        return _Reminded(waiting, licences[-1].id if len(licences) == LICENCES_AT_ONCE else None)

    def _letters(self, uow: UnitOfWork, licence: Licence, today: date) -> Iterable[Letter]:
        until = licence.updates_until
        organisation = uow.registers.organisation(licence.organisation)
        step = self._rule.step(until, today) if until is not None else None
        if until is None or step is None or organisation is None or _outlived(uow, licence, until):
            return
        after = ""
        while chats := uow.conversations.of_organisation(licence.organisation, CHATS_AT_ONCE, after):
            for each in chats:
                if not each.reachable or is_caller(each.chat):
                    continue
                # A person with several chats is told in the first of them: the others have its key.
                person = min(uow.identities.chats_of(each.chat))
                yield self._letter(each, organisation, until, f"renewal:{licence.id}:{until}:{step}:{person}")
            after = chats[-1].chat

    def _letter(self, conversation: Conversation, organisation: Organisation, until: date, key: str) -> Letter:
        fallback = self._process.languages[0]
        language = conversation.language or fallback
        telephone = self._process.desk.telephone or ""
        text = self._rule.words(language, fallback, entity=organisation.name, until=until, telephone=telephone)
        message = self._words.message(Message(body=text), language)
        return Letter(key=key, chat=conversation.chat, kind=ParcelKind.SAY, message=message, at=self._now)


def _outlived(uow: UnitOfWork, licence: Licence, until: date) -> bool:
    """Whether another licence of the entity lasts longer, or as long and speaks for both."""
    others = (each for each in uow.registers.licences_of(licence.organisation) if each.kind is LicenceKind.ACQUIRED)
    return any((each.updates_until or date.min, licence.id) > (until, each.id) for each in others)
