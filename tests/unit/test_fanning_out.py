"""Incidents and their tickets together, through the application over a database in memory: who is told what, exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.outbox import ParcelKind
from bot.app.ports import UnitOfWork
from bot.domain.answers import Answer
from bot.domain.buttons import IncidentPress, Press, TicketPress, Verb, decode
from bot.domain.effects import AskForm, OpenTicket, Whisper
from bot.domain.events import Acted, IncidentActed, Pressed, Said
from bot.domain.ids import ChatRef, IncidentId, Interaction, MessageRef, PersonRef, TicketId
from bot.domain.incident import Incident, IncidentStatus, Verdict
from bot.domain.message import Entered
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from tests.desk import ANA, CHANNEL, DeskInMemory
from tests.player import read_aloud

DIEGO = PersonRef("slack:T:diego")
BOSS = PersonRef("slack:T:boss")
FIRST = IncidentId(1)


class Desk(DeskInMemory):
    """AdvertMind's desk, with Ana at it and Diego in development."""

    def __init__(self) -> None:
        super().__init__("advertmind")
        self._told: dict[ChatRef, list[str]] = {}

    async def opens_for(self, person: str, kind: str = "error", about: TicketId | None = None) -> TicketId:
        """A ticket of that person's, as their confirmed questionnaire opens it."""
        chat = ChatRef(f"telegram:{person}")
        wanted = OpenTicket(
            chat=chat,
            person=PersonRef(chat),
            language="es",
            process=self.process.ref,
            answers={
                "kind": Answer(options=(kind,)),
                "name": Answer(text=Untrusted(f"Persona {person}")),
                "description": Answer(text=Untrusted("No toma la numeración")),
                "title": Answer(text=Untrusted("No toma la numeración")),
                "approver": Answer(text=Untrusted("La gerente")),
            },
            about=about,
        )

        def work(uow: UnitOfWork) -> TicketId:
            effecting = self.handler.effecting(uow, self._next(), self.clock.now())
            effecting.perform((wanted,))
            effecting.post()
            return uow.tickets.newest_of(chat, 1)[0].id

        return await self.database.run(work)

    async def fills(self, person: PersonRef, action: str, ticket: TicketId, **fields: str) -> None:
        """Somebody sends the form of an action on a ticket."""
        values = {name: Entered(text=Untrusted(text)) for name, text in fields.items()}
        if "incident" in fields and fields["incident"].isdecimal():
            values["incident"] = Entered(choices=(fields["incident"],))
        await self.happens(
            Acted(
                id=self._next(),
                at=self.clock.now(),
                chat=CHANNEL,
                person=person,
                action=action,
                ticket=ticket,
                text=next(iter(values.values())).text,
                seen=1,
                interaction=Interaction("slack:x"),
                values=values,
            )
        )

    async def develops(
        self, action: str, who: PersonRef = DIEGO, *, times: int = 1, chat: ChatRef = CHANNEL, **fields: str
    ) -> None:
        """Somebody presses a button of the incident's card, or sends its form."""
        values = {name: Entered(text=Untrusted(text)) for name, text in fields.items()}
        event = IncidentActed(
            id=self._next(),
            at=self.clock.now(),
            chat=chat,
            person=who,
            action=action,
            incident=FIRST,
            text=next((each.text for each in values.values()), None),
            seen=1,
            interaction=Interaction("slack:x"),
            values=values,
        )
        await self.happens(event, times=times)

    async def presses(self, person: str, action: str, ticket: TicketId) -> None:
        """A requester presses a button of theirs."""
        chat = ChatRef(f"telegram:{person}")
        await self.happens(
            Acted(
                id=self._next(),
                at=self.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                action=action,
                ticket=ticket,
                text=None,
                seen=1,
                interaction=Interaction("telegram:x"),
            )
        )

    async def says(self, person: str, text: str) -> None:
        """A requester writes."""
        chat = ChatRef(f"telegram:{person}")
        key = self._next()
        message = MessageRef(f"{chat}:{key}")
        await self.happens(
            Said(id=key, at=self.clock.now(), chat=chat, person=PersonRef(chat), text=Untrusted(text), message=message)
        )

    async def answers(self, person: str, said: str) -> None:
        """A requester presses that their modification is approved, or not."""
        chat = ChatRef(f"telegram:{person}")
        await self.happens(
            Pressed(
                id=self._next(),
                at=self.clock.now(),
                chat=chat,
                person=PersonRef(chat),
                press=Press(Verb.APPROVAL, mark="1", value=said),
                message=None,
                interaction=Interaction("telegram:x"),
            )
        )

    async def told(self, person: str) -> list[str]:
        """Everything that a requester was told since the start."""
        chat = ChatRef(f"telegram:{person}")
        new = [read_aloud(each.message) for each in await self.letters(chat) if each.kind is ParcelKind.SAY]
        self._told[chat] = [*self._told.get(chat, []), *new]
        return self._told[chat]

    async def incident(self, number: IncidentId = FIRST) -> Incident:
        found = await self.database.run(lambda uow: uow.incidents.get(number))
        assert found is not None
        return found

    async def days_pass(self, days: int) -> None:
        """So much time, with every timer that is due on the way."""
        for _ in range(days * 4):
            self.clock.advance(timedelta(hours=6).total_seconds())
            now = self.clock.now()
            for timer in await self.database.run(lambda uow, now=now: uow.timers.take_due(now, 50)):  # type: ignore[misc]  # bound for the loop
                await self.database.run(lambda uow, timer=timer, now=now: self.handler.due(uow, timer, now))  # type: ignore[misc]  # likewise


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.staff(ANA, "Ana López", Role.SPECIALIST)
    await desk.staff(DIEGO, "Diego", Role.DEVELOPER, on_shift=False)
    await desk.staff(BOSS, "Sofía", Role.SUPERVISOR, on_shift=False)
    return desk


async def passed_on(desk: Desk, *people: str) -> list[TicketId]:
    """A ticket of each of these people, all of them with one incident."""
    tickets = [await desk.opens_for(person) for person in people]
    await desk.fills(ANA, "incident", tickets[0], title="No numera", description="1. Abrir")
    for each in tickets[1:]:
        await desk.fills(ANA, "incident", each, incident="I-1")
    return tickets


async def test_a_version_reaches_everybody_once_however_often_its_form_arrives(desk: Desk) -> None:
    await passed_on(desk, "1", "2", "3")
    await desk.develops("start")
    await desk.develops("deliver", times=3, version="5.2")
    await desk.develops("deliver", version="5.2")
    for person in ("1", "2", "3"):
        said = await desk.told(person)
        assert sum("corregido en la versión 5.2" in each for each in said) == 1
        assert sum("escaló a incidente" in each for each in said) == 1
    assert {each.verdict for each in (await desk.incident()).links} == {Verdict.TOLD}


async def test_silence_closes_after_a_notice_and_counts_as_working(desk: Desk) -> None:
    first, second = await passed_on(desk, "1", "2")
    await desk.develops("start")
    await desk.develops("deliver", version="5.2")
    await desk.presses("1", "confirm", first)
    assert (await desk.ticket(first)).status is Status.CLOSED
    assert (await desk.ticket(second)).status is Status.RESOLVED
    await desk.days_pass(8)
    assert (await desk.ticket(second)).status is Status.CLOSED
    said = await desk.told("2")
    (notice,) = [each for each in said if "se cierra" in each and "Ya funciona" in each]
    assert "Sigue igual" in notice
    assert (await desk.incident()).status is IncidentStatus.CONFIRMED
    history = await desk.database.run(lambda uow: uow.incidents.history(FIRST))
    assert [each.action for each in history] == ["open", "link", "start", "deliver", "works", "works", "confirm"]
    assert [each.seq for each in history] == list(range(1, 8))


async def test_still_the_same_reopens_only_theirs_even_after_all_was_confirmed(desk: Desk) -> None:
    first, second = await passed_on(desk, "1", "2")
    await desk.develops("start")
    await desk.develops("deliver", version="5.2")
    await desk.presses("1", "confirm", first)
    await desk.presses("2", "confirm", second)
    assert (await desk.incident()).status is IncidentStatus.CONFIRMED
    await desk.presses("2", "reopen", second)
    assert (await desk.ticket(first)).status is Status.CLOSED
    assert (await desk.ticket(second)).status is Status.REOPENED
    incident = await desk.incident()
    assert (incident.status, [each.verdict for each in incident.links]) == (
        IncidentStatus.DELIVERED,
        [Verdict.WORKS, Verdict.FAILS],
    )


async def test_whoever_asked_with_a_merged_ticket_is_told_too_and_answers_for_theirs(desk: Desk) -> None:
    (first,) = await passed_on(desk, "1")
    merged = await desk.opens_for("2")
    await desk.fills(ANA, "merge", merged, other=(await desk.ticket(first)).code)
    await desk.develops("start")
    await desk.develops("deliver", version="5.2")
    (fixed,) = [each for each in await desk.told("2") if "corregido en la versión 5.2" in each]
    assert (await desk.ticket(merged)).code in fixed
    assert "[✔ Ya funciona] [↺ Sigue igual]" in fixed
    await desk.presses("2", "confirm", merged)
    assert "Gracias" in (await desk.told("2"))[-1]
    assert (await desk.ticket(first)).status is Status.RESOLVED  # the first one's own word is still awaited
    await desk.presses("2", "reopen", merged)
    ticket = await desk.ticket(merged)
    assert (ticket.status, ticket.incident) == (Status.REOPENED, (await desk.ticket(first)).incident)
    assert (await desk.incident()).link(merged) is not None
    await desk.develops("deliver", version="5.3")
    assert sum("corregido en la versión 5.3" in each for each in await desk.told("2")) == 1
    assert sum("corregido en la versión 5.3" in each for each in await desk.told("1")) == 1


async def test_a_ticket_with_an_incident_that_is_merged_hands_it_on(desk: Desk) -> None:
    (first,) = await passed_on(desk, "1")
    other = await desk.opens_for("2")
    await desk.fills(ANA, "merge", first, other=(await desk.ticket(other)).code)
    incident = await desk.incident()
    assert [(each.ticket, each.verdict) for each in incident.links] == [
        (first, Verdict.LEFT),
        (other, Verdict.WAITING),
    ]
    assert (await desk.ticket(other)).status is Status.INCIDENT
    await desk.develops("start")
    await desk.develops("deliver", version="5.2")
    for person in ("1", "2"):
        assert sum("corregido en la versión 5.2" in each for each in await desk.told(person)) == 1


async def test_nobody_else_can_do_what_developers_do_and_a_guess_from_outside_learns_nothing(desk: Desk) -> None:
    await passed_on(desk, "1")
    before = await desk.incident()
    for who in (ANA, BOSS, PersonRef("slack:T:stranger")):
        for action in (
            "accept",
            "start",
            "deliver",
            "decline",
            "plan",
            "reply",
            "confirm",
            "works",
            "fails",
            "nonsense",
        ):
            await desk.develops(action, who, version="9", reason="x", text="x")
    await desk.develops("accept", PersonRef("slack:T:stranger"), chat=ChatRef("slack:T:stranger"))
    assert await desk.incident() == before
    assert isinstance(desk.immediate[-1], Whisper)
    assert "no existe" in read_aloud(desk.immediate[-1].message)
    audited = await desk.database.run(lambda uow: uow.audit.newest(100))
    assert len([each for each in audited if each.what.untrusted.startswith("incident ")]) == 27


async def test_a_requester_cannot_do_to_a_ticket_what_only_its_incident_may(desk: Desk) -> None:
    first, second = await passed_on(desk, "1", "2")
    before = await desk.ticket(first)
    for action in ("deliver", "inform", "return", "incident"):
        await desk.presses("1", action, first)
        await desk.fills(ANA, action, first, version="9") if action != "incident" else None
    await desk.presses("2", "confirm", first)
    assert await desk.ticket(first) == before
    assert (await desk.ticket(second)).status is Status.INCIDENT


async def test_the_form_shows_what_is_known_and_the_incidents_that_are_open(desk: Desk) -> None:
    await passed_on(desk, "1")
    other = await desk.opens_for("2")
    await desk.acts(ANA, "incident", other)
    asked = next(each for each in reversed(desk.immediate) if isinstance(each, AskForm))
    assert decode(asked.form.data) == TicketPress("incident", other, 1) or asked.form.data.startswith("t:incident:")
    fields = {entry.id: entry for entry in asked.form.entries}
    assert fields["title"].initial == Untrusted("No toma la numeración")
    assert fields["kind"].chosen == ("error",)
    assert [choice.id for choice in fields["incident"].choices] == ["1"]
    await desk.fills(ANA, "incident", other, incident="I-99")
    again = next(each for each in reversed(desk.immediate) if isinstance(each, AskForm))
    assert "No hay un incidente" in read_aloud_text(again)
    await desk.fills(ANA, "incident", other, incident="1")
    assert (await desk.incident()).link(other) is not None


def read_aloud_text(asked: AskForm) -> str:
    """What is wrong with the form."""
    return " ".join(str(span) for entry in asked.form.entries for span in entry.error if isinstance(span, str))


async def test_what_a_requester_says_reaches_development_until_the_incident_ends(desk: Desk) -> None:
    (first,) = await passed_on(desk, "1")
    await desk.develops("accept")
    await desk.says("1", "También pasa en Compras")
    history = await desk.database.run(lambda uow: uow.incidents.history(FIRST))
    assert [(each.action, each.reason) for each in history][-1] == ("tell", Untrusted("También pasa en Compras"))
    await desk.develops("decline", reason="No es del sistema")
    assert (await desk.ticket(first)).status is Status.REOPENED
    await desk.says("1", "Gracias, lo reviso")
    after = await desk.database.run(lambda uow: uow.incidents.history(FIRST))
    assert [each.action for each in after][-1] == "decline"
    assert any("No es del sistema" in each for each in await desk.told("1"))


async def test_a_modification_is_an_incident_at_once_and_only_its_requester_or_a_supervisor_approves_it(
    desk: Desk,
) -> None:
    ticket = await desk.opens_for("1", "modification")
    incident = await desk.incident()
    assert (await desk.ticket(ticket)).status is Status.INCIDENT
    assert incident.awaits_approval
    assert any("falta la aprobación" in each for each in await desk.told("1"))
    await desk.answers("2", "yes")
    assert "no existe" in (await desk.told("2"))[-1]
    await desk.develops("approve", ANA)
    await desk.develops("accept")
    assert await desk.incident() == incident
    await desk.answers("1", "yes")
    approval = (await desk.incident()).approval
    assert approval is not None
    assert (approval.given, approval.by) == (True, Untrusted("Persona 1"))
    await desk.answers("1", "no")
    await desk.says("1", "Me arrepentí")
    assert "ya se decidió" in (await desk.told("1"))[-1]


async def test_a_supervisor_can_approve_in_the_requesters_stead(desk: Desk) -> None:
    await desk.opens_for("1", "modification")
    await desk.develops("approve", BOSS)
    assert not (await desk.incident()).awaits_approval


async def test_a_modification_about_an_open_ticket_opens_no_second_one(desk: Desk) -> None:
    ticket = await desk.opens_for("1")
    assert await desk.opens_for("1", "modification", about=ticket) == ticket
    assert [each.ticket for each in (await desk.incident()).links] == [ticket]
    assert await desk.opens_for("2", "modification", about=ticket) != ticket  # somebody else's is none


def test_a_button_of_an_incident_reads_back_as_it_was_written() -> None:
    assert decode("i:deliver:3:7") == IncidentPress("deliver", IncidentId(3), 7)
    assert decode("i:deliver:x:7") is None
