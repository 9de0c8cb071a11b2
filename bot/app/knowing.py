"""Looks up what a decision wants to know, inside its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.app.ports import Registers, UnitOfWork
from bot.domain.ids import ChatRef, MessageRef, TicketId
from bot.domain.known import TICKETS_READ, Known, Question, Wanted
from bot.domain.lookups import Facts, Inquiry
from bot.domain.misses import Misses
from bot.domain.process import Process
from bot.domain.register import Organisation, folded_email, match
from bot.domain.text import fold
from bot.domain.ticket import FINISHED, Requester, Ticket, merged_into
from bot.domain.ticket_line import TicketLine


def look_up(uow: UnitOfWork, chat: ChatRef, wanted: Wanted, process_of: Callable[[str], Process]) -> Known:
    """What the database knows of what is wanted. `process_of` has the version that a ticket was opened with."""
    tickets = _tickets(uow, chat) if wanted.tickets else ()
    about = None if wanted.message is None else _about(uow, chat, wanted.message)
    accounts = uow.identities.chats_of(chat) if wanted.erasure else ()
    whole = (uow.tickets.get(line.id) for line in tickets) if wanted.deadlines else ()
    return Known(
        tickets=tickets,
        about=about,
        files=_files(uow, tickets, about) if wanted.files else {},
        register=facts(uow.registers, wanted.register) if wanted.register is not None else Facts(),
        questions=questions_in(chat, (*tickets, *((about,) if about is not None else ())), process_of),
        promised=tuple((process_of(each.process), each) for each in whole if each is not None),
        sent=tuple(line.opened_at for line in _tickets(uow, chat)) if wanted.sent else (),
        volume=0
        if wanted.volume_since is None
        else uow.files.volume(uow.identities.chats_of(chat), wanted.volume_since),
        misses=misses_elsewhere(uow, chat) if wanted.misses else (),
        erasure=uow.erasures.under_way(accounts) if accounts else None,
        accounts=accounts,
    )


def misses_elsewhere(uow: UnitOfWork, chat: ChatRef) -> tuple[Misses, ...]:
    """Those of the other chats of the person; locked, so that two of them at once are both counted."""
    others = (uow.conversations.load(each) for each in uow.identities.chats_of(chat) if each != chat)
    return tuple(each.misses for each in others if each is not None and each.misses is not None)


def questions_in(
    chat: ChatRef, tickets: Iterable[TicketLine | Ticket], process_of: Callable[[str], Process]
) -> tuple[Question, ...]:
    """What the requester of these tickets is asked for in that chat, the oldest question first."""
    mine = {ticket.id: ticket for ticket in tickets if ticket.asked and _is_in(chat, ticket.requester)}
    found = (
        Question(
            process=process_of(ticket.process),
            ticket=ticket.id,
            code=ticket.code,
            language=ticket.requester.language if ticket.requester is not None else "",
            asked=asked,
            level=ticket.level,
            remote=ticket.remote,
        )
        for ticket in mine.values()
        for asked in ticket.asked
    )
    return tuple(sorted(found, key=lambda each: (each.asked.at, each.ticket, each.asked.id)))


def _is_in(chat: ChatRef, requester: Requester | None) -> bool:
    return requester is not None and requester.chat == chat


def _tickets(uow: UnitOfWork, chat: ChatRef) -> tuple[TicketLine, ...]:
    """Those of every chat of the person."""
    lines = [line for each in uow.identities.chats_of(chat) for line in uow.tickets.newest_of(each, TICKETS_READ)]
    newest = sorted(lines, key=lambda line: line.id, reverse=True)[:TICKETS_READ]
    return tuple(_standing(uow, line) for line in newest)


def _standing(uow: UnitOfWork, line: TicketLine) -> TicketLine:
    """A ticket that was merged stands as the one that took it in, under its own number."""
    taken_in_by = uow.tickets.get(line.merged_into) if line.merged_into is not None else None
    if taken_in_by is None:
        return line
    return replace(
        line, id=taken_in_by.id, status=taken_in_by.status, assignee_name=taken_in_by.assignee_name, merged_into=None
    )


def _about(uow: UnitOfWork, chat: ChatRef, message: MessageRef) -> Ticket | None:
    """The ticket that the message is about, when it is one of the person's own."""
    found = uow.correspondence.find(message)
    ticket = None if found is None else uow.tickets.get(found)
    if ticket is None or ticket.requester.chat not in uow.identities.chats_of(chat):
        return None
    into = merged_into(ticket)
    return ticket if into is None else uow.tickets.get(into.ticket)


def _files(uow: UnitOfWork, tickets: tuple[TicketLine, ...], about: Ticket | None) -> Mapping[TicketId, int]:
    """How many files the tickets have to which more may go."""
    unfinished = {line.id for line in tickets if line.status not in FINISHED} | ({about.id} if about else set())
    return uow.files.held(sorted(unfinished)) if unfinished else {}


def facts(registers: Registers, inquiry: Inquiry) -> Facts:
    """What the registers say: the entities that may be meant, the licences of the one that certainly is, the person."""
    found: dict[str, Organisation] = {}
    certain = inquiry.organisation
    if inquiry.named is not None:
        name = inquiry.named.untrusted
        same = registers.organisation(fold(name))
        near = (*([same] if same is not None else []), *registers.organisations_like(name))
        found = {each.id: each for each in near}
        one = match(name, found.values()).one
        certain = one.id if one is not None else certain
    if certain is not None and certain not in found:
        organisation = registers.organisation(certain)
        found |= {organisation.id: organisation} if organisation is not None else {}
    email = folded_email(inquiry.email.untrusted) if inquiry.email is not None else None
    person = registers.person(email) if email is not None and inquiry.recognise else None
    workplace = person.organisation if person is not None else None
    return Facts(
        read=True,
        kept=bool(found) or registers.has_organisations(),
        organisations=tuple(found.values()),
        licences=registers.licences_of(certain) if certain is not None else (),
        courses=registers.courses_of(email) if email is not None else (),
        person=person,
        workplace=registers.organisation(workplace) if workplace is not None else None,
    )


def open_tickets(uow: UnitOfWork, chat: ChatRef) -> list[Ticket]:
    """The chat's tickets that are not finished, locked."""
    lines = uow.tickets.newest_of(chat, TICKETS_READ)
    found = (uow.tickets.get(line.id) for line in lines if line.status not in FINISHED)
    return [ticket for ticket in found if ticket is not None]
