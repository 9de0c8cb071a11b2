"""Whether the lookups and the renewal reminders of a process can work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.buttons import Press, Verb, encode
from bot.domain.finding import Finding, Path, error, listed, suggestion
from bot.domain.lookup import Found, Lookup
from bot.domain.process import Fills, Process, Step, StepKind
from bot.domain.reachability import option_ids
from bot.domain.register import LONGEST_ID, MOST_CANDIDATES
from bot.domain.renewal import PLACES
from bot.domain.wording import LARGEST_RUN, LONGEST_DATA, MOST_LINES, filled_places

_FINDINGS: Mapping[str, tuple[Found, ...]] = {
    "organisations": (),
    "licences": (Found.VALID, Found.LAPSED, Found.TRIAL, Found.OTHER_HOLDER),
    "courses": (Found.TAKEN,),
    "people": (),
}


def lookups(process: Process) -> Iterator[Finding]:
    """What is wrong with the lookups of the questions."""
    for index, step in enumerate(process.steps):
        if step.lookup is not None:
            path: Path = ("steps", index, "lookup")
            yield from _asked_before(process, index, step.lookup, path)
            if step.lookup.register == "organisations":
                yield from _entity(step, step.lookup, path)
            elif step.lookup.register == "people":
                yield from _person(step, step.lookup, path)
            else:
                yield from _findings(process, step, step.lookup, path)


def _asked_before(process: Process, index: int, lookup: Lookup, path: Path) -> Iterator[Finding]:
    needed = {"organisations": (), "licences": (Fills.ORGANISATION,), "courses": (Fills.EMAIL,), "people": ()}[
        lookup.register
    ]
    if lookup.course == "module":
        needed = (*needed, Fills.MODULE)
    before = process.steps[:index]
    for fills in needed:
        if not any(step.fills is fills for step in before):
            yield error(path, f"the register is asked by the {fills}, so a question that fills it must come before")
    entity = next((step for step in before if step.fills is Fills.ORGANISATION), None)
    if lookup.register == "licences" and entity is not None and entity.lookup is None:
        message = (
            f'the question "{entity.id}" needs `lookup: {{ register: organisations }}`: licences belong to entities'
        )
        yield error(path, message)


def _entity(step: Step, lookup: Lookup, path: Path) -> Iterator[Finding]:
    if step.fills is not Fills.ORGANISATION or step.kind is not StepKind.TEXT:
        yield error(path, "entities are looked up where `kind: text` and `fills: organisation` ask for one")
    yield from _without_findings(lookup, path)
    if not 0 <= lookup.offers <= MOST_CANDIDATES:
        message = f"{lookup.offers} cannot be offered; write 0 (never offer other names) to {MOST_CANDIDATES}"
        yield error((*path, "offers"), message)
    size = len(encode(Press(Verb.PICK, LARGEST_RUN, step.id, "x" * LONGEST_ID)).encode())
    if size > LONGEST_DATA:
        yield error(path, f'the id "{step.id}" is {size - LONGEST_DATA} characters too long for buttons with entities')


def _person(step: Step, lookup: Lookup, path: Path) -> Iterator[Finding]:
    if step.fills is not Fills.EMAIL:
        yield error(path, "people are looked up where `kind: email` and `fills: email` ask for the e-mail")
    yield from _without_findings(lookup, path)


def _without_findings(lookup: Lookup, path: Path) -> Iterator[Finding]:
    if lookup.findings or lookup.course:
        message = "`findings` and `course` are for the registers of licences and courses"
        yield error((*path, "findings" if lookup.findings else "course"), message)


def _findings(process: Process, step: Step, lookup: Lookup, path: Path) -> Iterator[Finding]:
    if step.kind not in (StepKind.CHOICE, StepKind.CONFIRMATION):
        yield error(path, "a register can answer questions of kind choice and confirmation only")
        return
    if (lookup.course is None) is (lookup.register == "courses"):
        message = "`course` goes with the register of courses, and is needed there: implementation, or module"
        yield error(path, message)
    if not lookup.findings:
        message = f"`findings` is missing: which option is each finding? there is: {listed(_FINDINGS[lookup.register])}"
        yield error(path, message)
    options = option_ids(process, step)
    for finding, option in lookup.findings.items():
        place = (*path, "findings", str(finding))
        if finding not in _FINDINGS[lookup.register]:
            known = listed(_FINDINGS[lookup.register])
            yield error(place, f'the register of {lookup.register} never says "{finding}"; it says: {known}')
        if option not in options:
            near = suggestion(option, options)
            yield error(place, f'"{step.id}" has no option "{option}"; it has: {listed(options)}{near}')


def renewals(process: Process) -> Iterator[Finding]:
    """What is wrong with the reminders."""
    rule = process.renewals
    if rule is None:
        return
    path: Path = ("renewals", "days")
    if not rule.days:
        yield error(path, "write how many days before the update lapses people are reminded, for example [30, 7, 1]")
    for index, days in enumerate(rule.days):
        if not 0 <= days <= 366 or days in rule.days[:index]:
            yield error((*path, index), f"{days} cannot be here: each number once, from 0 to 366")
    if not 0 <= rule.from_hour < rule.to_hour <= 24:
        message = "the hours must be from 0 to 24, and `from_hour` before `to_hour`"
        yield error(("renewals", "from_hour"), message)
    for language, text in rule.text.items():
        yield from filled_places(process, ("renewals", "text", language), text, PLACES)
        if len(text.strip().splitlines()) > MOST_LINES:
            yield error(
                ("renewals", "text", language), f"more than {MOST_LINES} lines; people read {MOST_LINES} at most"
            )
