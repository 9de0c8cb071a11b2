"""decide() for a ticket: an action of a specialist, of its requester or of a timer in; the changed ticket, its history
entry and the effects out. Roles and the table of `ticket` are checked here, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import TOLD_BY_TELEPHONE, is_caller
from bot.domain.card import headline, triage_card
from bot.domain.effects import AskForm, CancelTimer, Effect, Forward, Mark, OpenTicket, Revise, Say, SetTimer
from bot.domain.ids import DESK, ChatRef, Interaction, PersonRef, TicketId
from bot.domain.message import Button, Entry, File, Form, Message, Style
from bot.domain.opening import channel_of, requester_of, title_of
from bot.domain.process import Fills, Notice, Process
from bot.domain.prompts import notice
from bot.domain.questions import filled
from bot.domain.roles import Actor, Role, Staff, allowed
from bot.domain.routing import choose
from bot.domain.text import Code, Phrase, Span, Text, Untrusted, lines, phrase, plural
from bot.domain.ticket import (
    OPEN,
    STATUS_WORDS,
    TRANSITIONS,
    Action,
    HistoryEntry,
    Status,
    Ticket,
)
from bot.domain.waiving import waived

AUTO_CLOSE = "close"
"""The purpose of the timer that closes a resolved ticket."""

NO_DATA: Mapping[str, str] = {}

SYSTEM = PersonRef("system")
"""The actor of what a timer does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """What somebody wants to do to a ticket. `text` is None while nothing was entered yet."""

    action: Action
    actor: Actor
    at: datetime
    channel: str
    text: Untrusted | None = None
    interaction: Interaction | None = None
    files: tuple[File, ...] = ()
    mark: Mark = Mark.NEW
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The ticket afterwards, the line of its history, and the effects. `entry` is None when nothing changed (a form
    was opened)."""

    ticket: Ticket
    entry: HistoryEntry | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """It was not done; why, in words."""

    why: Phrase


def opened(
    process: Process, wanted: OpenTicket, *, ticket_id: TicketId, code: str, at: datetime, bench: Sequence[Staff]
) -> tuple[Change, ...]:
    """A ticket from a confirmed intake, and its assignment when somebody is on shift."""
    kind = filled(process, wanted.answers, Fills.KIND)
    kind_id = kind.options[0] if kind and kind.options else process.kinds[0].id
    module = filled(process, wanted.answers, Fills.MODULE)
    ticket = Ticket(
        id=ticket_id,
        code=code,
        process=process.ref,
        status=Status.NEW,
        kind=kind_id,
        level=process.level_of(kind_id),
        requester=requester_of(wanted),
        answers=wanted.answers,
        notes=wanted.notes,
        registration=wanted.registration,
        title=title_of(process, wanted),
        opened_at=at,
        updated_at=at,
        module=module.options[0] if module and module.options else None,
    )
    requester = Actor(person=wanted.person, name=_name(process, ticket), roles=frozenset({Role.REQUESTER}))
    opening = _Work(process, ticket, Deed(action=Action.OPEN, actor=requester, at=at, channel=channel_of(wanted)))
    specialist = choose(process, ticket.level, bench)
    opening.effects.append(
        Say(
            chat=DESK,
            message=triage_card(process, ticket),
            language=opening.desk_language,
            post=ticket.card,
            ticket=ticket.id,
        )
    )
    opening.tell(Notice.OPENED)
    if specialist is None:
        opening.tell(Notice.QUEUED)
    opening.forward(tuple(file for note in wanted.notes for file in note.files))
    opening.forward(tuple(file for answer in wanted.answers.values() for file in answer.files))
    first = opening.change(ticket, card=False)
    if specialist is None:
        return (first,)
    return (first, assigned(process, ticket, specialist, at=at))


def assigned(process: Process, ticket: Ticket, specialist: Staff, *, at: datetime) -> Change:
    """The ticket goes to a specialist by the desk's rules; both sides are told."""
    system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
    work = _Work(process, ticket, Deed(action=Action.ASSIGN, actor=system, at=at, channel="system"))
    given = replace(
        ticket,
        status=TRANSITIONS[(ticket.status, Action.ASSIGN)],
        assignee=specialist.person,
        assignee_name=specialist.name,
    )
    work.tell(Notice.ASSIGNED, specialist=specialist.name)
    work.whisper_to(specialist.person, phrase("A ticket is yours: %(number)s", number=Code(ticket.code)), given)
    return work.change(given)


def act(process: Process, ticket: Ticket, deed: Deed) -> Change | Refusal:
    """Does what the deed asks, or says why not."""
    if not allowed(deed.actor.roles, deed.action):
        return Refusal(phrase("You may not do that with %(number)s.", number=Code(ticket.code)))
    after = TRANSITIONS.get((ticket.status, deed.action))
    if after is None:
        return Refusal(_not_now(ticket))
    work = _Work(process, ticket, deed)
    match deed.action:
        case Action.TAKE:
            return _take(work, after)
        case Action.REPLY | Action.RESOLVE if deed.text is None:
            return _ask_form(work)
        case Action.REPLY:
            return _reply(work, after)
        case Action.RESOLVE:
            return _resolve(work, after)
        case Action.NOTE:
            work.thread(("📝 ", deed.actor.name, ": ", deed.text or Untrusted("")))
            return work.change(replace(ticket, status=after))
        case Action.WAIVE:
            return _waive(work)
        case Action.TELL:
            return _told(work, after)
        case Action.CLOSE:
            return _finish(work, after, Notice.CLOSED)
        case Action.CANCEL:
            return _finish(work, after, Notice.CANCELLED)
        case Action.REOPEN:
            return _reopen(work, after)
        case Action.OPEN | Action.ASSIGN | Action.ASK | Action.RESUME | Action.ESCALATE | Action.INCIDENT | Action.LINK:
            return Refusal(phrase("That cannot be done from here."))
        case _:
            assert_never(deed.action)


class _Work:
    """One deed being done: the effects as they gather."""

    def __init__(self, process: Process, ticket: Ticket, deed: Deed) -> None:
        self.process = process
        self.ticket = ticket
        self.deed = deed
        self.effects: list[Effect] = []

    @property
    def desk_language(self) -> str:
        return self.process.languages[0]

    def tell(self, which: Notice, *after: Text, buttons: tuple[tuple[Button, ...], ...] = (), **values: Span) -> None:
        """One of the desk's notices, to the requester's own chat."""
        language = self.ticket.requester.language
        text = notice(self.process, which, language, number=Code(self.ticket.code), **values)
        self.to_requester(Message(body=lines(text, *after), buttons=buttons))

    def to_requester(self, message: Message) -> None:
        """To the chat; what a caller should know is put under the card for whoever calls them."""
        requester = self.ticket.requester
        if is_caller(requester.chat):
            if self.deed.action in TOLD_BY_TELEPHONE:
                self.thread(lines((phrase("📞 Tell the caller:"),), message.body))
            return
        self.effects.append(
            Say(chat=requester.chat, message=message, language=requester.language, ticket=self.ticket.id)
        )

    def thread(self, text: Text) -> None:
        """A line in the card's thread, which is internal."""
        message = Message(body=text)
        self.effects.append(
            Say(chat=DESK, message=message, language=self.desk_language, thread=self.ticket.card, ticket=self.ticket.id)
        )

    def forward(self, files: tuple[File, ...]) -> None:
        self.effects.extend(
            Forward(chat=DESK, file=file, thread=self.ticket.card, ticket=self.ticket.id) for file in files
        )

    def whisper_to(self, person: PersonRef, words: Phrase, ticket: Ticket) -> None:
        """A direct message to a member of the desk."""
        message = Message(body=lines((words,), headline(self.process, ticket)))
        self.effects.append(Say(chat=ChatRef(person), message=message, language=self.desk_language))

    def change(
        self, ticket: Ticket, *, card: bool = True, reason: Untrusted | None = None, data: Mapping[str, str] = NO_DATA
    ) -> Change:
        """The changed ticket with its next revision, its history entry, and the card as it is now."""
        first = self.deed.action is Action.OPEN
        revised = ticket if first else replace(ticket, revision=ticket.revision + 1, updated_at=self.deed.at)
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
        if card:
            self.effects.append(
                Revise(
                    chat=DESK,
                    post=ticket.card,
                    message=triage_card(self.process, revised),
                    language=self.desk_language,
                    ticket=ticket.id,
                )
            )
        return Change(revised, entry, tuple(self.effects))


def _take(work: _Work, after: Status) -> Change | Refusal:
    ticket, actor = work.ticket, work.deed.actor
    in_hand = ticket.status in (Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.INCIDENT)
    if in_hand and ticket.assignee is not None:
        if ticket.assignee == actor.person:
            return Refusal(phrase("%(number)s is yours already.", number=Code(ticket.code)))
        name = ticket.assignee_name or Untrusted("—")
        return Refusal(phrase("%(number)s was already taken by %(name)s.", number=Code(ticket.code), name=name))
    work.tell(Notice.TAKEN, specialist=actor.name)
    if ticket.assignee is not None and ticket.assignee != actor.person:
        words = phrase("%(name)s took over %(number)s", name=actor.name, number=Code(ticket.code))
        work.whisper_to(ticket.assignee, words, ticket)
    return work.change(replace(ticket, status=after, assignee=actor.person, assignee_name=actor.name))


def _waive(work: _Work) -> Change | Refusal:
    waiver = waived(work.process, work.ticket, work.deed.text, work.deed.actor.name)
    if isinstance(waiver, Phrase):
        return Refusal(waiver)
    return work.change(waiver.ticket, reason=waiver.reason, data={"step": waiver.step})


def _reply(work: _Work, after: Status) -> Change:
    text = work.deed.text or Untrusted("")
    said = phrase("💬 %(name)s, about %(number)s:", name=work.deed.actor.name, number=Code(work.ticket.code))
    work.to_requester(Message(body=lines((said,), (text,))))
    work.thread(lines((phrase("➡️ %(name)s to the requester:", name=work.deed.actor.name),), (text,)))
    return work.change(replace(work.ticket, status=after))


def _resolve(work: _Work, after: Status) -> Change:
    ticket, text = work.ticket, work.deed.text
    press = {each: encode(TicketPress(each, ticket.id, ticket.revision + 1)) for each in (Action.CLOSE, Action.REOPEN)}
    solution: Text = (phrase("Solution: %(text)s", text=text),) if text is not None and text.untrusted else ()
    work.tell(
        Notice.RESOLVED,
        solution,
        specialist=work.deed.actor.name,
        buttons=(
            (
                Button(label=phrase("✔ It works: close it"), data=press[Action.CLOSE], style=Style.PRIMARY),
                Button(label=phrase("↺ Still the same"), data=press[Action.REOPEN]),
            ),
        ),
    )
    work.thread(lines((phrase("✅ %(name)s resolved it.", name=work.deed.actor.name),), solution))
    work.effects.append(_closing(work))
    return work.change(replace(ticket, status=after, resolution=text, finished_at=work.deed.at))


def _closing(work: _Work) -> SetTimer:
    """The ticket closes by itself when nobody objects."""
    ticket = work.ticket
    return SetTimer(
        key=f"{AUTO_CLOSE}:{ticket.id}",
        due=work.deed.at + timedelta(days=work.process.periods.close_days),
        purpose=AUTO_CLOSE,
        chat=ticket.requester.chat,
        person=SYSTEM,
        ticket=ticket.id,
    )


def _told(work: _Work, after: Status) -> Change:
    name, text = _name(work.process, work.ticket), work.deed.text or Untrusted("")
    if work.deed.mark is not Mark.NEW:  # what was said before changes; nobody said anything new
        edited = work.deed.mark is Mark.AMENDED
        what = phrase("edited") if edited else phrase("deleted this message")
        work.thread(lines(("✏️ " if edited else "🗑 ", name, " (", what, "):"), (text,)))
        return work.change(work.ticket, card=False, reason=text if edited else Untrusted(f"🗑 {text.untrusted}"))
    if text.untrusted:
        work.thread(lines(("👤 ", name, ":"), (text,)))
    work.forward(work.deed.files)
    if after is Status.RESOLVED:  # somebody who still writes is not done: the ticket stays open for as long again
        work.effects.append(_closing(work))
    if work.ticket.assignee is not None and not work.deed.quiet:
        words = phrase("The requester wrote about %(number)s", number=Code(work.ticket.code))
        work.whisper_to(work.ticket.assignee, words, work.ticket)
    return work.change(replace(work.ticket, status=after), card=after is not work.ticket.status)


def _finish(work: _Work, after: Status, which: Notice) -> Change:
    ticket = work.ticket
    work.tell(which, specialist=ticket.assignee_name or "—")
    work.effects.append(CancelTimer(key=f"{AUTO_CLOSE}:{ticket.id}"))
    return work.change(replace(ticket, status=after, finished_at=work.deed.at))


def _reopen(work: _Work, after: Status) -> Change | Refusal:
    ticket, days = work.ticket, work.process.periods.reopen_days
    if ticket.finished_at is not None and work.deed.at > ticket.finished_at + timedelta(days=days):
        return Refusal(
            plural(
                "%(number)s was closed more than a day ago. /new opens a new one.",
                "%(number)s was closed more than %(count)s days ago. /new opens a new one.",
                days,
                number=Code(ticket.code),
            )
        )
    work.tell(Notice.REOPENED, specialist=ticket.assignee_name or "—")
    work.effects.append(CancelTimer(key=f"{AUTO_CLOSE}:{ticket.id}"))
    asked = Role.REQUESTER in work.deed.actor.roles
    who = _name(work.process, ticket) if asked else work.deed.actor.name
    work.thread(("↺ ", who, ": ", STATUS_WORDS[after]))
    if ticket.assignee is not None:
        work.whisper_to(ticket.assignee, phrase("%(number)s was reopened", number=Code(ticket.code)), ticket)
    return work.change(replace(ticket, status=after, finished_at=None))


def _ask_form(work: _Work) -> Change | Refusal:
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        return Refusal(phrase("Write the text after the number: /ticket reply 12 Good morning…"))
    resolving = deed.action is Action.RESOLVE
    form = Form(
        title=(phrase("Resolve the ticket") if resolving else phrase("Reply to the requester"),),
        submit=(phrase("Resolve") if resolving else phrase("Send"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=(
            Entry(
                id="text",
                label=(
                    phrase("What was done, for the requester") if resolving else phrase("Message for the requester"),
                ),
                hint=(phrase("The requester reads exactly this, in their own chat."),),
                multiline=True,
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))


def _not_now(ticket: Ticket) -> Phrase:
    state = STATUS_WORDS[ticket.status]
    if ticket.assignee_name is not None and ticket.status in OPEN:
        return phrase(
            "%(number)s is %(state)s, with %(name)s: that does not fit now.",
            number=Code(ticket.code),
            state=state,
            name=ticket.assignee_name,
        )
    return phrase("%(number)s is %(state)s: that does not fit now.", number=Code(ticket.code), state=state)


def _name(process: Process, ticket: Ticket) -> Untrusted:
    answer = filled(process, ticket.answers, Fills.NAME)
    return answer.text if answer is not None and answer.text is not None else Untrusted("—")
