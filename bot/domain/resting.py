"""What a card says of a ticket that rests: what the requester was asked for and since when, or why the desk paused it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.asked import Asked
from bot.domain.chips import REMOTE, chip_of
from bot.domain.process import Process
from bot.domain.text import Moment, Text, lines, phrase
from bot.domain.ticket import Ticket


def awaited(process: Process, ticket: Ticket) -> str:
    """What is asked for, in the desk's words; empty when nothing is."""
    return _named(process, ticket.asked)


def _named(process: Process, asked: Iterable[Asked]) -> str:
    language = process.languages[0]
    return ", ".join(chip_of(process, each.what).named(language) for each in asked)


def resting(process: Process, ticket: Ticket) -> Text:
    """The lines of the card; empty when the ticket does not rest."""
    zone = process.desk.zone
    waits: Text = ()
    asked = [each for each in ticket.asked if not each.what.startswith(REMOTE)]  # remote help has a line of its own
    if asked:
        what, since = _named(process, asked), Moment(asked[0].at, zone)
        waits = (phrase("⏳ Asked of the requester: %(what)s, since %(at)s", what=what, at=since),)
    if ticket.pause is None:
        return waits
    rest = ticket.pause
    paused = phrase("⏸ Paused by %(name)s since %(at)s: ", name=rest.name, at=Moment(rest.at, zone))
    return lines(waits, (paused, rest.reason))
