"""Commands that a requester can use anywhere, and the words that mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.text import fold


class Command(StrEnum):
    """What a requester can ask for at any moment."""

    START = "start"
    NEW = "nuevo"
    STATUS = "estado"
    MINE = "mis_tickets"
    WHY = "porque"
    PROFILE = "perfil"
    ERASE = "borrar"
    MY_DATA = "misdatos"
    FOLLOW = "seguir"
    MODIFICATION = "modificacion"
    LINK = "vincular"
    UNLINK = "desvincular"
    CANCEL = "cancelar"
    HELP = "ayuda"
    LANGUAGE = "idioma"
    ZONE = "zona"
    BACK = "atras"
    LATER = "despues"
    PERSON = "persona"


PUBLISHED: tuple[Command, ...] = (
    Command.NEW,
    Command.STATUS,
    Command.MINE,
    Command.WHY,
    Command.PROFILE,
    Command.ERASE,
    Command.MY_DATA,
    Command.LINK,
    Command.CANCEL,
    Command.HELP,
    Command.LANGUAGE,
    Command.ZONE,
)
"""The commands that a platform's own menu shows."""

ABOUT_TICKETS = (Command.STATUS, Command.MINE, Command.WHY, Command.ERASE)
"""What asks about the requester's tickets."""

NAMING_TICKETS = (Command.STATUS, Command.WHY, Command.FOLLOW)
"""After which a number is looked up."""

ENGLISH: Mapping[Command, str] = {
    Command.START: "start",
    Command.NEW: "new",
    Command.STATUS: "status",
    Command.MINE: "my_tickets",
    Command.WHY: "why",
    Command.PROFILE: "profile",
    Command.ERASE: "erase_me",
    Command.MY_DATA: "my_data",
    Command.FOLLOW: "follow",
    Command.MODIFICATION: "modification",
    Command.LINK: "link",
    Command.UNLINK: "unlink",
    Command.CANCEL: "cancel",
    Command.HELP: "help",
    Command.LANGUAGE: "language",
    Command.ZONE: "timezone",
    Command.BACK: "back",
    Command.LATER: "later",
    Command.PERSON: "person",
}

_NAMES: Mapping[str, Command] = {
    **{command.value: command for command in Command},
    **{name: command for command, name in ENGLISH.items()},
    "borrar_mis_datos": Command.ERASE,
    "borre_mis_datos": Command.ERASE,
    "eliminar_mis_datos": Command.ERASE,
    "erase_my_data": Command.ERASE,
    "delete_my_data": Command.ERASE,
    "mis_datos": Command.MY_DATA,
    "mydata": Command.MY_DATA,
    "volver": Command.BACK,
    "regresar": Command.BACK,
    "mas_tarde": Command.LATER,
    "seguir_despues": Command.LATER,
    "hablar_con_una_persona": Command.PERSON,
}


def named(name: str) -> Command | None:
    """The command of that name (Spanish or English, accents and case do not matter), or None."""
    return _NAMES.get(fold(name.lstrip("/")).replace(" ", "_"))


def spoken(text: str, *, answering: bool) -> Command | None:
    """The command that a message *is*, written without a slash ("cancelar", "mis tickets"); None for anything else.

    `answering`: a free text is being asked for, in which only the words that are no sensible answer are commands.
    """
    if len(text) > _LONGEST_NAME:
        return None
    command = named(text)
    return None if answering and command not in _NEVER_AN_ANSWER else command


_LONGEST_NAME = 24
_NEVER_AN_ANSWER = frozenset({Command.CANCEL, Command.HELP, Command.BACK, Command.LATER, Command.PERSON})
