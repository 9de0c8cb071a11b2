"""What is held about a person, as a file. Issue 6: "`/misdatos` (export of all that is held, as a file, from a schema-driven
inventory…)"; product.md §8."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.domain.audit import Kind
from tests.adapters.recorded_inbox import until
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.story import Story

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 30


def answers(mark: str) -> Sequence[tuple[str, str]]:
    """The short process, with words that nobody else writes."""
    return (
        ("¿De qué se trata?", "[Técnica"),
        ("¿Cómo se llama?", f"{mark}-nombre <b>&"),
        ("¿Tiene el torno a la vista?", "[Sí"),
        ("¿Qué pasa?", f"El torno vibra {mark}-descripción"),
        ("¿qué falla?", f"Falla {mark}-título"),
        ("✅ Enviar la solicitud", "[✅ Enviar la solicitud"),
    )


def pages_of(requester: Requester) -> list[str]:
    """The files of ours in the requester's chat, as text."""
    match requester:
        case TelegramRequester(person=person):
            found: list[tuple[str | None, bytes | None]] = [
                (each.attachment.filename, each.attachment.data)
                for each in person.messages
                if each.from_bot and each.attachment
            ]
        case SlackRequester(member=member):
            theirs = [file for each in member.dm_messages if each.user != member.id for file in each.files]
            found = [(file.name, file.content) for file in theirs]
        case _:
            raise TypeError(requester)
    return [(content or b"").decode() for name, content in found if (name or "").endswith(".html")]


async def writes_everywhere(story: Story, requester: Requester, mark: str) -> str:
    """A ticket with a file, a message to it, an internal note and a reply, each with words of their own."""
    number = await story.opens(requester, answers=answers(mark))
    await requester.sees(f"Ana López atenderá {number}.")
    await requester.says(f"Otra cosa: {mark}-mensaje")
    await requester.sees("Agregado a su ticket")
    await story.sends_file(requester, PDF, f"{mark}-póliza.pdf")
    await story.ana.types(f"nota {number} {mark}-nota interna", "Listo")
    await story.ana.types(f"responder {number} {mark}-respuesta", "Listo")
    await requester.sees(f"{mark}-respuesta")
    return number


async def test_a_person_gets_all_that_is_held_about_them_as_a_file_and_nothing_of_anybody_elses(either: Story) -> None:
    maria, pedro = either.requester("María"), either.requester("Pedro")
    number = await writes_everywhere(either, maria, "CANARIO-M")
    await writes_everywhere(either, pedro, "CANARIO-P")

    await maria.says("mis datos")
    await maria.sees("Estoy reuniendo todo lo que guardamos sobre usted.")
    await until(lambda: len(pages_of(maria)) == 1)
    page = pages_of(maria)[0]

    for part in (
        "nombre &lt;b&gt;&amp;",
        "descripción",
        "título",
        "mensaje",
        "póliza.pdf",
        "nota interna",
        "respuesta",
    ):
        assert f"CANARIO-M-{part}" in page, part
    assert "CANARIO-P" not in page
    assert "<h2>Sus tickets</h2>" in page
    assert "<dt>Especialista</dt><dd>Ana López</dd>" in page
    held = json.loads(page.partition('id="held">')[2].partition("</script>")[0])["held"]
    assert [each["code"] for each in held["tickets"]["rows"]] == [number]
    assert held["tickets"]["rows"][0]["answers"]["name"]["text"] == "CANARIO-M-nombre <b>&"
    assert held["staff"] == {"rows": [], "not_shown": 0}
    assert "<li>Su trabajo en la mesa</li>" in page.partition("<h2>De esto no se guarda nada</h2>")[2]

    await maria.says("mis datos")
    await maria.sees("Pidió ese archivo hace menos de una hora")
    noted = await either.stage.look(lambda uow: [each for each in uow.audit.newest(50) if each.kind is Kind.DATA])
    assert [(each.what.untrusted, each.person) for each in noted] == [("export", noted[0].about)]
    assert not any("CANARIO" in each for each in pages_of(pedro))
