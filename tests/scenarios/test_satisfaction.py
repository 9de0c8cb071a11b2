"""After a ticket is closed: how the person was served, on both platforms, and what the desk sees of it."""

from __future__ import annotations

from datetime import timedelta

from tests.scenarios.requesters import Requester
from tests.scenarios.story import Story


async def _closed(story: Story, requester: Requester) -> str:
    number = await story.opens(requester)
    await story.ana.types(f"resolver {number} Se ajustó.", f"Listo: {number}")
    await requester.is_offered("resolvió", "✔ Ya quedó")
    await requester.presses("✔ Ya quedó")
    await requester.is_offered(f"¿Cómo le atendimos en {number}?", "5")
    return number


async def test_the_number_and_the_comment_are_shown_on_the_card_and_can_be_changed_for_a_day(either: Story) -> None:
    maria = either.requester("María")
    number = await _closed(either, maria)
    await maria.presses("3")
    await maria.sees(f"Gracias: 3 de 5 para {number}.")
    await maria.presses("✍")
    await maria.sees("Escriba su comentario")
    await maria.says("Al principio nadie contestaba")
    await maria.sees("Gracias: su comentario ya está con la mesa.")
    await either.card(number, "⭐ 3 de 5 · Al principio nadie contestaba")
    await maria.presses("5")
    card = await either.card(number, "⭐ 5 de 5 · Al principio nadie contestaba")
    await either.in_thread(card, "⭐ 5 de 5")
    either.stage.timeline.advance(timedelta(hours=25).total_seconds())
    await maria.presses("1 😞")
    await maria.sees(f"Gracias: su calificación de {number} ya quedó anotada.")
    assert [line for line in await either.history(number) if line.startswith("rate")] == [
        "rate requester closed→closed"
    ] * 3
    assert (await either.card(number)).rendered.count("⭐ 5 de 5") == 1


async def test_whoever_says_nothing_is_asked_once_more_and_thanks_reopen_nothing(either: Story) -> None:
    maria = either.requester("María")
    number = await _closed(either, maria)
    await maria.says("Gracias!")
    for _ in range(2):
        either.stage.timeline.advance(timedelta(hours=25).total_seconds())
        assert either.stage.service is not None
        await either.stage.service.ticker.tick()
    await maria.sees("Si tiene un momento: ¿Cómo le atendimos")
    await either.stage.quiet()
    assert sum("Si tiene un momento" in each for each in maria.heard) == 1
    assert (await either.history(number))[-1] == "close requester resolved→closed"
