"""Everything that developers, and those who approve, can press and fill in on the cards of incidents, over the wire, in both
modes. What is wrong in a form is said in the form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.incident_card import INCIDENT_BUTTONS
from bot.stage import Mode
from tests.scenarios.conftest import staged
from tests.scenarios.incidents import Developers
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import SHORT, Story
from tests.scenarios.waiting import PATIENCE
from tests.scenarios.walked import walked

DEVELOPMENT = """
  - { id: second, name: { es: desarrollo, en: development }, team: support }
teams:"""

INCIDENTS = """
incidents: { pattern: "I-{year}-{number:03d}", level: second, approver: supervisor }
numbering:"""

FORMS = frozenset(f"incident: {each}" for each in ("plan", "reply", "deliver", "decline", "refuse"))


@pytest.fixture
def process(tmp_path: Path) -> str:
    """A desk with developers, whose supervisors approve modifications."""
    text = Path(SHORT).read_text(encoding="utf-8")
    for before, after in (("\nteams:", DEVELOPMENT), ("\nnumbering:", INCIDENTS)):
        assert before in text
        text = text.replace(before, after, 1)
    file = tmp_path / "developing.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.fixture(params=["streaming", "posted"])
async def desk(sqlite_url: str, process: str, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """Once with Socket Mode and polling, once with HTTP and a webhook. Ana is on shift."""
    mode: Mode = request.param
    async with staged(sqlite_url, mode=mode, process=process) as story:
        yield story


async def passes_on(desk: Story, name: str, kind: str) -> str:
    """Ana passes a new ticket on; the incident's number."""
    number = await desk.opens(desk.requester(name), "El torno vibra")
    await desk.ana.presses("Incidente", await desk.card(number))
    await desk.ana.member.wait_for_modal("Pasar a desarrollo", timeout=PATIENCE)
    await desk.ana.member.submit({"kind": kind})
    ticket = await desk.card(number, "con desarrollo")
    return next(word for line in ticket.rendered.splitlines() if line.startswith("🛠") for word in line.split()[1:])


async def mends(by: Specialist, wrong: str, **values: str) -> None:
    """The form says what is wrong, and is sent again."""
    await by.member.wait_for_modal(f"⚠️ {wrong}", timeout=PATIENCE)
    await by.member.submit(values)


async def test_every_button_of_an_incidents_card_and_every_form_that_it_opens(desk: Story) -> None:
    diego = await desk.specialist("Diego", "developer", on_shift=False)
    eva = await desk.specialist("Eva", "supervisor", on_shift=False)
    developers = Developers(desk)
    await _fixed(desk, developers, diego)
    await _not_approved(desk, developers, eva)
    await _declined(desk, developers, eva, diego)

    seen = walked(desk.stage.slack.journal)
    assert seen.pressed_on_incidents == {action.value for action, _, _ in INCIDENT_BUTTONS}
    assert seen.sent >= FORMS, FORMS - seen.sent
    assert seen.mended >= FORMS, FORMS - seen.mended


async def _fixed(desk: Story, developers: Developers, diego: Specialist) -> None:
    incident = await passes_on(desk, "María", "Error")
    await developers.press(diego, "Aceptar", await developers.card(incident, "ingresado"))
    await developers.fill(diego, "Planear para una versión", await developers.card(incident, "aceptado"), version="  ")
    await mends(diego, "Escriba la versión", version="6.0")
    await developers.press(diego, "Empezar", await developers.card(incident, "planeado", "6.0"))
    working = await developers.card(incident, "en desarrollo")
    await developers.fill(diego, "Responder", working, text="  ")
    await mends(diego, "Escriba lo que leerá el solicitante.", text="¿Vibra siempre?")
    await developers.in_thread(working, "¿Vibra siempre?")
    await developers.fill(diego, "Corregido en versión…", await developers.card(incident, "en desarrollo"), version=" ")
    await mends(diego, "Escriba la versión", version="6.0.1")
    await developers.card(incident, "entregado", "6.0.1")


async def _not_approved(desk: Story, developers: Developers, eva: Specialist) -> None:
    incident = await passes_on(desk, "Juan", "Modificación")
    await developers.fill(eva, "No aprobar", await developers.card(incident, "⏳ pendiente"), reason="  ")
    await mends(eva, "Diga el motivo en pocas palabras.", reason="No hay presupuesto")
    await developers.card(incident, "declinado", "No hay presupuesto")


async def _declined(desk: Story, developers: Developers, eva: Specialist, diego: Specialist) -> None:
    incident = await passes_on(desk, "Inés", "Modificación")
    await developers.press(eva, "Aprobar", await developers.card(incident, "⏳ pendiente"))
    await developers.fill(diego, "Declinar", await developers.card(incident, "✔ la dio Eva"), reason="  ")
    await mends(diego, "Diga el motivo en pocas palabras.", reason="Ya existe")
    await developers.card(incident, "declinado", "Ya existe")
