"""Colleagues of a requester who are told how a ticket goes, once its requester has agreed."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.domain.buttons import Press, Verb, encode
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.ids import ChatRef
from bot.domain.message import Button, Message, Style
from bot.domain.text import Code, Phrase, Untrusted, lines, phrase
from bot.domain.ticket import STATUS_WORDS, Follower, Ticket

WHO = "who"
"""The field of the deed that says of which colleague the requester decides (`mark_of`)."""

SAID = "said"
"""The field with what they decided: YES or NO, or the colleague's own LEAVE."""

YES, NO, LEAVE = "yes", "no", "leave"


def mark_of(chat: ChatRef) -> str:
    """A chat, short enough for a button."""
    return hashlib.sha256(chat.encode()).hexdigest()[:12]


def follow(work: Work) -> Change | Refusal:
    """A colleague asks, the requester decides, or a colleague has heard enough."""
    if work.deed.colleague is not None:
        return _ask(work, work.deed.colleague)
    who, said = (work.deed.values[each].choices[0] if each in work.deed.values else "" for each in (WHO, SAID))
    ticket = work.ticket
    if said == LEAVE:
        left = tuple(
            each for each in ticket.followers if mark_of(each.requester.chat) != who or each.ticket is not None
        )
        return work.change(replace(ticket, followers=left), data={SAID: said})
    asked = next((each for each in ticket.candidates if mark_of(each.requester.chat) == who and not each.refused), None)
    if asked is None:
        return Refusal(phrase("That was decided already."))
    return _admit(work, asked) if said == YES else _refuse(work, asked)


def _ask(work: Work, colleague: Follower) -> Change | Refusal:
    ticket, mark = work.ticket, mark_of(colleague.requester.chat)
    known = {mark_of(each.requester.chat) for each in (*ticket.followers, *ticket.candidates)}
    if mark in known:
        return Refusal(phrase("You have asked for that ticket already."))
    answers = tuple(
        Button(label=label, data=encode(Press(Verb.FOLLOWER, mark=str(ticket.id), value=f"{said}-{mark}")), style=style)
        for said, label, style in (
            (YES, phrase("✔ Yes, they may follow it"), Style.PRIMARY),
            (NO, phrase("✖ No"), Style.PLAIN),
        )
    )
    asked = phrase(
        "%(name)s, of your same organisation, asks to be told how your ticket %(number)s goes. May they?",
        name=colleague.name,
        number=Code(ticket.code),
    )
    work.to_requester(Message(body=(asked,), buttons=(answers,)))
    work.to_follower(colleague, Message(body=(phrase("I have asked whoever opened it. I tell you what they say."),)))
    return work.change(replace(ticket, candidates=(*ticket.candidates, colleague)), card=False, data={SAID: "asked"})


def _admit(work: Work, colleague: Follower) -> Change:
    ticket = work.ticket
    leave = encode(Press(Verb.FOLLOWER, mark=str(ticket.id), value=f"{LEAVE}-{mark_of(colleague.requester.chat)}"))
    state: Phrase = STATUS_WORDS[ticket.status]
    yes = phrase("You now follow %(number)s: %(state)s.", number=Code(ticket.code), state=state)
    button = Button(label=phrase("Stop following"), data=leave)
    work.to_follower(colleague, Message(body=lines((yes,), (ticket.title,)), buttons=((button,),)))
    work.to_requester(_noted(phrase("✔ %(name)s is told how %(number)s goes.", **_named(colleague, ticket))))
    work.thread((phrase("👥 %(name)s follows it too.", name=colleague.name),))
    left = tuple(each for each in ticket.candidates if each is not colleague)
    admitted = replace(ticket, candidates=left, followers=(*ticket.followers, colleague))
    return work.change(admitted, data={SAID: YES})


def _refuse(work: Work, colleague: Follower) -> Change:
    ticket = work.ticket
    no = phrase("Whoever opened %(number)s prefers to follow it alone.", number=Code(ticket.code))
    work.to_follower(colleague, Message(body=(no,)))
    work.to_requester(_noted(phrase("✔ %(name)s is not told of %(number)s.", **_named(colleague, ticket))))
    others = (each if each is not colleague else replace(each, refused=True) for each in ticket.candidates)
    return work.change(replace(ticket, candidates=tuple(others)), card=False, data={SAID: NO})


def _named(colleague: Follower, ticket: Ticket) -> dict[str, Untrusted | Code]:
    return {"name": colleague.name, "number": Code(ticket.code)}


def _noted(words: Phrase) -> Message:
    return Message(body=(words,))
