"""A desk that the product was not written for runs from its file alone: the example of a university's library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.register import Organisation
from bot.domain.text import Untrusted
from tests.scenarios.conftest import staged
from tests.scenarios.story import Platform

LIBRARY = str(Path(__file__).parent.parent.parent / "docs" / "examples" / "biblioteca.yaml")

FROM_ABROAD: Sequence[tuple[str, str]] = (
    ("¿Está de acuerdo?", "[✔ Acepto"),
    ("¿Con qué le ayudamos hoy?", "[Entrar desde fuera"),
    ("¿En qué servicio le pasa?", "[Bases de datos"),
    ("¿Cómo se llama?", "Luis Ortega Ruiz"),
    ("¿Qué es usted en la universidad?", "[Estudiante"),
    ("¿De qué facultad o dependencia es?", "Ciencias"),
    ("¿Cuál de estas es la suya?", "[Facultad de Ciencias"),
    ("¿Cuál es su correo de la universidad?", "luis.ortega@uni.example"),
    ("¿Cuál es el número de su credencial?", "A-2026-12"),
    ("Son ocho cifras, sin letras.", "20261234"),
    ("¿Ya activó su cuenta", "[Todavía no"),
    ("Primero active su cuenta", "[✔ Ya lo tengo"),
    ("¿Desde dónde quiere entrar?", "[Otro país"),
    ("¿qué pasa y qué esperaba?", "La revista pide una contraseña que no tengo"),
    ("📌 La revista pide una contraseña que no tengo", "[✔ Usar este título"),
    ("¿Quiere mandar una foto", "[Omitir"),
    ("✅ Enviar la solicitud", "[✅ Enviar la solicitud"),
)


def faculties(uow: UnitOfWork) -> None:
    for key, name in (("cie", "Facultad de Ciencias"), ("soc", "Facultad de Ciencias Sociales")):
        uow.registers.save(Organisation(id=key, name=Untrusted(name)))


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_third_desk_needs_a_file_and_no_code(sqlite_url: str, platform: Platform) -> None:
    async with staged(sqlite_url, platform, process=LIBRARY) as story:
        await story.stage.look(faculties)
        luis = story.requester("Luis")
        number = await story.opens(luis, answers=FROM_ABROAD)
        assert number.startswith("BIB-2026-0001")
        card = await story.card(number, "Bases de datos y revistas", "Otro país", "Facultad de Ciencias")
        await story.ana.presses("Tomar", card)
        await luis.sees(f"Ana López ya trabaja en {number}.")
        await story.ana.enters("Resolver", card, "Ya quedó abierta.")
        await luis.sees("Ya quedó abierta.")
        await luis.presses("✔ Ya quedó")
        await luis.sees(f"Cerramos {number}. ¡Buenas lecturas!")
