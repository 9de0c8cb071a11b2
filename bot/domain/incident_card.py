"""The incident's card: one message per incident in the developers' channel, edited in place."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.buttons import IncidentPress, encode
from bot.domain.clock_words import lines_of
from bot.domain.incident import (
    INCIDENT_KIND_WORDS,
    INCIDENT_STATUS_WORDS,
    MOVES,
    Incident,
    IncidentAction,
    IncidentStatus,
    Verdict,
)
from bot.domain.message import Button, Fact, Message, Style
from bot.domain.process import Process
from bot.domain.targets import usual
from bot.domain.text import Code, Phrase, Text, Untrusted, join, lines, phrase

INCIDENT_BUTTONS: tuple[tuple[IncidentAction, Phrase, Style], ...] = (
    (IncidentAction.APPROVE, phrase("Approve"), Style.PRIMARY),
    (IncidentAction.REFUSE, phrase("Do not approve"), Style.PLAIN),
    (IncidentAction.ACCEPT, phrase("Accept"), Style.PRIMARY),
    (IncidentAction.START, phrase("Start"), Style.PLAIN),
    (IncidentAction.PLAN, phrase("Plan for a version"), Style.PLAIN),
    (IncidentAction.DELIVER, phrase("Fixed in version…"), Style.PRIMARY),
    (IncidentAction.REPLY, phrase("Reply"), Style.PLAIN),
    (IncidentAction.DECLINE, phrase("Decline"), Style.DANGER),
)
"""What the card offers, in order, where the state allows it."""

AFTER_APPROVAL = frozenset(
    {
        IncidentAction.ACCEPT,
        IncidentAction.START,
        IncidentAction.PLAN,
        IncidentAction.DELIVER,
    }
)
"""What waits until a modification was approved."""

VERDICT_MARKS: Mapping[Verdict, str] = {
    Verdict.WAITING: "⏳",
    Verdict.TOLD: "📨",
    Verdict.WORKS: "👍",
    Verdict.FAILS: "↺",
    Verdict.LEFT: "✖",
}
"""How each requester fared, at a glance."""

LONGEST_DESCRIPTION = 1500
"""Characters of the description on the card; the ticket has it whole."""


def incident_card(process: Process, incident: Incident) -> Message:
    """The card as the incident stands now."""
    state = INCIDENT_STATUS_WORDS[incident.status]
    return Message(
        title=(f"{incident.code} · ", state),
        body=(incident.title,),
        facts=tuple(Fact(label=(label,), value=value) for label, value in _facts(process, incident) if value),
        note=lines_of(process, incident.clocks, incident.updated_at),
        buttons=_buttons(incident),
    )


def offered(incident: Incident, action: IncidentAction) -> bool:
    """Whether the action makes sense to offer now."""
    if incident.awaits_approval and action in AFTER_APPROVAL:
        return False
    if action in (IncidentAction.APPROVE, IncidentAction.REFUSE) and not incident.awaits_approval:
        return False
    if action is IncidentAction.PLAN and incident.status is IncidentStatus.PLANNED:
        return False
    return (incident.status, action) in MOVES


def incident_headline(incident: Incident) -> Text:
    """One line for forms and notices: number, title."""
    return (Code(incident.code), " · ", incident.title)


def _buttons(incident: Incident) -> tuple[tuple[Button, ...], ...]:
    row = tuple(
        Button(label=label, style=style, data=encode(IncidentPress(action, incident.id, incident.revision)))
        for action, label, style in INCIDENT_BUTTONS
        if offered(incident, action)
    )
    return (row,) if row else ()


def _facts(process: Process, incident: Incident) -> tuple[tuple[Phrase, Text], ...]:
    priority = incident.priority or usual(process.priorities)
    named = next(
        (each.label.get(process.languages[0], each.id) for each in process.priorities if each.id == priority), ""
    )
    return (
        (phrase("Kind"), (INCIDENT_KIND_WORDS[incident.kind],)),
        (phrase("Priority"), (named,) if named else ()),
        (phrase("Requesters"), _requesters(incident)),
        (phrase("Description"), _cut(incident.description)),
        (phrase("Benefit"), _maybe(incident.benefit)),
        (phrase("Approval"), _approval(incident)),
        (phrase("Developer"), _maybe(incident.developer_name)),
        (phrase("Planned for version"), _maybe(incident.planned_version)),
        (phrase("Fixed in version"), _maybe(incident.fixed_version)),
        (phrase("Why not"), _maybe(incident.reason)),
        (phrase("Opened by"), (incident.opened_by,)),
    )


def _maybe(text: Untrusted | None) -> Text:
    return (text,) if text is not None and text.untrusted else ()


def _cut(text: Untrusted) -> Text:
    whole = text.untrusted
    return (Untrusted(f"{whole[:LONGEST_DESCRIPTION]}…"),) if len(whole) > LONGEST_DESCRIPTION else _maybe(text)


def _requesters(incident: Incident) -> Text:
    each: tuple[Text, ...] = tuple(
        (f"{VERDICT_MARKS[link.verdict]} ", Code(link.code), " · ", link.name) for link in incident.links
    )
    return join("\n", each)


def _approval(incident: Incident) -> Text:
    approval = incident.approval
    if approval is None:
        return ()
    named = _maybe(approval.approver)
    if approval.given is None:
        waits: Text = (phrase("⏳ still to be given"),)
        return lines(waits, named)
    said = phrase("✔ given by %(name)s", name=approval.by or Untrusted("—"))
    refused = phrase("✖ refused by %(name)s", name=approval.by or Untrusted("—"))
    return lines((said if approval.given else refused,), named)
