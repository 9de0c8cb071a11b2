"""Good manners over the wire: replies, edits and deletions that find their ticket, groups, and a forgotten request."""

from __future__ import annotations

from adapters.sandbox.telegram.people import Group
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.story import ANSWERS, Story, timeless
from tests.scenarios.waiting import PATIENCE

INVITED = "Sigamos en privado: ahí solo lo leen usted y la mesa de soporte."


async def _opens_another(story: Story, requester: Requester, title: str) -> str:
    """One more ticket of somebody who is known."""
    await requester.says("/nuevo")
    await requester.sees("¿Siguen siendo estos sus datos?")
    await requester.presses("✔ Sí, son correctos")
    await story.answers(requester, *ANSWERS[0])
    for question, answer in ANSWERS[2:-1]:
        await story.answers(requester, question, answer, title=title)
    await requester.sees("✅ Enviar la solicitud")
    await requester.presses("✅ Enviar la solicitud")
    return (await requester.sees("Su número es ")).removeprefix("Su número es ").rstrip(".")


async def _replies(requester: Requester, to: str, text: str) -> None:
    """Answers the newest message of the bot with that text: in Telegram by replying, in Slack in its thread."""
    match requester:
        case TelegramRequester():
            found = [each for each in requester.person.messages if each.from_bot and to in each.text]
            requester.person.say(text, reply_to=found[-1].message_id)
        case SlackRequester():
            member = requester.member
            seen = [each for each in member.dm_messages if each.user != member.id and to in each.rendered]
            await member.dm(text, thread_ts=seen[-1].ts)
        case _:
            raise TypeError(requester)


async def _thread(story: Story, number: str) -> list[str]:
    await story.stage.quiet()
    return [timeless(each.rendered) for each in story.stage.channel.thread((await story.card(number)).ts)]


async def test_a_reply_to_what_was_said_about_a_ticket_goes_to_that_ticket(either: Story) -> None:
    maria = either.requester("María")
    first = await either.opens(maria, "El torno vibra")
    second = await _opens_another(either, maria, "La sierra no corta")
    await _replies(maria, f"Su número es {first}", "Ya la apagué")
    await maria.sees(f"Agregado a su ticket {first}")
    assert await _thread(either, first) == ["👤 María · hora:\nYa la apagué"]
    assert await _thread(either, second) == []
    await _replies(maria, f"Agregado a su ticket {first}", "Y la volví a encender")
    await maria.sees(f"Agregado a su ticket {first}")
    await maria.says("Otra cosa")
    await maria.is_offered("¿Sobre cuál ticket es?", f"{first} (el último)")


async def test_an_edit_reaches_the_ticket_that_the_message_went_to_among_several(either: Story) -> None:
    maria = either.requester("María")
    first = await either.opens(maria, "El torno vibra")
    await maria.says("Vive en la calle 1")
    await maria.sees("Agregado a su ticket")
    second = await _opens_another(either, maria, "La sierra no corta")
    match maria:
        case TelegramRequester():
            sent = next(each for each in maria.person.messages if each.text == "Vive en la calle 1")
            maria.person.edit(sent.message_id, "Vive en la calle 2")
        case SlackRequester():
            written = next(each for each in maria.member.dm_messages if each.rendered == "Vive en la calle 1")
            await maria.member.edit(written, "Vive en la calle 2")
    await either.in_thread(await either.card(first), "calle 2")
    assert await _thread(either, first) == [
        "👤 María · hora:\nVive en la calle 1",
        "✏️ María (editado) · hora:\nVive en la calle 2",
    ]
    assert await _thread(either, second) == []


async def test_a_deletion_in_slack_takes_out_what_was_not_sent_and_marks_what_was(slack: Story) -> None:
    maria = slack.in_slack("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await maria.says("Vivo en la calle 4")
    await maria.sees("Lo anoto")
    note = next(each for each in maria.member.dm_messages if each.rendered == "Vivo en la calle 4")
    await maria.member.delete(note)
    assert await maria.sees("Ya quité") == "🗑 Ya quité ese mensaje."
    await maria.presses("Técnica")
    for question, answer in ANSWERS[1:]:
        await slack.answers(maria, question, answer, title="El torno vibra")
    number = (await maria.sees("Su número es ")).removeprefix("Su número es ").rstrip(".")
    assert "calle 4" not in (await slack.card(number)).rendered
    await maria.says("Vive en la calle 1")
    await maria.sees("Agregado a su ticket")
    sent = next(each for each in maria.member.dm_messages if each.rendered == "Vive en la calle 1")
    await maria.member.delete(sent)
    card = await slack.card(number)
    await slack.in_thread(card, "borró")
    assert await _thread(slack, number) == [
        "👤 María · hora:\nVive en la calle 1",
        "🗑 María (borró este mensaje) · hora:\nVive en la calle 1",
    ]
    assert (await slack.history(number))[-1] == "tell requester assigned→assigned"


async def test_a_reply_to_a_closed_ticket_reopens_it_with_those_words_when_asked_to(either: Story) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    await either.ana.types(f"resolver {number} Se ajustó.", f"Listo: {number}")
    await maria.sees(f"resolvió {number}")
    await maria.presses("✔ Ya quedó")
    card = await either.card(number, "cerrado")
    await _replies(maria, f"Su número es {number}", "Volvió a vibrar")
    asked = await maria.sees("ya está cerrado")
    assert asked.splitlines()[0] == f"{number} ya está cerrado. ¿Lo reabro con lo que escribió?"
    await maria.presses("↺ Reabrirlo")
    await maria.sees(f"{number} se retoma.")
    await either.in_thread(card, "Volvió a vibrar")
    await either.card(number, "reabierto")


def _said_by_the_bot(group: Group) -> list[str]:
    return [each.text for each in group.messages if each.from_bot]


async def _answered(story: Story, group: Group, times: int) -> None:
    await story.stage.quiet()
    assert _said_by_the_bot(group) == [INVITED] * times


async def test_in_a_group_of_telegram_the_bot_invites_once_an_hour_and_keeps_no_word(story: Story) -> None:
    maria, juan = story.in_telegram("María"), story.in_telegram("Juan")
    group = story.stage.telegram.group("Tesorería", by=maria.person)
    await _answered(story, group, 1)
    (row,) = next(each for each in group.messages if each.from_bot).keyboard
    assert row == [("Escribir en privado", "tg://resolve?domain=sandbox_bot&start=private")]
    maria.person.say_in_group(group, "/nuevo mi clave es 1234")
    juan.person.say_in_group(group, "@sandbox_bot mi clave es 1234")
    juan.person.say_in_group(group, "mi clave es 1234")
    await _answered(story, group, 1)
    story.stage.timeline.advance(3601)
    juan.person.say_in_group(group, "mi clave es 1234")
    await _answered(story, group, 1)
    juan.person.say_in_group(group, "@sandbox_bot mi clave es 1234")
    await _answered(story, group, 2)
    for person in (maria.person.id, juan.person.id, group.id):
        assert await story.stage.look(lambda uow, each=person: uow.tickets.newest_of(f"telegram:{each}", 9)) == ()  # type: ignore[misc]  # a chat's reference
    assert maria.heard == juan.heard == [], "nobody was written to who did not write"
    kept = await story.stage.look(lambda uow: uow.conversations.load(f"telegram:{group.id}"))  # type: ignore[arg-type]  # as above
    assert kept is not None
    assert (kept.intake, kept.pending, kept.remembered) == (None, None, {})
    await maria.says("/start private")
    await maria.sees("¿De qué se trata?")


async def test_in_a_channel_of_slack_a_mention_is_invited_once_an_hour(slack: Story) -> None:
    maria, bot = slack.in_slack("María"), slack.stage.slack.identity.bot_user_id
    channel = slack.stage.slack.channel("tesoreria", bot_is_member=True)
    await maria.member.say(channel, f"<@{bot}> mi clave es 1234")
    found = await channel.wait_for(INVITED, timeout=PATIENCE)
    (button,) = (each for block in found.blocks if block["type"] == "actions" for each in block["elements"])
    assert button["url"] == f"slack://user?team={slack.stage.slack.identity.team_id}&id={bot}"
    await maria.member.say(channel, f"<@{bot}> ¿hola?")
    await maria.member.say(channel, "entre nosotros")
    await slack.stage.quiet()
    assert [each.rendered for each in channel.messages if each.user == bot] == [found.rendered]
    slack.stage.timeline.advance(3601)
    await maria.member.say(channel, f"<@{bot}> ¿hola?")
    await channel.wait_for(INVITED, timeout=PATIENCE, after=found.ts)


async def test_in_the_desks_own_channel_nobody_is_invited(slack: Story) -> None:
    bot = slack.stage.slack.identity.bot_user_id
    await slack.stage.specialist.say(slack.stage.channel, f"<@{bot}> ¿estás?")
    await slack.stage.quiet()
    assert not any(INVITED in each.rendered for each in slack.stage.channel.messages)


async def test_a_request_left_for_a_month_is_let_go_after_a_restart_too_and_the_person_is_told(story: Story) -> None:
    maria = story.in_telegram()
    await maria.says("Hola")
    await story.answers(maria, *ANSWERS[0])
    await maria.sees("¿Cómo se llama?")
    await _later(story, 24 * 3600 + 1)
    assert "Se la guardo 30 días." in await maria.sees("sin terminar")
    await story.stage.stop()
    await story.stage.start()
    await _later(story, 30 * 24 * 3600)
    await story.stage.quiet()
    assert maria.heard[-1].startswith("Tiene una solicitud sin terminar."), "in silence"
    await maria.says("Buenas")
    assert (await maria.sees("Guardé 30 días")).splitlines()[1] == "¿De qué se trata?"


async def _later(story: Story, seconds: float) -> None:
    story.stage.timeline.advance(seconds)
    assert story.stage.service is not None
    await story.stage.service.ticker.tick()


async def test_a_flood_gets_one_warning_and_others_are_answered_as_ever(story: Story) -> None:
    maria, juan = story.in_telegram("María"), story.in_telegram("Juan")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    for number in range(80):
        await maria.says(f"¡Ayuda! {number}")
    await juan.says("Hola")
    await juan.sees("¿De qué se trata?")
    await maria.sees("Va más rápido de lo que puedo leer.")
    await story.stage.quiet(60)
    assert sum("Va más rápido" in each for each in maria.heard) == 1
    assert len(maria.heard) <= 1 + 20 + 1
