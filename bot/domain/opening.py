"""What a confirmed intake says of the ticket that it opens: who asks, from where, and the title."""

from __future__ import annotations

from bot.domain.caller import CHANNEL, is_caller
from bot.domain.effects import OpenTicket
from bot.domain.ids import PersonRef, gateway_of
from bot.domain.process import Fills, Process
from bot.domain.questions import filled
from bot.domain.text import Untrusted
from bot.domain.ticket import Requester

LONGEST_TITLE = 120


def requester_of(wanted: OpenTicket) -> Requester:
    """Who asks: a caller is no account, and not the specialist who took the call."""
    person = PersonRef(wanted.chat) if is_caller(wanted.chat) else wanted.person
    return Requester(chat=wanted.chat, person=person, language=wanted.language, zone=wanted.zone)


def channel_of(wanted: OpenTicket) -> str:
    """The channel that the history names."""
    return CHANNEL if is_caller(wanted.chat) else gateway_of(wanted.chat)


def title_of(process: Process, wanted: OpenTicket) -> Untrusted:
    """The title that was given, else the first line of the description."""
    for fills in (Fills.TITLE, Fills.DESCRIPTION):
        answer = filled(process, wanted.answers, fills)
        if answer is not None and answer.text is not None:
            return Untrusted(answer.text.untrusted.splitlines()[0][:LONGEST_TITLE])
    return Untrusted("")
