"""At a question that is answered in writing: a refusal that keeps what was written, a way on, and the proposed title."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import prompts
from bot.domain.answers import Answer, Note
from bot.domain.beforehand import told_before, without
from bot.domain.buttons import Press, Verb
from bot.domain.conversation import Intake, Refused
from bot.domain.events import Said
from bot.domain.process import YES, Option, Step
from bot.domain.replies import LONGEST, option_named
from bot.domain.text import Phrase, Untrusted, clean, lines, phrase
from bot.domain.title import proposed
from bot.domain.turn import Turn

KEPT = 3
"""Refused writings of one question that are kept, the newest ones."""
QUOTED = 100
"""Characters of them that are shown again."""

_YES = (
    Option(
        id=YES,
        label={"es": "Sí", "en": "Yes"},
        words={"es": ("está bien", "usar este título", "usar lo que escribí"), "en": ("fine",)},
    ),
)
_SO = frozenset(
    {"dejelo asi", "asi esta bien", "asi dejelo", "dejarlo asi", "leave it", "leave it so", "leave it as it is"}
)


def refused(turn: Turn, step: Step, said: Said, why: Phrase | str) -> None:
    """Says why the words do not fit, with what was written, and asks again. The words go with the request unless a better
    answer takes their place."""
    text = clean(said.text.untrusted)
    if not text:
        turn.ask((why,))
        return
    turn.change(_kept(turn.intake, step, Note(text=Untrusted(text[:LONGEST].rstrip()), message=said.message)))
    wrote = phrase("You wrote: “%(text)s”", text=Untrusted(_quoted(text)))
    turn.ask(lines((why,), (wrote,)), brief=True)


def _kept(intake: Intake, step: Step, note: Note) -> Intake:
    before = intake.refusal(step.id) or Refused(step=step.id, times=0)
    messages = (*before.messages, note.message) if note.message is not None else before.messages
    dropped = messages[:-KEPT]
    now = Refused(step=step.id, times=before.times + 1, messages=messages[-KEPT:])
    others = tuple(each for each in intake.refused if each.step != step.id)
    notes = tuple(each for each in intake.notes if each.message not in dropped)
    return replace(intake, refused=(*others, now), notes=(*notes, note))


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 1].rstrip()}…"


def said(turn: Turn, step: Step, text: Untrusted) -> bool:
    """Whether the words press what the question offers: "sí" to a proposed title or to what was told before, "déjelo así" to words that do not fit."""
    if text.folded in _SO:
        return _as_typed(turn, step)
    if option_named(_YES, text.untrusted) == YES:
        return _take(turn, step, None)
    return False


def pressed(turn: Turn, step: Step, press: Press) -> bool:
    """Whether the press took the proposed title, or left the words as they are; False when it does not fit any more."""
    return _take(turn, step, press.value) if press.verb is Verb.PROPOSED else _as_typed(turn, step)


def _take(turn: Turn, step: Step, seen: str | None) -> bool:
    """Takes the words that were shown; not others, should they have been edited meanwhile."""
    before = told_before(turn.process, turn.intake, step)
    if before is not None and before.text is not None and seen in (None, prompts.mark_of(before.text)):
        turn.change(without(turn.intake, before))
        turn.answer(step, Answer(text=before.text, message=before.message))
        return True
    title = proposed(turn.process, step, turn.intake.answers)
    if title is None or seen not in (None, prompts.mark_of(title)):
        return False
    turn.answer(step, Answer(text=title))
    return True


def _as_typed(turn: Turn, step: Step) -> bool:
    note = prompts.offered_as_typed(turn.intake, step)
    if note is None:
        return False
    turn.answer(step, Answer(text=note.text, message=note.message, as_typed=True))
    return True
