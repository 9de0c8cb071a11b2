"""How forms are opened, sent, and sent wrong, in a day at the desk."""

from __future__ import annotations

from adapters.sandbox.slack.state import Message
from tests.scenarios.requesters import Requester
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import ANSWERS, Story
from tests.scenarios.waiting import PATIENCE

ASKED = (*ANSWERS[:3], ("¿Tiene el manual?", "[No"), *ANSWERS[3:])
"""What María is asked before her request."""


async def opens(story: Story, name: str = "María", title: str = "El torno vibra") -> tuple[Requester, str, Message]:
    """A ticket that is offered, its requester and its card."""
    requester = story.requester(name)
    number = await story.opens(requester, title, ASKED)
    return requester, number, await story.card(number, "en espera de especialista")


async def submits(by: Specialist, shown: str, **values: object) -> None:
    """Fills in the form that shows this, and sends it."""
    await by.member.wait_for_modal(shown, timeout=PATIENCE)
    await by.member.submit(values)


async def is_told_in_the_form(by: Specialist, wrong: str, **values: object) -> None:
    """What was sent did not do: the form says why, and is sent again."""
    await submits(by, f"⚠️ {wrong}", **values)
