"""A story on a stage: requesters on either platform, specialists, the desk's channel, and what the database remembers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.state import Message as SlackMessage
from bot.domain.ticket import HistoryEntry, Ticket
from bot.stage import Stage
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.specialists import Specialist
from tests.scenarios.waiting import PATIENCE

Platform = Literal["telegram", "slack"]

SHORT = str(Path(__file__).parent / "short.yaml")
"""The process of most stories."""

SPEED = 50.0
"""How much faster than real the platforms' rates run."""

ANSWERS: Sequence[tuple[str, str]] = (
    ("¿De qué se trata?", "[Técnica"),
    ("¿Cómo se llama?", "{name}"),
    ("¿Tiene el torno a la vista?", "[Sí"),
    ("¿Qué pasa?", "El torno vibra al encender"),
    ("¿qué falla?", "{title}"),
    ("✅ Enviar la solicitud", "[✅ Enviar la solicitud"),
)
"""The questions of the short process, and what is answered: a button in brackets, else typed words."""

IN_ENGLISH: Sequence[tuple[str, str]] = (
    ("What is it about?", "[Technical"),
    ("What is your name?", "{name}"),
    ("Is the lathe in sight?", "[Yes"),
    ("What happens?", "The lathe shakes"),
    ("what fails?", "{title}"),
    ("✅ Send the request", "[✅ Send the request"),
)


_INSTANT = re.compile(r"\d{1,2} de \w+ de \d{4}, \d{1,2}:\d\d")


def timeless(text: str) -> str:
    """The text with `hora` for each instant, so that it can be compared whole."""
    return _INSTANT.sub("hora", text)


class Story:
    """A stage, and the verbs of a test."""

    def __init__(self, stage: Stage, platform: Platform) -> None:
        self.stage = stage
        self.platform = platform

    @property
    def ana(self) -> Specialist:
        """The specialist of the stage."""
        return Specialist(self.stage, self.stage.specialist)

    @property
    def administrator(self) -> Specialist:
        """The administrator of the stage, who is no specialist."""
        return Specialist(self.stage, self.stage.administrator)

    def requester(self, name: str = "María", language: str = "es", platform: Platform | None = None) -> Requester:
        """Somebody new."""
        if (platform or self.platform) == "telegram":
            return self.in_telegram(name, language)
        return self.in_slack(name)

    def in_telegram(self, name: str = "María", language: str = "es") -> TelegramRequester:
        """Somebody new in Telegram."""
        return TelegramRequester(self.stage.telegram.person(first_name=name, language_code=language))

    def in_slack(self, name: str = "María") -> SlackRequester:
        """Somebody new in Slack."""
        return SlackRequester(self.stage.slack.member(name=name.lower(), real_name=name))

    async def specialist(self, name: str, roles: str = "specialist", *, on_shift: bool = True) -> Specialist:
        """Somebody new at the desk, with these roles."""
        member = self.stage.slack.member(name=name.lower(), real_name=name)
        await self.administrator.types(f"personal <@{member.id}|{member.user.name}> {roles} {name}", name)
        newcomer = Specialist(self.stage, member)
        if on_shift:
            await newcomer.types("entro", "Está en turno")
        return newcomer

    def passer_by(self, name: str = "Pedro") -> Specialist:
        """A member of the workspace, and of the desk's channel, without any role."""
        return Specialist(self.stage, self.stage.slack.member(name=name.lower(), real_name=name))

    async def opens(
        self,
        requester: Requester,
        title: str = "El torno vibra",
        answers: Sequence[tuple[str, str]] = ANSWERS,
        number_after: str = "Su número es ",
        *,
        first: str = "Hola",
    ) -> str:
        """The requester goes through the short process; the ticket's number."""
        await self.reaches_summary(requester, title, answers, first=first)
        await requester.presses(answers[-1][1].removeprefix("["))
        told = await requester.sees(number_after)
        return told.partition(number_after)[2].split()[0].rstrip(".")

    async def goes_on(self, requester: Requester, title: str) -> None:
        """A requester who is known answers the rest of the questions and sends the request."""
        for question, answer in ANSWERS[:-1]:
            if "{name}" not in answer:
                await self.answers(requester, question, answer, title=title)
        await requester.is_offered("Resumen", ANSWERS[-1][0])
        await requester.presses(ANSWERS[-1][1].removeprefix("["))

    async def reaches_summary(
        self,
        requester: Requester,
        title: str = "El torno vibra",
        answers: Sequence[tuple[str, str]] = ANSWERS,
        *,
        first: str = "Hola",
    ) -> None:
        """The requester answers everything, and has the summary before them."""
        await requester.says(first)
        for question, answer in answers[:-1]:
            await self.answers(requester, question, answer, title=title)
        await requester.sees(answers[-1][0])

    async def answers(self, requester: Requester, question: str, answer: str, *, title: str = "") -> None:
        """The requester sees a question and answers it."""
        if answer.startswith("["):
            await requester.is_offered(question, answer[1:])
            await requester.presses(answer[1:])
        else:
            await requester.sees(question)
            await requester.says(answer.replace("{name}", requester.name).replace("{title}", title))

    async def card(self, number: str, *texts: str) -> SlackMessage:
        """The ticket's card in the desk's channel, as soon as it shows all these texts."""

        def fits(message: SlackMessage) -> bool:
            mine = not message.in_thread and message.rendered.startswith(number)
            return mine and all(text in message.rendered for text in texts)

        return await self.stage.channel.wait_for(fits, timeout=PATIENCE)

    async def in_thread(self, card: SlackMessage, text: str) -> SlackMessage:
        """A message in the card's thread."""
        return await self.stage.channel.wait_for(
            lambda message: message.thread_ts == card.ts and message.in_thread and text in message.rendered,
            timeout=PATIENCE,
        )

    async def sends_file(self, requester: Requester, content: bytes, name: str) -> None:
        """The requester sends a document."""
        match requester:
            case TelegramRequester():
                requester.person.send_document(content, name)
            case SlackRequester():
                await requester.member.dm_file(content, name)
            case _:
                raise TypeError(requester)

    async def edits_last(self, requester: Requester, text: str) -> None:
        """The requester changes what they wrote last."""
        match requester:
            case TelegramRequester():
                mine = [each for each in requester.person.messages if not each.from_bot]
                requester.person.edit(mine[-1].message_id, text)
            case SlackRequester():
                member = requester.member
                await member.edit([each for each in member.dm_messages if each.user == member.id][-1], text)
            case _:
                raise TypeError(requester)

    async def is_refused_in_chat(self, requester: Requester, label: str) -> str:
        """The requester presses a button of the past, and is told why not; the words."""
        if isinstance(requester, TelegramRequester):
            return (await requester.person.wait_for_toast(requester.press(label), PATIENCE)).text
        if not isinstance(requester, SlackRequester):
            raise TypeError(requester)
        before = len(requester.member.ephemerals)
        await requester.presses(label)
        return (
            await requester.member.wait_for_ephemeral(
                lambda message: message in requester.member.ephemerals[before:], timeout=PATIENCE
            )
        ).rendered

    async def ticket(self, number: str) -> Ticket:
        """The ticket as it is stored."""
        found = await self.stage.look(lambda uow: uow.tickets.by_code(number))
        assert found is not None, f"there is no ticket {number}"
        return found

    async def history(self, number: str) -> list[str]:
        """The ticket's history, a line each: action, who, from where to where."""
        ticket = await self.ticket(number)
        entries = await self.stage.look(lambda uow: uow.tickets.history(ticket.id))
        assert [entry.seq for entry in entries] == sorted({entry.seq for entry in entries})
        assert {entry.channel for entry in entries} <= {"telegram", "slack", "system", "timer", "telephone"}
        return [self._line(ticket, entry) for entry in entries]

    def _line(self, ticket: Ticket, entry: HistoryEntry) -> str:
        names: Mapping[str, str] = {
            ticket.requester.person: "requester",
            **{f"slack:{self.stage.slack.identity.team_id}:{each.id}": each.user.name for each in self._members()},
        }
        actor = names.get(entry.actor, entry.actor)
        if entry.actor == ticket.requester.person:
            actor = "requester"
        return f"{entry.action} {actor} {entry.before}→{entry.after}"

    def _members(self) -> list[Member]:
        return list(self.stage.slack.members.values())

    def number(self, place: int) -> str:
        """The number of the ticket at that place of this year."""
        year = self.stage.timeline.now().astimezone(ZoneInfo("America/Mexico_City")).year
        return f"T-{year}-{place:03d}"

    async def numbers(self) -> list[str]:
        """The numbers of all tickets on cards in the channel, in order."""
        await self.stage.quiet()
        heads = [each.rendered.split(" ")[0] for each in self.stage.channel.messages if not each.in_thread]
        return sorted(each for each in heads if each.startswith("T-"))
