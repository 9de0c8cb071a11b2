"""Ways through the questionnaire of SAACG.NET, for the tests of what a person does in it."""

from __future__ import annotations

from bot.domain.effects import OpenTicket
from bot.domain.ids import FileRef, TicketId
from bot.domain.message import File, FileKind
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from bot.domain.ticket_line import TicketLine
from tests.player import NOON, Player

PHOTO = File(ref=FileRef("console:photo"), kind=FileKind.PHOTO, label=Untrusted("foto.jpg"), size=1000)


def to_the_module(player: Player) -> None:
    player.says("hola")
    player.presses("Soporte técnico")
    player.presses("Contabilidad")


def profile(player: Player) -> None:
    player.says("María Pérez")
    player.says("Contadora")
    player.says("Municipio de Tequila")
    player.says("maria.perez@tequila.gob.mx")
    player.says("33 1234 5678 ext. 12")


def advance(player: Player, until: str, most: int = 60) -> None:
    """Answers whatever is asked, the first option each time, until a button's label begins with `until`."""
    for _ in range(most):
        labels = [str(button.label) for row in player.heard[-1].buttons for button in row]
        if any(label.startswith(until) for label in labels):
            return
        if "Es todo" in labels:
            player.presses("Es todo")
        elif "Omitir" in labels:
            player.presses("Omitir")
        elif labels[0][0] in "◀❓":
            player.says(_typed(player))
        else:
            player.presses(labels[0])
    raise AssertionError(f"nothing offers {until!r} after {most} answers:\n{player.last}")


def finish(player: Player) -> None:
    """Answers everything, up to the summary."""
    advance(player, "✅ Enviar la solicitud")


def _typed(player: Player) -> str:
    asked = player.last
    if "correo" in asked:
        return "maria.perez@tequila.gob.mx"
    if "teléfono" in asked:
        return "33 1234 5678"
    return "La póliza de marzo no se imprime desde el menú Reportes"


def opened(player: Player) -> OpenTicket:
    return next(effect for effect in player.effects if isinstance(effect, OpenTicket))


def to_the_files(player: Player) -> None:
    """Answers everything before the question for files."""
    to_the_module(player)
    profile(player)
    for _ in range(40):
        if "foto de la pantalla" in player.last:
            return
        labels = [str(button.label) for row in player.heard[-1].buttons for button in row]
        if "Es todo" in labels:
            player.presses("Es todo")
        elif labels[0][0] in "◀❓O":
            player.says(_typed(player))
        else:
            player.presses(labels[0])
    raise AssertionError(player.last)


def line(number: int, status: Status = Status.IN_PROGRESS) -> TicketLine:
    return TicketLine(
        id=TicketId(number),
        code=f"SAACG-2026-{number:05d}",
        process="saacg@1",
        status=status,
        title=Untrusted("No imprime"),
        opened_at=NOON,
        assignee_name=Untrusted("Ana López"),
    )
