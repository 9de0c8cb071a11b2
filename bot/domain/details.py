"""The page of `/perfil`: what the desk remembers of a person, each detail with a button to change it."""

from __future__ import annotations

from bot.domain.buttons import Verb
from bot.domain.message import Fact, Message, Style
from bot.domain.prompts import Page, rows, shown
from bot.domain.questions import counted
from bot.domain.text import phrase


def details(page: Page) -> Message:
    """The remembered details."""
    answers = counted(page.steps, page.intake.answers)
    steps = [step for step in page.steps if step.id in answers]
    mark = str(page.conversation.revision)
    return Message(
        title=(phrase("Your details"),),
        body=(phrase("Press what you want to change."),),
        facts=tuple(Fact(label=(page.say(step.label),), value=shown(page, step, answers[step.id])) for step in steps),
        buttons=(
            *rows(tuple(page.button(f"✏ {page.say(step.label)}", Verb.EDIT, value=step.id) for step in steps)),
            (page.button(phrase("✔ They are right"), Verb.CONFIRM, mark, style=Style.PRIMARY),),
        ),
    )
