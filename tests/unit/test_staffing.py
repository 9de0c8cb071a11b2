"""Who is put at the desk, and who loses their place there; every change of roles is in the audit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app.staffing import appoint
from bot.domain.audit import Ground, Kind, Outcome
from bot.domain.events import MembershipChanged
from bot.domain.ids import EventId, PersonRef
from bot.domain.membership import Membership
from bot.domain.roles import Role, Staff
from tests.desk import ADMIN, ANA, CHANNEL, LUIS, DeskInMemory
from tests.player import read_aloud
from tests.unit.test_handle import said

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture
async def desk() -> DeskInMemory:
    stage = DeskInMemory()
    await stage.staff(ADMIN, "Sofía", Role.ADMINISTRATOR, on_shift=False)
    return stage


async def member(desk: DeskInMemory, person: PersonRef) -> Staff | None:
    return await desk.database.run(lambda uow: uow.staff.get(person))


async def roles(desk: DeskInMemory, person: PersonRef) -> set[Role]:
    found = await member(desk, person)
    return set(found.roles) if found is not None else set()


async def test_who_gave_which_roles_to_whom_is_in_the_audit(desk: DeskInMemory) -> None:
    await desk.orders(ADMIN, "staff slack:T:luis specialist supervisor Luis")
    await desk.orders(ADMIN, "staff slack:T:luis specialist developer Luis")

    lines = [(each.person, each.about, each.reason) for each in await desk.audit()]
    assert lines == [
        (ADMIN, LUIS, "+developer -supervisor"),
        (ADMIN, LUIS, "+specialist +supervisor"),
    ]
    assert {(each.kind, each.outcome) for each in await desk.audit()} == {(Kind.ROLES, Outcome.ALLOWED)}


@pytest.mark.parametrize(
    ("is_now", "told"),
    [
        (Membership.GUEST, "Un invitado del espacio de trabajo no puede tener un rol en la mesa."),
        (Membership.BOT, "Un bot no puede tener un rol en la mesa."),
        (Membership.DEACTIVATED, "Esa cuenta está desactivada: no puede tener un rol en la mesa."),
        (Membership.STRANGER, "Alguien de otro espacio de trabajo no puede tener un rol en la mesa."),
        (Membership.UNKNOWN, "No pude preguntar a Slack por esta persona. Intente de nuevo, por favor."),
    ],
)
async def test_only_full_members_are_given_roles(desk: DeskInMemory, is_now: Membership, told: str) -> None:
    await desk.orders(ADMIN, "staff slack:T:luis specialist", {LUIS: is_now})

    assert said(desk.immediate[-1]) == told
    assert await member(desk, LUIS) is None
    denied = [each.reason for each in await desk.audit()]
    assert denied == ([] if is_now is Membership.UNKNOWN else [Ground.NOT_A_MEMBER])


async def test_roles_are_taken_from_anybody(desk: DeskInMemory) -> None:
    await desk.staff(LUIS, "Luis", Role.SPECIALIST)
    await desk.orders(ADMIN, "staff slack:T:luis -", {})
    assert await roles(desk, LUIS) == set()


async def test_a_supervisor_puts_people_at_the_desk_but_makes_no_administrators(desk: DeskInMemory) -> None:
    await desk.staff(ANA, "Ana", Role.SUPERVISOR)
    await desk.orders(ANA, "staff slack:T:luis specialist Luis")
    assert await roles(desk, LUIS) == {Role.SPECIALIST}

    for wanted in ("specialist administrator", "specialist supervisor", "privacy"):
        await desk.orders(ANA, f"staff slack:T:luis {wanted} Luis")
        assert said(desk.immediate[-1]) == "Solo un administrador da y quita esos roles."
    await desk.orders(ANA, "staff slack:T:admin -")
    assert await roles(desk, LUIS) == {Role.SPECIALIST}
    assert await roles(desk, ADMIN) == {Role.ADMINISTRATOR}
    assert [each.reason for each in await desk.audit() if each.outcome is Outcome.DENIED] == [Ground.ABOVE_THEM] * 4


async def test_the_last_administrator_stays_one(desk: DeskInMemory) -> None:
    await desk.orders(ADMIN, "staff slack:T:admin specialist")
    assert said(desk.immediate[-1]) == "Alguien tiene que administrar: dé antes ese rol a otra persona."
    await desk.orders(ADMIN, "staff slack:T:ana administrator Ana")
    await desk.orders(ADMIN, "staff slack:T:admin specialist")
    assert await roles(desk, ADMIN) == {Role.SPECIALIST}


@pytest.mark.parametrize("is_now", [Membership.GUEST, Membership.DEACTIVATED])
async def test_whoever_is_no_full_member_any_more_loses_their_roles_and_the_desk_is_told(
    desk: DeskInMemory, is_now: Membership
) -> None:
    await desk.staff(ANA, "Ana López", Role.SPECIALIST, Role.SUPERVISOR)
    ticket = await desk.opens()
    event = MembershipChanged(id=EventId("x"), at=NOW, chat=CHANNEL, person=ANA, membership=is_now)

    await desk.happens(event, times=2)

    left = await member(desk, ANA)
    assert left is not None
    assert (left.roles, left.on_shift) == (frozenset(), False)
    assert "Ana López ya no es miembro pleno" in read_aloud((await desk.letters(CHANNEL))[-1].message)
    assert [(each.about, each.reason) for each in await desk.audit()] == [(ANA, f"-specialist -supervisor: {is_now}")]
    await desk.acts(ANA, "take", ticket)
    assert (await desk.audit())[0].outcome is Outcome.DENIED


async def test_a_change_of_somebody_who_is_not_at_the_desk_means_nothing(desk: DeskInMemory) -> None:
    for is_now in Membership:
        event = MembershipChanged(id=EventId(is_now), at=NOW, chat=CHANNEL, person=LUIS, membership=is_now)
        await desk.happens(event)
    still = MembershipChanged(id=EventId("m"), at=NOW, chat=CHANNEL, person=ADMIN, membership=Membership.MEMBER)
    await desk.happens(still)
    assert await roles(desk, ADMIN) == {Role.ADMINISTRATOR}
    assert await desk.audit() == ()


async def test_the_administrators_of_the_settings_have_that_role_after_every_start_and_lose_nothing_else() -> None:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana", Role.SPECIALIST)
    await desk.staff(LUIS, "Luis", Role.ADMINISTRATOR)
    asked: list[PersonRef] = []

    async def ask(person: PersonRef) -> Membership:
        asked.append(person)
        return Membership.MEMBER

    for _ in range(2):
        await appoint(desk.database, [ANA, ADMIN], "slack", ask, NOW)

    assert await roles(desk, ANA) == {Role.SPECIALIST, Role.ADMINISTRATOR}
    assert await roles(desk, ADMIN) == {Role.ADMINISTRATOR}
    assert await roles(desk, LUIS) == {Role.ADMINISTRATOR}
    assert sorted(asked) == sorted([ANA, ADMIN, LUIS] * 2)
    assert sorted((str(each.about), each.reason) for each in await desk.audit()) == [
        (ADMIN, "+administrator"),
        (ANA, "+administrator"),
    ]


async def test_at_the_start_guests_have_no_role_even_if_the_settings_name_them_and_the_unknown_keep_theirs() -> None:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana", Role.SPECIALIST)
    await desk.staff(LUIS, "Luis", Role.SPECIALIST)
    found = {ADMIN: Membership.GUEST, ANA: Membership.DEACTIVATED, LUIS: Membership.UNKNOWN}

    async def ask(person: PersonRef) -> Membership:
        return found[person]

    await appoint(desk.database, [ADMIN], "slack", ask, NOW)

    assert await roles(desk, ADMIN) == set()
    assert await roles(desk, ANA) == set()
    assert await roles(desk, LUIS) == {Role.SPECIALIST}


async def test_an_administrator_of_the_settings_of_whom_slack_does_not_answer_is_appointed_all_the_same() -> None:
    desk = DeskInMemory()

    async def ask(person: PersonRef) -> Membership:
        return Membership.UNKNOWN

    await appoint(desk.database, [ADMIN], "slack", ask, NOW)
    assert await roles(desk, ADMIN) == {Role.ADMINISTRATOR}
