"""What a card shows of the ID and the password of remote help: how far that is, and what can be done about it. Never what
they are."""

from __future__ import annotations

from bot.domain.process import Process
from bot.domain.remote import ACCESS, Over, Phase
from bot.domain.text import Moment, Phrase, Text, phrase
from bot.domain.ticket import OPEN, Action, Ticket

SHOW = phrase("🔑 Show ID and password")
ASK_AGAIN = phrase("🔁 Ask again")
"""Buttons that stand on the card and elsewhere."""

OVER_WORDS: dict[Over, Phrase] = {
    Over.EXPIRED: phrase("🔑 The ID and the password were destroyed: nobody looked at them in 15 minutes."),
    Over.UNANSWERED: phrase("🔑 The requester did not give the ID and the password in time."),
    Over.DECLINED: phrase("🔑 The requester cannot give the ID and the password now."),
    Over.HANDED_ON: phrase("🔑 The ID and the password were destroyed when the ticket changed hands."),
}
"""Why remote help ended, where something is still to be done about it."""


def access_line(process: Process, ticket: Ticket) -> Text:
    """The line of the card; empty when there is nothing to say."""
    remote = ticket.remote
    if remote is None:
        return ()
    since = Moment(remote.since, process.desk.zone)
    match remote.phase:
        case Phase.READY:
            return (phrase("🔑 The ID and the password are asked for, since %(since)s.", since=since),)
        case Phase.RECEIVED:
            until = Moment(remote.expires or remote.since, process.desk.zone)
            return (
                phrase("🔑 The ID and the password wait for %(name)s until %(until)s.", name=remote.name, until=until),
            )
        case Phase.SHOWN:
            return (phrase("🖥 Remote session of %(name)s since %(since)s.", name=remote.name, since=since),)
        case Phase.ENDED if remote.over in OVER_WORDS and ticket.status in OPEN:
            return (OVER_WORDS[remote.over],)
    return ()


def offers(ticket: Ticket, action: Action) -> bool:
    """Whether such an action makes sense now; every other one does, as far as this is concerned."""
    remote = ticket.remote
    match action:
        case Action.REVEAL:
            return remote is not None and remote.phase is Phase.RECEIVED
        case Action.END_REMOTE:
            return remote is not None and remote.phase in ACCESS
        case Action.ASK_AGAIN:
            return remote is not None and (
                remote.phase is Phase.SHOWN or (remote.phase is Phase.ENDED and remote.over in OVER_WORDS)
            )
    return True
