"""A story on a stage: requesters on either platform, specialists, the desk's channel, and what the database remembers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.state import Message as SlackMessage
from adapters.sandbox.telegram.messages import Message as TelegramMessage
from adapters.sandbox.telegram.people import Person
from adapters.slack.show import MENU
from bot.domain.ticket import HistoryEntry, Ticket
from bot.stage import Stage

Platform = Literal["telegram", "slack"]

SHORT = str(Path(__file__).parent / "short.yaml")
"""The process of most stories."""

SPEED = 50.0
"""How much faster than real the platforms' rates run."""

PATIENCE = 40.0
"""Real seconds until something that should appear counts as missing. Only a test that fails waits so long."""

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


class Requester(Protocol):
    """Somebody with a problem, in a chat with the bot."""

    name: str

    async def says(self, text: str) -> None:
        """Writes."""

    async def presses(self, label: str) -> None:
        """Presses the newest button whose label begins so."""

    async def sees(self, text: str) -> str:
        """Waits for a message or a button with this text that was not seen yet; the whole message."""

    async def is_offered(self, text: str, label: str) -> None:
        """Waits for a message with this text and a button that begins so."""

    @property
    def heard(self) -> list[str]:
        """What the bot wrote, as it stands now, oldest first."""


class TelegramRequester:
    """In Telegram."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.name = person.account.first_name

    async def says(self, text: str) -> None:
        self.person.say(text)

    async def presses(self, label: str) -> None:
        self.press(label)

    def press(self, label: str) -> str:
        """Presses; the id of the press."""
        message, whole = self.button(label)
        return self.person.press(whole, message.message_id)

    def button(self, label: str) -> tuple[TelegramMessage, str]:
        """The newest message with a button that begins so, and its whole label."""
        for message in reversed(self.person.messages):
            for row in message.keyboard:
                for whole, _ in row:
                    if whole.startswith(label):
                        return message, whole
        raise AssertionError(f"no button {label!r} in\n{self.person.chat_as_text()}")

    async def sees(self, text: str) -> str:
        def shows(message: TelegramMessage) -> bool:
            return text in message.text or any(text in label for row in message.keyboard for label, _ in row)

        return (await self.person.wait_for(shows, PATIENCE)).text

    async def is_offered(self, text: str, label: str) -> None:
        def offers(message: TelegramMessage) -> bool:
            labels = [each for row in message.keyboard for each, _ in row]
            return text in "\n".join((message.text, *labels)) and any(each.startswith(label) for each in labels)

        await self.person.wait_for(offers, PATIENCE)

    @property
    def heard(self) -> list[str]:
        return [message.text for message in self.person.messages if message.from_bot]


class SlackRequester:
    """In a direct message of Slack."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.name = member.user.real_name
        self._seen: set[tuple[str, str]] = set()

    async def says(self, text: str) -> None:
        await self.member.dm(text)

    async def presses(self, label: str) -> None:
        for message in reversed(self.member.dm_messages):
            for button in message.buttons:
                if button.label.startswith(label):
                    await self.member.press(button.label, ts=message.ts)
                    return
        raise AssertionError(f"no button {label!r} in\n" + "\n".join(self.heard))

    async def sees(self, text: str) -> str:
        def fresh(message: SlackMessage) -> bool:
            return text in message.rendered and (message.ts, message.rendered) not in self._seen

        found = await self.member.wait_for_dm(fresh, timeout=PATIENCE)
        self._seen |= {(each.ts, each.rendered) for each in self.member.dm_messages if text in each.rendered}
        return found.rendered

    async def is_offered(self, text: str, label: str) -> None:
        def offers(message: SlackMessage) -> bool:
            return text in message.rendered and any(each.label.startswith(label) for each in message.buttons)

        await self.member.wait_for_dm(offers, timeout=PATIENCE)

    @property
    def heard(self) -> list[str]:
        return [message.rendered for message in self.member.dm_messages if message.user != self.member.id]


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


class Specialist:
    """A member of the workspace who works (or would like to work) at the desk."""

    def __init__(self, stage: Stage, member: Member) -> None:
        self._stage = stage
        self.member = member
        self.name = member.user.real_name

    @property
    def chat(self) -> str:
        """The person's reference."""
        return f"slack:{self._stage.slack.identity.team_id}:{self.member.id}"

    async def types(self, words: str, expected: str) -> str:
        """Types `/ticket …` and waits for an answer with this text that was not there before; the whole answer."""
        before = len(self.member.ephemerals)
        await self.member.command("/ticket", words, self._stage.channel)

        def fresh(message: SlackMessage) -> bool:
            return message in self.member.ephemerals[before:] and expected in message.rendered

        return (await self.member.wait_for_ephemeral(fresh, timeout=PATIENCE)).rendered

    async def presses(self, label: str, card: SlackMessage) -> None:
        """Presses a button of a card, or chooses what stands behind its dots."""
        if any(each.label == label for each in card.buttons):
            await self.member.press(label, self._stage.channel, ts=card.ts)
        else:
            await self.member.choose(MENU, label, self._stage.channel, ts=card.ts)

    async def is_refused(self, label: str, card: SlackMessage, expected: str) -> str:
        """Presses a button of a card, and is told why not."""
        before = len(self.member.ephemerals)
        await self.presses(label, card)

        def fresh(message: SlackMessage) -> bool:
            return message in self.member.ephemerals[before:] and expected in message.rendered

        return (await self.member.wait_for_ephemeral(fresh, timeout=PATIENCE)).rendered

    async def enters(self, label: str, card: SlackMessage, text: str, *, field: str = "text") -> None:
        """Presses a button of a card, and fills in the form that opens."""
        await self.presses(label, card)
        await self.member.wait_for_modal(timeout=PATIENCE)
        await self.member.submit({field: text})
        if label == "Responder":  # it is shown as the requester will read it, and then sent
            await self.member.wait_for_modal("Así lo leerá", timeout=PATIENCE)
            await self.member.submit()

    async def is_told(self, text: str) -> str:
        """A direct message; whole."""
        return (await self.member.wait_for_dm(text, timeout=PATIENCE)).rendered
