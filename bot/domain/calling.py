"""Tickets that began on the telephone: what the specialist reads to the caller, and how the ticket comes to a chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.asking import up_to_date
from bot.domain.card import triage_card
from bot.domain.deeds import Change
from bot.domain.effects import Effect, Revise, Say
from bot.domain.ids import DESK, gateway_of
from bot.domain.message import Message
from bot.domain.process import Process
from bot.domain.text import Code, lines, phrase
from bot.domain.ticket import Action, HistoryEntry, Requester, Ticket

LIFE = timedelta(days=7)
"""How long the code that a caller is given is good."""


def told_opened(number: str, code: str) -> Message:
    """What the specialist who took the call reads."""
    return Message(
        body=lines(
            (phrase("📞 Read this to the caller. Ticket number: %(number)s", number=Code(number)),),
            (
                phrase(
                    "To follow it in Telegram or Slack, they write to me there: %(what)s",
                    what=Code(f"/vincular {code}"),
                ),
            ),
            (phrase("The code is good for seven days, once."),),
        )
    )


def moved(process: Process, ticket: Ticket, requester: Requester, at: datetime) -> Change:
    """The ticket of a caller is the chat's from now on; the desk sees so."""
    given = replace(ticket, requester=requester, revision=ticket.revision + 1, updated_at=at)
    entry = HistoryEntry(
        ticket=ticket.id,
        seq=given.revision,
        at=at,
        action=Action.MOVE,
        actor=requester.person,
        channel=gateway_of(requester.chat),
        before=ticket.status,
        after=ticket.status,
    )
    revised = Revise(
        chat=DESK, post=given.card, message=triage_card(process, given), language=process.languages[0], ticket=given.id
    )
    platform = gateway_of(requester.chat).capitalize()
    words = phrase("🔗 The caller can be reached in %(platform)s from now on.", platform=platform)
    effects: tuple[Effect, ...] = (
        Say(
            chat=DESK,
            message=Message(body=(words,)),
            language=process.languages[0],
            thread=ticket.card,
            ticket=ticket.id,
        ),
        revised,
    )
    if ticket.asked:  # nothing could be sent to the caller; the chat asks it now
        effects += (up_to_date(given, at),)
    return Change(given, entry, effects)
