"""After the resolution: still the same, too late, and closing by itself."""

from __future__ import annotations

from datetime import timedelta

from tests.scenarios.requesters import Requester
from tests.scenarios.story import Story

CLOSE_DAYS = timedelta(days=3).total_seconds()
REOPEN_DAYS = timedelta(days=7).total_seconds()


async def _resolved(story: Story, requester: Requester, title: str) -> str:
    number = await story.opens(requester, title, first="/nuevo")
    await story.ana.types(f"resolver {number} Se ajustó.", f"Listo: {number}")
    await requester.sees(f"resolvió {number}")
    return number


async def _time_passes(story: Story, seconds: float) -> None:
    story.stage.timeline.advance(seconds)
    assert story.stage.service is not None
    await story.stage.service.ticker.tick()


async def test_still_the_same_reopens_only_that_ticket_and_tells_its_specialist(either: Story) -> None:
    maria, juan = either.requester("María"), either.requester("Juan")
    mine, his = await _resolved(either, maria, "El torno vibra"), await _resolved(either, juan, "No enciende")
    await maria.presses("↺ Sigue igual")
    await maria.sees(f"{mine} se retoma.")
    card = await either.card(mine, "reabierto", "Especialista\nAna López")
    assert (await either.in_thread(card, "reabierto")).rendered == "↺ María: reabierto"
    assert await either.ana.is_told("Se reabrió") == f"Se reabrió {mine}\n{mine} · El torno vibra · María"
    await either.stage.quiet()
    assert (await either.card(his)).rendered.startswith(f"{his} · resuelto")
    assert (await either.history(mine))[-1] == "reopen requester resolved→reopened"
    assert (await either.history(his))[-1] == "resolve ana assigned→resolved"
    assert not any("se retoma" in each for each in juan.heard)


async def test_a_reopened_ticket_is_taken_and_resolved_again(story: Story) -> None:
    maria = story.requester("María")
    number = await _resolved(story, maria, "El torno vibra")
    await maria.presses("↺ Sigue igual")
    card = await story.card(number, "reabierto")
    await story.ana.presses("Tomar", card)
    await maria.sees("ya trabaja en")
    await story.ana.enters("Resolver", await story.card(number, "en atención"), "Ahora sí.")
    await maria.sees("Ahora sí.")
    await maria.presses("✔ Ya quedó")
    await story.card(number, "cerrado")
    assert (await story.history(number))[-4:] == [
        "reopen requester resolved→reopened",
        "take ana reopened→in_progress",
        "resolve ana in_progress→resolved",
        "close requester resolved→closed",
    ]


async def test_a_resolved_ticket_closes_by_itself_after_the_period_and_both_sides_see_it(either: Story) -> None:
    maria = either.requester("María")
    number = await _resolved(either, maria, "El torno vibra")
    await _time_passes(either, CLOSE_DAYS - 60)
    await either.stage.quiet()
    assert (await either.card(number)).rendered.startswith(f"{number} · resuelto")
    await _time_passes(either, 61)
    await maria.sees(f"{number} quedó cerrado.")
    await either.card(number, "cerrado")
    assert (await either.history(number))[-1] == "close system resolved→closed"


async def test_after_the_window_a_new_request_follows_the_old_one_and_both_cards_say_so(either: Story) -> None:
    maria = either.requester("María")
    number = await _resolved(either, maria, "El torno vibra")
    await _time_passes(either, CLOSE_DAYS + 1)
    await maria.sees(f"{number} quedó cerrado.")
    await _time_passes(either, REOPEN_DAYS + 1)
    await maria.presses("↺ Sigue igual")
    await maria.sees(f"{number} se cerró hace más de 7 días y ya no se reabre.")
    await maria.presses("➕ Nueva solicitud sobre esto")
    await maria.is_offered("¿Siguen siendo estos sus datos?", "✔ Sí")
    await maria.presses("✔ Sí")
    await either.goes_on(maria, "El torno vibra otra vez")
    newer = either.number(2)
    await either.card(newer, f"continuación de {number}")
    old = await either.card(number, f"continúa en {newer}")
    await either.in_thread(old, f"🔗 {newer} continúa este caso.")
    assert (await either.history(number))[-1] == "link system closed→closed"


async def test_a_second_press_on_close_is_answered_with_how_it_stands(either: Story) -> None:
    maria = either.requester("María")
    number = await _resolved(either, maria, "El torno vibra")
    await maria.presses("✔ Ya quedó")
    await maria.sees(f"{number} quedó cerrado.")
    refused = await either.is_refused_in_chat(maria, "✔ Ya quedó")
    assert refused.startswith(f"{number} está cerrado; eso ya no procede. (Desde: ")


async def test_thanks_after_the_resolution_reach_the_specialist_and_reopen_nothing(either: Story) -> None:
    maria = either.requester("María")
    number = await _resolved(either, maria, "El torno vibra")
    await maria.says("¡Muchas gracias!")
    assert await maria.sees("Agregado") == f"📨 Agregado a su ticket {number}; lo ve Ana López."
    await either.in_thread(await either.card(number), "¡Muchas gracias!")
    assert (await either.history(number))[-1] == "tell requester resolved→resolved"
