"""What a requester reads when the ID and the password of remote help are asked for, received, destroyed, and used up."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import Press, Verb, encode
from bot.domain.ids import gateway_of
from bot.domain.message import Button, Message, Style
from bot.domain.process import Process, Texts
from bot.domain.remote import Over, Phase, Remote
from bot.domain.sealed import SecretField
from bot.domain.text import Code, Phrase, Span, Text, lines, phrase
from bot.domain.ticket import Ticket

ENTER = "enter"
HELP = "help"
NOT_NOW = "later"
ALL_OF_IT = "all"
DONE = "done"
"""Values of the buttons."""

FORMS_OPEN_IN = frozenset({"slack"})
"""Where a form can open over the chat: there nothing secret is ever typed into a message, which could not be deleted."""

ASKED_FOR = (SecretField.REMOTE_ID, SecretField.REMOTE_PASSWORD)
"""What is asked for, in this order."""


def missing(remote: Remote) -> SecretField | None:
    """What is asked for now; None when both are there."""
    return next((each for each in ASKED_FOR if each not in remote.held), None)


def in_form(ticket: Ticket) -> bool:
    """Whether the requester types into a form instead of a message."""
    return gateway_of(ticket.requester.chat) in FORMS_OPEN_IN


def asking(process: Process, ticket: Ticket, remote: Remote) -> Message:
    """Asks for what is missing."""
    name, program = remote.name, process.remote_access.program
    if in_form(ticket):
        if missing(remote) is SecretField.REMOTE_PASSWORD:
            only = phrase("✔ I have the ID. Now the password: press the button and write it there.")
            return Message(body=(only,), buttons=_buttons(ticket, enter=True))
        asked = phrase("🔒 %(name)s needs the ID and the password of %(program)s.", name=name, program=program)
        how = phrase(
            "Press the button and write them there, never in a message: only %(name)s sees them, once.", name=name
        )
        return Message(body=lines((asked,), (how,)), buttons=_buttons(ticket, enter=True))
    if missing(remote) is SecretField.REMOTE_ID:
        asked = phrase("🔒 Which ID does %(program)s show you? It has 9 or 10 digits.", program=program)
        how = phrase("I seal what you write and delete your message: only %(name)s sees it, once.", name=name)
        return Message(body=lines((asked,), (how,)), buttons=_buttons(ticket))
    asked = phrase("✔ I have the ID. And the password that %(program)s shows below it?", program=program)
    return Message(body=(asked,), buttons=_buttons(ticket))


def again(process: Process, ticket: Ticket, remote: Remote, number: str | None = None) -> Message:
    """What they wrote does not fit, or cannot be told from what they wish to say: under that number it is passed on."""
    asked = _again(process, ticket, remote)
    if number is None:
        return asked
    data = encode(Press(Verb.UNMASK, int(number)))
    return replace(
        asked, buttons=(*asked.buttons, (Button(label=phrase("📨 It is a message: pass it on"), data=data),))
    )


def _again(process: Process, ticket: Ticket, remote: Remote) -> Message:
    if in_form(ticket):
        why = phrase("I see no ID there: it has 9 or 10 digits, such as 123 456 789. Please press the button.")
        return Message(body=(why,), buttons=_buttons(ticket, enter=True))
    if missing(remote) is SecretField.REMOTE_ID:
        program = process.remote_access.program
        why = phrase(
            "I see no ID there: it has 9 or 10 digits, such as 123 456 789. Which one does %(program)s show you?",
            program=program,
        )
        return Message(body=(why,), buttons=_buttons(ticket))
    why = phrase("I do not know which word is the password. Please write only that one.")
    all_of_it = (_button(ticket, phrase("🔑 All of it is the password"), ALL_OF_IT),)
    return Message(body=(why,), buttons=(all_of_it, *_buttons(ticket)))


def where(process: Process, ticket: Ticket) -> Message:
    """Where the two are found."""
    program = process.remote_access.program
    usual = phrase("Open %(program)s: “Your ID” and “Password” stand on its first page.", program=program)
    found = said(process.remote_access.where, ticket.requester.language, process)
    return Message(body=(found or usual,))


def received(remote: Remote) -> Message:
    """Both are there."""
    words = phrase(
        "🔒 I have both, sealed. %(name)s sees them once and connects; then they are gone.", name=remote.name
    )
    return Message(body=(words,))


def declined(remote: Remote) -> Message:
    """They said "not now"."""
    return Message(
        body=(phrase("👌 That is all right. I tell %(name)s. What you write now reaches the desk.", name=remote.name),)
    )


def no_longer_asked() -> Message:
    """They pressed or wrote too late."""
    return Message(body=(phrase("The ID and the password are not needed now. If they are again, I ask you."),))


def told_over(process: Process, ticket: Ticket, remote: Remote, why: Over) -> Message | None:
    """What they are told when remote help ended so, which was in the phase of `remote`."""
    number = Code(ticket.code)
    if remote.phase is Phase.SHOWN:
        return afterwards(process, ticket)
    if why is Over.DECLINED:
        return declined(remote)
    if why is Over.UNANSWERED:
        stop = phrase("⏳ I no longer wait for the ID and the password of %(number)s.", number=number)
        return Message(body=lines((stop,), (phrase("What you write now reaches the desk as usual."),)))
    if not remote.held:
        return Message(
            body=(phrase("The ID and the password are no longer needed for %(number)s. Thank you.", number=number),)
        )
    gone = phrase("🗑 Nobody used the ID and the password of %(number)s: I destroyed them.", number=number)
    anew: Text = (phrase("If they are needed, I ask you for new ones."),) if why is not Over.FINISHED else ()
    return Message(body=lines((gone,), anew))


def afterwards(process: Process, ticket: Ticket) -> Message:
    """At the end of a session: nobody shall be able to come in again."""
    program = process.remote_access.program
    usual = phrase(
        "Please close %(program)s now, or change its password: then nobody can come in again.", program=program
    )
    text = said(process.remote_access.afterwards, ticket.requester.language, process)
    over = phrase("🔚 The remote session of %(number)s is over.", number=Code(ticket.code))
    done = _button(ticket, phrase("✔ Done"), DONE, Style.PRIMARY)
    return Message(body=lines((over,), (text or usual,)), buttons=((done,),))


def secured() -> Text:
    """What stands under that, once they said so."""
    return (phrase("✔ Done. Thank you."),)


def said(texts: Texts | None, language: str, process: Process) -> str:
    """A text of the process in a language; empty when there is none."""
    given = texts or {}
    return given.get(language) or given.get(process.languages[0], "")


def _buttons(ticket: Ticket, *, enter: bool = False) -> tuple[tuple[Button, ...], ...]:
    first = (_button(ticket, phrase("🔒 Enter ID and password"), ENTER, Style.PRIMARY),) if enter else ()
    rest = (
        _button(ticket, phrase("❓ Where do I find it?"), HELP),
        _button(ticket, phrase("⏳ Not now"), NOT_NOW),
    )
    return (first, rest) if first else (rest,)


def _button(ticket: Ticket, label: Phrase | Span, value: str, style: Style = Style.PLAIN) -> Button:
    return Button(label=label, style=style, data=encode(Press(Verb.CREDENTIALS, ticket.id, "", value)))
