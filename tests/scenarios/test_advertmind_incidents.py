"""Seed 2, the paragraphs on AdvertMind's second level, the system of incidents (SDI). Each test quotes the sentence that it
proves."""

from __future__ import annotations

from tests.scenarios.conftest import staged
from tests.scenarios.incidents import ASKED, OPENED, Developers, passes_on, reports_an_error
from tests.scenarios.requesters import Requester
from tests.scenarios.seeds import ADVERTMIND, number_in, said, walks
from tests.scenarios.story import Story


async def test_an_error_that_needs_the_code_becomes_an_incident_and_its_requester_is_told_until_when(
    advertmind: Story,
) -> None:
    """ "Y un nivel secundario, que se encarga de las correcciones de errores en la programación del sistema [...]. Este nivel
    lo componen los desarrolladores del sistema y se utiliza el: soporte.advertmind.com o Sistema de Incidentes (SDI)."

    "Si la solución requiere la intervención del equipo de desarrollo, porque implica la modificación a los códigos del
    sistema o una modificación en la base de datos, se debe ingresar un Incidente."

    "Los Incidentes de error los ingresa el equipo de atención y, a través del ticket, le damos aviso al cliente para que
    esté al tanto de que su consulta escaló a incidente y que ya se encuentra en manos del equipo de desarrollo, quienes le
    darán respuesta en los términos establecidos en el siguiente documento: Tiempo estándar de Resolución de Incidentes." """
    laura = advertmind.requester("Laura")
    number = await reports_an_error(advertmind, laura)
    incident = await passes_on(advertmind, number)
    await laura.sees("escaló a incidente")
    told = said(laura, "escaló a incidente")
    assert f"{number} escaló a incidente: {incident}." in told
    assert "Ya está en manos del equipo de desarrollo" in told
    assert "Fecha comprometida: " in told
    developers = Developers(advertmind)
    card = (await developers.card(incident, "ingresado")).rendered
    for each in ("La factura exterior no toma la numeración", number, "Laura Gómez", "Pasos para repetirlo: 1. Abrir"):
        assert each in card
    assert "incident ana new→incident" in await advertmind.history(number)


async def test_requester_and_developers_talk_through_the_incident_and_only_what_is_sent_leaves_it(
    advertmind: Story,
) -> None:
    """ "Una vez ingresado el incidente, la vía de comunicación más rápida es el Sistema de Incidentes, pues la interacción es
    directa con el equipo de desarrollo." """
    diego = await advertmind.specialist("Diego", "developer", on_shift=False)
    laura = advertmind.requester("Laura")
    number = await reports_an_error(advertmind, laura)
    incident = await passes_on(advertmind, number)
    developers = Developers(advertmind)
    card = await developers.card(incident)
    await developers.are_refused(advertmind.ana, "Aceptar", card, "no puede hacer eso")
    await developers.press(diego, "Aceptar", card)
    await laura.sees("Desarrollo lo aceptó")
    await developers.fill(diego, "Responder", await developers.card(incident, "aceptado"), text="¿Qué folio salió?")
    await laura.sees("💬 Diego, de desarrollo:")
    assert "¿Qué folio salió?" in said(laura, "💬 Diego, de desarrollo:")
    await laura.says("Salió el folio 0")
    await laura.sees("lo ve desarrollo")
    await developers.in_thread(card, "Salió el folio 0")
    await developers.in_thread(card, f"Diego a: Laura Gómez ({number})")
    assert "escribió sobre" in await diego.is_told(incident)
    await advertmind.sends_file(laura, b"%PDF-1.4 folio", "folio.pdf")
    await developers.in_thread(card, "folio.pdf")


async def test_a_fix_reaches_every_linked_requester_and_each_says_how_it_goes(advertmind: Story) -> None:
    """ "- Incidentes de error." One incident can have the tickets of several; the version in which it is fixed reaches each of
    them in their own chat, and each answer counts for that one alone."""
    diego = await advertmind.specialist("Diego", "developer", on_shift=False)
    laura, raul = advertmind.requester("Laura"), advertmind.requester("Raúl")
    first = await reports_an_error(advertmind, laura)
    second = await reports_an_error(advertmind, raul)
    incident = await passes_on(advertmind, first)
    short = incident.rpartition("-")[2].lstrip("0")
    await advertmind.ana.types(f"incidente {second} I-{short}", second)
    await raul.sees("escaló a incidente")
    developers = Developers(advertmind)
    card = await developers.card(incident, second)
    await developers.press(diego, "Empezar", card)
    await laura.sees("Desarrollo ya está trabajando")
    working = await developers.card(incident, "en desarrollo")
    await developers.fill(
        diego, "Corregido en versión…", working, version="5.2", text="La numeración exterior se respeta."
    )
    for each, number in ((laura, first), (raul, second)):
        await each.is_offered(f"{number}: corregido en la versión 5.2.", "✔ Ya funciona")
        assert "La numeración exterior se respeta." in said(each, "corregido en la versión 5.2.")
    await laura.presses("✔ Ya funciona")
    await laura.sees("¿Cómo le atendimos")
    await developers.in_thread(card, f"({first}): ya funciona.")
    await raul.presses("↺ Sigue igual")
    await raul.sees("Retomamos su consulta")
    await developers.in_thread(card, f"({second}): sigue igual.")
    assert (await advertmind.ticket(first)).status == "closed"
    assert (await advertmind.ticket(second)).status == "reopened"
    assert (await developers.incident(incident)).status == "delivered"
    delivered = await developers.card(incident, "entregado")
    await developers.fill(diego, "Corregido en versión…", delivered, version="5.2.1")
    await raul.is_offered("corregido en la versión 5.2.1.", "✔ Ya funciona")
    await raul.presses("✔ Ya funciona")
    await developers.card(incident, "confirmado por los solicitantes")
    await advertmind.stage.quiet()
    assert sum("corregido en la versión" in each for each in laura.heard) == 1
    assert sum("corregido en la versión" in each for each in raul.heard) == 2


MODIFICATION = {"kind": "[Función nueva o cambio", "case": "Queremos que el cierre del mes sea automático"}
BENEFIT = ("¿Qué ganaría su organización", "Cerrar el mes en un día")
APPROVER = ("¿Quién aprueba este cambio", "Laura Gómez, gerente")


async def test_a_modification_is_opened_by_its_requester_approved_and_followed_with_a_new_ticket(
    advertmind: Story,
) -> None:
    """ "Si lo requerido a través de la consulta es una nueva funcionalidad o un cambio en algún proceso, que no obedece a la
    corrección de un error, entonces, se debe ingresar un Incidente de modificación."

    "Una vez cargado el incidente de modificación, recomendamos informar al equipo de atención al cliente, [...] creando un
    nuevo ticket en la plataforma. Esto a efectos de seguimiento del incidente." """
    diego = await advertmind.specialist("Diego", "developer", on_shift=False)
    laura = advertmind.requester("Laura")
    await laura.says("/modificacion")
    await walks(advertmind, laura, ADVERTMIND, "notice", "module", "name", "organisation", "email")
    await _wishes(advertmind, laura)
    number = number_in(await laura.sees(OPENED), OPENED)
    await laura.sees("Su modificación quedó ingresada como incidente")
    incident = number_in(said(laura, "Su modificación quedó"), "incidente ").rstrip(";")
    card = await advertmind.card(number, "con desarrollo")  # the desk is informed
    assert incident in card.rendered
    developers = Developers(advertmind)
    waiting = await developers.card(incident, "Modificación", "Cerrar el mes en un día", "⏳ pendiente")
    assert [each.label for each in waiting.buttons] == ["Aprobar", "No aprobar", "Responder", "Declinar"]
    await laura.is_offered("falta la aprobación de quien usted indicó: Laura Gómez, gerente", "✔ Está aprobado")
    await laura.presses("✔ Está aprobado")
    await laura.sees("La modificación está aprobada")
    approved = await developers.card(incident, "✔ la dio Laura Gómez")
    await developers.fill(diego, "Planear para una versión", approved, version="6.0")
    await laura.sees("Está planeado para la versión 6.0")
    await developers.fill(diego, "Declinar", await developers.card(incident, "planeado"), reason="Ya existe en Cierres")
    await laura.sees("Desarrollo no lo va a realizar")
    assert "Ya existe en Cierres" in said(laura, "Desarrollo no lo va a realizar")
    await advertmind.card(number, "reabierto")


async def _wishes(story: Story, laura: Requester) -> None:
    await walks(story, laura, ADVERTMIND, "case", **MODIFICATION)
    await story.answers(laura, *BENEFIT)
    await story.answers(laura, *APPROVER)
    await walks(story, laura, ADVERTMIND, "title", "files", "summary")


async def test_a_modification_about_an_open_ticket_is_followed_there_and_not_approved_with_a_reason(
    advertmind: Story,
) -> None:
    """ "Una vez cargado el incidente de modificación, recomendamos informar al equipo de atención al cliente, a través del
    ticket (de haber alguno relacionado)"."""
    laura = advertmind.requester("Laura")
    number = await reports_an_error(advertmind, laura)
    await laura.says("/modificacion")
    await laura.is_offered("¿La modificación se relaciona con alguna", number)
    await laura.presses(number)
    await laura.is_offered("¿Siguen siendo", "✔ Sí, son correctos")
    await laura.presses("✔ Sí, son correctos")
    await walks(advertmind, laura, ADVERTMIND, "module")
    await _wishes(advertmind, laura)
    await laura.sees("le damos seguimiento con " + number)
    await advertmind.card(number, "con desarrollo")
    await laura.is_offered("falta la aprobación", "✖ No se aprueba")
    await laura.presses("✖ No se aprueba")
    await laura.sees("por qué no se aprueba")
    await laura.says("No hay presupuesto este año")
    await laura.sees("La modificación no se aprobó")
    developers = Developers(advertmind)
    incident = (await advertmind.ticket(number)).incident
    assert incident is not None
    await developers.card(incident.code, "declinado", "No hay presupuesto este año")
    await advertmind.card(number, "reabierto")
    await advertmind.stage.quiet()
    assert sum(OPENED in each for each in laura.heard) == 1  # no second ticket


async def test_developers_work_in_a_channel_of_their_own_where_one_is_set(sqlite_url: str) -> None:
    """ "Este nivel lo componen los desarrolladores del sistema": what is theirs is where they work, and what requesters send
    comes there as well."""
    async with staged(sqlite_url, process="advertmind", developers=True) as story:
        diego = await story.specialist("Diego", "developer", on_shift=False)
        laura = story.requester("Laura")
        await laura.says("Hola")
        await walks(story, laura, ADVERTMIND, *ASKED[: ASKED.index("files")])
        await laura.sees("¿Quiere enviar una captura")
        await story.sends_file(laura, b"%PDF-1.4 antes", "antes.pdf")
        await laura.is_offered("¿Quiere enviar una captura", "Es todo")
        await laura.presses("Es todo")
        await walks(story, laura, ADVERTMIND, "summary")
        number = number_in(await laura.sees(OPENED), OPENED)
        await story.in_thread(await story.card(number), "antes.pdf")
        incident = await passes_on(story, number)
        developers = Developers(story, story.stage.development)
        card = await developers.card(incident, "ingresado")
        await developers.in_thread(card, "antes.pdf")
        await developers.press(diego, "Aceptar", card)
        await laura.sees("Desarrollo lo aceptó")
        await story.sends_file(laura, b"%PDF-1.4 folio", "folio.pdf")
        await developers.in_thread(card, "folio.pdf")
        await story.in_thread(await story.card(number), "folio.pdf")
        await story.stage.quiet()
        assert not any(each.rendered.startswith(incident) for each in story.stage.channel.messages)
