"""Who may do what: one table, everything else denied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import PersonRef
from bot.domain.text import Untrusted
from bot.domain.ticket import Action


class Role(StrEnum):
    """What a person is to the desk. `REQUESTER` follows from owning the ticket, `SYSTEM` from a timer; neither is given."""

    REQUESTER = "requester"
    SPECIALIST = "specialist"
    SECOND_LEVEL = "second_level"
    DEVELOPER = "developer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    PRIVACY = "privacy"
    SYSTEM = "system"


class DeskOrder(StrEnum):
    """What a member of the desk can ask for that is about no ticket."""

    LIST = "list"
    MINE = "mine"
    SHOW = "show"
    WHY = "why"
    HISTORY = "history"
    STATS = "stats"
    NEW = "new"
    ON = "on"
    OFF = "off"
    STAFF = "staff"
    SEARCH = "search"
    CANNED = "canned"
    PRIVACY = "privacy"


class DeskDecision(StrEnum):
    """What the desk decides with a button or a form: about a person, about its canned replies, or whether somebody's data
    are erased."""

    REGISTRATION = "registration"
    CANNED = "canned_edit"
    ERASURE = "erasure"


GIVEN = frozenset(Role) - {Role.REQUESTER, Role.SYSTEM}
"""The roles that an administrator can give."""

_STAFF = frozenset({Role.SPECIALIST, Role.SECOND_LEVEL, Role.SUPERVISOR})
_ALL_STAFF = _STAFF | {Role.DEVELOPER, Role.ADMINISTRATOR}

MAY: Mapping[Action | DeskOrder | DeskDecision, frozenset[Role]] = {
    Action.OPEN: frozenset({Role.REQUESTER}),
    Action.ASSIGN: frozenset({Role.SUPERVISOR, Role.SYSTEM}) | _STAFF,
    Action.TAKE: _STAFF,
    Action.REPLY: _STAFF,
    Action.NOTE: _ALL_STAFF,
    Action.ASK: _STAFF,
    Action.PAUSE: _STAFF,
    Action.RESUME: _STAFF | {Role.SYSTEM},
    Action.OFFER: frozenset({Role.SYSTEM}),
    Action.DECLINE: _STAFF,
    Action.RELEASE: _STAFF | {Role.SYSTEM},
    Action.TELL: frozenset({Role.REQUESTER}),
    Action.ANSWER: frozenset({Role.REQUESTER}),
    Action.ESCALATE: _STAFF | {Role.SYSTEM},
    Action.INCIDENT: _STAFF | {Role.SYSTEM},
    Action.RESOLVE: _STAFF,
    Action.CLOSE: _STAFF | {Role.REQUESTER, Role.SYSTEM},
    Action.REOPEN: _STAFF | {Role.REQUESTER},
    Action.WAIVE: _STAFF,
    Action.MOVE: frozenset({Role.REQUESTER}),
    Action.LINK: _ALL_STAFF,
    Action.MERGE: _STAFF,
    Action.WATCH: _ALL_STAFF,
    Action.UNWATCH: _ALL_STAFF,
    Action.RATE: frozenset({Role.REQUESTER}),
    Action.FOLLOW: frozenset({Role.REQUESTER}),
    Action.CALLED: _STAFF,
    Action.WARN: frozenset({Role.SYSTEM}),
    Action.PRIORITIZE: _STAFF,
    Action.GIVE_BACK: frozenset({Role.SECOND_LEVEL, Role.SUPERVISOR}),
    Action.CANCEL: frozenset({Role.SUPERVISOR, Role.REQUESTER}),
    Action.INFORM: frozenset({Role.SYSTEM}),
    Action.DELIVER: frozenset({Role.SYSTEM}),
    Action.RETURN: frozenset({Role.SYSTEM}),
    Action.CONFIRM: frozenset({Role.REQUESTER}),
    Action.BEGIN: _STAFF,
    Action.ATTEST: _STAFF,
    Action.OVERRIDE: frozenset({Role.SUPERVISOR}),
    Action.EXPIRE: frozenset({Role.SYSTEM}),
    Action.REMOTE: _STAFF | {Role.SYSTEM},
    Action.CHECK: frozenset({Role.REQUESTER}),
    Action.POSTPONE: frozenset({Role.REQUESTER}),
    Action.CALL_OFF: _STAFF | {Role.SYSTEM},
    Action.HAND_OVER: frozenset({Role.REQUESTER}),
    Action.REVEAL: _STAFF,
    Action.ASK_AGAIN: _STAFF,
    Action.END_REMOTE: _STAFF,
    Action.LAPSE: frozenset({Role.SYSTEM}),
    Action.ERASE: frozenset(),  # done by a decision about its requester, never by itself
    DeskOrder.LIST: _ALL_STAFF,
    DeskOrder.MINE: _ALL_STAFF,
    DeskOrder.SHOW: _ALL_STAFF,
    DeskOrder.WHY: _ALL_STAFF,
    DeskOrder.HISTORY: _ALL_STAFF,
    DeskOrder.STATS: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    DeskOrder.NEW: _STAFF,
    DeskOrder.ON: _STAFF | {Role.DEVELOPER},
    DeskOrder.OFF: _STAFF | {Role.DEVELOPER},
    DeskOrder.STAFF: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    DeskOrder.SEARCH: _ALL_STAFF,
    DeskOrder.CANNED: _ALL_STAFF,
    DeskOrder.PRIVACY: frozenset({Role.PRIVACY}),
    # Who answers to the law for personal data decides alone: an administrator who gives themselves the role leaves a line
    # in the audit, and one who does not never erases anybody.
    DeskDecision.ERASURE: frozenset({Role.PRIVACY}),
    DeskDecision.CANNED: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    DeskDecision.REGISTRATION: frozenset({Role.SPECIALIST, Role.SUPERVISOR, Role.ADMINISTRATOR}),
}
"""Action → the roles that may do it."""

OWN_ONLY: frozenset[tuple[Role, Action]] = frozenset(
    (role, action)
    for role in (Role.SPECIALIST, Role.SECOND_LEVEL)
    for action in (
        Action.ASSIGN,
        Action.RELEASE,
        Action.BEGIN,
        Action.ATTEST,
        Action.REMOTE,
        Action.CALL_OFF,
        Action.END_REMOTE,
    )
) | frozenset((role, action) for role in _STAFF for action in (Action.REVEAL, Action.ASK_AGAIN))
"""What a role may do only to a ticket that is with the actor. Whoever has another role that may do it too, and is not
listed with it, may do it to any ticket."""


GIVES: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: GIVEN,
    Role.SUPERVISOR: frozenset({Role.SPECIALIST, Role.SECOND_LEVEL, Role.DEVELOPER}),
}
"""Which roles somebody with that role may give, and take away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """A member of the desk. `name` is shown to colleagues and requesters. `skills` are the modules they know (none named:
    every module); `capacity` is how many open tickets they can have at most, None when the process says it. `load` counts
    their open tickets, and `offers` the tickets that wait for a word of theirs."""

    person: PersonRef
    name: Untrusted
    roles: frozenset[Role]
    on_shift: bool = False
    load: int = 0
    skills: frozenset[str] = frozenset()
    capacity: int | None = None
    offers: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts, with the roles that count for the ticket at hand."""

    person: PersonRef
    name: Untrusted
    roles: frozenset[Role]


def allowed(roles: frozenset[Role], action: Action | DeskOrder | DeskDecision, *, own: bool = True) -> bool:
    """Whether any of the roles may do it; `own`: to a ticket that is with the actor. What the table does not list, nobody
    may."""
    may = MAY.get(action, frozenset()) & roles
    return bool(may) if own else any((role, action) not in OWN_ONLY for role in may)


def may_give(roles: frozenset[Role]) -> frozenset[Role]:
    """The roles that somebody with these may give, and take away."""
    return frozenset().union(*(GIVES.get(role, frozenset()) for role in roles))
