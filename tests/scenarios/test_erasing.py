"""Issue 6: "`/borrar` (a tracked request with a legal clock; anonymises, keeps tickets countable)", over the wire: a person
on either platform asks, is answered, and is gone; the ticket stays."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.sandbox.slack.state import Message
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

NAME = "Maricanario"
"""A name that is found again among bytes."""

PDF = b"%PDF-1.7\n" + b"canario" * 300


def bytes_of(folder: Path, needle: bytes) -> list[str]:
    """The files in which it stands."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes())


async def is_gone(folder: Path, needle: bytes) -> None:
    """The disk is scrubbed once the last message was delivered."""
    async with asyncio.timeout(PATIENCE):
        while bytes_of(folder, needle):  # noqa: ASYNC110 - what is waited for is on the disk, where nobody tells of it
            await asyncio.sleep(0.2)


async def request(story: Story, *texts: str) -> Message:
    """The card of the request, once it shows these."""

    def fits(message: Message) -> bool:
        return not message.in_thread and all(text in message.rendered for text in ("DATOS-1", *texts))

    return await story.stage.channel.wait_for(fits, timeout=PATIENCE)


async def test_a_person_is_erased_on_request_and_the_ticket_stays(either: Story, sqlite_url: str) -> None:
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    priva = await either.specialist("Priva", "privacy", on_shift=False)
    maria = either.requester(NAME)
    number = await either.opens(maria, f"El torno de {NAME} vibra")
    card = await either.card(number, NAME)
    await either.ana.presses("Tomar", card)
    await either.ana.enters("Responder", await either.card(number, "en atención"), f"Hola {NAME}, ¿lo apagó?")
    await maria.sees("¿lo apagó?")
    await maria.says(f"Sí, {NAME} lo apagó")
    await either.in_thread(card, "lo apagó")
    await either.sends_file(maria, PDF, f"{NAME}.pdf")
    await either.in_thread(card, f"{NAME}.pdf")
    assert bytes_of(folder, NAME.encode())
    assert bytes_of(either.stage.settings.data_dir, PDF)

    await maria.says("borrar mis datos")
    await maria.is_offered(number, "🗑 Sí, borrar mis datos")
    await maria.presses("🗑 Sí, borrar mis datos")
    await maria.sees("Su solicitud DATOS-1 espera la respuesta de la mesa")
    asked = await request(either, "en espera de respuesta", f"{number} (abierto)")
    assert NAME not in asked.rendered
    await priva.is_told("DATOS-1: una persona pide")
    await priva.types("privacidad", "DATOS-1")

    await either.ana.is_refused("Borrar ahora", asked, "solo decide quien tiene el rol")
    await priva.presses("Negar…", asked)
    await priva.member.wait_for_modal("Motivo, como lo leerá la persona", timeout=PATIENCE)
    await priva.member.submit({"reason": "  "})
    await priva.member.wait_for_modal("Escriba el motivo.", timeout=PATIENCE)
    await priva.presses("Borrar ahora", asked)
    await priva.member.wait_for_modal(NAME, timeout=PATIENCE)  # who it is, for the desk's own registers
    await priva.member.submit({"sure": "Sí, borrar todo ahora"})

    await maria.sees("Sus datos quedaron borrados (DATOS-1)")
    await request(either, "hecho", "bórrelo a mano")
    await either.stage.channel.wait_for(
        lambda message: message.ts == card.ts and NAME not in message.rendered, timeout=PATIENCE
    )
    ticket = await either.ticket(number)
    assert (ticket.status, ticket.requester.chat, ticket.erased) == ("in_progress", "erased:1", "DATOS-1")
    await either.stage.quiet()
    await is_gone(folder, NAME.encode())
    assert bytes_of(either.stage.settings.data_dir, PDF) == []

    await maria.says("Hola")
    await maria.is_offered("¿De qué se trata?", "Técnica")
