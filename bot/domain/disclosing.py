"""`/misdatos`: the requester's side of it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.disclosure import BETWEEN, COMING, TOO_SOON, Disclose
from bot.domain.turn import Turn


def asked(turn: Turn) -> None:
    """The file is on its way, unless one was asked for within the hour."""
    before, now = turn.state.data_asked, turn.event.at
    if before is not None and before <= now < before + BETWEEN:
        turn.tell(*TOO_SOON)
        return
    turn.state = replace(turn.state, data_asked=now)
    turn.tell(*COMING)
    turn.effects.append(Disclose(chat=turn.state.chat, person=turn.event.person, language=turn.language))
