"""What is said of a ticket that is offered: to one person for a while, or to everybody in the desk's channel."""

from __future__ import annotations

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.effects import CancelTimer, Effect, Revise, Say
from bot.domain.message import Button, Message, Style
from bot.domain.process import Process
from bot.domain.text import Code, Moment, Phrase, lines, phrase
from bot.domain.ticket import STATUS_WORDS, Action, Offer, Ticket

OFFER_ENDS = "offer"
"""The purpose of the timer at whose end an offered ticket goes to the next."""


def timer_of(ticket: Ticket) -> str:
    """The key of that timer."""
    return f"{OFFER_ENDS}:{ticket.id}"


def said(process: Process, ticket: Ticket, offer: Offer) -> Say:
    """The message with the offer and its buttons; `ticket` is the one that they act on."""
    take, decline = (encode(TicketPress(each, ticket.id, ticket.revision)) for each in (Action.TAKE, Action.DECLINE))
    row = [Button(label=phrase("Take"), data=take, style=Style.PRIMARY)]
    words = phrase("🙋 Nobody has taken %(number)s yet. Whoever can, please take it.", number=Code(ticket.code))
    if offer.until is not None:
        until = Moment(offer.until, process.desk.zone)
        words = phrase("%(number)s is offered to you until %(until)s.", number=Code(ticket.code), until=until)
        row.append(Button(label=phrase("I cannot"), data=decline))
    message = Message(body=lines((words,), headline(process, ticket)), buttons=(tuple(row),))
    return Say(chat=offer.chat, message=message, language=process.languages[0], post=offer.post)


def ended(process: Process, after: Ticket, offer: Offer, action: Action) -> tuple[Effect, ...]:
    """The message of an offer that ended with that action has no buttons any more, and says what became of the ticket."""
    message = Message(body=lines((_outcome(after, offer, action),), headline(process, after)))
    revised = Revise(chat=offer.chat, post=offer.post, message=message, language=process.languages[0])
    runs = after.offer is not None and after.offer.until is not None  # the next one set the timer anew
    return (revised,) if runs or offer.until is None else (revised, CancelTimer(key=timer_of(after)))


def _outcome(after: Ticket, offer: Offer, action: Action) -> Phrase:
    number = Code(after.code)
    if after.assignee is not None and after.assignee == offer.person:
        return phrase("%(number)s is yours.", number=number)
    if after.assignee is not None and after.assignee_name is not None:
        return phrase("%(number)s was already taken by %(name)s.", number=number, name=after.assignee_name)
    if action is Action.DECLINE:
        return phrase("You left %(number)s to the next.", number=number)
    if action is Action.OFFER and offer.person is not None:
        return phrase("The time for %(number)s is over: it went to the next.", number=number)
    if action is Action.OFFER and after.offer is not None and after.offer.name is not None:
        return phrase("%(number)s is offered to %(name)s now.", number=number, name=after.offer.name)
    return phrase("%(number)s is %(state)s.", number=number, state=STATUS_WORDS[after.status])
