"""Requests to be erased: asked for and withdrawn by the person, decided by the privacy people, watched by the clock.
Carrying one out is `bot.app.forgetter`'s."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.app.auditing import denied, member
from bot.app.ports import UnitOfWork
from bot.domain import erasure_card, forgetting
from bot.domain.audit import Audited, Ground, Kind, Outcome
from bot.domain.conversation import Blocked
from bot.domain.deeds import SYSTEM
from bot.domain.effects import AskForm, CancelTimer, Effect, Revise, Say, SetTimer, Toast
from bot.domain.erasure import Erasure, ErasureDoing, ErasureStanding, OnErasure, Wish
from bot.domain.events import Due, ErasureDecided
from bot.domain.ids import DESK, ChatRef, gateway_of
from bot.domain.known import TICKETS_READ
from bot.domain.message import Entered, Form, Message
from bot.domain.process import YES, Fills, Process
from bot.domain.questions import filled
from bot.domain.roles import DeskDecision, Role, Staff, allowed
from bot.domain.text import Phrase, Text, Untrusted, clean, phrase
from bot.domain.ticket_line import TicketLine

PURPOSE = "erasure"
"""The purpose of the timers of a request; the key names it."""

REMIND, ANSWER, CARRY_OUT = "remind", "answer", "carry_out"

NOT_ENTERED = Entered()


class ErasureDesk:
    """Lives inside one unit of work; `perform` does what follows, `process_of` has the version that a request names."""

    def __init__(
        self,
        uow: UnitOfWork,
        perform: Callable[[Iterable[Effect]], None],
        process_of: Callable[[str], Process],
        now: datetime,
    ) -> None:
        self._uow = uow
        self._perform = perform
        self._process_of = process_of
        self._now = now

    # --- the person -----------------------------------------------------------------------------------------------

    def do(self, wanted: OnErasure) -> None:
        """The person asks, or withdraws what they asked."""
        chats = self._uow.identities.chats_of(wanted.chat)
        found = self._uow.erasures.under_way(chats)
        if wanted.wish is Wish.ASK and found is None:
            self._ask(wanted, chats)
        elif wanted.wish is Wish.WITHDRAW and found is not None:
            self._withdraw(wanted, found)
        elif found is not None:
            self._say(wanted.chat, forgetting.stands(self._process_of(found.process), found), wanted.language)

    def _ask(self, wanted: OnErasure, chats: tuple[ChatRef, ...]) -> None:
        process, number = self._process_of(wanted.process), self._uow.erasures.next_number()
        answer_by, carry_out_by = forgetting.deadlines(process, self._now)
        asked = Erasure(
            id=number,
            code=process.erasure.pattern.format(number=number),
            chat=wanted.chat,
            person=wanted.person,
            chats=chats,
            process=wanted.process,
            language=wanted.language,
            at=self._now,
            answer_by=answer_by,
            carry_out_by=carry_out_by,
        )
        self._uow.erasures.add(asked)
        self._block(chats)
        self._say(wanted.chat, forgetting.stands(process, asked), wanted.language)
        language = process.languages[0]
        self._perform((Say(chat=DESK, post=asked.post, message=self._card(process, asked), language=language),))
        self._perform(_timers(process, asked))
        self._tell_privacy(process, phrase("🗑 %(number)s: somebody asks to be erased.", number=asked.code))

    def _withdraw(self, wanted: OnErasure, found: Erasure) -> None:
        if found.standing is not ErasureStanding.PENDING:
            self._say(wanted.chat, forgetting.stands(self._process_of(found.process), found), wanted.language)
            return
        self._end(replace(found, standing=ErasureStanding.WITHDRAWN, decided_at=self._now))
        self._say(wanted.chat, forgetting.withdrawn(found), wanted.language)

    def _block(self, chats: Iterable[ChatRef]) -> None:
        """What is remembered of them is put where nothing looks for it."""
        for chat in chats:
            state = self._uow.conversations.load(chat)
            if state is not None and state.blocked is None:
                blocked = Blocked(remembered=state.remembered, organisation=state.organisation)
                self._uow.conversations.save(replace(state, remembered={}, organisation=None, blocked=blocked))

    def _unblock(self, chats: Iterable[ChatRef]) -> None:
        for chat in chats:
            state = self._uow.conversations.load(chat)
            if state is not None and state.blocked is not None:
                blocked = state.blocked
                known = {**blocked.remembered, **state.remembered}
                organisation = state.organisation or blocked.organisation
                self._uow.conversations.save(replace(state, remembered=known, organisation=organisation, blocked=None))

    # --- the desk -------------------------------------------------------------------------------------------------

    def decide(self, event: ErasureDecided, desk_language: str) -> Phrase | None:
        """What a button or a form of the card asks; the reason when it was refused."""
        staff = member(self._uow, event)
        if staff is None or not allowed(staff.roles, DeskDecision.ERASURE):
            denied(self._uow, event, Kind.DECISION, DeskDecision.ERASURE, Ground.NO_ROLE)
            return phrase("Only those with the role “privacy” decide on personal data. It is given with /ticket staff.")
        erasure = self._uow.erasures.get(event.press.erasure)
        if erasure is None:
            return phrase("That request does not exist.")
        if erasure.standing is not ErasureStanding.PENDING:
            return phrase("%(number)s is decided already.", number=erasure.code)
        form = self._decided(event, erasure, staff)
        if form is not None and event.interaction is not None:
            self._perform((AskForm(interaction=event.interaction, form=form, language=desk_language),))
        elif event.interaction is not None:
            self._perform((Toast(interaction=event.interaction, text=(), language=desk_language),))
        return None

    def _decided(self, event: ErasureDecided, erasure: Erasure, staff: Staff) -> Form | None:
        """Does what was entered; the form where something has still to be."""
        values = event.values
        if event.press.doing is ErasureDoing.REFUSE:
            text = (values or {}).get(erasure_card.REASON, NOT_ENTERED).text
            reason = Untrusted(clean(text.untrusted)) if text is not None else Untrusted("")
            if not reason.untrusted:
                error: Text = (phrase("Give a reason."),) if values is not None else ()
                return erasure_card.refuse_form(erasure, error=error)
            self._refuse(event, erasure, staff, reason)
            return None
        chosen = (values or {}).get(erasure_card.SURE, NOT_ENTERED).choices
        if values is None or event.press.doing is ErasureDoing.SURE:
            return erasure_card.sure_form(erasure, self._who(erasure))
        if not chosen:
            return erasure_card.sure_form(erasure, self._who(erasure), error=(phrase("Choose one."),))
        if chosen == (YES,):
            self._grant(event, erasure, staff)
        return None

    def _grant(self, event: ErasureDecided, erasure: Erasure, staff: Staff) -> None:
        chats = tuple(sorted({*erasure.chats, *self._uow.identities.chats_of(erasure.chat)}))
        granted = replace(
            erasure,
            chats=chats,
            standing=ErasureStanding.ERASING,
            decided_by=staff.person,
            decided_name=staff.name,
            decided_at=event.at,
        )
        self._uow.erasures.save(granted)
        self._audit(event, erasure)
        self._perform(_no_timers(granted))
        self.show(granted)

    def _refuse(self, event: ErasureDecided, erasure: Erasure, staff: Staff, reason: Untrusted) -> None:
        refused = replace(
            erasure,
            standing=ErasureStanding.REFUSED,
            decided_by=staff.person,
            decided_name=staff.name,
            decided_at=event.at,
            reason=reason,
        )
        self._audit(event, erasure)
        self._end(refused)
        self._say(refused.chat, forgetting.refused(refused), refused.language)

    def _end(self, ended: Erasure) -> None:
        """It comes to nothing: the person is known again."""
        self._uow.erasures.save(ended)
        self._unblock({*ended.chats, *self._uow.identities.chats_of(ended.chat)})
        self._perform(_no_timers(ended))
        self.show(ended)

    def _audit(self, event: ErasureDecided, erasure: Erasure) -> None:
        """Whoever decides about somebody's data leaves a line; it names the request, not the person."""
        self._uow.audit.add(
            Audited(
                at=event.at,
                person=event.person,
                gateway=gateway_of(event.person),
                kind=Kind.DECISION,
                what=Untrusted(DeskDecision.ERASURE),
                outcome=Outcome.ALLOWED,
                reason=f"{event.press.doing} {erasure.code}",
            )
        )

    def _who(self, erasure: Erasure) -> Text:
        process = self._process_of(erasure.process)
        state = self._uow.conversations.load(erasure.chat)
        known = state.blocked.remembered if state is not None and state.blocked is not None else {}
        name, email = (filled(process, known, fills) for fills in (Fills.NAME, Fills.EMAIL))
        return erasure_card.who_asks(name.text if name is not None else None, email.text if email is not None else None)

    # --- what is told ---------------------------------------------------------------------------------------------

    def show(self, erasure: Erasure) -> None:
        """The card, as it stands now."""
        process = self._process_of(erasure.process)
        card, language = self._card(process, erasure), process.languages[0]
        self._perform((Revise(chat=DESK, post=erasure.post, message=card, language=language),))

    def due(self, event: Due) -> None:
        """A deadline is near, or over, and the request waits still."""
        number = event.timer.split(":")[1]
        erasure = self._uow.erasures.get(int(number))
        if erasure is None or erasure.standing is not ErasureStanding.PENDING:
            return
        process = self._process_of(erasure.process)
        told, language = erasure_card.reminded(process, erasure, event.at), process.languages[0]
        self._perform((Say(chat=DESK, message=told, language=language),))
        self._to_privacy(process, told)

    def listed(self, process: Process, at: datetime) -> Message:
        """`/ticket privacy`."""
        return erasure_card.listed(process, self._uow.erasures.open(), at)

    def _tell_privacy(self, process: Process, words: Phrase) -> None:
        self._to_privacy(process, Message(body=(words,)))

    def _to_privacy(self, process: Process, message: Message) -> None:
        for staff in self._uow.staff.everybody():
            if Role.PRIVACY in staff.roles:
                self._say(ChatRef(staff.person), message, process.languages[0])

    def _card(self, process: Process, erasure: Erasure) -> Message:
        chats = (erasure.gone,) if erasure.standing is ErasureStanding.ERASED else (*erasure.chats, erasure.gone)
        return erasure_card.request_card(process, erasure, self._tickets(chats))

    def _tickets(self, chats: Iterable[ChatRef]) -> tuple[TicketLine, ...]:
        lines = (line for chat in chats for line in self._uow.tickets.newest_of(chat, TICKETS_READ))
        return tuple(sorted(lines, key=lambda line: line.id))

    def _say(self, chat: ChatRef, message: Message, language: str) -> None:
        self._perform((Say(chat=chat, message=message, language=language),))


def _timers(process: Process, erasure: Erasure) -> tuple[SetTimer, ...]:
    due = {
        REMIND: forgetting.reminder(process, erasure),
        ANSWER: erasure.answer_by,
        CARRY_OUT: erasure.carry_out_by,
    }
    return tuple(
        SetTimer(key=_key(erasure, which), due=at, purpose=PURPOSE, chat=DESK, person=SYSTEM)
        for which, at in due.items()
        if at is not None
    )


def _no_timers(erasure: Erasure) -> tuple[CancelTimer, ...]:
    return tuple(CancelTimer(key=_key(erasure, which)) for which in (REMIND, ANSWER, CARRY_OUT))


def _key(erasure: Erasure, which: str) -> str:
    return f"{PURPOSE}:{erasure.id}:{which}"
