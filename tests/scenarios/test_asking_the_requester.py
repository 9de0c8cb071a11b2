"""Asking the requester, over the wire. Issue: "Ask for… chips: screenshot, exact message, menu option, user name, version,
free question; asked in the person's chat with the intake's own questions, clock paused with that reason, the answer lands
in the thread and resumes it"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sandbox.slack.state import Message
from adapters.slack.show import MENU
from bot.domain.ticket import Action, Status
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import SHORT, Story
from tests.scenarios.waiting import PATIENCE

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20

STEPS = """
  - { id: shot, kind: files, section: case, fills: files, optional: true, when: &never { step: kind, one_of: [billing] },
      label: { es: Archivos, en: Files }, ask: { es: ¿Manda una foto?, en: Will you send a picture? } }
  - { id: menu, kind: text, section: case, when: *never, label: { es: Opción del menú, en: Menu option },
      ask: { es: ¿En qué opción estaba?, en: Which option were you in? } }
  - { id: message, kind: text, section: case, when: *never, label: { es: Mensaje exacto, en: Exact message },
      ask: { es: ¿Qué decía el mensaje?, en: What did the message say? }, help: { es: Cópielo entero., en: Copy all of it. } }
  - { id: user, kind: text, section: case, when: *never, label: { es: Usuario, en: User },
      ask: { es: ¿Con qué usuario?, en: As which user? },
      validation: { min_length: 3, message: { es: "Por ejemplo: mperez.", en: "For example: mperez." } } }
  - { id: version, kind: choice, section: case, source: versions, fills: version, when: *never,
      label: { es: Versión, en: Version }, ask: { es: ¿Qué versión?, en: Which version? } }
asks:
  - { id: screenshot, step: shot, label: { es: Captura de pantalla, en: Screenshot } }
  - { id: message, step: message, label: { es: Mensaje exacto, en: Exact message } }
  - { id: menu, step: menu, label: { es: Opción del menú, en: Menu option } }
  - { id: user, step: user, label: { es: Nombre de usuario, en: User name } }
  - { id: version, step: version, label: { es: Versión, en: Version } }
versions: { rule: fiscal_year, covered: 2, older: { es: Anterior, en: Earlier } }
numbering:"""
"""Questions that the short process does not ask a technical case, so that only a specialist does."""


def process_file(folder: Path) -> str:
    """The short process with those."""
    file = folder / "asking.yaml"
    short = Path(SHORT).read_text(encoding="utf-8").replace("assignee]", "version, assignee]")
    file.write_text(short.replace("\nnumbering:", STEPS), encoding="utf-8")
    return str(file)


@pytest.fixture(params=["telegram", "slack"])
async def asking(sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A desk that can ask for all six, with requesters on either platform."""
    async with staged(sqlite_url, request.param, process=process_file(tmp_path)) as story:
        yield story


async def asks(ana: Specialist, card: Message, what: str, text: str = "") -> None:
    """Ana chooses in the form."""
    await ana.presses("Pedir…", card)
    await ana.member.wait_for_modal("Qué pedir", timeout=PATIENCE)
    await ana.member.submit({"what": what} | ({"text": text} if text else {}))


async def replies(requester: Requester, to: str, text: str) -> None:
    """The requester answers that very message."""
    match requester:
        case TelegramRequester():
            found = next(each for each in reversed(requester.person.messages) if to in each.text)
            requester.person.say(text, reply_to=found.message_id)
        case SlackRequester():
            shown = next(each for each in reversed(requester.member.dm_messages) if to in each.rendered)
            await requester.member.dm(text, thread_ts=shown.ts)
        case _:
            raise TypeError(requester)


async def taken(story: Story, requester: Requester) -> tuple[str, Message]:
    """A ticket in Ana's hands."""
    number = await story.opens(requester)
    card = await story.card(number, "asignado")
    await story.ana.presses("Tomar", card)
    return number, await story.card(number, "en atención")


async def test_each_chip_from_the_form_to_the_answer_on_the_card(asking: Story) -> None:
    maria, ana = asking.requester("María"), asking.ana
    number, card = await taken(asking, maria)

    await asks(ana, card, "Mensaje exacto")
    await maria.is_offered("¿Qué decía el mensaje?", "✖ No lo tengo")
    await asking.card(number, "Se pidió al solicitante: Mensaje exacto, desde")
    await maria.presses("❓ Ayuda")
    await maria.sees("Cópielo entero.")
    await maria.says("No hay papel")
    await maria.sees("Gracias. Ana López ya lo tiene.")
    await asking.in_thread(card, "📨 María, Mensaje exacto:\nNo hay papel")
    await asking.card(number, "en atención", "Mensaje exacto: No hay papel")
    await ana.is_told("El solicitante contestó sobre")

    await asks(ana, card, "Captura de pantalla", "La del torno entero")
    assert "La del torno entero" in await maria.sees("¿Manda una foto?")
    await asking.sends_file(maria, PHOTO, "torno.jpg")
    await asking.in_thread(card, "torno.jpg")
    await asking.card(number, "en atención", "torno.jpg")

    await asks(ana, card, "Versión")
    await maria.is_offered("¿Qué versión?", "Anterior")
    await maria.presses("Anterior")
    await asking.in_thread(card, "María, Versión:\nAnterior")
    await asking.card(number, "en atención", "Versión\nAnterior")


async def test_a_free_question_and_several_that_are_typed(asking: Story) -> None:
    maria, ana = asking.requester("María"), asking.ana
    number, card = await taken(asking, maria)
    await asks(ana, card, "Pregunta libre")
    await ana.member.wait_for_modal("Escriba aquí su pregunta.", timeout=PATIENCE)
    await ana.member.submit({"text": "¿Desde cuándo <!channel> vibra?"})
    await maria.sees("¿Desde cuándo <!channel> vibra?")
    await maria.says("Desde ayer")
    shown = await asking.card(number, "en atención", "¿Desde cuándo <!channel> vibra? → Desde ayer")
    assert shown.mentions == ()

    await ana.types(f"pedir {number} menú", "Listo")
    await ana.types(f"pedir {number} nombre de usuario", "Listo")
    await maria.sees("¿En qué opción estaba?")
    await maria.says("Ajustes")
    await maria.sees("¿Con qué usuario?")
    await maria.says("ab")
    await maria.sees("Por ejemplo: mperez.")
    await maria.says("mperez")
    await asking.card(number, "en atención", "Opción del menú: Ajustes", "Usuario: mperez")
    ticket = await asking.ticket(number)
    entries = await asking.stage.look(lambda uow: uow.tickets.history(ticket.id))
    paused = [each for each in entries if each.after is Status.WAITING_REQUESTER and each.before is not each.after]
    resumed = [each for each in entries if each.action is Action.RESUME]
    assert len(paused) == len(resumed) == 2
    assert [each.data["asked"] for each in entries if each.action is Action.ASK] == ["free", "menu", "user"]


async def test_a_question_waits_for_the_questionnaire_or_is_answered_by_a_reply(asking: Story) -> None:
    maria, ana = asking.requester("María"), asking.ana
    number, card = await taken(asking, maria)
    await maria.says("/nuevo")
    await asks(ana, card, "Nombre de usuario")
    await maria.sees("Terminemos primero su solicitud")
    await replies(maria, "¿Con qué usuario?", "mperez")
    await asking.card(number, "Usuario: mperez", "en atención")
    await asks(ana, card, "Mensaje exacto")
    await maria.sees("¿Qué decía el mensaje?")
    await maria.says("/cancelar")
    await maria.sees("¿Qué decía el mensaje?")
    await maria.presses("✖ No lo tengo")
    await maria.sees("No se preocupe. Le aviso a Ana López.")
    await asking.in_thread(card, "el solicitante no lo tiene")
    await asking.card(number, "en atención")


@pytest.mark.parametrize("asking", ["telegram"], indirect=True)
async def test_pausing_and_resuming_from_the_menu_and_typed(asking: Story) -> None:
    maria, ana = asking.requester("María"), asking.ana
    number, card = await taken(asking, maria)
    channel = asking.stage.channel
    await asking.stage.quiet()
    heard = len(maria.heard)
    await ana.member.choose(MENU, "Pausar", channel, ts=card.ts)
    await ana.member.wait_for_modal("Qué espera la mesa", timeout=PATIENCE)
    await ana.member.submit({"reason": "Llega una refacción"})
    card = await asking.card(number, "⏸ En pausa por Ana López", "Llega una refacción")
    await ana.member.choose(MENU, "Reanudar", channel, ts=card.ts)
    await asking.in_thread(card, "▶ Ana López lo reanudó.")
    await ana.types(f"reanudar {number}", "no está en pausa")
    await ana.types(f"pausar {number} Junta", "Listo")
    await asking.card(number, "Junta")
    await asking.stage.quiet()
    assert len(maria.heard) == heard, "a pause is the desk's own"
    await asks(ana, card, "Nombre de usuario")
    await maria.sees("¿Con qué usuario?")
    await ana.types(f"reanudar {number}", "Listo")
    await maria.sees("ya no hace falta")
    await asking.card(number, "en atención")
