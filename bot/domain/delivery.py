"""What a specialist said to a requester, and how it fares on its way: told on its line in the card's thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from bot.domain.ids import DESK, ChatRef, FileRef, PersonRef, PostKey, TicketId, gateway_of
from bot.domain.message import File
from bot.domain.process import Fills, Process
from bot.domain.questions import filled
from bot.domain.text import Moment, Span, Text, Untrusted, join, lines, phrase
from bot.domain.ticket import Ticket


class Fate(StrEnum):
    """What became of the words. `TELEPHONE`: the requester has no chat, so they are told by telephone."""

    WAITING = "waiting"
    ARRIVED = "arrived"
    FAILED = "failed"
    TELEPHONE = "telephone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One reply on its way. `post` is its line in the thread; `by` and `name` are who sent it, `author` who wrote the words
    when that was somebody else; `resolved`: they are the solution. `chat` is the requester's; `arrived` and `lost` are those of the `files` that ended."""

    post: PostKey
    ticket: TicketId
    chat: ChatRef
    at: datetime
    by: PersonRef
    name: Untrusted
    text: Untrusted
    author: Untrusted | None = None
    resolved: bool = False
    files: tuple[File, ...] = ()
    arrived: tuple[FileRef, ...] = ()
    lost: tuple[FileRef, ...] = ()
    fate: Fate = Fate.WAITING
    ended_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether the words and every file arrived, or never will."""
        return self.fate is not Fate.WAITING and len(self.arrived) + len(self.lost) >= len(self.files)

    def carries(self, file: FileRef) -> bool:
        """Whether that file of it is still on its way."""
        return any(each.ref == file for each in self.files) and file not in (*self.arrived, *self.lost)


def outgoing(person: PersonRef) -> ChatRef:
    """Where the files are noted that a specialist is about to send: no chat, but a place of their own."""
    return ChatRef(f"{DESK}:{person}")


def is_outgoing(chat: ChatRef) -> bool:
    """Whether it is such a place."""
    return gateway_of(chat) == DESK and chat != DESK


def settled(delivery: Delivery, file: FileRef | None, at: datetime, *, arrived: bool) -> Delivery:
    """The words (no `file`) or one of the files arrived, or never will."""
    if file is None:
        delivery = replace(delivery, fate=Fate.ARRIVED if arrived else Fate.FAILED)
    elif delivery.carries(file) and arrived:
        delivery = replace(delivery, arrived=(*delivery.arrived, file))
    elif delivery.carries(file):
        delivery = replace(delivery, lost=(*delivery.lost, file))
    return replace(delivery, ended_at=at) if delivery.ended else delivery


def telephone_of(process: Process, ticket: Ticket) -> Span:
    """The requester's number, as they gave it; a dash when they were not asked."""
    answer = filled(process, ticket.answers, Fills.PHONE)
    return answer.text if answer is not None and answer.text is not None else "—"


def line_of(process: Process, ticket: Ticket, delivery: Delivery) -> Text:
    """The line in the thread: who said what to the requester, and whether it arrived."""
    text: Text = (delivery.text,) if delivery.text.untrusted else ()
    if delivery.resolved:
        said = phrase("✅ %(name)s resolved it.", name=delivery.name)
        text = (phrase("Solution: %(text)s", text=delivery.text),) if text else ()
    elif delivery.author is None:
        said = phrase("➡️ %(name)s to the requester:", name=delivery.name)
    elif not delivery.author.untrusted:
        said = phrase("➡️ %(name)s to the requester, in a colleague's words:", name=delivery.name)
    else:
        said = phrase("➡️ %(name)s to the requester, in %(author)s's words:", name=delivery.name, author=delivery.author)
    files = join(", ", ((each.label,) for each in delivery.files))
    lost = join(", ", ((each.label,) for each in delivery.files if each.ref in delivery.lost))
    return lines(
        (said,),
        text,
        ("📎 ", *files) if files else (),
        _fate(process, ticket, delivery),
        (phrase("❌ These files did not arrive: "), *lost) if lost else (),
    )


def _fate(process: Process, ticket: Ticket, delivery: Delivery) -> Text:
    platform = gateway_of(delivery.chat).capitalize()
    telephone = telephone_of(process, ticket)
    match delivery.fate:
        case Fate.TELEPHONE:
            return (phrase("📞 To be told by telephone: %(telephone)s", telephone=telephone),)
        case Fate.FAILED:
            return (phrase("❌ Not delivered: call by telephone, %(telephone)s", telephone=telephone),)
        case Fate.ARRIVED if delivery.ended_at is not None:
            at = Moment(delivery.ended_at, process.desk.zone)
            return (phrase("✔ Delivered in %(platform)s, %(at)s", platform=platform, at=at),)
        case Fate.WAITING | Fate.ARRIVED:
            return (phrase("⏳ On its way to %(platform)s", platform=platform),)
        case _:
            assert_never(delivery.fate)
