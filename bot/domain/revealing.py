"""The ID and the password of remote help are shown once: to the specialist who has the ticket, and to nobody else ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.access_words import ASKED_FOR
from bot.domain.audit import Ground
from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.deeds import Change, Deed, Refusal, Work
from bot.domain.effects import AskForm, CancelTimer, Whisper
from bot.domain.letting_go import timer_of
from bot.domain.message import Button, Fact, Form, Message
from bot.domain.remote import Over, Phase
from bot.domain.remote_card import ASK_AGAIN
from bot.domain.roles import allowed
from bot.domain.sealed import SecretField
from bot.domain.secret_effects import Destroy
from bot.domain.text import Code, Moment, Phrase, lines, phrase
from bot.domain.ticket import Action, Ticket


def not_theirs(ticket: Ticket, deed: Deed) -> Refusal | None:
    """Whoever has not the ticket sees nothing, whatever else they may do at the desk."""
    if deed.action is not Action.REVEAL:
        return None
    if allowed(deed.actor.roles, deed.action, own=ticket.assignee == deed.actor.person):
        return None
    words = phrase(
        "Only whoever has %(number)s sees the ID and the password; nobody else does, supervisors and administrators neither.",
        number=Code(ticket.code),
    )
    return Refusal(words, denied=True, ground=Ground.NOT_THE_ASSIGNEE)


def reveal(work: Work, *, entered: bool) -> Change | Refusal:
    """Asked whether they are ready to read; once they said so (`entered`) shown, and destroyed in the same transaction."""
    refused = _refused(work)
    if refused is not None:
        return refused
    if work.deed.interaction is None:
        return Refusal(phrase("They are shown on a page: press the button on the card."))
    return _shown(work) if entered else _confirm(work)


def _refused(work: Work) -> Refusal | None:
    """Why there is nothing to show."""
    remote, deed, number = work.ticket.remote, work.deed, Code(work.ticket.code)
    if remote is None or remote.phase in (Phase.ASKED, Phase.LATER, Phase.READY):
        return _no(
            phrase("%(number)s: the requester has given no ID and password yet.", number=number), Ground.NOTHING_THERE
        )
    if remote.phase is Phase.SHOWN:
        when = Moment(remote.since, work.process.desk.zone)
        words = phrase(
            "%(number)s: they were shown at %(when)s, and are shown once. Ask the requester for new ones with “Ask again”.",
            number=number,
            when=when,
        )
        return _no(words, Ground.SHOWN_ALREADY)
    if remote.phase is Phase.ENDED:
        return _gone(remote.over, number)
    if _is_over(remote.expires, deed) or any(each not in deed.sealed for each in ASKED_FOR):
        return _gone(Over.EXPIRED, number)
    if remote.by != deed.actor.person:
        return _gone(Over.HANDED_ON, number)
    return None


def _is_over(expires: datetime | None, deed: Deed) -> bool:
    return expires is None or deed.at >= expires


def _gone(why: Over | None, number: Code) -> Refusal:
    match why:
        case Over.EXPIRED:
            words = phrase(
                "%(number)s: 15 minutes are over, and they were destroyed unread. Use “Ask again”.", number=number
            )
            return _no(words, Ground.EXPIRED)
        case Over.HANDED_ON:
            words = phrase(
                "%(number)s: they were given for somebody else, and destroyed when the ticket changed hands. Use “Ask again”.",
                number=number,
            )
            return _no(words, Ground.HANDED_ON)
        case Over.FINISHED:
            words = phrase("%(number)s: the session was ended, and nothing is kept of it.", number=number)
            return _no(words, Ground.SESSION_OVER)
        case _:
            words = phrase("%(number)s: the requester did not give them. Use “Ask again”.", number=number)
            return _no(words, Ground.NOTHING_THERE)


def _no(why: Phrase, ground: Ground) -> Refusal:
    return Refusal(why, denied=True, ground=ground)


def _confirm(work: Work) -> Change:
    """A page that says what sending it does."""
    ticket, interaction = work.ticket, work.deed.interaction
    assert interaction is not None  # noqa: S101 - `reveal` has seen to it
    once = phrase(
        "They are shown once, on this page, and are destroyed with that. Have the program open before you go on."
    )
    form = Form(
        title=(phrase("ID and password"),),
        submit=(phrase("Show them now"),),
        data=encode(TicketPress(Action.REVEAL, ticket.id, ticket.revision)),
        intro=lines(headline(work.process, ticket), (once,)),
        entries=(),
        stays=True,
    )
    return Change(ticket, None, (AskForm(interaction=interaction, form=form, language=work.desk_language),))


def _shown(work: Work) -> Change:
    ticket, deed, remote = work.ticket, work.deed, work.ticket.remote
    assert remote is not None  # noqa: S101 - `reveal` has seen to it
    assert deed.interaction is not None  # noqa: S101 - likewise
    work.effects += [
        Whisper(
            interaction=deed.interaction,
            message=_page(work),
            language=work.desk_language,
            instead=True,
            otherwise=Message(body=(_LOST,), buttons=((_again(ticket),),)),
        ),
        Destroy(secrets=tuple(remote.held.values()), ticket=ticket.id, no_more_for=ticket.id),
        CancelTimer(key=timer_of(ticket)),
    ]
    work.thread((phrase("🔑 %(name)s saw the ID and the password. They are destroyed.", name=deed.actor.name),))
    shown = replace(remote, phase=Phase.SHOWN, since=deed.at, held={}, expires=None, until=None)
    return work.change(replace(ticket, remote=shown), data={"remote": "shown"})


def _page(work: Work) -> Message:
    sealed = work.deed.sealed
    return Message(
        title=(phrase("ID and password"),),
        body=headline(work.process, work.ticket),
        facts=(
            Fact(label=(phrase("ID"),), value=(sealed[SecretField.REMOTE_ID],)),
            Fact(label=(phrase("Password"),), value=(sealed[SecretField.REMOTE_PASSWORD],)),
        ),
        note=(
            phrase("This page is shown once. Nothing of it is kept; press “End the session” on the card afterwards."),
        ),
    )


_LOST = phrase("The page with the ID and the password could not be shown, and they are destroyed. Use “Ask again”.")


def _again(ticket: Ticket) -> Button:
    data = encode(TicketPress(Action.ASK_AGAIN, ticket.id, ticket.revision))
    return Button(label=ASK_AGAIN, data=data)
