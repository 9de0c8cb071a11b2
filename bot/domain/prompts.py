"""What the requester reads during an intake: questions, the summary, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.buttons import Press, Verb, encode
from bot.domain.conversation import Candidate, Conversation, Intake
from bot.domain.message import Button, Fact, Message, Style
from bot.domain.process import Notice, Process, Result, Section, Step, StepKind, Texts
from bot.domain.questions import counted
from bot.domain.text import Span, Text, Untrusted, filled, join, lines, phrase, plural

NARROW = 18
"""Characters of a label up to which two buttons fit beside each other on a telephone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What a prompt is made for: the process, the chat's state, the steps that apply, the reader's language, the instant."""

    process: Process
    conversation: Conversation
    intake: Intake
    steps: tuple[Step, ...]
    language: str
    at: datetime

    def say(self, texts: Texts | None) -> str:
        """The text in the reader's language; empty when there is none."""
        if texts is None:
            return ""
        return texts.get(self.language) or texts.get(self.process.languages[0], "")

    def button(self, label: Span, verb: Verb, mark: str = "", value: str = "", style: Style = Style.PLAIN) -> Button:
        return Button(label=label, data=encode(Press(verb, self.intake.run, mark, value)), style=style)


NONE_OF_THESE = "-"
"""The value of the button that refuses every candidate; no entity has that id."""

LONGEST_NAME = 60
"""Characters of an entity's name on a button; Slack shows 75."""


def question(page: Page, step: Step, before: Text = ()) -> Message:
    """The question of `step`, with what came before it (an acknowledgement, a warning) above."""
    steps = page.steps
    place = next((index for index, each in enumerate(steps, 1) if each.id == step.id), 1)
    answered_all = all(each.id in page.intake.answers or each.id == step.id for each in steps)
    progress: Text = (
        () if answered_all and place < len(steps) else (phrase("%(place)s of %(all)s", place=place, all=len(steps)),)
    )
    draft = page.intake.draft if page.intake.draft and page.intake.draft.step == step.id else None
    candidates = draft.candidates if draft is not None else ()
    asked = phrase("Which of these is yours?") if candidates else page.say(step.ask)
    return Message(
        body=lines(before, (asked,)),
        note=progress,
        buttons=(
            *(_candidates(page, step, candidates) if candidates else _answers(page, step)),
            _navigation(page, step, first=place == 1),
        ),
    )


def _candidates(page: Page, step: Step, candidates: tuple[Candidate, ...]) -> tuple[tuple[Button, ...], ...]:
    """A button for each entity; two of the same name are told apart by the desk's own key."""
    names = [each.name.untrusted for each in candidates]
    rows = []
    for each in candidates:
        name = each.name.untrusted
        suffix = f" ({each.id})" if names.count(name) > 1 else ""
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        rows.append((page.button(Untrusted(f"{short}{suffix}"), Verb.PICK, step.id, each.id),))
    none = page.button(phrase("None of these"), Verb.PICK, step.id, NONE_OF_THESE)
    return (*rows, (none,))


def _answers(page: Page, step: Step) -> tuple[tuple[Button, ...], ...]:
    draft = page.intake.draft if page.intake.draft and page.intake.draft.step == step.id else None
    rows: list[tuple[Button, ...]] = []
    options = page.process.options_of(step, page.at)
    if step.kind is StepKind.MULTI_CHOICE:
        chosen = draft.options if draft else ()
        buttons = [
            page.button(
                f"{'☑' if option.id in chosen else '☐'} {page.say(option.label)}",
                Verb.TOGGLE,
                step.id,
                option.id,
            )
            for option in options
        ]
        rows += [(button,) for button in buttons]
        if chosen:
            rows.append((page.button(phrase("That is all"), Verb.DONE, step.id, style=Style.PRIMARY),))
    else:
        rows += _rows(tuple(page.button(page.say(option.label), Verb.PICK, step.id, option.id) for option in options))
    if step.kind is StepKind.FILES and draft and draft.files:
        rows.append((page.button(phrase("That is all"), Verb.DONE, step.id, style=Style.PRIMARY),))
    elif step.optional:
        rows.append((page.button(phrase("Skip"), Verb.SKIP, step.id),))
    return tuple(rows)


def _rows(buttons: tuple[Button, ...]) -> list[tuple[Button, ...]]:
    if all(isinstance(button.label, str) and len(button.label) <= NARROW for button in buttons):
        return [buttons[index : index + 2] for index in range(0, len(buttons), 2)]
    return [(button,) for button in buttons]


def _navigation(page: Page, step: Step, *, first: bool) -> tuple[Button, ...]:
    back = () if first else (page.button(phrase("◀ Back"), Verb.BACK, step.id),)
    return (*back, page.button(phrase("❓ Help"), Verb.HELP, step.id))


def ways_out(page: Page) -> tuple[tuple[Button, ...], ...]:
    """Put aside, a person, cancel: offered with help and where a condition is not met."""
    return (
        (
            page.button(phrase("💾 Continue later"), Verb.LATER),
            page.button(phrase("🙋 Speak to a person"), Verb.PERSON),
        ),
        (page.button(phrase("✖ Cancel"), Verb.CANCEL),),
    )


def helping(page: Page, step: Step) -> Message:
    """Help on a question: where to find the answer and why it is asked; then the same question."""
    asked = question(page, step)
    why: Text = (phrase("Why we ask: %(why)s", why=page.say(step.why)),) if step.why else ()
    help_text: Text = (page.say(step.help),) if step.help else ()
    if not why and not help_text:
        help_text = (phrase("Press a button or write your answer. You can go back or stop at any moment."),)
    return Message(
        body=lines(help_text, why, (page.say(step.ask),)),
        note=asked.note,
        buttons=(*asked.buttons[:-1], *ways_out(page)),
    )


def blocked(page: Page, step: Step, text: Text) -> Message:
    """The desk's condition is not met: what to do, and the ways on."""
    return Message(
        body=text,
        buttons=(
            (page.button(phrase("✔ I have it now"), Verb.RESUME, style=Style.PRIMARY),),
            (
                page.button(phrase("◀ Back"), Verb.BACK, step.id),
                page.button(phrase("✏ Change an answer"), Verb.EDIT),
            ),
            *ways_out(page),
        ),
    )


def known_person(page: Page) -> Message:
    """The remembered profile, to be confirmed with one tap."""
    facts = tuple(fact for step, fact in _facts(page, page.conversation.remembered) if step.section is Section.PROFILE)
    return Message(
        body=(phrase("Are these still your details?"),),
        facts=facts,
        buttons=(
            (
                page.button(phrase("✔ Yes, they are"), Verb.KNOWN, value="yes", style=Style.PRIMARY),
                page.button(phrase("✏ Change them"), Verb.KNOWN, value="no"),
            ),
        ),
    )


def summary(page: Page, before: Text = ()) -> Message:
    """Everything that will be on the ticket, with one button to confirm and one to edit; nothing exists before that."""
    shown = _facts(page, counted(page.steps, page.intake.answers))
    note: Text = ()
    if page.intake.notes:
        note = (
            plural(
                "Something else that you wrote or sent goes with it.",
                "%(count)s other things that you wrote or sent go with it.",
                len(page.intake.notes),
            ),
        )
    mark = str(page.conversation.revision)
    return Message(
        title=(phrase("Summary"),),
        body=lines(before, (phrase("Please check it. Is everything right?"),)),
        facts=tuple(fact for _, fact in shown),
        note=note,
        buttons=(
            (page.button(phrase("✅ Send the request"), Verb.CONFIRM, mark, style=Style.PRIMARY),),
            (
                page.button(phrase("✏ Change an answer"), Verb.EDIT, mark),
                page.button(phrase("✖ Cancel"), Verb.CANCEL),
            ),
        ),
    )


def choose_answer(page: Page) -> Message:
    """Which answer is to be changed: one button each."""
    given = page.intake.answers
    steps = [step for step in page.steps if step.id in given and not given[step.id].looked_up]
    buttons = tuple(page.button(page.say(step.label), Verb.EDIT, value=step.id) for step in steps)
    return Message(
        body=(phrase("Which answer do you want to change?"),),
        buttons=(*_rows(buttons), (page.button(phrase("◀ Back to the summary"), Verb.RESUME),)),
    )


def _facts(page: Page, answers: Mapping[str, Answer]) -> list[tuple[Step, Fact]]:
    steps = ((page.process.step(step_id), answer) for step_id, answer in answers.items())
    return [
        (step, Fact(label=(page.say(step.label),), value=(*_mark(answer), *shown(page, step, answer))))
        for step, answer in steps
        if step
    ]


def _mark(answer: Answer) -> Text:
    return ("✅ ",) if answer.result is Result.VERIFIED else ()


def shown(page: Page, step: Step, answer: Answer) -> Text:
    """An answer as its giver reads it."""
    if answer.text is not None:
        return (answer.text,)
    if answer.files:
        return (plural("%(count)s file", "%(count)s files", len(answer.files)),)
    if not answer.options:
        return ("—",)
    labels = {option.id: page.say(option.label) for option in page.process.options_of(step, page.at)}
    return join(", ", ((labels.get(option, option),) for option in answer.options))


def answered(page: Page, step: Step, answer: Answer) -> Message:
    """The question as it stays in the chat after a press: with the choice, without buttons."""
    return Message(body=lines((page.say(step.ask),), ("✔ ", *shown(page, step, answer))))


def notice(process: Process, which: Notice, language: str, **values: Span) -> Text:
    """One of the desk's own notices, with its places filled (`number`, `specialist`)."""
    texts = process.notices.get(which, {})
    template = texts.get(language) or texts.get(process.languages[0], "")
    name = process.desk.name
    return filled(
        template,
        desk=name.get(language) or name.get(process.languages[0], ""),
        telephone=process.desk.telephone or "",
        **values,
    )
