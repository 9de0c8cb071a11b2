"""A request is sent: the summary was confirmed."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import registering
from bot.domain.effects import CancelTimer, OpenTicket
from bot.domain.questions import counted
from bot.domain.turn import REMINDER, Turn


def confirm(turn: Turn) -> None:
    """The one place where a ticket comes into being."""
    turn.effects.append(
        OpenTicket(
            chat=turn.state.chat,
            person=turn.event.person,
            language=turn.language,
            process=turn.intake.process,
            answers=counted(turn.steps, turn.intake.answers),
            notes=turn.intake.notes,
            registration=registering.standing(turn),
            follows=turn.intake.follows,
            about=turn.intake.about,
        )
    )
    turn.effects.append(CancelTimer(key=f"{REMINDER}:{turn.state.chat}"))
    turn.change(None)
    turn.state = replace(turn.state, last_ticket=None)  # the new one is the last
