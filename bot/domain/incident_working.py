"""decide() for an incident: an action of a developer, of the desk, of a requester or of the system in; the changed incident,
its history entry and the effects out. Roles and the table of `incident` are checked here, and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.domain import incident_approving, incident_developing, incident_tickets
from bot.domain.deeds import Refusal
from bot.domain.effects import OpenIncident, Say
from bot.domain.ids import DEVELOPMENT, IncidentId
from bot.domain.incident import MOVES, Approval, Incident, IncidentAction, IncidentKind, IncidentStatus
from bot.domain.incident_card import AFTER_APPROVAL, incident_card
from bot.domain.incident_deeds import IncidentChange, IncidentDeed, IncidentWork, does_not_fit
from bot.domain.incident_roles import may
from bot.domain.incident_rules import Approver
from bot.domain.process import Process
from bot.domain.text import Code, phrase
from bot.domain.ticket import Action


def opened_incident(
    process: Process, wanted: OpenIncident, *, incident_id: IncidentId, code: str, at: datetime
) -> IncidentChange:
    """An incident of a ticket: its card, and its requester is told."""
    approved = wanted.kind is IncidentKind.ERROR or _approver(process) is Approver.NOBODY
    incident = Incident(
        id=incident_id,
        code=code,
        process=process.ref,
        kind=wanted.kind,
        status=IncidentStatus.REGISTERED,
        title=wanted.title,
        description=wanted.description,
        opened_at=at,
        updated_at=at,
        opened_by=wanted.actor.name,
        benefit=wanted.benefit,
        approval=None if approved else Approval(approver=wanted.approver),
        priority=wanted.priority,
        links=(wanted.ticket,),
    )
    deed = IncidentDeed(action=IncidentAction.OPEN, actor=wanted.actor, at=at, channel=wanted.channel)
    work = IncidentWork(process, incident, deed)
    incident = work.clocked(incident)
    work.effects.append(
        Say(
            chat=DEVELOPMENT,
            message=incident_card(process, incident),
            language=work.language,
            post=incident.card,
        )
    )
    work.pass_on(incident, Action.INCIDENT, wanted.ticket, by=wanted.actor)
    incident_approving.ask(work, incident, _approver(process))
    return work.change(incident, card=False, data={"ticket": wanted.ticket.code})


def may_open(process: Process, wanted: OpenIncident) -> bool:
    """Whether whoever asks may open an incident of that kind."""
    return process.incidents is not None and may(
        wanted.actor.roles, IncidentAction.OPEN, wanted.kind, _approver(process)
    )


def act_on(process: Process, incident: Incident, deed: IncidentDeed) -> IncidentChange | Refusal:
    """Does what the deed asks, or says why not."""
    if not may(deed.actor.roles, deed.action, incident.kind, _approver(process)):
        return Refusal(phrase("You may not do that with %(number)s.", number=Code(incident.code)), denied=True)
    after = MOVES.get((incident.status, deed.action))
    if after is None:
        return Refusal(does_not_fit(incident))
    if incident.awaits_approval and deed.action in AFTER_APPROVAL:
        return Refusal(phrase("%(number)s still waits for its approval.", number=Code(incident.code)))
    work = IncidentWork(process, incident, deed)
    match deed.action:
        case IncidentAction.APPROVE | IncidentAction.REFUSE:
            return incident_approving.decide(work, after)
        case IncidentAction.ACCEPT | IncidentAction.START:
            return incident_developing.take_up(work, after)
        case IncidentAction.PLAN:
            return incident_developing.plan(work, after)
        case IncidentAction.DELIVER:
            return incident_developing.deliver(work, after)
        case IncidentAction.DECLINE:
            return incident_developing.decline(work, after)
        case IncidentAction.REPLY:
            return incident_developing.reply(work)
        case IncidentAction.CONFIRM:
            return incident_tickets.confirm(work, after)
        case IncidentAction.LINK | IncidentAction.LEAVE | IncidentAction.TELL:
            return incident_tickets.changed(work)
        case IncidentAction.WORKS | IncidentAction.FAILS:
            return incident_tickets.judged(work, after)
        case IncidentAction.OPEN:
            return Refusal(does_not_fit(incident))
        case _:
            assert_never(deed.action)


def _approver(process: Process) -> Approver:
    return Approver.NOBODY if process.incidents is None else process.incidents.approver
