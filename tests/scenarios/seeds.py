"""Walks through the two desks of the seeds, INDETEC's SAACG.NET and AdvertMind, as their people answer when all is well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.app.ports import UnitOfWork
from bot.domain.register import Course, Licence, LicenceKind, Organisation
from bot.domain.text import Untrusted
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.story import Story

EMAIL = "maria.perez@tequila.gob.mx"
MEXICO = ZoneInfo("America/Mexico_City")

SAACG: Mapping[str, tuple[str, str]] = {
    "notice": ("¿Está de acuerdo?", "[✔ Acepto"),
    "kind": ("¿En qué le podemos ayudar?", "[Soporte técnico"),
    "module": ("¿De qué módulo", "[Contabilidad"),
    "name": ("¿Cuál es su nombre completo?", "María Pérez Ruiz"),
    "position": ("¿Cuál es su cargo?", "Contadora"),
    "entity": ("¿En qué ente público trabaja?", "Municipio de Tequila"),
    "email": ("¿Cuál es su correo electrónico?", EMAIL),
    "phone": ("¿A qué teléfono le llamamos?", "374 742 0012 ext. 3"),
    "course": ("¿Ya participó en el Curso de Implementación", "[Sí"),
    "course_module": ("¿Y ya tomó el curso del módulo", "[Sí"),
    "licence": ("¿Cómo es la licencia", "[A nombre del ente"),
    "update": ("¿Está al corriente la actualización anual", "[Sí, al corriente"),
    "version": ("¿De qué año es la versión", "1"),
    "resources": ("¿Cuáles de estos recursos ya consultó?", "[☐ Manuales"),
    "resources_all": ("☑ Manuales", "[Es todo"),
    "running": ("¿Tiene abierto el SAACG.NET", "[Sí, lo tengo a la vista"),
    "machine": ("¿En qué equipo tiene la duda", "[Cliente"),
    "line": ("¿Tiene teléfono e Internet", "[Sí, los dos"),
    "teamviewer": ("¿Tiene TeamViewer instalado", "[Sí"),
    "database": ("¿Necesita un apoyo técnico en la base de datos?", "[No"),
    "server": ("¿Tiene acceso directo al SERVIDOR", "[Sí"),
    "backup": ("¿Ya tiene un respaldo de su base de datos?", "[Sí"),
    "backup_when": ("¿Cuándo se hizo el respaldo?", "Hace 2 horas"),
    "backup_place": ("¿Dónde quedó guardado el respaldo?", "En un disco externo"),
    "backup_photo": ("mande una foto donde se vea el respaldo", "[Omitir"),
    "case": ("Cuéntenos su caso", "¿Con qué tasa se actualiza el convenio de recargos?"),
    "attempt": ("¿Qué quería hacer en el sistema?", "Calcular los recargos"),
    "title": ("¿Le parece bien este título?", "[✔ Usar este título"),
    "files": ("¿Quiere enviar una foto", "[Omitir"),
    "summary": ("Resumen", "[✅ Enviar la solicitud"),
}
"""What the desk of SAACG.NET may ask, and the answer when all is well: a button in brackets, else typed words."""

ADVERTMIND: Mapping[str, tuple[str, str]] = {
    "notice": ("¿Está de acuerdo?", "[✔ Acepto"),
    "kind": ("¿Qué necesita?", "[Algo falla o da error"),
    "module": ("¿De qué parte de AdvertMind", "[Facturación"),
    "name": ("¿Cuál es su nombre completo?", "Laura Gómez"),
    "organisation": ("¿En qué organización trabaja?", "Agencia Sur"),
    "email": ("¿Cuál es su correo", "laura.gomez@agencia.com"),
    "faq": ("¿Ya buscó la respuesta", "[Sí"),
    "case": ("Cuéntelo con sus palabras", "La factura exterior no toma la numeración que configuramos"),
    "environment": ("¿En qué equipo lo está instalando", "Computadora con Windows, al entrar"),
    "before": ("¿Qué hizo justo antes", "Di de alta un cliente"),
    "intended": ("¿Qué quería lograr?", "Emitir la factura"),
    "option": ("¿En qué opción del sistema", "Facturas"),
    "button": ("¿Qué botón oprimió?", "[Omitir"),
    "message": ("¿Apareció algún mensaje?", "no"),
    "user": ("¿Con qué usuario", "lgomez"),
    "again": ("¿vuelve a pasar?", "[Sí, siempre"),
    "impact": ("¿puede seguir trabajando?", "[Sí, con dificultad"),
    "reproduce": ("¿Con qué pasos", "1. Abrir Facturas. 2. Oprimir Guardar."),
    "title": ("¿Le parece bien este título?", "[✔ Usar este título"),
    "files": ("¿Quiere enviar una captura", "[Omitir"),
    "summary": ("Resumen", "[✅ Enviar la solicitud"),
}
"""The same for the HelpDesk of AdvertMind."""


async def walks(
    story: Story, person: Requester, desk: Mapping[str, tuple[str, str]], *questions: str, **instead: str
) -> None:
    """The person answers these questions of a desk, in order, each as it is asked; some of them `instead` otherwise."""
    for each in questions:
        question, answer = desk[each]
        await story.answers(person, question, instead.get(each, answer))


def until(desk: Mapping[str, tuple[str, str]], question: str, *, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The questions of a desk that come before that one."""
    names = tuple(desk)
    return tuple(each for each in names[: names.index(question)] if each not in without)


def buttons(person: Requester, text: str) -> list[str]:
    """What can be pressed below the newest message with this text, without what is below every question."""
    match person:
        case TelegramRequester():
            heard = [each for each in person.person.messages if each.from_bot and text in each.text]
            labels = [label for row in heard[-1].keyboard for label, _ in row]
        case SlackRequester():
            said = [each for each in person.member.dm_messages if text in each.rendered]
            labels = [each.label for each in said[-1].buttons]
        case _:
            raise TypeError(person)
    always = ("◀ Atrás", "❓ Ayuda", "💾 Seguir después", "✖ Cancelar", "🙋 Hablar con alguien")
    return [each for each in labels if each not in always]


def said(person: Requester, text: str) -> str:
    """The newest message of the bot with this text, whole, without its buttons."""
    found = next(each for each in reversed(person.heard) if text in each)
    return "\n".join(line for line in found.splitlines() if not line.startswith("["))


def number_in(told: str, before: str) -> str:
    """The ticket's number in what was told."""
    return told.partition(before)[2].split()[0].rstrip(".")


def known(until: date = date(2099, 12, 31)) -> Callable[[UnitOfWork], None]:
    """The desk's registers know that María is trained, and that her entity's annual update is paid until that day; so
    they answer the questions of the courses, the licence and the update."""

    def register(uow: UnitOfWork) -> None:
        uow.registers.save(Organisation(id="teq", name=Untrusted("Municipio de Tequila")))
        uow.registers.save(Licence(id="l1", organisation="teq", kind=LicenceKind.ACQUIRED, updates_until=until))
        for course in ("implementation", "accounting"):
            uow.registers.save(Course(email=EMAIL, course=course, taken_on=date(2025, 1, 1)))

    return register


def today(story: Story) -> datetime:
    """Now, as it is at the desk of SAACG.NET."""
    return story.stage.timeline.now().astimezone(MEXICO)
