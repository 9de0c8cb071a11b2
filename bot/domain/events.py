"""What can happen. An adapter reads each arrival into one of these; a due timer is one too.

`at` is the only clock that a decision sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.domain.buttons import HomePress, Press
from bot.domain.erasure import ErasurePress
from bot.domain.ids import ChatRef, EventId, IncidentId, Interaction, MessageRef, PersonRef, TicketId
from bot.domain.membership import Membership
from bot.domain.message import Entered, File
from bot.domain.sealed import Held
from bot.domain.text import Untrusted
from bot.domain.unfit import Unfit


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """Common to all: the key of the arrival, when it happened (aware UTC), where, who, and the language the platform
    reports for that person (`None` when it does not). `foreign`: the person is of another workspace than the desk, and
    nothing of the desk is theirs to do. `held` is what was kept back of it: where it stood, there is a mask."""

    id: EventId
    at: datetime
    chat: ChatRef
    person: PersonRef
    language: str | None = None
    foreign: bool = False
    held: Held | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Said(Happening):
    """A person wrote text, perhaps with files; an album arrives as one of these per file with the same `album`. `step` is the
    question to which it was written, for what is passed on only afterwards."""

    text: Untrusted
    message: MessageRef
    files: tuple[File, ...] = ()
    album: str | None = None
    reply_to: MessageRef | None = None
    step: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Commanded(Happening):
    """A person used a command, such as `/estado 12`: the name as typed, lower case, without the slash. With an
    `interaction` it was used where a form can open, and the questionnaire is wanted as one."""

    name: str
    argument: Untrusted
    message: MessageRef
    interaction: Interaction | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed(Happening):
    """A person pressed a button of an intake. `press` is None for a button that is not ours any more."""

    press: Press | None
    message: MessageRef | None
    interaction: Interaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled(Happening):
    """A person sent a form of a questionnaire: of which intake (`run`), and what stands in its fields, by their ids, in
    the order of the form."""

    run: int
    values: Mapping[str, Entered]
    interaction: Interaction


@dataclass(frozen=True, kw_only=True, slots=True)
class FormClosed(Happening):
    """A person closed a form of a questionnaire without sending it, or it could not be opened. `seen` is the revision of
    the chat's state when it was shown."""

    run: int
    seen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Amended(Happening):
    """A person edited a message that they had sent."""

    message: MessageRef
    text: Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Deleted(Happening):
    """A person deleted a message that they had sent. `text` is what stood in it."""

    message: MessageRef
    text: Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed(Happening):
    """Somebody deleted a message of ours where the desk works. Who did is not known: `person` is the app itself."""

    message: MessageRef


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressed(Happening):
    """Somebody spoke to the bot where others read along, or took it into a group. What was said is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsupported(Happening):
    """A person sent what the product does not read (a sticker, a place, a poll)."""

    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRefused(Happening):
    """A file that a person had sent was fetched, and cannot be taken."""

    file: File
    why: Unfit


@dataclass(frozen=True, kw_only=True, slots=True)
class Reachable(Happening):
    """A person blocked the bot (`reachable` false) or came back."""

    reachable: bool


class Place(StrEnum):
    """Where a button stood: under a message, on somebody's Home tab, or on a page that opened over it."""

    MESSAGE = "message"
    HOME = "home"
    PAGE = "page"


@dataclass(frozen=True, kw_only=True, slots=True)
class Acted(Happening):
    """A specialist acted on a ticket. `text` is what they entered; None when a button was pressed and nothing entered
    yet. `seen` is the ticket's revision when the button was shown, None for a typed command. `values` is what stands in
    the fields of a form, by their ids; `text` the first that was typed among them. `author`: who wrote the words, once they
    were shown as they will be sent. `place` is where the button stood."""

    action: str
    ticket: TicketId
    text: Untrusted | None
    seen: int | None
    interaction: Interaction | None
    values: Mapping[str, Entered] = field(default_factory=dict)
    author: PersonRef | None = None
    place: Place = Place.MESSAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentActed(Happening):
    """A member of the desk acted on an incident; the fields are those of `Acted`."""

    action: str
    incident: IncidentId
    text: Untrusted | None
    seen: int | None
    interaction: Interaction | None
    values: Mapping[str, Entered] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordered(Happening):
    """A specialist typed `/ticket …`: the words after the command. `people`: what those whom they name are to the
    workspace, as far as the platform was asked."""

    words: Untrusted
    name: Untrusted
    interaction: Interaction | None
    people: Mapping[PersonRef, Membership] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver(Happening):
    """Somebody who goes off shift said what should become of their tickets: what stands in the fields of the form."""

    values: Mapping[str, Entered]
    interaction: Interaction


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistrationDecided(Happening):
    """Somebody of the desk pressed a button of a request to be registered."""

    registration: int
    confirmed: bool
    interaction: Interaction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureDecided(Happening):
    """Somebody of the desk pressed a button of a request to be erased, or sent a form that it opened (`values`)."""

    press: ErasurePress
    interaction: Interaction | None
    values: Mapping[str, Entered] | None = None


class Pointing(StrEnum):
    """What is wanted with a message of the desk: send it to the requester, or see what can be done with its ticket."""

    SEND = "send_to_requester"
    ACTIONS = "ticket_actions"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointed(Happening):
    """A specialist chose a shortcut in the menu of a message. `thread` is the message under which it stands, itself when it
    is under none; `author` wrote it, None when that was no person. `people` are those it names, by how they stand in it."""

    what: Pointing
    thread: MessageRef
    text: Untrusted
    files: tuple[File, ...]
    author: PersonRef | None
    interaction: Interaction
    people: Mapping[str, PersonRef] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Curated(Happening):
    """A form about the desk's canned replies was sent: what it does, to which of them, and what stands in its fields."""

    doing: str
    canned: str
    values: Mapping[str, Entered]
    interaction: Interaction


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeOpened(Happening):
    """A person opened their Home tab."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeUsed(Happening):
    """A person pressed a button of their Home tab, or sent a form that one of them opened: then with what stands in its
    fields. `people` is as for `Ordered`."""

    press: HomePress
    interaction: Interaction
    values: Mapping[str, Entered] | None = None
    people: Mapping[PersonRef, Membership] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class MembershipChanged(Happening):
    """Somebody is to the workspace what is said here, from now on."""

    membership: Membership


@dataclass(frozen=True, kw_only=True, slots=True)
class Due(Happening):
    """A timer of ours is due: its key, what it is for, and the ticket when it is about one."""

    timer: str
    purpose: str
    ticket: TicketId | None = None


RequesterEvent: TypeAlias = (
    Said
    | Commanded
    | Pressed
    | Filled
    | FormClosed
    | Amended
    | Deleted
    | Addressed
    | Unsupported
    | Reachable
    | FileRefused
)
Decided: TypeAlias = RegistrationDecided | ErasureDecided
StaffEvent: TypeAlias = Acted | IncidentActed | Ordered | HandedOver | Decided | Pointed | Curated
HomeEvent: TypeAlias = HomeOpened | HomeUsed
Event: TypeAlias = RequesterEvent | StaffEvent | HomeEvent | MembershipChanged | Removed | Due
