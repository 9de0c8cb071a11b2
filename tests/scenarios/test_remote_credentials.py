"""The ID and the password of remote help, over the wire. Issue 6: "Sealed hand-over": asked only when everything is ready,
sealed before anything is stored, shown once to the specialist who has the ticket, destroyed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.sandbox.slack.state import Message
from tests.scenarios.conftest import staged
from tests.scenarios.remote_help import ASK_AGAIN, END, ID, PASSWORD, SHOW, asks_again, looks
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE


@pytest.fixture(params=["telegram", "slack"])
async def either(sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """Requesters on either platform."""
    async with staged(sqlite_url, request.param) as story:
        yield story


async def is_asked(story: Story, number: str) -> Message:
    """Ana takes the ticket and asks for ID and password; the card."""
    await story.ana.presses("Tomar", await story.card(number, "asignado"))
    await story.card(number, "en atención")
    return await asks_again(story, number)


async def gives(requester: Requester) -> None:
    """Both: in Telegram one after the other, in Slack in a form."""
    match requester:
        case TelegramRequester():
            await requester.sees("🔒 ¿Qué ID le muestra TeamViewer?")
            await requester.says("mi id es 123456789")
            await requester.sees("¿Y la contraseña que TeamViewer muestra debajo?")
            await requester.says(PASSWORD)
        case SlackRequester():
            await requester.sees("🔒 Ana López necesita el ID y la contraseña")
            await requester.presses("🔒 Escribir ID y contraseña")
            await requester.member.wait_for_modal("ID de TeamViewer", timeout=PATIENCE)
            await requester.member.submit({"secret_remote_id": "12345", "secret_remote_password": PASSWORD})
            await requester.member.wait_for_modal("⚠️ Eso no es un ID", timeout=PATIENCE)
            await requester.member.submit({"secret_remote_id": "123.456.789"})
        case _:
            raise TypeError(requester)
    await requester.sees("🔒 Ya tengo los dos, bajo llave.")


async def test_they_are_given_sealed_shown_once_and_the_way_in_is_closed(either: Story) -> None:
    maria, luis = either.requester(), await either.specialist("Luis", "supervisor", on_shift=False)
    number = await either.opens(maria)
    await is_asked(either, number)

    await gives(maria)

    card = await either.card(number, "esperan a Ana López")
    await either.in_thread(card, "dio el ID y la contraseña. Solo los puede ver Ana López, una vez")
    await either.ana.is_told(f"🔑 Ya están el ID y la contraseña de {number}")
    await luis.is_refused(SHOW, card, "solo los ve quien tiene")

    page = await looks(either.ana, card)

    assert ID in page
    assert PASSWORD in page
    await either.in_thread(card, "🔑 Ana López vio el ID y la contraseña. Ya se borraron.")
    again = await either.ana.is_refused(SHOW, card, "ya se mostraron")
    assert "una sola vez" in again

    await either.ana.presses(END, await either.card(number, "Sesión remota de Ana López"))
    await maria.is_offered("cierre ahora TeamViewer o cambie su contraseña", "✔ Listo")
    await maria.presses("✔ Listo")
    await either.in_thread(card, "María dice que ya cerró el acceso.")

    await either.stage.quiet()
    if isinstance(maria, TelegramRequester):  # what they wrote is gone from the chat on both sides
        chat = maria.person.chat_as_text()
        assert "123456789" not in chat
        assert PASSWORD not in chat
        assert chat.count("🗑 Borré su mensaje de este chat.") == 2
    everything = "\n".join(
        [each.rendered for each in either.stage.channel.messages]
        + [each.rendered for member in (either.ana.member, luis.member) for each in member.dm_messages]
        + [each.rendered for member in (either.ana.member, luis.member) for each in member.ephemerals]
        + maria.heard
    )
    assert PASSWORD not in everything
    assert "456" not in everything.replace("como 123 456 789", "")
    assert await either.stage.look(lambda uow: uow.secrets.after(None, 10)) == ()
    history = await either.history(number)
    assert [line.split(" ")[0] for line in history if line.split(" ")[0] in KNOWN] == STEPS[either.platform]
    audited = await either.stage.look(lambda uow: uow.audit.newest(50))
    asked = [(each.outcome, str(each.reason)) for each in reversed(audited) if each.what.untrusted == "reveal"]
    assert asked == [
        ("denied", "not the one who has the ticket"),
        ("allowed", ""),
        ("denied", "shown once already"),
    ]


OUTCOME = {"telegram": "🗑 Borré su mensaje", "slack": "🗑 Aquí solo usted puede borrar su mensaje"}
KNOWN = {"ask_again", "hand_over", "reveal", "end_remote"}
STEPS = {
    "telegram": ["ask_again", "hand_over", "hand_over", "reveal", "end_remote", "hand_over"],
    "slack": ["ask_again", "hand_over", "hand_over", "reveal", "end_remote", "hand_over"],
}


async def test_what_does_not_fit_is_asked_again_and_what_is_not_used_is_destroyed(either: Story) -> None:
    maria, luis = either.requester(), await either.specialist("Luis", on_shift=False)
    number = await either.opens(maria)
    await is_asked(either, number)
    await maria.sees("TeamViewer")
    await maria.says("no encuentro dónde, ando en la oficina de al lado")
    await maria.is_offered("No veo ahí un ID", "📨 Es un mensaje: páselo")
    await maria.presses("📨 Es un mensaje: páselo")
    await either.in_thread(await either.card(number), "ando en la oficina de al lado")
    await maria.presses("❓ ¿Dónde lo veo?")
    await maria.sees("Abra TeamViewer")
    await maria.says("no sé dónde está")
    await maria.sees("Abra TeamViewer")

    await maria.says("123 456 789 y la contraseña es k7x2pq")  # in Slack too: it is sealed all the same

    await maria.sees("🔒 Ya tengo los dos, bajo llave.")
    await maria.sees(OUTCOME[either.platform])
    card = await either.card(number, "esperan a Ana López")
    await either.ana.presses("Asignar", card)
    await either.ana.member.wait_for_modal("Asignar", timeout=PATIENCE)
    await either.ana.member.submit({"person": luis.chat})
    await maria.sees("Nadie usó el ID y la contraseña")
    card = await either.card(number, "se borraron cuando el ticket cambió de manos")
    assert await either.stage.look(lambda uow: uow.secrets.after(None, 10)) == ()

    await luis.presses(ASK_AGAIN, card)
    await maria.sees("TeamViewer")
    await maria.presses("⏳ Ahora no")
    await maria.sees("👌 Está bien, le aviso a Luis.")
    await luis.is_told("no puede dar ahora el ID y la contraseña")
    await maria.says("Mañana a las nueve sí puedo")
    await either.in_thread(card, "Mañana a las nueve sí puedo")  # no longer sealed
