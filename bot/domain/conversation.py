"""The state of one chat. There is no "current step": the question is the first one that applies and has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.answers import Answer, Note
from bot.domain.ids import ChatRef
from bot.domain.message import File
from bot.domain.text import Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An entity of the register that a typed name may mean."""

    id: str
    name: Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An answer in the making: options ticked or files sent, until the person says that this is all; or a typed `text`
    with the `candidates` that it may mean, until one is chosen."""

    step: str
    options: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    text: Untrusted | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """A questionnaire under way, with the process version it was begun with.

    `known` is False while the person has yet to confirm the remembered profile. `blocked` is the step whose answer did
    not meet the desk's condition. `parked` is an intake put aside for later.
    """

    process: str
    run: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    draft: Draft | None = None
    known: bool = True
    blocked: str | None = None
    parked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A chat with a requester. `run` counts its intakes; `zone` is the one the person chose; `revision` grows with every change, so that an old button is
    recognised; `remembered` are the profile answers; `pending` waits for "about which ticket?"; `album` is the last one acknowledged,
    whose files arrive one by one; `organisation` is the id of the person's entity in the register, when it is known there."""

    chat: ChatRef
    touched: datetime
    language: str | None = None
    zone: str | None = None
    run: int = 0
    revision: int = 0
    remembered: Mapping[str, Answer] = field(default_factory=dict)
    intake: Intake | None = None
    pending: Note | None = None
    album: str | None = None
    reachable: bool = True
    organisation: str | None = None
