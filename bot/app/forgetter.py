"""Granted requests to be erased are carried out: every trace of the person in the database, piece by piece, then the bytes
of their files, then what the disk still holds; at last the person is told, and that letter goes as well.

A piece is a transaction, and ends with how far it came, so that a restart goes on where it was. A person with few tickets
is one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.app.chain import LEFT, REQUEST
from bot.app.effecting import Effecting
from bot.app.files import Files
from bot.app.handle import Handler
from bot.app.home_keeping import outdate
from bot.app.outbox import Waiting
from bot.app.ports import Clock, Database, UnitOfWork
from bot.domain import anonymising, forgetting
from bot.domain.anonymising import Leaving
from bot.domain.card import triage_card
from bot.domain.conversation import Conversation
from bot.domain.deeds import SYSTEM
from bot.domain.effects import Revise, Say
from bot.domain.erasure import Erasure, ErasureStanding
from bot.domain.ids import DESK, DEVELOPMENT, EventId, IncidentId, MessageRef, PersonRef, PostKey, TicketId, gateway_of
from bot.domain.incident_card import incident_card
from bot.domain.message import Message
from bot.domain.text import Code, phrase
from bot.domain.ticket import Action, HistoryEntry, Ticket

TICKETS_AT_ONCE = 25
LETTERS_AT_ONCE = 500
"""In one transaction."""


class Forgetter:
    """Runs now and then. `wake` is told what waits to be sent."""

    def __init__(
        self,
        database: Database,
        handler: Handler,
        files: Files,
        clock: Clock,
        wake: Callable[[Iterable[Waiting]], None] = lambda _waiting: None,
    ) -> None:
        self._database = database
        self._handler = handler
        self._files = files
        self._clock = clock
        self._wake = wake

    async def carry_out(self) -> None:
        """Goes on with every granted request, as far as it can go now."""
        for erasure in await self._database.run(lambda uow: uow.erasures.open()):
            if erasure.standing is not ErasureStanding.PENDING:
                await self._go_on(erasure.id)

    async def _go_on(self, number: int) -> None:
        while not await self._database.run(partial(self._piece, number=number)):
            pass
        erasure = await self._database.run(lambda uow: uow.erasures.get(number))
        if erasure is not None and erasure.standing is ErasureStanding.TELLING:
            await self._files.erase(erasure.files)
            await self._database.scrub()
            self._wake(await self._database.run(partial(self._tell, number=number)))
        elif await self._database.run(partial(self._is_told, number=number)):
            await self._database.scrub()  # the last letter named the person; now nothing does

    # --- in pieces ------------------------------------------------------------------------------------------------

    def _piece(self, uow: UnitOfWork, *, number: int) -> bool:
        """The next piece; whether that was the last one."""
        erasure = uow.erasures.get(number)
        if erasure is None or erasure.standing is not ErasureStanding.ERASING:
            return True
        effecting = self._effecting(uow, erasure, f"{erasure.reached}:{erasure.emptied}")
        leaving = _leaving(uow, erasure)
        found = uow.traces.tickets(sorted(leaving.refs), TicketId(erasure.reached), TICKETS_AT_ONCE)
        tickets = [each for each in map(uow.tickets.get, found) if each is not None]
        leaving = replace(leaving, places=_places(uow, erasure, tickets))
        piece = _Piece(uow, effecting, erasure, leaving, self._clock.now())
        names = [name for each in tickets for name in piece.ticket(each)]
        erasure = replace(erasure, files=(*erasure.files, *names))
        if len(found) == TICKETS_AT_ONCE:
            uow.erasures.save(replace(erasure, reached=found[-1]))
        elif (last := uow.traces.empty_letters(erasure.emptied, LETTERS_AT_ONCE)) is not None:
            uow.erasures.save(replace(erasure, emptied=last))
        else:
            self._last_piece(uow, effecting, erasure, leaving)
        self._wake(effecting.post())
        return False

    def _last_piece(self, uow: UnitOfWork, effecting: Effecting, erasure: Erasure, leaving: Leaving) -> None:
        """Nothing of them is left but where the last message goes."""
        for registration in uow.traces.registrations(sorted(leaving.refs)):
            self._blank(effecting, PostKey(f"registration:{registration}"), erasure)
        names = uow.traces.leave(leaving)
        for other in uow.erasures.of(erasure.chats):
            if other.id != erasure.id:
                uow.erasures.save(_nobodys(other))
        uow.erasures.save(
            replace(erasure, standing=ErasureStanding.TELLING, files=tuple(sorted({*erasure.files, *names})))
        )

    def _blank(self, effecting: Effecting, post: PostKey, erasure: Erasure) -> None:
        gone = phrase("🗑 What stood here was erased (%(number)s).", number=Code(erasure.code))
        language = self._handler.desk_language
        effecting.perform((Revise(chat=DESK, post=post, message=Message(body=(gone,)), language=language),))

    # --- the end --------------------------------------------------------------------------------------------------

    def _tell(self, uow: UnitOfWork, *, number: int) -> tuple[Waiting, ...]:
        erasure = uow.erasures.get(number)
        if erasure is None or erasure.standing is not ErasureStanding.TELLING:
            return ()
        effecting = self._effecting(uow, erasure, "told")
        last = forgetting.farewell(erasure)
        effecting.perform((Say(chat=erasure.chat, message=last, language=erasure.language, farewell=True),))
        done = replace(_nobodys(erasure), standing=ErasureStanding.ERASED)
        uow.erasures.save(done)
        effecting.erasures.show(done)
        return effecting.post()

    def _is_told(self, uow: UnitOfWork, *, number: int) -> bool:
        """Whether the last letter is gone, which is noted; once only."""
        erasure = uow.erasures.get(number)
        if erasure is None or erasure.standing is not ErasureStanding.ERASED or uow.traces.farewells():
            return False
        uow.erasures.save(replace(erasure, cleaned=True))
        return True

    def _effecting(self, uow: UnitOfWork, erasure: Erasure, piece: str) -> Effecting:
        return self._handler.effecting(uow, EventId(f"erasure:{erasure.id}:{piece}"), self._clock.now())


def _nobodys(erasure: Erasure) -> Erasure:
    """The request without the person."""
    return replace(
        erasure, chat=erasure.gone, person=PersonRef(erasure.gone), chats=(), files=(), reason=None, language=""
    )


def _leaving(uow: UnitOfWork, erasure: Erasure) -> Leaving:
    refs = frozenset({*erasure.chats, erasure.person})
    works_here = any((staff := uow.staff.get(PersonRef(each))) is not None and staff.roles for each in refs)
    return Leaving(refs=refs, gone=erasure.gone, code=erasure.code, works_here=works_here)


def _places(uow: UnitOfWork, erasure: Erasure, tickets: Sequence[Ticket]) -> tuple[str, ...]:
    """Where messages of theirs are: known from what they answered with."""
    refs = frozenset({*erasure.chats, erasure.person})
    states = (uow.conversations.load(chat) for chat in erasure.chats)
    written = [each for state in states if state is not None for each in _written(state)]
    return tuple(sorted({*anonymising.places_of(tickets, refs), *(each.rpartition(":")[0] for each in written)}))


def _written(state: Conversation) -> tuple[MessageRef, ...]:
    answers = [*state.remembered.values(), *(state.blocked.remembered.values() if state.blocked is not None else ())]
    notes = state.intake.notes if state.intake is not None else ()
    answers += state.intake.answers.values() if state.intake is not None else ()
    return tuple(each.message for each in (*answers, *notes) if each.message is not None)


class _Piece:
    """Tickets of one transaction, anonymised one by one."""

    def __init__(
        self, uow: UnitOfWork, effecting: Effecting, erasure: Erasure, leaving: Leaving, now: datetime
    ) -> None:
        self._uow = uow
        self._effecting = effecting
        self._erasure = erasure
        self._leaving = leaving
        self._now = now

    def ticket(self, ticket: Ticket) -> tuple[str, ...]:
        """Anonymises it; the names of its files."""
        process, own = self._effecting.process_of(ticket), self._leaving.asked_with(ticket)
        after = anonymising.anonymised(process, ticket, self._leaving)
        names = self._uow.traces.strip(ticket.id, self._leaving) if own else ()
        if own:
            for incident in self._uow.traces.incidents(ticket.id):
                self._incident(ticket, incident)
        entries = anonymising.blanked(self._uow.tickets.history(ticket.id), self._leaving, own=own)
        if entries or after != ticket:
            after = replace(after, revision=ticket.revision + 1)
            left = self._uow.tickets.erase(self._erasure.id, entries)
            self._uow.tickets.save(after)
            self._uow.tickets.append(self._entry(after, left))
            outdate(self._uow, after, self._now)
            card, language = triage_card(process, after), process.languages[0]
            shown = Revise(chat=DESK, post=after.card, message=card, language=language, ticket=after.id)
            self._effecting.perform((shown,))
        return names

    def _entry(self, ticket: Ticket, left: Mapping[int, str]) -> HistoryEntry:
        """Vouches for what is left of the entries before it."""
        actor = self._erasure.decided_by or SYSTEM
        return HistoryEntry(
            ticket=ticket.id,
            seq=ticket.revision,
            at=self._now,
            action=Action.ERASE,
            actor=actor,
            channel=gateway_of(actor),
            before=ticket.status,
            after=ticket.status,
            data={REQUEST: str(self._erasure.id), **{f"{LEFT}{seq}": digest for seq, digest in left.items()}},
        )

    def _incident(self, ticket: Ticket, number: IncidentId) -> None:
        incident = self._uow.incidents.get(number)
        if incident is None:
            return
        theirs = frozenset({ticket.id})
        own = anonymising.is_of(incident, theirs)
        after = anonymising.incident_without(incident, theirs, self._leaving)
        after = replace(after, revision=incident.revision + 1)
        self._uow.incidents.save(after)
        history = self._uow.incidents.history(number)
        entries = anonymising.incident_blanked(history, self._leaving, frozenset({ticket.code}), own=own)
        self._uow.traces.erase_incident(self._erasure.id, entries)
        process = self._effecting.process_of(ticket)
        card, language = incident_card(process, after), process.languages[0]
        self._effecting.perform((Revise(chat=DEVELOPMENT, post=after.card, message=card, language=language),))
