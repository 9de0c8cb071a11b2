"""What a decision needs to know beside the chat's state, by what happened."""

from __future__ import annotations

from bot.domain import (
    answering,
    contributions,
    flooding,
    forgetting,
    lookups,
    sending,
)
from bot.domain.buttons import OF_A_TICKET
from bot.domain.commands import ABOUT_TICKETS, NAMING_TICKETS, Command, named, spoken
from bot.domain.conversation import Conversation, Purpose
from bot.domain.events import (
    Addressed,
    Amended,
    Commanded,
    Deleted,
    Due,
    FileRefused,
    Pressed,
    Reachable,
    RequesterEvent,
    Said,
)
from bot.domain.ids import MessageRef
from bot.domain.known import Wanted
from bot.domain.process import Process


def wanted(process: Process, conversation: Conversation, event: RequesterEvent | Due) -> Wanted:
    """What the decision needs to know beside the chat's state."""
    if flooding.hears_nothing(conversation, event):
        return Wanted()
    return Wanted(
        tickets=_reads_tickets(conversation, event),
        files=_brings_files(conversation, event),
        message=_in_question(event),
        register=lookups.inquiry(process, conversation, event),
        deadlines=isinstance(event, Commanded) and named(event.name) is Command.WHY,
        sent=conversation.intake is not None and sending.may_confirm(event),
        volume_since=contributions.counted_since(conversation, event),
        misses=isinstance(event, Commanded) and bool(event.argument.folded) and named(event.name) in NAMING_TICKETS,
        erasure=forgetting.is_about_it(event),
    )


def _in_question(event: RequesterEvent | Due) -> MessageRef | None:
    """The message that was answered, edited or deleted."""
    match event:
        case Said(reply_to=message) | Amended(message=message) | Deleted(message=message):
            return message
    return None


def _reads_tickets(conversation: Conversation, event: RequesterEvent | Due) -> bool:
    """Outside a questionnaire, and where they were asked for."""
    intake = conversation.intake
    if isinstance(event, Pressed) and event.press is not None and event.press.verb in OF_A_TICKET:
        return True
    if intake is None or intake.parked or intake.purpose is Purpose.PROFILE:
        return not isinstance(event, Reachable | FileRefused | Addressed)
    if isinstance(event, Commanded):
        return named(event.name) in ABOUT_TICKETS
    if isinstance(event, Said):
        return bool(event.files) or spoken(event.text.untrusted, answering=False) in ABOUT_TICKETS
    return answering.is_about_it(event)


def _brings_files(conversation: Conversation, event: RequesterEvent | Due) -> bool:
    """Whether files may go to an open ticket now: with a message, with the choice of the ticket, or out of a flood."""
    if flooding.holds_files(conversation) or (isinstance(event, Said) and event.files):
        return True
    return isinstance(event, Pressed) and conversation.pending is not None
