"""A deed: what somebody does to a ticket, and what comes of it. The actions themselves are in modules of their own, which
`bot.domain.working` calls after the policy and the table of states have allowed them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.asked import Given
from bot.domain.audit import Ground
from bot.domain.caller import TOLD_BY_TELEPHONE, is_caller
from bot.domain.canned import CannedReply
from bot.domain.card import headline, triage_card
from bot.domain.effects import Effect, Forward, Mark, News, Revise, Say
from bot.domain.ids import DESK, ChatRef, Interaction, MessageRef, PersonRef, PostKey
from bot.domain.incident import Incident
from bot.domain.incident_news import heard
from bot.domain.letting_go import let_go
from bot.domain.locking import lock_timers
from bot.domain.message import Button, Entered, File, Message
from bot.domain.process import Fills, Notice, Process
from bot.domain.prompts import notice
from bot.domain.questions import filled
from bot.domain.roles import Actor, Role, Staff
from bot.domain.sealed import Held, Sealed, SecretField
from bot.domain.stepping import rearmed
from bot.domain.text import Code, Moment, Phrase, Span, Text, Untrusted, lines, phrase
from bot.domain.ticket import OPEN, STATUS_WORDS, Action, Follower, HistoryEntry, Since, Ticket
from bot.domain.ticket_clocks import clocked
from bot.domain.ticket_offers import ended

NO_DATA: Mapping[str, str] = {}

SYSTEM = PersonRef("system")
"""The actor of what a timer does."""


OTHER = "other"
"""The field with the number of another ticket."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """What somebody wants to do to a ticket. `text` is the first thing they typed, None while nothing was entered yet;
    `values` is what stands in the fields of a form, by their ids; what is typed after a command stands under the same
    ids. `given` is what the requester answers to a question. `author` wrote the words, when they were shown to the actor before they are sent; `pointed`: they stand in a message
    of the thread, and are to be shown first. `message` is the one with the button that its requester pressed. What is looked
    up (`bot.app.preparing`): `staff` is everybody of the desk, where the action is about one of them; `other` is the ticket
    that was named beside this one; `author_name`; the desk's `canned` replies; the files that go with a reply, those
    `enclosed` that can and those `unfit`; and what the requester said last. `colleague` is somebody who asks to follow it.
    `leaving`: the actor goes off shift, and gives the ticket away for no other reason. `seen`
    is the ticket's revision when the button was shown, None for what was typed. `news` comes from development; `incident` is
    the one that was named, among the open `incidents`. `held` is what was kept back of what the requester wrote, `sealed`
    what they gave for remote help, as far as it is still there."""

    action: Action
    actor: Actor
    at: datetime
    channel: str
    text: Untrusted | None = None
    values: Mapping[str, Entered] = field(default_factory=dict)
    interaction: Interaction | None = None
    files: tuple[File, ...] = ()
    mark: Mark = Mark.NEW
    quiet: bool = False
    staff: tuple[Staff, ...] = ()
    other: Ticket | None = None
    colleague: Follower | None = None
    message: MessageRef | None = None
    author: PersonRef | None = None
    pointed: bool = False
    author_name: Untrusted | None = None
    canned: tuple[CannedReply, ...] = ()
    enclosed: tuple[File, ...] = ()
    unfit: tuple[File, ...] = ()
    last_words: Untrusted | None = None
    leaving: bool = False
    seen: int | None = None
    given: Given | None = None
    news: News | None = None
    incident: Incident | None = None
    incidents: tuple[Incident, ...] = ()
    held: Held | None = None
    sealed: Mapping[SecretField, Sealed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """The ticket afterwards, the line of its history, and the effects. `entry` is None when nothing changed (a form
    was opened). `also` is what changes with it: other tickets as they were, and their changes."""

    ticket: Ticket
    entry: HistoryEntry | None
    effects: tuple[Effect, ...]
    also: tuple[tuple[Ticket, Change], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """It was not done; why, in words. `denied`: the audit remembers it, with the `ground`: for want of a right, most often.
    `shown` says why in their place."""

    why: Phrase
    denied: bool = False
    ground: Ground = Ground.NO_ROLE
    shown: tuple[Effect, ...] = ()


class Work:
    """One deed being done: the effects as they gather."""

    def __init__(self, process: Process, ticket: Ticket, deed: Deed) -> None:
        self.process = process
        self.ticket = ticket
        self.deed = deed
        self.effects: list[Effect] = []

    @property
    def desk_language(self) -> str:
        return self.process.languages[0]

    def tell(
        self,
        which: Notice,
        *after: Text,
        buttons: tuple[tuple[Button, ...], ...] = (),
        proof: PostKey | None = None,
        **values: Span,
    ) -> None:
        """One of the desk's notices, to the requester's own chat; `proof` as in `Say`."""
        language = self.ticket.requester.language
        text = notice(self.process, which, language, number=Code(self.ticket.code), **values)
        self.to_requester(Message(body=lines(text, *after), buttons=buttons), proof)
        for follower in self.ticket.followers:
            asker = follower.requester
            number = Code(follower.code or self.ticket.code)
            text = notice(self.process, which, asker.language, number=number, **values)
            self.to_follower(follower, Message(body=lines(text, *after)))

    def tell_everybody(self, told: Callable[[str], Text], buttons: tuple[tuple[Button, ...], ...] = ()) -> None:
        """The requester and everybody who follows, each with the number of their own; the buttons are the requester's."""
        self.to_requester(Message(body=told(self.ticket.code), buttons=buttons))
        for follower in self.ticket.followers:
            self.to_follower(follower, Message(body=told(follower.code or self.ticket.code)))

    def to_follower(self, follower: Follower, message: Message) -> None:
        """To somebody who follows the ticket, in their own chat."""
        asker = follower.requester
        if not is_caller(asker.chat):
            told_of = follower.ticket or self.ticket.id
            self.effects.append(Say(chat=asker.chat, message=message, language=asker.language, ticket=told_of))

    def to_requester(self, message: Message, proof: PostKey | None = None) -> None:
        """To the chat; what a caller should know is put under the card for whoever calls them. `proof` as in `Say`."""
        requester = self.ticket.requester
        if is_caller(requester.chat):
            if self.deed.action in TOLD_BY_TELEPHONE:
                self.thread(lines((phrase("📞 Tell the caller:"),), message.body))
            return
        self.effects.append(
            Say(chat=requester.chat, message=message, language=requester.language, ticket=self.ticket.id, proof=proof)
        )

    def thread(self, text: Text, post: PostKey | None = None) -> None:
        """A line in the card's thread, which is internal; `post` names it, for later changes."""
        card, number = self.ticket.card, self.ticket.id
        message = Message(body=text)
        self.effects.append(
            Say(chat=DESK, message=message, language=self.desk_language, thread=card, ticket=number, post=post)
        )

    def forward(self, files: tuple[File, ...]) -> None:
        self.effects.extend(
            Forward(chat=DESK, file=file, thread=self.ticket.card, ticket=self.ticket.id) for file in files
        )

    def whisper_to(self, person: PersonRef, words: Phrase, ticket: Ticket, *more: Text) -> None:
        """A direct message to a member of the desk."""
        message = Message(body=lines((words,), headline(self.process, ticket), *more))
        self.effects.append(Say(chat=ChatRef(person), message=message, language=self.desk_language))

    def clocked(self, ticket: Ticket) -> Ticket:
        """The ticket with what this deed does to its clocks; done twice, it is done once."""
        deed = self.deed
        return clocked(
            self.process,
            self.ticket,
            ticket,
            action=deed.action,
            actor=deed.actor,
            at=deed.at,
            words=deed.text,
            fresh=deed.mark is Mark.NEW,
        )

    def _without_offer(self, ticket: Ticket) -> Ticket:
        """What is no longer in the queue is offered to nobody. Whoever had the offer that ends sees what became of it."""
        if not ticket.is_waiting and (ticket.offer is not None or ticket.offered_to):
            ticket = replace(ticket, offer=None, offered_to=())
        offer = self.ticket.offer
        if offer is not None and ticket.offer != offer:
            self.effects += ended(self.process, ticket, offer, self.deed.action)
        return ticket

    def change(
        self,
        ticket: Ticket,
        *,
        card: bool = True,
        reason: Untrusted | None = None,
        data: Mapping[str, str] = NO_DATA,
        then: tuple[Effect, ...] = (),
    ) -> Change:
        """The changed ticket with its next revision, its history entry, and the card as it is now; `then` is done after
        all that was written."""
        ticket, let_go_of = let_go(self.process, self.ticket, self._without_offer(ticket), self.deed.at)
        self.effects += let_go_of
        first = self.deed.action is Action.OPEN
        ticket = self.clocked(ticket)
        revised = ticket if first else replace(ticket, revision=ticket.revision + 1, updated_at=self.deed.at)
        revised = self._dated(revised)
        entry = HistoryEntry(
            ticket=ticket.id,
            seq=revised.revision,
            at=self.deed.at,
            action=self.deed.action,
            actor=self.deed.actor.person,
            channel=self.deed.channel,
            before=self.ticket.status,
            after=ticket.status,
            reason=reason or self.deed.text,
            data=data,
        )
        if card or (ticket.clocks != self.ticket.clocks and not first):
            self.effects.append(
                Revise(
                    chat=DESK,
                    post=ticket.card,
                    message=triage_card(self.process, revised),
                    language=self.desk_language,
                    ticket=ticket.id,
                )
            )
        self._tell_watchers(revised)
        before = None if first else self.ticket
        self.effects += rearmed(self.process, before, revised, SYSTEM)
        self.effects += lock_timers(self.process, before, revised, self.deed.at, SYSTEM)
        self._tell_development(revised)
        return Change(revised, entry, (*self.effects, *then))

    def _tell_development(self, ticket: Ticket) -> None:
        deed = self.deed
        name = requester_name(self.process, self.ticket)
        told = heard(self.ticket, ticket, action=deed.action, actor=deed.actor, channel=deed.channel, name=name)
        if told is not None:
            self.effects.append(replace(told, text=deed.text, files=deed.files, mark=deed.mark))

    def _tell_watchers(self, ticket: Ticket) -> None:
        if ticket.status is self.ticket.status and ticket.assignee == self.ticket.assignee:
            return
        state: Phrase = STATUS_WORDS[ticket.status]
        words = phrase("👁 %(number)s: %(state)s", number=Code(ticket.code), state=state)
        for person in ticket.watchers:
            if person not in (self.deed.actor.person, ticket.assignee):
                self.whisper_to(person, words, ticket)

    def _dated(self, ticket: Ticket) -> Ticket:
        """The ticket with since when it stands as it does, and when it was first taken."""
        deed = self.deed
        moved = (ticket.status, ticket.assignee) != (self.ticket.status, self.ticket.assignee)
        if moved:
            by_desk = bool(deed.actor.name.untrusted) and Role.REQUESTER not in deed.actor.roles
            since = Since(at=deed.at, by=deed.actor.name if by_desk else None, revision=ticket.revision)
            ticket = replace(ticket, since=since)
        if deed.action is Action.TAKE and ticket.taken_at is None:
            ticket = replace(ticket, taken_at=deed.at)
        return ticket


def not_now(ticket: Ticket, zone: str) -> Phrase:
    """Why an action does not fit the state: the state, since when, and whose doing it was."""
    state = STATUS_WORDS[ticket.status]
    if ticket.assignee_name is not None and ticket.status in OPEN:
        why = phrase(
            "%(number)s is %(state)s, with %(name)s: that does not fit now.",
            number=Code(ticket.code),
            state=state,
            name=ticket.assignee_name,
        )
    else:
        why = phrase("%(number)s is %(state)s: that does not fit now.", number=Code(ticket.code), state=state)
    return dated(why, ticket, zone)


def dated(why: Phrase, ticket: Ticket, zone: str) -> Phrase:
    """The sentence, with since when the ticket stands so and who of the desk put it there."""
    if ticket.since is None:
        return why
    when = Moment(ticket.since.at, zone)
    if ticket.since.by is None or (ticket.since.by == ticket.assignee_name and ticket.status in OPEN):
        return phrase("%(sentence)s (Since %(when)s.)", sentence=why, when=when)
    return phrase("%(sentence)s (Since %(when)s, by %(name)s.)", sentence=why, when=when, name=ticket.since.by)


def requester_name(process: Process, ticket: Ticket) -> Untrusted:
    """Who asks, by the name that they gave."""
    answer = filled(process, ticket.answers, Fills.NAME)
    return answer.text if answer is not None and answer.text is not None else Untrusted("—")
