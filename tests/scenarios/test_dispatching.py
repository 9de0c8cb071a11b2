"""Offers, transfers, escalations and the end of a shift, over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sandbox.slack.views import View
from tests.scenarios.conftest import staged
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import SHORT, Story
from tests.scenarios.waiting import PATIENCE

OFFERING = """
  - { id: second, name: { es: segundo nivel, en: second level }, team: support }
teams:"""

RULES = """
assignment: { mode: offer, offer_minutes: 5, leaving: keep }
numbering:"""


@pytest.fixture
def process(tmp_path: Path) -> str:
    """The short process with a second level, which offers its tickets."""
    text = Path(SHORT).read_text(encoding="utf-8").replace("\nteams:", OFFERING).replace("\nnumbering:", RULES)
    file = tmp_path / "offering.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.fixture
async def offering(sqlite_url: str, process: str) -> AsyncIterator[Story]:
    """A stage with it; Ana is on shift."""
    async with staged(sqlite_url, process=process) as story:
        yield story


async def _later(story: Story, minutes: float) -> None:
    story.stage.timeline.advance(minutes * 60)
    assert story.stage.service is not None
    await story.stage.service.ticker.tick()


async def _modal(who: Specialist, title: str) -> View:
    return await who.member.wait_for_modal(title, timeout=PATIENCE)


async def test_an_offer_is_declined_and_runs_out_and_is_taken_from_the_channel(offering: Story) -> None:
    luis = await offering.specialist("Luis")
    maria = offering.requester("María")
    number = await offering.opens(maria)
    await offering.card(number, "se le ofrece a Ana López hasta")
    assert f"Se le ofrece {number} hasta" in await offering.ana.is_told("Se le ofrece")
    await offering.ana.member.press("No puedo")
    await offering.ana.is_told(f"Dejó {number} para la siguiente persona.")
    await luis.is_told("Se le ofrece")
    await offering.card(number, "se le ofrece a Luis hasta")
    await offering.stage.stop()
    await offering.stage.start()
    await _later(offering, 5)
    await luis.is_told(f"Se acabó el tiempo para {number}")
    call = await offering.stage.channel.wait_for("🙋 Nadie ha tomado", timeout=PATIENCE)
    assert number in call.rendered
    await offering.ana.presses("Tomar", call)
    await maria.sees(f"Ana López ya trabaja en {number}.")
    await offering.stage.channel.wait_for(f"{number} ya lo tomó Ana López.", timeout=PATIENCE)
    assert await offering.history(number) == [
        "open requester new→new",
        "offer system new→new",
        "decline ana new→new",
        "offer system new→new",
        "offer system new→new",
        "take ana new→in_progress",
    ]
    assert sum("Se le ofrece" in each.rendered for each in luis.member.dm_messages) == 0, "it was changed in place"


async def test_an_offer_that_a_colleague_was_faster_with_says_who_has_it(offering: Story) -> None:
    luis = await offering.specialist("Luis")
    maria = offering.requester("María")
    number = await offering.opens(maria)
    card = await offering.card(number, "se le ofrece a Ana López")
    offer = await offering.ana.member.wait_for_dm("Se le ofrece", timeout=PATIENCE)
    await luis.presses("Tomar", card)
    await offering.ana.is_told(f"{number} ya lo tomó Luis.")
    assert [each.label for each in offering.ana.member.dm_messages[-1].buttons] == []
    assert offering.ana.member.dm_messages[-1].ts == offer.ts
    await maria.sees(f"Luis ya trabaja en {number}.")


async def test_from_the_card_to_an_escalation_it_takes_two_taps_and_a_reason(offering: Story) -> None:
    zoe = await offering.specialist("Zoe", "second_level")
    maria = offering.requester("María")
    number = await offering.opens(maria)
    card = await offering.card(number, "se le ofrece a Ana López")
    await offering.ana.presses("Tomar", card)
    await maria.sees("ya trabaja")
    card = await offering.card(number, "en atención")
    await offering.ana.presses("Escalar", card)  # the first tap
    await _modal(offering.ana, "Escalar el ticket")
    await offering.ana.member.submit({"reason": "   "})
    await _modal(offering.ana, "Diga el motivo en pocas palabras.")
    await offering.ana.member.submit({"reason": "Hay que abrir el torno"})  # the second tap, when nothing was wrong
    told = await maria.sees(f"{number} pasa a segundo nivel.")
    assert told.splitlines()[1] == "Ya tienen todo lo que usted nos contó: no hace falta explicarlo otra vez."
    await offering.in_thread(card, "⤴️ Ana López lo escaló a segundo nivel.\nHay que abrir el torno")
    await zoe.is_told("Se le ofrece")
    card = await offering.card(number, "con el segundo nivel", "se le ofrece a Zoe")
    assert "segundo nivel: lo toma alguien de ahí" in await offering.ana.is_refused("Tomar", card, number)
    await zoe.member.press("Tomar")
    await maria.sees(f"Zoe ya trabaja en {number}.")
    card = await offering.card(number, "en atención", "Especialista\nZoe")
    assert "[Escalar]" not in card.rendered, "there is no third level"


async def test_a_ticket_is_given_to_a_colleague_in_a_form_and_back_to_the_queue(offering: Story) -> None:
    luis = await offering.specialist("Luis", on_shift=False)
    maria = offering.requester("María")
    number = await offering.opens(maria)
    await offering.ana.types("tomar 1", "Listo")
    card = await offering.card(number, "en atención")
    await luis.member.choose("menu", "Asignar", offering.stage.channel, ts=card.ts)
    refused = await luis.member.wait_for_ephemeral("o un supervisor", timeout=PATIENCE)
    assert refused.rendered == f"Eso solo lo puede hacer quien tiene {number}, o un supervisor."
    await offering.ana.member.choose("menu", "Asignar", offering.stage.channel, ts=card.ts)
    await _modal(offering.ana, "Luis · fuera de turno · tickets abiertos: 0")
    await offering.ana.member.submit({"person": "De vuelta a la fila"})
    await _modal(offering.ana, "Diga por qué vuelve a la fila.")
    await offering.ana.member.submit({"person": "Luis · fuera de turno · tickets abiertos: 0", "reason": "Él sabe"})
    await luis.is_told(f"Ana López le pasó {number}")
    await maria.sees(f"Luis atenderá {number}.")
    card = await offering.card(number, "Especialista\nLuis")
    await luis.member.choose("menu", "Soltar", offering.stage.channel, ts=card.ts)
    await _modal(luis, "De vuelta a la fila")
    await luis.member.submit({"reason": "No tengo torno"})
    await offering.in_thread(card, "↩️ Luis lo devolvió a la fila.\nNo tengo torno")
    await offering.ana.is_told("Se le ofrece")


async def test_whoever_goes_off_shift_hands_over_what_is_open(offering: Story) -> None:
    luis = await offering.specialist("Luis", on_shift=False)
    maria, juan = offering.requester("María"), offering.requester("Juan")
    first, second = await offering.opens(maria), await offering.opens(juan)
    for number in ("1", "2"):
        await offering.ana.types(f"tomar {number}", "Listo")
    await luis.types("entro", "Está en turno")
    assert (await offering.ana.types("salgo", "Ya no está")).endswith("dígalo en el formulario que se abrió.")
    modal = await _modal(offering.ana, "Tiene 2 tickets abiertos.")
    assert modal.rendered.count("Se queda conmigo") == 2
    person = "Luis · en turno · tickets abiertos: 0"
    await offering.ana.member.submit({"ticket_1": person, "ticket_2": "De vuelta a la fila"})
    await maria.sees(f"Luis atenderá {first}.")
    await offering.card(first, "Especialista\nLuis")
    await luis.is_told(f"Se le ofrece {second}")
    card = await offering.card(second, "se le ofrece a Luis")
    await offering.in_thread(card, "↩️ Ana López terminó su turno: vuelve a la fila.")
    await offering.ana.is_told("Se entregaron 2 tickets.")
