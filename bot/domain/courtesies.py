"""Words of courtesy: a greeting says nothing of the case, and thanks ask for nothing."""

from __future__ import annotations

from bot.domain.answers import Note
from bot.domain.process import Process
from bot.domain.text import Untrusted

_GREETINGS = frozenset(
    {
        "hola",
        "buen",
        "buenos",
        "buena",
        "buenas",
        "dia",
        "dias",
        "tarde",
        "tardes",
        "noche",
        "noches",
        "que",
        "tal",
        "muy",
    }
    | {"inicio", "saludos", "hello", "hi", "hey", "good", "morning", "afternoon", "evening"}
)
_THANKS = frozenset(
    {
        "gracias",
        "agradezco",
        "agradecido",
        "agradecida",
        "amable",
        "ok",
        "okay",
        "vale",
        "listo",
        "perfecto",
        "excelente",
    }
    | {"bien", "igualmente", "adios", "luego", "tenga", "quedo", "sale", "enterado", "enterada", "acuerdo"}
    | {"thanks", "thank", "great", "perfect", "bye"}
)
_WITH_THEM = frozenset(
    {
        "muchas",
        "mil",
        "muchisimas",
        "muy",
        "de",
        "que",
        "le",
        "les",
        "su",
        "por",
        "todo",
        "ya",
        "hasta",
        "buen",
        "buena",
    }
    | {"dia", "tarde", "ayuda", "apoyo", "atencion", "you", "very", "much", "so", "for", "the", "your", "help", "all"}
)


def only_thanks(note: Note) -> bool:
    """Whether the words only thank, agree or say goodbye ("ok, muchas gracias", "👍")."""
    if note.files or note.text is None:
        return False
    words = _words(note.text)
    if not words:
        return True
    return _THANKS.issuperset(word for word in words if word not in _WITH_THEM) and not _WITH_THEM.issuperset(words)


def only_greets(note: Note) -> bool:
    """Whether the words only say hello ("hola, muy buenas tardes")."""
    return not note.files and note.text is not None and _GREETINGS.issuperset(_words(note.text))


def _words(text: Untrusted) -> list[str]:
    bare = (word.strip(".,;:!¡¿?()") for word in text.folded.split())
    return [word for word in bare if any(each.isalnum() for each in word)]


def worth_keeping(process: Process, note: Note) -> bool:
    """Whether a first message says more than hello and that help is wanted."""
    if note.files or note.text is None:
        return bool(note.files)
    return not only_greets(note) and not process.coach.hollow(note.text.untrusted)
