"""Developers and their incidents in a story: the card in their channel, its buttons and forms."""

from __future__ import annotations

from adapters.sandbox.slack.channels import Channel
from adapters.sandbox.slack.state import Message as SlackMessage
from bot.domain.incident import Incident
from tests.scenarios.requesters import Requester
from tests.scenarios.seeds import ADVERTMIND, number_in, walks
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

OPENED = "registrada con el número "
ASKED = tuple(name for name in ADVERTMIND if name != "environment")
"""Everything that is asked of somebody new for whom something fails."""


class Developers:
    """The developers of a story, in the channel where they work."""

    def __init__(self, story: Story, channel: Channel | None = None) -> None:
        self.story = story
        self.channel = channel or story.stage.channel

    async def card(self, code: str, *texts: str) -> SlackMessage:
        """The incident's card, as soon as it shows all these texts."""

        def fits(message: SlackMessage) -> bool:
            mine = not message.in_thread and message.rendered.startswith(code)
            return mine and all(text in message.rendered for text in texts)

        return await self.channel.wait_for(fits, timeout=PATIENCE)

    async def in_thread(self, card: SlackMessage, text: str) -> SlackMessage:
        """A message in the card's thread."""
        return await self.channel.wait_for(
            lambda message: message.thread_ts == card.ts and message.in_thread and text in message.rendered,
            timeout=PATIENCE,
        )

    async def press(self, who: Specialist, label: str, card: SlackMessage) -> None:
        """Presses a button of the card."""
        await who.member.press(label, self.channel, ts=card.ts)

    async def fill(self, who: Specialist, label: str, card: SlackMessage, **fields: str) -> None:
        """Presses a button of the card, and fills in the form that opens."""
        await self.press(who, label, card)
        await who.member.wait_for_modal(timeout=PATIENCE)
        await who.member.submit(fields)

    async def are_refused(self, who: Specialist, label: str, card: SlackMessage, why: str) -> None:
        """Somebody presses a button of the card, and is told why not."""
        before = len(who.member.ephemerals)
        await self.press(who, label, card)
        await who.member.wait_for_ephemeral(
            lambda message: message in who.member.ephemerals[before:] and why in message.rendered, timeout=PATIENCE
        )

    async def incident(self, code: str) -> Incident:
        """The incident as it is stored."""
        found = await self.story.stage.look(lambda uow: uow.incidents.by_code(code))
        assert found is not None, f"there is no incident {code}"
        return found


async def reports_an_error(story: Story, requester: Requester) -> str:
    """Somebody for whom something fails goes through the questionnaire; the ticket's number."""
    await requester.says("Hola")
    await walks(story, requester, ADVERTMIND, *ASKED)
    return number_in(await requester.sees(OPENED), OPENED)


async def passes_on(story: Story, number: str, **fields: str) -> str:
    """Ana passes the ticket on to development with the form of its card; the incident's number."""
    card = await story.card(number)
    await story.ana.presses("Incidente", card)
    await story.ana.member.wait_for_modal("Pasar a desarrollo", timeout=PATIENCE)
    await story.ana.member.submit(fields)
    ticket = await story.card(number, "con desarrollo")
    return next(word for line in ticket.rendered.splitlines() if line.startswith("🛠") for word in line.split()[1:])
