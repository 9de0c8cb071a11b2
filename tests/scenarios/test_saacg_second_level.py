"""Seed 1, stage 13 of SAACG.NET's technical support: the second level, by decision and when the time of analysis is over.

"Si la atención de la duda o consulta del Usuario supera el tiempo de análisis, o tiene alguna problemática que requiera una
atención más especializada, el caso puede transferirse para su atención al Área de Soporte Técnico de 2do Nivel." """

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.scenarios.requesters import Requester
from tests.scenarios.seeds import SAACG, known, number_in, until, walks
from tests.scenarios.story import Story

OPENED = "Su número de ticket es "
ZONE = ZoneInfo("America/Mexico_City")


async def _opens(saacg: Story, maria: Requester) -> str:
    await saacg.stage.look(known())
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "course", without=("module",)), kind="[Administrativa")
    await walks(saacg, maria, SAACG, "version", "case", "title", "files", "summary")
    return number_in(await maria.sees(OPENED), OPENED)


async def _days_pass(saacg: Story, days: int) -> None:
    """The service looks at each noon of the desk; some of these days it is open, whatever holidays there are."""
    noon = saacg.stage.timeline.now().astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
    for day in range(1, days + 1):
        saacg.stage.timeline.advance((noon + timedelta(days=day) - saacg.stage.timeline.now()).total_seconds())
        assert saacg.stage.service is not None
        await saacg.stage.service.ticker.tick()


async def _is_with_the_second_level(saacg: Story, maria: Requester, number: str) -> None:
    assert await maria.sees("2do Nivel") == (
        f"{number} pasa a Soporte Técnico de 2do Nivel.\n"
        "Ya tienen todo lo que usted nos contó: no hace falta explicarlo otra vez."
    )
    told = await maria.sees("Zoe")
    assert number in told
    await saacg.card(number, "con el segundo nivel", "Nivel\nSoporte Técnico de 2do Nivel", "Especialista\nZoe")


async def test_stage_13_a_case_that_needs_more_goes_to_the_second_level_by_decision(saacg: Story) -> None:
    zoe = await saacg.specialist("Zoe", "second_level")
    maria = saacg.requester()
    number = await _opens(saacg, maria)
    await saacg.ana.types(f"escalar {number} Hay que ver la base de datos", f"Listo: {number}")
    await _is_with_the_second_level(saacg, maria, number)
    await maria.says("/porque")
    assert (await maria.sees("Esperamos resolverlo")).startswith(f"{number} · ")
    await zoe.is_told(number)
    await zoe.types(f"devolver {number} Es cuestión de configuración", f"Listo: {number}")
    await saacg.card(number, "Nivel\nSoporte Técnico de 1er Nivel")
    done = [line.split()[0] for line in await saacg.history(number)]
    assert [each for each in done if each in ("escalate", "give_back")] == ["escalate", "give_back"]


async def test_stage_13_a_case_that_takes_longer_than_its_analysis_goes_to_the_second_level_by_itself(
    saacg: Story,
) -> None:
    await saacg.specialist("Zoe", "second_level")
    maria = saacg.requester()
    number = await _opens(saacg, maria)
    await saacg.card(number, "Especialista\nAna López")
    await _days_pass(saacg, 7)  # 16 hours of work are promised, and half of them are for the analysis
    await _is_with_the_second_level(saacg, maria, number)
    assert sum(line.startswith("escalate system") for line in await saacg.history(number)) == 1
