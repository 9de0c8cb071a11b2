"""The state of one chat. There is no "current step": the question is the first one that applies and has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.answers import Answer, Note
from bot.domain.asked import Questioned
from bot.domain.consent import Agreement
from bot.domain.ids import ChatRef, IncidentId, MessageRef, TicketId
from bot.domain.knowledge import Consulting
from bot.domain.message import File
from bot.domain.misses import Misses
from bot.domain.registration import Registered
from bot.domain.text import Untrusted
from bot.domain.withheld import Withheld


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


class Purpose(StrEnum):
    """What a questionnaire is for: a request, which ends in a ticket, or the person's own details (`/perfil`)."""

    REQUEST = "request"
    PROFILE = "profile"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """What was written to a question and did not fit. `times` counts the refusals; `messages` are the last of those
    writings, whose words are among the notes of the intake until a better answer takes their place."""

    step: str
    times: int
    messages: tuple[MessageRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """A questionnaire under way, with the process version it was begun with.

    `known` is False while the person has yet to confirm the remembered profile. `blocked` is the step whose answer did
    not meet the desk's condition. `parked` is an intake put aside for later; `reminded` that the person was once reminded
    of it, and `told_of_edits` that they know how an answer is changed. `consulting` are the items now on offer. `in_form`:
    what is asked now stands in a form, so that nothing written in the chat answers it. `follows` is the finished ticket that it is about again, `about`
    an open one with which a modification is followed.
    """

    process: str
    run: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    draft: Draft | None = None
    known: bool = True
    blocked: str | None = None
    parked: bool = False
    refused: tuple[Refused, ...] = ()
    in_form: bool = False
    purpose: Purpose = Purpose.REQUEST
    consulting: Consulting | None = None
    reminded: bool = False
    told_of_edits: bool = False
    follows: TicketId | None = None
    about: TicketId | None = None

    def refusal(self, step_id: str) -> Refused | None:
        """What was refused at that question, if anything was."""
        return next((each for each in self.refused if each.step == step_id), None)

    def settled(self, step_id: str) -> Intake:
        """Without what was refused at that question, as a better answer took its place."""
        refused = self.refusal(step_id)
        if refused is None:
            return self
        notes = tuple(note for note in self.notes if note.message not in refused.messages)
        return replace(self, notes=notes, refused=tuple(each for each in self.refused if each is not refused))


@dataclass(frozen=True, kw_only=True, slots=True)
class Burst:
    """How much a chat makes us say. `weight` is what it weighed at `since`, and goes by; once `silent`, `held` is what was written meanwhile, up
    to `bot.domain.flooding.MOST_HELD`, and `lost` how much more came."""

    since: datetime
    weight: int = 0
    silent: bool = False
    held: tuple[Note, ...] = ()
    lost: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Commenting:
    """A ticket on which the person is about to write a comment, asked for at that instant."""

    ticket: TicketId
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Objecting:
    """An incident of which the person is about to write why it is not approved, asked for at that instant."""

    incident: IncidentId
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Blocked:
    """What is remembered of a person who asked to be erased: kept, and used for nothing until that was decided."""

    remembered: Mapping[str, Answer] = field(default_factory=dict)
    organisation: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A chat with a requester. `commenting`: the next words are a comment on how that ticket was dealt with; `objecting`:
    they are why a modification is not approved. `run` counts its intakes; `zone` is the one the person chose; `revision` grows with
    every change that is shown, so that an old button is recognised; `remembered` are the profile answers,
    `organisation` the id of the person's entity in the register, when it is known there; `pending` waits for "about
    which ticket?", and `further` is what was written after it; `album` is the last one acknowledged, whose files arrive
    one by one; `overfull` the last one of which not all fitted. `consents` are the last answers to privacy notices, by
    process; `registration` is how the person stands with a desk that confirms them; `shelved` is the request that waits
    while `/perfil` is open. `last_ticket` is the one written about last; `dropped` says that an unfinished intake was
    kept for its time and then let go, of which the person is still to be told. `invited` is when a group was last asked
    to go on in private. `questioned` is what a specialist asks for here; `answered_album` the last album that answered it.
    `misses` are the numbers asked for in vain here; those of the person's other chats count with them.
    `withheld` are the last messages of which something was kept back. `blocked` is set while a request to be erased waits.
    `data_asked` is when the person last asked for all that is held about them."""

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
    overfull: str | None = None
    reachable: bool = True
    consents: Mapping[str, Agreement] = field(default_factory=dict)
    registration: Registered | None = None
    shelved: Intake | None = None
    last_ticket: TicketId | None = None
    dropped: bool = False
    invited: datetime | None = None
    burst: Burst | None = None
    organisation: str | None = None
    commenting: Commenting | None = None
    questioned: Questioned | None = None
    answered_album: str | None = None
    objecting: Objecting | None = None
    misses: Misses | None = None
    withheld: tuple[Withheld, ...] = ()
    blocked: Blocked | None = None
    data_asked: datetime | None = None
