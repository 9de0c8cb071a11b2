"""Remote help over the wire, from the moment at which everything is ready."""

from __future__ import annotations

from dataclasses import replace

from adapters.sandbox.slack.state import Message
from bot.app.ports import UnitOfWork
from bot.domain.remote import Over, Phase, Remote
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

ID, PASSWORD = "123 456 789", "k7x2pq"
SHOW, ASK_AGAIN, END = "🔑 Ver ID y contraseña", "🔁 Pedir de nuevo", "🔚 Terminar la sesión"


async def asks_again(story: Story, number: str) -> Message:
    """The requester was ready for remote help once, and Ana, who has the ticket, asks for ID and password; the card."""
    found = await story.ticket(number)

    def was_ready(uow: UnitOfWork) -> None:
        ticket = uow.tickets.get(found.id)
        assert ticket is not None
        assert ticket.assignee is not None
        assert ticket.assignee_name is not None
        remote = Remote(
            phase=Phase.ENDED,
            by=ticket.assignee,
            name=ticket.assignee_name,
            since=ticket.updated_at,
            over=Over.DECLINED,
        )
        uow.tickets.save(replace(ticket, remote=remote))

    await story.stage.look(was_ready)
    await story.ana.types(f"ver {number}", "no puede dar ahora")
    await story.ana.presses(ASK_AGAIN, story.ana.member.ephemerals[-1])
    return await story.card(number, "Se pidieron el ID y la contraseña")


async def looks(by: Specialist, card: Message) -> str:
    """Presses the button, confirms, and reads the page that takes the place of that one."""
    await by.presses(SHOW, card)
    await by.member.wait_for_modal("Se muestran una sola vez", timeout=PATIENCE)
    await by.member.submit()
    page = await by.member.wait_for_modal("Esta página se muestra una sola vez", timeout=PATIENCE)
    await by.member.close_modal()
    return page.rendered
