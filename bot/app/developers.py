"""What a member of the desk does to an incident with a button of its card, or with a form."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.auditing import denied, member
from bot.app.developing import NO_SUCH
from bot.app.ports import UnitOfWork
from bot.domain.audit import Ground, Kind
from bot.domain.deeds import Refusal
from bot.domain.events import IncidentActed
from bot.domain.ids import gateway_of
from bot.domain.incident import Incident, IncidentAction
from bot.domain.incident_deeds import IncidentDeed
from bot.domain.roles import Actor, Role
from bot.domain.text import Phrase, Untrusted


def developed(
    uow: UnitOfWork, event: IncidentActed, act: Callable[[Incident, IncidentDeed], Refusal | None], *, at_work: bool
) -> Phrase | None:
    """Does it with the roles that the database gives; the reason when it was refused, which the audit remembers. Whoever
    has none, and presses elsewhere (`at_work` false), learns nothing, not even a number."""
    incident = uow.incidents.get(event.incident)
    staff = member(uow, event)
    roles = staff.roles if staff is not None else frozenset[Role]()
    ground = _forged(event, incident)
    if incident is None or ground is not None or not (roles or (at_work and not event.foreign)):
        denied(uow, event, Kind.ACTION, f"incident {event.action}", ground or Ground.NOT_THEIRS)
        return NO_SUCH
    actor = Actor(person=event.person, name=staff.name if staff is not None else Untrusted("—"), roles=roles)
    deed = IncidentDeed(
        action=IncidentAction(event.action),
        actor=actor,
        at=event.at,
        channel=gateway_of(event.chat),
        text=event.text,
        values=event.values,
        interaction=event.interaction,
    )
    refused = act(incident, deed)
    if refused is not None and refused.denied:
        denied(uow, event, Kind.ACTION, f"incident {event.action}", Ground.NO_ROLE)
    return None if refused is None else refused.why


def _forged(event: IncidentActed, incident: Incident | None) -> Ground | None:
    """What no button of ours ever carried: an incident that is not there, an action unknown, a revision still to come."""
    if incident is None:
        return Ground.NO_SUCH_TICKET
    if event.action not in set(IncidentAction):
        return Ground.UNKNOWN
    return Ground.FROM_THE_FUTURE if event.seen is not None and event.seen > incident.revision else None
