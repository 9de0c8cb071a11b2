"""Seed 2, the paragraphs on AdvertMind's first level, the HelpDesk, and the question on the portal of its clients.

Each test quotes the sentence that it proves. The second level (the incident system SDI, with incidents of error and of
modification, and its standard times) belongs to a later issue and is left out here."""

from __future__ import annotations

import re

from tests.scenarios.requesters import Requester
from tests.scenarios.seeds import ADVERTMIND, buttons, number_in, said, walks
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

OPENED = "registrada con el número "
BEFORE = tuple(ADVERTMIND)[: tuple(ADVERTMIND).index("case")]


async def test_first_level_solves_configuration_functional_and_installation_questions(advertmind: Story) -> None:
    """ "Un nivel primario de atención, que se dedica a la solución de problemas de mal uso, configuración, temas
    funcionales, problemas en la instalación e implementación. Para lo resolución de este nivel de soporte se utiliza el:
    helpdesk.advertmind.com o HelpDesk." Misuse is found out by the desk, nobody asks for it."""
    laura = advertmind.requester("Laura")
    await laura.says("Hola")
    assert "Le damos la bienvenida al HelpDesk de AdvertMind." in await laura.sees("bienvenida")
    await walks(advertmind, laura, ADVERTMIND, "notice")
    await laura.sees("¿Qué necesita?")
    assert buttons(laura, "¿Qué necesita?")[:3] == [
        *("Duda sobre cómo funciona", "Configuración", "Instalación o implementación"),
    ]
    await laura.presses("Instalación")
    await walks(advertmind, laura, ADVERTMIND, *BEFORE[3:], **_INSTALL)
    await laura.sees("Le sugerimos buscar también en helpdesk.advertmind.com.")
    await walks(advertmind, laura, ADVERTMIND, "case", "environment", "title", "files", "summary", **_INSTALL)
    number = number_in(await laura.sees(OPENED), OPENED)
    card = (await advertmind.card(number, "se le ofrece a Ana López")).rendered
    assert "Consulta\nInstalación o implementación" in card
    assert "Equipo: Computadora nueva con Windows, al entrar" in card
    hour = r"\d+ de [a-z]+ de \d{4}, \d+:\d\d"
    assert re.search(rf"\nPlazos\nPrimera respuesta: {hour}\nSolución: {hour}\n", card)


_INSTALL = {
    "faq": "[No",
    "case": "Al instalar en la computadora nueva no deja entrar",
    "environment": "Computadora nueva con Windows, al entrar",
}


async def test_errors_and_questions_are_reported_to_the_helpdesk_with_what_tells_misuse_from_fault(
    advertmind: Story,
) -> None:
    """ "Todos los errores del sistema y dudas sobre su funcionamiento se reportan a través del HelpDesk. En este nivel nos
    encargamos de determinar si lo reportado obedece a un mal uso o a alguna configuración faltante, en resumen, a algo que
    tengamos la capacidad de solucionar sin que sea necesario modificar la programación (código) del sistema o modificar
    datos directamente en la base de datos."

    And what is done of it: "En ese caso aportamos instrucciones para la solución a través del ticket o solicitamos acceso
    a los usuarios para asistirlos." """
    laura = advertmind.requester("Laura")
    await laura.says("Hola")
    await walks(advertmind, laura, ADVERTMIND, *BEFORE, "case", *_ERROR, "title", "files", "summary")
    number = number_in(await laura.sees(OPENED), OPENED)
    card = await advertmind.card(number, "se le ofrece a Ana López")
    for each in (
        *("Qué hizo antes: Di de alta un cliente", "Qué quería hacer: Emitir la factura", "Usuario: lgomez"),
        *("Opción del sistema: Facturas", "Se repite: Sí, siempre", "Pasos para repetirlo: 1. Abrir Facturas."),
    ):
        assert each in card.rendered
    await _instructions_and_access(advertmind, laura, number)


_ERROR = ("before", "intended", "option", "button", "message", "user", "again", "impact", "reproduce")


async def _instructions_and_access(desk: Story, laura: Requester, number: str) -> None:
    card = await desk.card(number)
    await desk.ana.presses("Tomar", card)
    await laura.sees("ya está trabajando en su consulta")
    await desk.ana.enters("Responder", card, "¿Nos da acceso a su equipo para verlo juntos?")
    await laura.sees("¿Nos da acceso a su equipo para verlo juntos?")
    await laura.says("Sí, a las 11 estoy")
    await laura.sees("Agregado a su ticket")
    await desk.in_thread(card, "Sí, a las 11 estoy")
    await desk.ana.enters(
        "Resolver", await desk.card(number, "en atención"), "En Facturas, active la numeración exterior."
    )
    await laura.sees("terminó de atender")
    assert "Solución: En Facturas, active la numeración exterior." in said(laura, "terminó de atender")


async def test_how_do_i_register_in_the_portal_of_clients_in_the_chat_and_the_desk_confirms(advertmind: Story) -> None:
    """ "¿Cómo me registro en el portal de clientes?" """
    laura = advertmind.requester("Laura")
    await laura.says("Hola")
    await walks(advertmind, laura, ADVERTMIND, *BEFORE)
    asked = await advertmind.stage.channel.wait_for("Alguien pide registrarse", timeout=PATIENCE)
    for each in ("Laura Gómez", "Agencia Sur", "laura.gomez@agencia.com"):
        assert each in asked.rendered
    await laura.sees("Cuéntelo con sus palabras")  # the request goes on meanwhile
    await advertmind.ana.presses("Confirmar", asked)
    await laura.sees("✔ La mesa confirmó su registro con Agencia Sur.")
