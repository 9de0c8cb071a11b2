"""A condition of the desk that is not met, as the person reads it: what to do, and the ways on."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import Verb
from bot.domain.message import Button, Message, Style
from bot.domain.process import Consequence, Kind, Step
from bot.domain.prompts import Page, question, ways_out
from bot.domain.text import Text, lines, phrase


def blocked(page: Page, step: Step, text: Text) -> Message:
    """What to do, and the ways on."""
    have = page.button(phrase("✔ I have it now"), Verb.RESUME, step.id, style=Style.PRIMARY)
    return Message(body=text, buttons=((have,), *_ways_on(page, step)))


def waiting(page: Page, step: Step) -> Message:
    """The question once more, after free talk: what was written is kept, and the ways on are still there."""
    asked = question(page, step)
    said = (phrase("📝 I keep what you wrote."),)
    return replace(asked, body=lines(said, asked.body), note=(), buttons=(*asked.buttons[:-1], *_ways_on(page, step)))


def instead(page: Page, step: Step) -> tuple[Kind, ...]:
    """The kinds of consultation that the desk offers to whom it stops at `step`."""
    offered = {each.to for each in step.outcomes if each.do is Consequence.BLOCK}
    return tuple(kind for kind in page.process.kinds if kind.id in offered)


def _ways_on(page: Page, step: Step) -> tuple[tuple[Button, ...], ...]:
    others = instead(page, step)
    return (
        *((page.button(f"➡ {page.say(each.label)}", Verb.TURN, step.id, each.id),) for each in others),
        (page.button(phrase("◀ Back"), Verb.BACK, step.id), page.button(phrase("✏ Change an answer"), Verb.EDIT)),
        *ways_out(page),
    )
