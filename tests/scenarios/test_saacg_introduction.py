"""Seed 1, the sentences before the stages of SAACG.NET's technical support: what the desk is for, and what it is not.

Each test quotes the sentence that it proves."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.scenarios.seeds import MEXICO, SAACG, buttons, known, said, today, until, walks
from tests.scenarios.story import Story


async def test_introduction_three_kinds_of_consultation_are_offered_and_explained(saacg: Story) -> None:
    """ "El Soporte Técnico del SAACG.NET se otorga a través de la atención de consultas Administrativas, consultas de
    Soporte Técnico o Consultas de Soporte Normativo de Primer Nivel o Segundo Nivel." The second level comes later."""
    maria = saacg.requester()
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, "notice")
    await maria.is_offered("¿En qué le podemos ayudar?", "Administrativa")
    assert buttons(maria, "¿En qué le podemos ayudar?") == [
        "Administrativa (licencia, cursos)",
        "Soporte técnico (uso del sistema)",
        "Normativa (reglas contables)",
    ]
    await maria.presses("❓ Ayuda")
    told = await maria.sees("Normativa: cómo registrar algo")
    assert "Administrativa: su licencia, la actualización anual o los cursos." in told
    assert "Soporte técnico: algo que hace, o no hace, el sistema." in told


async def test_introduction_two_latest_versions_are_covered_and_an_older_one_has_a_way_out(saacg: Story) -> None:
    """ "Este servicio cubre atenciones para las dos últimas versiones del Sistema (la que corresponda el ejercicio en
    cuestión y a la del año inmediato anterior) …"."""
    await saacg.stage.look(known())
    maria = saacg.requester()
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "course"))
    await maria.is_offered("¿De qué año es la versión", "Una versión anterior")
    year = today(saacg).year
    assert buttons(maria, "¿De qué año es la versión") == [f"{year}", f"{year - 1}", "Una versión anterior"]
    await maria.presses("Una versión anterior")
    await maria.sees("Cuéntenos su caso")
    assert said(maria, "El soporte cubre") == (
        "El soporte cubre la versión de este ejercicio y la del año anterior.\n"
        "Su consulta continúa como Administrativa, para decirle cómo actualizarse; no tiene que repetir nada."
    )
    await maria.presses("◀ Atrás")
    await walks(saacg, maria, SAACG, "version", "resources", version=f"[{year - 1}")


async def test_introduction_support_is_limited_by_availability_and_time_and_the_ticket_waits(saacg: Story) -> None:
    """ "… se brinda bajo un esquema limitado, sujeto a disponibilidad y al tiempo de atención …". That it is no training
    is stage 1's."""
    await saacg.stage.look(known())
    await saacg.ana.types("salgo", "turno")
    maria = saacg.requester()
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "course", without=("module",)), kind="[Administrativa")
    await walks(saacg, maria, SAACG, "version", "case", "title", "files", "summary")
    await maria.sees("Por el momento no hay un especialista disponible.")
    await saacg.card("SAACG-", "en espera de especialista", "nadie todavía")
    await saacg.ana.types("entro", "Tickets repartidos de la fila: 1.")
    await maria.sees("ya tiene especialista: Ana López")


async def test_introduction_support_is_renewed_every_year_and_the_entity_is_reminded_once(saacg: Story) -> None:
    """ "El soporte técnico se renueva año con año, a través de la aportación extraordinaria por actualización anual." """
    lapses = today(saacg).date() + timedelta(days=8)
    await saacg.stage.look(known(lapses))
    maria = saacg.requester()
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "course"))
    await maria.is_offered("¿De qué año es la versión", "Una versión anterior")
    tomorrow = datetime.combine(today(saacg).date() + timedelta(days=1), datetime.min.time(), MEXICO)
    saacg.stage.timeline.advance((tomorrow + timedelta(hours=12) - today(saacg)).total_seconds())
    service = saacg.stage.service
    assert service is not None
    assert [await service.renewing.remind(), await service.renewing.remind()] == [1, 0]
    told = await maria.sees("vence la actualización anual")
    assert told.splitlines() == [
        f"El {lapses.day} de {_MONTHS[lapses.month - 1]} de {lapses.year} vence la actualización anual del SAACG.NET"
        " de Municipio de Tequila.",
        "Para renovarla y seguir con soporte, llame al 33-3669-5550, opción 1.",
    ]


_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
