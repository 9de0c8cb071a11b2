"""`ventanilla demo`: a whole conversation, both sides, on a stage. What is printed is what people would see."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from adapters.sandbox.slack.state import Message as SlackMessage
from adapters.sandbox.telegram.messages import Message as TelegramMessage
from adapters.sandbox.telegram.people import Person
from bot.config import Settings
from bot.logs import set_up_logs
from bot.stage import Stage
from storage.scratch import scratch_schema

SPEED = 25.0
"""How much faster than real the platforms' clocks and rates run, so that a person can watch the whole in seconds."""

PATIENCE = 20.0
"""Seconds until something that should appear counts as missing."""

FIRST = "Buenos días, no puedo imprimir las pólizas de marzo"

OFFERED: Sequence[tuple[str, str]] = (
    ("Esto puede resolver su duda", "[💡 Imprimir una póliza"),
    ("¿Esto lo resolvió?", "[Ninguno me ayudó"),
    ("¿Por qué no le ayudó?", "[Ya lo intenté"),
)
"""What the requester does with what the desk has already explained; nobody is asked where it has nothing."""

ANSWERS: Sequence[tuple[str, str]] = (
    ("¿Está de acuerdo?", "[✔ Acepto"),
    ("¿En qué le podemos ayudar?", "[Soporte técnico"),
    ("¿De qué módulo", "[Contabilidad"),
    ("¿Cuál es su nombre completo?", "María Pérez Ruiz"),
    ("¿Cuál es su cargo?", "Contadora"),
    ("¿En qué ente público", "Municipio de Tequila"),
    ("¿Cuál es su correo", "maria.perez@tequila.gob.mx"),
    ("¿A qué teléfono", "374 742 0012 ext. 3"),
    ("Curso de Implementación", "sí"),
    ("curso del módulo", "[Sí"),
    ("¿Cómo es la licencia", "[A nombre del ente"),
    ("la actualización anual", "[Sí, al corriente"),
    ("¿De qué año es la versión", "1"),
    ("¿Cuáles de estos recursos", "[☐ Manuales"),
    ("☑ Manuales", "[Es todo"),
    ("¿Tiene abierto el SAACG.NET", "[Sí, lo tengo a la vista"),
    ("¿En qué equipo", "[Cliente"),
    ("¿Tiene teléfono e Internet", "[Sí, los dos"),
    ("¿Tiene TeamViewer", "claro"),
    ("apoyo técnico en la base", "[No"),
    ("Antes nos escribió", "Al imprimir las pólizas de marzo sale «No se puede cargar el reporte». Ayer sí imprimía."),
    *OFFERED,
    ("¿En qué opción del menú", "Contabilidad, Pólizas, Imprimir"),
    ("último botón", "Vista previa"),
    ("¿Con qué usuario", "[Omitir"),
    ("¿Le parece bien este título?", "[✔ Usar este título"),
    ("¿Quiere enviar una foto", "[Omitir"),
    ("Resumen", "[✅ Enviar la solicitud"),
)
"""What the requester answers to which question: a button in brackets, else typed words."""


class Failed(Exception):
    """The conversation did not go as it should."""


@dataclass(slots=True)
class _Printed:
    """What was printed already, so that every message appears once, and again when it changes."""

    versions: dict[str, object]

    def fresh(self, key: str, version: object) -> bool:
        new = self.versions.get(key) != version
        self.versions[key] = version
        return new


class Show:
    """Prints what each person sees as it appears."""

    def __init__(self, stage: Stage, requester: Person) -> None:
        self._stage = stage
        self._requester = requester
        self._printed = _Printed({})

    def news(self) -> None:
        """Prints everything that appeared or changed since the last time."""
        for message in self._requester.messages:
            if self._printed.fresh(f"telegram {message.message_id}", message.version):
                self._telegram(message)
        for post in self._stage.channel.messages:
            in_thread = post.thread_ts is not None and post.thread_ts != post.ts
            self._slack("#soporte, en el hilo" if in_thread else "#soporte", post)
        for direct in self._stage.specialist.dm_messages:
            self._slack("Ana López, mensaje directo", direct)

    def did(self, who: str, what: str) -> None:
        """Prints what a specialist did."""
        _write(f"\n  Slack     {who} {what}")

    def _telegram(self, message: TelegramMessage) -> None:
        who = "Ventanilla" if message.from_bot else self._requester.account.first_name
        label = f"Telegram  {who}{' (editado)' if message.edited else ''}: "
        buttons = "  ".join(f"[{label}]" for row in message.keyboard for label, _ in row)
        _block(label, message.text, buttons)

    def _slack(self, where: str, message: SlackMessage) -> None:
        key = f"slack {message.channel} {message.ts}"
        changed = key in self._printed.versions
        if self._printed.fresh(key, message.rendered):
            title, *_ = message.rendered.splitlines()
            shown = f"{title}  {message.rendered.splitlines()[-1]}" if changed else message.rendered
            _block(f"Slack     {where}{' (la tarjeta cambia)' if changed else ''}: ", shown, "")


async def play(stage: Stage, person: Person, show: Show) -> str:
    """The whole conversation; returns the ticket's number. Failed, or AssertionError, when it does not go as it should."""
    await stage.open_desk()
    person.say(FIRST)
    for question, answer in ANSWERS:
        await _seen(show, person, question)
        if answer.startswith("["):
            person.press(_label(person, answer[1:]))
        else:
            person.say(answer)
    opened = await person.wait_for("Su número de ticket es", PATIENCE)
    number = next(word.strip(".") for word in opened.text.split() if word.startswith("SAACG-"))
    card = await stage.channel.wait_for(number, timeout=PATIENCE)
    await person.wait_for("ya tiene especialista", PATIENCE)
    await stage.specialist.wait_for_dm(number, timeout=PATIENCE)
    show.news()
    await _desk(stage, person, show, card)
    await stage.channel.wait_for(
        lambda message: message.ts == card.ts and "⭐ 5 de 5" in message.rendered, timeout=PATIENCE
    )
    show.news()
    return number


async def _desk(stage: Stage, person: Person, show: Show, card: SlackMessage) -> None:
    ana = stage.specialist
    show.did("Ana López", "oprime [Tomar]")
    await ana.press("Tomar", stage.channel, ts=card.ts)
    await _seen(show, person, "ya está trabajando")
    show.did("Ana López", "oprime [Responder] y escribe en la ventana")
    await ana.press("Responder", stage.channel, ts=card.ts)
    await ana.wait_for_modal(timeout=PATIENCE)
    await ana.submit({"text": "Buenos días, María. ¿Puede decirme qué impresora tiene elegida?"})
    await ana.wait_for_modal("Así lo leerá", timeout=PATIENCE)
    show.did("Ana López", "ve cómo lo leerá María, y oprime [Enviar]")
    await ana.submit({})
    await _seen(show, person, "qué impresora")
    person.say("La del segundo piso, pero está apagada. ¡Era eso!")
    await _seen(show, person, "Agregado a su ticket")
    show.did("Ana López", "oprime [Resolver] y escribe qué se hizo")
    await ana.press("Resolver", stage.channel, ts=card.ts)
    await ana.wait_for_modal(timeout=PATIENCE)
    await ana.submit({"text": "Se eligió una impresora encendida y se imprimió la póliza."})
    await _seen(show, person, "terminó de atender")
    person.press(_label(person, "✔ Ya quedó"))
    await _seen(show, person, "ha finalizado")
    await _seen(show, person, "¿Cómo le atendimos")
    person.press(_label(person, "5"))
    await _seen(show, person, "Gracias: 5 de 5")


async def _seen(show: Show, person: Person, text: str) -> None:
    await person.wait_for(lambda message: text in message.text or _offers(message, text), PATIENCE)
    show.news()


def _offers(message: TelegramMessage, text: str) -> bool:
    return any(text in label for row in message.keyboard for label, _ in row)


def _label(person: Person, start: str) -> str:
    for message in reversed(person.messages):
        for row in message.keyboard:
            for label, _ in row:
                if label.startswith(start):
                    return label
    raise Failed(f"there is no button {start!r} in\n{person.chat_as_text()}")


def run(settings: Settings, *, interactive: bool) -> int:
    """Plays the conversation; 0 only when a ticket was opened, taken, resolved and closed. On a terminal it then goes on
    by hand, when `interactive`."""
    set_up_logs(settings, logging.WARNING)
    try:
        return asyncio.run(_run(settings, interactive=interactive and sys.stdin.isatty() and sys.stdout.isatty()))
    except (Failed, AssertionError) as error:
        sys.stderr.write(f"\nThe demo did not go as it should:\n{error}\n")
        return 1


async def _run(settings: Settings, *, interactive: bool) -> int:
    """On PostgreSQL when the settings say so, in a schema of its own; else on a temporary SQLite file."""
    async with AsyncExitStack() as stack:
        url = None
        if settings.database_url is not None and not settings.database_url.startswith("sqlite:"):
            url = stack.enter_context(scratch_schema(settings.database_url))
        stage = await stack.enter_async_context(Stage("saacg", database_url=url, speed=SPEED))
        person = stage.telegram.person(first_name="María", language_code="es")
        show = Show(stage, person)
        number = await play(stage, person, show)
        _write(f"\nTicket {number}: abierto, tomado, resuelto y cerrado. / opened, taken, resolved and closed.")
        if interactive:
            await _by_hand(stage, person, show)
    return 0


async def _by_hand(stage: Stage, person: Person, show: Show) -> None:
    _write(
        "\nSiga usted: escriba como María; [texto] oprime un botón; «/ticket …» lo escribe Ana en Slack; una línea vacía"
        "\ntermina. / Go on: write as María; [text] presses a button; “/ticket …” is Ana in Slack; an empty line ends."
    )
    while line := (await asyncio.to_thread(input, "> ")).strip():
        try:
            if line.startswith("/ticket"):
                before = len(stage.specialist.ephemerals)
                await stage.specialist.command("/ticket", line.removeprefix("/ticket").strip(), stage.channel)
                await asyncio.sleep(0.5)
                for answer in stage.specialist.ephemerals[before:]:
                    _block("Slack     solo para Ana: ", answer.rendered, "")
            elif line.startswith("["):
                person.press(_label(person, line.strip("[]")))
            else:
                person.say(line)
        except (Failed, LookupError, ValueError) as error:
            _write(f"  {error}")
        await asyncio.sleep(1.0)
        show.news()


def _block(label: str, text: str, buttons: str) -> None:
    lines = [*text.splitlines(), *([buttons] if buttons else [])]
    indent = " " * 12
    _write("\n  " + label + ("\n" + indent if len(lines) > 1 else "") + f"\n{indent}".join(lines))


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
