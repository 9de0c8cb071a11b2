"""What the desk does in a day away from its cards: from messages, from anywhere, and on the Home tab."""

from __future__ import annotations

from adapters.sandbox.slack.state import Message
from tests.scenarios.day_forms import is_told_in_the_form, submits
from tests.scenarios.requesters import Requester
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE


async def from_messages(desk: Story, maria: Requester, number: str, card: Message) -> None:
    ana, channel = desk.ana, desk.stage.channel
    written = await ana.member.say(channel, "Reinicie, por favor", card.ts)
    await ana.member.message_shortcut("send_to_requester", channel, written.ts)
    await submits(ana, "Así lo leerá")
    await maria.sees("Reinicie, por favor")
    await ana.member.message_shortcut("ticket_actions", channel, written.ts)
    await submits(ana, "Acciones del ticket", action="Nota")
    await submits(ana, "Nota interna", text="Ya reinició")
    await desk.in_thread(card, "📝 Ana López: Ya reinició")
    pedro = desk.passer_by("Pedro")
    asked = await pedro.member.say(channel, "La sierra no corta")
    await pedro.member.message_shortcut("create_ticket", channel, asked.ts)
    await submits(pedro, "¿De qué se trata?", kind="Técnica", name="  ", ready="Sí")
    await is_told_in_the_form(pedro, "Esta respuesta la necesito por escrito", name="Pedro")
    await submits(pedro, "¿Tiene el manual?", manual="Sí")
    await submits(pedro, "¿Qué pasa?", title="Sierra")
    await submits(pedro, "Revíselo, por favor.")
    await pedro.is_told("Su número es ")


async def from_anywhere(desk: Story) -> None:
    rosa = desk.passer_by("Rosa")
    await rosa.member.shortcut("new_ticket")
    await rosa.member.wait_for_modal("¿De qué se trata?", timeout=PATIENCE)


async def at_home(desk: Story, boss: Specialist, number: str) -> None:
    member = boss.member
    await member.open_home()
    await member.wait_for_home("⚪ Está fuera de turno.", timeout=PATIENCE)
    await member.press_in_home("Entrar en turno")
    await member.wait_for_home("🟢 Está en turno.", timeout=PATIENCE)
    await member.close_modal()
    await member.press_in_home("🔎 Buscar")
    await submits(boss, "Número o palabras", words="nómina")
    await is_told_in_the_form(boss, "Ningún ticket tiene todas esas palabras", words=number)
    await member.wait_for_modal("Tickets encontrados", timeout=PATIENCE)
    await member.press_in_modal(f"Abrir {number}")
    await member.wait_for_modal("Solicitante\nMaría", timeout=PATIENCE)
    while member.modal is not None:
        await member.close_modal()
    await member.press_in_home("☎️ Alguien llama")
    await member.wait_for_modal("¿De qué se trata?", timeout=PATIENCE)
    await member.close_modal()
    await _people_and_replies(desk, boss)
    await boss.types(f"asignar {number} Lucía", f"Listo: {number}")
    await member.wait_for_home("Sus tickets (1)", timeout=PATIENCE)
    await member.press_in_home("Salir de turno")
    await submits(boss, "Antes de irse", ticket_1="De vuelta a la fila")
    await boss.is_told("Se entregó un ticket.")


async def _people_and_replies(desk: Story, boss: Specialist) -> None:
    member = boss.member
    await member.press_in_home("💬 Respuestas preparadas")
    await submits(boss, "Cuál", which="➕ Una nueva")
    await submits(boss, "Título", title="Saludo", text_es="Hola, {requestor}")
    await is_told_in_the_form(boss, "En lugar de {requestor} no se puede poner nada.", text_es="Hola, {requester}")
    await boss.is_told("✔ Se guardó la respuesta preparada: Saludo")
    guest = desk.stage.slack.member(name="visita", real_name="Visita", guest=True)
    await member.press_in_home("👥 Personal")
    await submits(boss, "¿Quién?", who=guest.id)
    await is_told_in_the_form(boss, "Un invitado del espacio de trabajo", who=desk.passer_by("Pablo").member.id)
    await submits(boss, "Nombre que se dice", roles=["specialist"], name="Pablo", capacity="0")
    await is_told_in_the_form(boss, "Un número entero de 1 a 500", capacity="4")
    await member.wait_for_modal("Pablo: Especialista, primer nivel", timeout=PATIENCE)
    await member.close_modal()
