"""Issue 6, "At the wrong moment": what looks like a secret is held back before anything is stored or relayed, the person is
told, and the message deleted where the platform allows; on both platforms, by every way in."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sandbox.telegram.messages import Message as TelegramMessage
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

SECRETS = ("Cerrojo91x", "Candado82y", "Bisagra73z", "Pestillo64w", "Aldaba55v", "Llavin46u", "Tranca37t", "Cadena28s")
"""None of these is anywhere afterwards."""

TOLD = "🔒 Eso parecía una contraseña."


def _left(story: Story, said: str) -> list[str]:
    """Where something of a secret was left: in the database's files, in what Slack was sent, in what was logged."""
    file = Path(str(story.stage.settings.database_url).removeprefix("sqlite:///"))
    stored = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    sent = "\n".join(repr((call.method, call.params)) for call in story.stage.slack.journal.calls)
    return [
        f"{secret} in {where}"
        for secret in SECRETS
        for where, there in (
            ("database", secret.encode() in stored),
            ("Slack", secret in sent),
            ("log", secret in said),
        )
        if there
    ]


async def _is_told(requester: Requester, times: int) -> None:
    """Waits until the person was told so often."""
    match requester:
        case TelegramRequester():

            def fits(_message: TelegramMessage) -> bool:
                return sum(TOLD in each for each in requester.heard) >= times

            await requester.person.wait_for(fits, PATIENCE)
        case SlackRequester():
            await requester.member.wait_for_dm(
                lambda _: sum(TOLD in each for each in requester.heard) >= times, timeout=PATIENCE
            )


async def _in_every_way(story: Story, requester: Requester) -> int:
    """Says secrets by every way that the platform has; how many messages that were."""
    match requester:
        case TelegramRequester():
            person = requester.person
            person.say(f"No abre el torno.\nMi contraseña es {SECRETS[0]}")
            await _is_told(requester, 1)
            innocent = person.say("No gira")
            await requester.sees("Agregado")
            person.edit(innocent.message_id, f"No gira, la contraseña es {SECRETS[1]}")
            await _is_told(requester, 2)
            person.send_document(b"x", "captura.pdf", caption=f"contraseña: {SECRETS[2]}")
            await _is_told(requester, 3)
            person.send_document(b"x", f"contraseña {SECRETS[3]}.pdf")
            await _is_told(requester, 4)
            person.command("porque", f"mi clave de acceso es {SECRETS[4]}")
            await _is_told(requester, 5)
            return 5
        case SlackRequester():
            member = requester.member
            await requester.says(f"No abre el torno.\nMi contraseña es {SECRETS[0]}")
            await _is_told(requester, 1)
            written = await member.dm("No gira")
            await requester.sees("Agregado")
            await member.edit(written, f"No gira, la contraseña es {SECRETS[1]}")
            await _is_told(requester, 2)
            await member.dm_file(b"x", "captura.pdf", f"contraseña: {SECRETS[2]}")
            await _is_told(requester, 3)
            await member.dm_file(b"x", f"contraseña {SECRETS[3]}.pdf")
            await _is_told(requester, 4)
            await _in_a_form(story, story.in_slack("Juan"))
            return 4
    raise TypeError(requester)


async def _in_a_form(story: Story, juan: SlackRequester) -> None:
    await juan.member.command("/soporte", "", story.stage.channel)
    await juan.member.wait_for_modal("¿De qué se trata?", timeout=PATIENCE)
    await juan.member.submit({"kind": "Técnica", "name": "Juan", "ready": "Sí"})
    await juan.member.wait_for_modal("¿Qué pasa?", timeout=PATIENCE)
    await juan.member.submit({"description": f"Pide usuario; la contraseña es {SECRETS[4]}", "title": "Pide usuario"})
    await _is_told(juan, 1)
    await juan.member.wait_for_modal("la contraseña es •••", timeout=PATIENCE)


async def test_a_secret_at_the_wrong_moment_goes_nowhere(either: Story, capfd: pytest.CaptureFixture[str]) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    deletable = await _in_every_way(either, maria)
    card = await either.card(number)
    await either.in_thread(card, "Mi contraseña es •••")
    await either.ana.types(f"nota {number} la contraseña del equipo es {SECRETS[5]}", "se quitó de lo que escribió")
    await either.ana.presses("Tomar", card)
    taken = await either.card(number, "Ana")
    await either.ana.enters("Responder", taken, f"Entre con la contraseña {SECRETS[6]}, por favor")
    await maria.sees("Entre con la contraseña •••")
    await either.stage.quiet()
    if isinstance(maria, TelegramRequester):
        mine = [each for each in maria.person.messages if each.deleted]
        assert len(mine) == deletable
        assert sum("Borré su mensaje" in each for each in maria.heard) == deletable
    else:
        assert sum("Aquí solo usted puede borrar su mensaje" in each for each in maria.heard) == deletable
    assert _left(either, "".join(capfd.readouterr())) == []


async def test_what_was_no_secret_is_passed_on_when_its_writer_says_so(either: Story) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    await maria.says("La contraseña es Obligatoria2 para la póliza")
    await maria.sees(TOLD)
    card = await either.card(number)
    await either.in_thread(card, "La contraseña es •••")
    await maria.presses("No era un secreto")
    await either.in_thread(card, "La contraseña es Obligatoria2 para la póliza")
    await maria.sees("✅ Lo pasé tal como lo escribió.")
    await maria.says("mi clave es Otra2Palabra")
    await _is_told(maria, 1)
    await maria.says("No era contraseña")
    await either.in_thread(card, "mi clave es Otra2Palabra")
