"""Questions that a register answers: what to look up for them, what was found, and what the person is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain import contacts, prompts
from bot.domain.answers import Answer, Answers
from bot.domain.buttons import Press, Verb, decode
from bot.domain.conversation import Conversation, Purpose
from bot.domain.events import Due, Filled, Pressed, RequesterEvent, Said
from bot.domain.lookup import Found, Lookup
from bot.domain.process import YES, Consequence, Fills, Outcome, Process, Result, Section, Step
from bot.domain.questions import applying, current, filled, outcome, take, upcoming, withdrawn
from bot.domain.register import (
    Course,
    Licence,
    LicenceFinding,
    Organisation,
    Person,
    folded_email,
    licence_finding,
    training_finding,
)
from bot.domain.renewal import day_in_words
from bot.domain.text import Text, Untrusted, clean, join, lines, phrase

IMPLEMENTATION = "implementation"
"""The course that is about no single module."""

IDENTIFYING = frozenset({Fills.ORGANISATION, Fills.EMAIL, Fills.MODULE})
"""What the registers are asked by: another of these, and everything is looked up anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inquiry:
    """What the registers are asked: the entity that was typed (`named`) or is known by its id, whose courses, and whether
    that person is known (`recognise`)."""

    named: Untrusted | None = None
    organisation: str | None = None
    email: Untrusted | None = None
    recognise: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the registers say. `read` is False when they were not asked; `kept` says that there are entities in them.
    `workplace` is the entity of the `person`."""

    read: bool = False
    kept: bool = False
    organisations: tuple[Organisation, ...] = ()
    licences: tuple[Licence, ...] = ()
    courses: tuple[Course, ...] = ()
    person: Person | None = None
    workplace: Organisation | None = None


# --- what to ask for ----------------------------------------------------------------------------------------------


def inquiry(process: Process, conversation: Conversation, event: RequesterEvent | Due) -> Inquiry | None:
    """What to look up for the event; None when no question of the process needs it now."""
    intake = conversation.intake
    if intake is None or not any(step.lookup for step in process.steps):
        return None
    answers: Answers = intake.answers if intake.known else {**conversation.remembered, **intake.answers}
    if isinstance(event, Filled):
        return _of_form(process, answers, event)
    about_the_person = intake.purpose is Purpose.PROFILE  # nothing else is asked there
    steps = (each for each in applying(process, answers) if each.section is Section.PROFILE or not about_the_person)
    asked = current(steps, answers)
    typed = Untrusted(clean(event.text.untrusted)) if isinstance(event, Said) else None
    names = asked is not None and names_entity(asked)
    anew = intake.parked or intake.blocked is not None or not intake.known
    anew = anew or (asked is not None and asked.fills in IDENTIFYING)
    recognise = _recognises(process, intake.known, asked)
    if not names and not recognise and (about_the_person or not _soon(process, answers, asked, anew=anew)):
        return None
    entity = filled(process, answers, Fills.ORGANISATION)
    email = filled(process, answers, Fills.EMAIL)
    organisation = entity.options[0] if entity is not None and entity.options else None
    named = typed if names else None
    if names and isinstance(event, Pressed) and event.press is not None and event.press.verb is Verb.PICK:
        organisation = event.press.value
    elif not intake.known and organisation is None and entity is not None:  # remembered from before it was registered
        named = entity.text
    whose = email.text if email is not None else None
    if asked is not None and asked.fills is Fills.EMAIL and typed is not None:
        whose = _address(typed)
    return Inquiry(named=named, organisation=organisation, email=whose, recognise=recognise and whose is not None)


def names_person(step: Step) -> bool:
    """Whether the e-mail that is typed there is looked for among the people."""
    return step.lookup is not None and step.lookup.register == "people"


def _recognises(process: Process, known: bool, asked: Step | None) -> bool:
    """Whether an e-mail is being given, or a remembered one is about to be confirmed."""
    if known:
        return asked is not None and names_person(asked)
    return any(map(names_person, process.steps))


def _of_form(process: Process, answers: Answers, event: Filled) -> Inquiry:
    """What is entered in a form, else what is known."""
    entity, email = filled(process, answers, Fills.ORGANISATION), filled(process, answers, Fills.EMAIL)
    organisation = entity.options[0] if entity is not None and entity.options else None
    address, named = email.text if email is not None else None, None
    for step in process.steps:
        typed = event.values[step.id].text if step.id in event.values else None
        if typed is not None and names_entity(step):
            named = typed
        elif typed is not None and step.fills is Fills.EMAIL:
            address = _address(typed)
    presses = (decode(choice) for entered in event.values.values() for choice in entered.choices)
    for press in presses:
        step_pressed = process.step(press.mark) if isinstance(press, Press) and press.verb is Verb.PICK else None
        if isinstance(press, Press) and step_pressed is not None and names_entity(step_pressed):
            organisation, named = press.value, None
    recognise = address is not None and any(map(names_person, process.steps))
    return Inquiry(named=named, organisation=organisation, email=address, recognise=recognise)


def _address(typed: Untrusted) -> Untrusted | None:
    address = contacts.email(typed.untrusted)
    return Untrusted(address) if address is not None else None


def names_entity(step: Step) -> bool:
    """Whether what is typed there is looked for among the entities."""
    return step.lookup is not None and step.lookup.register == "organisations"


def _soon(process: Process, answers: Answers, asked: Step | None, *, anew: bool) -> bool:
    """Whether a question with a lookup can come before the next one that certainly asks the person."""
    for step in process.steps:
        answer = answers.get(step.id)
        if step.lookup is not None and not names_entity(step) and not names_person(step):
            if answer is None or (anew and answer.looked_up):
                return True
        elif answer is None and step.when is None and step is not asked:
            return False
    return False


# --- what is found ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One question that a register answered, what that leads to, and in which words it is told."""

    step: Step
    answer: Answer
    outcome: Outcome
    licence: LicenceFinding | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LookedUp:
    """The answers with those of the registers; `items` in order, the last one perhaps a condition that is not met."""

    answers: Answers
    items: tuple[Item, ...] = ()

    @property
    def blocked(self) -> Item | None:
        """The condition that the register says is not met."""
        last = self.items[-1] if self.items else None
        return last if last is not None and last.outcome.do is Consequence.BLOCK else None


def look_up(process: Process, answers: Answers, facts: Facts, at: datetime) -> LookedUp:
    """Answers the questions that come next as far as the registers know, each at most once."""
    items: list[Item] = []
    while facts.read and (step := upcoming(process, answers)) is not None:
        item = found(process, step, answers, facts, at) if step not in [each.step for each in items] else None
        if item is None:
            break
        items.append(item)
        if item.outcome.do is Consequence.BLOCK:
            break
        answers = take(process, answers, step, item.answer).answers
    return LookedUp(answers=answers, items=tuple(items))


def found(process: Process, step: Step, answers: Answers, facts: Facts, at: datetime) -> Item | None:
    """What a register says to a question; None when it has no lookup, or when the register does not know."""
    if step.lookup is None:
        return None
    finding: Found | None = None
    licence: LicenceFinding | None = None
    match step.lookup.register:
        case "organisations" | "people":
            return None
        case "licences":
            licence = _licence(process, answers, facts, at)
            finding = licence.found
        case "courses":
            finding = _training(process, step.lookup, answers, facts)
        case _:
            assert_never(step.lookup.register)
    option = step.lookup.findings.get(finding) if finding is not None else None
    if option is None:
        return None
    answer = Answer(options=(option,), result=Result.VERIFIED, looked_up=True)
    return Item(step=step, answer=answer, outcome=outcome(step, answer, answers), licence=licence)


def _licence(process: Process, answers: Answers, facts: Facts, at: datetime) -> LicenceFinding:
    entity = filled(process, answers, Fills.ORGANISATION)
    known = {each.id: each for each in facts.organisations}
    organisation = known.get(entity.options[0]) if entity is not None and entity.options else None
    if organisation is None:
        return LicenceFinding()
    today = at.astimezone(ZoneInfo(process.desk.zone)).date()
    return licence_finding(organisation, facts.licences, today)


def _training(process: Process, lookup: Lookup, answers: Answers, facts: Facts) -> Found | None:
    email = filled(process, answers, Fills.EMAIL)
    course: str | None = IMPLEMENTATION
    if lookup.course == "module":
        module = filled(process, answers, Fills.MODULE)
        course = module.options[0] if module is not None and module.options else None
    if email is None or email.text is None or course is None:
        return None
    return training_finding(facts.courses, folded_email(email.text.untrusted), course)


def repeated(process: Process, before: Answers, found: LookedUp) -> bool:
    """Whether the registers say what they said `before`, of the same person, entity and module."""
    asked_by = [step.id for step in process.steps if step.fills in IDENTIFYING]
    if any(before.get(each) != found.answers.get(each) for each in asked_by):
        return False
    told = [(before.get(item.step.id), item.answer) for item in found.items]
    return all(old is not None and old.looked_up and old.options == new.options for old, new in told)


def forgotten(process: Process, answers: Answers, *, entity: bool = False) -> Answers:
    """The answers without those that registers gave; with `entity`, also what a person said of another one's licence."""
    for step in process.steps:
        answer = answers.get(step.id)
        if answer is None or step.lookup is None or names_entity(step):
            continue
        if answer.looked_up or (entity and step.lookup.register == "licences"):
            answers = withdrawn(process, answers, step.id)
    return answers


# --- what is told -------------------------------------------------------------------------------------------------


def told(page: prompts.Page, items: tuple[Item, ...]) -> Text:
    """One line that says what the registers know, then the desk's own words to it, where it has any."""
    shown = dict.fromkeys(_words(page, item) for item in items)
    smooth = all(item.outcome.do is Consequence.ACCEPT for item in items)
    mark = "✔ " if smooth else "📋 "
    texts: list[Text] = [(page.say(item.outcome.text),) for item in items if page.say(item.outcome.text)]
    return lines((mark, phrase("In our records"), ": ", *join(" · ", shown)), *texts)


def _words(page: prompts.Page, item: Item) -> Text:
    finding = item.licence
    if finding is not None and finding.licence is not None and finding.licence.updates_until is not None:
        day = day_in_words(finding.licence.updates_until)
        if finding.found is Found.VALID:
            return (phrase("licence valid until %(date)s", date=day),)
        if finding.found is Found.LAPSED:
            return (phrase("licence updated until %(date)s", date=day),)
    if item.answer.options == (YES,):
        return (page.say(item.step.label),)
    return (page.say(item.step.label), ": ", *prompts.shown(page, item.step, item.answer))
