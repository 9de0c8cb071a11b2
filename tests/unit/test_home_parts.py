"""The Home tab as values: what each sees, in which order, and that nothing is offered that they may not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.home_keeping import LOOKED_LATELY, WAIT
from bot.app.ports import TimerRow, UnitOfWork
from bot.app.words import Words
from bot.domain.buttons import HomePress, TicketPress, decode
from bot.domain.clocks import Clock, Entry, Turn, Which
from bot.domain.effects import AskForm, Whisper
from bot.domain.events import Place
from bot.domain.home import WAITING, DeskView, desk_home, requester_home
from bot.domain.ids import ChatRef, PersonRef, PostKey, TicketId
from bot.domain.message import Entered, Message
from bot.domain.process import Process
from bot.domain.roles import GIVEN, DeskOrder, Role, Staff, allowed
from bot.domain.tally import DeskNumbers, Tally
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Offer, Status, Ticket
from tests.clock import NOON
from tests.contracts.examples import ticket
from tests.desk import ADMIN, ANA, LUIS, MARIA, DeskInMemory
from tests.player import plain, read_aloud


@pytest.fixture(scope="module")
def process() -> Process:
    return DeskInMemory().process


def member(*roles: Role, on_shift: bool = True) -> Staff:
    return Staff(person=ANA, name=Untrusted("Ana López"), roles=frozenset(roles), on_shift=on_shift)


def desk(
    process: Process, staff: Staff, *waiting: Ticket, mine: tuple[Ticket, ...] = (), tally: Tally | None = None
) -> DeskView:
    return DeskView(
        staff=staff,
        zone="America/Mexico_City",
        name="Mesa",
        waiting=tuple((process, each) for each in waiting),
        mine=tuple((process, each) for each in mine),
        numbers=None if tally is None else DeskNumbers(tally=tally, team=(staff,)),
    )


def in_english(part: Message) -> str:
    return read_aloud(Words.load().message(part, "en"))


def asks(parts: tuple[Message, ...]) -> list[str]:
    """What its buttons do, in order."""
    found = [decode(button.data) for part in parts for row in part.buttons for button in row]
    orders = [each.order for each in found if isinstance(each, HomePress)]
    return [*orders, *(each.action for each in found if isinstance(each, TicketPress))]


@pytest.mark.parametrize("role", sorted(GIVEN))
def test_nothing_is_offered_that_the_role_may_not_do(process: Process, role: Role) -> None:
    shown = desk_home(desk(process, member(role), ticket(1), mine=(ticket(2, assignee=ANA, status=Status.ASSIGNED),)))
    for asked in asks(shown):
        key = DeskOrder(asked) if asked in set(DeskOrder) else Action(asked)
        assert allowed(frozenset({role}), key), asked


def test_my_tickets_come_by_urgency_and_the_queue_oldest_first(process: Process) -> None:
    older = replace(ticket(9, assignee=ANA, status=Status.ASSIGNED), opened_at=NOON - timedelta(days=1))
    newer = ticket(2, assignee=ANA, status=Status.IN_PROGRESS)
    entry = Entry(turn=Turn.START, at=NOON, actor=MARIA, target=timedelta(hours=4))
    pressing = replace(newer, id=TicketId(5), clocks=(Clock(which=Which.RESOLUTION, entries=(entry,)),))
    shown = desk_home(desk(process, member(Role.SPECIALIST), ticket(3), ticket(4), mine=(newer, older, pressing)))
    opened = [
        data.value
        for part in shown
        for row in part.buttons
        for button in row
        if isinstance(data := decode(button.data), HomePress) and data.order == DeskOrder.SHOW
    ]
    assert opened == ["5", "9", "2", "3", "4"]
    assert "due 2026-11-23T22:00" in "\n".join(map(in_english, shown))


def test_each_level_sees_its_own_queue_and_a_supervisor_all_of_it(process: Process) -> None:
    first, second = ticket(1), replace(ticket(2), level="second")
    first = replace(first, level=process.levels[0].id)

    def seen(*roles: Role) -> list[str]:
        return [
            data.value
            for part in desk_home(desk(process, member(*roles), first, second))
            for row in part.buttons
            for button in row
            if isinstance(data := decode(button.data), HomePress) and data.order == DeskOrder.SHOW
        ]

    assert seen(Role.SPECIALIST) == ["1"]
    assert seen(Role.SECOND_LEVEL) == ["2"]
    assert seen(Role.SPECIALIST, Role.SECOND_LEVEL) == seen(Role.SUPERVISOR) == seen(Role.ADMINISTRATOR) == ["1", "2"]


def test_a_long_queue_says_how_much_more_there_is(process: Process) -> None:
    shown = desk_home(desk(process, member(Role.SPECIALIST), *(ticket(number) for number in range(1, WAITING + 4))))
    waiting = [part for part in shown if any("take" in button.data for row in part.buttons for button in row)]
    assert len(waiting) == WAITING
    assert "And 3 more" in "\n".join(map(in_english, shown))


def test_the_numbers_are_only_for_those_for_whom_they_were_looked_up(process: Process) -> None:
    tally = Tally(open={Status.NEW: 2}, unassigned=1, opened_today=3, opened_in_week=4, ended_today=5, ended_in_week=6)
    with_numbers = in_english(desk_home(desk(process, member(Role.SUPERVISOR), tally=tally))[-1])
    assert "3 today · 4 in 7 days" in with_numbers
    assert "5 today · 6 in 7 days" in with_numbers
    assert "Until somebody takes it (median of seven days): none yet" in with_numbers
    assert "no answers yet" in with_numbers
    tally = replace(tally, to_take=timedelta(minutes=90), rated=3, satisfaction=13 / 3)
    with_numbers = in_english(desk_home(desk(process, member(Role.SUPERVISOR), tally=tally))[-1])
    assert "1 h 30 min" in with_numbers
    assert "⭐ 4.3 of 5 · 3 answers" in with_numbers
    without = desk_home(desk(process, member(Role.SPECIALIST)))
    assert not any("numbers" in in_english(part) for part in without)


def test_a_requester_sees_a_way_to_a_new_request_and_nothing_of_the_desk() -> None:
    assert asks(requester_home("Mesa", ())) == ["request"]


@pytest.fixture
async def stage() -> DeskInMemory:
    found = DeskInMemory()
    await found.staff(ANA, "Ana López", Role.SPECIALIST, on_shift=False)
    await found.staff(ADMIN, "Sofía", Role.ADMINISTRATOR, on_shift=False)
    return found


async def whole(stage: DeskInMemory, person: PersonRef) -> str:
    return "\n".join(map(read_aloud, await stage.home(person)))


async def timers(stage: DeskInMemory) -> list[TimerRow]:
    def take(uow: UnitOfWork) -> list[TimerRow]:
        due = uow.timers.take_due(stage.clock.now() + WAIT, 100)
        return [each for each in due if each.purpose == "home"]

    return await stage.database.run(take)


async def test_what_changes_while_somebody_looks_is_shown_together_a_moment_later(stage: DeskInMemory) -> None:
    await stage.opens_home(ANA)
    assert "Sus tickets\n" in await whole(stage, ANA)
    await stage.opens()
    number = await stage.opens()

    waiting = await timers(stage)
    assert [each.person for each in waiting] == [ANA]
    await stage.database.run(lambda uow: stage.handler.due(uow, waiting[0], stage.clock.now()))
    assert "En espera de especialista (2)" in (await whole(stage, ANA))
    assert await timers(stage) == []

    await stage.acts(ANA, "take", number)
    assert [each.person for each in await timers(stage)] == [ANA]


async def test_nobody_is_shown_anything_who_has_not_looked_for_hours(stage: DeskInMemory) -> None:
    long_ago = stage.clock.now() - LOOKED_LATELY - timedelta(minutes=1)
    await stage.database.run(lambda uow: uow.homes.opened(ANA, long_ago, desk=True))
    await stage.opens()
    assert await timers(stage) == []


async def test_a_page_shows_the_ticket_as_it_stands_after_what_was_done_on_it(stage: DeskInMemory) -> None:
    number = await stage.opens()
    await stage.acts(ANA, "take", number, place=Place.PAGE)
    answer = stage.immediate[-1]
    assert isinstance(answer, Whisper)
    assert answer.instead
    assert "Ana López" in read_aloud(answer.message)
    assert "Sus tickets (1)" in await whole(stage, ANA)

    await stage.acts(LUIS, "take", number, place=Place.PAGE)
    refused = stage.immediate[-1]
    assert isinstance(refused, Whisper)
    assert not refused.instead


async def test_whoever_is_not_of_the_desk_sees_their_own_tickets_only(stage: DeskInMemory) -> None:
    await stage.opens()
    await stage.opens_home(LUIS)
    assert "No imprime" not in await whole(stage, LUIS)
    await stage.opens_home(ANA, foreign=True)
    assert "No imprime" not in await whole(stage, ANA)
    await stage.opens_home(ANA)
    assert "No imprime" in await whole(stage, ANA)


async def test_a_form_about_somebody_shows_what_they_are_and_an_error_stands_in_it(stage: DeskInMemory) -> None:
    await stage.uses_home(ADMIN, "staff", values={"who": Entered(choices=(ANA,))})
    asked = stage.immediate[-1]
    assert isinstance(asked, AskForm)
    assert (asked.form.entries[0].chosen, asked.form.entries[1].initial) == (("specialist",), Untrusted("Ana López"))

    await stage.uses_home(ADMIN, "staff", ANA, {"roles": Entered(choices=("supervisor",))}, people={})
    again = stage.immediate[-1]
    assert isinstance(again, AskForm)
    assert again.form.entries[0].error == ("No pude preguntar a Slack por esta persona. Intente de nuevo, por favor.",)

    await stage.uses_home(ADMIN, "staff", ANA, {"roles": Entered(choices=("system", "requester"))})
    assert isinstance(stage.immediate[-1], AskForm)
    kept = await stage.database.run(lambda uow: uow.staff.get(ANA))
    assert kept is not None
    assert kept.roles == {Role.SPECIALIST}


async def test_skills_and_room_are_said_in_the_form_and_what_is_no_number_is_told_there(stage: DeskInMemory) -> None:
    known = stage.process.modules[0].id
    values = {
        "roles": Entered(choices=("specialist",)),
        "skills": Entered(choices=(known, "forged")),
        "capacity": Entered(text=Untrusted("3")),
    }
    await stage.uses_home(ADMIN, "staff", ANA, values)
    kept = await stage.database.run(lambda uow: uow.staff.get(ANA))
    assert kept is not None
    assert (kept.skills, kept.capacity) == (frozenset({known}), 3)

    for typed in ("muchos", "0", "-1", "1000"):
        await stage.uses_home(ADMIN, "staff", ANA, {**values, "capacity": Entered(text=Untrusted(typed))})
        again = stage.immediate[-1]
        assert isinstance(again, AskForm)
        assert plain(again.form.entries[-1].error) == "Un número entero de 1 a 500, o nada."
    assert await stage.database.run(lambda uow: uow.staff.get(ANA)) == kept


async def test_what_is_offered_to_me_comes_first_with_yes_and_no(stage: DeskInMemory) -> None:
    number = await stage.opens()

    def offer(uow: UnitOfWork) -> None:
        found = uow.tickets.get(number)
        assert found is not None
        until = stage.clock.now() + timedelta(minutes=5)
        to_ana = Offer(post=PostKey("offer:1"), person=ANA, name=Untrusted("Ana López"), until=until)
        uow.tickets.save(replace(found, offer=to_ana))

    await stage.database.run(offer)
    await stage.opens_home(ANA)
    shown = await stage.home(ANA)
    assert asks(shown)[-2:] == ["take", "decline"]
    read = "\n".join(map(read_aloud, shown))
    assert "Se le ofrecen (1)" in read
    assert "se ofrece a Ana López hasta" in read


async def test_a_search_for_nothing_or_for_everything_finds_nothing(stage: DeskInMemory) -> None:
    await stage.opens()
    for words in ("", "   ", "de la y", "%", "' OR 1=1 --", "#"):
        await stage.uses_home(ANA, "search", values={"words": Entered(text=Untrusted(words))})
        assert isinstance(stage.immediate[-1], AskForm), words


async def test_the_marks_of_a_ticket_are_kept_when_it_is_opened(stage: DeskInMemory) -> None:
    number = await stage.opens()
    found = await stage.database.run(lambda uow: uow.index.find(("maria", "imprim"), 10))
    assert found == (number,)
    assert await stage.database.run(lambda uow: uow.tickets.newest_of(ChatRef(MARIA), 1)[0].id) == TicketId(number)
