"""Whether a process makes a sound conversation: `problems_of` proves it before anybody meets it."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.domain.ask_soundness import asks
from bot.domain.assignment_rules import assignments
from bot.domain.coach_soundness import coaching, looked_for
from bot.domain.desk import RegistrationRule
from bot.domain.erasure_soundness import erasures
from bot.domain.finding import Finding, Path, Severity, error, listed, suggestion, warning
from bot.domain.incident_soundness import incidents, numbers
from bot.domain.lock_soundness import locks
from bot.domain.lookup_soundness import lookups, renewals
from bot.domain.offer_rules import offers
from bot.domain.process import (
    Condition,
    Consequence,
    Fills,
    Outcome,
    Process,
    Section,
    Source,
    Step,
    StepKind,
)
from bot.domain.reachability import atoms, conditions_of, option_ids, reachability
from bot.domain.remote_soundness import remote_help
from bot.domain.retention_soundness import retention
from bot.domain.timetable_soundness import priority_rules, promises, timetables
from bot.domain.warning_soundness import warnings
from bot.domain.wording import wording

_ID = re.compile(r"[a-z][a-z0-9_]*")
_WEB = re.compile(r"https?://[^\s<>]+")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_WITH_OPTIONS = (StepKind.CHOICE, StepKind.MULTI_CHOICE, StepKind.CONFIRMATION)
_TYPED = (StepKind.TEXT, StepKind.NUMBER, StepKind.PHONE, StepKind.EMAIL, StepKind.CONTACT, StepKind.MOMENT)
_KINDS_FOR: Mapping[Fills, tuple[StepKind, ...]] = {
    Fills.NAME: (StepKind.TEXT,),
    Fills.POSITION: (StepKind.TEXT, StepKind.CHOICE),
    Fills.ORGANISATION: (StepKind.TEXT, StepKind.CHOICE),
    Fills.EMAIL: (StepKind.EMAIL,),
    Fills.PHONE: (StepKind.PHONE, StepKind.CONTACT),
    Fills.KIND: (StepKind.CHOICE,),
    Fills.MODULE: (StepKind.CHOICE,),
    Fills.VERSION: (StepKind.CHOICE,),
    Fills.TITLE: (StepKind.TEXT,),
    Fills.DESCRIPTION: (StepKind.TEXT,),
    Fills.FILES: (StepKind.FILES,),
    Fills.IMPACT: (StepKind.CHOICE,),
    Fills.URGENCY: (StepKind.CHOICE,),
    Fills.BENEFIT: (StepKind.TEXT,),
    Fills.APPROVER: (StepKind.TEXT,),
}
_SOURCE_FOR: Mapping[Fills, Source] = {
    Fills.KIND: Source.KINDS,
    Fills.MODULE: Source.MODULES,
    Fills.VERSION: Source.VERSIONS,
}
_MAY_BE_EMPTY = ("modules", "canned", "calendars", "priorities", "asks", "locks")
_NEEDS_TEXT = (Consequence.BLOCK, Consequence.WARN, Consequence.ROUTE)


def problems_of(process: Process) -> tuple[Finding, ...]:
    """All that is wrong with a process; without an error, the conversation has no dead end."""
    found = [
        *_identity(process),
        *_cross_references(process),
        *(finding for index, step in enumerate(process.steps) for finding in _step(process, index, step)),
        *_fills(process),
        *offers(process),
        *_conditions(process),
        *numbers(("numbering", "pattern"), process.numbering.pattern),
        *incidents(process),
        *_amounts(process),
        *coaching(process),
        *_people(process),
        *erasures(process),
        *lookups(process),
        *renewals(process),
        *retention(process),
        *timetables(process),
        *promises(process),
        *priority_rules(process),
        *warnings(process),
        *assignments(process),
        *asks(process),
        *locks(process),
        *remote_help(process),
        *wording(process),
    ]
    if not any(finding.severity is Severity.ERROR for finding in found):
        found += reachability(process)
    return (*found, *_examples(process, ()))


def _identity(process: Process) -> Iterator[Finding]:
    lists: dict[str, tuple[str, ...]] = {
        "kinds": tuple(kind.id for kind in process.kinds),
        "modules": tuple(module.id for module in process.modules),
        "levels": tuple(level.id for level in process.levels),
        "teams": tuple(team.id for team in process.teams),
        "steps": tuple(step.id for step in process.steps),
        "calendars": tuple(calendar.id for calendar in process.calendars),
        "priorities": tuple(priority.id for priority in process.priorities),
        "canned": tuple(each.id for each in process.canned),
        "asks": tuple(ask.id for ask in process.asks),
        "locks": tuple(lock.id for lock in process.locks),
    }
    yield from _well_formed(("id",), process.id)
    for name, ids in lists.items():
        yield from _ids((name,), ids)
        if not ids and name not in _MAY_BE_EMPTY:
            yield error((name,), "this list is empty; it needs at least one entry")
    for index, step in enumerate(process.steps):
        yield from _ids(("steps", index, "options"), tuple(option.id for option in step.options))
    if process.remote is not None:
        yield from _ids(("remote", "questions"), tuple(each.id for each in process.remote.questions))
    if not process.languages:
        yield error(("languages",), "name at least one language, for example: es")
    for index, language in enumerate(process.languages):
        if not _LANGUAGE.fullmatch(language):
            message = f'"{language}" is not a language code; write two small letters such as es, or es-MX'
            yield error(("languages", index), message)
    yield from _repeated("languages", process.languages)
    yield from _repeated("card", process.card)


def _ids(path: Path, ids: tuple[str, ...]) -> Iterator[Finding]:
    for index, name in enumerate(ids):
        yield from _well_formed((*path, index, "id"), name)
        if name in ids[:index]:
            message = f'the id "{name}" is used twice in this list; every entry needs its own'
            yield error((*path, index, "id"), message)


def _well_formed(path: Path, name: str) -> Iterator[Finding]:
    if not _ID.fullmatch(name):
        message = f'"{name}" cannot be an id: small letters without accents, digits and _, a letter first'
        yield error(path, message)


def _repeated(name: str, values: tuple[str, ...]) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield error((name, index), f'"{value}" is in this list twice; once is enough')


def _cross_references(process: Process) -> Iterator[Finding]:
    levels, teams = [level.id for level in process.levels], [team.id for team in process.teams]
    for index, kind in enumerate(process.kinds):
        yield from _known("level", kind.level, levels, ("kinds", index, "level"))
    for index, level in enumerate(process.levels):
        yield from _known("team", level.team, teams, ("levels", index, "team"))
    yield from _zone(("desk", "zone"), process.desk.zone)
    for index, zone in enumerate(process.desk.zones):
        yield from _zone(("desk", "zones", index, "id"), zone.id)
    for index, calendar in enumerate(process.calendars):
        if calendar.zone is not None:
            yield from _zone(("calendars", index, "zone"), calendar.zone)


def _zone(path: Path, zone: str) -> Iterator[Finding]:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # for an unknown name, a malformed one and half of one
        yield error(path, f'"{zone}" is not a time zone; write its name as in America/Mexico_City')


def _known(what: str, name: str, names: list[str], path: Path) -> Iterator[Finding]:
    if name not in names:
        message = f'there is no {what} "{name}"; there is: {listed(names)}{suggestion(name, names)}'
        yield error(path, message)


def _step(process: Process, index: int, step: Step) -> Iterator[Finding]:
    path: Path = ("steps", index)
    yield from _options(process, step, path)
    if step.validation is not None:
        yield from _validation(step, (*path, "validation"))
    for number, each in enumerate(step.outcomes):
        yield from _outcome(process, index, each, (*path, "outcomes", number))


def _options(process: Process, step: Step, path: Path) -> Iterator[Finding]:
    if step.kind not in _WITH_OPTIONS:
        if step.options or step.source:
            message = f"a question of kind {step.kind} takes no options; choice and multi_choice do"
            yield error((*path, "options" if step.options else "source"), message)
        return
    if step.options and step.source:
        message = "write either `options` or `source`: the second brings options of its own"
        yield error((*path, "source"), message)
    elif step.source is Source.VERSIONS and process.versions is None:
        message = "the options shall come from `versions`, but this file has no `versions`"
        yield error((*path, "source"), message)
    elif step.source is Source.MODULES and not process.modules:
        message = "the options shall come from `modules`, but that list is empty"
        yield error((*path, "source"), message)
    elif step.source is None and len(step.options) < 2 and (step.options or step.kind is not StepKind.CONFIRMATION):
        message = f"a question of kind {step.kind} needs at least 2 options, or a `source`: {listed(Source)}"
        yield error(path, message)


def _validation(step: Step, path: Path) -> Iterator[Finding]:
    rule = step.validation
    if rule is None:
        return
    if step.kind not in _TYPED:
        yield error(path, f"an answer of kind {step.kind} is not typed; nothing can be validated")
    numbers = rule.minimum is not None or rule.maximum is not None
    if numbers and step.kind is not StepKind.NUMBER:
        message = "`minimum` and `maximum` are for numbers; a length is `min_length` and `max_length`"
        yield error(path, message)
    if rule.hours_back is not None and (step.kind is not StepKind.MOMENT or rule.hours_back < 1):
        yield error((*path, "hours_back"), "`hours_back` is for a question of kind moment: whole hours, 1 or more")
    for low, high in (("min_length", "max_length"), ("minimum", "maximum")):
        least, most = getattr(rule, low), getattr(rule, high)
        if least is not None and most is not None and least > most:
            message = f"{least} is more than `{high}` ({most}): no answer would do"
            yield error((*path, low), message)
    if rule.pattern is not None:
        try:
            re.compile(rule.pattern)
        except re.error as wrong:
            yield error((*path, "pattern"), f"not a valid regular expression: {wrong}")


def _outcome(process: Process, index: int, each: Outcome, path: Path) -> Iterator[Finding]:
    if each.do in _NEEDS_TEXT and each.text is None:
        yield error(path, f"`do: {each.do}` needs a `text` that tells the person what to do next")
    if each.do not in (Consequence.ROUTE, Consequence.BLOCK):
        if each.to is not None:
            yield error((*path, "to"), f"`to` goes with `do: route` or `do: block`, not with `do: {each.do}`")
        return
    kinds = [kind.id for kind in process.kinds]
    if each.to is None and each.do is Consequence.BLOCK:
        return
    if each.to is None:
        message = f"`do: route` needs `to`: the kind that takes over; there is: {listed(kinds)}"
        yield error(path, message)
    else:
        yield from _known("kind of consultation", each.to, kinds, (*path, "to"))
    if not any(step.fills is Fills.KIND for step in process.steps[:index]):
        message = "`to` changes the kind of consultation, so the kind must be asked before this question"
        yield error(path, message)


def _fills(process: Process) -> Iterator[Finding]:
    filled = [step.fills for step in process.steps]
    for index, step in enumerate(process.steps):
        if step.fills is None:
            continue
        path: Path = ("steps", index, "fills")
        if step.fills in filled[:index]:
            yield error(path, f'an earlier question fills "{step.fills}" already; only one can')
        if step.kind not in _KINDS_FOR[step.fills]:
            allowed = listed(_KINDS_FOR[step.fills])
            message = f'a question of kind {step.kind} cannot fill "{step.fills}"; allowed: {allowed}'
            yield error(path, message)
        source = _SOURCE_FOR.get(step.fills)
        if source is not None and step.source is not source:
            yield error(path, f'a question that fills "{step.fills}" needs `source: {source}`')
    for needed in ((Fills.NAME,), (Fills.KIND,), (Fills.DESCRIPTION, Fills.TITLE)):
        steps = [step for step in process.steps if step.fills in needed]
        if not steps:
            message = f"no question fills {' or '.join(needed)} (`fills: {needed[0]}`); a ticket needs it"
            yield error(("steps",), message)
        elif not any(step.when is None and not step.optional for step in steps):
            message = "a ticket needs this answer, so always ask it: without `when` and `optional`"
            yield error(("steps", process.steps.index(steps[0])), message)


def _conditions(process: Process) -> Iterator[Finding]:
    places: dict[str, int] = {}
    for index, step in enumerate(process.steps):
        places.setdefault(step.id, index)
    for index, step in enumerate(process.steps):
        for inside, condition in conditions_of(step):
            path: Path = ("steps", index, *inside)
            yield from _form(condition, path)
            last = index - 1 if inside == ("when",) else index
            for atom in atoms(condition):
                yield from _atom(process, places, last, atom, path)


def _form(condition: Condition, path: Path) -> Iterator[Finding]:
    """Exactly one form, all the way down."""
    tests = (bool(condition.one_of), bool(condition.none_of), condition.lacks is not None)
    forms = (condition.step is not None or any(tests), bool(condition.all), bool(condition.any))
    well = sum(forms) == 1 and (not forms[0] or (condition.step is not None and sum(tests) == 1))
    if not well:
        message = "a condition is exactly one of: `step` with `one_of`, `none_of` or `lacks`; `all`; `any`"
        yield error(path, message)
    for name, parts in (("all", condition.all), ("any", condition.any)):
        for number, each in enumerate(parts):
            yield from _form(each, (*path, name, number))


def _atom(process: Process, places: dict[str, int], last: int, atom: Condition, path: Path) -> Iterator[Finding]:
    name = atom.step or ""
    step = process.step(name)
    if step is None:
        yield error(path, f'there is no question "{name}"{suggestion(name, list(places))}')
        return
    if places[name] > last:
        message = f'the condition looks at "{name}", which is answered later: only earlier answers are known'
        yield error(path, message)
    if atom.lacks is not None:
        yield from looked_for(process, step, atom.lacks, path)
    known = option_ids(process, step)
    for option in (*atom.one_of, *atom.none_of):
        if option not in known:
            message = f'"{name}" has no option "{option}"; it has: {listed(known)}{suggestion(option, known)}'
            yield error(path, message)


def _amounts(process: Process) -> Iterator[Finding]:
    periods = process.periods
    amounts: dict[Path, int] = {
        ("periods", "reopen_days"): periods.reopen_days,
        ("periods", "close_days"): periods.close_days,
        ("periods", "kept_days"): periods.kept_days,
    }
    if periods.reminder_hours <= 0:
        yield error(("periods", "reminder_hours"), "the reminder needs some time; 0.5 is half an hour")
    if periods.close_notice_days < 0:
        yield error(("periods", "close_notice_days"), "this cannot be less than 0, which is: no notice")
    for name in ("rating_reminder_hours", "rating_change_hours"):
        if getattr(periods, name) <= 0:
            yield error(("periods", name), "this needs some time; 0.5 is half an hour")
    if periods.reminder_hours > periods.kept_days * 24:
        yield error(("periods", "reminder_hours"), "nobody is reminded of what is no longer kept; see kept_days")
    if process.versions is not None:
        amounts["versions", "covered"] = process.versions.covered
    for path, amount in amounts.items():
        if amount < 1:
            yield error(path, f"{amount} is too few; write 1 or more")
    if process.versions and process.versions.covered > 20:
        yield error(("versions", "covered"), "more than 20 versions do not fit on buttons")


def _people(process: Process) -> Iterator[Finding]:
    """The privacy notice, and what is asked of people whom the desk confirms."""
    notice = process.privacy
    if notice is not None and notice.version < 1:
        yield error(("privacy", "version"), f"{notice.version} is too few; write 1 or more")
    if notice is not None and not _WEB.fullmatch(notice.link):
        message = f'"{notice.link}" is not a web address; write it as in https://example.org/privacy'
        yield error(("privacy", "link"), message)
    organisation = process.filling(Fills.ORGANISATION)
    if process.registration is RegistrationRule.CONFIRMED and (
        organisation is None or organisation.section is not Section.PROFILE
    ):
        message = "`confirmed` needs a question of the section `profile` that fills `organisation`"
        yield error(("registration",), f"{message}: the desk confirms people by it")


def _examples(value: object, path: Path) -> Iterator[Finding]:
    """One warning for each list with invented entries, and for each single entry that is invented."""
    if isinstance(value, tuple):
        count = Counter(getattr(item, "example", False) for item in value)[True]
        if count:
            several = f"{count} entries are examples; replace them"
            told = "1 entry is an example; replace it" if count == 1 else several
            yield warning(path, f"{told} by the desk's own")
        for index, item in enumerate(value):
            yield from _examples(item, (*path, index))
    elif dataclasses.is_dataclass(value):
        if getattr(value, "example", False) and not isinstance(path[-1], int):
            message = "these values are examples; replace them by the desk's own"
            yield warning(path, message)
        for each in dataclasses.fields(value):
            yield from _examples(getattr(value, each.name), (*path, each.name))
