"""Words with which a requester answers "which ID?" without giving one: where is it, and not now. They are our own buttons'
words, and no secret."""

from __future__ import annotations

from bot.domain.access_words import HELP, NOT_NOW
from bot.domain.text import fold

_WHERE = frozenset(
    {
        "ayuda",
        "no se",
        "no lo se",
        "no se donde",
        "no se donde esta",
        "no se donde estan",
        "no se donde verlo",
        "no se donde lo veo",
        "no se cual es",
        "donde",
        "donde esta",
        "donde esta eso",
        "donde estan",
        "donde lo veo",
        "donde los veo",
        "donde lo encuentro",
        "en donde",
        "en donde esta",
        "cual es",
        "cual id",
        "no lo encuentro",
        "no los encuentro",
        "no lo veo",
        "no los veo",
        "no me aparece",
        "no aparece",
        "help",
        "where",
        "where is it",
        "where do i find it",
        "i do not know",
        "i don't know",
        "i cannot find it",
    }
)
_NOT_NOW = frozenset(
    {"ahora no", "ahora no puedo", "no puedo ahora", "ahorita no", "ahorita no puedo", "not now", "i cannot now"}
)
_AROUND = " ¿?¡!.,…❓⏳"


def meant(text: str) -> str | None:
    """The button that the words stand for; None for anything else, which may be a secret."""
    words = fold(text).strip(_AROUND)
    if words in _WHERE:
        return HELP
    return NOT_NOW if words in _NOT_NOW else None
