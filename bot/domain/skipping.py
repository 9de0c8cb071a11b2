"""Words that pass over an optional question, or end an answer in the making."""

from __future__ import annotations

from bot.domain.answers import Answer
from bot.domain.process import Step, StepKind
from bot.domain.text import Untrusted
from bot.domain.turn import Turn

_SKIPPING = frozenset({"omitir", "saltar", "siguiente", "continuar", "skip", "next"})
_NOTHING = frozenset(
    {"no", "no gracias", "ninguno", "ninguna", "ningun mensaje", "sin archivos", "no tengo", "none", "no thanks"}
    | {"no se", "no lo se", "no recuerdo", "no me acuerdo", "no aparecio", "no aparecio ninguno", "i do not know"}
)
_HAS_NOT = frozenset(
    {"no lo tengo", "no la tengo", "no los tengo", "no las tengo", "no puedo", "no puedo ahora", "no se puede"}
    | {
        "no tengo eso",
        "no cuento con eso",
        "i do not have it",
        "i don't have it",
        "i cannot",
        "i can't",
        "i don't know",
    }
)
_FINISHING = frozenset(
    {"es todo", "eso es todo", "seria todo", "listo", "ya", "ya esta", "that is all", "that's all", "done"}
)


def finished_or_skipped(turn: Turn, step: Step, text: Untrusted) -> bool:
    """Whether the words end an answer in the making, or pass over an optional question; then that is done."""
    said = text.folded
    draft = turn.intake.draft if turn.intake.draft and turn.intake.draft.step == step.id else None
    skipping = said in _SKIPPING or (step.kind in (StepKind.FILES, StepKind.TEXT) and said in _NOTHING)
    if draft is not None and (draft.options or draft.files) and (said in _FINISHING or skipping):
        turn.answer(step, Answer(options=draft.options, files=draft.files))
        return True
    if step.optional and (skipping or (step.kind is StepKind.FILES and said in _FINISHING)):
        turn.answer(step, Answer())
        return True
    return False


def has_nothing(text: Untrusted) -> bool:
    """Whether the words say that there is nothing to give to a question ("no lo tengo", "no sé", "ninguno")."""
    return text.folded in _HAS_NOT or text.folded in _NOTHING or text.folded in _SKIPPING
