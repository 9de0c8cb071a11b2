"""Where others read along nothing is asked and nothing is kept: whoever speaks to the bot there is invited to its own chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.message import IN_PRIVATE, Button, Message
from bot.domain.text import phrase
from bot.domain.turn import Turn

AGAIN = timedelta(hours=1)
"""How long a group is left in peace after an invitation."""


def invite(turn: Turn) -> None:
    """One invitation in a while for the whole group, whoever asked."""
    invited = turn.state.invited
    if invited is not None and turn.event.at < invited + AGAIN:
        return
    turn.state = replace(turn.state, invited=turn.event.at)
    turn.say(
        Message(
            body=(phrase("Let us go on in private, where only you and the desk read it."),),
            buttons=((Button(label=phrase("Write to me in private"), url=IN_PRIVATE),),),
        )
    )
