"""Seed 2: "¿Cómo me registro en el portal de clientes?". Portal registration: a person registers in the chat (name,
organisation, e-mail), and is confirmed by the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sandbox.slack.state import Message
from bot.domain.consent import ConsentAnswer
from bot.domain.ids import ChatRef
from bot.domain.registration import Standing
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import TelegramRequester
from tests.scenarios.story import SHORT, Story
from tests.scenarios.waiting import PATIENCE

PEOPLE = """
privacy:
  version: 3
  text: { es: "Le pedimos sus datos para atenderle. ¿Está de acuerdo?", en: "We ask for your details. Do you agree?" }
  link: https://example.org/privacy
registration: confirmed
steps:
  - id: organisation
    kind: text
    section: profile
    fills: organisation
    label: { es: Organización, en: Organisation }
    ask: { es: ¿En qué organización trabaja?, en: Which organisation do you work for? }
  - id: email
    kind: email
    section: profile
    fills: email
    label: { es: Correo, en: E-mail }
    ask: { es: ¿Cuál es su correo?, en: What is your e-mail? }
"""


def short() -> str:
    return Path(SHORT).read_text(encoding="utf-8")


@pytest.fixture
async def portal(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Story]:
    """The short process, with a notice, and a desk that confirms its requesters."""
    file = tmp_path / "portal.yaml"
    file.write_text(short().replace("\nsteps:\n", PEOPLE), encoding="utf-8")
    async with staged(sqlite_url, process=str(file)) as story:
        yield story


async def registers(story: Story, laura: TelegramRequester, organisation: str) -> Message:
    """Laura accepts the notice and says who she is; the request in the desk's channel."""
    await laura.says("El torno vibra mucho")
    for question, answer in (
        ("¿Está de acuerdo?", "[✔ Acepto"),
        ("¿En qué organización trabaja?", organisation),
        ("¿Cuál es su correo?", "laura@sur.example"),
        ("¿De qué se trata?", "[Técnica"),
        ("¿Cómo se llama?", "Laura Gómez"),
    ):
        await story.answers(laura, question, answer)
    return await request(story, organisation)


async def request(story: Story, organisation: str, *texts: str) -> Message:
    def fits(message: Message) -> bool:
        shown = ("Alguien pide registrarse", "Laura Gómez", organisation, "laura@sur.example", *texts)
        return all(text in message.rendered for text in shown)

    return await story.stage.channel.wait_for(fits, timeout=PATIENCE)


async def finishes(story: Story, laura: TelegramRequester) -> str:
    for question, answer in (
        ("¿Tiene el torno a la vista?", "[Sí"),
        ("¿Qué pasa?", "Vibra al encender"),
        ("¿qué falla?", "Vibra"),
        ("✅ Enviar la solicitud", "[✅ Enviar la solicitud"),
    ):
        await story.answers(laura, question, answer)
    return (await laura.sees("Su número es ")).partition("Su número es ")[2].splitlines()[0].rstrip(".")


async def test_a_person_registers_is_not_kept_waiting_and_is_confirmed_by_the_desk(portal: Story) -> None:
    laura = portal.in_telegram("Laura")
    asked = await registers(portal, laura, "Compras del Sur")
    number = await finishes(portal, laura)
    await portal.card(number, "Registro por confirmar")

    await portal.passer_by().is_refused("Confirmar", asked, "Usted no puede confirmar registros.")
    await portal.ana.presses("Confirmar", asked)
    await laura.sees("✔ La mesa confirmó su registro con Compras del Sur.")
    assert (await request(portal, "Compras del Sur", "✔ Lo confirmó Ana López")).ts == asked.ts
    card = await portal.stage.channel.wait_for(
        lambda message: message.rendered.startswith(number) and "Registro" not in message.rendered, timeout=PATIENCE
    )
    assert "El torno vibra mucho" in card.rendered

    (consent,) = await portal.stage.look(lambda uow: uow.consents.of(_chat(laura)))
    ticket = await portal.ticket(number)
    assert (consent.version, consent.answer) == (3, ConsentAnswer.GIVEN)
    assert consent.at <= ticket.opened_at
    kept = await portal.stage.look(lambda uow: uow.registrations.newest_of(_chat(laura)))
    assert kept is not None
    assert (kept.standing, kept.decided_by) == (Standing.CONFIRMED, portal.ana.chat)


async def test_a_refusal_lets_the_person_correct_the_organisation(portal: Story) -> None:
    laura = portal.in_telegram("Laura")
    asked = await registers(portal, laura, "Conpras")
    number = await finishes(portal, laura)
    await portal.ana.presses("No es cliente", asked)
    await laura.is_offered("La mesa no encuentra a Conpras entre sus clientes.", "✏ Cambiar mis datos")
    await portal.card(number, "La mesa no confirmó el registro")
    await laura.presses("✏ Cambiar mis datos")
    await laura.is_offered("Sus datos", "✏ Organización")
    await laura.presses("✏ Organización")
    await laura.sees("¿En qué organización trabaja?")
    await laura.says("Compras del Sur")
    again = await request(portal, "Compras del Sur")
    await portal.ana.presses("Confirmar", again)
    await laura.sees("✔ La mesa confirmó su registro con Compras del Sur.")


def _chat(requester: TelegramRequester) -> ChatRef:
    return ChatRef(f"telegram:{requester.person.account.id}")
