"""The ID and the password of remote help: asked of the requester once everything is ready, sealed as they arrive, told to
nobody but the specialist who has the ticket (`bot.domain.revealing`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain import access_words
from bot.domain.access_words import ALL_OF_IT, DONE, ENTER, HELP, NOT_NOW, in_form, missing
from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import is_caller
from bot.domain.card import headline
from bot.domain.deeds import Change, Refusal, Work, requester_name
from bot.domain.effects import AskForm, Revise, Say, SetTimer
from bot.domain.ids import ChatRef
from bot.domain.letting_go import ACCESS_ENDS, over, timer_of
from bot.domain.message import Button, Entered, Entry, Form, Message, Style
from bot.domain.remote import ACCESS, Over, Phase, Remote
from bot.domain.remote_card import SHOW
from bot.domain.sealed import KEPT, SecretField, SecretId
from bot.domain.secret_effects import Destroy, ExpectSecret
from bot.domain.text import Code, Moment, Phrase, Text, lines, phrase
from bot.domain.ticket import Action, Status, Ticket

WHAT = "what"
"""The value that says which button was pressed."""

PASS_ON = "pass_on"  # noqa: S105 - the name of a value
"""The value with the number under which words are passed on that were not understood."""

WAITS = KEPT
"""How long the two are waited for: what is given first must not be destroyed before this is over."""

FIELDS: Mapping[SecretField, str] = {
    SecretField.REMOTE_ID: "secret_remote_id",
    SecretField.REMOTE_PASSWORD: "secret_remote_password",
}
"""The fields of the form; what stands in one of these names is sealed before anything is stored."""

LONGEST = 64


def request_credentials(work: Work, ticket: Ticket, remote: Remote) -> Ticket:
    """Asks the requester for the two, since everything is ready; the ticket, whose remote help is in `Phase.READY` then. What
    they gave before is destroyed."""
    deed = work.deed
    ready = replace(
        remote, phase=Phase.READY, since=deed.at, at=None, held={}, expires=None, over=None, until=deed.at + WAITS
    )
    if is_caller(ticket.requester.chat):
        work.thread((phrase("📞 Ask the caller by telephone for the ID and the password. Write them down nowhere."),))
        return replace(ticket, remote=replace(ready, phase=Phase.SHOWN, until=None))
    work.effects.append(Destroy(secrets=tuple(remote.held.values()), ticket=ticket.id))
    asked = replace(ticket, remote=ready)
    _wait(work, asked, ready)
    _say(work, access_words.asking(work.process, asked, ready))
    work.thread((phrase("🔑 The requester is asked for the ID and the password. They come here sealed."),))
    return asked


def ask_again(work: Work, after: Status) -> Change | Refusal:
    """New ones for whoever has the ticket now; nothing else is asked again."""
    ticket, remote, actor = work.ticket, work.ticket.remote, work.deed.actor
    if remote is None or not can_ask_again(remote):
        return Refusal(phrase("Begin remote help first: %(number)s has none.", number=Code(ticket.code)))
    anew = replace(remote, by=actor.person, name=actor.name, secured=False)
    asked = request_credentials(work, replace(ticket, status=after), anew)
    return work.change(asked, data={"remote": "again"})


def can_ask_again(remote: Remote) -> bool:
    """Whether the requester was ready once for what has to be asked for anew."""
    return remote.phase in ACCESS - {Phase.READY} or remote.over not in (None, Over.FINISHED)


def hand_over(work: Work, after: Status) -> Change:
    """What the requester does about it: a button, words in the chat, or the form."""
    remote, what = work.ticket.remote, work.deed.values.get(WHAT, Entered()).choices
    if what == (DONE,):
        return _secured(work)
    if remote is None or remote.phase is not Phase.READY:
        return _too_late(work)
    match what:
        case (chosen,) if chosen == HELP:
            _say(work, access_words.where(work.process, work.ticket))
            _say(work, access_words.asking(work.process, work.ticket, remote))
            return Change(work.ticket, None, tuple(work.effects))
        case (chosen,) if chosen == NOT_NOW:
            return _declined(work, after)
        case (chosen,) if chosen == ENTER:
            return Change(work.ticket, None, _form(work, remote))
        case (chosen,) if chosen == ALL_OF_IT and SecretField.MESSAGE in remote.held:
            return _took(work, after, remote, {SecretField.REMOTE_PASSWORD: remote.held[SecretField.MESSAGE]})
    return _given(work, after, remote)


def _given(work: Work, after: Status, remote: Remote) -> Change:
    """What was kept back of what they wrote or entered: as much of it as fits is taken, the rest asked for again."""
    held = work.deed.held.secrets if work.deed.held is not None else {}
    given: dict[SecretField, SecretId] = {each: held[each] for each in access_words.ASKED_FOR if each in held}
    wrote = held.get(SecretField.MESSAGE)
    if given:
        if wrote is not None:  # both stand in it
            work.effects.append(Destroy(secrets=(wrote,)))
        return _took(work, after, remote, given)
    asked = replace(remote, held={**remote.held, SecretField.MESSAGE: wrote}) if wrote is not None else remote
    if _is_form(work):
        work.effects += _form(work, asked, unfit=True)
    else:
        number = next(iter(work.deed.values.get(PASS_ON, Entered()).choices), None)
        _say(work, access_words.again(work.process, work.ticket, asked, number))
    return work.change(replace(work.ticket, remote=asked), card=False, data={"remote": "unfit"})


def _took(work: Work, after: Status, remote: Remote, given: Mapping[SecretField, SecretId]) -> Change:
    """Kept, in place of what was given before. With both there, it is the specialist's turn."""
    kept: dict[SecretField, SecretId] = {
        each: secret for each, secret in {**remote.held, **given}.items() if each is not SecretField.MESSAGE
    }
    replaced = tuple(secret for secret in remote.held.values() if secret not in kept.values())
    if replaced:
        work.effects.append(Destroy(secrets=replaced))
    expires = remote.expires or work.deed.at + KEPT
    partly = replace(remote, held=kept, expires=expires)
    if missing(partly) is None:
        return _complete(work, after, replace(partly, phase=Phase.RECEIVED, since=work.deed.at, until=None))
    ticket = replace(work.ticket, remote=partly)
    _wait(work, ticket, partly)
    if _is_form(work):
        work.effects += _form(work, partly, unfit=True)
    else:
        _say(work, access_words.asking(work.process, ticket, partly))
    return work.change(ticket, card=False, data={"remote": "part"})


def _is_form(work: Work) -> bool:
    """Whether it came in a form, which opens again with what is wrong in it."""
    return work.deed.interaction is not None and in_form(work.ticket)


def _complete(work: Work, after: Status, remote: Remote) -> Change:
    ticket = replace(work.ticket, remote=remote, status=work.ticket.status if work.ticket.asked else after)
    work.effects.append(Destroy(no_more_for=ticket.id))
    _until(work, ticket, remote)
    _say(work, access_words.received(remote))
    until = Moment(remote.expires or work.deed.at, work.process.desk.zone)
    arrived = phrase(
        "🔑 %(name)s gave the ID and the password. Only %(who)s can see them, once, until %(until)s.",
        name=requester_name(work.process, ticket),
        who=ticket.assignee_name or "—",
        until=until,
    )
    work.thread((arrived,))
    if ticket.assignee is not None:
        told = phrase(
            "🔑 The ID and the password of %(number)s are here, until %(until)s.", number=Code(ticket.code), until=until
        )
        work.effects.append(
            Say(
                chat=ChatRef(ticket.assignee),
                message=Message(body=lines((told,), headline(work.process, ticket)), buttons=((show_button(ticket),),)),
                language=work.desk_language,
            )
        )
    return work.change(ticket, data={"remote": "received"})


def show_button(ticket: Ticket) -> Button:
    """Shows the two; only to whoever has the ticket."""
    data = encode(TicketPress(Action.REVEAL, ticket.id, ticket.revision))
    return Button(label=SHOW, data=data, style=Style.PRIMARY)


def _declined(work: Work, after: Status) -> Change:
    """Not now: nothing is waited for, and what they gave is destroyed."""
    ended, effects = over(work.process, work.ticket, Over.DECLINED, work.deed.at)
    work.effects += effects
    name = requester_name(work.process, work.ticket)
    work.thread((phrase("⏳ %(name)s cannot give the ID and the password now.", name=name),))
    if work.ticket.assignee is not None:
        told = phrase(
            "The requester of %(number)s cannot give the ID and the password now", number=Code(work.ticket.code)
        )
        work.whisper_to(work.ticket.assignee, told, work.ticket)
    status = work.ticket.status if work.ticket.asked else after
    return work.change(replace(ended, status=status), data={"remote": "declined"})


def _secured(work: Work) -> Change:
    """They changed the password, or closed the program, by their own word; noted once."""
    remote, message = work.ticket.remote, work.deed.message
    if remote is None or remote.secured or remote.phase is not Phase.ENDED:
        return Change(work.ticket, None, ())
    if message is not None:
        requester = work.ticket.requester
        body = lines(access_words.afterwards(work.process, work.ticket).body, access_words.secured())
        shown = Message(body=body)
        work.effects.append(Revise(chat=requester.chat, target=message, message=shown, language=requester.language))
    name = requester_name(work.process, work.ticket)
    work.thread((phrase("✔ %(name)s closed the way in, by their own word.", name=name),))
    return work.change(
        replace(work.ticket, remote=replace(remote, secured=True)), card=False, data={"remote": "secured"}
    )


def _too_late(work: Work) -> Change:
    """Nothing is asked for now. What they wrote all the same is destroyed, since it was written as a secret."""
    held = work.deed.held
    if held is not None:
        work.effects.append(Destroy(secrets=tuple(held.secrets.values())))
    _say(work, access_words.no_longer_asked())
    return Change(work.ticket, None, tuple(work.effects))


def _wait(work: Work, ticket: Ticket, remote: Remote) -> None:
    """Until then all that is typed in the chat is sealed."""
    wanted, until = missing(remote), remote.until
    if wanted is not None and until is not None:
        chat = ticket.requester.chat
        work.effects.append(ExpectSecret(chat=chat, ticket=ticket.id, wanted=wanted, until=until))
        _until(work, ticket, remote)


def _until(work: Work, ticket: Ticket, remote: Remote) -> None:
    due = remote.expires if remote.phase is Phase.RECEIVED else remote.until
    work.effects.append(
        SetTimer(
            key=timer_of(ticket),
            due=due or work.deed.at,
            purpose=ACCESS_ENDS,
            chat=ticket.requester.chat,
            person=ticket.requester.person,
            ticket=ticket.id,
        )
    )


def _say(work: Work, message: Message) -> None:
    requester = work.ticket.requester
    work.effects.append(Say(chat=requester.chat, message=message, language=requester.language, ticket=work.ticket.id))


def _form(work: Work, remote: Remote, *, unfit: bool = False) -> tuple[AskForm, ...]:
    """The two as a form, or the one that is still missing."""
    interaction, ticket = work.deed.interaction, work.ticket
    if interaction is None or not in_form(ticket):
        return ()
    program = work.process.remote_access.program
    only = phrase("Only %(name)s sees them, once. They are destroyed after 15 minutes at the latest.", name=remote.name)
    labels: Mapping[SecretField, Phrase] = {
        SecretField.REMOTE_ID: phrase("ID of %(program)s", program=program),
        SecretField.REMOTE_PASSWORD: phrase("Password of %(program)s", program=program),
    }
    where: Text = access_words.where(work.process, ticket).body
    entries = tuple(
        Entry(
            id=FIELDS[each],
            label=(labels[each],),
            hint=where if each is SecretField.REMOTE_ID else (),
            max_length=LONGEST,
            error=(phrase("That is no ID: it has 9 or 10 digits, such as 123 456 789."),)
            if unfit and each is SecretField.REMOTE_ID
            else (),
        )
        for each in access_words.ASKED_FOR
        if each not in remote.held
    )
    form = Form(
        title=(phrase("ID and password"),),
        submit=(phrase("Send sealed"),),
        data=encode(TicketPress(Action.HAND_OVER, ticket.id, ticket.revision)),
        intro=(only,),
        entries=entries,
    )
    return (AskForm(interaction=interaction, form=form, language=ticket.requester.language),)
