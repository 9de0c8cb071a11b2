"""The words after `/ticket` that are about remote help."""

from __future__ import annotations

from bot.app.order_word import Group, OrderWord
from bot.domain.text import phrase
from bot.domain.ticket import Action

REMOTE_WORDS: tuple[OrderWord, ...] = (
    OrderWord(
        order=Action.REMOTE,
        group=Group.WORK,
        english="remote",
        spanish="remota",
        also=("remoto", "asistencia", "asistencia remota", "ayuda remota", "teamviewer", "remote help"),
        does=phrase("Asks the requester whether all is ready for remote help; they can choose another time."),
        example="12",
    ),
    OrderWord(
        order=Action.CALL_OFF,
        group=Group.WORK,
        english="calloff",
        spanish="suspender",
        also=("suspende", "sin remota", "call off"),
        does=phrase("Calls off remote help: the requester is asked no more, and an agreed time counts no more."),
        example="12",
    ),
    OrderWord(
        order=Action.REVEAL,
        group=Group.WORK,
        english="access",
        spanish="acceso",
        also=("ver acceso", "ver id", "credenciales", "credentials", "show access"),
        does=phrase("Shows the ID and the password that the requester gave, once, to whoever has the ticket."),
        example="12",
    ),
    OrderWord(
        order=Action.ASK_AGAIN,
        group=Group.WORK,
        english="newaccess",
        spanish="otroacceso",
        also=("otro acceso", "pedir acceso", "new access", "ask again"),
        does=phrase("Asks the requester for a new ID and password."),
        example="12",
    ),
    OrderWord(
        order=Action.END_REMOTE,
        group=Group.WORK,
        english="endremote",
        spanish="desconectar",
        also=("fin remota", "terminar remota", "terminar sesion", "desconectado", "end remote", "disconnect"),
        does=phrase("Ends the remote session; the requester is asked to close the way in."),
        example="12",
    ),
)
"""In the order of the help."""
