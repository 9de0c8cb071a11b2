"""Seed 1, stages 8 to 10, 12, 14 and 15 of SAACG.NET's technical support: the contact itself, until the ticket is closed.

Each test quotes the sentence that it proves. Of stage 12 only what a person can be helped with in writing: the telephone
call is the specialist's. Stage 13 (second level) is in
`test_saacg_second_level`; stage 11 (remote assistance) belongs to a later issue."""

from __future__ import annotations

from tests.scenarios.requesters import Requester
from tests.scenarios.seeds import SAACG, known, number_in, said, today, until, walks
from tests.scenarios.story import Story


async def test_stage_8_the_chat_is_the_contact_and_the_desks_telephone_is_always_at_hand(saacg: Story) -> None:
    """ "El usuario se comunicara a los teléfonos del INDETEC y selecciona en el menú del conmutador la opción 1 para
    Soporte Técnico del SAACG.NET." And: "33-3669-5550 al 5559 Opción 1. SAACG.NET"."""
    maria = saacg.requester()
    await maria.says("No puedo imprimir una póliza")
    told = await maria.sees("¡Hola! Le atiende el Área")
    assert "Área de Capacitación, Asesoría y Soporte Técnico del SAACG.NET" in told
    assert "Si prefiere hablar, llame al 33-3669-5550 (al 5559), opción 1." in told
    await walks(saacg, maria, SAACG, "notice")
    await maria.sees("¿En qué le podemos ayudar?")
    await maria.says("/persona")
    told = await maria.sees("le atiende una persona")
    assert told.startswith("Con gusto. Llame al 33-3669-5550 (al 5559), opción 1")


async def test_stages_9_10_14_and_15_a_ticket_is_registered_assigned_followed_and_closed(saacg: Story) -> None:
    """The whole way of one ticket; each stage is quoted at its part below."""
    await saacg.stage.look(known())
    maria = saacg.requester()
    number = await _stage_9(saacg, maria)
    await _stage_10(saacg, maria, number)
    await _stage_14(maria, number)
    await _stage_15(saacg, maria, number)


async def _stage_9(saacg: Story, maria: Requester) -> str:
    """ "El usuario que se comunica al área de soporte tendrá que proporcionar el NOMBRE, y sus datos de identificación al
    personal Administrativo para que registre el Ticket de Soporte." And: "Se genera Número de Ticket de Soporte
    Técnico"."""
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "course", without=("module",)), kind="[Administrativa")
    await walks(saacg, maria, SAACG, "version", "case", "title", "files", "summary")
    number = number_in(await maria.sees("Su número de ticket es "), "Su número de ticket es ")
    assert number == f"SAACG-{today(saacg).year}-00001"
    card = (await saacg.card(number, "asignado")).rendered
    assert "Solicitante\nMaría Pérez Ruiz\nPuesto\nContadora\nOrganización\n✅ Municipio de Tequila" in card
    assert "Contacto\n374 742 0012 ext. 3 · maria.perez@tequila.gob.mx" in card
    return number


async def _stage_10(saacg: Story, maria: Requester, number: str) -> None:
    """ "Enseguida, se le asignará a un Especialista de Soporte, quien le apoyara en la atención de su Consulta." """
    assert (await maria.sees("ya tiene especialista")).startswith(
        f"Su ticket {number} ya tiene especialista: Ana López."
    )
    await saacg.ana.is_told(f"Se le asignó un ticket: {number}")
    await saacg.card(number, "Especialista\nAna López")


async def _stage_14(maria: Requester, number: str) -> None:
    """ "El usuario deberá solicitar y anotar el Número de Ticket de Consulta para futuro seguimiento a ese Soporte, sobre
    todo en caso de que la solución quede pendiente. Se recomienda tomar nota del nombre del Especialista que le
    atendió." """
    assert "Le conviene anotarlo para darle seguimiento." in said(maria, f"Su número de ticket es {number}")
    assert "Le conviene anotar su nombre" in said(maria, "ya tiene especialista")
    await maria.says("/estado 1")
    told = await maria.sees("Se abrió")
    assert number in told
    assert "Ana López" in told
    await maria.says("/mis_tickets")
    assert number in await maria.sees("Sus tickets")


async def _stage_15(saacg: Story, maria: Requester, number: str) -> None:
    """ "Al término de la consulta se le dará a conocer al Usuario que se ha finalizado la consulta." And: "Se cierra
    Ticket y finaliza la llamada."."""
    await saacg.ana.types(f"resolver {number} Se explicó la tasa del convenio.", f"Listo: {number}")
    assert "Solución: Se explicó la tasa del convenio." in await maria.sees("terminó de atender su ticket")
    await maria.presses("✔ Ya quedó")
    assert await maria.sees("ha finalizado") == (
        f"Su consulta ha finalizado y cerramos el ticket {number}."
        " Gracias por su paciencia; aquí estamos cuando nos necesite."
    )
    await saacg.card(number, "cerrado")


async def test_stage_12_an_empty_description_is_refused_and_only_what_it_lacks_is_asked_for(saacg: Story) -> None:
    """ "… el Usuario deberá proporcionar una Comunicación adecuada y clara, para que el Especialista de Soporte pueda
    conocer en su totalidad y de manera precisa la problemática de su Consulta o duda." """
    await saacg.stage.look(known())
    maria = saacg.requester()
    await maria.says("Hola")
    names = until(SAACG, "case", without=("course", "course_module", "licence", "update", *_DATABASE))
    await walks(saacg, maria, SAACG, *names, "case", case="Tengo un problema con el sistema")
    told = await maria.sees("Díganos qué pasa y dónde.")
    assert "«Al guardar la póliza 34 sale un mensaje y se cierra»" in told
    await maria.says("Al guardar la póliza 34 oprimo Guardar y dice «Periodo cerrado»")
    await saacg.answers(maria, "Esto puede resolver su duda", "[Ninguno es mi caso")
    await saacg.answers(maria, "¿En qué opción del menú estaba?", "Contabilidad, Pólizas")
    await saacg.answers(maria, "¿Con qué usuario entró al SAACG.NET?", "[Omitir")
    await maria.is_offered("¿Le parece bien este título?", "✔ Usar este título")
    await maria.says("Problema con el sistema")
    await maria.sees("Ese título no dice qué falla.")
    await maria.says("La póliza 34 no se guarda: Periodo cerrado")
    await walks(saacg, maria, SAACG, "files", "summary")
    card = (await saacg.card("SAACG-", "asignado")).rendered
    assert card.splitlines()[1] == "La póliza 34 no se guarda: Periodo cerrado"
    assert "Opción del menú: Contabilidad, Pólizas" in card
    assert not [each for each in maria.heard if "último botón" in each or "¿Apareció algún mensaje?" in each]


_DATABASE = ("server", "backup", "backup_when", "backup_place", "backup_photo")
