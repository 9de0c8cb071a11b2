"""Those with a problem, in a chat with the bot on either platform."""

from __future__ import annotations

from typing import Protocol

from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.state import Message as SlackMessage
from adapters.sandbox.telegram.messages import Message as TelegramMessage
from adapters.sandbox.telegram.people import Person
from tests.scenarios.waiting import PATIENCE


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
