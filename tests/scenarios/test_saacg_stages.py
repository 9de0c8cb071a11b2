"""Seed 1, stages 1 to 7 of SAACG.NET's technical support: what a person must have before they are attended.

Each test quotes the sentence that it proves. Stages 8 to 10, 12, 14 and 15 are in test_saacg_contact_stages; stages 11
(remote assistance) and 13 (second level) belong to later issues."""

from __future__ import annotations

from datetime import timedelta

from tests.scenarios.requesters import Requester
from tests.scenarios.seeds import SAACG, buttons, known, said, today, until, walks
from tests.scenarios.story import Story


async def test_stage_1_without_both_courses_the_way_to_enrol_is_told_and_nothing_is_lost(saacg: Story) -> None:
    """ "El usuario debe estar capacitado, haber participado en el Curso de Implementación del SAACG.NET así como en el
    curso del módulo al que corresponde su duda." And of the introduction: "… sin que esta atención se considere como
    capacitación ni supla la misma." """
    maria = saacg.requester()
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "course"), "course", course="[No")
    told = await maria.sees("Primero hace falta el curso")
    assert told.splitlines()[:2] == [
        "Primero hace falta el curso, porque el soporte no lo sustituye.",
        "Para inscribirse llame al 33-3669-5550, opción 1, u oprima «Administrativa» y lo vemos aquí.",
    ]
    await maria.presses("✔ Ya lo tengo")
    await walks(saacg, maria, SAACG, "course_module", course_module="[No")
    await maria.sees("Para esta duda hace falta el curso del módulo, porque el soporte no lo sustituye.")
    await maria.presses("➡ Administrativa")
    await maria.is_offered("✔ Sigue como Administrativa (licencia, cursos). No tiene que repetir nada.", "De prueba")
    await saacg.stage.look(known())
    juan = saacg.requester("Juan")
    await juan.says("Hola")
    await walks(saacg, juan, SAACG, *until(SAACG, "course"))
    told = await juan.sees("✔ En nuestro registro: Curso de Implementación · Curso del módulo")
    assert "¿De qué año es la versión" in told, "what the desk's register of courses knows is not asked"


async def test_stage_2_a_trial_licence_another_holder_or_a_pending_update_goes_on_as_administrative(
    saacg: Story,
) -> None:
    """ "El Usuario deberá tener una licencia adquirida, a nombre de un Ente Público (no de prueba) con sus actualizaciones
    vigentes." The same from the register: test_registers."""
    maria = saacg.requester()
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "licence"))
    await walks(saacg, maria, SAACG, "licence", licence="[De prueba")
    await maria.sees("Cuéntenos su caso")
    assert said(maria, "El soporte técnico es para") == (
        "El soporte técnico es para licencias adquiridas, y con gusto le decimos cómo obtener la suya.\n"
        "Su consulta continúa como Administrativa; no tiene que repetir nada."
    )
    await maria.presses("◀ Atrás")
    await walks(saacg, maria, SAACG, "licence", licence="[A nombre de alguien más")
    await maria.sees("Cuéntenos su caso")
    assert said(maria, "La licencia debe estar a nombre de un ente público; le decimos cómo regularizarla.")
    await maria.presses("◀ Atrás")
    await walks(saacg, maria, SAACG, "licence", "update", update="[No, está pendiente")
    await maria.sees("¿De qué año es la versión")
    assert said(maria, "El soporte se renueva").splitlines()[:2] == [
        "El soporte se renueva con la aportación extraordinaria por actualización anual.",
        "Su consulta continúa como Administrativa, para decirle cómo renovarla; no tiene que repetir nada.",
    ]
    await maria.presses("◀ Atrás")
    await walks(saacg, maria, SAACG, "update", "version", "resources")


async def test_stage_2_a_lapsed_update_in_the_register_becomes_an_administrative_ticket(saacg: Story) -> None:
    """ "… con sus actualizaciones vigentes": the last paid day was yesterday."""
    await saacg.stage.look(known(today(saacg).date() - timedelta(days=1)))
    maria = saacg.requester()
    await maria.says("Hola")
    await walks(saacg, maria, SAACG, *until(SAACG, "course"))
    await maria.sees("licencia actualizada hasta el")
    await walks(saacg, maria, SAACG, "version", "case", "title", "files", "summary")
    card = (await saacg.card("SAACG-", "asignado")).rendered
    assert "Consulta\nAdministrativa" in card
    assert "Organización\n✅ Municipio de Tequila" in card
    assert "⚠️ Actualización anual: No, está pendiente" in card


async def test_stage_3_the_resources_are_asked_for_and_what_solves_it_needs_no_ticket(saacg: Story) -> None:
    """ "El usuario, antes de contactar al equipo de Soporte Técnico, deberá haber accedido a los recursos digitales
    complementarios a la capacitación, localizados en la Página Web del SAACG.NET, para identificar la información
    relacionada con la solución a su duda." And: "Manuales Video Tutoriales Preguntas Frecuentes Ejercicios Prácticos"."""
    maria = await _known_until(saacg, "resources", kind="[Normativa")
    await maria.is_offered("¿Cuáles de estos recursos", "☐ Manuales")
    assert buttons(maria, "¿Cuáles de estos recursos")[:4] == [
        *("☐ Manuales", "☐ Video tutoriales"),
        *("☐ Preguntas frecuentes", "☐ Ejercicios prácticos"),
    ]
    await maria.presses("☐ Todavía ninguno")
    await maria.is_offered("☑ Todavía ninguno", "Es todo")
    await maria.presses("Es todo")
    told = await maria.sees("Busque primero su tema en la página web del SAACG.NET")
    assert "manuales, video tutoriales, preguntas frecuentes y ejercicios" in told
    await maria.presses("✔ Ya lo tengo")
    await walks(saacg, maria, SAACG, *_between("resources", "database"))
    await walks(saacg, maria, SAACG, "case", case="Al imprimir las pólizas de marzo, la hoja sale en blanco")
    await maria.is_offered("Esto puede resolver su duda", "💡 Imprimir una póliza")
    await maria.presses("💡 Imprimir una póliza")
    await maria.is_offered("¿Esto lo resolvió?", "✅ Esto lo resolvió")
    await maria.presses("✅ Esto lo resolvió")
    await maria.sees("No hizo falta abrir un ticket")
    assert not await saacg.stage.look(lambda uow: uow.tickets.waiting(10))


async def test_stages_4_5_and_6_ask_for_what_the_specialist_needs_and_say_how_to_have_it_ready(saacg: Story) -> None:
    """Stage 4: "El usuario deberá contar con el SAACG.NET en ejecución, con la información relacionada a su duda en
    pantalla o a la mano." Stage 5: "Contar con una línea telefónica en el mismo lugar en donde se encuentra el equipo
    (SERVIDOR o CLIENTE) en el cual se encuentra instalado el SAACG.NET o en el que presenta la duda. Deberá tener acceso a
    Internet, para el caso en el que sea necesaria la Asistencia Remota." Stage 6: "Tener Instalado el TeamViewer® con el
    ID y Contraseña a la mano para realizar la conexión, información que se obtiene en el módulo de Ayuda -> Asistencia
    Remota del SAACG.NET." """
    maria = await _known_until(saacg, "running", kind="[Normativa")
    await walks(saacg, maria, SAACG, "running", running="[Ahora no")
    await maria.sees("Téngalo abierto, con su caso a la vista, cuando le llame el especialista.")
    await walks(saacg, maria, SAACG, "machine", "line", machine="[Servidor", line="[Solo Internet")
    await maria.sees("Para la llamada va a necesitar los dos junto al equipo.")
    await maria.is_offered("Por seguridad, no los escriba aquí: solo díganos sí o no.", "No")
    await maria.presses("❓ Ayuda")
    await maria.sees("Ayuda → Asistencia Remota. Ahí aparecen su ID y su contraseña.")
    await maria.presses("No")
    told = await maria.sees("Mientras tanto")
    assert "en el SAACG.NET abra el menú Ayuda → Asistencia Remota" in told
    assert "téngalos a la mano y no los envíe por aquí" in told
    await walks(saacg, maria, SAACG, "case", "attempt", "title", "files", "summary")
    card = (await saacg.card("SAACG-", "asignado")).rendered
    for each in ("SAACG.NET abierto: Ahora no", "Teléfono e Internet: Solo Internet", "TeamViewer listo: No"):
        assert each in card[card.index("⚠️") :]
    assert "Equipo: Servidor" in card


async def test_stage_7_database_work_needs_the_server_and_a_backup_made_before(saacg: Story) -> None:
    """ "En caso de que se requiera asistencia remota para algún apoyo técnico a la base de datos, es necesario que se tenga
    acceso directo al SERVIDOR, teniendo antes un respaldo de su base de datos." """
    maria = await _known_until(saacg, "database")
    await walks(saacg, maria, SAACG, "database", "server", database="[Sí", server="[No")
    await maria.sees("Este apoyo solo se puede dar desde el SERVIDOR.")
    await maria.presses("✔ Ya lo tengo")
    await walks(saacg, maria, SAACG, "backup", backup="[No")
    await maria.sees("Antes de tocar la base de datos hay que tener un respaldo, para cuidar su información.")
    await maria.presses("✔ Ya lo tengo")
    await walks(saacg, maria, SAACG, "backup_when", "backup_place", "backup_photo")
    await maria.sees("Cuéntenos su caso")


async def _known_until(story: Story, question: str, **instead: str) -> Requester:
    """María, whom the registers know, is asked that question."""
    await story.stage.look(known())
    maria = story.requester()
    await maria.says("Hola")
    await walks(story, maria, SAACG, *until(SAACG, "course"), *_between("version", question), **instead)
    return maria


def _between(first: str, last: str) -> tuple[str, ...]:
    names = until(SAACG, last)
    return names[names.index(first) :] if first in names else ()
