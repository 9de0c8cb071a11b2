"""Who may do what to an incident: one table, everything else denied."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.incident import IncidentAction, IncidentKind
from bot.domain.incident_rules import Approver
from bot.domain.roles import Role

_DESK = frozenset({Role.SPECIALIST, Role.SECOND_LEVEL, Role.SUPERVISOR})
_DEVELOPERS = frozenset({Role.DEVELOPER})
_REQUESTER = frozenset({Role.REQUESTER})
_SYSTEM = frozenset({Role.SYSTEM})

INCIDENT_MAY: Mapping[IncidentAction, frozenset[Role]] = {
    IncidentAction.OPEN: _DESK | _REQUESTER,
    IncidentAction.APPROVE: _REQUESTER | {Role.SUPERVISOR},
    IncidentAction.REFUSE: _REQUESTER | {Role.SUPERVISOR},
    IncidentAction.ACCEPT: _DEVELOPERS,
    IncidentAction.START: _DEVELOPERS,
    IncidentAction.PLAN: _DEVELOPERS,
    IncidentAction.DELIVER: _DEVELOPERS,
    IncidentAction.DECLINE: _DEVELOPERS,
    IncidentAction.REPLY: _DEVELOPERS,
    IncidentAction.LINK: _DESK | _REQUESTER,
    IncidentAction.LEAVE: _DESK | _REQUESTER | _SYSTEM,
    IncidentAction.TELL: _REQUESTER,
    IncidentAction.WORKS: _DESK | _REQUESTER | _SYSTEM,
    IncidentAction.FAILS: _DESK | _REQUESTER,
    IncidentAction.CONFIRM: _SYSTEM,
}
"""Action → the roles that may do it. What the desk or a requester does to an incident, they do through a ticket."""


def may(roles: frozenset[Role], action: IncidentAction, kind: IncidentKind, approver: Approver) -> bool:
    """Whether any of the roles may do it to an incident of that kind. What the table does not list, nobody may: an error is
    the desk's to open, and a requester approves only where the process says so."""
    allowed = INCIDENT_MAY.get(action, frozenset())
    if action is IncidentAction.OPEN and kind is IncidentKind.ERROR:
        allowed -= _REQUESTER
    if action in (IncidentAction.APPROVE, IncidentAction.REFUSE) and approver is not Approver.REQUESTER:
        allowed -= _REQUESTER
    return bool(allowed & roles)
