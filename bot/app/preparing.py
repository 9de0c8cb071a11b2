"""Looks up what an action on a ticket wants to know besides the ticket, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.app.developing import incident_named
from bot.app.files import FileStatus
from bot.app.ports import UnitOfWork
from bot.domain import canned
from bot.domain.deeds import OTHER, Deed
from bot.domain.delivery import outgoing
from bot.domain.ids import FileRef
from bot.domain.process import Process
from bot.domain.replying import ENCLOSED, NOTHING
from bot.domain.sealed import Sealed, SecretField
from bot.domain.ticket import Action, Ticket, merged_into

OPEN_INCIDENTS = 50
"""How many open incidents a ticket can be added to in the form; an older one is typed."""


def prepared(uow: UnitOfWork, ticket: Ticket, process: Process, deed: Deed) -> Deed:
    """The deed with what the database knows of what it is about."""
    match deed.action:
        case Action.ASSIGN | Action.WARN:
            return replace(deed, staff=uow.staff.everybody())
        case Action.MERGE | Action.LINK:
            return replace(deed, other=_named(uow, deed))
        case Action.INCIDENT if deed.news is None:
            return replace(deed, incident=incident_named(uow, deed), incidents=uow.incidents.open(OPEN_INCIDENTS))
        case Action.REOPEN | Action.CONFIRM:
            into = merged_into(ticket)
            return deed if into is None else replace(deed, other=uow.tickets.get(into.ticket))
        case Action.REVEAL:
            return replace(deed, sealed=_sealed(uow, ticket))
        case Action.REPLY:
            return _for_reply(uow, ticket, process, deed)
        case _:
            return deed


def _sealed(uow: UnitOfWork, ticket: Ticket) -> Mapping[SecretField, Sealed]:
    """What the requester gave for remote help, as far as it is still there; locked, so that it is shown once."""
    held = ticket.remote.held if ticket.remote is not None else {}
    rows = ((field, uow.secrets.get(secret)) for field, secret in held.items())
    return {field: row.shown() for field, row in rows if row is not None}


def _named(uow: UnitOfWork, deed: Deed) -> Ticket | None:
    entered = deed.values.get(OTHER)
    words = entered.text.untrusted.strip().lstrip("#") if entered is not None and entered.text is not None else ""
    found = uow.tickets.by_code(words) if words else None
    return None if found is None else uow.tickets.get(found.id)


def _for_reply(uow: UnitOfWork, ticket: Ticket, process: Process, deed: Deed) -> Deed:
    """The desk's canned replies; the files that were chosen, those that are taken and those that are not."""
    place = outgoing(deed.actor.person)
    refs = deed.values.get(ENCLOSED, NOTHING).choices
    rows = [row for ref in refs if (row := uow.files.newest(place, FileRef(ref))) is not None]
    told = [] if deed.author is not None else list(uow.tickets.history(ticket.id))
    words = (entry.reason for entry in reversed(told) if entry.action is Action.TELL and entry.reason is not None)
    author = uow.staff.get(deed.author) if deed.author is not None else None
    return replace(
        deed,
        canned=canned.together(process, uow.canned.of(process.id)),
        enclosed=tuple(row.file for row in rows if row.status is not FileStatus.REFUSED),
        unfit=tuple(row.file for row in rows if row.status is FileStatus.REFUSED),
        last_words=next(words, None),
        author_name=author.name if author is not None else None,
    )
