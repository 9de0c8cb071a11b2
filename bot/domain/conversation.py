"""The state of one chat. There is no "current step": the question is the first one that applies and has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.answers import Answer, Note
from bot.domain.ids import ChatRef, TicketId
from bot.domain.message import File


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An answer in the making: options ticked or files sent, until the person says that this is all."""

    step: str
    options: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """A questionnaire under way, with the process version it was begun with.

    `known` is False while the person has yet to confirm the remembered profile. `blocked` is the step whose answer did
    not meet the desk's condition. `parked` is an intake put aside for later; `reminded` that the person was once reminded
    of it, and `told_of_edits` that they know how an answer is changed.
    """

    process: str
    run: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    draft: Draft | None = None
    known: bool = True
    blocked: str | None = None
    parked: bool = False
    reminded: bool = False
    told_of_edits: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Burst:
    """How much a chat makes us say. `weight` counts since `since`; once `silent`, `held` is what was written meanwhile, up
    to `bot.domain.flooding.MOST_HELD`, and `lost` how much more came."""

    since: datetime
    weight: int = 0
    silent: bool = False
    held: tuple[Note, ...] = ()
    lost: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A chat with a requester. `run` counts its intakes; `zone` is the one the person chose; `revision` grows with every
    change, so that an old button is recognised; `remembered` are the profile answers; `pending` waits for "about which
    ticket?", and `further` is what was written after it; `album` is the last one acknowledged, whose files arrive one by
    one. `last_ticket` is the one written about last; `dropped` says that an unfinished intake was kept for its time and then
    let go, of which the person is still to be told. `invited` is when a group was last asked to go on in private."""

    chat: ChatRef
    touched: datetime
    language: str | None = None
    zone: str | None = None
    run: int = 0
    revision: int = 0
    remembered: Mapping[str, Answer] = field(default_factory=dict)
    intake: Intake | None = None
    pending: Note | None = None
    further: tuple[Note, ...] = ()
    album: str | None = None
    reachable: bool = True
    last_ticket: TicketId | None = None
    dropped: bool = False
    invited: datetime | None = None
    burst: Burst | None = None
