"""What follows for incidents and their tickets, done inside the transaction. A ticket and its incident change together or
not at all, so that every requester is told exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.app.files import StoredFile
from bot.app.filing import forwarding_lane
from bot.app.outbox import Letter, ParcelKind
from bot.app.ports import UnitOfWork
from bot.domain import raising
from bot.domain.deeds import Deed, Refusal, requester_name
from bot.domain.effects import Approve, Developing, Effect, OnIncident, OnTicket, OpenIncident, OpenTicket, Say
from bot.domain.ids import DEVELOPMENT, ChatRef, IncidentId, PostKey, TicketId, gateway_of
from bot.domain.incident import Incident, IncidentAction, IncidentKind, LinkedTicket, incident_card_of
from bot.domain.incident_card import incident_card
from bot.domain.incident_deeds import IncidentChange, IncidentDeed
from bot.domain.incident_working import act_on, may_open, opened_incident
from bot.domain.message import File, Message
from bot.domain.opening import channel_of, title_of
from bot.domain.process import Fills, Process
from bot.domain.questions import filled
from bot.domain.raising import modification_of
from bot.domain.roles import Actor, Role
from bot.domain.text import Phrase, Untrusted, phrase
from bot.domain.ticket import FINISHED, TRANSITIONS, Action, Status, Ticket

NO_SUCH = phrase("That incident does not exist (any more).")


class Development:
    """The incidents of one event. Lives inside one unit of work; what follows is performed by its owner."""

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        perform: Callable[[Iterable[Effect]], None],
        act: Callable[[Ticket, Deed], Phrase | None],
        put: Callable[[File, StoredFile, TicketId, PostKey], None],
        process_of: Callable[[str], Process],
        now: datetime,
    ) -> None:
        self._uow = uow
        self._perform = perform
        self._act = act
        self._put = put
        self._process_of = process_of
        self._now = now

    def do(self, effect: Developing) -> None:
        """Does what an effect says."""
        match effect:
            case OpenIncident():
                self._open(effect)
            case OnIncident():
                self._on_incident(effect)
            case OnTicket():
                self._on_ticket(effect)
            case Approve():
                self._approve(effect)
            case _:
                assert_never(effect)

    def act_on(self, incident: Incident, deed: IncidentDeed) -> Refusal | None:
        """Does a deed to an incident, or says why not."""
        result = act_on(self._process_of(incident.process), incident, deed)
        if isinstance(result, Refusal):
            return result
        self._apply(result)
        return None

    def wished(self, process: Process, ticket: Ticket, wanted: OpenTicket) -> None:
        """A request of a kind that goes to development becomes an incident at once; its ticket is how the desk follows it."""
        kind = modification_of(process)
        answer = filled(process, wanted.answers, Fills.KIND)
        if kind is None or process.incidents is None or answer is None or answer.options != (kind.id,):
            return

        def written(fills: Fills) -> Untrusted | None:
            found = filled(process, wanted.answers, fills)
            return found.text if found is not None else None

        name = requester_name(process, replace(ticket, answers=wanted.answers))
        self._open(
            OpenIncident(
                ticket=LinkedTicket(ticket=ticket.id, code=ticket.code, name=name),
                process=process.ref,
                kind=IncidentKind.MODIFICATION,
                title=title_of(process, wanted),
                description=written(Fills.DESCRIPTION) or ticket.title,
                actor=Actor(person=ticket.requester.person, name=name, roles=frozenset({Role.REQUESTER, Role.SYSTEM})),
                channel=channel_of(wanted),
                priority=ticket.priority,
                benefit=written(Fills.BENEFIT),
                approver=written(Fills.APPROVER),
            )
        )

    def followed(self, process: Process, wanted: OpenTicket) -> bool:
        """Whether an open ticket of the same person is enough to follow the modification; then no other one is opened."""
        ticket = self._uow.tickets.get(wanted.about) if wanted.about is not None else None
        if ticket is None or (ticket.status, Action.INCIDENT) not in TRANSITIONS:
            return False
        if ticket.requester.chat not in self._uow.identities.chats_of(wanted.chat):
            return False
        self.wished(process, ticket, wanted)
        return self._is_with_development(ticket)

    def copy_of(self, letter: Letter | None, channel: ChatRef) -> Letter | None:
        """A file that goes into the thread of a ticket goes into its incident's as well, while development has it."""
        if letter is None or letter.kind is not ParcelKind.FORWARD or letter.ticket is None:
            return None
        ticket = self._uow.tickets.get(letter.ticket)
        if ticket is None or ticket.incident is None or ticket.status is not Status.INCIDENT:
            return None
        if letter.thread != ticket.card:
            return None
        card = incident_card_of(ticket.incident.id)
        return replace(letter, thread=card, chat=forwarding_lane(channel, card))

    def card_again(self, number: IncidentId) -> Say | None:
        """The card as it stands now, to be posted anew."""
        incident = self._uow.incidents.get(number)
        if incident is None:
            return None
        process = self._process_of(incident.process)
        card, language = incident_card(process, incident), process.languages[0]
        return Say(chat=DEVELOPMENT, post=incident.card, message=card, language=language)

    def _is_with_development(self, ticket: Ticket) -> bool:
        now = self._uow.tickets.get(ticket.id)
        return now is not None and now.status is Status.INCIDENT

    def _open(self, wanted: OpenIncident) -> None:
        process = self._process_of(wanted.process)
        rules = process.incidents
        if rules is None or not may_open(process, wanted):
            return
        year = self._now.astimezone(ZoneInfo(process.desk.zone)).year
        number = self._uow.incidents.next_number(process.id, year)
        change = opened_incident(
            process,
            wanted,
            incident_id=self._uow.incidents.next_id(),
            code=rules.pattern.format(year=year, number=number),
            at=self._now,
        )
        self._uow.incidents.add(change.incident, desk=process.id, year=year, number=number)
        self._apply(change)

    def _apply(self, change: IncidentChange) -> None:
        if change.entry is not None:
            self._uow.incidents.save(change.incident)
            self._uow.incidents.append(change.entry)
        self._perform(change.effects)

    def _on_incident(self, effect: OnIncident) -> None:
        incident = self._uow.incidents.get(effect.incident)
        if incident is None:
            return
        deed = IncidentDeed(
            action=effect.action,
            actor=effect.actor,
            at=self._now,
            channel=effect.channel,
            text=effect.text,
            ticket=effect.ticket,
            files=effect.files,
            mark=effect.mark,
        )
        self.act_on(incident, deed)  # what an incident that has ended hears of a ticket changes nothing

    def _on_ticket(self, effect: OnTicket) -> None:
        ticket = self._uow.tickets.get(effect.ticket)
        if ticket is None or ticket.status in FINISHED:
            return
        deed = Deed(
            action=effect.action,
            actor=effect.actor,
            at=self._now,
            channel=effect.channel,
            text=effect.text,
            news=effect.news,
        )
        refused = self._act(ticket, deed)
        if refused is None and effect.action is Action.INCIDENT:
            self._show_files(ticket, effect.news.incident.id)

    def _show_files(self, ticket: Ticket, incident: IncidentId) -> None:
        """What came with the request is put before the developers as well, as far as it is here."""
        groups = (*(each.files for each in ticket.answers.values()), *(note.files for note in ticket.notes))
        for file in (each for group in groups for each in group):
            rows = (
                self._uow.files.newest(chat, file.ref) for chat in self._uow.identities.chats_of(ticket.requester.chat)
            )
            stored = next((row.stored for row in rows if row is not None and row.stored is not None), None)
            if stored is not None:
                self._put(file, stored, ticket.id, incident_card_of(incident))

    def _approve(self, effect: Approve) -> None:
        incident = self._uow.incidents.get(effect.incident)
        mine = self._mine(incident, effect.by) if incident is not None else None
        if incident is None or mine is None:
            refused: Refusal | None = Refusal(NO_SUCH)
        else:
            action = IncidentAction.APPROVE if effect.approved else IncidentAction.REFUSE
            actor = Actor(person=effect.person, name=mine.name, roles=frozenset({Role.REQUESTER}))
            channel = gateway_of(effect.by)
            deed = IncidentDeed(action=action, actor=actor, at=self._now, channel=channel, text=effect.why)
            refused = self.act_on(incident, deed)
        if refused is not None:
            self._perform((Say(chat=effect.by, message=Message(body=(refused.why,)), language=effect.language),))

    def _mine(self, incident: Incident, by: ChatRef) -> LinkedTicket | None:
        """The linked ticket of whoever writes in that chat."""
        chats = self._uow.identities.chats_of(by)
        for link in incident.links:
            ticket = self._uow.tickets.get(link.ticket)
            if ticket is not None and ticket.requester.chat in chats:
                return link
        return None


def incident_named(uow: UnitOfWork, deed: Deed) -> Incident | None:
    """The incident that was chosen in the form, or typed, locked."""
    entered = deed.values.get(raising.INCIDENT)
    if entered is None:
        return None
    if entered.choices and entered.choices[0].isdecimal():
        return uow.incidents.get(IncidentId(int(entered.choices[0])))
    typed = entered.text.untrusted.strip().lstrip("#") if entered.text is not None else ""
    return uow.incidents.by_code(typed) if typed else None
