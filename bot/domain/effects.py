"""What can be done about it: a closed set. *Internal* effects happen inside the transaction, *outgoing* ones become
outbox rows, *immediate* ones answer a press that dies in seconds and are never needed for correctness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.domain.answers import Answers, Note
from bot.domain.asked import Given
from bot.domain.consent import Consent
from bot.domain.deleting import Erase
from bot.domain.delivery import Delivery
from bot.domain.disclosure import Disclose
from bot.domain.erasure import OnErasure
from bot.domain.ids import ChatRef, IncidentId, Interaction, MessageRef, PersonRef, PostKey, TicketId
from bot.domain.incident import IncidentAction, IncidentKind, LinkedTicket
from bot.domain.knowledge import Use
from bot.domain.message import Button, Entered, File, Form, Message
from bot.domain.registration import Standing
from bot.domain.roles import Actor
from bot.domain.sealed import Held
from bot.domain.secret_effects import SecretEffect
from bot.domain.text import Text, Untrusted
from bot.domain.ticket import Action, IncidentRef, Requester


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """Outgoing: a new message. `post` names it for later edits; `thread` puts it under a post; `language` is the
    reader's. `ticket` is whose delivery it is, so that a failure can be told to the assignee. `secret`: what it says is
    erased here once it was sent; `farewell`: the delivery itself as well. `proof` is the line in the desk's thread that tells whether it arrived."""

    chat: ChatRef
    message: Message
    language: str
    post: PostKey | None = None
    thread: PostKey | None = None
    ticket: TicketId | None = None
    secret: bool = False
    proof: PostKey | None = None
    farewell: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Revise:
    """Outgoing: an earlier message changes, known by its reference (`target`) or by our name for it (`post`). An older
    change of the same message that still waits is dropped."""

    chat: ChatRef
    message: Message
    language: str
    target: MessageRef | None = None
    post: PostKey | None = None
    ticket: TicketId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Forward:
    """Outgoing: a requester's file is put under a post."""

    chat: ChatRef
    file: File
    thread: PostKey
    ticket: TicketId


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """Outgoing: a file that a person sent in a chat is brought over and kept. `language` is theirs, for what may have to
    be said of it later."""

    chat: ChatRef
    person: PersonRef
    language: str
    file: File


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowHome:
    """Outgoing: what a person sees when they open the app's Home tab, from now on. An older one that still waits is
    dropped."""

    person: PersonRef
    parts: tuple[Message, ...]
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclose:
    """Outgoing: a specialist's file goes into the requester's chat. `place` is where it was noted when it was fetched;
    `proof` as in `Say`."""

    chat: ChatRef
    place: ChatRef
    file: File
    ticket: TicketId
    proof: PostKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Toast:
    """Immediate: a word to the person who pressed; with no text it only ends the platform's waiting sign."""

    interaction: Interaction
    text: Text
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Whisper:
    """Immediate: an answer that only the person who acted sees. `instead`: in place of the page on which they acted;
    `beside`: a form opens as well, which it must not cover. With `otherwise` the message is shown on that page or not at
    all; that is what is said then."""

    interaction: Interaction
    message: Message
    language: str
    instead: bool = False
    beside: bool = False
    otherwise: Message | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AskForm:
    """Immediate: a form opens for the person who pressed."""

    interaction: Interaction
    form: Form
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTicket:
    """Internal: a confirmed intake becomes a numbered ticket. `registration` is how the requester stands with a desk that
    confirms them, else None; `follows` is a finished ticket of theirs that it goes on from, `about` an open one with which a
    modification is followed; `zone` the one they chose for hours."""

    chat: ChatRef
    person: PersonRef
    language: str
    process: str
    answers: Answers
    notes: tuple[Note, ...] = ()
    registration: Standing | None = None
    follows: TicketId | None = None
    zone: str | None = None
    about: TicketId | None = None


class Mark(StrEnum):
    """What became of a message: a new one, an earlier one edited, or deleted."""

    NEW = "new"
    AMENDED = "amended"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Relay:
    """Internal: what the requester of an open ticket wrote is put on the ticket, and into its thread. `message` is where
    it was written; `mark` says that it is an edit or a deletion; `quiet`: its specialist is not told once more; `reopen`:
    the ticket was closed and is opened again first; `by` is the chat of whoever wrote, who may be following the ticket of
    somebody else."""

    ticket: TicketId
    text: Untrusted
    files: tuple[File, ...] = ()
    message: MessageRef | None = None
    mark: Mark = Mark.NEW
    quiet: bool = False
    reopen: bool = False
    by: ChatRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Internal: somebody does something to a ticket that they opened or follow, in their chat `by`. `message` is the one
    with the button that was pressed, when there was one; `held` is what was kept back of what they wrote, and a form can
    open through `interaction`."""

    ticket: TicketId
    action: Action
    by: ChatRef
    text: Untrusted | None = None
    values: Mapping[str, Entered] = field(default_factory=dict)
    message: MessageRef | None = None
    held: Held | None = None
    interaction: Interaction | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AskToFollow:
    """Internal: a requester asks to be told how a ticket of a colleague goes. `organisation` is theirs, as it is compared;
    `zone` is where they read hours."""

    chat: ChatRef
    person: PersonRef
    language: str
    number: Untrusted
    name: Untrusted
    organisation: str
    zone: str = "UTC"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatch:
    """Internal: a ticket that waits goes to the next by the desk's rules. While an offer of it runs nothing happens, unless
    `anew`. `call`: when nobody is left, the desk's channel is told, and with `tell` the requester. `newcomer` just came on
    shift: of a ticket that others were asked about already, only they are asked."""

    ticket: TicketId
    call: bool = False
    tell: bool = False
    anew: bool = False
    newcomer: PersonRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Respond:
    """Internal: what the requester of an open ticket gave to a question of its specialist is put on the ticket, and into
    its thread. `text` are words that came along; `message` is where it was written."""

    ticket: TicketId
    given: Given
    text: Untrusted | None = None
    message: MessageRef | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenIncident:
    """Internal: a ticket becomes an incident with a number of its own. `approver` is who was named to approve it."""

    ticket: LinkedTicket
    process: str
    kind: IncidentKind
    title: Untrusted
    description: Untrusted
    actor: Actor
    channel: str
    priority: str | None = None
    benefit: Untrusted | None = None
    approver: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OnIncident:
    """Internal: what happened to a ticket happens to its incident."""

    incident: IncidentId
    action: IncidentAction
    actor: Actor
    channel: str
    ticket: LinkedTicket | None = None
    text: Untrusted | None = None
    files: tuple[File, ...] = ()
    mark: Mark = Mark.NEW


@dataclass(frozen=True, kw_only=True, slots=True)
class Approve:
    """Internal: the requester says in their chat `by` whether the modification is approved; why not, if it is not."""

    incident: IncidentId
    by: ChatRef
    person: PersonRef
    language: str
    approved: bool
    why: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What development says of a ticket's incident: `words` in every reader's language, the `version` in which it is, until
    when it means to deliver (`due`), and the buttons for the requester."""

    incident: IncidentRef
    kind: IncidentKind
    words: Text = ()
    version: Untrusted | None = None
    due: datetime | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OnTicket:
    """Internal: what happened to an incident happens to a ticket that waits for it."""

    ticket: TicketId
    action: Action
    actor: Actor
    channel: str
    news: News
    text: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetTimer:
    """Internal: something is due at an instant (aware UTC). A timer of the same key is replaced."""

    key: str
    due: datetime
    purpose: str
    chat: ChatRef
    person: PersonRef
    ticket: TicketId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelTimer:
    """Internal: the timer of that key, if there is one, is no longer due."""

    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LogConsent:
    """Internal: an answer to the privacy notice goes into the append-only log."""

    consent: Consent


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueCode:
    """Internal: the chat gets a code that links another chat of the same person. Made where chance is allowed."""

    chat: ChatRef
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RedeemCode:
    """Internal: the chat is linked with the one that the typed code was given to; both are told. A code that was given to
    a caller brings their tickets to the chat instead."""

    chat: ChatRef
    person: PersonRef
    language: str
    typed: Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Internal: the ticket of a caller is that requester's from now on."""

    ticket: TicketId
    requester: Requester


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlink:
    """Internal: the chat is no longer linked with others."""

    chat: ChatRef
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskRegistration:
    """Internal: the desk is asked to confirm a person whose organisation it does not know."""

    chat: ChatRef
    person: PersonRef
    language: str
    process: str
    name: Untrusted
    organisation: Untrusted
    email: Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Consult:
    """Internal: what became of an item of the desk's knowledge is counted; `item` is empty when none was opened."""

    process: str
    item: str
    use: Use
    module: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """Internal: how a reply fares on its way is kept from now on."""

    delivery: Delivery


Outgoing: TypeAlias = Say | Revise | Forward | Fetch | Enclose | Erase | ShowHome
Immediate: TypeAlias = Toast | Whisper | AskForm
Identifying: TypeAlias = LogConsent | IssueCode | RedeemCode | Move | Unlink | AskRegistration | OnErasure | Disclose
Developing: TypeAlias = OpenIncident | OnIncident | OnTicket | Approve
Requesting: TypeAlias = OpenTicket | Relay | Respond | Act | AskToFollow
Internal: TypeAlias = Requesting | Developing | Dispatch | SetTimer | CancelTimer | Identifying | Consult | Track
Effect: TypeAlias = Outgoing | Immediate | Internal | SecretEffect
