"""When a platform, the network or a person does not play along: nobody is forgotten, and nothing is done twice."""

from __future__ import annotations

import re

import pytest

from adapters.sandbox.faults import Fault
from tests.scenarios.story import SPEED, Story

CALL = "⚠️ El solicitante no recibe mensajes en el chat: llámele por teléfono."


async def test_the_desk_learns_at_once_that_a_requester_has_blocked_the_bot_and_that_they_are_back(
    story: Story,
) -> None:
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    await story.card(number, "asignado")
    maria.person.block()
    await story.card(number, CALL)
    maria.person.unblock()
    await story.stage.quiet()
    assert CALL not in (await story.card(number)).rendered
    await story.ana.types("responder 1 ¿Me lee?", f"Listo: {number}")
    await maria.sees("¿Me lee?")


async def test_a_reply_that_cannot_reach_the_requester_becomes_a_call_for_the_assignee(story: Story) -> None:
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    await maria.sees("atenderá")
    maria.person.deactivate()  # the platform does not tell of that
    await story.ana.types("responder 1 ¿Me lee?", f"Listo: {number}")
    await story.card(number, CALL)
    note = (
        f"⚠️ Esto no le llegó al solicitante de {number}: llámele por teléfono.\n💬 Ana López, sobre {number}:\n¿Me lee?"
    )
    line = await story.in_thread(card, "❌ No se entregó")
    assert line.rendered == "➡️ Ana López al solicitante:\n¿Me lee?\n❌ No se entregó: llame por teléfono, —"
    assert await story.ana.is_told("no le llegó") == note
    await story.card(number, "📞 Llamar por teléfono: — (no llegó la respuesta de", "[📞 Ya llamé]")


async def test_a_blocked_requester_who_comes_back_reads_what_is_said_from_then_on(story: Story) -> None:
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    await maria.sees("atenderá")
    maria.person.block()
    await story.ana.types("responder 1 ¿Me lee?", f"Listo: {number}")
    await story.in_thread(card, "❌ No se entregó")
    await story.card(number, CALL)
    maria.person.unblock()
    await maria.says("Ya estoy de vuelta")
    await maria.sees("Agregado a su ticket")
    await story.stage.quiet()
    assert CALL not in (await story.card(number)).rendered
    await story.ana.types("responder 1 Qué bueno", f"Listo: {number}")
    await maria.sees("Qué bueno")


async def test_a_pause_that_telegram_asks_for_is_kept(story: Story) -> None:
    maria = story.in_telegram("María")
    pause = round(SPEED / 2)  # half a second of this machine
    story.stage.telegram.faults.plan(Fault(method="sendMessage", kind="rate_limited", retry_after=pause))
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    refused, after = [each for each in story.stage.telegram.journal if each.method == "sendMessage"][:2]
    assert refused.status == 429
    assert after.ok
    assert (after.at - refused.at).total_seconds() >= 0.48
    assert len(maria.heard) == 1


async def test_a_connection_cut_after_the_effect_costs_exactly_one_identical_copy_in_telegram(story: Story) -> None:
    maria = story.in_telegram("María")
    await story.reaches_summary(maria)
    await story.stage.quiet()
    story.stage.telegram.faults.plan(Fault(method="sendMessage", kind="cut_after"))
    await maria.presses("✅ Enviar la solicitud")
    await maria.sees("atenderá")
    await story.stage.quiet()
    told = f"Su número es {story.number(1)}."
    assert maria.heard[-3:] == [told, told, f"Ana López atenderá {story.number(1)}."]
    assert await story.numbers() == [story.number(1)]
    counts = await story.stage.look(lambda uow: uow.outbox.counts())
    assert counts["unsure"] == 1


async def test_a_connection_cut_after_the_effect_costs_no_copy_in_slack(story: Story) -> None:
    maria = story.in_slack("María")
    await story.reaches_summary(maria)
    await story.stage.quiet()
    before = len(story.stage.slack.faults.struck)
    story.stage.slack.faults.plan(Fault(method="chat.postMessage", kind="cut_after", times=4))
    await maria.presses("✅ Enviar la solicitud")
    await maria.sees("atenderá")
    number = story.number(1)
    await story.card(number, "asignado")
    await story.ana.is_told(number)
    await story.stage.quiet()
    assert len(story.stage.slack.faults.struck) - before == 4
    assert [text for text in maria.heard if number in text] == [
        f"Su número es {number}.",
        f"Ana López atenderá {number}.",
    ]
    assert await story.numbers() == [number]
    assert len(story.ana.member.dm_messages) == 1


async def test_a_connection_cut_before_the_effect_is_tried_again(either: Story) -> None:
    for sandbox in (either.stage.telegram, either.stage.slack):
        for method in ("sendMessage", "chat.postMessage", "editMessageText", "chat.update"):
            sandbox.faults.plan(Fault(method=method, kind="cut_before", times=2))
            sandbox.faults.plan(Fault(method=method, kind="status", status=502, body="Bad Gateway"))
    maria = either.requester("María")
    number = await either.opens(maria)
    await maria.sees(f"Ana López atenderá {number}.")
    await either.card(number, "asignado")
    await either.stage.quiet()
    assert sum("Su número es" in text for text in maria.heard) == 1
    assert await either.numbers() == [number]


async def test_message_is_not_modified_is_a_success(story: Story) -> None:
    refusal = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    story.stage.telegram.faults.plan(Fault(method="editMessageText", kind="error", status=400, body=refusal))
    maria = story.in_telegram("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await maria.presses("Técnica")
    await maria.sees("¿Cómo se llama?")
    await story.stage.quiet()
    assert len([each for each in story.stage.telegram.journal if each.method == "editMessageText"]) == 1
    counts = await story.stage.look(lambda uow: uow.outbox.counts())
    assert (counts["refused"], counts["unsure"]) == (0, 0)


async def test_an_update_that_cannot_be_read_is_put_aside_and_the_others_are_answered(story: Story) -> None:
    maria, juan = story.in_telegram("María"), story.in_telegram("Juan")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    story.stage.telegram.put_raw_update(
        {"message": {"chat": {"id": maria.person.id, "type": "private"}}, "update_id": 910_000_000}
    )
    story.stage.telegram.put_raw_update({"update_id": 910_000_001, "message": "?"})
    story.stage.telegram.put_raw_update({"nothing": "known"})
    await maria.says("/ayuda")
    await juan.says("Hola")
    await juan.sees("¿De qué se trata?")
    await maria.sees("Elija lo más parecido.")  # in its turn, after the one that was put aside
    await story.stage.quiet()
    assert await story.stage.look(lambda uow: uow.inbox.quarantined()) == 3
    alerts = [each.rendered for each in story.stage.channel.messages if "🚨" in each.rendered]
    assert len(alerts) == 3
    assert re.fullmatch(
        r"🚨 Un mensaje no se pudo leer y quedó apartado \(núm\. \d+\)\. Avise a quien administra el servicio\.",
        alerts[0],
    )


async def test_an_outage_of_the_platform_loses_nothing(story: Story) -> None:
    maria = story.in_telegram("María")
    await story.reaches_summary(maria)
    await story.stage.quiet()
    await story.stage.telegram.stop()
    await story.stage.telegram.start()
    await maria.presses("✅ Enviar la solicitud")
    await maria.sees(f"Su número es {story.number(1)}.")


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_slacks_farewell_to_a_connection_loses_nothing(story: Story, reason: str) -> None:
    maria = story.in_slack("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await story.stage.slack.disconnect(reason)  # type: ignore[arg-type]  # one of Slack's own words
    await story.stage.slack.socket.opened.wait()
    await maria.presses("Técnica")
    await maria.sees("¿Cómo se llama?")
