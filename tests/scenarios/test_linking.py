"""One person in Telegram and in Slack. Issue: "Linking a second chat account (Telegram ↔ Slack) by a single-use code"."""

from __future__ import annotations

from tests.scenarios.requesters import SlackRequester
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

REFUSED = "Ese código no es válido o ya no sirve."


async def commands(requester: SlackRequester, command: str, words: str = "") -> None:
    await requester.member.command(command, words)


async def test_a_telegram_and_a_slack_account_become_one_person(story: Story) -> None:
    maria, also_maria, pedro = story.in_telegram("María"), story.in_slack("María"), story.in_slack("Pedro")
    number = await story.opens(maria)
    await maria.says("/vincular")
    told = await maria.sees("Su código: ")
    code = told.partition("Su código: ")[2].partition(".")[0]
    assert f"/vincular {code}" in told

    await commands(also_maria, "/vincular", code)
    await also_maria.sees("✔ Su cuenta de Telegram quedó vinculada con este chat.")
    await maria.sees("✔ Su cuenta de Slack quedó vinculada con este chat.")
    await commands(pedro, "/vincular", code)
    await pedro.sees(REFUSED)
    await commands(pedro, "/estado", "1")
    await pedro.sees("No encuentro un ticket suyo con ese número.")

    await commands(also_maria, "/mis_tickets")
    await also_maria.sees(number)
    await also_maria.says("Ahora también hace ruido")
    await also_maria.sees(f"Agregado a su ticket {number}")
    card = await story.card(number)
    await story.in_thread(card, "Ahora también hace ruido")
    await commands(also_maria, "/nuevo")
    assert "Nombre\nMaría" in await also_maria.sees("¿Siguen siendo estos sus datos?")

    await story.ana.types("resolver 1 Un tornillo", "Listo")
    await maria.sees("Ana López resolvió")
    await story.stage.quiet(PATIENCE)
    assert not any("resolvió" in each for each in also_maria.heard)


async def test_a_detail_changed_in_slack_is_known_in_telegram(story: Story) -> None:
    maria, also_maria = story.in_telegram("María"), story.in_slack("María")
    await story.opens(maria)
    await maria.says("/vincular")
    code = (await maria.sees("Su código: ")).partition("Su código: ")[2].partition(".")[0]
    await commands(also_maria, "/vincular", code.lower())
    await also_maria.sees("quedó vinculada")
    await commands(also_maria, "/perfil")
    await also_maria.is_offered("Sus datos", "✏ Nombre")
    await also_maria.presses("✏ Nombre")
    await also_maria.sees("¿Cómo se llama?")
    await also_maria.says("María Pérez")
    await also_maria.sees("María Pérez")
    await maria.says("/perfil")
    assert "María Pérez" in await maria.sees("Oprima lo que quiera cambiar.")
