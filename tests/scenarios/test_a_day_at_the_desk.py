"""Everything that a member of the desk can press, type, choose and fill in, over the wire. Issue 4: "Scenario tests through
the sandbox for each button, sub-command, shortcut, modal (validation errors inside the modal), both modes".

Each chapter ends with a look at what went over the wire: nothing on the lists of the code may be missing. That everything that
was shown fits Block Kit is looked at after every story (conftest.py: `staged`)."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sandbox.slack.state import Message
from adapters.slack.manifest import manifest
from bot.app.order_words import WORDS
from bot.domain.roles import DeskOrder
from bot.stage import Mode
from tests.scenarios.conftest import staged
from tests.scenarios.day_elsewhere import at_home, from_anywhere, from_messages
from tests.scenarios.day_forms import is_told_in_the_form, opens, submits
from tests.scenarios.day_of_words import a_day_of_words
from tests.scenarios.remote_desk import with_remote_help
from tests.scenarios.remote_help import END, ID, PASSWORD, asks_again, looks
from tests.scenarios.requesters import Requester, TelegramRequester
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import SHORT, Story
from tests.scenarios.waiting import PATIENCE
from tests.scenarios.walked import FORMS, ON_THE_CARD, walked

ROOT = Path(__file__).parent.parent.parent

MANUAL = """
  - id: manual
    kind: confirmation
    section: checklist
    label: { es: Manual, en: Manual }
    ask: { es: ¿Tiene el manual?, en: Have you got the manual? }
    outcomes:
      - when: { step: manual, one_of: ["no"] }
        do: warn
        result: remediable
        text: { es: Se lo enviamos., en: We send it to you. }
  - id: description"""

SECOND = """
  - { id: second, name: { es: segundo nivel, en: second level }, team: support }
teams:"""

OFFERING = """
assignment: { mode: offer, offer_minutes: 5, leaving: keep }
incidents: { pattern: "I-{year}-{number:03d}", level: second, approver: nobody }
priorities:
  - { id: urgent, label: { es: Urgente, en: Urgent } }
  - { id: normal, label: { es: Normal, en: Normal }, usual: true }
locks:
  - id: lathe
    name: { es: Abrir el torno, en: Opening the lathe }
    about: [{ step: kind, one_of: [billing] }]
    attests: [{ step: ready, one_of: ["yes"] }, { step: description }]
    hours: 8
    ask: { es: Antes de abrirlo., en: Before we open it. }
    begins: { es: "{specialist} lo abre.", en: "{specialist} opens it." }
numbering:"""


@pytest.fixture
def process(tmp_path: Path) -> str:
    """A desk of two levels that offers its tickets, with developers behind it, and a condition that can be waived."""
    text = Path(SHORT).read_text(encoding="utf-8")
    for before, after in (("\n  - id: description", MANUAL), ("\nteams:", SECOND), ("\nnumbering:", OFFERING)):
        assert before in text
        text = text.replace(before, after, 1)
    file = tmp_path / "day.yaml"
    file.write_text(with_remote_help(text), encoding="utf-8")
    return str(file)


@pytest.fixture(params=["streaming", "posted"])
async def desk(sqlite_url: str, process: str, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """Once with Socket Mode and polling, once with HTTP and a webhook. Ana is on shift."""
    mode: Mode = request.param
    async with staged(sqlite_url, mode=mode, process=process) as story:
        yield story


async def test_every_button_of_the_card_and_every_form_that_it_opens(desk: Story) -> None:
    luis = await desk.specialist("Luis", on_shift=False)
    zoe = await desk.specialist("Zoe", "second_level", on_shift=False)
    eva = await desk.specialist("Eva", "supervisor", on_shift=False)
    maria, number, card = await opens(desk)
    await _worked_on(desk, maria, number, card)
    await _handed_on(desk, luis, number, card)
    await _ended(desk, zoe, eva, number, card)
    await _belonging_together(desk, eva)
    await _called(desk, eva)

    seen = walked(desk.stage.slack.journal)
    assert seen.pressed >= ON_THE_CARD, ON_THE_CARD - seen.pressed
    forms = {
        form: may for each in FORMS.values() for form, may in each.items() if form.partition(",")[0] in ON_THE_CARD
    }
    forms |= {form: may for each in FORMS.values() for form, may in each.items() if form == "attest"}
    assert forms.keys() <= seen.sent, forms.keys() - seen.sent
    wrong = {form for form, may_be_wrong in forms.items() if may_be_wrong}
    assert wrong <= seen.mended, wrong - seen.mended


async def _worked_on(desk: Story, maria: Requester, number: str, card: Message) -> None:
    ana = desk.ana
    await ana.presses("Tomar", card)
    await maria.sees(f"Ana López ya trabaja en {number}.")
    card = await desk.card(number, "en atención")
    await _unlocked(desk, card)
    await ana.presses("Responder", card)
    await submits(ana, "Mensaje para el solicitante", text="  ")
    await is_told_in_the_form(ana, "Escriba lo que leerá el solicitante", text="¿Lo apagó?")
    await submits(ana, "Así lo leerá", text="  ")
    await is_told_in_the_form(ana, "Escriba lo que leerá el solicitante", text="¿Lo apagó ya?")
    await maria.sees("¿Lo apagó ya?")
    await ana.presses("Nota", card)
    await submits(ana, "Nota interna", text="  ")
    await is_told_in_the_form(ana, "Escriba algo, por favor.", text="Parece el tornillo")
    await desk.in_thread(card, "📝 Ana López: Parece el tornillo")
    await ana.presses("Pedir…", card)
    await submits(ana, "Qué pedir", what="Pregunta libre")
    await is_told_in_the_form(ana, "Escriba aquí su pregunta.", text="¿Desde cuándo?")
    await maria.sees("¿Desde cuándo?")
    await desk.card(number, "Se pidió al solicitante")
    await ana.presses("Reanudar", card)
    await maria.sees("ya no hace falta")
    await desk.card(number, "en atención")
    await ana.presses("🖥 Asistencia remota", card)
    await maria.sees("¿Está frente al equipo?")
    await ana.presses("Suspender la asistencia remota", await desk.card(number, "se le pregunta al solicitante"))
    await maria.sees("ya no hace falta")
    await desk.card(number, "en atención")
    await ana.presses("Pausar", card)
    await submits(ana, "Qué espera la mesa", reason="  ")
    await is_told_in_the_form(ana, "Hace falta un motivo.", reason="Llega una refacción")
    await desk.card(number, "⏸ En pausa por Ana López")
    await ana.presses("Prioridad…", card)
    await submits(ana, "¿Qué tan urgente es?", priority="Urgente", reason="  ")
    await is_told_in_the_form(ana, "Diga el motivo en pocas palabras.", reason="Se para la planta")
    await desk.in_thread(card, "🚦 Ana López cambió la prioridad a «Urgente»:\nSe para la planta")
    await ana.presses("Dispensar una condición", card)
    await submits(ana, "Dispensar una condición", reason="  ")
    await is_told_in_the_form(ana, "Hace falta un motivo.", reason="Se le mandó")
    await desk.card(number, "🔓 Manual: No (Ana López)")
    await _connected(desk, maria, number)


async def _connected(desk: Story, maria: Requester, number: str) -> None:
    await asks_again(desk, number)
    await maria.sees("¿Qué ID le muestra TeamViewer?")
    await maria.says(f"{ID} contraseña {PASSWORD}")
    page = await looks(desk.ana, await desk.card(number, "esperan a Ana López"))
    assert ID in page
    assert PASSWORD in page
    await desk.ana.presses(END, await desk.card(number, "Sesión remota de Ana López"))
    await maria.is_offered("La sesión remota", "✔ Listo")
    await maria.presses("✔ Listo")


async def _unlocked(desk: Story, card: Message) -> None:
    """What the requester told in the questionnaire opens it."""
    await desk.ana.presses("Abrir el torno…", card)
    await submits(desk.ana, "🔓 Abrir el torno: abierto hasta", what="Empezar el trabajo ahora")
    await desk.in_thread(card, "▶ Ana López empieza: Abrir el torno")


async def _let_begin(desk: Story, eva: Specialist, card: Message) -> None:
    """A supervisor needs a reason, and whoever writes down what is said by telephone needs all of it."""
    choice = "Dejarlo empezar sin eso, con un motivo"
    await eva.presses("Abrir el torno…", card)
    await submits(eva, "Qué hacer", what=choice, reason="  ")
    await is_told_in_the_form(eva, "Diga el motivo en pocas palabras.", what=choice, reason="Ya se vio")
    await desk.in_thread(card, "🔓 Eva deja empezar: Abrir el torno")
    await eva.presses("Abrir el torno…", card)
    await submits(eva, "Qué hacer", what="Anotar lo que el solicitante dice por teléfono")
    await submits(eva, "¿Tiene el torno a la vista?", **{"lathe.ready": "Sí", "lathe.description": "  "})
    await is_told_in_the_form(eva, "Esta respuesta la necesito por escrito", **{"lathe.description": "Vibra"})
    await desk.in_thread(card, "📞 Eva anotó lo que confirma el solicitante: Abrir el torno")


async def _handed_on(desk: Story, luis: Specialist, number: str, card: Message) -> None:
    ana = desk.ana
    await luis.presses("Vigilar", card)
    await luis.member.wait_for_ephemeral(f"👁 Le aviso cómo va {number}.", timeout=PATIENCE)
    await ana.presses("Asignar", card)
    await submits(ana, "Asignar el ticket", person="De vuelta a la fila", reason="  ")
    await is_told_in_the_form(
        ana, "Diga por qué vuelve a la fila.", person="Luis · fuera de turno · tickets abiertos: 0", reason="Él sabe"
    )
    await luis.is_told(f"Ana López le pasó {number}")
    await desk.card(number, "Especialista\nLuis")
    await luis.presses("Soltar", card)
    await submits(luis, "De vuelta a la fila", reason="  ")
    await is_told_in_the_form(luis, "Diga el motivo en pocas palabras.", reason="No tengo torno")
    await desk.in_thread(card, "↩️ Luis lo devolvió a la fila.\nNo tengo torno")


async def _ended(desk: Story, zoe: Specialist, eva: Specialist, number: str, card: Message) -> None:
    ana = desk.ana
    await desk.card(number, "se le ofrece a Ana López")
    await ana.presses("Escalar", card)
    await submits(ana, "Escalar el ticket", reason="  ")
    await is_told_in_the_form(ana, "Diga el motivo en pocas palabras.", reason="Hay que abrirlo")
    await desk.card(number, "con el segundo nivel")
    await zoe.presses("Tomar", card)
    await desk.card(number, "Especialista\nZoe")
    await zoe.presses("Regresar al nivel anterior", card)
    await submits(zoe, "¿Qué se encontró y por qué regresa?", reason="  ")
    await is_told_in_the_form(zoe, "Diga el motivo en pocas palabras.", reason="Es un ajuste")
    await desk.in_thread(card, "⤵️ Zoe lo devolvió a Primer nivel.\nEs un ajuste")
    await ana.types(f"escalar {number} Ya se ajustó", f"Listo: {number}")
    await desk.card(number, "con el segundo nivel")
    await zoe.presses("Tomar", card)
    await desk.card(number, "Especialista\nZoe")
    await zoe.presses("Resolver", card)
    await submits(zoe, "Esto leerá el solicitante", text="  ")
    await is_told_in_the_form(zoe, "Escriba algo, por favor.", text="Se ajustó")
    await desk.card(number, "resuelto")
    await zoe.presses("Cerrar", card)
    await desk.card(number, "cerrado")
    await zoe.presses("Reabrir", card)
    await submits(zoe, "Reabrir el ticket", reason="  ")
    await is_told_in_the_form(zoe, "Escriba algo, por favor.", reason="Sigue vibrando")
    await desk.card(number, "reabierto")
    await eva.presses("Cancelar el ticket", card)
    await submits(eva, "Cancelar el ticket", reason="  ")
    await is_told_in_the_form(eva, "Escriba algo, por favor.", reason="Ya no se usa")
    await desk.card(number, "cancelado")


async def _belonging_together(desk: Story, eva: Specialist) -> None:
    _, first, card = await opens(desk, "Juan", "La sierra no corta")
    _, second, _ = await opens(desk, "Inés", "No corta la sierra")
    await eva.presses("Ligar…", card)
    await submits(eva, "Ligar el ticket", other="99")
    await is_told_in_the_form(eva, "No hay ningún ticket 99.", other=second)
    await desk.card(first, f"ligado con {second}")
    await eva.presses("Incidente", await desk.card(second))
    await submits(eva, "Pasar a desarrollo", title="  ", description="  ")
    await is_told_in_the_form(eva, "Escriba un título y una descripción", title="No corta", description="La hoja gira")
    await desk.card(second, "con desarrollo", "🛠")
    await eva.presses("Unir con otro…", card)
    await submits(eva, "Unir el ticket", other=first)
    await is_told_in_the_form(eva, "Ese es el mismo ticket.", other=second)
    await desk.card(first, "cerrado", f"unido a {second}")


async def _called(desk: Story, eva: Specialist) -> None:
    number, card = await _to_be_called(desk)
    await desk.ana.presses("Tomar", card)
    await desk.card(number, "en atención")
    await _let_begin(desk, eva, card)
    await desk.ana.presses("📞 Ya llamé", await desk.card(number, "[📞 Ya llamé]"))
    await desk.in_thread(card, "📞 Ana López se lo dijo por teléfono al solicitante.")


async def _to_be_called(desk: Story) -> tuple[str, Message]:
    """A ticket with a reply that did not arrive."""
    pedro, number, card = await opens(desk, "Pedro", "No enciende")
    assert isinstance(pedro, TelegramRequester)
    pedro.person.deactivate()
    await desk.ana.types(f"responder {number} ¿Me lee?", "Listo")
    await desk.card(number, "📞 Llamar por teléfono")
    return number, card


async def test_every_word_after_the_command(desk: Story) -> None:
    luis = await desk.specialist("Luis", on_shift=False)
    zoe = await desk.specialist("Zoe", "second_level", on_shift=False)
    eva = await desk.specialist("Eva", "supervisor", on_shift=False)
    ana = desk.ana
    maria, number, _ = await opens(desk)
    _, other, _ = await opens(desk, "Juan", "La sierra no corta")
    to_call, _ = await _to_be_called(desk)
    for who, words, answer in a_day_of_words(ana, luis, zoe, eva, number, other, to_call):
        await who.types(words, answer)
    priva = await desk.specialist("Priva", "privacy", on_shift=False)
    await priva.types("privacidad", "Solicitudes de borrado")
    await ana.member.command("/ticket", f"incidente {to_call} I-9", desk.stage.channel)
    await submits(ana, "No hay un incidente I-9.", title="No enciende", description="Ni una luz")
    await desk.card(to_call, "con desarrollo")
    await ana.member.command("/ticket", "nuevo", desk.stage.channel)
    await submits(ana, "¿De qué se trata?", kind="Técnica", name="  ", ready="Sí")
    await is_told_in_the_form(ana, "Esta respuesta la necesito por escrito", name="Rosa")
    await submits(ana, "¿Tiene el manual?", manual="Sí")
    await submits(ana, "¿Qué pasa?", description="El torno vibra", title="Vibra")
    await submits(ana, "Revíselo, por favor.")
    await ana.is_told("Dícteselo a quien llama")
    await maria.sees(f"{number} se canceló.")
    await desk.card(number, "cancelado")

    seen = walked(desk.stage.slack.journal)
    known = {word.english for word in WORDS}
    assert known <= seen.typed, known - seen.typed
    assert "questionnaire of a caller" in seen.sent & seen.mended


async def test_every_shortcut_and_the_home_tab_and_the_forms_of_no_ticket(desk: Story) -> None:
    boss = await desk.specialist("Lucía", "supervisor specialist", on_shift=False)
    maria, number, card = await opens(desk)
    await desk.ana.presses("Tomar", card)
    await from_messages(desk, maria, number, card)
    await from_anywhere(desk)
    await at_home(desk, boss, number)

    seen = walked(desk.stage.slack.journal)
    features = manifest()["features"]
    known = {each["callback_id"] for each in features["shortcuts"]}
    assert known == seen.shortcuts
    orders = set(DeskOrder) - {DeskOrder.LIST, DeskOrder.MINE, DeskOrder.STATS}  # shown there, without being asked for
    orders -= {DeskOrder.WHY, DeskOrder.HISTORY, DeskOrder.PRIVACY}  # only typed
    assert {each.value for each in orders} <= seen.pressed_at_home, orders - seen.pressed_at_home
    elsewhere = {*ON_THE_CARD, "attest", "questionnaire of a caller"}
    forms = {form: may for each in FORMS.values() for form, may in each.items() if form not in elsewhere}
    forms.pop("reply, as it will be read")
    assert forms.keys() <= seen.sent, forms.keys() - seen.sent
    wrong = {form for form, may_be_wrong in forms.items() if may_be_wrong}
    assert wrong <= seen.mended, wrong - seen.mended


def test_no_form_is_made_that_the_day_does_not_know() -> None:
    made = {
        f"{path.stem}.{function.name}"
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Form"
    }
    assert made == FORMS.keys()
