"""The triage card: one message per ticket in the desk's channel, edited in place."""

from __future__ import annotations

from typing import assert_never

from bot.domain import remote_words
from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import is_caller
from bot.domain.card_fields import CardField
from bot.domain.clock_words import clock_lines
from bot.domain.conditions import unmet
from bot.domain.folding import folded, shortened, size
from bot.domain.lock_words import lock_lines
from bot.domain.message import Button, Fact, Menu, Message, Style
from bot.domain.process import Fills, Process
from bot.domain.questions import filled
from bot.domain.reading import Reading, checklist, description, files, level, priority, since
from bot.domain.recognising import elsewhere
from bot.domain.registration import Standing
from bot.domain.remote_card import ASK_AGAIN, SHOW, access_line, offers
from bot.domain.resting import resting
from bot.domain.roles import Staff, allowed
from bot.domain.text import Code, Moment, Phrase, Span, Text, join, lines, phrase
from bot.domain.ticket import ASKS_OR_TELLS, STATUS_WORDS, TRANSITIONS, Action, Rating, Relation, Status, Ticket

BUTTONS: tuple[tuple[Action, Phrase, Style], ...] = (
    (Action.CALLED, phrase("📞 Called"), Style.PRIMARY),
    (Action.CLOSE, phrase("Close"), Style.PLAIN),
    (Action.REOPEN, phrase("Reopen"), Style.PLAIN),
    (Action.TAKE, phrase("Take"), Style.PRIMARY),
    (Action.REVEAL, SHOW, Style.PRIMARY),
    (Action.ASK_AGAIN, ASK_AGAIN, Style.PLAIN),
    (Action.END_REMOTE, phrase("🔚 End the session"), Style.PLAIN),
    (Action.REPLY, phrase("Reply"), Style.PLAIN),
    (Action.ASK, phrase("Ask for…"), Style.PLAIN),
    (Action.REMOTE, phrase("🖥 Remote help"), Style.PLAIN),
    (Action.NOTE, phrase("Note"), Style.PLAIN),
    (Action.ESCALATE, phrase("Escalate"), Style.PLAIN),
    (Action.INCIDENT, phrase("Incident"), Style.PLAIN),
    (Action.RESOLVE, phrase("Resolve"), Style.PLAIN),
)
"""What the card offers, in order, where the state allows it."""

MENU: tuple[tuple[Action, Phrase], ...] = (
    (Action.ASSIGN, phrase("Assign")),
    (Action.RELEASE, phrase("Release")),
    (Action.GIVE_BACK, phrase("Back to the level before")),
    (Action.PRIORITIZE, phrase("Priority…")),
    (Action.BEGIN, phrase("Locked work…")),
    (Action.PAUSE, phrase("Pause")),
    (Action.RESUME, phrase("Resume")),
    (Action.CALL_OFF, phrase("Call off remote help")),
    (Action.LINK, phrase("Link…")),
    (Action.MERGE, phrase("Merge…")),
    (Action.WATCH, phrase("Watch")),
    (Action.WAIVE, phrase("Waive a condition")),
    (Action.CANCEL, phrase("Cancel the ticket")),
)
"""What the card offers beside its buttons, behind three dots, likewise."""

LONGEST_TITLE = 150
LONGEST_FACT = 200
LONGEST_CLOCKS = 480
LONGEST_LIST = 2500
LONGEST_CONDITION = 80
"""Characters that a card shows of each; what is longer stands whole in its thread."""

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
    CardField.LEVEL: phrase("Level"),
    CardField.SINCE: phrase("In this state since"),
    CardField.PRIORITY: phrase("Priority"),
}


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


def triage_card(process: Process, ticket: Ticket, reader: Staff | None = None) -> Message:
    """The card as the ticket stands now; for one `reader`, with the buttons that they may press."""
    reading = Reading(process=process, ticket=ticket)
    facts = tuple(
        Fact(label=(_LABELS[each],), value=_brief(reading, each, value))
        for each in process.card
        if (value := _value(reading, each))
    )
    return Message(
        title=(f"{ticket.code} · ", STATUS_WORDS[ticket.status]),
        body=((shortened(ticket.title, LONGEST_TITLE),) if ticket.title.untrusted else ()),
        facts=facts,
        note=lines(_under_way(process, ticket), _about(reading)),
        buttons=_buttons(process, ticket, reader),
        menu=_menu(process, ticket, reader),
    )


def _under_way(process: Process, ticket: Ticket) -> Text:
    """What is going on, and what it waits for."""
    note = lines(
        resting(process, ticket),
        lock_lines(process, ticket),
        remote_words.remote_line(process, ticket),
        access_line(process, ticket),
    )
    if ticket.unreachable:
        note = lines(note, ("⚠️ ", phrase("The requester cannot be reached in the chat: call by telephone.")))
    if ticket.erased is not None:
        gone = phrase("🗑 Personal data erased (%(number)s). Delete by hand what the thread says.", number=ticket.erased)
        note = lines(note, (gone,))
    if ticket.links:
        links = ((RELATION_WORDS[link.relation], " ", Code(link.code)) for link in ticket.links)
        note = lines(note, ("🔗 ", *join(" · ", links)))
    if ticket.incident is not None:
        note = lines(note, ("🛠 ", Code(ticket.incident.code)))
    if ticket.closes_at is not None:
        at = Moment(ticket.closes_at, process.desk.zone)
        note = lines(note, (phrase("⏳ Closes by itself: %(at)s", at=at),))
    return note


def _about(reading: Reading) -> Text:
    """What is to be known of the requester, and what they said of how they were served."""
    process, ticket = reading.process, reading.ticket
    note: Text = () if ticket.rating is None else verdict_of(ticket.rating)
    if is_caller(ticket.requester.chat):
        note = lines(note, (phrase("📞 By telephone: %(telephone)s", telephone=_telephone(reading)),))
    note = lines(note, *_calls(reading))
    if ticket.registration in REGISTRATION_WORDS:
        note = lines(note, (REGISTRATION_WORDS[ticket.registration],))
    if (workplace := elsewhere(process, ticket.answers)) is not None:
        note = lines(note, (phrase("📇 In the register, this e-mail belongs to %(name)s.", name=workplace),))
    return note


def verdict_of(rating: Rating) -> Text:
    """How the requester was served, by their own word."""
    comment: Text = (" · ", rating.comment) if rating.comment is not None else ()
    return ("⭐ ", phrase("%(score)s of 5", score=str(rating.score)), *comment)


def at_length(process: Process, ticket: Ticket) -> Text:
    """Everything that the card shows only the beginning of, whole; empty when it shows everything."""
    reading = Reading(process=process, ticket=ticket)
    whole = ((each, _value(reading, each)) for each in process.card if each in _MAY_BE_LONG)
    long = [((_LABELS[each], ":"), value) for each, value in whole if _brief(reading, each, value) != value]
    if size((ticket.title,)) > LONGEST_TITLE:
        long.insert(0, ((phrase("Title"), ":"), (ticket.title,)))
    return lines(*(part for label, value in long for part in (label, value)))


_MAY_BE_LONG = frozenset(CardField) - {CardField.FILES, CardField.ASSIGNEE, CardField.LEVEL}
"""Fields with what a requester wrote; the files are in the thread themselves."""


_OF_LINES = (CardField.DESCRIPTION, CardField.CHECKLIST)


def _brief(reading: Reading, field: CardField, value: Text) -> Text:
    """As much of a field as a card has room for."""
    if field in (CardField.OPENED, CardField.SINCE, CardField.FILES):
        return value
    match field:
        case CardField.CHECKLIST:
            brief = folded(checklist(reading, LONGEST_CONDITION), LONGEST_LIST)
        case CardField.DESCRIPTION:
            brief = folded(description(reading, brief=True), LONGEST_LIST)
        case CardField.CLOCKS:
            brief = folded(value, LONGEST_CLOCKS)
        case _:
            brief = folded(value, LONGEST_FACT)
    rest = phrase("(the rest is in the thread)")
    return value if brief == value else (*brief, " " if field not in _OF_LINES else "\n", rest)


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


def _buttons(process: Process, ticket: Ticket, reader: Staff | None) -> tuple[tuple[Button, ...], ...]:
    row = tuple(
        Button(label=label, style=style, data=_press(ticket, action))
        for action, label, style in BUTTONS
        if offered(process, ticket, action) and _may(reader, ticket, action)
    )
    return (row,) if row else ()


def _menu(process: Process, ticket: Ticket, reader: Staff | None) -> Menu | None:
    entries = tuple(
        Button(label=label_of(process, action, label), data=_press(ticket, action))
        for action, label in MENU
        if offered(process, ticket, action) and _may(reader, ticket, action)
    )
    return Menu(label=phrase("More…"), entries=entries) if entries else None


def label_of(process: Process, action: Action, label: Phrase) -> Span:
    """What an action is called: the only work that a desk locks by its name."""
    return (
        f"{process.locks[0].named(process.languages[0])}…"
        if action is Action.BEGIN and len(process.locks) == 1
        else label
    )


def _may(reader: Staff | None, ticket: Ticket, action: Action) -> bool:
    """A card that everybody sees shows what somebody may do."""
    return reader is None or allowed(reader.roles, action, own=ticket.assignee == reader.person)


def _press(ticket: Ticket, action: Action) -> str:
    return encode(TicketPress(action, ticket.id, ticket.revision))


def offered(process: Process, ticket: Ticket, action: Action) -> bool:
    """Whether the action makes sense to offer now: it is in the table, and it would change something."""
    if action is Action.TAKE and ticket.status in (Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.INCIDENT):
        return False
    if action is Action.INCIDENT and process.incidents is None:
        return False
    if action is Action.BEGIN and not process.locks:
        return False
    if action in (Action.REMOTE, Action.CALL_OFF) and not remote_words.offers(process, ticket, action):
        return False
    if action is Action.CALLED and not ticket.calls:
        return False
    if action is Action.REPLY and ticket.status is Status.RESOLVED:
        return False
    if action in ASKS_OR_TELLS and ticket.erased is not None:
        return False
    if action is Action.RELEASE and ticket.assignee is None:
        return False
    if action is Action.WAIVE and not unmet(process, ticket):
        return False
    if action is Action.ESCALATE and process.level_after(ticket.level) is None:
        return False
    if action is Action.GIVE_BACK and process.level_before(ticket.level) is None:
        return False
    if action is Action.PRIORITIZE and not process.priorities:
        return False
    if action is Action.PAUSE and ticket.pause is not None:
        return False
    if action is Action.RESUME and ticket.pause is None and not ticket.asked:
        return ticket.status is Status.WAITING_REQUESTER
    return (ticket.status, action) in TRANSITIONS and offers(ticket, action)


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
            return checklist(reading)
        case CardField.DESCRIPTION:
            return description(reading)
        case CardField.FILES:
            return files(reading)
        case CardField.ASSIGNEE:
            return _assignee(reading)
        case CardField.CLOCKS:
            return clock_lines(reading.process, ticket)
        case CardField.OPENED:
            return (Moment(ticket.opened_at, reading.process.desk.zone),)
        case CardField.LEVEL:
            return level(reading)
        case CardField.SINCE:
            return since(reading)
        case CardField.PRIORITY:
            return priority(reading)
        case _:
            assert_never(field)


def _assignee(reading: Reading) -> Text:
    name, offer = reading.ticket.assignee_name, reading.ticket.offer
    if offer is not None and offer.name is not None and offer.until is not None:
        until = Moment(offer.until, reading.process.desk.zone)
        return (phrase("offered to %(name)s until %(until)s", name=offer.name, until=until),)
    return (name,) if name is not None else (phrase("nobody yet"),)


LONGEST_NAME = 60
"""Characters of a requester's name in a headline."""


def headline(process: Process, ticket: Ticket) -> Text:
    """One line for lists and notices: number, title, who asks."""
    name = filled(process, ticket.answers, Fills.NAME)
    who: Text = (" · ", shortened(name.text, LONGEST_NAME)) if name is not None and name.text is not None else ()
    return (Code(ticket.code), " · ", shortened(ticket.title, LONGEST_TITLE), *who)
