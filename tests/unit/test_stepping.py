"""What is done while a deadline comes nearer: what comes next, when it may be done, and that it is done once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.handle import Handler
from bot.app.lanes import Lanes
from bot.app.receive import Receiver
from bot.app.tick import Ticker
from bot.domain.clock_steps import ClockStep, Repeat, StepDoes
from bot.domain.clocks import Which
from bot.domain.ids import ChatRef, PersonRef, TicketId
from bot.domain.roles import Role
from bot.domain.stepping import next_step
from bot.domain.ticket import Action, HistoryEntry, Status
from tests.desk import ANA, CHANNEL, LUIS, DeskInMemory
from tests.player import plain

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # Monday; the desk works from 9 to 15 and from 16 to 18
EVA = PersonRef("slack:T:eva")
FIRST, RESOLUTION = Which.FIRST_RESPONSE, Which.RESOLUTION
ASSIGNEE, SUPERVISORS, REOFFER, ESCALATE, POST = StepDoes


def step(percent: float, do: StepDoes, clock: Which = FIRST, **more: object) -> ClockStep:
    return ClockStep(clock=clock, at=percent, do=do, **more)  # type: ignore[arg-type]


class StepDesk(DeskInMemory):
    """The desk of SAACG with steps of its own: a first answer in 2 h, the next in 4 h, a solution in 16 h."""

    def __init__(self, *steps: ClockStep) -> None:
        super().__init__("saacg")
        self.process = replace(self.process, warnings=steps)
        self.catalogue = Catalogue([self.process])
        self.handler = Handler(
            catalogue=self.catalogue, current="saacg", words=self.words, readers={"test": self._read}, desk=CHANNEL
        )
        self.lanes = Lanes(self.database, self.handler, self.clock, self._after)
        self.receive = Receiver(self.database, self.lanes)
        self._ticker = Ticker(self.database, self.handler, self.clock, self._after)

    async def at(self, hours: float) -> None:
        """So many hours after noon; what is due by then is done at its time."""
        until = NOON + hours * HOUR
        while (due := await self._next_due()) is not None and due <= until:
            self.clock.advance(max(0.0, (due - self.clock.now()).total_seconds()))
            await self._ticker.tick()
        self.clock.advance((until - self.clock.now()).total_seconds())

    async def sleeps_until(self, hours: float) -> None:
        """The service was not there until then."""
        self.clock.advance((NOON + hours * HOUR - self.clock.now()).total_seconds())
        await self._ticker.tick()

    async def _next_due(self) -> datetime | None:
        rows = self.database._uow.timers._rows.values()
        return min((row.due for row in rows if row.purpose == "clock"), default=None)

    async def history(self, ticket: TicketId) -> Sequence[HistoryEntry]:
        return await self.database.run(lambda uow: uow.tickets.history(ticket))

    async def steps(self, ticket: TicketId) -> list[str]:
        """What was done, when (hours after noon), as in `75 warn_assignee 1.5`."""
        entries = [each for each in await self.history(ticket) if each.action is Action.WARN]
        return [f"{each.data['percent']} {each.data['step']} {(each.at - NOON) / HOUR:g}" for each in entries]

    async def told(self, person: str) -> list[str]:
        return [plain(each.message.body) for each in await self.letters(ChatRef(person))]


async def opened(*steps: ClockStep) -> tuple[StepDesk, TicketId]:
    desk = StepDesk(*steps)
    await desk.staff(ANA, "Ana", Role.SPECIALIST)
    await desk.staff(LUIS, "Luis", Role.SECOND_LEVEL)
    await desk.staff(EVA, "Eva", Role.SUPERVISOR)
    return desk, await desk.opens()


async def test_before_the_deadline_its_specialist_and_at_the_deadline_the_supervisor_is_told() -> None:
    desk, ticket = await opened(step(75, ASSIGNEE), step(100, SUPERVISORS))
    await desk.at(10)

    assert await desk.steps(ticket) == ["75 warn_assignee 1.5", "100 warn_supervisors 2"]
    told = await desk.told(ANA)
    assert told[-1].startswith("⏰ SAACG-2026-00001 · Primera respuesta: vence ")
    assert "quedan 30 min" in told[-1]
    assert (await desk.told(EVA))[-1].startswith("⚠️ SAACG-2026-00001 · Primera respuesta: vencido desde ")


async def test_an_answer_ends_it_and_a_paused_clock_has_no_timer() -> None:
    desk, ticket = await opened(step(75, ASSIGNEE), step(100, SUPERVISORS), step(50, POST, RESOLUTION))
    await desk.at(1)
    await desk.acts(ANA, "reply", ticket, "Buenas tardes")
    await desk.acts(ANA, "pause", ticket, "Esperamos al proveedor")
    await desk.at(1000)

    assert await desk.steps(ticket) == []
    assert await desk._next_due() is None
    await desk.acts(ANA, "resume", ticket)
    assert await desk._next_due() is not None


async def test_after_a_while_without_the_service_each_step_is_done_once_in_its_order() -> None:
    desk, ticket = await opened(step(120, POST), step(50, SUPERVISORS), step(75, ASSIGNEE))
    await desk.sleeps_until(21.5)  # Tuesday, 9:30
    await desk.sleeps_until(23)

    assert await desk.steps(ticket) == ["50 warn_supervisors 21.5", "75 warn_assignee 21.5", "120 post 21.5"]


async def test_nobody_is_reminded_outside_their_hours() -> None:
    desk, ticket = await opened(step(75, ASSIGNEE))
    await desk.sleeps_until(9)  # 21:00
    assert await desk.steps(ticket) == []
    await desk.at(24)

    assert await desk.steps(ticket) == ["75 warn_assignee 21"]  # Tuesday, 9:00


async def test_what_is_due_when_the_desk_closes_is_said_when_it_opens() -> None:
    desk, ticket = await opened(step(150, SUPERVISORS))  # 3 h: from 12 to 15
    await desk.at(24)

    assert await desk.steps(ticket) == ["150 warn_supervisors 4"]  # 16:00


async def test_what_is_urgent_is_said_at_any_hour() -> None:
    often = Repeat(every_minutes=60, at_most=2)
    desk, ticket = await opened(step(100, SUPERVISORS, repeat=often))
    found = await desk.ticket(ticket)
    await desk.database.run(lambda uow: uow.tickets.save(replace(found, priority="urgent")))
    await desk.sleeps_until(9)
    await desk.at(24)

    assert await desk.steps(ticket) == [f"100 warn_supervisors {hour}" for hour in (9, 10, 11)]


async def test_it_is_repeated_in_the_hours_of_the_desk_so_often_and_no_more() -> None:
    desk, ticket = await opened(step(100, SUPERVISORS, repeat=Repeat(every_minutes=120, at_most=3)))
    await desk.at(100)

    hours = (2, 5, 22, 24)  # 14:00, 17:00, Tuesday 10:00 and 12:00
    assert await desk.steps(ticket) == [f"100 warn_supervisors {hour}" for hour in hours]


async def test_a_ticket_that_nobody_took_goes_to_somebody_else_and_one_that_is_worked_on_stays() -> None:
    desk, ticket = await opened(step(50, REOFFER), step(25, REOFFER, RESOLUTION))
    rosa = PersonRef("slack:T:rosa")
    await desk.staff(rosa, "Rosa", Role.SPECIALIST)
    await desk.at(1.5)

    assert (await desk.ticket(ticket)).assignee == rosa
    assert (await desk.told(ANA))[-1].startswith("SAACG-2026-00001 no se tomó a tiempo: pasa a otra persona")
    await desk.acts(rosa, "take", ticket)
    await desk.at(30)
    assert (await desk.ticket(ticket)).assignee == rosa
    assert await desk.steps(ticket) == ["50 reoffer 1", "25 reoffer 5"]


async def test_when_the_time_for_the_analysis_is_used_up_the_second_level_has_it() -> None:
    desk, ticket = await opened(step(50, ESCALATE, RESOLUTION, levels=("first",)))
    await desk.acts(ANA, "take", ticket)
    await desk.at(24)

    found = await desk.ticket(ticket)
    assert (found.level, found.assignee, found.status) == ("second", LUIS, Status.ESCALATED)
    assert await desk.steps(ticket) == ["50 escalate 24"]
    goes_on = "SAACG-2026-00001 pasa a Soporte Técnico de 2do Nivel."
    assert any(goes_on in each for each in await desk.told(found.requester.chat))
    thread = await desk.told(CHANNEL)
    assert any("Se agotó el tiempo para su análisis" in each for each in thread)


async def test_a_step_is_for_the_tickets_that_it_names() -> None:
    desk, ticket = await opened(
        step(50, POST, priorities=("urgent",)),
        step(75, POST, kinds=("normative",)),
        step(100, POST, levels=("second",)),
    )
    await desk.at(100)

    assert await desk.steps(ticket) == []


async def test_a_reopened_ticket_has_a_new_run_with_all_its_steps() -> None:
    desk, ticket = await opened(step(25, POST, RESOLUTION))
    await desk.at(20)
    await desk.acts(ANA, "resolve", ticket, "Ya imprime")
    await desk.acts(ANA, "reopen", ticket, "Falla otra vez")
    await desk.at(60)

    assert [each.partition(" ")[0] for each in await desk.steps(ticket)] == ["25", "25"]
    assert len((await desk.ticket(ticket)).steps_done) == 1


async def test_a_step_done_is_remembered_whatever_comes_then() -> None:
    desk, ticket = await opened(step(50, POST))
    await desk.at(1.5)
    await desk.acts(ANA, "note", ticket, "Llamé")
    await desk.acts(ANA, "pause", ticket, "Proveedor")
    await desk.acts(ANA, "resume", ticket)
    await desk.at(100)

    assert await desk.steps(ticket) == ["50 post 1"]


@pytest.mark.parametrize("finished", ["resolve", "cancel"])
async def test_nothing_is_due_for_a_ticket_that_has_ended(finished: str) -> None:
    desk, ticket = await opened(step(75, ASSIGNEE, RESOLUTION))
    await desk.acts(EVA if finished == "cancel" else ANA, finished, ticket, "Listo")

    assert next_step(desk.process, await desk.ticket(ticket)) is None
    assert await desk._next_due() is None


async def test_without_supervisors_and_without_a_specialist_somebody_reads_it_all_the_same() -> None:
    desk = StepDesk(step(50, ASSIGNEE), step(75, SUPERVISORS))
    ticket = await desk.opens()
    await desk.at(3)

    assert await desk.steps(ticket) == ["50 warn_assignee 1", "75 warn_supervisors 1.5"]
    said = [each for each in await desk.told(CHANNEL) if each.startswith("⏰")]
    assert len(said) == 2
