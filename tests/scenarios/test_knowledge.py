"""Seed 1, stage 3: "… deberá haber accedido a los recursos digitales complementarios a la capacitación, localizados en la
Página Web del SAACG.NET …": what the desk has explained is offered before the ticket, over the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.knowledge import Use
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester, TelegramRequester
from tests.scenarios.story import Platform

KNOWING = str(Path(__file__).parent / "knowing.yaml")


async def describes(requester: Requester) -> None:
    await requester.says("Hola")
    await requester.is_offered("¿De qué se trata?", "Técnica")
    await requester.presses("Técnica")
    await requester.sees("¿Cómo se llama?")
    await requester.says("María")
    await requester.sees("¿Qué pasa?")
    await requester.says("Mis tornos vibrán al encenderlos")


def uses(uow: UnitOfWork) -> dict[tuple[str, Use], int]:
    return dict(uow.knowledge.uses("knowing"))


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_what_was_opened_and_why_it_did_not_help_is_on_the_ticket(sqlite_url: str, platform: Platform) -> None:
    async with staged(sqlite_url, platform, process=KNOWING) as story:
        maria = story.requester("María")
        await describes(maria)
        await maria.is_offered("Esto puede servirle", "📘 El torno vibra")
        await maria.presses("📘 El torno vibra")
        await maria.is_offered("Nivele las patas del torno", "Ninguno me ayudó")
        await maria.presses("Ninguno me ayudó")
        await maria.is_offered("¿Por qué no le ayudó?", "Ya lo intenté")
        await maria.presses("Ya lo intenté")
        await maria.sees("¿qué falla?")
        await maria.says("El torno vibra")
        await maria.is_offered("Consultó", "✅ Enviar la solicitud")
        await maria.presses("✅ Enviar la solicitud")
        await story.card("T-", "📘 El torno vibra al encender — Ya lo intenté")
        assert await story.stage.look(uses) == {("vibrates", Use.OPENED): 1, ("vibrates", Use.TRIED): 1}


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_what_is_solved_by_it_opens_no_ticket_and_counts_once_however_often_it_is_pressed(
    sqlite_url: str, platform: Platform
) -> None:
    async with staged(sqlite_url, platform, process=KNOWING) as story:
        maria = story.requester("María")
        await describes(maria)
        await maria.is_offered("Esto puede servirle", "🎬 Ruidos")
        await maria.presses("🎬 Ruidos")
        await maria.is_offered("https://example.org/ruidos", "✅ Esto lo resolvió")
        if isinstance(maria, TelegramRequester):
            message, whole = maria.button("✅ Esto lo resolvió")
            for _ in range(2):
                maria.person.press(whole, message.message_id)
        else:
            await maria.presses("✅ Esto lo resolvió")
        await maria.sees("No hizo falta abrir un ticket")
        await story.stage.quiet()
        assert await story.stage.look(uses) == {("noise", Use.OPENED): 1, ("noise", Use.HELPED): 1}
        assert await story.stage.look(lambda uow: uow.tickets.waiting(10)) == ()
