"""Who may do what, generated from the one table that says it: role × what is asked × own or other ticket × forged or not.

Every cell is tried on the application: it is either done, or denied with a line in the audit, and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.audit import Audited, Ground, Kind, Outcome
from bot.domain.events import RegistrationDecided
from bot.domain.ids import EventId, Interaction, PersonRef, TicketId
from bot.domain.roles import GIVEN, MAY, DeskDecision, DeskOrder, Role, allowed
from bot.domain.text import Untrusted
from bot.domain.ticket import TRANSITIONS, Action, Status, Ticket
from tests.desk import CHANNEL, LUIS, MARIA, DeskInMemory

WHO = PersonRef("slack:T:who")
NEIGHBOUR = PersonRef("telegram:2")


@dataclass(frozen=True)
class Somebody:
    """Who tries: somebody with a role, with none, of another workspace though somebody gave them one, the ticket's own
    requester, or another requester."""

    name: str
    person: PersonRef = WHO
    roles: frozenset[Role] = frozenset()
    foreign: bool = False

    @property
    def counts(self) -> frozenset[Role]:
        """The roles that count for María's ticket."""
        return frozenset({Role.REQUESTER}) if self.person == MARIA else frozenset() if self.foreign else self.roles


WANT_OF_A_RIGHT = {Ground.NO_ROLE, Ground.NOT_THEIRS, Ground.NOT_THE_ASSIGNEE}

EVERYBODY = (
    *(Somebody(role.value, roles=frozenset({role})) for role in sorted(GIVEN)),
    Somebody("nobody"),
    Somebody("of another workspace", roles=GIVEN, foreign=True),
    Somebody("the requester", MARIA),
    Somebody("another requester", NEIGHBOUR),
)


def state_for(action: Action) -> Status | None:
    """A state in which the action is possible, so that it is the right that is tried."""
    return next((status for (status, each) in TRANSITIONS if each is action), None)


async def staged(who: Somebody) -> tuple[DeskInMemory, TicketId]:
    desk = DeskInMemory()
    if who.roles:
        await desk.staff(who.person, "Quien sea", *who.roles, on_shift=False)
    return desk, await desk.opens()


async def put(desk: DeskInMemory, ticket: TicketId, status: Status, assignee: PersonRef) -> Ticket:
    def work(uow: UnitOfWork) -> Ticket:
        found = uow.tickets.get(ticket)
        assert found is not None
        uow.tickets.save(replace(found, status=status, assignee=assignee, assignee_name=Untrusted("Quien sea")))
        return found

    await desk.database.run(work)
    return await desk.ticket(ticket)


def denials(lines: Iterable[Audited]) -> list[Audited]:
    return [each for each in lines if each.outcome is Outcome.DENIED]


@pytest.mark.parametrize("own", [True, False], ids=["own", "another's"])
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
async def test_a_deed_is_done_by_those_in_the_table_and_denied_to_everybody_else(who: Somebody, own: bool) -> None:
    desk, ticket = await staged(who)
    for action in Action:
        status = state_for(action)
        if status is None:
            continue
        before = await put(desk, ticket, status, who.person if own else LUIS)
        already = len(denials(await desk.audit()))

        await desk.acts(who.person, action, ticket, "texto", foreign=who.foreign)

        everything = denials(await desk.audit())  # the newest first
        denied = everything[: len(everything) - already]
        if allowed(who.counts, action, own=own):
            assert not {each.reason for each in denied} & WANT_OF_A_RIGHT, action
        else:
            assert await desk.ticket(ticket) == before, action
            line = denied[0]
            assert (line.person, line.kind, line.what.untrusted, line.ticket) == (
                who.person,
                Kind.ACTION,
                action,
                ticket,
            )
            assert line.reason in ({Ground.FOREIGN} if who.foreign else WANT_OF_A_RIGHT), action


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
async def test_an_order_is_obeyed_typed_or_pressed_only_for_those_in_the_table(who: Somebody) -> None:
    desk, ticket = await staged(who)
    for order in DeskOrder:
        may = allowed(who.counts, order)
        for kind in (Kind.ORDER, Kind.HOME):
            before = len(denials(await desk.audit()))

            if kind is Kind.ORDER:
                await desk.orders(who.person, order.value, foreign=who.foreign)
            else:
                await desk.uses_home(who.person, order.value, str(ticket), foreign=who.foreign)

            denied = denials(await desk.audit())
            assert len(denied) - before == (0 if may else 1), (order, kind)
            if not may:
                assert (denied[0].person, denied[0].kind, denied[0].what.untrusted) == (who.person, kind, order)


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
async def test_a_registration_is_decided_only_by_those_in_the_table(who: Somebody) -> None:
    desk, _ = await staged(who)
    event = RegistrationDecided(
        id=EventId("x"),
        at=desk.clock.now(),
        chat=CHANNEL,
        person=who.person,
        foreign=who.foreign,
        registration=1,
        confirmed=True,
        interaction=Interaction("slack:x"),
    )

    await desk.happens(event)

    may = allowed(who.counts, DeskDecision.REGISTRATION)
    assert [each.what.untrusted for each in denials(await desk.audit())] == ([] if may else [DeskDecision.REGISTRATION])


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
@pytest.mark.parametrize(
    ("action", "number", "seen", "ground"),
    [
        ("take", 99, 1, Ground.NO_SUCH_TICKET),
        ("close", 99, 1, Ground.NO_SUCH_TICKET),
        ("delete_everything", 1, 1, Ground.UNKNOWN),
        ("take", 1, 1000, Ground.FROM_THE_FUTURE),
        ("close", 1, 1000, Ground.FROM_THE_FUTURE),
    ],
)
async def test_what_no_button_of_ours_ever_carried_is_denied_to_everybody(
    who: Somebody, action: str, number: int, seen: int, ground: Ground
) -> None:
    desk, ticket = await staged(who)
    before = await desk.ticket(ticket)

    await desk.acts(who.person, action, TicketId(number), seen=seen, foreign=who.foreign)

    assert await desk.ticket(ticket) == before
    assert [each.reason for each in denials(await desk.audit())] == [Ground.FOREIGN if who.foreign else ground]


async def test_an_order_that_there_is_none_of_is_denied_on_the_home_tab() -> None:
    desk, _ = await staged(EVERYBODY[0])
    await desk.uses_home(WHO, "delete_everything")
    await desk.uses_home(WHO, "show", "99")
    await desk.uses_home(WHO, "show", "x' OR 1=1")
    assert [each.reason for each in denials(await desk.audit())] == [
        Ground.NO_SUCH_TICKET,
        Ground.NO_SUCH_TICKET,
        Ground.UNKNOWN,
    ]


def test_the_table_says_something_of_everything_that_can_be_asked() -> None:
    assert set(MAY) == {*Action, *DeskOrder, *DeskDecision}
