"""Specialists who run the questionnaire for somebody on the telephone: who may, and how it begins."""

from __future__ import annotations

from bot.app.auditing import denied, member
from bot.app.effecting import Effecting
from bot.app.ports import UnitOfWork
from bot.domain.audit import Ground, Kind
from bot.domain.caller import called
from bot.domain.effects import Whisper
from bot.domain.events import Commanded, Ordered, RequesterEvent
from bot.domain.ids import Interaction, MessageRef
from bot.domain.message import Message
from bot.domain.roles import DeskOrder, allowed
from bot.domain.text import Untrusted, phrase


def may_call(uow: UnitOfWork, event: RequesterEvent) -> bool:
    """Whether the person has a role that lets them ask for somebody else. Looked up with every form: roles are taken
    away, too."""
    staff = member(uow, event)
    return staff is not None and allowed(staff.roles, DeskOrder.NEW)


def begun(event: Ordered, words: Untrusted, interaction: Interaction) -> Commanded:
    """A questionnaire begins in a chat that is this caller's alone. `words` are its first note."""
    return Commanded(
        id=event.id,
        at=event.at,
        chat=called(event.id),
        person=event.person,
        language=event.language,
        name=DeskOrder.NEW,
        argument=words,
        message=MessageRef(f"order:{event.id}"),  # an order is no message
        interaction=interaction,
    )


def refuse_call(uow: UnitOfWork, effecting: Effecting, event: RequesterEvent, language: str) -> None:
    """Tells somebody who may not, where there is a way to tell them alone."""
    denied(uow, event, Kind.CALL, DeskOrder.NEW, Ground.NO_ROLE)
    words = phrase("You may not do that. An administrator gives roles with /ticket staff.")
    interaction = getattr(event, "interaction", None)
    if interaction is not None:
        effecting.perform((Whisper(interaction=interaction, message=Message(body=(words,)), language=language),))
