"""What is remembered of who may do what: every refusal for want of a right, and every right that was given or taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonRef, TicketId
from bot.domain.text import Untrusted


class Outcome(StrEnum):
    """How it ended."""

    ALLOWED = "allowed"
    DENIED = "denied"


class Kind(StrEnum):
    """Where somebody asked: a deed on a ticket, an order of the desk (typed or from the Home tab), a decision with a
    button, the Home tab itself, the questionnaire of a caller; or their roles changed, or somebody got all that is held
    about a person."""

    ACTION = "action"
    ORDER = "order"
    DECISION = "decision"
    HOME = "home"
    CALL = "call"
    ROLES = "roles"
    DATA = "data"


class Ground(StrEnum):
    """Why it was denied."""

    NO_ROLE = "no role that may"
    NO_SUCH_TICKET = "no such ticket"
    NOT_THEIRS = "not their ticket"
    UNKNOWN = "unknown action"
    FROM_THE_FUTURE = "a revision that never was"
    FOREIGN = "of another workspace"
    NOT_A_MEMBER = "not a full member"
    ABOVE_THEM = "roles that they may not give"
    LAST_ADMINISTRATOR = "the last administrator"


@dataclass(frozen=True, kw_only=True, slots=True)
class Audited:
    """A line of the audit. `what` was asked, as it came; `about` is whose roles it is about; `reason` is a `Ground`, or
    what changed (`+specialist -developer`)."""

    at: datetime
    person: PersonRef
    gateway: str
    kind: Kind
    what: Untrusted
    outcome: Outcome
    reason: str
    ticket: TicketId | None = None
    about: PersonRef | None = None
