"""Who is of the desk, and as what: given and taken by those who may, and lost with the membership of the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from bot.app.auditing import denied
from bot.app.ports import Database, UnitOfWork
from bot.domain.audit import Audited, Ground, Kind, Outcome
from bot.domain.deeds import SYSTEM
from bot.domain.events import Happening, MembershipChanged
from bot.domain.ids import PersonRef, gateway_of
from bot.domain.membership import NO_ROLE_FOR, Membership
from bot.domain.roles import DeskOrder, Role, Staff, may_give
from bot.domain.text import Phrase, Untrusted, phrase

log = structlog.get_logger(__name__)

Ask = Callable[[PersonRef], Awaitable[Membership]]
"""What a person is to the workspace; never raises."""

AT_ONCE = 5
"""People who are asked for at the same time."""

_STILL = (Membership.MEMBER, Membership.UNKNOWN)
"""Who keeps what they have: of whom nothing is known, nothing is taken."""


def give(uow: UnitOfWork, event: Happening, giver: Staff, wanted: Staff, is_now: Membership) -> Phrase | None:
    """The member is as wanted from now on; else why not. `is_now`: what they are to the workspace."""
    known = uow.staff.get(wanted.person)
    before = known.roles if known is not None else frozenset[Role]()
    changed = before ^ wanted.roles
    if changed - may_give(giver.roles):
        denied(uow, event, Kind.ORDER, DeskOrder.STAFF, Ground.ABOVE_THEM)
        return phrase("Only an administrator gives and takes these roles.")
    if wanted.roles and is_now is not Membership.MEMBER:
        if is_now is not Membership.UNKNOWN:
            denied(uow, event, Kind.ORDER, DeskOrder.STAFF, Ground.NOT_A_MEMBER)
        return NO_ROLE_FOR[is_now]
    if Role.ADMINISTRATOR in before - wanted.roles and not _another_administrator(uow, wanted.person):
        denied(uow, event, Kind.ORDER, DeskOrder.STAFF, Ground.LAST_ADMINISTRATOR)
        return phrase("Somebody has to be administrator: give that role to another person first.")
    uow.staff.save(replace(wanted, on_shift=wanted.on_shift and bool(wanted.roles)))
    if changed:
        _remember(uow, event.person, wanted.person, _difference(before, wanted.roles), event.at)
    return None


def lost(uow: UnitOfWork, event: MembershipChanged) -> Staff | None:
    """Takes the roles of somebody who is no full member any more; the member as they were, None when nothing changed."""
    known = uow.staff.get(event.person)
    if known is None or not known.roles or event.membership in _STILL:
        return None
    _dismiss(uow, known, event.membership, event.at)
    return known


async def appoint(database: Database, people: Iterable[PersonRef], gateway: str, ask: Ask, at: datetime) -> None:
    """The administrators of the settings have that role, whatever else they are; and nobody has any who is a guest, a bot,
    deactivated or a stranger by now."""
    appointed = tuple(people)
    everybody = await database.run(lambda uow: uow.staff.everybody())
    known = (each.person for each in everybody if each.roles and gateway_of(each.person) == gateway)
    found = await _asked(dict.fromkeys((*appointed, *known)), ask)

    def work(uow: UnitOfWork) -> None:
        for person, is_now in found.items():
            staff = uow.staff.get(person)
            if is_now not in _STILL:
                log.warning("desk.no_member", person=person, membership=is_now.value)
                if staff is not None and staff.roles:
                    _dismiss(uow, staff, is_now, at)
            elif person in appointed and (staff is None or Role.ADMINISTRATOR not in staff.roles):
                new = staff or Staff(person=person, name=Untrusted("Administración"), roles=frozenset())
                uow.staff.save(replace(new, roles=new.roles | {Role.ADMINISTRATOR}))
                _remember(uow, SYSTEM, person, f"+{Role.ADMINISTRATOR}", at)

    await database.run(work)


async def _asked(people: Iterable[PersonRef], ask: Ask) -> Mapping[PersonRef, Membership]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(person: PersonRef) -> Membership:
        async with gate:
            return await ask(person)

    wanted = tuple(people)
    return dict(zip(wanted, await asyncio.gather(*map(one, wanted)), strict=True))


def _another_administrator(uow: UnitOfWork, person: PersonRef) -> bool:
    return any(each.person != person and Role.ADMINISTRATOR in each.roles for each in uow.staff.everybody())


def _dismiss(uow: UnitOfWork, staff: Staff, is_now: Membership, at: datetime) -> None:
    uow.staff.save(replace(staff, roles=frozenset(), on_shift=False))
    _remember(uow, SYSTEM, staff.person, f"{_difference(staff.roles, frozenset())}: {is_now}", at)


def _difference(before: frozenset[Role], after: frozenset[Role]) -> str:
    return " ".join(
        [*(f"+{role}" for role in sorted(after - before)), *(f"-{role}" for role in sorted(before - after))]
    )


def _remember(uow: UnitOfWork, giver: PersonRef, about: PersonRef, change: str, at: datetime) -> None:
    uow.audit.add(
        Audited(
            at=at,
            person=giver,
            gateway=gateway_of(about),
            kind=Kind.ROLES,
            what=Untrusted(DeskOrder.STAFF.value),
            outcome=Outcome.ALLOWED,
            reason=change,
            about=about,
        )
    )
