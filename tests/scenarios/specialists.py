"""Those who work (or would like to work) at the desk."""

from __future__ import annotations

from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.state import Message as SlackMessage
from adapters.slack.show import MENU
from bot.stage import Stage
from tests.scenarios.waiting import PATIENCE


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
