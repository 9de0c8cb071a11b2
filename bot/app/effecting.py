"""Effects, done: internal ones inside the transaction, outgoing ones written to the outbox, immediate ones handed back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.app.auditing import allowed_deed, denied_deed, disclosed
from bot.app.catalogue import Catalogue
from bot.app.developing import Development
from bot.app.dispatching import count, dispatched
from bot.app.erasure_desk import ErasureDesk
from bot.app.files import StoredFile
from bot.app.filing import Filing
from bot.app.home_keeping import outdate
from bot.app.identifying import Identifying
from bot.app.linker import Linker
from bot.app.outbox import Letter, ParcelKind, Waiting, erasing, home_lane
from bot.app.pinned import pinned
from bot.app.ports import TimerRow, UnitOfWork
from bot.app.preparing import prepared
from bot.app.requesting import Requesting
from bot.app.responding import respond
from bot.app.secret_keeping import keep
from bot.app.showing import unsealed_only
from bot.app.words import Words
from bot.domain import calling, working
from bot.domain.caller import is_caller
from bot.domain.card import triage_card
from bot.domain.deeds import Change, Deed, Refusal
from bot.domain.deleting import Erase
from bot.domain.delivery import Delivery, line_of
from bot.domain.disclosure import Disclose
from bot.domain.effects import (
    Act,
    Approve,
    AskForm,
    AskRegistration,
    AskToFollow,
    CancelTimer,
    Consult,
    Dispatch,
    Effect,
    Enclose,
    Fetch,
    Forward,
    Immediate,
    IssueCode,
    LogConsent,
    Move,
    OnIncident,
    OnTicket,
    OpenIncident,
    OpenTicket,
    RedeemCode,
    Relay,
    Respond,
    Revise,
    Say,
    SetTimer,
    ShowHome,
    Toast,
    Track,
    Unlink,
    Whisper,
)
from bot.domain.erasure import OnErasure, is_gone
from bot.domain.ids import DESK, DEVELOPMENT, ChatRef, EventId, IncidentId, MessageRef, PostKey, TicketId
from bot.domain.incident import Incident
from bot.domain.incident_deeds import IncidentDeed
from bot.domain.message import File, Message
from bot.domain.process import Process
from bot.domain.secret_effects import Destroy, ExpectSecret
from bot.domain.text import Phrase
from bot.domain.ticket import Action, Ticket
from bot.domain.ticket_words import marks_of
from bot.domain.unaccepted import unaccepted

NOBODY = Message()


class Effecting:
    """The effects of one event. Lives inside one unit of work; `key` is the event's, and makes the letters' keys. `unkept`:
    nothing of the event is kept, not even that it came."""

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        catalogue: Catalogue,
        words: Words,
        desk: ChatRef,
        key: EventId,
        now: datetime,
        development: ChatRef | None = None,
    ) -> None:
        self._uow = uow
        self._catalogue = catalogue
        self._words = words
        self._places = {DESK: desk, DEVELOPMENT: development or desk}
        self._developing = Development(
            uow, perform=self.perform, act=self.act, put=self.put_into_thread, process_of=self._process, now=now
        )
        self._key = key
        self._now = now
        self.erasures = ErasureDesk(uow, self.perform, self._process, now)
        self._filing = Filing(uow, desk=desk, now=now)
        self._letters: list[Letter] = []
        self._immediate: list[Immediate] = []
        self.unkept = False
        self.erased = False
        """Whether secrets were destroyed: the disk is scrubbed after the commit."""

    def immediate(self) -> tuple[Immediate, ...]:
        """The answers to give after the commit, in words."""
        forms = {each.interaction for each in self._immediate if isinstance(each, AskForm)}
        return tuple(
            replace(each, beside=True) if isinstance(each, Whisper) and each.interaction in forms else each
            for each in self._immediate
        )

    def post(self) -> tuple[Waiting, ...]:
        """Writes the gathered letters to the outbox; returns what waits now."""
        return self._uow.outbox.add(self._letters) if self._letters else ()

    def perform(self, effects: Iterable[Effect]) -> None:
        """Does the effects in order."""
        for effect in effects:
            self._perform(effect)

    def say(self, chat: ChatRef, message: Message, language: str) -> None:
        """A message that no decision asked for."""
        self.perform((Say(chat=chat, message=message, language=language),))

    def act(self, ticket: Ticket, deed: Deed) -> Phrase | None:
        """Does a deed to a ticket; the reason when it was refused."""
        process = self._process(ticket.process)
        result = working.act(process, ticket, prepared(self._uow, ticket, process, deed))
        if isinstance(result, Refusal):
            if result.denied:
                denied_deed(self._uow, deed, ticket.id, result.ground)
            self.perform(result.shown)
            return result.why if not result.shown else None
        self._apply(ticket, result)
        if deed.action is Action.REVEAL and result.entry is not None:
            allowed_deed(self._uow, deed, ticket.id)
        return None

    def dispatch(self, wanted: Dispatch) -> bool:
        """A waiting ticket goes to the next; whether somebody was found, or the channel told."""
        ticket = self._uow.tickets.get(wanted.ticket)
        if ticket is None:
            return False
        change = dispatched(self._uow, self._process(ticket.process), ticket, wanted, self._now)
        if change is None:
            return False
        self._apply(ticket, change)
        return True

    def again(self, ticket: Ticket) -> Ticket:
        """The ticket as it is now, after what was done to it in this turn."""
        return self._uow.tickets.get(ticket.id) or ticket

    def process_of(self, ticket: Ticket) -> Process:
        """The process version that the ticket was opened with."""
        return self._process(ticket.process)

    def reached(self, ticket: Ticket, *, reachable: bool) -> None:
        """The card says whether the requester gets messages in the chat."""
        if ticket.unreachable is not reachable:
            return
        self.mark(replace(ticket, unreachable=not reachable))

    def mark(self, ticket: Ticket) -> None:
        """Keeps a ticket of which something changed that is no deed, and shows it on the card."""
        marked = replace(ticket, revision=ticket.revision + 1)
        self._uow.tickets.save(marked)
        process = self._process(ticket.process)
        card, language = triage_card(process, marked), process.languages[0]
        self.perform((Revise(chat=DESK, post=ticket.card, message=card, language=language, ticket=ticket.id),))

    def act_on(self, incident: Incident, deed: IncidentDeed) -> Refusal | None:
        """Does a deed to an incident, or says why not."""
        return self._developing.act_on(incident, deed)

    def incident_card_again(self, incident: IncidentId, lost: MessageRef) -> None:
        """The same for an incident's card."""
        said = self._developing.card_again(incident)
        if said is not None:
            self._letters.append(replace(self._letter(said), key=f"anew:{lost}"))

    def card_again(self, ticket: Ticket, lost: MessageRef) -> None:
        """The ticket's card is posted anew in place of a message that was lost; once, however often that is found out."""
        process = self._process(ticket.process)
        card, language = triage_card(process, ticket), process.languages[0]
        said = Say(chat=DESK, post=ticket.card, message=card, language=language, ticket=ticket.id)
        self._letters.append(replace(self._letter(said), key=f"anew:{lost}"))

    def show_delivery(self, ticket: Ticket, delivery: Delivery) -> None:
        """The line of a reply, as it stands now."""
        process = self._process(ticket.process)
        shown, language = Message(body=line_of(process, ticket, delivery)), process.languages[0]
        self.perform((Revise(chat=DESK, post=delivery.post, message=shown, language=language, ticket=ticket.id),))

    def enclose(self, file: File, stored: StoredFile, delivery: Delivery) -> None:
        """A file that goes with a reply is here now."""
        self._add(self._filing.enclosed(file, stored, delivery.chat, delivery.ticket, delivery.post))

    def hand_over(self, file: File, stored: StoredFile, chat: ChatRef) -> None:
        """A file that was put together for a chat is here now."""
        self._add(self._filing.handed_over(file, stored, chat))

    def put_into_thread(self, file: File, stored: StoredFile, ticket: TicketId, thread: PostKey) -> None:
        """A file of a ticket is here now."""
        self._add(self._filing.posted(file, stored, ticket, thread))

    def take_off(self, file: File, ticket: TicketId) -> None:
        """A file of a ticket is none that is taken."""
        found = self._uow.tickets.get(ticket)
        if found is not None:
            fewer, effects = unaccepted(self._process(found.process), found, file)
            self._uow.tickets.save(fewer)
            self.perform(effects)

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Say() | Revise() | Forward() | Fetch() | Enclose() | Erase() if _reaches_nobody(effect.chat):
                pass  # somebody on the telephone: what is to be told them, the desk tells them; or nobody any more
            case Say() | Revise():
                self._letters.append(self._letter(effect))
            case ShowHome():
                self._add(self._home(effect))
            case Fetch() | Forward() | Enclose():
                self._add(self._filing.letter(effect))
            case Erase():
                self._add(erasing(effect, self._now))
            case Track():
                self._uow.deliveries.save(effect.delivery)
            case Toast():
                self._immediate.append(replace(effect, text=self._words.text(effect.text, effect.language)))
            case Whisper():
                self._immediate.append(self._words.whisper(effect))
            case AskForm():
                self._immediate.append(replace(effect, form=self._words.form(effect.form, effect.language)))
            case OpenTicket():
                self._open(effect)
            case Relay() | Act() | AskToFollow():
                Requesting(self._uow, act=self.act, say=self.say, process_of=self.process_of, now=self._now).do(effect)
            case OpenIncident() | OnIncident() | OnTicket() | Approve():
                self._developing.do(effect)
            case Dispatch():
                self.dispatch(effect)
            case Respond():
                respond(self._uow, effect, self.act, self._now)
            case SetTimer():
                self._uow.timers.set(_row(effect))
            case CancelTimer():
                self._uow.timers.cancel(effect.key)
            case LogConsent() | IssueCode() | RedeemCode() | Unlink() | AskRegistration():
                Identifying(self._uow, perform=self.perform, process_of=self._process, now=self._now).do(effect)
            case Move():
                self._move(effect)
            case Disclose():
                disclosed(self._uow, effect, self._now)
                self._add(self._filing.disclose(effect))
            case OnErasure():
                self.erasures.do(effect)
            case Consult():
                self._uow.knowledge.count(effect.process, effect.item, effect.use, effect.module, self._now)
            case Destroy() | ExpectSecret():
                self.erased = keep(self._uow, effect, self._now) or self.erased
            case _:
                assert_never(effect)

    def _add(self, letter: Letter | None) -> None:
        copy = self._developing.copy_of(letter, self._places[DEVELOPMENT])
        for each in (letter, copy):
            if each is not None:
                self._letters.append(replace(each, key=self._next_key()))

    def _next_key(self) -> str:
        return f"{self._key}:{len(self._letters)}"

    def _home(self, effect: ShowHome) -> Letter:
        parts = tuple(self._words.message(each, effect.language) for each in effect.parts)
        lane = home_lane(effect.person)
        return Letter(key="", chat=lane, kind=ParcelKind.HOME, message=NOBODY, parts=parts, at=self._now, secret=True)

    def _letter(self, effect: Say | Revise) -> Letter:
        chat = self._places.get(effect.chat, effect.chat)
        letter = Letter(
            key=self._next_key(),
            chat=chat,
            kind=ParcelKind.SAY,
            message=NOBODY,
            at=self._now,
            ticket=effect.ticket,
        )
        match effect:
            case Say():
                message = unsealed_only(self._words.message(effect.message, effect.language))
                named = replace(letter, post=effect.post, thread=effect.thread, proof=effect.proof)
                return replace(named, message=message, secret=effect.secret, farewell=effect.farewell)
            case Revise():
                message = unsealed_only(self._words.message(effect.message, effect.language))
                return replace(
                    letter, kind=ParcelKind.REVISE, message=message, target=effect.target, target_post=effect.post
                )
            case _:
                assert_never(effect)

    def _open(self, wanted: OpenTicket) -> None:
        process = self._process(wanted.process)
        if self._developing.followed(process, wanted):
            return
        year = self._now.astimezone(ZoneInfo(process.desk.zone)).year
        conversation = self._uow.conversations.load(wanted.chat)
        wanted = replace(wanted, zone=conversation.zone if conversation is not None else None)
        number = self._uow.tickets.next_number(process.id, year)
        changes = working.opened(
            process,
            wanted,
            ticket_id=self._uow.tickets.next_id(),
            code=process.numbering.pattern.format(year=year, number=number),
            at=self._now,
            bench=self._uow.staff.on_shift(),
            before=self._followed(wanted),
        )
        first = changes[0].ticket
        self._uow.tickets.add(first, desk=process.id, year=year, number=number)
        self._uow.index.put(first.id, marks_of(process, first))
        written = [each.message for each in first.notes] + [each.message for each in first.answers.values()]
        self._uow.correspondence.put({each: first.id for each in written if each is not None})
        before: Ticket | None = None
        for change in changes:
            self._apply(before, change, saved=change.ticket is first)
            before = change.ticket
        self._developing.wished(process, first, wanted)
        if is_caller(wanted.chat):
            code = Linker(self._uow, self.perform, self._now).issue(wanted.chat, wanted.language, calling.LIFE)
            language = process.languages[0]
            told = calling.told_opened(first.code, code)
            self.perform((Say(chat=ChatRef(wanted.person), message=told, language=language, secret=True),))

    def _followed(self, wanted: OpenTicket) -> Ticket | None:
        """The finished ticket of the same person that the new one goes on from."""
        old = self._uow.tickets.get(wanted.follows) if wanted.follows is not None else None
        return old if old is not None and old.requester.chat in self._uow.identities.chats_of(wanted.chat) else None

    def _move(self, effect: Move) -> None:
        ticket = self._uow.tickets.get(effect.ticket)
        if ticket is not None:
            self._apply(ticket, calling.moved(self._process(ticket.process), ticket, effect.requester, self._now))

    def _apply(self, before: Ticket | None, change: Change, *, saved: bool = False) -> None:
        if change.entry is not None:
            if not saved:
                self._uow.tickets.save(change.ticket)
            self._uow.tickets.append(change.entry)
            count(self._uow, before, change.ticket, self._now)
            outdate(self._uow, change.ticket, self._now)
        self.perform(change.effects)
        for other, further in change.also:
            self._apply(other, further)

    def _process(self, ref: str) -> Process:
        return pinned(self._catalogue, self._uow, ref)


def _reaches_nobody(chat: ChatRef) -> bool:
    return is_caller(chat) or is_gone(chat)


def _row(timer: SetTimer) -> TimerRow:
    return TimerRow(
        key=timer.key,
        due=timer.due,
        purpose=timer.purpose,
        chat=timer.chat,
        person=timer.person,
        ticket=timer.ticket,
    )
