"""One arrival, one transaction: understood, decided, and everything that follows from it written down with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import assert_never

from bot.app.alarms import rang
from bot.app.auditing import denied, forged, member
from bot.app.callers import may_call, refuse_call
from bot.app.canned import CannedDesk
from bot.app.catalogue import Catalogue
from bot.app.developers import developed
from bot.app.effecting import Effecting
from bot.app.home_keeping import HOME, HomeKeeper
from bot.app.home_orders import HomeOrders
from bot.app.kept_out import tell_desk
from bot.app.knowing import look_up, open_tickets
from bot.app.linker import Linker
from bot.app.orders import Orders
from bot.app.outbox import Waiting
from bot.app.passing_on import Release, nothing_kept
from bot.app.pinned import pinned
from bot.app.pointing import Pointer, picked
from bot.app.ports import InboxRow, Reader, TimerRow, UnitOfWork
from bot.app.recarding import restore
from bot.app.registrar import Registrar
from bot.app.searching import find
from bot.app.shifts import Shifts
from bot.app.staffing import lost
from bot.app.understanding import understood
from bot.app.words import Words
from bot.domain import flooding, intake, wanting
from bot.domain.audit import Ground, Kind
from bot.domain.buttons import PICK_ACTION
from bot.domain.caller import is_caller
from bot.domain.card import triage_card
from bot.domain.conversation import Conversation
from bot.domain.deeds import Deed
from bot.domain.effects import AskForm, Immediate, Toast, Whisper
from bot.domain.events import (
    Acted,
    Addressed,
    Amended,
    Commanded,
    Curated,
    Decided,
    Deleted,
    Due,
    ErasureDecided,
    Event,
    FileRefused,
    Filled,
    FormClosed,
    HandedOver,
    HomeOpened,
    HomeUsed,
    IncidentActed,
    MembershipChanged,
    Ordered,
    Place,
    Pointed,
    Pressed,
    Reachable,
    RegistrationDecided,
    Removed,
    RequesterEvent,
    Said,
    Unsupported,
)
from bot.domain.ids import ChatRef, EventId, gateway_of
from bot.domain.message import Message
from bot.domain.roles import Actor, Role
from bot.domain.text import Phrase, Untrusted, lines, phrase
from bot.domain.ticket import Action, Ticket


@dataclass(frozen=True, slots=True)
class Done:
    """What a turn leaves to be done after its commit: immediate answers, and deliveries that now wait. `arrival` is the
    key of the one that was handled; `erased`: secrets were destroyed, and the disk is to be scrubbed."""

    chat: ChatRef
    immediate: tuple[Immediate, ...]
    waiting: tuple[Waiting, ...]
    arrival: EventId | None = None
    erased: bool = False


class Handler:
    """Handles arrivals and due timers. `current` is the process of new conversations; `desk` the desk's channel."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        current: str,
        words: Words,
        readers: Mapping[str, Reader],
        desk: ChatRef,
        development: ChatRef | None = None,
        release: Release = nothing_kept,
    ) -> None:
        self._release = release
        self._catalogue = catalogue
        self._current = current
        self._words = words
        self._readers = readers
        self._desk = desk
        self._development = development or desk

    @property
    def desk_language(self) -> str:
        """The language in which the desk is spoken to."""
        return self._catalogue.current(self._current).languages[0]

    def turn(
        self, uow: UnitOfWork, lane: str, now: datetime, claimed: Callable[[InboxRow], None] = lambda _row: None
    ) -> Done | None:
        """Takes the oldest arrival of the lane and does what follows from it; None when nothing waits. `claimed` is told
        which arrival it is, before anything can go wrong with it."""
        row = uow.inbox.claim(lane)
        if row is None:
            return None
        claimed(row)
        event = understood(self._readers, row)
        effecting = self.effecting(uow, row.key, now)
        if event is not None:
            self._handle(uow, event, effecting)
        if effecting.unkept:
            uow.inbox.forget(row.id)
        else:
            uow.inbox.done(row.id, now)
        chat = ChatRef(lane) if event is None else event.chat
        return Done(chat, effecting.immediate(), effecting.post(), row.key, effecting.erased)

    def due(self, uow: UnitOfWork, timer: TimerRow, now: datetime) -> Done:
        """Does what a due timer asks."""
        event = Due(
            id=EventId(f"timer:{timer.key}:{timer.due.timestamp():.6f}"),
            at=now,
            chat=timer.chat,
            person=timer.person,
            timer=timer.key,
            purpose=timer.purpose,
            ticket=timer.ticket,
        )
        effecting = self.happened(uow, event, now)
        return Done(event.chat, effecting.immediate(), effecting.post(), erased=effecting.erased)

    def alert(self, uow: UnitOfWork, row: InboxRow, now: datetime) -> tuple[Waiting, ...]:
        """Tells the desk that an arrival was put aside, and the person who sent it (a lane is named after their chat)."""
        effecting = self.effecting(uow, EventId(f"alert:{row.key}"), now)
        language = self._catalogue.current(self._current).languages[0]
        words = phrase(
            "🚨 A message could not be read and was put aside (no. %(number)s). Tell whoever runs the service.",
            number=row.id,
        )
        effecting.say(self._desk, Message(body=(words,)), language)
        if row.source == gateway_of(row.lane) and not row.lane.startswith(f"{row.source}:unreadable"):
            sorry = phrase("I could not process your last message. Please send it again, or call us.")
            effecting.say(ChatRef(row.lane), Message(body=(sorry,)), language)
        return effecting.post()

    def happened(self, uow: UnitOfWork, event: Event, now: datetime) -> Effecting:
        """Does what follows from an event of our own; where it was done, so that more may follow before it is posted."""
        effecting = self.effecting(uow, event.id, now)
        self._handle(uow, event, effecting)
        return effecting

    def effecting(self, uow: UnitOfWork, key: EventId, now: datetime) -> Effecting:
        """Where the effects of the event of that key are done."""
        return Effecting(
            uow,
            catalogue=self._catalogue,
            words=self._words,
            desk=self._desk,
            development=self._development,
            key=key,
            now=now,
        )

    def _handle(self, uow: UnitOfWork, event: Event, effecting: Effecting) -> None:
        tell_desk(event, effecting, self.desk_language)
        match event:
            case Addressed() if event.chat == self._desk:
                pass  # those who work here know where to write
            case Said() | Commanded() | Pressed() | Filled() | FormClosed() | Amended() | Deleted() | Addressed():
                self._requester(uow, event, effecting)
            case Unsupported() | Reachable() | FileRefused():
                self._requester(uow, event, effecting)
            case Due():
                self._due(uow, event, effecting)
            case Acted():
                self._acted(uow, picked(event) if event.action == PICK_ACTION else event, effecting)
            case IncidentActed():
                self._told(event, developed(uow, event, effecting.act_on, at_work=self._at_work(event)), effecting)
            case Pointed():
                self._told(event, Pointer(uow, effecting, self._desk).point(event), effecting)
            case Curated():
                process = self._catalogue.current(self._current)
                self._told(event, CannedDesk(uow, process, effecting).curated(event), effecting)
            case RegistrationDecided():
                self._registration(uow, event, effecting)
            case ErasureDecided():
                self._told(event, effecting.erasures.decide(event, self.desk_language), effecting)
            case Removed():
                if event.chat == self._desk:
                    restore(uow, effecting, event.message)
            case HandedOver():
                self._handed_over(uow, event, effecting)
            case Ordered():
                self._orders(uow, effecting).obey(event)
            case HomeOpened():
                effecting.perform((self._homes(uow).opened(event),))
            case HomeUsed():
                self._used(uow, event, effecting)
            case MembershipChanged():
                self._membership(uow, event, effecting)
            case _:
                assert_never(event)

    def _orders(self, uow: UnitOfWork, effecting: Effecting) -> Orders:
        call = partial(self._requester, uow, effecting=effecting)
        return Orders(uow, self._catalogue, self._current, effecting, call)

    def _homes(self, uow: UnitOfWork) -> HomeKeeper:
        return HomeKeeper(uow, self._catalogue, self._current)

    def _used(self, uow: UnitOfWork, event: HomeUsed, effecting: Effecting) -> None:
        """What was asked for on the Home tab is done, and the tab shows it."""
        ask = partial(self._requester, uow, effecting=effecting)
        obey = self._orders(uow, effecting).obey
        HomeOrders(uow, self._catalogue, self._current, effecting, ask=ask, obey=obey).do(event)
        effecting.perform((self._homes(uow).opened(event),))

    def _membership(self, uow: UnitOfWork, event: MembershipChanged, effecting: Effecting) -> None:
        """Whoever is no full member any more has no roles either; the desk is told, for their tickets' sake."""
        staff = lost(uow, event)
        if staff is None:
            return
        words = phrase(
            "🚫 %(name)s is no full member of the workspace any more: their roles are taken away. Open tickets: %(count)s.",
            name=staff.name,
            count=staff.load,
        )
        language = self._catalogue.current(self._current).languages[0]
        effecting.say(self._desk, Message(body=(words,)), language)
        Shifts(uow, effecting, self._catalogue).pass_on_offers(staff)
        effecting.perform((self._homes(uow).show(event.person, None, event.at),))

    def _requester(self, uow: UnitOfWork, event: RequesterEvent | Due, effecting: Effecting) -> None:
        if is_caller(event.chat) and not isinstance(event, Due) and not may_call(uow, event):
            refuse_call(uow, effecting, event, self._catalogue.current(self._current).languages[0])
            return
        conversation = uow.conversations.load(event.chat) or Conversation(chat=event.chat, touched=event.at)
        conversation, event = self._release(uow, conversation, event, effecting.perform)
        process = self._catalogue.current(self._current)
        if conversation.intake is not None:
            process = pinned(self._catalogue, uow, conversation.intake.process)
        process_of = partial(pinned, self._catalogue, uow)
        known = look_up(uow, event.chat, wanting.wanted(process, conversation, event), process_of)
        decision = intake.decide(process, conversation, event, known)
        if decision.lacks is not None:
            known = replace(known, items=find(uow.knowledge, decision.lacks))
            decision = intake.decide(process, conversation, event, known)
        uow.conversations.save(decision.conversation)
        effecting.unkept = flooding.is_unkept(event, conversation, decision.conversation)
        Linker(uow, effecting.perform, event.at).spread(conversation, decision.conversation)
        effecting.perform(decision.effects)
        if isinstance(event, Reachable):
            for ticket in open_tickets(uow, event.chat):
                effecting.reached(ticket, reachable=event.reachable)
        language, zone = decision.conversation.language, decision.conversation.zone
        if language not in (None, conversation.language) or zone != conversation.zone:
            tickets = (each for chat in uow.identities.chats_of(event.chat) for each in open_tickets(uow, chat))
            for ticket in tickets:
                asker = replace(ticket.requester, language=language or ticket.requester.language, zone=zone)
                uow.tickets.save(replace(ticket, requester=asker))

    def _due(self, uow: UnitOfWork, event: Due, effecting: Effecting) -> None:
        if event.purpose == HOME:
            effecting.perform((self._homes(uow).due(event.person, event.at),))
        elif not rang(uow, event, effecting):
            self._requester(uow, event, effecting)

    def _acted(self, uow: UnitOfWork, event: Acted, effecting: Effecting) -> None:
        ticket = uow.tickets.get(event.ticket)
        action = Action(event.action) if event.action in set(Action) else None
        ground = forged(event, ticket)
        if ticket is None or action is None or ground is not None:
            self._no_such(uow, event, ground or Ground.UNKNOWN, effecting)
            return
        actor = self._actor(uow, event, ticket)
        if not actor.roles and (event.chat != self._desk or event.foreign):  # a guess from outside learns nothing
            self._no_such(uow, event, Ground.NOT_THEIRS, effecting)
            return
        deed = Deed(
            action=action,
            actor=actor,
            at=event.at,
            channel=gateway_of(event.chat),
            text=event.text,
            values=event.values,
            interaction=event.interaction,
            author=event.author,
            seen=event.seen,
            held=event.held,
        )
        refusal = effecting.act(ticket, deed)
        if refusal is not None:
            self._tell_actor(event, refusal, effecting)
        elif event.interaction is not None and event.text is None:
            effecting.perform((Toast(interaction=event.interaction, text=(), language=self._language(event)),))
        if event.place is not Place.MESSAGE:
            self._seen_at_once(uow, event, effecting)

    def _seen_at_once(self, uow: UnitOfWork, event: Acted, effecting: Effecting) -> None:
        """What was done on a page or on the Home tab shows there."""
        ticket, staff = uow.tickets.get(event.ticket), member(uow, event)
        answered = any(isinstance(each, AskForm | Whisper) for each in effecting.immediate())
        if event.place is Place.PAGE and event.interaction and ticket and staff and not answered:
            message = triage_card(pinned(self._catalogue, uow, ticket.process), ticket, staff)
            language = self._language(event)
            effecting.perform(
                (Whisper(interaction=event.interaction, message=message, language=language, instead=True),)
            )
        effecting.perform((self._homes(uow).opened(event),))

    def _no_such(self, uow: UnitOfWork, event: Acted, ground: Ground, effecting: Effecting) -> None:
        """The same words for a ticket that is not theirs, one that is not there, and what nobody can ask."""
        denied(uow, event, Kind.ACTION, event.action, ground, event.ticket)
        self._tell_actor(event, phrase("That ticket does not exist (any more)."), effecting)

    def _handed_over(self, uow: UnitOfWork, event: HandedOver, effecting: Effecting) -> None:
        staff = member(uow, event)
        if staff is None:  # whoever is no member has nothing to hand over
            return
        told = Message(body=Shifts(uow, effecting, self._catalogue).hand_over(event, staff))
        language = self._catalogue.current(self._current).languages[0]
        effecting.perform((Whisper(interaction=event.interaction, message=told, language=language),))

    def _registration(self, uow: UnitOfWork, event: RegistrationDecided, effecting: Effecting) -> None:
        language = self._catalogue.current(self._current).languages[0]
        refusal = Registrar(uow, effecting).decide(event, language)
        if refusal is not None:
            self._tell_actor(event, refusal, effecting)
        elif event.interaction is not None:
            effecting.perform((Toast(interaction=event.interaction, text=(), language=language),))

    def _actor(self, uow: UnitOfWork, event: Acted, ticket: Ticket) -> Actor:
        staff = member(uow, event)
        roles = staff.roles if staff is not None else frozenset[Role]()
        if event.chat == ticket.requester.chat and event.person == ticket.requester.person:
            roles |= {Role.REQUESTER}
        return Actor(person=event.person, name=staff.name if staff is not None else Untrusted("—"), roles=roles)

    def _at_work(self, event: Event) -> bool:
        """Whether it was done where the desk or the developers work."""
        return event.chat in (self._desk, self._development)

    def _told(
        self, event: Pointed | Curated | IncidentActed | ErasureDecided, refusal: Phrase | None, effecting: Effecting
    ) -> None:
        if refusal is not None:
            self._tell_actor(event, refusal, effecting)

    def _tell_actor(
        self, event: Acted | IncidentActed | Decided | Pointed | Curated, why: Phrase, effecting: Effecting
    ) -> None:
        """Why not; with what they had written, which is in no form any more."""
        language = self._language(event)
        written = event.text if isinstance(event, Acted | IncidentActed) and event.text is not None else Untrusted("")
        text = lines((why,), (phrase("You had written: %(text)s", text=written),) if written.untrusted.strip() else ())
        if event.interaction is None:
            effecting.say(ChatRef(event.person), Message(body=text), language)
        elif gateway_of(event.chat) == gateway_of(self._desk):
            effecting.perform((Whisper(interaction=event.interaction, message=Message(body=text), language=language),))
        else:
            effecting.perform((Toast(interaction=event.interaction, text=(why,), language=language),))

    def _language(self, event: Acted | IncidentActed | Decided | Pointed | Curated) -> str:
        languages = self._catalogue.current(self._current).languages
        reported = (event.language or "").partition("-")[0]
        return reported if reported in languages else languages[0]
