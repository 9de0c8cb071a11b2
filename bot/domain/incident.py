"""An incident and its life: what development has to answer. One table says which action leads where; everything not in it
is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.clocks import Clock
from bot.domain.ids import IncidentId, PersonRef, PostKey, TicketId
from bot.domain.text import Phrase, Untrusted, phrase


class IncidentKind(StrEnum):
    """What is wanted of development: something fails, or a new function or a changed process is wished for."""

    ERROR = "error"
    MODIFICATION = "modification"


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    IN_DEVELOPMENT = "in_development"
    PLANNED = "planned"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class IncidentAction(StrEnum):
    """What can be done to an incident. `APPROVE` and `REFUSE` are the approver's word on a modification; `PLAN` is for a
    version to come, `DELIVER` says in which it is; `REPLY` goes to requesters, `TELL` is what one of them says. `LINK` brings
    a ticket, `LEAVE` takes one away. `WORKS` and `FAILS` are a requester's verdict on what was delivered; `CONFIRM` is that
    all of them have theirs."""

    OPEN = "open"
    APPROVE = "approve"
    REFUSE = "refuse"
    ACCEPT = "accept"
    START = "start"
    PLAN = "plan"
    DELIVER = "deliver"
    DECLINE = "decline"
    REPLY = "reply"
    LINK = "link"
    LEAVE = "leave"
    TELL = "tell"
    WORKS = "works"
    FAILS = "fails"
    CONFIRM = "confirm"


ENDED = frozenset({IncidentStatus.CONFIRMED, IncidentStatus.DECLINED})
"""Development owes nothing more."""

_UNDER_WAY = (
    IncidentStatus.REGISTERED,
    IncidentStatus.ACCEPTED,
    IncidentStatus.IN_DEVELOPMENT,
    IncidentStatus.PLANNED,
)
_OPEN = (*_UNDER_WAY, IncidentStatus.DELIVERED)


def _each(
    statuses: tuple[IncidentStatus, ...], action: IncidentAction, to: IncidentStatus | None = None
) -> dict[tuple[IncidentStatus, IncidentAction], IncidentStatus]:
    return {(status, action): to or status for status in statuses}


MOVES: Mapping[tuple[IncidentStatus, IncidentAction], IncidentStatus] = {
    **_each((IncidentStatus.REGISTERED,), IncidentAction.APPROVE),
    **_each((IncidentStatus.REGISTERED,), IncidentAction.REFUSE, IncidentStatus.DECLINED),
    **_each((IncidentStatus.REGISTERED,), IncidentAction.ACCEPT, IncidentStatus.ACCEPTED),
    **_each(
        (IncidentStatus.REGISTERED, IncidentStatus.ACCEPTED, IncidentStatus.PLANNED, IncidentStatus.DELIVERED),
        IncidentAction.START,
        IncidentStatus.IN_DEVELOPMENT,
    ),
    **_each(_UNDER_WAY, IncidentAction.PLAN, IncidentStatus.PLANNED),
    **_each(
        (IncidentStatus.ACCEPTED, IncidentStatus.IN_DEVELOPMENT, IncidentStatus.PLANNED, IncidentStatus.DELIVERED),
        IncidentAction.DELIVER,
        IncidentStatus.DELIVERED,
    ),
    **_each(_UNDER_WAY, IncidentAction.DECLINE, IncidentStatus.DECLINED),
    **_each(_OPEN, IncidentAction.REPLY),
    **_each(_OPEN, IncidentAction.LINK),
    **_each(tuple(IncidentStatus), IncidentAction.LEAVE),
    **_each(_OPEN, IncidentAction.TELL),
    **_each(tuple(IncidentStatus), IncidentAction.WORKS),
    **_each(_OPEN, IncidentAction.FAILS),
    (IncidentStatus.CONFIRMED, IncidentAction.FAILS): IncidentStatus.DELIVERED,
    **_each((IncidentStatus.DELIVERED,), IncidentAction.CONFIRM, IncidentStatus.CONFIRMED),
}
"""(status, action) → the status afterwards. `OPEN` comes before every status, and leads to `REGISTERED`."""

INCIDENT_STATUS_WORDS: Mapping[IncidentStatus, Phrase] = {
    IncidentStatus.REGISTERED: phrase("registered"),
    IncidentStatus.ACCEPTED: phrase("accepted by development"),
    IncidentStatus.IN_DEVELOPMENT: phrase("in development"),
    IncidentStatus.PLANNED: phrase("planned for a version"),
    IncidentStatus.DELIVERED: phrase("delivered"),
    IncidentStatus.CONFIRMED: phrase("confirmed by the requesters"),
    IncidentStatus.DECLINED: phrase("declined"),
}

INCIDENT_KIND_WORDS: Mapping[IncidentKind, Phrase] = {
    IncidentKind.ERROR: phrase("Error"),
    IncidentKind.MODIFICATION: phrase("Modification"),
}


class Verdict(StrEnum):
    """How a linked ticket's requester stands to the incident: nothing was delivered to them yet, they were told of a
    version, it works for them, it still fails, or their ticket left."""

    WAITING = "waiting"
    TOLD = "told"
    WORKS = "works"
    FAILS = "fails"
    LEFT = "left"


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedTicket:
    """A ticket that waits for the incident; `name` is who asked."""

    ticket: TicketId
    code: str
    name: Untrusted
    verdict: Verdict = Verdict.WAITING


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """Whether a modification is approved: `given` is None until somebody said so. `approver` is the one who was named."""

    approver: Untrusted | None = None
    given: bool | None = None
    by: Untrusted | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """An incident. `process` is the version it was opened with; `code` is the number people are told; `revision` grows with
    every change. `benefit` is what a modification is good for, `approval` is None where nobody has to approve; `reason` is
    why it was declined. Deadlines are derived from `clocks`."""

    id: IncidentId
    code: str
    process: str
    kind: IncidentKind
    status: IncidentStatus
    title: Untrusted
    description: Untrusted
    opened_at: datetime
    updated_at: datetime
    opened_by: Untrusted
    benefit: Untrusted | None = None
    approval: Approval | None = None
    priority: str | None = None
    links: tuple[LinkedTicket, ...] = ()
    developer: PersonRef | None = None
    developer_name: Untrusted | None = None
    planned_version: Untrusted | None = None
    fixed_version: Untrusted | None = None
    reason: Untrusted | None = None
    clocks: tuple[Clock, ...] = ()
    revision: int = 1

    @property
    def card(self) -> PostKey:
        """The card in the developers' channel; its thread is the incident's."""
        return incident_card_of(self.id)

    def link(self, ticket: TicketId) -> LinkedTicket | None:
        """The linked ticket of that id."""
        return next((each for each in self.links if each.ticket == ticket), None)

    @property
    def awaits_approval(self) -> bool:
        """Whether somebody has yet to approve it."""
        return self.approval is not None and self.approval.given is None


CARD = "incident:"
"""What the names of incidents' cards begin with."""


def incident_card_of(incident: IncidentId) -> PostKey:
    """The name of an incident's card."""
    return PostKey(f"{CARD}{incident}")


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentEntry:
    """One line of an incident's append-only history: what was done, by whom, from which gateway, and how the status
    changed."""

    incident: IncidentId
    seq: int
    at: datetime
    action: IncidentAction
    actor: PersonRef
    channel: str
    before: IncidentStatus
    after: IncidentStatus
    reason: Untrusted | None = None
    data: Mapping[str, str] = field(default_factory=dict)
