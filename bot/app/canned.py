"""`/ticket canned`, and the forms that follow from it."""

from __future__ import annotations

from bot.app.auditing import denied, member
from bot.app.effecting import Effecting
from bot.app.ports import UnitOfWork
from bot.domain import curating
from bot.domain.audit import Ground, Kind
from bot.domain.canned import CannedReply, shipped
from bot.domain.effects import AskForm, Whisper
from bot.domain.events import Curated
from bot.domain.ids import Interaction, PersonRef
from bot.domain.message import Form, Message
from bot.domain.process import Process
from bot.domain.roles import DeskDecision, Staff, allowed
from bot.domain.text import Phrase, phrase


class CannedDesk:
    """The canned replies of one desk. Lives inside one unit of work."""

    def __init__(self, uow: UnitOfWork, process: Process, effecting: Effecting) -> None:
        self._uow = uow
        self._process = process
        self._effecting = effecting

    def opened(self, person: PersonRef, interaction: Interaction | None) -> Message | None:
        """For those who may change them a form (None comes back); for everybody else, and where none can open, the list."""
        kept = self._uow.canned.of(self._process.id)
        if interaction is None or not _may(self._uow.staff.get(person)):
            return curating.listed(self._process, kept)
        self._ask(interaction, curating.choosing(self._process, kept))
        return None

    def curated(self, event: Curated) -> Phrase | None:
        """What one of the forms asks; the reason when it was refused."""
        if not _may(member(self._uow, event)):
            denied(self._uow, event, Kind.DECISION, DeskDecision.CANNED, Ground.NO_ROLE)
            return phrase("Only a supervisor or an administrator changes canned replies.")
        kept = {each.id: each for each in self._uow.canned.of(self._process.id)}
        if event.doing == curating.SAVE:
            return self._save(event, kept)
        which = next(iter(event.values.get(curating.WHICH, curating.NOT_ENTERED).choices), curating.NEW)
        doing = next(iter(event.values.get(curating.DOING, curating.NOT_ENTERED).choices), curating.EDIT)
        known = kept.get(which)
        if which != curating.NEW and known is None:
            return phrase("That canned reply does not exist (any more).")
        if known is not None and doing == curating.DELETE:
            self._uow.canned.remove(self._process.id, known.id)
            self._tell(event, curating.told(phrase("🗑 Canned reply deleted:"), known.title))
            return None
        written = curating.of(known) if known is not None else curating.BLANK
        self._ask(event.interaction, curating.editing(self._process, known.id if known is not None else "", written))
        return None

    def _save(self, event: Curated, kept: dict[str, CannedReply]) -> Phrase | None:
        if event.canned and event.canned not in kept:
            return phrase("That canned reply does not exist (any more).")
        entered = curating.written(self._process, event.values)
        if entered.wrong:
            self._ask(event.interaction, curating.editing(self._process, event.canned, entered))
            return None
        taken = frozenset(kept) | {each.id for each in shipped(self._process)}
        reply = curating.kept_as(event.canned, entered, taken)
        self._uow.canned.save(self._process.id, reply)
        self._tell(event, curating.told(phrase("✔ Canned reply saved:"), reply.title))
        return None

    def _ask(self, interaction: Interaction, form: Form) -> None:
        self._effecting.perform((AskForm(interaction=interaction, form=form, language=self._language),))

    def _tell(self, event: Curated, message: Message) -> None:
        self._effecting.perform((Whisper(interaction=event.interaction, message=message, language=self._language),))

    @property
    def _language(self) -> str:
        return self._process.languages[0]


def _may(staff: Staff | None) -> bool:
    return staff is not None and allowed(staff.roles, DeskDecision.CANNED)
