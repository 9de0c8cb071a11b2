"""At the wrong moment: what looked like a secret was kept out. The person is told, their message is deleted where the
platform allows it, and what was no secret is passed on when they say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.buttons import Press, Verb, encode
from bot.domain.conversation import Conversation
from bot.domain.decision import Decision
from bot.domain.deleting import Erase
from bot.domain.effects import Effect, Say
from bot.domain.events import Amended, Commanded, Deleted, Due, Filled, Pressed, RequesterEvent, Said
from bot.domain.ids import MessageRef
from bot.domain.message import Button, Message
from bot.domain.process import Fills, Step, StepKind
from bot.domain.sealed import MASK, Held, Looks, SecretField, SecretId
from bot.domain.text import Phrase, phrase
from bot.domain.turn import Turn
from bot.domain.withheld import MOST, Withheld

PASS_ON = phrase("It was no secret: pass it on")
PASSED_ON = phrase("✅ Passed on as you wrote it.")
TOO_LATE = phrase("That is not here any more. Please write it once more, in other words.")

_WHAT: Mapping[Looks, Phrase] = {
    Looks.PASSWORD: phrase("a password"),
    Looks.CREDENTIALS: phrase("the access to your computer"),
    Looks.TOKEN: phrase("an access key"),
    Looks.CARD: phrase("the number of a card"),
    Looks.TYPED: phrase("a password"),
}
_ASKED_LATER = phrase("I ask for it when a specialist is about to connect, and only that person sees it.")
_NEVER_NEEDED = phrase("We do not need it to help you.")
_SAYING_SO = frozenset(
    {
        "no era contrasena",
        "no era una contrasena",
        "no es contrasena",
        "no es una contrasena",
        "no era un secreto",
        "no es un secreto",
        "no era secreto",
        "pasalo",
        "paselo",
        "pasalo tal cual",
        "paselo tal cual",
        "no era un secreto: paselo tal cual",
        "it was no password",
        "it was not a password",
        "it was no secret",
        "it was no secret: pass it on",
        "pass it on",
    }
)


def unasked(held: Held | None) -> Held | None:
    """What was kept back though nobody had asked for a secret."""
    if held is None or held.looks is Looks.TYPED or SecretField.MESSAGE not in held.secrets:
        return None
    return held


def is_asked_for(held: Held | None) -> bool:
    """Whether it was kept back because it was asked for, for a ticket."""
    return held is not None and held.ticket is not None


def told(turn: Turn, decision: Decision) -> Decision:
    """The decision on an event of which something was kept back: first of all the person is told so."""
    event, held = turn.event, unasked(turn.event.held)
    if held is None or not isinstance(event, Said | Commanded | Amended | Filled):
        return decision
    message = None if isinstance(event, Filled) else event.message
    one = Withheld(
        number=_number(turn.previous, event.at),
        secret=held.secrets[SecretField.MESSAGE],
        at=event.at,
        message=message,
        language=turn.language,
        step=_stood(turn),
    )
    notice = Say(chat=turn.state.chat, message=_notice(held.looks, one), language=turn.language)
    effects: tuple[Effect, ...] = (notice, *decision.effects)
    if message is not None:
        effects = (Erase(chat=turn.state.chat, target=message, language=turn.language), *effects)
    earlier = _kept_of(turn.previous, message) if isinstance(event, Amended) else None
    if earlier is not None:  # it was told already; what is sealed now is what they last wrote
        return replace(decision, conversation=_replaced(decision.conversation, earlier, one))
    kept = (*decision.conversation.withheld, one)[-MOST:]
    return replace(decision, conversation=replace(decision.conversation, withheld=kept), effects=effects)


def erased(turn: Turn, decision: Decision) -> Decision:
    """The decision on an event that gets no answer: what was kept back is deleted all the same."""
    event = turn.event
    if unasked(event.held) is None or not isinstance(event, Said | Commanded | Amended):
        return decision
    erase = Erase(chat=turn.state.chat, target=event.message, language=turn.language)
    return replace(decision, effects=(erase, *decision.effects))


def _stood(turn: Turn) -> str | None:
    """The question that stood in the chat when the event came."""
    if turn.previous.intake is None or turn.previous.intake.parked:
        return None
    step = Turn(turn.process, turn.previous, turn.event, turn.known).step
    return step.id if step is not None else None


def is_no_answer(event: Said, step: Step) -> bool:
    """Whether something was kept back of the message, and the rest is no answer to the question: who somebody is was
    hidden with it, or hardly anything is left."""
    if unasked(event.held) is None or event.files:
        return False
    is_tale = step.kind is StepKind.TEXT and step.fills in (None, Fills.DESCRIPTION, Fills.TITLE)
    return not (is_tale or step.kind in _WITH_BUTTONS) or _words_left(event) < _TELLING


def is_bare(event: Said) -> bool:
    """Whether nothing is left of the message once the secret is out."""
    return unasked(event.held) is not None and not event.files and _words_left(event) == 0


def _words_left(event: Said) -> int:
    return sum(any(map(str.isalnum, word)) for word in event.text.untrusted.replace(MASK, " ").split())


_WITH_BUTTONS = (StepKind.CHOICE, StepKind.CONFIRMATION, StepKind.MULTI_CHOICE)
_TELLING = 5
"""From so many words on, what is left tells something of the case."""


def keep(turn: Turn, secret: SecretId, message: MessageRef) -> int:
    """Keeps what was written while a secret was asked for and is perhaps none; the number under which it is passed on."""
    one = Withheld(number=_number(turn.state, turn.event.at), secret=secret, at=turn.event.at, message=message)
    turn.state = replace(turn.state, withheld=(*turn.state.withheld, one)[-MOST:])
    return one.number


def _replaced(conversation: Conversation, earlier: Withheld, one: Withheld) -> Conversation:
    newest = replace(one, number=earlier.number)
    kept = tuple(newest if each.number == earlier.number else each for each in conversation.withheld)
    return replace(conversation, withheld=kept)


def _number(conversation: Conversation, at: datetime) -> int:
    """Never that of another message of the chat, so that an old button passes on nothing else."""
    return max((int(at.timestamp()), *(each.number + 1 for each in conversation.withheld)))


def _notice(looks: Looks, one: Withheld) -> Message:
    what = phrase(
        "🔒 That looked like %(what)s. I took that part out for your safety: nobody reads it.", what=_WHAT[looks]
    )
    why = _ASKED_LATER if looks is Looks.CREDENTIALS else _NEVER_NEEDED
    button = Button(label=PASS_ON, data=encode(Press(Verb.UNMASK, one.number)))
    return Message(body=(what,), note=(why,), buttons=((button,),))


def meant(conversation: Conversation, event: RequesterEvent | Due) -> Withheld | None:
    """Which message the person says was no secret, by a button or in words; None when they say no such thing, or it is too
    late for that."""
    waiting = [each for each in conversation.withheld if each.waits(event.at)]
    match event:
        case Pressed(press=Press(verb=Verb.UNMASK, run=number)):
            return next((each for each in waiting if each.number == number), None)
        case Said(files=(), held=None) if event.text.folded in _SAYING_SO:
            return waiting[-1] if waiting else None
    return None


def passed(conversation: Conversation, one: Withheld) -> Conversation:
    """The chat after the message was passed on: that happens once."""
    kept = tuple(each if each.number != one.number else replace(each, passed=True) for each in conversation.withheld)
    return replace(conversation, withheld=kept)


def too_late(turn: Turn, press: Press) -> None:
    """Answers a button that passes nothing on any more."""
    was_passed = any(each.passed and each.number == press.run for each in turn.state.withheld)
    words = PASSED_ON if was_passed else TOO_LATE
    turn.settle(Message(body=(words,)))
    turn.toast(words)


def asked_to_delete(turn: Turn, event: Deleted) -> bool:
    """Whether the message was deleted because it held a secret: what was kept of it, without that, stays."""
    return _kept_of(turn.state, event.message) is not None


def _kept_of(conversation: Conversation, message: MessageRef | None) -> Withheld | None:
    return next((each for each in conversation.withheld if message is not None and each.message == message), None)
