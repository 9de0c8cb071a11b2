"""Who gets a ticket, and who may take it."""

from __future__ import annotations

import asyncio

from adapters.sandbox.slack.interactions import find_element
from adapters.sandbox.slack.state import Message
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import Story


async def test_with_nobody_on_shift_the_ticket_waits_and_is_given_out_when_somebody_comes(closed_desk: Story) -> None:
    luis = await closed_desk.specialist("Luis", on_shift=False)
    maria = closed_desk.requester("María")
    number = await closed_desk.opens(maria)
    await maria.sees(f"Nadie está en turno; {number} queda en la fila.")
    card = await closed_desk.card(number, "en espera de especialista", "Especialista\nnadie todavía")
    assert (await luis.types("lista", "En espera")).startswith(
        f"En espera de especialista\n{number} · El torno vibra · María · en espera de especialista · desde "
    )
    answer = await luis.types("entro", "Está en turno")
    assert answer == "Está en turno. Tickets repartidos de la fila: 1."
    assert await luis.is_told(number) == f"Se le asignó un ticket: {number}\n{number} · El torno vibra · María"
    await maria.sees(f"Luis atenderá {number}.")
    assert (await closed_desk.card(number, "asignado", "Especialista\nLuis")).ts == card.ts
    assert await luis.types("lista", "En espera") == "En espera de especialista\nNinguno."


async def test_the_queue_is_given_out_oldest_first_to_whoever_comes_on_shift(closed_desk: Story) -> None:
    luis = await closed_desk.specialist("Luis", on_shift=False)
    numbers = [await closed_desk.opens(closed_desk.requester(f"Persona {each}"), f"Falla {each}") for each in "ABC"]
    await luis.types("entro", "Está en turno. Tickets repartidos de la fila: 3.")
    await closed_desk.stage.quiet()
    told = [each.rendered.splitlines()[0] for each in luis.member.dm_messages]
    assert told == [f"Se le asignó un ticket: {number}" for number in numbers]


async def test_the_least_loaded_gets_the_ticket_and_among_equals_the_one_who_waited_longest(story: Story) -> None:
    async def given_to() -> str:
        requester = story.requester("María")
        number = await story.opens(requester)
        told = await requester.sees("atenderá")
        assert told.endswith(f" atenderá {number}.")
        return told.removesuffix(f" atenderá {number}.")

    assert await given_to() == "Ana López"
    await story.specialist("Luis")
    assert await given_to() == "Luis"  # none against one
    assert await given_to() == "Ana López"  # one each; hers is longer ago
    assert await given_to() == "Luis"
    await story.ana.types("resolver 1 Listo", "Listo: T-")
    assert await given_to() == "Ana López"  # one against two
    assert await given_to() == "Luis"  # two each


async def test_whoever_goes_off_shift_gets_no_new_ticket_and_keeps_the_old_ones(story: Story) -> None:
    first = await story.opens(story.requester("María"))
    await story.card(first, "Especialista\nAna López")
    assert await story.ana.types("salgo", "turno") == (
        "Ya no está en turno: no le llegan tickets nuevos. Los suyos siguen siendo suyos.\n"
        "Para entregarlos, dígalo en el formulario que se abrió."
    )
    second = await story.opens(story.requester("Juan"))
    await story.card(second, "nadie todavía")
    assert (await story.ana.types("mios", "Sus tickets")).startswith(
        f"Sus tickets abiertos\n{first} · El torno vibra · María · asignado · desde "
    )


async def test_two_who_press_take_at_once_one_has_it_and_the_other_is_told_who(story: Story) -> None:
    luis = await story.specialist("Luis", on_shift=False)
    maria = story.requester("María")
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    await asyncio.gather(luis.presses("Tomar", card), story.ana.presses("Tomar", card))
    await maria.sees("ya trabaja en")
    await story.stage.quiet()
    taker = (await story.ticket(number)).assignee
    winner, loser = (luis, story.ana) if taker == luis.chat else (story.ana, luis)
    refusal = await loser.member.wait_for_ephemeral("ya lo tomó")
    assert refusal.rendered.startswith(f"{number} ya lo tomó {winner.name}. (Desde: ")
    assert [line for line in await story.history(number) if line.startswith("take")] == [
        f"take {winner.member.user.name} assigned→in_progress"
    ]
    assert sum("ya trabaja en" in each for each in maria.heard) == 1


async def test_a_stranger_who_presses_take_is_refused_in_words_and_nothing_changes(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    card = await story.card(number, "asignado")
    await _is_refused_without_effect(story, story.passer_by("Pedro"), number, card)


async def test_an_administrator_without_a_specialists_role_cannot_take(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    card = await story.card(number, "asignado")
    await _is_refused_without_effect(story, story.administrator, number, card)


async def _is_refused_without_effect(story: Story, who: Specialist, number: str, card: Message) -> None:
    before = card.rendered
    for button in ("Tomar", "Responder", "Resolver"):
        refusal = await who.is_refused(button, card, number)
        assert refusal == f"Usted no puede hacer eso con {number}."
        assert who.member.modal is None
    await story.stage.quiet()
    assert (await story.card(number)).rendered == before
    assert await story.history(number) == ["open requester new→new", "assign system new→assigned"]


async def test_an_old_button_of_the_card_is_answered_with_the_present_state(story: Story) -> None:
    maria = story.requester("María")
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    old = find_element(card.blocks, "Tomar", pressed=True)
    assert old is not None
    await story.ana.types("resolver 1 Listo", f"Listo: {number}")
    await maria.sees("resolvió")
    await maria.presses("✔ Ya quedó")
    card = await story.card(number, "cerrado")
    interactions = story.ana.member._desk.interactions  # a client that still shows the old card
    await interactions.act_on_message(story.ana.member.id, card, *old, "Tomar")
    refusal = await story.ana.member.wait_for_ephemeral("ya no procede")
    assert refusal.rendered.startswith(f"{number} está cerrado; eso ya no procede. (Desde: ")
    assert (await story.history(number))[-1] == "close requester resolved→closed"


async def test_taking_ones_own_ticket_again_says_so(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    await story.ana.types("tomar 1", f"Listo: {number}")
    assert await story.ana.types("tomar 1", "Usted") == f"Usted ya tiene {number}."
