"""Remote help is ended by its specialist, or because the time is over for what was asked or given."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.deeds import Change, Refusal, Work
from bot.domain.letting_go import over
from bot.domain.remote import ACCESS, Over, Phase
from bot.domain.text import Code, phrase
from bot.domain.ticket import Status


def end(work: Work, after: Status) -> Change | Refusal:
    """The specialist is done. The requester is asked to see to it that nobody comes in again."""
    ticket, remote = work.ticket, work.ticket.remote
    if remote is None or remote.phase not in ACCESS:
        return Refusal(phrase("%(number)s: no remote session is under way.", number=Code(ticket.code)))
    ended, effects = over(work.process, ticket, Over.FINISHED, work.deed.at)
    work.effects += effects
    work.thread((phrase("🔚 %(name)s ended the remote session.", name=work.deed.actor.name),))
    was_awaited = remote.phase is Phase.READY and not ticket.asked
    return work.change(replace(ended, status=after if was_awaited else ticket.status), data={"remote": "ended"})


def lapse(work: Work, after: Status) -> Change:
    """The time is over: what was given is destroyed, what was not given is no longer waited for."""
    ticket, remote = work.ticket, work.ticket.remote
    if remote is None or remote.phase not in (Phase.READY, Phase.RECEIVED):
        return Change(ticket, None, ())
    number = Code(ticket.code)
    if remote.phase is Phase.READY:
        why, did = Over.UNANSWERED, phrase("⏳ The requester did not give the ID and the password in time.")
        told = phrase("The requester of %(number)s did not give the ID and the password in time", number=number)
    else:
        why, did = Over.EXPIRED, phrase("🗑 Nobody looked at the ID and the password in time: they are destroyed.")
        told = phrase(
            "The ID and the password of %(number)s were destroyed: nobody looked at them in time", number=number
        )
    ended, effects = over(work.process, ticket, why, work.deed.at)
    work.effects += effects
    work.thread((did,))
    if ticket.assignee is not None:
        work.whisper_to(ticket.assignee, told, ticket)
    was_awaited = remote.phase is Phase.READY and not ticket.asked
    return work.change(replace(ended, status=after if was_awaited else ticket.status), data={"remote": why.value})
