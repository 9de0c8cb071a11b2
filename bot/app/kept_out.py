"""Whoever of the desk sends what looks like a secret is told that it was kept out."""

from __future__ import annotations

from bot.app.effecting import Effecting
from bot.domain.effects import Whisper
from bot.domain.events import Acted, Curated, Event, HandedOver, HomeUsed, IncidentActed, Ordered, Pointed
from bot.domain.ids import ChatRef
from bot.domain.message import Message
from bot.domain.text import phrase
from bot.domain.withholding import unasked

_TOLD = phrase("🔒 What looked like a secret was taken out of what you wrote: ••• stands in its place.")


def tell_desk(event: Event, effecting: Effecting, language: str) -> None:
    """Once for what they send; while they are still at a form, nothing."""
    if unasked(event.held) is None or not _is_sent(event):
        return
    message = Message(body=(_TOLD,))
    interaction = getattr(event, "interaction", None)
    if interaction is None:
        effecting.say(ChatRef(event.person), message, language)
    else:
        effecting.perform((Whisper(interaction=interaction, message=message, language=language),))


def _is_sent(event: Event) -> bool:
    match event:
        case Acted() | IncidentActed():
            return event.text is not None or bool(event.values)
        case HomeUsed():
            return event.values is not None
        case Ordered() | Pointed() | Curated() | HandedOver():
            return True
    return False
