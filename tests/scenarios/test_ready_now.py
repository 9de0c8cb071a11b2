"""Before remote help, over the wire. Issue 6: "Ready now? When a specialist presses Remote help, the requester is asked in
their chat, one tap each …; "in 15 min" or "another time" schedules and pauses the clock with that reason; both sides are
reminded at the time"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.remote import Phase
from bot.domain.ticket import Action
from tests.scenarios.conftest import staged
from tests.scenarios.remote_desk import process_file
from tests.scenarios.story import Story

BUTTON = "🖥 Asistencia remota"


@pytest.fixture(params=["telegram", "slack"])
async def desk(sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A desk that helps remotely, with requesters on either platform."""
    async with staged(sqlite_url, request.param, process=process_file(tmp_path)) as story:
        yield story


async def test_from_the_button_over_another_time_and_a_restart_to_ready(desk: Story) -> None:
    maria, ana = desk.requester("María"), desk.ana
    number = await desk.opens(maria)
    await ana.presses("Tomar", await desk.card(number, "asignado"))
    card = await desk.card(number, "en atención", BUTTON)
    await ana.presses(BUTTON, card)
    await maria.is_offered(f"🖥 Ana López puede ayudarle viendo su pantalla, sobre {number}.", "⏱ En 15 minutos")
    card = await desk.card(number, "se le pregunta al solicitante, 0 de 2 listo (Frente al equipo)")
    await ana.types(f"remota {number}", "ya se le está preguntando")
    await maria.presses("✖ Todavía no")
    await maria.sees("Vaya al equipo, por favor.\n¿Está frente al equipo?")
    await desk.in_thread(card, "🖥 María: todavía no: Frente al equipo")
    await maria.presses("✔ Sí")
    await maria.is_offered("¿Tiene TeamViewer abierto?", "✔ Sí")
    await maria.says("en 15 minutos")
    await maria.sees("👍 De acuerdo: ")
    await ana.is_told("la asistencia remota quedó para el ")
    await desk.card(number, "Asistencia remota: acordada para el ")
    await maria.says(f"/porque {number}")
    await maria.sees("El reloj está detenido hasta la hora que usted eligió para la asistencia remota: ")
    await ana.types(f"porque {number}", "hasta la hora acordada: ")
    await desk.stage.quiet()
    await desk.stage.stop()
    desk.stage.timeline.advance(15 * 60 + 1)
    await desk.stage.start()
    await maria.sees(f"⏰ Es la hora que acordamos, sobre {number}.")
    await ana.is_told("es la hora acordada para la asistencia remota")
    await _an_hour_passes(desk)
    await maria.sees(f"⏰ Aún nos hace falta esto para {number}:")
    await _an_hour_passes(desk)
    await ana.is_told("🖥 María aún no contesta sobre la asistencia remota.")
    await maria.presses("✔ Sí")
    await maria.sees("⏳ Ahora no")
    await desk.card(number, "🔑")
    ticket = await desk.ticket(number)
    assert ticket.remote is not None
    assert (ticket.remote.phase, ticket.remote.checked) == (Phase.READY, ("machine", "teamviewer"))
    entries = await desk.stage.look(lambda uow: uow.tickets.history(ticket.id))
    told = [
        each.data.get("remote") or each.data.get("given") or each.action for each in entries if _is_remote(each.action)
    ]
    assert told == [Action.REMOTE, "no", "yes", Action.POSTPONE, "time", "silent", "yes"]


async def test_it_ends_with_the_transfer_and_an_old_button_says_how_things_stand(desk: Story) -> None:
    maria, ana = desk.requester("María"), desk.ana
    luis = await desk.specialist("Luis")
    number = await desk.opens(maria)
    await ana.types(f"tomar {number}", number)
    await luis.types(f"remota {number}", f"Eso solo lo puede hacer quien tiene {number}, o un supervisor.")
    await ana.types(f"remota {number}", "Listo")
    await maria.is_offered("¿Está frente al equipo?", "📅 Otro momento")
    await maria.presses("📅 Otro momento")
    await maria.is_offered("¿Cuándo le queda bien?", "mañana ")
    await maria.says("mañana 10:00")
    await maria.sees("👍 De acuerdo: ")
    assert "la asistencia remota quedó para el " in await desk.is_refused_in_chat(maria, "✖ Todavía no")
    await ana.types(f"asignar {number} Luis Él sabe", "Listo")
    await maria.sees(f"La asistencia remota de {number} ya no será el ")
    await desk.card(number, "Especialista\nLuis", BUTTON)
    await luis.types(f"remota {number}", "Listo")
    await maria.is_offered(f"🖥 Luis puede ayudarle viendo su pantalla, sobre {number}.", "✔ Sí")
    await luis.types(f"suspender {number}", "Listo")
    await maria.sees(f"Lo que le pedimos sobre {number} ya no hace falta.")
    ticket = await desk.ticket(number)
    assert ticket.remote is not None
    assert ticket.remote.phase is Phase.ENDED


async def _an_hour_passes(desk: Story) -> None:
    await desk.stage.quiet()
    desk.stage.timeline.advance(60 * 60 + 1)


def _is_remote(action: Action) -> bool:
    return action in (Action.REMOTE, Action.CHECK, Action.POSTPONE, Action.CALL_OFF)
