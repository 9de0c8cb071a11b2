"""What a button carries: short, printable, at most 64 bytes (Telegram's limit), and made and read only here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import quote, unquote

from bot.domain.erasure import ErasureDoing, ErasurePress
from bot.domain.ids import IncidentId, PersonRef, TicketId


class Verb(StrEnum):
    """What pressing does in an intake. `PICK` answers; `TOGGLE` adds or removes one of several; `PROPOSED` takes the
    proposed title; `AS_TYPED` leaves words that do not fit; `TURN` goes on as another kind of consultation; `FORM` is no
    button but what a form carries; `CALL` goes on with the questionnaire of a caller; `FOLLOW` begins a request that
    follows a finished ticket; `RATE` and `COMMENT` are of a closed ticket;
    `FOLLOWER` is about a colleague who wants to be told of one; `ANSWER` is to what a specialist asks for (`run` is the
    ticket, `mark` the question); `APPROVAL` is of a modification that waits for somebody's word; `RELATED` begins one about
    an open ticket; `UNMASK` says that what was kept back was no secret (`run` is its number); `CREDENTIALS` is about those
    of remote help (`run` is the ticket); `ERASE` is of a request to be erased; the rest navigate."""

    PICK = "pick"
    TOGGLE = "tog"
    DONE = "done"
    SKIP = "skip"
    PROPOSED = "title"
    AS_TYPED = "asis"
    TURN = "turn"
    BACK = "back"
    HELP = "help"
    LATER = "later"
    CANCEL = "cancel"
    PERSON = "person"
    EDIT = "edit"
    CONFIRM = "ok"
    KNOWN = "known"
    RESUME = "resume"
    RESTART = "new"
    LANGUAGE = "lang"
    ROUTE = "route"
    ZONE = "zone"
    CONSENT = "agree"
    FORM = "form"
    CALL = "call"
    PROFILE = "profile"
    FOLLOW = "follow"
    RATE = "rate"
    COMMENT = "comment"
    FOLLOWER = "follower"
    ANSWER = "ans"
    APPROVAL = "approval"
    RELATED = "related"
    UNMASK = "unmask"
    CREDENTIALS = "cred"
    ERASE = "erase"


OF_A_TICKET = frozenset({Verb.FOLLOW, Verb.RATE, Verb.COMMENT, Verb.RELATED})
"""What is pressed about a finished ticket, whatever else is going on in the chat; `mark` is the ticket."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press in an intake: `run` numbers the intake of that chat, `mark` is the step or the state's revision,
    `value` the option."""

    verb: Verb
    run: int = 0
    mark: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class TicketPress:
    """A press on a ticket: the action, the ticket, and the ticket's revision when the button was shown. In the form that
    shows words before they are sent, `author` wrote them."""

    action: str
    ticket: TicketId
    revision: int
    author: PersonRef | None = None


PICK_ACTION = "choose"
"""Stands for an action in a form in which the action itself is chosen; the field of that choice is called `ACTION`."""

ACTION = "action"


@dataclass(frozen=True, slots=True)
class RegistrationPress:
    """A press of the desk on a request to be registered: which one, and whether the person is confirmed."""

    registration: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class HomePress:
    """A press on the Home tab of somebody of the desk: which order, and what it is about (a reference, or a number)."""

    order: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class CannedPress:
    """A form about the desk's canned replies: what it does (`bot.domain.curating`), and to which of them."""

    doing: str
    canned: str = ""


@dataclass(frozen=True, slots=True)
class ShiftPress:
    """No button but what the form carries in which somebody who goes off shift hands over their tickets."""


@dataclass(frozen=True, slots=True)
class IncidentPress:
    """A press on an incident: the action, the incident, and the incident's revision when the button was shown."""

    action: str
    incident: IncidentId
    revision: int


ButtonData: TypeAlias = (
    Press | TicketPress | RegistrationPress | CannedPress | ShiftPress | HomePress | IncidentPress | ErasurePress
)

_TICKET = "t"
_REGISTRATION = "r"
_CANNED = "c"
_SHIFT = "s"
_HOME = "h"
_INCIDENT = "i"
_ERASURE = "e"
_COLON, _WRITTEN = ":", "~"
"""How a colon of a reference is written within a button."""


def encode(data: ButtonData) -> str:
    """The text that a button carries."""
    if isinstance(data, TicketPress):
        author = "" if data.author is None else f" {quote(data.author, safe='')}"
        return f"{_TICKET}:{data.action}:{data.ticket}:{data.revision}{author}"
    if isinstance(data, CannedPress):
        return f"{_CANNED}:{data.doing}:{data.canned}:"
    if isinstance(data, IncidentPress):
        return f"{_INCIDENT}:{data.action}:{data.incident}:{data.revision}"
    if isinstance(data, RegistrationPress):
        return f"{_REGISTRATION}:{'yes' if data.confirmed else 'no'}:{data.registration}:"
    if isinstance(data, HomePress):
        return f"{_HOME}:{data.order}:{data.value.replace(_COLON, _WRITTEN)}:"
    if isinstance(data, ShiftPress):
        return f"{_SHIFT}:off::"
    if isinstance(data, ErasurePress):
        return f"{_ERASURE}:{data.doing}:{data.erasure}:"
    return f"{data.verb}:{data.run}:{data.mark}:{data.value}"


def decode(text: str) -> ButtonData | None:
    """What the button meant; None for anything that is not one of ours."""
    parts = text.split(":")
    if len(parts) != 4:  # four parts in every form
        return None
    head, second, third, fourth = parts
    try:
        if head == _TICKET:
            revision, _, author = fourth.partition(" ")
            return TicketPress(second, TicketId(int(third)), int(revision), PersonRef(unquote(author)) or None)
        if head == _CANNED:
            return CannedPress(second, third)
        if head == _INCIDENT:
            return IncidentPress(second, IncidentId(int(third)), int(fourth))
        if head == _REGISTRATION:
            return RegistrationPress(int(third), second == "yes")
        if head == _HOME:
            return HomePress(second, third.replace(_WRITTEN, _COLON))
        if head == _ERASURE:
            return ErasurePress(ErasureDoing(second), int(third))
        if head == _SHIFT:
            return ShiftPress()
        return Press(Verb(head), int(second), third, fourth)
    except ValueError:
        return None
