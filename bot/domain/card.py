"""The triage card: one message per ticket in the desk's channel, edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from bot.domain.answers import Answer
from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import is_caller
from bot.domain.clock_words import clock_lines
from bot.domain.knowledge import told
from bot.domain.message import Button, Fact, Menu, Message, Style
from bot.domain.process import YES, CardField, Fills, Process, Result, Section, Step, Texts
from bot.domain.questions import filled
from bot.domain.recognising import elsewhere
from bot.domain.registration import Standing
from bot.domain.text import Code, Moment, Phrase, Span, Strong, Text, join, lines, phrase
from bot.domain.ticket import STATUS_WORDS, TRANSITIONS, Action, Rating, Relation, Status, Ticket

BUTTONS: tuple[tuple[Action, Phrase, Style], ...] = (
    (Action.CALLED, phrase("📞 Called"), Style.PRIMARY),
    (Action.TAKE, phrase("Take"), Style.PRIMARY),
    (Action.REPLY, phrase("Reply"), Style.PLAIN),
    (Action.ESCALATE, phrase("Escalate"), Style.PLAIN),
    (Action.RESOLVE, phrase("Resolve"), Style.PLAIN),
    (Action.CLOSE, phrase("Close"), Style.PLAIN),
    (Action.REOPEN, phrase("Reopen"), Style.PLAIN),
)
"""What the card offers, in order, where the state allows it."""

MENU: tuple[tuple[Action, Phrase], ...] = (
    (Action.ASSIGN, phrase("Assign")),
    (Action.RELEASE, phrase("Release")),
    (Action.LINK, phrase("Link…")),
    (Action.MERGE, phrase("Merge…")),
    (Action.WATCH, phrase("Watch")),
)
"""What the card offers beside its buttons, behind three dots, likewise."""

_MARKS = {
    Result.FAILED: "❌",
    Result.REMEDIABLE: "⚠️",
    Result.WAIVED: "🔓",
    Result.VERIFIED: "✅",
    Result.DECLARED: "☑️",
}
"""How an item ended, at a glance; in the order in which a specialist wants to see them."""

_LABELS: dict[CardField, Phrase] = {
    CardField.REQUESTER: phrase("Requester"),
    CardField.POSITION: phrase("Position"),
    CardField.ORGANISATION: phrase("Organisation"),
    CardField.CONTACT: phrase("Contact"),
    CardField.KIND: phrase("Consultation"),
    CardField.MODULE: phrase("Module"),
    CardField.VERSION: phrase("Version"),
    CardField.CHECKLIST: phrase("Conditions"),
    CardField.DESCRIPTION: phrase("Description"),
    CardField.FILES: phrase("Files"),
    CardField.ASSIGNEE: phrase("Specialist"),
    CardField.OPENED: phrase("Opened"),
    CardField.CLOCKS: phrase("Deadlines"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A ticket read with the process version it was opened with, in the desk's language."""

    process: Process
    ticket: Ticket

    @property
    def language(self) -> str:
        return self.process.languages[0]

    def text(self, texts: Texts) -> str:
        return texts.get(self.language, "")

    def field(self, fills: Fills) -> Text:
        """The answer that fills a field, as text; empty when it was not asked."""
        step = next(
            (each for each in self.process.steps if each.fills is fills and each.id in self.ticket.answers), None
        )
        return self.shown(step, self.ticket.answers[step.id]) if step is not None else ()

    def marked(self, fills: Fills) -> Text:
        """The entity or the e-mail, marked when it is in the register."""
        answer = filled(self.process, self.ticket.answers, fills)
        verified = answer is not None and answer.result is Result.VERIFIED
        return ((f"{_MARKS[Result.VERIFIED]} ",) if verified else ()) + self.field(fills)

    def shown(self, step: Step, answer: Answer) -> Text:
        """An answer as the desk reads it."""
        if answer.consulted is not None:
            return told(answer.consulted)
        if answer.text is not None:
            doubt: Text = (" ⚠️ ", phrase("as written by the requester")) if answer.as_typed else ()
            return (answer.text, *doubt)
        if answer.files:
            return join(", ", ((file.label,) for file in answer.files))
        labels = {o.id: self.text(o.label) for o in self.process.options_of(step, self.ticket.opened_at)}
        return join(", ", ((labels.get(each, each),) for each in answer.options)) or ("—",)


RELATION_WORDS: dict[Relation, Phrase] = {
    Relation.FOLLOWS: phrase("follows"),
    Relation.FOLLOWED_BY: phrase("followed by"),
    Relation.RELATED: phrase("linked with"),
    Relation.MERGED_INTO: phrase("merged into"),
    Relation.MERGED_FROM: phrase("holds also"),
}
"""How the card names its relation to another ticket."""

REGISTRATION_WORDS: dict[Standing | None, Phrase] = {
    Standing.PENDING: phrase("🪪 Registration to be confirmed"),
    Standing.REFUSED: phrase("🪪 The desk did not confirm the registration"),
}
"""What the card says of a requester whom the desk has not confirmed."""


def triage_card(process: Process, ticket: Ticket) -> Message:
    """The card as the ticket stands now."""
    reading = Reading(process=process, ticket=ticket)
    facts = tuple(
        Fact(label=(_LABELS[each],), value=value) for each in process.card if (value := _value(reading, each))
    )
    note: Text = ()
    if ticket.unreachable:
        note = ("⚠️ ", phrase("The requester cannot be reached in the chat: call by telephone."))
    if ticket.links:
        note = lines(
            note,
            ("🔗 ", *join(" · ", ((RELATION_WORDS[link.relation], " ", Code(link.code)) for link in ticket.links))),
        )
    if ticket.closes_at is not None:
        at = Moment(ticket.closes_at, process.desk.zone)
        note = lines(note, (phrase("⏳ Closes by itself: %(at)s", at=at),))
    if ticket.rating is not None:
        note = lines(note, verdict_of(ticket.rating))
    if is_caller(ticket.requester.chat):
        note = lines(note, (phrase("📞 By telephone: %(telephone)s", telephone=_telephone(reading)),))
    note = lines(note, *_calls(reading))
    if ticket.registration in REGISTRATION_WORDS:
        note = lines(note, (REGISTRATION_WORDS[ticket.registration],))
    if (workplace := elsewhere(process, ticket.answers)) is not None:
        note = lines(note, (phrase("📇 In the register, this e-mail belongs to %(name)s.", name=workplace),))
    return Message(
        title=(f"{ticket.code} · ", STATUS_WORDS[ticket.status]),
        body=((ticket.title,) if ticket.title.untrusted else ()),
        facts=facts,
        note=note,
        buttons=_buttons(process, ticket),
        menu=_menu(process, ticket),
    )


def verdict_of(rating: Rating) -> Text:
    """How the requester was served, by their own word."""
    comment: Text = (" · ", rating.comment) if rating.comment is not None else ()
    return ("⭐ ", phrase("%(score)s of 5", score=str(rating.score)), *comment)


def _telephone(reading: Reading) -> Span:
    return next(iter(reading.field(Fills.PHONE)), "—")


MOST_CALLS = 3
"""Replies that wait to be told by telephone, on a card; the newest."""


def _calls(reading: Reading) -> list[Text]:
    telephone, zone = _telephone(reading), reading.process.desk.zone
    said = [Moment(call.at, zone) for call in reading.ticket.calls[-MOST_CALLS:]]
    if is_caller(reading.ticket.requester.chat):
        words = [
            phrase("📞 Call by telephone: %(telephone)s (reply of %(at)s)", telephone=telephone, at=at) for at in said
        ]
    else:
        words = [
            phrase("📞 Call by telephone: %(telephone)s (reply of %(at)s did not arrive)", telephone=telephone, at=at)
            for at in said
        ]
    return [(each,) for each in words]


def _buttons(process: Process, ticket: Ticket) -> tuple[tuple[Button, ...], ...]:
    row = tuple(
        Button(label=label, style=style, data=encode(TicketPress(action, ticket.id, ticket.revision)))
        for action, label, style in BUTTONS
        if offered(process, ticket, action)
    )
    return (row,) if row else ()


def _menu(process: Process, ticket: Ticket) -> Menu | None:
    entries = tuple(
        Button(label=label, data=encode(TicketPress(action, ticket.id, ticket.revision)))
        for action, label in MENU
        if offered(process, ticket, action)
    )
    return Menu(label=phrase("More…"), entries=entries) if entries else None


def offered(process: Process, ticket: Ticket, action: Action) -> bool:
    """Whether the action makes sense to offer now: it is in the table, and it would change something."""
    if action is Action.TAKE and ticket.status in (Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.INCIDENT):
        return False
    if action is Action.CALLED and not ticket.calls:
        return False
    if action is Action.REPLY and ticket.status is Status.RESOLVED:
        return False
    if action is Action.RELEASE and ticket.assignee is None:
        return False
    if action is Action.ESCALATE and process.level_after(ticket.level) is None:
        return False
    return (ticket.status, action) in TRANSITIONS


def _value(reading: Reading, field: CardField) -> Text:
    ticket = reading.ticket
    match field:
        case CardField.REQUESTER:
            return reading.field(Fills.NAME)
        case CardField.POSITION:
            return reading.field(Fills.POSITION)
        case CardField.ORGANISATION:
            return reading.marked(Fills.ORGANISATION)
        case CardField.CONTACT:
            return join(" · ", (each for each in (reading.field(Fills.PHONE), reading.marked(Fills.EMAIL)) if each))
        case CardField.KIND:
            return reading.field(Fills.KIND)
        case CardField.MODULE:
            return reading.field(Fills.MODULE)
        case CardField.VERSION:
            return reading.field(Fills.VERSION)
        case CardField.CHECKLIST:
            return _checklist(reading)
        case CardField.DESCRIPTION:
            return _description(reading)
        case CardField.FILES:
            return _files(reading)
        case CardField.ASSIGNEE:
            return _assignee(reading)
        case CardField.CLOCKS:
            return clock_lines(reading.process, ticket)
        case CardField.OPENED:
            return (Moment(ticket.opened_at, reading.process.desk.zone),)
        case _:
            assert_never(field)


def _assignee(reading: Reading) -> Text:
    name, offer = reading.ticket.assignee_name, reading.ticket.offer
    if offer is not None and offer.name is not None and offer.until is not None:
        until = Moment(offer.until, reading.process.desk.zone)
        return (phrase("offered to %(name)s until %(until)s", name=offer.name, until=until),)
    return (name,) if name is not None else (phrase("nobody yet"),)


def _steps(reading: Reading, section: Section) -> list[tuple[Step, Answer]]:
    answers = reading.ticket.answers
    return [
        (step, answers[step.id]) for step in reading.process.steps if step.section is section and step.id in answers
    ]


def _checklist(reading: Reading) -> Text:
    """A line for each way that items ended, the worrying ones first, so that the eye finds them."""
    items: dict[Result, list[Text]] = {}
    for step, answer in _steps(reading, Section.CHECKLIST):
        shown: Text = () if answer.options == (YES,) else (": ", *reading.shown(step, answer))
        by: Text = (" (", answer.waived_by, ")") if answer.waived_by is not None else ()
        items.setdefault(answer.result, []).append((reading.text(step.label), *shown, *by))
    return lines(*((f"{mark} ", *join(" · ", items[result])) for result, mark in _MARKS.items() if result in items))


def _description(reading: Reading) -> Text:
    rows: list[Text] = [
        (
            *(() if step.fills is Fills.DESCRIPTION else (Strong(reading.text(step.label)), ": ")),  # the field says it
            *reading.shown(step, answer),
        )
        for step, answer in _steps(reading, Section.CASE)
        if step.fills not in (Fills.TITLE, Fills.FILES) and (answer.text is not None or answer.options)
    ]
    rows += [("📝 ", note.text) for note in reading.ticket.notes if note.text is not None]
    return lines(*rows)


def _files(reading: Reading) -> Text:
    answers = (answer.files for answer in reading.ticket.answers.values())
    files = [file for group in (*answers, *(note.files for note in reading.ticket.notes)) for file in group]
    return join(", ", ((file.label,) for file in files))


def headline(process: Process, ticket: Ticket) -> Text:
    """One line for lists and notices: number, title, who asks."""
    name = filled(process, ticket.answers, Fills.NAME)
    who: Text = (" · ", name.text) if name is not None and name.text is not None else ()
    return (Code(ticket.code), " · ", ticket.title, *who)
