"""What a specialist sends to a requester. Issue: "Explicit send. The thread is internal. Reply = a modal with preview of what
the person will see, canned replies with variables, file attach; or the shortcut 'Send to requester' on a message. Delivered,
failed, or pending is shown on it; a failed delivery becomes a task on the card"."""

from __future__ import annotations

import json

from adapters.sandbox.faults import Fault
from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.state import Message
from adapters.sandbox.slack.views import View
from tests.adapters.recorded_inbox import until
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import IN_ENGLISH, Story, timeless
from tests.scenarios.waiting import PATIENCE

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 30
ARCHIVE = b"PK\x03\x04" * 500


async def sees(member: Member, text: str) -> View:
    return await member.wait_for_modal(text, timeout=PATIENCE)


async def an_open_ticket(story: Story) -> tuple[Requester, str, Message]:
    maria = story.requester("María")
    number = await story.opens(maria)
    await maria.sees(f"Ana López atenderá {number}.")  # a chat is told things a second apart
    return maria, number, await story.card(number, "asignado")


def files_of(requester: Requester) -> list[tuple[str | None, bytes | None]]:
    """The files that the requester got from the desk."""
    match requester:
        case TelegramRequester(person=person):
            mine = [each.attachment for each in person.messages if each.from_bot and each.attachment is not None]
            return [(each.filename, each.data) for each in mine]
        case SlackRequester(member=member):
            theirs = [file for each in member.dm_messages if each.user != member.id for file in each.files]
            return [(file.title, file.content) for file in theirs]
        case _:
            raise TypeError(requester)


async def writes_canned(story: Story, title: str, text: str) -> None:
    """The administrator adds a canned reply."""
    member = story.administrator.member
    await member.command("/ticket", "plantillas", story.stage.channel)
    await sees(member, "Cuál")
    await member.submit({"which": "➕ Una nueva"})
    await sees(member, "Título")
    await member.submit({"title": title, "text_es": text})


async def test_a_canned_reply_and_a_file_are_shown_as_they_will_be_read_and_then_arrive(either: Story) -> None:
    await writes_canned(either, "Saludo", "Buenas, {requester}: soy {specialist}, veo {number} ({title}).")
    await either.administrator.is_told("Se guardó")
    maria, number, card = await an_open_ticket(either)
    ana = either.ana
    await ana.presses("Responder", card)
    await sees(ana.member, "Respuesta preparada")
    await ana.member.submit({"canned": "Saludo", "text": "¿Vibra {siempre}?", "files": [("../guía.pdf", PDF)]})
    view = await sees(ana.member, "Así lo leerá")
    read = f"Buenas, María: soy Ana López, veo {number} (El torno vibra).\n\n¿Vibra {{siempre}}?"
    assert f"💬 Ana López, sobre {number}:\n{read}\n📎 ../guía.pdf" in view.rendered
    assert maria.heard[-1] == f"Ana López atenderá {number}."  # nothing was sent yet
    await ana.member.submit()
    await maria.sees(f"💬 Ana López, sobre {number}:\n{read}")
    line = await either.in_thread(card, "✔ Entregado")
    platform = either.platform.capitalize()
    assert timeless(line.rendered) == (
        f"➡️ Ana López al solicitante:\n{read}\n📎 ../guía.pdf\n✔ Entregado en {platform}, hora"
    )
    await either.stage.quiet()
    name = "guía.pdf" if either.platform == "telegram" else "📄 ../guía.pdf · 8 kB"
    assert files_of(maria) == [(name, PDF)]
    assert (await either.history(number))[-1] == "reply ana assigned→assigned"


async def test_the_preview_is_in_the_requesters_language_and_can_be_changed_before_it_is_sent(story: Story) -> None:
    maria = story.in_telegram("Mary", "en")
    number = await story.opens(maria, "Shaking lathe", IN_ENGLISH, "Your number is ", first="Hello")
    card = await story.card(number, "asignado")
    ana = story.ana
    await ana.presses("Responder", card)
    await sees(ana.member, "Mensaje para el solicitante")
    await ana.member.submit({"text": "Is it of?"})
    assert f"💬 Ana López, about {number}:\nIs it of?" in (await sees(ana.member, "Así lo leerá")).rendered
    await ana.member.submit({"text": "Is it off?"})
    await maria.sees("Is it off?")
    assert not any("Is it of?" in each for each in maria.heard)


async def test_what_cannot_be_sent_is_said_in_the_form_and_nothing_that_was_entered_is_lost(story: Story) -> None:
    await writes_canned(story, "Saludo", "Hola")
    await story.administrator.is_told("Se guardó")
    maria, _, card = await an_open_ticket(story)
    member = story.ana.member
    await story.ana.presses("Responder", card)
    await sees(member, "Mensaje para el solicitante")
    await member.submit({})
    await sees(member, "⚠️ Escriba lo que leerá el solicitante, o elija una respuesta preparada.")
    await member.submit({"text": "Le mando esto", "files": [("copia.bak", PDF), ("bien.pdf", PDF)]})
    again = await sees(member, "⚠️ Estos archivos no se pueden enviar")
    assert "copia.bak" in again.rendered
    assert again.values["text"]["value"]["value"] == "Le mando esto"
    await member.submit({"files": [("adentro.pdf", ARCHIVE)]})
    view = await sees(member, "Así lo leerá")
    assert "📎 bien.pdf, adentro.pdf" in view.rendered
    await story.stage.quiet()  # by now it is known what is inside
    await member.submit()
    refused = await sees(member, "⚠️" if member.modal is view else "Estos archivos no se pueden enviar")
    assert "adentro.pdf" in refused.rendered
    await member.submit({"text": ""})
    await maria.sees("💬 Ana López")
    await story.stage.quiet()
    assert files_of(maria) == [("bien.pdf", PDF)]


async def test_a_file_that_is_refused_after_the_reply_was_sent_is_told_in_the_thread(either: Story) -> None:
    maria, _, card = await an_open_ticket(either)
    member = either.ana.member
    either.stage.slack.faults.plan(Fault(method="files.info", kind="status", status=503, times=2))
    await either.ana.presses("Responder", card)
    await sees(member, "Mensaje para el solicitante")
    await member.submit({"text": "Va el manual", "files": [("manual.pdf", ARCHIVE)]})
    await sees(member, "Así lo leerá")
    await member.submit()
    await maria.sees("Va el manual")
    line = await either.in_thread(card, "❌ Estos archivos no llegaron: manual.pdf")
    assert "Va el manual\n📎 manual.pdf\n✔ Entregado" in line.rendered
    await either.in_thread(card, "🚫 manual.pdf no se envió")
    assert files_of(maria) == []


async def test_a_reply_that_does_not_arrive_becomes_a_call_to_make_on_the_card(either: Story) -> None:
    maria, number, card = await an_open_ticket(either)
    match maria:
        case TelegramRequester(person=person):
            person.deactivate()
        case SlackRequester(member=member):
            gone = Fault(
                method="chat.postMessage", kind="error", body="user_disabled", chat=member.dm_channel, times=None
            )
            either.stage.slack.faults.plan(gone)
        case _:
            raise TypeError(maria)
    await either.ana.enters("Responder", card, "¿Me lee?")
    line = await either.in_thread(card, "❌ No se entregó: llame por teléfono")
    assert line.rendered.startswith("➡️ Ana López al solicitante:\n¿Me lee?\n❌")
    shown = await either.card(number, "📞 Llamar por teléfono: — (no llegó la respuesta de", "[📞 Ya llamé]")
    await either.ana.is_told("no le llegó")
    await either.ana.presses("📞 Ya llamé", shown)
    await either.in_thread(card, "📞 Ana López se lo dijo por teléfono al solicitante.")
    await either.stage.quiet()
    assert "📞 Llamar" not in (await either.card(number)).rendered
    assert (await either.history(number))[-1].startswith("called ana")


async def test_what_somebody_wrote_in_the_thread_is_sent_with_the_shortcut(either: Story) -> None:
    maria, number, card = await an_open_ticket(either)
    luis = await either.specialist("Luis", on_shift=False)
    channel = either.stage.channel
    words = f"Dígale a <@{either.ana.member.id}> que *reinicie* y lea https://example.org/a"
    written = await luis.member.share(channel, PDF, "pasos.pdf", words, thread_ts=card.ts)
    ana = either.ana.member
    await ana.message_shortcut("send_to_requester", channel, written.ts)
    view = await sees(ana, "Así lo leerá")
    assert "Dígale a Ana López que *reinicie* y lea https://example.org/a\n📎 pasos.pdf" in view.rendered
    await ana.submit()
    await maria.sees("Dígale a Ana López que *reinicie* y lea https://example.org/a")
    await either.in_thread(card, "➡️ Ana López al solicitante, con palabras de Luis:")
    await either.in_thread(card, "✔ Entregado")
    await either.stage.quiet()
    assert [content for _, content in files_of(maria)] == [PDF]
    ticket = await either.ticket(number)
    last = (await either.stage.look(lambda uow: uow.tickets.history(ticket.id)))[-1]
    assert last.data == {"author": luis.chat, "files": "1"}


async def is_told_alone(who: Specialist, text: str) -> None:
    await who.member.wait_for_ephemeral(text, timeout=PATIENCE)


async def test_a_shortcut_where_it_means_nothing_or_by_somebody_without_a_role_is_refused_in_words(
    story: Story,
) -> None:
    maria, _, card = await an_open_ticket(story)
    channel, ana, pedro = story.stage.channel, story.ana, story.passer_by()
    elsewhere = await ana.member.say(channel, "¿Comemos?")
    await ana.member.message_shortcut("send_to_requester", channel, elsewhere.ts)
    await is_told_alone(ana, "Ese mensaje no es de ningún ticket.")
    under_card = await ana.member.say(channel, "Creo que es el tornillo", card.ts)
    for shortcut in ("send_to_requester", "ticket_actions"):
        await pedro.member.message_shortcut(shortcut, channel, under_card.ts)
        await is_told_alone(pedro, "Usted no puede hacer eso")
    assert (ana.member.modal, pedro.member.modal) == (None, None)
    await story.stage.quiet()
    assert not any("tornillo" in each for each in maria.heard)


async def test_the_actions_of_a_ticket_are_offered_on_a_message_of_its_thread(story: Story) -> None:
    maria, number, card = await an_open_ticket(story)
    channel, ana = story.stage.channel, story.ana.member
    note = await ana.say(channel, "A ver", card.ts)
    await ana.message_shortcut("ticket_actions", channel, note.ts)
    view = await sees(ana, "Acciones del ticket")
    offered = json.dumps(view.blocks, ensure_ascii=False)
    assert all(f'"{label}"' in offered for label in ("Tomar", "Responder", "Resolver"))
    assert "Ya llamé" not in offered
    await ana.submit({"action": "Tomar"})
    await maria.sees(f"Ana López ya trabaja en {number}.")
    await ana.message_shortcut("ticket_actions", channel, card.ts)
    await sees(ana, "Acciones del ticket")
    await ana.submit({"action": "Responder"})
    await sees(ana, "Mensaje para el solicitante")
    await ana.submit({"text": "¿Sigue?"})
    await sees(ana, "Así lo leerá")
    await ana.submit()
    await maria.sees("¿Sigue?")


async def test_a_request_begins_from_anywhere_in_slack(story: Story) -> None:
    maria = story.in_slack("María").member
    await maria.shortcut("new_ticket")
    await sees(maria, "¿De qué se trata?")


async def test_canned_replies_are_written_by_those_who_answer_for_the_desk_and_read_by_all(story: Story) -> None:
    member = story.administrator.member
    await writes_canned(story, "Saludo", "Hola, {requestor}")
    await sees(member, "⚠️ En lugar de {requestor} no se puede poner nada. Existen: {requester}")
    await member.submit({"text_es": "Hola, {requester}", "text_en": "Hello, {requester}"})
    await story.administrator.is_told("✔ Se guardó la respuesta preparada: Saludo")
    assert "• Saludo\nHola, {requester}" in await story.ana.types("plantillas", "Respuestas preparadas")
    await member.command("/ticket", "canned", story.stage.channel)
    await sees(member, "Saludo")
    await member.submit({"which": "Saludo", "doing": "Escribirla o cambiarla"})
    view = await sees(member, "Texto en inglés")
    assert view.values["text_en"]["value"]["value"] == "Hello, {requester}"
    await member.submit({"title": "Saludo cordial"})
    await story.administrator.is_told("✔ Se guardó la respuesta preparada: Saludo cordial")
    await member.command("/ticket", "canned", story.stage.channel)
    await sees(member, "Saludo cordial")
    await member.submit({"which": "Saludo cordial", "doing": "Borrarla"})
    await story.administrator.is_told("🗑 Se borró la respuesta preparada: Saludo cordial")
    await story.ana.types("plantillas", "Todavía no hay.")


async def test_a_reply_waits_visibly_while_the_platform_is_away(story: Story) -> None:
    maria, _, card = await an_open_ticket(story)
    await story.stage.quiet()
    story.stage.telegram.faults.plan(Fault(method="sendMessage", kind="status", status=502, times=None))
    await story.ana.enters("Responder", card, "¿Sigue ahí?")
    await until(lambda: story.stage.telegram.faults.struck)
    line = await story.in_thread(card, "⏳ En camino a Telegram")
    story.stage.telegram.faults.clear()
    await maria.sees("¿Sigue ahí?")
    await story.in_thread(card, "✔ Entregado en Telegram")
    assert (await story.in_thread(card, "✔ Entregado")).ts == line.ts
