"""The words after `/ticket` that are about work that is locked."""

from __future__ import annotations

from bot.app.order_word import Group, OrderWord
from bot.domain.text import phrase
from bot.domain.ticket import Action

LOCKED_WORDS: tuple[OrderWord, ...] = (
    OrderWord(
        order=Action.BEGIN,
        group=Group.WORK,
        english="begin",
        spanish="empezar",
        also=("empiezo", "iniciar", "inicio", "base de datos", "bd", "database"),
        does=phrase(
            "Begins work that is locked, such as on the database, and tells the requester. While it is closed, you read why."
        ),
        example="12",
    ),
    OrderWord(
        order=Action.ATTEST,
        group=Group.WORK,
        english="attest",
        spanish="respaldo",
        also=("constatar", "confirmar", "backup", "confirm"),
        does=phrase(
            "Asks the requester to attest what locked work needs, such as the backup. For somebody on the telephone a form"
            " opens."
        ),
        example="12",
    ),
    OrderWord(
        order=Action.OVERRIDE,
        group=Group.WORK,
        english="override",
        spanish="autorizar",
        also=("autoriza", "autorizo", "desbloquear", "unlock"),
        does=phrase("A supervisor lets locked work begin without what it needs, with the reason."),
        example=phrase("12 There is a copy of last night"),
    ),
)
"""In the order of the help."""
