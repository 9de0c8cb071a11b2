"""A deed on an incident: what somebody does to it, and what comes of it. The actions themselves are in modules of their own,
which `bot.domain.incident_working` calls after the policy and the table of states have allowed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.effects import Effect, Mark, News, OnTicket, Revise, Say
from bot.domain.ids import DEVELOPMENT, ChatRef, Interaction
from bot.domain.incident import (
    INCIDENT_STATUS_WORDS,
    Incident,
    IncidentAction,
    IncidentEntry,
    LinkedTicket,
    Verdict,
)
from bot.domain.incident_card import incident_card, incident_headline
from bot.domain.incident_clocks import clocked, committed
from bot.domain.message import Button, Entered, File, Message
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Code, Phrase, Text, Untrusted, lines, phrase
from bot.domain.ticket import Action, IncidentRef

NO_DATA: Mapping[str, str] = {}

_SYSTEM = frozenset({Role.SYSTEM})


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentDeed:
    """What somebody wants to do to an incident. `text` is the first thing they typed, None while nothing was entered yet;
    `values` is what stands in the fields of a form. `ticket` is the one that it is about."""

    action: IncidentAction
    actor: Actor
    at: datetime
    channel: str
    text: Untrusted | None = None
    values: Mapping[str, Entered] = field(default_factory=dict)
    interaction: Interaction | None = None
    ticket: LinkedTicket | None = None
    files: tuple[File, ...] = ()
    mark: Mark = Mark.NEW


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """The incident afterwards, the line of its history, and the effects. `entry` is None when nothing changed (a form was
    opened)."""

    incident: Incident
    entry: IncidentEntry | None
    effects: tuple[Effect, ...]


class IncidentWork:
    """One deed on an incident being done: the effects as they gather."""

    def __init__(self, process: Process, incident: Incident, deed: IncidentDeed) -> None:
        self.process = process
        self.incident = incident
        self.deed = deed
        self.effects: list[Effect] = []

    @property
    def language(self) -> str:
        """The developers'."""
        return self.process.languages[0]

    def thread(self, text: Text) -> None:
        """A line in the card's thread, which requesters never see."""
        message = Message(body=text)
        self.effects.append(Say(chat=DEVELOPMENT, message=message, language=self.language, thread=self.incident.card))

    def whisper_to_developer(self, incident: Incident, words: Phrase) -> None:
        """A direct message to whoever works on it."""
        if incident.developer is not None and incident.developer != self.deed.actor.person:
            message = Message(body=lines((words,), incident_headline(incident)))
            self.effects.append(Say(chat=ChatRef(incident.developer), message=message, language=self.language))

    def pass_on(
        self,
        incident: Incident,
        action: Action,
        *tickets: LinkedTicket,
        words: Text = (),
        text: Untrusted | None = None,
        by: Actor | None = None,
        buttons: tuple[tuple[Button, ...], ...] = (),
    ) -> None:
        """What this means to these tickets. It is done in the actor's name; what nobody but the system may do to a ticket
        was allowed where the incident is looked after."""
        actor = by or replace(self.deed.actor, roles=_SYSTEM)
        news = News(
            incident=IncidentRef(id=incident.id, code=incident.code),
            kind=incident.kind,
            words=words,
            version=incident.fixed_version,
            due=committed(self.process, incident),
            buttons=buttons,
        )
        self.effects.extend(
            OnTicket(ticket=each.ticket, action=action, actor=actor, channel=self.deed.channel, news=news, text=text)
            for each in tickets
        )

    def clocked(self, incident: Incident) -> Incident:
        """The incident with what this deed does to its clocks; done twice, it is done once."""
        deed = self.deed
        return clocked(self.process, incident, action=deed.action, actor=deed.actor.person, at=deed.at)

    def change(
        self,
        incident: Incident,
        *,
        card: bool = True,
        reason: Untrusted | None = None,
        data: Mapping[str, str] = NO_DATA,
        then: tuple[Effect, ...] = (),
    ) -> IncidentChange:
        """The changed incident with its next revision, its history entry, and the card as it is now; `then` is done after
        all that was written."""
        deed, first = self.deed, self.deed.action is IncidentAction.OPEN
        revised = self.clocked(incident)
        if not first:
            revised = replace(revised, revision=incident.revision + 1, updated_at=deed.at)
        entry = IncidentEntry(
            incident=incident.id,
            seq=revised.revision,
            at=deed.at,
            action=deed.action,
            actor=deed.actor.person,
            channel=deed.channel,
            before=self.incident.status,
            after=incident.status,
            reason=reason or deed.text,
            data=data,
        )
        if card:
            shown = incident_card(self.process, revised)
            self.effects.append(Revise(chat=DEVELOPMENT, post=incident.card, message=shown, language=self.language))
        return IncidentChange(revised, entry, (*self.effects, *then))


def waiting(incident: Incident) -> tuple[LinkedTicket, ...]:
    """The tickets whose requesters are still to be told something: all but those for whom it works, and those that left."""
    return tuple(each for each in incident.links if each.verdict not in (Verdict.WORKS, Verdict.LEFT))


def with_verdict(incident: Incident, ticket: LinkedTicket, verdict: Verdict) -> Incident:
    """The incident with that ticket as it stands now; one that was not linked yet, is."""
    if incident.link(ticket.ticket) is None:
        return replace(incident, links=(*incident.links, replace(ticket, verdict=verdict)))
    return replace(
        incident,
        links=tuple(
            replace(each, verdict=verdict) if each.ticket == ticket.ticket else each for each in incident.links
        ),
    )


def does_not_fit(incident: Incident) -> Phrase:
    """Why an action does not fit the state, with the state."""
    state = INCIDENT_STATUS_WORDS[incident.status]
    return phrase("%(number)s is %(state)s: that does not fit now.", number=Code(incident.code), state=state)
