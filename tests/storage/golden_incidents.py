"""An incident with every field set, and one with as little as there can be; what tickets and chats keep of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.clocks import Clock, Entry, Turn, Which
from bot.domain.conversation import Conversation, Intake, Objecting
from bot.domain.ids import IncidentId, PersonRef, TicketId
from bot.domain.incident import (
    Approval,
    Incident,
    IncidentAction,
    IncidentEntry,
    IncidentKind,
    IncidentStatus,
    LinkedTicket,
    Verdict,
)
from bot.domain.text import Untrusted
from bot.domain.ticket import IncidentRef, Status
from tests.storage.golden_values import AT, CHAT, NEW_TICKET

DIEGO = PersonRef("slack:T:diego")

NEW_INCIDENT = Incident(
    id=IncidentId(3),
    code="I-2026-0003",
    process="advertmind@1",
    kind=IncidentKind.ERROR,
    status=IncidentStatus.REGISTERED,
    title=Untrusted("La factura no toma la numeración"),
    description=Untrusted("1. Abrir Facturas"),
    opened_at=AT,
    updated_at=AT,
    opened_by=Untrusted("Ana López"),
    links=(LinkedTicket(ticket=TicketId(12), code="AM-2026-00012", name=Untrusted("Laura Gómez")),),
)
INCIDENT = replace(
    NEW_INCIDENT,
    kind=IncidentKind.MODIFICATION,
    status=IncidentStatus.DELIVERED,
    benefit=Untrusted("Cerrar el mes en un día"),
    approval=Approval(approver=Untrusted("Laura Gómez, gerente"), given=True, by=Untrusted("Laura Gómez")),
    priority="urgent",
    links=(
        LinkedTicket(ticket=TicketId(12), code="AM-2026-00012", name=Untrusted("Laura Gómez"), verdict=Verdict.WORKS),
        LinkedTicket(ticket=TicketId(15), code="AM-2026-00015", name=Untrusted("Raúl"), verdict=Verdict.TOLD),
    ),
    developer=DIEGO,
    developer_name=Untrusted("Diego"),
    planned_version=Untrusted("5.2"),
    fixed_version=Untrusted("5.2.1"),
    reason=Untrusted("porque sí"),
    clocks=(
        Clock(
            which=Which.FIX,
            entries=(
                Entry(turn=Turn.START, at=AT, actor=DIEGO, target=timedelta(hours=40), calendar="development"),
                Entry(turn=Turn.STOP, at=AT + timedelta(hours=5), actor=DIEGO),
            ),
        ),
    ),
    revision=7,
)
ENTRY = IncidentEntry(
    incident=IncidentId(3),
    seq=7,
    at=AT,
    action=IncidentAction.DELIVER,
    actor=DIEGO,
    channel="slack",
    before=IncidentStatus.IN_DEVELOPMENT,
    after=IncidentStatus.DELIVERED,
    reason=Untrusted("se corrigió"),
    data={"version": "5.2.1"},
)
WITH_DEVELOPMENT = replace(
    NEW_TICKET, status=Status.INCIDENT, incident=IncidentRef(id=IncidentId(3), code="I-2026-0003")
)
WISHING = Conversation(
    chat=CHAT,
    touched=AT,
    intake=Intake(process="advertmind@1", run=2, about=TicketId(12)),
    objecting=Objecting(incident=IncidentId(3), since=AT),
)
