"""`/perfil`: the person sees and changes what is remembered of them. Each change counts at once; a request that was under
way waits meanwhile, and open tickets keep what they were opened with."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import lookups
from bot.domain.answers import Answers
from bot.domain.conversation import Intake, Purpose
from bot.domain.details import details
from bot.domain.effects import CancelTimer
from bot.domain.process import Fills, Section
from bot.domain.questions import judged
from bot.domain.text import phrase
from bot.domain.turn import REMINDER, Turn


def under_way(turn: Turn) -> bool:
    """Whether the person is at their details."""
    return turn.state.intake is not None and turn.intake.purpose is Purpose.PROFILE


def begin(turn: Turn) -> None:
    """Shows the details, or asks those that are not known yet."""
    if not any(step.section is Section.PROFILE for step in turn.process.steps):
        turn.tell(phrase("This desk keeps no details of yours."))
        return
    if not under_way(turn):
        waiting = turn.state.intake
        run = turn.state.run + 1
        intake = Intake(process=turn.process.ref, run=run, answers=_remembered(turn), purpose=Purpose.PROFILE)
        shelved = None if waiting is None else replace(waiting, parked=True)
        turn.state = replace(turn.state, run=run, shelved=shelved, intake=intake)
        turn.remind()
    turn.ask()


def back(turn: Turn) -> bool:
    """Leaves a detail as it was; False when there is nothing to go back to but the question before."""
    known = _remembered(turn)
    if not under_way(turn) or known == dict(turn.intake.answers):
        return False
    turn.change(replace(turn.intake, answers=known, draft=None, blocked=None))
    turn.ask()
    return True


def leave(turn: Turn) -> Intake | None:
    """The details, if they are open, are put away; the request that waited, which is there again, put aside."""
    if under_way(turn):
        waiting = turn.state.shelved
        intake = None if waiting is None else _with_details(turn, waiting)
        turn.state = replace(turn.state, intake=intake, shelved=None)
        if intake is None:
            turn.effects.append(CancelTimer(key=f"{REMINDER}:{turn.state.chat}"))
    return turn.state.intake


def _with_details(turn: Turn, waiting: Intake) -> Intake:
    """The request with the details as they are now. What registers said of other ones is looked up anew."""
    answers = waiting.answers
    for step in turn.process.steps:
        before, now = answers.get(step.id), turn.state.remembered.get(step.id)
        if step.section is not Section.PROFILE or before is None or before.as_typed or now is None:
            continue
        now = replace(now, recalled=before.recalled)  # what was confirmed with a tap is still not a question asked
        if now == before:
            continue
        if step.fills in lookups.IDENTIFYING:
            answers = lookups.forgotten(turn.process, answers, entity=step.fills is Fills.ORGANISATION)
        answers = {**answers, step.id: now}
    return waiting if answers is waiting.answers else replace(waiting, answers=judged(turn.process, answers))


def finish(turn: Turn) -> None:
    """The person is done with their details."""
    if turn.step is None:
        turn.settle(replace(details(turn.page), body=(phrase("✔ Saved"),), buttons=()))
    leave(turn)
    turn.tell(phrase("Your details are saved: requests from now on carry them. /profile changes them again."))


def _remembered(turn: Turn) -> Answers:
    """What is known of the questions that the process asks about a person."""
    asked = {step.id for step in turn.process.steps if step.section is Section.PROFILE}
    return {step_id: answer for step_id, answer in turn.state.remembered.items() if step_id in asked}
