"""Values that contracts store."""

from __future__ import annotations

from datetime import date, timedelta

from bot.app.outbox import Letter, ParcelKind
from bot.app.ports import Arrival, TimerRow
from bot.domain.answers import Answer
from bot.domain.consent import Consent, ConsentAnswer
from bot.domain.conversation import Conversation
from bot.domain.ids import ChatRef, EventId, MessageRef, PersonRef, PostKey, TicketId
from bot.domain.message import Message
from bot.domain.register import Course, Licence, LicenceKind, Organisation, Person, Record
from bot.domain.roles import Role, Staff
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, HistoryEntry, Requester, Status, Ticket
from tests.clock import NOON

ANA = PersonRef("slack:T1:ANA")
BEA = PersonRef("slack:T1:BEA")
CHAT = ChatRef("telegram:1")
OTHER_CHAT = ChatRef("telegram:2")


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def arrival(key: str, lane: str = "telegram:1", minute: float = 0) -> Arrival:
    """An arrival, minutes after noon."""
    return Arrival(
        source="telegram", key=EventId(key), lane=lane, body=f'{{"update":"{key}"}}', at=NOON + minutes(minute)
    )


def conversation(chat: ChatRef = CHAT, revision: int = 1) -> Conversation:
    """A conversation with something in it."""
    answer = Answer(text=Untrusted("Ana López"), message=MessageRef("telegram:1:7"))
    return Conversation(chat=chat, touched=NOON, language="es", revision=revision, remembered={"name": answer})


def ticket(
    number: int, *, chat: ChatRef = CHAT, assignee: PersonRef | None = None, status: Status = Status.NEW
) -> Ticket:
    """Ticket `M-2026-0000n` with the id n."""
    return Ticket(
        id=TicketId(number),
        code=f"M-2026-{number:05d}",
        process="demo@1",
        status=status,
        kind="error",
        level="first",
        requester=Requester(chat=chat, person=PersonRef("telegram:1"), language="es"),
        answers={"kind": Answer(options=("error",))},
        title=Untrusted("No abre"),
        opened_at=NOON,
        updated_at=NOON,
        assignee=assignee,
    )


def entry(ticket_number: int, seq: int) -> HistoryEntry:
    """A line of a ticket's history."""
    return HistoryEntry(
        ticket=TicketId(ticket_number),
        seq=seq,
        at=NOON,
        action=Action.NOTE,
        actor=ANA,
        channel="slack",
        before=Status.NEW,
        after=Status.NEW,
        reason=Untrusted("porque sí"),
        data={"file": "1"},
    )


def consent(answer: ConsentAnswer = ConsentAnswer.GIVEN, version: int = 1, chat: ChatRef = CHAT) -> Consent:
    """An answer to the privacy notice of that version."""
    return Consent(
        chat=chat,
        person=PersonRef(chat),
        process="demo",
        version=version,
        language="es",
        answer=answer,
        at=NOON + minutes(version),
    )


def member(person: PersonRef = ANA, *, on_shift: bool = True) -> Staff:
    """A specialist."""
    return Staff(
        person=person,
        name=Untrusted(f"Name of {person}"),
        roles=frozenset({Role.SPECIALIST, Role.SUPERVISOR}),
        on_shift=on_shift,
    )


def timer(key: str, minute: float, ticket_id: int | None = None) -> TimerRow:
    """A timer that is due minutes after noon."""
    return TimerRow(
        key=key,
        due=NOON + minutes(minute),
        purpose="remind",
        chat=CHAT,
        person=ANA,
        ticket=None if ticket_id is None else TicketId(ticket_id),
    )


def letter(
    key: str,
    chat: ChatRef = CHAT,
    *,
    minute: float = 0,
    post: str | None = None,
    thread: str | None = None,
) -> Letter:
    """A new message to a chat."""
    return Letter(
        key=key,
        chat=chat,
        kind=ParcelKind.SAY,
        message=Message(body=("Hola ", Untrusted(key))),
        at=NOON + minutes(minute),
        post=None if post is None else PostKey(post),
        thread=None if thread is None else PostKey(thread),
    )


def revision(key: str, chat: ChatRef = CHAT, *, post: str | None = None, target: str | None = None) -> Letter:
    """A change of an earlier message, by the name of its post or by itself."""
    return Letter(
        key=key,
        chat=chat,
        kind=ParcelKind.REVISE,
        message=Message(body=(key,)),
        at=NOON,
        target_post=None if post is None else PostKey(post),
        target=None if target is None else MessageRef(target),
    )


def registered() -> tuple[Record, ...]:
    """An entity with everything a register can hold of it."""
    return (
        Organisation(
            id="mx-1",
            name=Untrusted("Municipio de Tequila"),
            kind=Untrusted("municipio"),
            aliases=(Untrusted("Tequila, Jalisco"), Untrusted("H. Ayuntamiento Constitucional de Tequila")),
        ),
        Licence(
            id="l-1",
            organisation="mx-1",
            kind=LicenceKind.ACQUIRED,
            holder=Untrusted("Tequila, Jalisco"),
            updates_until=date(2026, 12, 31),
            versions=("2026", "2025"),
        ),
        Person(
            email="ana@tequila.gob.mx",
            name=Untrusted("Ana López"),
            position=Untrusted("Contadora"),
            organisation="mx-1",
            telephone=Untrusted("+52 33 3669 5550"),
        ),
        Course(email="ana@tequila.gob.mx", course="implementation", taken_on=date(2025, 3, 2)),
    )
