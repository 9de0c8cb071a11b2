"""A desk's support process as values: what it asks, in which order, and what each answer means.

The values are read from one YAML file by `bot.app.catalogue`; the field names here *are* the file's keys, and the
docstrings are the file's reference. Texts are mappings from a language code to a sentence (`{"es": "…", "en": "…"}`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.ask import Ask
from bot.domain.assignment import Assignment
from bot.domain.card_fields import CardField
from bot.domain.clock_steps import ClockStep
from bot.domain.coach import Coach
from bot.domain.desk import Desk, Privacy, RegistrationRule
from bot.domain.erasure import ErasureRule
from bot.domain.incident_rules import Incidents
from bot.domain.lock import Lock
from bot.domain.lookup import Lookup
from bot.domain.periods import Periods
from bot.domain.remote_rules import RemoteHelp
from bot.domain.remote_texts import RemoteTexts
from bot.domain.renewal import Renewals
from bot.domain.retention import Retention
from bot.domain.targets import Priority, PriorityRule, Target
from bot.domain.timetable import Timetable

Texts: TypeAlias = Mapping[str, str]
"""A sentence in each of the process's languages."""


class StepKind(StrEnum):
    """What kind of answer a question takes. `knowledge` offers the desk's manuals, videos and answers that fit what the
    person wrote; it is passed over when none does. `moment` is an instant that has passed, as people write it."""

    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    TEXT = "text"
    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    FILES = "files"
    CONTACT = "contact"
    CONFIRMATION = "confirmation"
    KNOWLEDGE = "knowledge"
    MOMENT = "moment"


class Result(StrEnum):
    """How a checklist item ended (product.md §3)."""

    VERIFIED = "verified"
    DECLARED = "declared"
    REMEDIABLE = "remediable"
    WAIVED = "waived"
    FAILED = "failed"


class Consequence(StrEnum):
    """What an outcome does to the conversation."""

    ACCEPT = "accept"
    WARN = "warn"
    ROUTE = "route"
    BLOCK = "block"


class Section(StrEnum):
    """Which part of the intake a question belongs to; `profile` answers are remembered between tickets."""

    PROFILE = "profile"
    CONSULTATION = "consultation"
    CHECKLIST = "checklist"
    CASE = "case"


class Source(StrEnum):
    """Options that are not written in the step, because they are a list of the process or follow from the date."""

    KINDS = "kinds"
    MODULES = "modules"
    VERSIONS = "versions"


class Fills(StrEnum):
    """The field of the ticket or of the person that an answer fills."""

    NAME = "name"
    POSITION = "position"
    ORGANISATION = "organisation"
    EMAIL = "email"
    PHONE = "phone"
    KIND = "kind"
    MODULE = "module"
    VERSION = "version"
    TITLE = "title"
    DESCRIPTION = "description"
    FILES = "files"
    IMPACT = "impact"
    URGENCY = "urgency"
    BENEFIT = "benefit"
    APPROVER = "approver"


YES = "yes"
NO = "no"
OLDER = "older"
"""The option of a `versions` step that stands for every version that is no longer covered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """A test on earlier answers. Exactly one of: `step` with `one_of`, `none_of` or `lacks`; `all`; `any`.

    A step that was not asked, or was skipped, has no option: `one_of` is false for it and `none_of` is true. `lacks` names
    a rule of the coach: the words written at that step do not tell what the rule looks for. A question that was answered
    because of it keeps its answer, whatever is written there later.
    """

    step: str | None = None
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    lacks: str | None = None
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One answer that can be pressed. `words` are further typed words that mean it, in each language."""

    id: str
    label: Texts
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """What a typed answer must look like; `message` says what is accepted, with an example.

    Lengths are in characters; `minimum` and `maximum` bound a number; `pattern` must match the whole answer, with
    `compact` after its spaces and hyphens were taken out, and so it is kept. `empty` is what is said to words that say
    nothing (the coach's `empty`); without it they are taken. A `moment` is not more than `hours_back` ago.
    """

    message: Texts
    min_length: int | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    compact: bool = False
    empty: Texts | None = None
    hours_back: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A title that is proposed instead of asked for, made of what was written at the steps `read`, the first one above
    all. `ask` is the question under the proposal; another title can be written instead."""

    ask: Texts
    read: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What an answer leads to. The first outcome of a step whose `when` holds is taken; without one: accept, declared.

    `text` says what to do next (required for `block`, `warn` and `route`); `to` is the consultation kind
    of a `route`, and of a `block` the kind that is offered instead.
    """

    do: Consequence
    result: Result
    when: Condition | None = None
    text: Texts | None = None
    to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One question. It is asked when it applies (`when`) and has no answer yet, in the order of the file; one with a
    `lookup` only when the register does not say.

    `propose` is for the step that fills the title. `unless_sent` is for `files`: not asked when a picture, a video or a
    document was sent before. `search` goes with `kind: knowledge`: the earlier questions whose words are searched with; every
    free text of the case when it is left out.
    """

    id: str
    kind: StepKind
    section: Section
    ask: Texts
    label: Texts
    help: Texts | None = None
    why: Texts | None = None
    stage: int | None = None
    options: tuple[Option, ...] = ()
    source: Source | None = None
    fills: Fills | None = None
    optional: bool = False
    validation: Validation | None = None
    when: Condition | None = None
    outcomes: tuple[Outcome, ...] = ()
    propose: Proposal | None = None
    unless_sent: bool = False
    search: tuple[str, ...] = ()
    lookup: Lookup | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of consultation, and the level that receives it first. `words` are further typed words that mean it.
    `incident`: it is a wish for a new function or a changed process, and goes to development as an incident at once."""

    id: str
    label: Texts
    level: str
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    example: bool = False
    incident: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """A part of the supported system that a consultation can be about. `words` are further typed words that mean it."""

    id: str
    label: Texts
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Versions:
    """Which versions are covered. `fiscal_year`: the current calendar year in the desk's zone and those before it,
    `covered` in all; every earlier one is the option `older`."""

    rule: Literal["fiscal_year"]
    covered: int
    older: Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """A level of support, the team that works at it, and the calendar of its hours; without one it never closes."""

    id: str
    name: Texts
    team: str
    calendar: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """People who answer tickets together."""

    id: str
    name: Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbering:
    """How a ticket is called. `pattern` has `{year}` and `{number}` (or `{number:05d}`); numbers start at 1 each year."""

    pattern: str


class Notice(StrEnum):
    """What a requester is told, in the desk's own words. Placeholders: `{number}`, `{specialist}`, `{desk}`, `{telephone}`.

    WELCOME opens the first conversation; PERSON answers "speak to a person"; the rest tell what happened to a ticket.
    """

    WELCOME = "welcome"
    PERSON = "person"
    OPENED = "opened"
    ASSIGNED = "assigned"
    QUEUED = "queued"
    TAKEN = "taken"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Canned:
    """A reply that specialists choose instead of writing it. `title` is what they choose by; the places of its text:
    `{requester}`, `{number}`, `{title}`, `{specialist}`, `{desk}`, `{telephone}`. The desk adds its own with
    `/ticket canned`."""

    id: str
    title: Texts
    text: Texts
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """One support process, whole. `languages[0]` is spoken to those who chose none. `asks` is what specialists can ask a
    requester for; left out, it follows from the questions for files, for the version, and those with `lacks`."""

    schema: Literal[1]
    id: str
    version: int
    name: Texts
    product: Texts
    languages: tuple[str, ...]
    desk: Desk
    kinds: tuple[Kind, ...]
    modules: tuple[Module, ...]
    versions: Versions | None = None
    levels: tuple[Level, ...]
    teams: tuple[Team, ...]
    steps: tuple[Step, ...]
    numbering: Numbering
    card: tuple[CardField, ...]
    notices: Mapping[Notice, Texts]
    periods: Periods
    coach: Coach = field(default_factory=Coach)
    privacy: Privacy | None = None
    registration: RegistrationRule = RegistrationRule.OPEN
    renewals: Renewals | None = None
    calendars: tuple[Timetable, ...] = ()
    priorities: tuple[Priority, ...] = ()
    priority_rules: tuple[PriorityRule, ...] = ()
    targets: tuple[Target, ...] = ()
    warnings: tuple[ClockStep, ...] = ()
    canned: tuple[Canned, ...] = ()
    assignment: Assignment = field(default_factory=Assignment)
    asks: tuple[Ask, ...] = ()
    incidents: Incidents | None = None
    locks: tuple[Lock, ...] = ()
    remote: RemoteHelp | None = None
    remote_access: RemoteTexts = field(default_factory=RemoteTexts)
    erasure: ErasureRule = field(default_factory=ErasureRule)
    retention: Retention = field(default_factory=Retention)

    @property
    def ref(self) -> str:
        """`id@version`: what is pinned on a conversation and on a ticket."""
        return f"{self.id}@{self.version}"

    def step(self, step_id: str) -> Step | None:
        """The step of that id, or None (a file that changed may have lost it)."""
        return next((step for step in self.steps if step.id == step_id), None)

    def filling(self, fills: Fills) -> Step | None:
        """The first step that fills that field, or None."""
        return next((step for step in self.steps if step.fills is fills), None)

    def level_of(self, kind_id: str) -> str:
        """The level that receives a consultation of that kind; the first level when the kind is unknown."""
        return next((kind.level for kind in self.kinds if kind.id == kind_id), self.levels[0].id)

    def level_after(self, level_id: str) -> Level | None:
        """The level that a consultation of that level is escalated to; None when there is none."""
        return next((level for before, level in pairwise(self.levels) if before.id == level_id), None)

    def level_before(self, level_id: str) -> Level | None:
        """The level that a consultation of that level came from; None when there is none."""
        return next((level for level, after in pairwise(self.levels) if after.id == level_id), None)

    def options_of(self, step: Step, at: datetime) -> tuple[Option, ...]:
        """What can be pressed at `step` at that instant (aware); versions follow the date in the desk's zone."""
        match step.source:
            case None if step.kind is StepKind.CONFIRMATION and not step.options:
                return (Option(id=YES, label=_YES), Option(id=NO, label=_NO))
            case None:
                return step.options
            case Source.KINDS:
                return tuple(Option(id=kind.id, label=kind.label, words=kind.words) for kind in self.kinds)
            case Source.MODULES:
                return tuple(Option(id=each.id, label=each.label, words=each.words) for each in self.modules)
            case Source.VERSIONS:
                return self._version_options(at)

    def _version_options(self, at: datetime) -> tuple[Option, ...]:
        if self.versions is None:
            return ()
        year = at.astimezone(ZoneInfo(self.desk.zone)).year
        covered = tuple(
            Option(id=str(each), label={language: str(each) for language in self.languages})
            for each in range(year, year - self.versions.covered, -1)
        )
        return (*covered, Option(id=OLDER, label=self.versions.older))


_YES: Texts = {"es": "Sí", "en": "Yes"}
_NO: Texts = {"es": "No", "en": "No"}
