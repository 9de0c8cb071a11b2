"""The backup lock over the wire. Issue 6: "'database work' stays closed until the requester attests the backup (when, where,
photo optional) and direct SERVER access, or a supervisor overrides with a reason; what is closed, and why, is shown on the
card; the attestation expires after N hours (data)"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.audit import Ground, Outcome
from bot.domain.ticket import Action
from tests.scenarios.conftest import staged
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import ANSWERS, SHORT, Story
from tests.scenarios.waiting import PATIENCE

STEPS = """
  - { id: database, kind: confirmation, section: checklist,
      label: { es: Base de datos, en: Database }, ask: { es: ¿Es de la base de datos?, en: Is it about the database? } }
  - { id: server, kind: confirmation, section: checklist, when: &needed { step: database, one_of: ["yes"] },
      label: { es: Acceso al SERVIDOR, en: SERVER access }, ask: { es: ¿Tiene acceso al SERVIDOR?, en: Is the SERVER at hand? } }
  - { id: backup, kind: confirmation, section: checklist, when: *needed,
      label: { es: Respaldo, en: Backup }, ask: { es: ¿Ya hay respaldo?, en: Is there a backup? },
      outcomes: [{ when: { step: backup, one_of: ["no"] }, do: block, result: remediable,
        text: { es: Primero haga el respaldo., en: Make the backup first. } }] }
  - { id: backup_when, kind: moment, section: checklist, when: *needed,
      label: { es: Cuándo, en: When }, ask: { es: ¿Cuándo se hizo?, en: When was it made? },
      validation: { hours_back: 24, message: { es: "Por ejemplo: hoy a las 9.", en: "For example: today at 9." } } }
  - { id: backup_place, kind: text, section: checklist, when: *needed,
      label: { es: Dónde quedó, en: Where it is }, ask: { es: ¿Dónde quedó?, en: Where is it? } }
  - { id: backup_photo, kind: files, section: checklist, when: *needed, optional: true,
      label: { es: Foto, en: Picture }, ask: { es: ¿Manda una foto?, en: Will you send a picture? } }
  - id: description"""

LOCKS = """
locks:
  - id: database
    name: { es: Trabajo en la base de datos, en: Database work }
    about: [{ step: database, one_of: ["yes"] }]
    attests: [{ step: server, one_of: ["yes"] }, { step: backup, one_of: ["yes"] }, { step: backup_when },
      { step: backup_place }, { step: backup_photo, optional: true }]
    hours: 8
    ask: { es: Antes de trabajar en su base de datos., en: Before we work on your database. }
    begins: { es: "{specialist} empieza en su base de datos ({number}).", en: "{specialist} begins ({number})." }
numbering:"""

NOT_NEEDED = (*ANSWERS[:3], ("¿Es de la base de datos?", "[No"), *ANSWERS[3:])
NEEDED = (
    *ANSWERS[:3],
    ("¿Es de la base de datos?", "[Sí"),
    ("¿Tiene acceso al SERVIDOR?", "[Sí"),
    ("¿Ya hay respaldo?", "[Sí"),
    ("¿Cuándo se hizo?", "Hace 2 horas"),
    ("¿Dónde quedó?", "En el disco <!channel>"),
    ("¿Manda una foto?", "[Omitir"),
    *ANSWERS[3:],
)


def process_file(folder: Path) -> str:
    """The short process with those."""
    file = folder / "locked.yaml"
    text = Path(SHORT).read_text(encoding="utf-8")
    file.write_text(text.replace("\n  - id: description", STEPS).replace("\nnumbering:", LOCKS), encoding="utf-8")
    return str(file)


@pytest.fixture(params=["telegram", "slack"])
async def desk(sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A desk that locks work on the database, with requesters on either platform."""
    async with staged(sqlite_url, request.param, process=process_file(tmp_path)) as story:
        yield story


async def chooses(by: Specialist, number: str, story: Story, what: str, **more: str) -> None:
    """The entry of the card's menu, and what is chosen in its form."""
    await by.presses("Trabajo en la base de datos…", await story.card(number))
    await by.member.wait_for_modal("Qué hacer", timeout=PATIENCE)
    await by.member.submit({"what": what, **more})


async def test_work_on_the_database_is_closed_until_it_is_attested_and_again_when_that_expires(desk: Story) -> None:
    maria, ana = desk.requester("María"), desk.ana
    number = await desk.opens(maria, "El torno vibra", NOT_NEEDED)
    await ana.presses("Tomar", await desk.card(number, "asignado"))
    card = await desk.card(number, "en atención")
    assert "Trabajo en la base de datos:" not in card.rendered

    await ana.types(f"empezar {number}", "El solicitante no ha confirmado: Acceso al SERVIDOR, Respaldo, Cuándo")
    await chooses(ana, number, desk, "Pedir ahora al solicitante que lo confirme")
    await maria.is_offered("¿Tiene acceso al SERVIDOR?", "Sí")
    await desk.card(number, "en espera del solicitante", "🔒 Trabajo en la base de datos: cerrado.")
    await maria.presses("Sí")
    await maria.is_offered("¿Ya hay respaldo?", "No")
    await maria.presses("No")
    await maria.sees("Primero haga el respaldo.")
    await ana.is_told("Respaldo: No.")
    await desk.card(number, "en atención", "🔒 Trabajo en la base de datos: cerrado.", "Respaldo: No.")

    await ana.types(f"respaldo {number}", "Listo")
    await maria.is_offered("¿Tiene acceso al SERVIDOR?", "Sí")
    await maria.presses("Sí")
    await maria.is_offered("¿Ya hay respaldo?", "Sí")
    await maria.presses("Sí")
    await maria.sees("¿Cuándo se hizo?")
    await maria.says("mañana a las 9")
    await maria.sees("Esa hora todavía no llega")
    await maria.says("hace 2 horas")
    await maria.sees("¿Dónde quedó?")
    await maria.says("En el disco <!channel>")
    await maria.is_offered("¿Manda una foto?", "✖ No lo tengo")
    await maria.presses("✖ No lo tengo")
    await maria.sees("Gracias. Ana López ya lo tiene.")
    card = await desk.card(
        number, "🔓 Trabajo en la base de datos: abierto hasta", "Dónde quedó: En el disco <!channel>"
    )
    assert card.mentions == ()
    await ana.is_told("🔓 Trabajo en la base de datos: abierto hasta")

    await chooses(ana, number, desk, "Empezar el trabajo ahora")
    await maria.sees(f"Ana López empieza en su base de datos ({number}).")
    await desk.in_thread(card, "▶ Ana López empieza: Trabajo en la base de datos")
    await desk.card(number, "▶ lo empezó Ana López")

    desk.stage.timeline.advance(8 * 3600 + 60)
    await desk.card(number, "🔒 Trabajo en la base de datos: cerrado.", "Lo que confirmó el solicitante venció el")
    await ana.is_told(f"🔒 {number}, cerrado otra vez: Trabajo en la base de datos")
    await ana.types(f"empezar {number}", "Lo que confirmó el solicitante venció")
    assert [each.split()[0] for each in await desk.history(number)].count("begin") == 1


async def test_what_the_intake_said_opens_it_and_a_supervisor_opens_it_with_a_reason(desk: Story) -> None:
    maria, ana, eva = desk.requester("María"), desk.ana, await desk.specialist("Eva", "supervisor", on_shift=False)
    number = await desk.opens(maria, "El torno vibra", NEEDED)
    await ana.presses("Tomar", await desk.card(number, "🔓 Trabajo en la base de datos: abierto hasta"))
    await ana.types(f"empezar {number}", "Listo")
    await maria.sees("Ana López empieza en su base de datos")
    desk.stage.timeline.advance(9 * 3600)
    await desk.card(number, "🔒 Trabajo en la base de datos: cerrado.")

    await ana.types(f"autorizar {number} Urge", "Su rol no incluye")
    await ana.types(f"empezar {number}", "cerrado.")
    await chooses(eva, number, desk, "Dejarlo empezar sin eso, con un motivo", reason="Hay copia de anoche")
    card = await desk.card(number, "abierto hasta", "por Eva: Hay copia de anoche")
    await ana.is_told("🔓 Eva deja empezar: Trabajo en la base de datos")
    await chooses(ana, number, desk, "Empezar el trabajo ahora")
    await desk.in_thread(card, "▶ Ana López empieza")
    ticket = await desk.ticket(number)
    entries = await desk.stage.look(lambda uow: uow.tickets.history(ticket.id))
    assert [each.action for each in entries].count(Action.BEGIN) == 2
    lines = await desk.stage.look(lambda uow: uow.audit.newest(50))
    denied = [each for each in lines if each.outcome is Outcome.DENIED]
    assert [(each.what.untrusted, each.reason) for each in reversed(denied)] == [
        ("override", Ground.NO_ROLE),
        ("begin", Ground.CLOSED),
    ]
