"""The question for the person's e-mail, where a register of people is kept: whom it has is verified."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Answer, Answers
from bot.domain.lookups import Facts, names_person
from bot.domain.process import Fills, Process, Result, Step
from bot.domain.questions import filled
from bot.domain.register import folded_email, key
from bot.domain.text import Untrusted
from bot.domain.turn import Turn


def recognised(step: Step, answer: Answer, facts: Facts) -> Answer:
    """The answer as it is taken: verified, with the entity of the person, when the register has the e-mail."""
    person, typed = facts.person, answer.text
    if person is None or typed is None or not names_person(step) or folded_email(typed.untrusted) != person.email:
        return answer
    workplace = facts.workplace.name if facts.workplace is not None else None
    return replace(answer, result=Result.VERIFIED, workplace=workplace)


def confirmed(turn: Turn) -> None:
    """What the register says now of a remembered e-mail takes the place of what it said then."""
    step = turn.process.filling(Fills.EMAIL)
    answer = turn.intake.answers.get(step.id) if step is not None else None
    if step is None or answer is None:
        return
    known = recognised(step, answer, turn.known.register)
    if known != answer:
        turn.change(replace(turn.intake, answers={**turn.intake.answers, step.id: known}))
        remembered = {**turn.state.remembered, step.id: replace(known, recalled=False)}
        turn.state = replace(turn.state, remembered=remembered)


def elsewhere(process: Process, answers: Answers) -> Untrusted | None:
    """The entity that the register of people has for the e-mail, when the person named another one."""
    email, entity = (filled(process, answers, fills) for fills in (Fills.EMAIL, Fills.ORGANISATION))
    if email is None or email.workplace is None or entity is None or entity.text is None:
        return None
    return None if key(email.workplace.untrusted) == key(entity.text.untrusted) else email.workplace
