"""What a card says of remote help, and when it offers it."""

from __future__ import annotations

from bot.domain.chips import REMOTE
from bot.domain.process import Process
from bot.domain.remote import NOT_YET, Phase, Remote
from bot.domain.text import Moment, Phrase, Text, phrase
from bot.domain.ticket import Action, Ticket


def remote_line(process: Process, ticket: Ticket) -> Text:
    """The card's line; empty when no remote help is under way."""
    remote = ticket.remote
    if remote is None or remote.phase not in NOT_YET:
        return ()
    return ("🖥 ", phrase("Remote help: %(phase)s", phase=_phase(process, ticket, remote)))


def offers(process: Process, ticket: Ticket, action: Action) -> bool:
    """Whether that action on remote help would change something now."""
    phase = ticket.remote.phase if ticket.remote is not None else Phase.ENDED
    if action is Action.CALL_OFF:
        return phase in NOT_YET
    if action is not Action.REMOTE:
        return False
    return process.remote is not None and ticket.assignee is not None and phase in (Phase.LATER, Phase.ENDED)


def _phase(process: Process, ticket: Ticket, remote: Remote) -> Phrase:
    zone = process.desk.zone
    match remote.phase:
        case Phase.ASKED:
            return _asked(process, ticket, remote)
        case Phase.LATER if remote.at is not None:
            return phrase("agreed for %(at)s", at=Moment(remote.at, zone))
        case Phase.LATER:
            return phrase("put off")
        case _:
            return phrase("under way")


def _asked(process: Process, ticket: Ticket, remote: Remote) -> Phrase:
    questions = process.remote.questions if process.remote is not None else ()
    asked = next((each.what for each in ticket.asked if each.what.startswith(REMOTE)), "")
    label = next((each.label for each in questions if asked == f"{REMOTE}{each.id}"), {})
    return phrase(
        "the requester is asked, %(ready)s of %(all)s ready (%(what)s)",
        ready=len(remote.checked),
        all=len(questions),
        what=label.get(process.languages[0], "…"),
    )
