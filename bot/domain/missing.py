"""Numbers asked for in vain: after five within ten minutes, none of that person's is looked up for ten more, right or wrong.

Whoever guesses learns nothing by it: a ticket that is not theirs and one that does not exist are both a miss, and while it is
paused a right number is answered like any other. What is theirs they still find in `/mis_tickets`.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.misses import Misses, once_more, paused_until
from bot.domain.text import Moment, Text, lines, phrase
from bot.domain.turn import Turn


def told_begun(said: Text, misses: Misses, zone: str) -> Text:
    """What is said of a miss; beside the one that was one too many, the pause."""
    if misses.until is None:
        return said
    until = Moment(misses.until, zone)
    pause = phrase(
        "That makes five numbers that I do not find. Until %(until)s I look up none; /my_tickets lists yours.",
        until=until,
    )
    return lines(said, (pause,))


def is_paused(turn: Turn) -> bool:
    """Whether no number is looked up now, which is said."""
    until = paused_until((turn.state.misses, *turn.known.misses), turn.event.at)
    if until is not None:
        told = phrase("Until %(until)s I look up no numbers. /my_tickets lists yours.", until=Moment(until, turn.zone))
        turn.tell(told)
    return until is not None


def missed(turn: Turn, said: Text) -> None:
    """A number was asked for in vain: `said`, and the pause when it begins."""
    misses = once_more(turn.state.misses, turn.known.misses, turn.event.at)
    turn.state = replace(turn.state, misses=misses)
    turn.tell(*told_begun(said, misses, turn.zone))
