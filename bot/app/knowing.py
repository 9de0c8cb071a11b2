"""Looks up what a decision wants to know, inside its transaction."""

from __future__ import annotations

from bot.app.ports import Registers, UnitOfWork
from bot.domain.ids import ChatRef
from bot.domain.known import TICKETS_READ, Known, Wanted
from bot.domain.lookups import Facts, Inquiry
from bot.domain.register import Organisation, folded_email, match
from bot.domain.text import fold


def look_up(uow: UnitOfWork, chat: ChatRef, wanted: Wanted) -> Known:
    """What the database knows of what is wanted."""
    return Known(
        tickets=uow.tickets.newest_of(chat, TICKETS_READ) if wanted.tickets else (),
        register=facts(uow.registers, wanted.register) if wanted.register is not None else Facts(),
    )


def facts(registers: Registers, inquiry: Inquiry) -> Facts:
    """What the registers say: the entities that may be meant, and the licences of the one that certainly is."""
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
    return Facts(
        read=True,
        kept=bool(found) or registers.has_organisations(),
        organisations=tuple(found.values()),
        licences=registers.licences_of(certain) if certain is not None else (),
        courses=registers.courses_of(folded_email(inquiry.email.untrusted)) if inquiry.email is not None else (),
    )
