"""Stage 2 of seed 1 with a register of licences: "El Usuario deberá tener una licencia adquirida, a nombre de un Ente
Público (no de prueba) con sus actualizaciones vigentes", on both platforms."""

from __future__ import annotations

from datetime import date

import pytest

from bot.app.ports import UnitOfWork
from bot.domain.register import Course, Licence, LicenceKind, Organisation
from bot.domain.text import Untrusted
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester
from tests.scenarios.story import Platform, Story

EMAIL = "maria.perez@tequila.gob.mx"


def register(uow: UnitOfWork) -> None:
    uow.registers.save(Organisation(id="teq", name=Untrusted("Municipio de Tequila, Jalisco")))
    uow.registers.save(Organisation(id="tal", name=Untrusted("Municipio de Tala")))
    uow.registers.save(
        Licence(id="l1", organisation="teq", kind=LicenceKind.ACQUIRED, updates_until=date(2099, 12, 31))
    )
    uow.registers.save(Licence(id="l2", organisation="tal", kind=LicenceKind.TRIAL))
    for course in ("implementation", "accounting"):
        uow.registers.save(Course(email=EMAIL, course=course, taken_on=date(2025, 1, 1)))


BEFORE = (
    ("¿Está de acuerdo?", "[✔ Acepto"),
    ("¿En qué le podemos ayudar?", "[Soporte técnico"),
    ("¿De qué módulo", "[Contabilidad"),
    ("¿Cuál es su nombre", "María Pérez"),
    ("¿Cuál es su cargo?", "Contadora"),
)
CONTACT = (("¿Cuál es su correo", EMAIL), ("¿A qué teléfono", "33 1234 5678"))


async def until_the_contact(story: Story, entity: str) -> Requester:
    await story.stage.look(register)
    maria = story.requester("María")
    await maria.says("Hola")
    for question, answer in BEFORE:
        await story.answers(maria, question, answer)
    await maria.sees("¿En qué ente público trabaja?")
    await maria.says(entity)
    return maria


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_trial_licence_in_the_register_is_answered_with_the_way_out(
    sqlite_url: str, platform: Platform
) -> None:
    """ "… (no de prueba) …"."""
    async with staged(sqlite_url, platform, process="saacg") as story:
        maria = await until_the_contact(story, "H. Ayuntamiento de Tala")
        for question, answer in CONTACT:
            await story.answers(maria, question, answer)
        told = await maria.sees("📋 En nuestro registro")
        assert told == (
            "📋 En nuestro registro: Curso de Implementación · Curso del módulo · Licencia: De prueba\n"
            "El soporte técnico es para licencias adquiridas, y con gusto le decimos cómo obtener la suya.\n"
            "Su consulta continúa como Administrativa; no tiene que repetir nada."
        )
        for question, answer in (
            ("Cuéntenos su caso", "Queremos adquirir la licencia del sistema"),
            ("¿Le parece bien este título?", "Adquirir la licencia"),
            ("¿Quiere enviar una foto", "[Omitir"),
        ):
            await story.answers(maria, question, answer)
        await maria.is_offered("Resumen", "✅ Enviar la solicitud")
        await maria.presses("✅ Enviar la solicitud")
        number = (await maria.sees("Su número de ticket es")).partition("Su número de ticket es ")[2].split(".")[0]
        card = (await story.card(number, "asignado")).rendered
        assert "Organización\n✅ Municipio de Tala" in card
        assert "Consulta\nAdministrativa" in card
        assert "Condiciones\n⚠️ Licencia: De prueba\n" in card


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_valid_licence_is_verified_without_asking(sqlite_url: str, platform: Platform) -> None:
    """ "… una licencia adquirida, a nombre de un Ente Público … con sus actualizaciones vigentes"."""
    async with staged(sqlite_url, platform, process="saacg") as story:
        maria = await until_the_contact(story, "Ayuntamiento de Tequila")
        await maria.is_offered("¿Cuál de estas es la suya?", "Municipio de Tequila, Jalisco")
        await maria.presses("Municipio de Tequila, Jalisco")
        for question, answer in CONTACT:
            await story.answers(maria, question, answer)
        told = await maria.sees("✔ En nuestro registro")
        assert told.splitlines()[:2] == [
            "✔ En nuestro registro: Curso de Implementación · Curso del módulo"
            " · licencia vigente hasta el 31 de diciembre de 2099",
            "¿De qué año es la versión del SAACG.NET que usa?",
        ]
        assert not [each for each in maria.heard if "¿Cómo es la licencia" in each]
