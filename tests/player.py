"""Plays the requester against the pure core: no storage, no platform. Tests read like the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.app.knowing import facts, questions_in
from bot.app.ports import Registers
from bot.app.searching import find, indexed
from bot.app.words import Words
from bot.domain import intake, wanting
from bot.domain.buttons import Press, decode
from bot.domain.consent import Agreement
from bot.domain.conversation import Conversation, Intake
from bot.domain.effects import Effect, Revise, Say
from bot.domain.events import Amended, Commanded, Deleted, Due, Pressed, RequesterEvent, Said
from bot.domain.ids import ChatRef, EventId, Interaction, MessageRef, PersonRef, TicketId
from bot.domain.knowledge import Item
from bot.domain.known import Known
from bot.domain.message import Button, File, Message
from bot.domain.process import Process
from bot.domain.text import Code, Moment, Strong, Text, Untrusted
from bot.domain.ticket import Ticket
from bot.domain.ticket_line import TicketLine
from storage.memory_knowledge import MemoryKnowledge
from storage.memory_rows import Rows

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday; noon in Mexico City."""

CHAT = ChatRef("console:1")
PERSON = PersonRef("console:1")


def plain(text: Text) -> str:
    """What a person reads, without any looks."""
    parts: list[str] = []
    for span in text:
        match span:
            case str():
                parts.append(span)
            case Untrusted():
                parts.append(span.untrusted)
            case Strong():
                parts.append(span.strong)
            case Code():
                parts.append(span.code)
            case Moment():
                parts.append(f"{span.moment.isoformat()} ({span.words})")
            case _:
                raise AssertionError(f"a phrase was left: {span}")
    return "".join(parts)


def _label(button: Button) -> str:
    return plain((button.label,))


def read_aloud(message: Message) -> str:
    """The whole message in lines, buttons in brackets."""
    rows = [plain(message.title), plain(message.body)]
    rows += [f"{plain(fact.label)}: {plain(fact.value)}" for fact in message.facts]
    rows += [plain(message.note)]
    rows += [" ".join(f"[{_label(button)}]" for button in row) for row in message.buttons]
    return "\n".join(row for row in rows if row)


def accepted(process: Process) -> dict[str, Agreement]:
    """The consents of somebody who accepted the process's notice, if it has one."""
    notice = process.privacy
    return {} if notice is None else {process.id: Agreement(version=notice.version, given=True)}


class Player:
    """One person in one chat, who accepted the privacy notice before, unless a stranger. `heard` is everything the bot
    said, resolved in the language; `effects` the last ones."""

    def __init__(
        self,
        process: Process,
        *,
        language: str = "es",
        at: datetime = NOON,
        stranger: bool = False,
        items: Sequence[Item] = (),
    ) -> None:
        self.process = process
        self.language = language
        self.at = at
        self.state = Conversation(chat=CHAT, touched=at, consents={} if stranger else accepted(process))
        self.tickets: tuple[TicketLine, ...] = ()
        self.sent: tuple[datetime, ...] = ()
        self.held: dict[TicketId, int] = {}
        self.about: Ticket | None = None
        """The ticket that the message answered, edited or deleted is about."""
        self.registers: Registers | None = None
        self.heard: list[Message] = []
        self.effects: tuple[Effect, ...] = ()
        self.knowledge = MemoryKnowledge(Rows)
        self.knowledge.replace(process.id, "test", [indexed(each) for each in items])
        self._words = Words.load()
        self._count = 0

    @property
    def intake(self) -> Intake:
        """The questionnaire under way."""
        assert self.state.intake is not None, "no questionnaire is under way"
        return self.state.intake

    @property
    def last(self) -> str:
        """The newest message of the bot, read aloud."""
        return read_aloud(self.heard[-1])

    def says(self, text: str, *, files: tuple[File, ...] = (), album: str | None = None) -> str:
        said = Said(
            id=self._next(),
            at=self.at,
            chat=CHAT,
            person=PERSON,
            language=self.language,
            text=Untrusted(text),
            message=MessageRef(f"console:1:{self._count}"),
            files=files,
            album=album,
        )
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return self.event(
                Commanded(
                    id=said.id,
                    at=self.at,
                    chat=CHAT,
                    person=PERSON,
                    language=self.language,
                    name=name,
                    argument=Untrusted(argument),
                    message=said.message,
                )
            )
        return self.event(said)

    def edits(self, number: int, text: str) -> str:
        """Edits the message that was the `number`th event."""
        return self.event(
            Amended(
                id=self._next(),
                at=self.at,
                chat=CHAT,
                person=PERSON,
                message=MessageRef(f"console:1:{number}"),
                text=Untrusted(text),
            )
        )

    def deletes(self, number: int, text: str = "") -> str:
        """Deletes the message that was the `number`th event."""
        message = MessageRef(f"console:1:{number}")
        return self.event(
            Deleted(id=self._next(), at=self.at, chat=CHAT, person=PERSON, message=message, text=Untrusted(text))
        )

    @property
    def count(self) -> int:
        """How many events there were."""
        return self._count

    def presses(self, label: str) -> str:
        """Presses the newest button whose label begins so."""
        return self.presses_data(self.button(label).data)

    def presses_data(self, data: str) -> str:
        press = decode(data)
        assert press is None or isinstance(press, Press), "that is a button of the desk"
        return self.event(
            Pressed(
                id=self._next(),
                at=self.at,
                chat=CHAT,
                person=PERSON,
                language=self.language,
                press=press,
                message=MessageRef("console:1:0"),
                interaction=Interaction("console"),
            )
        )

    def button(self, label: str) -> Button:
        for message in reversed(self.heard):
            for row in message.buttons:
                for button in row:
                    if _label(button).startswith(label):
                        return button
        raise AssertionError(f"no button {label!r}; the last message:\n{self.last}")

    def button_like(self, label: str) -> bool:
        """Whether the newest message has a button whose label begins so."""
        return any(str(button.label).startswith(label) for row in self.heard[-1].buttons for button in row)

    def waits(self, time: timedelta, timer: str = "reminder:console:1", purpose: str = "reminder") -> str:
        """Time passes, and a timer is due."""
        self.at += time
        return self.event(Due(id=self._next(), at=self.at, chat=CHAT, person=PERSON, timer=timer, purpose=purpose))

    def event(self, event: RequesterEvent | Due) -> str:
        """One event; returns what the bot said to it, in order."""
        about = () if self.about is None else (self.about,)
        questions = questions_in(CHAT, (*self.tickets, *about), lambda _ref: self.process)
        known = Known(tickets=self.tickets, about=self.about, files=self.held, questions=questions)
        wanted = wanting.wanted(self.process, self.state, event)
        if wanted.sent:
            known = replace(known, sent=self.sent)
        if self.registers is not None and wanted.register is not None:
            known = replace(known, register=facts(self.registers, wanted.register))
        decision = intake.decide(self.process, self.state, event, known)
        if decision.lacks is not None:
            known = replace(known, items=find(self.knowledge, decision.lacks))
            decision = intake.decide(self.process, self.state, event, known)
        self.state, self.effects = decision.conversation, decision.effects
        fresh = [self._words.message(each.message, each.language) for each in self.effects if isinstance(each, Say)]
        self.heard += fresh
        for each in self.effects:
            if isinstance(each, Revise) and each.message.buttons:  # the pressed message changes in place
                self.heard[-1] = self._words.message(each.message, each.language)
        return "\n---\n".join(read_aloud(message) for message in fresh)

    def _next(self) -> EventId:
        self._count += 1
        return EventId(f"console:{self._count}")
