"""The question for the person's entity, where a register of entities is kept: certain names are taken, near ones offered,
and nothing is ever guessed."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.answers import Answer
from bot.domain.conversation import Candidate, Draft
from bot.domain.lookups import names_entity
from bot.domain.process import YES, Fills, Option, Result, Step
from bot.domain.prompts import NONE_OF_THESE
from bot.domain.register import Organisation, match
from bot.domain.replies import option_named, place_named
from bot.domain.text import Untrusted
from bot.domain.turn import Turn

_NONE_WORDS = re.compile(r"(no|nope|ning[uú]n[ao]?|none)( (de|of) (est[ao]s|ellas|ellos|these|them))?", re.IGNORECASE)


_YES = (Option(id=YES, label={}),)


def answered(turn: Turn, step: Step, answer: Answer) -> None:
    """Takes a typed answer; one that names an entity goes through the register first."""
    if answer.text is None or not names_entity(step) or step.lookup is None:
        turn.answer(step, answer)
        return
    facts = turn.known.register
    meant = match(answer.text.untrusted, facts.organisations)
    if meant.one is not None:
        turn.answer(step, _verified(answer, meant.one))
    elif offered := meant.candidates[: step.lookup.offers]:
        candidates = tuple(Candidate(id=each.id, name=each.name) for each in offered)
        turn.change(replace(turn.intake, draft=Draft(step=step.id, text=answer.text, candidates=candidates)))
        turn.ask()
    else:
        turn.answer(step, _unmatched(turn, step, answer))


def _verified(answer: Answer, organisation: Organisation) -> Answer:
    return replace(answer, options=(organisation.id,), text=organisation.name, result=Result.VERIFIED)


def _unmatched(turn: Turn, step: Step, answer: Answer) -> Answer:
    listed = step.lookup is not None and turn.known.register.kept
    return replace(answer, result=Result(step.lookup.unmatched) if listed and step.lookup else Result.DECLARED)


def confirmed(turn: Turn) -> None:
    """A remembered entity that has come into the register since is known there from now on."""
    step = turn.process.filling(Fills.ORGANISATION)
    answer = turn.intake.answers.get(step.id) if step is not None and names_entity(step) else None
    if step is None or answer is None or answer.options or answer.text is None:
        return
    meant = match(answer.text.untrusted, turn.known.register.organisations)
    if meant.one is not None:
        known = _verified(answer, meant.one)
        turn.change(replace(turn.intake, answers={**turn.intake.answers, step.id: known}))
        remembered = {**turn.state.remembered, step.id: known}
        turn.state = replace(turn.state, remembered=remembered, organisation=meant.one.id)


# --- the choice ---------------------------------------------------------------------------------------------------


def offers(turn: Turn, step: Step, value: str) -> bool:
    """Whether the pressed value is one of the candidates, or none of them."""
    candidates = _candidates(turn, step)
    return bool(candidates) and value in (NONE_OF_THESE, *(each.id for each in candidates))


def chosen(turn: Turn, step: Step, value: str) -> None:
    """Takes a candidate, or what was typed when it is none of them."""
    draft = turn.intake.draft
    if draft is None or draft.text is None:
        return
    name = next((each.name for each in draft.candidates if each.id == value), None)
    if name is None:
        turn.answer(step, _unmatched(turn, step, Answer(text=draft.text)))
    else:
        turn.answer(step, Answer(options=(value,), text=name, result=Result.VERIFIED))


def chose(turn: Turn, step: Step, text: Untrusted) -> bool:
    """Whether the typed words choose among the candidates ("2", "ninguna", "sí" to the only one); then that is done."""
    candidates = _candidates(turn, step)
    if not candidates:
        return False
    said = text.folded
    place = place_named(said)
    if _NONE_WORDS.fullmatch(said) or place == len(candidates) + 1:
        chosen(turn, step, NONE_OF_THESE)
    elif 1 <= place <= len(candidates):
        chosen(turn, step, candidates[place - 1].id)
    elif len(candidates) == 1 and option_named(_YES, said) is not None:
        chosen(turn, step, candidates[0].id)
    else:
        return False
    return True


def _candidates(turn: Turn, step: Step) -> tuple[Candidate, ...]:
    draft = turn.intake.draft
    return draft.candidates if draft is not None and draft.step == step.id else ()
