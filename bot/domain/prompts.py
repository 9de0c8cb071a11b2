"""What the requester reads during an intake: questions, the summary, and what stands around them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.answers import Answer, Note
from bot.domain.beforehand import quoted, told_before
from bot.domain.buttons import Press, Verb, encode
from bot.domain.conversation import Candidate, Conversation, Intake, Purpose
from bot.domain.knowledge import REASONS, Consulting, Item, named, told
from bot.domain.message import Button, Fact, Message, Style
from bot.domain.process import Fills, Notice, Process, Result, Section, Step, StepKind, Texts
from bot.domain.questions import applicable, counted, current
from bot.domain.text import Moment, Span, Text, Untrusted, filled, join, lines, phrase, plural
from bot.domain.title import proposed

NARROW = 18
"""Characters of a label up to which two buttons fit beside each other on a telephone."""


MOST_LINES = 3
"""Lines that a message should have, so that it is read."""


def height(text: Text) -> int:
    """How many lines the text has, as far as we broke it; empty ones do not count."""
    ours = "".join(span if isinstance(span, str) else "…" for span in text)
    return sum(bool(line.strip()) for line in ours.splitlines())


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


def question(page: Page, step: Step, *, brief: bool = False) -> Message:
    """The question of `step`; `brief`: only the line that asks."""
    steps = _foreseen(page, step)
    place = next((index for index, each in enumerate(steps, 1) if each.id == step.id), 1)
    answered_all = all(each.id in page.intake.answers or each.id == step.id for each in steps)
    hidden = (answered_all and place < len(steps)) or len(steps) == 1 or _decides_how_many(page, step)
    progress: Text = () if hidden else (phrase("%(place)s of %(all)s", place=place, all=len(steps)),)
    draft = page.intake.draft if page.intake.draft and page.intake.draft.step == step.id else None
    candidates = draft.candidates if draft is not None else ()
    return Message(
        body=(phrase("Which of these is yours?"),) if candidates else _asked(page, step, brief=brief),
        note=progress,
        buttons=(
            *_ways_on(page, step),
            *(_candidates(page, step, candidates) if candidates else _answers(page, step)),
            _navigation(page, step, first=place == 1 and not _changes_a_detail(page)),
        ),
    )


SOLVED = ".solved"
NONE_HELPED = ".none"
"""Values of buttons under an offer; ids of items never begin with a dot."""


def _decides_how_many(page: Page, step: Step) -> bool:
    """Whether it is the question for the kind, and some kinds take more questions than others."""
    if step.fills is not Fills.KIND:
        return False
    given = page.intake.answers
    kinds = ({**given, step.id: Answer(options=(kind.id,))} for kind in page.process.kinds)
    return len({len(applicable(page.process, answers, expecting=True)) for answers in kinds}) > 1


def _foreseen(page: Page, step: Step) -> list[Step]:
    """The questions that count in "4 of 9": those that the person was asked, and those that will mostly be."""
    if page.intake.purpose is Purpose.PROFILE:
        return list(page.steps)
    likely = applicable(page.process, page.intake.answers, expecting=True)
    return [each for each in likely if each.id == step.id or _counts(page, each)]


def _counts(page: Page, step: Step) -> bool:
    """Nobody is asked what is known already; an offer counts once something is on offer, as most often nothing is."""
    answer = page.intake.answers.get(step.id)
    if answer is not None:
        return not (answer.looked_up or answer.recalled)
    return step.kind is not StepKind.KNOWLEDGE and (not step.unless_sent or step in page.steps)


def _asked(page: Page, step: Step, *, brief: bool) -> Text:
    """The question's words; a proposed title stands over its question, and an offer's words change as it goes on."""
    offer = page.intake.consulting if step.kind is StepKind.KNOWLEDGE else None
    if offer is not None and offer.asking:
        return (phrase("Why did it not help? Choose one, or write it in your own words."),)
    if offer is not None and offer.opened:
        return (phrase("Did this solve it?"),)
    title = proposed(page.process, step, page.intake.answers)
    if title is not None and step.propose is not None:
        return join(" " if brief else "\n", (("📌 ", title), (page.say(step.propose.ask),)))
    ask = page.say(step.ask)
    before = told_before(page.process, page.intake, step)
    if before is not None and before.text is not None:
        better = phrase("Shall we leave it at that? If you like, write it in more detail.")
        return lines((phrase("📌 You wrote before: “%(text)s”", text=quoted(before.text)),), (better,))
    return (next((line for line in ask.splitlines() if "?" in line), ask) if brief else ask,)


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


def _ways_on(page: Page, step: Step) -> tuple[tuple[Button, ...], ...]:
    """The proposed title, or what was told before; and after two refusals, leaving the words as they are or speaking to somebody."""
    rows: list[tuple[Button, ...]] = []
    title = proposed(page.process, step, page.intake.answers)
    if title is not None:
        use = phrase("✔ Use this title")
        rows.append((page.button(use, Verb.PROPOSED, step.id, mark_of(title), Style.PRIMARY),))
    before = told_before(page.process, page.intake, step)
    if before is not None and before.text is not None:
        use = phrase("✔ Use what I wrote")
        rows.append((page.button(use, Verb.PROPOSED, step.id, mark_of(before.text), Style.PRIMARY),))
    if offered_as_typed(page.intake, step) is not None:
        rows.append((page.button(phrase("✔ Leave it as I wrote it"), Verb.AS_TYPED, step.id),))
        rows.append((page.button(phrase("🙋 Speak to a person"), Verb.PERSON),))
    return tuple(rows)


def mark_of(title: Untrusted) -> str:
    """What a button carries to say which title was shown."""
    return f"{zlib.crc32(title.untrusted.encode(errors='replace')):08x}"


REFUSALS = 2
"""After so many, the words are taken as they are when the person wants that: nobody is stuck at a question."""


def offered_as_typed(intake: Intake, step: Step) -> Note | None:
    """The words that did not fit and can be left as they are; None while that is not offered."""
    refused = intake.refusal(step.id)
    if refused is None or refused.times < REFUSALS:
        return None
    return next((note for note in reversed(intake.notes) if note.message in refused.messages), None)


def opened_item(page: Page, step: Step, item: Item) -> Message:
    """An item, opened: its short text and where the whole is; then whether it solved the matter."""
    asked = question(page, step)
    parts: tuple[Text, ...] = tuple((each,) for each in (item.text, item.link) if each)
    return Message(title=(named(item.kind, item.title),), body=lines(*parts, asked.body), buttons=asked.buttons)


def _offers(page: Page, step: Step, offer: Consulting) -> tuple[tuple[Button, ...], ...]:
    if offer.asking:
        return tuple((page.button(words, Verb.PICK, step.id, why),) for why, words in REASONS.items())
    unopened = tuple(
        (page.button(named(each.kind, each.title), Verb.PICK, step.id, each.id),)
        for each in offer.offered
        if each.id not in offer.opened
    )
    if not offer.opened:
        return (*unopened, (page.button(phrase("None is my case"), Verb.PICK, step.id, NONE_HELPED),))
    solved = page.button(phrase("✅ This solved it"), Verb.PICK, step.id, SOLVED, Style.PRIMARY)
    return ((solved,), *unopened, (page.button(phrase("None helped me"), Verb.PICK, step.id, NONE_HELPED),))


def _answers(page: Page, step: Step) -> tuple[tuple[Button, ...], ...]:
    if step.kind is StepKind.KNOWLEDGE and page.intake.consulting is not None:
        return _offers(page, step, page.intake.consulting)
    draft = page.intake.draft if page.intake.draft and page.intake.draft.step == step.id else None
    found: list[tuple[Button, ...]] = []
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
        found += [(button,) for button in buttons]
        if chosen:
            found.append((page.button(phrase("That is all"), Verb.DONE, step.id, style=Style.PRIMARY),))
    else:
        found += rows(tuple(page.button(page.say(option.label), Verb.PICK, step.id, option.id) for option in options))
    if step.kind is StepKind.FILES and draft and draft.files:
        found.append((page.button(phrase("That is all"), Verb.DONE, step.id, style=Style.PRIMARY),))
    elif step.optional:
        found.append((page.button(phrase("Skip"), Verb.SKIP, step.id),))
    return tuple(found)


def _changes_a_detail(page: Page) -> bool:
    """Whether there is a page of details to go back to, also from the first question."""
    return page.intake.purpose is Purpose.PROFILE and bool(page.intake.answers)


def rows(buttons: tuple[Button, ...]) -> list[tuple[Button, ...]]:
    """The buttons, two beside each other where all are short."""
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


def helping(page: Page, step: Step) -> tuple[Message, Message]:
    """Help on a question: where to find the answer and, in small letters, why it is asked; then the same question, with the
    ways out."""
    asked = question(page, step)
    why: Text = (phrase("Why we ask: %(why)s", why=page.say(step.why)),) if step.why else ()
    help_text: Text = (page.say(step.help),) if step.help else ()
    if not help_text:
        help_text = (phrase("Press a button or write your answer. You can go back or stop at any moment."),)
    again = replace(asked, buttons=(*asked.buttons[:-1], *ways_out(page)))
    return Message(body=help_text, note=why), again


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


def summary(page: Page) -> Message:
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
        body=(phrase("Please check it. Is everything right?"),),
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
    back = phrase("◀ Back") if current(page.steps, given) else phrase("◀ Back to the summary")
    return Message(
        body=(phrase("Which answer do you want to change?"),),
        buttons=(*rows(buttons), (page.button(back, Verb.RESUME),)),
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
    if answer.consulted is not None:
        return told(answer.consulted)
    if answer.text is not None:
        zone = page.conversation.zone or page.process.desk.zone
        return (answer.text, *((" (", Moment(answer.moment, zone), ")") if answer.moment is not None else ()))
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
