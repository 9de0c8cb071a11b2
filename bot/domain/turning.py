"""At a question with buttons: talk that answers nothing, and another kind of consultation where the desk stops this one."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import unmet
from bot.domain.answers import Answer
from bot.domain.buttons import Press, Verb
from bot.domain.process import YES, Consequence, Fills, Step, StepKind
from bot.domain.questions import judged, outcome
from bot.domain.text import phrase
from bot.domain.turn import Turn

_WITH_BUTTONS = (StepKind.CHOICE, StepKind.CONFIRMATION, StepKind.MULTI_CHOICE)


def talked(turn: Turn, step: Step) -> None:
    """Words that answer nothing were kept; the same question is asked again, with the ways on where it stops."""
    if turn.intake.blocked == step.id:
        turn.say(unmet.waiting(turn.page, step))
    elif step.kind in _WITH_BUTTONS:
        turn.ask((phrase("📝 I note it down for the specialist. To go on, please choose an option:"),))
    else:
        turn.ask((phrase("📝 I note it down for the specialist. Now, please:"),))


def has_it(turn: Turn, press: Press) -> bool:
    """Whether "I have it now" is the yes that the stopped question waits for; then it is answered so, and not asked again."""
    step = turn.step
    if (
        press.verb is not Verb.RESUME
        or step is None
        or turn.intake.parked
        or not (turn.intake.blocked == step.id == press.mark)
    ):
        return False
    yes = Answer(options=(YES,))
    known = {option.id for option in turn.process.options_of(step, turn.event.at)}
    if YES not in known or outcome(step, yes, turn.intake.answers).do is Consequence.BLOCK:
        return False
    turn.change(replace(turn.intake, blocked=None))
    turn.answer(step, yes)
    return True


def turned(turn: Turn, step: Step, press: Press) -> bool:
    """Whether the press turns the stopped consultation into the kind that was offered; False when it fits no more."""
    kind = next((each for each in unmet.instead(turn.page, step) if each.id == press.value), None)
    asked = turn.process.filling(Fills.KIND)
    if turn.intake.blocked != step.id or kind is None or asked is None:
        return False
    answers = judged(turn.process, {**turn.intake.answers, asked.id: Answer(options=(kind.id,))})
    turn.change(replace(turn.intake, answers=answers, draft=None, blocked=None))
    turn.toast()
    turn.ask((phrase("✔ It goes on as: %(kind)s. Nothing to repeat.", kind=turn.words(kind.label)),))
    return True
