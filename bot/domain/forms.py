"""Prompts as forms: a page of questions with a field each, or any other prompt with its buttons as choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.buttons import Press, Verb, decode, encode
from bot.domain.caller import is_caller, number_of
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form, Message
from bot.domain.process import Fills, Section, Step, StepKind
from bot.domain.prompts import Page, question
from bot.domain.text import Text, Untrusted, join, lines, phrase

PRESSED = "_press"
"""The field with a prompt's buttons; steps have ids that begin with a letter."""

MOST_CHOICES = 100
LONGEST = 3000
"""Characters in a field."""

_ENTRIES: Mapping[StepKind, EntryKind | None] = {
    StepKind.KNOWLEDGE: None,
    StepKind.CHOICE: EntryKind.CHOICE,
    StepKind.CONFIRMATION: EntryKind.CHOICE,
    StepKind.MULTI_CHOICE: EntryKind.CHOICES,
    StepKind.FILES: EntryKind.FILES,
}
"""Every other kind of step is answered in writing."""

_AROUND = frozenset({Verb.SKIP, Verb.BACK, Verb.HELP})
"""Buttons under a question that answer nothing; the fields of a form have their own help and may be left empty."""


def is_written(step: Step) -> bool:
    """Whether the step is answered in words of one's own."""
    return step.kind not in _ENTRIES


def before_question(page: Page, step: Step, message: Message) -> Text | None:
    """What stands in the message above the question of `step`; None when it is not that question."""
    if step.kind is StepKind.KNOWLEDGE:
        return None
    for brief in (False, True):
        asked = question(page, step, brief=brief)
        start = len(message.body) - len(asked.body)
        if start >= 0 and message.body[start:] == asked.body and message.buttons == asked.buttons:
            above = message.body[:start]
            while above and above[-1] == "\n":
                above = above[:-1]
            return above
    return None


def questions_form(
    page: Page, steps: tuple[Step, ...], before: Text, error: Text, entered: Mapping[str, Entered]
) -> Form:
    """The questions of a page. `error` is why the first one is asked again; `entered` is what was entered before."""
    asked = question(page, steps[0])
    in_the_field = {Verb.PROPOSED} if _draft(page, steps[0]) is not None else set()
    proposed = _choices(asked, _AROUND | in_the_field) if is_written(steps[0]) else ()
    entries = [
        _entry(page, step, entered.get(step.id), error if place == 0 else ())
        for place, step in enumerate(steps)
        if not (is_caller(page.conversation.chat) and leaves_out(step))
    ]
    if proposed:
        choice = Entry(id=PRESSED, label=asked.body, kind=EntryKind.CHOICE, choices=proposed, optional=True)
        written = replace(
            entries[0], label=(phrase("Or write it: %(ask)s", ask=page.say(steps[0].ask)),), optional=True
        )
        entries = [choice, written, *entries[1:]]
    return _form(page, lines(before, asked.note), tuple(entries), (phrase("Continue"),))


def prompt_form(page: Page, message: Message, before: Text) -> Form | None:
    """Any other prompt: its buttons become choices. None when it has no button that a form could show. What sends the
    request is chosen beforehand, as the form is sent with it; nothing else is, least of all a consent."""
    choices = _choices(message, frozenset())
    if not choices:
        return None
    sending = next((choice.id for choice in choices if _sends(choice.id)), None)
    entry = Entry(
        id=PRESSED,
        label=(phrase("Choose, please"),),
        kind=EntryKind.CHOICE,
        choices=choices,
        chosen=(sending,) if sending is not None else (),
    )
    submit = (phrase("Send"),) if sending is not None else (phrase("Continue"),)
    return _form(page, lines(before, whole(message)), (entry,), submit)


def leaves_out(step: Step) -> bool:
    """Whether the step is not asked on the telephone, through which nobody sends files."""
    return step.kind is StepKind.FILES and step.optional


def _choices(message: Message, without: frozenset[Verb]) -> tuple[Choice, ...]:
    """The buttons that mean something to a questionnaire."""
    pressed = ((button, decode(button.data)) for row in message.buttons for button in row)
    found = (
        Choice(id=button.data, label=button.label)
        for button, press in pressed
        if isinstance(press, Press) and press.verb not in without
    )
    return tuple(found)[:MOST_CHOICES]


def whole(message: Message) -> Text:
    """Everything that a message says, as paragraphs."""
    facts = (lines((*fact.label, ": ", *fact.value)) for fact in message.facts)
    links = ((button.label, ": ", button.url) for row in message.buttons for button in row if button.url is not None)
    return lines(message.title, message.body, join("\n", facts), join("\n", links), message.note)


def _sends(data: str) -> bool:
    press = decode(data)
    return isinstance(press, Press) and press.verb is Verb.CONFIRM


def _form(page: Page, intro: Text, entries: tuple[Entry, ...], submit: Text) -> Form:
    chat = page.conversation.chat
    by_telephone = is_caller(chat)
    data = Press(Verb.FORM, page.intake.run, str(page.conversation.revision), number_of(chat))
    return Form(
        title=(phrase("📞 Telephone call") if by_telephone else phrase("Support request"),),
        submit=submit,
        close=(phrase("Put aside") if by_telephone else phrase("Go on by message"),),
        data=encode(data),
        entries=entries,
        intro=intro,
    )


def _entry(page: Page, step: Step, entered: Entered | None, error: Text) -> Entry:
    options = page.process.options_of(step, page.at)
    typed = entered.text if entered is not None else _draft(page, step)
    return Entry(
        id=step.id,
        label=(page.say(step.ask),),
        kind=_ENTRIES.get(step.kind) or EntryKind.TEXT,
        hint=(page.say(step.help),) if step.help else (),
        multiline=is_written(step) and step.section is Section.CASE and step.fills is not Fills.TITLE,
        max_length=LONGEST,
        initial=Untrusted(typed.untrusted[:LONGEST]) if typed is not None and typed.untrusted else None,
        choices=tuple(Choice(id=option.id, label=page.say(option.label)) for option in options)[:MOST_CHOICES],
        chosen=entered.choices if entered is not None else (),
        optional=step.optional,
        error=error,
    )


def _draft(page: Page, step: Step) -> Untrusted | None:
    """What the person had written before the questions began is the description's first wording."""
    if step.fills is not Fills.DESCRIPTION or not is_written(step):
        return None
    return next((note.text for note in page.intake.notes if note.text is not None), None)
