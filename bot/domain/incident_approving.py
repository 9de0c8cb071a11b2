"""Approving a modification: whoever was named approves it before development accepts it, or does not, with a reason."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import Press, Verb, encode
from bot.domain.deeds import Refusal
from bot.domain.incident import Approval, Incident, IncidentAction, IncidentStatus
from bot.domain.incident_deeds import IncidentChange, IncidentWork, waiting
from bot.domain.incident_developing import asked, field, reason_entry
from bot.domain.incident_rules import Approver
from bot.domain.message import Button, Style
from bot.domain.text import Code, Text, Untrusted, lines, phrase
from bot.domain.ticket import Action

APPROVED, REFUSED = "yes", "no"


def ask(work: IncidentWork, incident: Incident, approver: Approver) -> None:
    """The requester is asked whether whoever they named has approved it, where that is enough."""
    approval = incident.approval
    if approval is None:
        return
    if approver is not Approver.REQUESTER:
        waits = phrase("Before development takes it up, a supervisor of the desk approves it. I tell you here.")
        work.pass_on(incident, Action.INFORM, *incident.links, words=(waits,))
        return
    buttons = tuple(
        Button(label=label, style=style, data=encode(Press(Verb.APPROVAL, mark=str(incident.id), value=said)))
        for said, label, style in (
            (APPROVED, phrase("✔ It is approved"), Style.PRIMARY),
            (REFUSED, phrase("✖ It is not approved"), Style.PLAIN),
        )
    )
    named = approval.approver
    if named is not None:
        words = phrase("Before development takes it up, %(name)s has to approve it. Have they?", name=named)
    else:
        words = phrase("Before development takes it up, it has to be approved. Is it?")
    work.pass_on(incident, Action.INFORM, *incident.links, words=(words,), buttons=(buttons,))


def decide(work: IncidentWork, after: IncidentStatus) -> IncidentChange | Refusal:
    """The approver's word, by themselves or by whoever asked them."""
    incident, deed, approval = work.incident, work.deed, work.incident.approval
    number = Code(incident.code)
    if approval is None or approval.given is not None:
        return Refusal(phrase("The approval of %(number)s was decided already.", number=number))
    if deed.action is IncidentAction.APPROVE:
        return _approved(work, replace(incident, status=after), approval)
    why = field(deed, "reason") or (deed.text if deed.text is not None and deed.text.untrusted.strip() else None)
    if why is None:
        return asked(work, phrase("Do not approve"), phrase("Do not approve"), reason_entry(deed))
    refused = replace(incident, status=after, reason=why, approval=replace(approval, given=False, by=deed.actor.name))
    said = phrase("✖ %(name)s did not approve it:", name=deed.actor.name)
    work.thread(lines((said,), (why,)))
    told: Text = lines((phrase("The modification was not approved, and development does not take it up."),), (why,))
    work.pass_on(refused, Action.RETURN, *waiting(refused), words=told, text=why)
    return work.change(refused, reason=why)


def _approved(work: IncidentWork, incident: Incident, approval: Approval) -> IncidentChange:
    name: Untrusted = work.deed.actor.name
    approved = work.clocked(replace(incident, approval=replace(approval, given=True, by=name)))
    work.thread((phrase("✔ %(name)s approved it.", name=name),))
    told = phrase("The modification is approved: development decides on it now.")
    work.pass_on(approved, Action.INFORM, *waiting(approved), words=(told,))
    return work.change(approved)
