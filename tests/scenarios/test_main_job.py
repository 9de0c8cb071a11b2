"""From a chat message to a closed ticket: on both platforms, in both modes, on both databases."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.demo import ANSWERS as SAACG_ANSWERS
from bot.stage import Mode
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester
from tests.scenarios.story import Platform, Story, timeless


@pytest.mark.parametrize("mode", ["streaming", "posted"])
@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_request_becomes_a_ticket_and_is_closed_with_everybody_told(
    sqlite_url: str, platform: Platform, mode: Mode
) -> None:
    async with staged(sqlite_url, platform, mode) as story:
        await main_job(story)


@pytest.mark.postgres
@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_a_request_becomes_a_ticket_and_is_closed_on_postgresql(postgres_url: str, platform: Platform) -> None:
    async with staged(postgres_url, platform) as story:
        await main_job(story)


async def main_job(story: Story) -> None:
    """The whole job, told in full: what the requester reads, the card, its thread, and the history."""
    maria = story.requester("María")
    number = await story.opens(maria, "El torno vibra")
    await maria.sees(f"Ana López atenderá {number}.")
    card, _, buttons = (await story.card(number, "asignado")).rendered.rpartition("\n")
    assert card == _card(number, "asignado")
    assert buttons.startswith("[Tomar] [Responder]")
    told = await story.ana.is_told("Se le asignó")
    assert told == f"Se le asignó un ticket: {number}\n{number} · El torno vibra · María"
    await _worked(story, maria, number)
    await maria.presses("✔ Ya quedó")
    await maria.sees(f"{number} quedó cerrado.")
    card, _, buttons = (await story.card(number, "cerrado")).rendered.rpartition("\n")
    assert card == _card(number, "cerrado")
    assert buttons.startswith("[Reabrir]")
    await story.stage.quiet()
    buttons = "" if story.platform == "telegram" else "\n[✔ Ya quedó: cerrar] [↺ Sigue igual]"
    assert maria.heard[-8:-1] == [
        f"Su número es {number}.",
        f"Ana López atenderá {number}.",
        f"Ana López ya trabaja en {number}.",
        f"💬 Ana López, sobre {number}:\n¿Está bien atornillado?",
        f"📨 Agregado a su ticket {number}; lo ve Ana López.",
        f"Ana López resolvió {number}:\nSolución: Se puso el tornillo.{buttons}",
        f"{number} quedó cerrado.",
    ]
    assert await story.history(number) == [
        "open requester new→new",
        "assign system new→assigned",
        "take ana assigned→in_progress",
        "reply ana in_progress→in_progress",
        "tell requester in_progress→in_progress",
        "resolve ana in_progress→resolved",
        "close requester resolved→closed",
    ]


async def _worked(story: Story, maria: Requester, number: str) -> None:
    card = await story.card(number)
    await story.ana.presses("Tomar", card)
    await maria.sees(f"Ana López ya trabaja en {number}.")
    await story.card(number, "en atención")
    await story.ana.enters("Responder", card, "¿Está bien atornillado?")
    await maria.sees("¿Está bien atornillado?")
    await maria.says("Le faltaba un tornillo")
    await maria.sees("Agregado a su ticket")
    assert await story.ana.is_told("escribió") == (
        f"El solicitante escribió sobre {number}\n{number} · El torno vibra · María"
    )
    await story.ana.enters("Resolver", card, "Se puso el tornillo.")
    await maria.sees("Se puso el tornillo.")
    await story.card(number, "resuelto")
    await story.in_thread(card, "Se puso el tornillo.\n✔ Entregado")
    platform = story.platform.capitalize()
    assert [timeless(each.rendered) for each in story.stage.channel.thread(card.ts)] == [
        f"➡️ Ana López al solicitante:\n¿Está bien atornillado?\n✔ Entregado en {platform}, hora",
        "👤 María · hora:\nLe faltaba un tornillo",
        f"✅ Ana López lo resolvió.\nSolución: Se puso el tornillo.\n✔ Entregado en {platform}, hora",
    ]


def _card(number: str, status: str) -> str:
    return "\n".join(
        [
            f"{number} · {status}",
            "El torno vibra",
            *("Solicitante", "María"),
            *("Consulta", "Técnica"),
            *("Condiciones", "☑️ Torno a la vista"),
            *("Descripción", "El torno vibra al encender"),
            *("Especialista", "Ana López"),
        ]
    )


async def test_the_whole_questionnaire_of_saacg_leads_to_a_card_with_every_answer(sqlite_url: str) -> None:
    async with staged(sqlite_url, process="saacg") as story:
        maria = story.in_telegram()
        await maria.says("Buenos días, no puedo imprimir las pólizas de marzo")
        for question, answer in SAACG_ANSWERS:
            await story.answers(maria, question, answer)
        told = await maria.sees("Su número de ticket es")
        number = told.partition("Su número de ticket es ")[2].split(".")[0]
        card = (await story.card(number, "asignado")).rendered
        year = story.stage.timeline.now().astimezone(ZoneInfo("America/Mexico_City")).year
        shown = card.partition("\nAbierto")[0].splitlines()
        deadlines = shown.index("Plazos")
        assert shown[:deadlines] + shown[shown.index("Solicitante") :] == [
            f"SAACG-{year}-00001 · asignado",
            "Al imprimir las pólizas de marzo sale «No se puede cargar el reporte»",
            *("Especialista", "Ana López"),
            *("Nivel", "Soporte Técnico de 1er Nivel"),
            *("Solicitante", "María Pérez Ruiz"),
            *("Puesto", "Contadora"),
            *("Organización", "Municipio de Tequila"),
            *("Contacto", "374 742 0012 ext. 3 · maria.perez@tequila.gob.mx"),
            *("Consulta", "Soporte técnico (uso del sistema)"),
            *("Módulo", "Contabilidad"),
            *("Versión", f"{year}"),
            "Descripción",
            "Al imprimir las pólizas de marzo sale «No se puede cargar el reporte». Ayer sí imprimía.",
            "Opción del menú: Contabilidad, Pólizas, Imprimir",
            "Último botón: Vista previa",
            "📝 Buenos días, no puedo imprimir las pólizas de marzo",
            "Condiciones",
            "☑️ Curso de Implementación · Curso del módulo · Licencia: A nombre del ente público · Actualización anual"
            f" · Versión: {year} · Recursos consultados: Manuales · SAACG.NET abierto · Equipo: Cliente"
            " · Teléfono e Internet: Sí, los dos · TeamViewer listo · Apoyo a la base de datos: No"
            " · Material consultado: 💡 Imprimir una póliza — Ya lo intenté",
        ]


ADVERTMIND = (
    ("¿Está de acuerdo?", "[✔ Acepto"),
    ("¿Qué necesita?", "[Algo falla o da error"),
    ("¿De qué parte de AdvertMind", "[Facturación"),
    ("¿Cuál es su nombre completo?", "Laura Gómez"),
    ("¿En qué organización trabaja?", "Agencia Sur"),
    ("¿Cuál es su correo", "laura.gomez@agencia.com"),
    ("¿Ya buscó la respuesta", "no"),
    ("Cuéntelo con sus palabras", "La factura exterior no toma la numeración que configuramos"),
    ("¿Qué hizo justo antes", "Di de alta un cliente"),
    ("¿Qué quería lograr?", "Emitir la factura"),
    ("¿En qué opción del sistema", "Facturas"),
    ("¿Qué botón oprimió?", "[Omitir"),
    ("¿Apareció algún mensaje?", "no"),
    ("¿Con qué usuario", "lgomez"),
    ("¿vuelve a pasar?", "[Sí, siempre"),
    ("¿puede seguir trabajando?", "[Omitir"),
    ("¿Con qué pasos", "1. Abrir Facturas. 2. Oprimir Guardar."),
    ("¿Le parece bien este título?", "La factura exterior no toma la numeración"),
    ("¿Quiere enviar una captura", "[Omitir"),
    ("Resumen", "[✅ Enviar la solicitud"),
)


async def test_the_error_questionnaire_of_advertmind_works_in_a_direct_message_of_slack(sqlite_url: str) -> None:
    async with staged(sqlite_url, process="advertmind") as story:
        laura = story.in_slack("Laura")
        await laura.says("Hola")
        for question, answer in ADVERTMIND:
            await story.answers(laura, question, answer)
        await story.ana.is_told("Se le ofrece")
        await story.ana.member.press("Tomar")
        await laura.sees("ya está")
        year = story.stage.timeline.now().astimezone(ZoneInfo("America/Argentina/Buenos_Aires")).year
        assert laura.heard[-2:] == [
            f"Listo, su consulta quedó registrada con el número AM-{year}-00001.\nLe avisaremos por aquí de cada avance.",
            f"Ana López ya está trabajando en su consulta AM-{year}-00001. Si le falta contarnos algo, escríbalo aquí.",
        ]
        card = await story.card(f"AM-{year}-00001", "en atención")
        assert card.rendered.splitlines()[:2] == [
            f"AM-{year}-00001 · en atención",
            "La factura exterior no toma la numeración",
        ]
