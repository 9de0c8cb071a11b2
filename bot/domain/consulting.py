"""A person before the items on offer: opens them, says that one solved it, or why none did."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import prompts
from bot.domain.answers import Answer
from bot.domain.effects import CancelTimer, Consult
from bot.domain.events import Said
from bot.domain.knowledge import REASONS, Consulted, Consulting, Item, Title, Use, named
from bot.domain.message import Message
from bot.domain.process import NO, YES, Fills, Option, Step
from bot.domain.questions import filled
from bot.domain.replies import option_named, place_named
from bot.domain.text import Untrusted, clean, fold, phrase
from bot.domain.turn import REMINDER, Turn

LONGEST_REASON = 500
"""Characters kept of why nothing helped."""

_SOLVED = frozenset(
    {
        "ya quedo",
        "quedo",
        "ya quedo listo",
        "listo ya quedo",
        "ya",
        "listo",
        "resuelto",
        "solucionado",
        "ya lo resolvi",
        "ya se resolvio",
        "lo resolvio",
        "esto lo resolvio",
        "si me ayudo",
        "me ayudo",
        "me sirvio",
        "si me sirvio",
        "ya funciona",
        "solved",
        "this solved it",
        "it works",
        "it works now",
        "that helped",
        "done",
    }
)
_NONE = frozenset(
    {
        "ninguno",
        "ninguna",
        "ninguno me ayudo",
        "ninguno es mi caso",
        "nada",
        "no me ayudo",
        "no me sirvio",
        "no sirve",
        "no ayuda",
        "sigue igual",
        "none",
        "none helped",
        "none of these",
        "neither",
        "it did not help",
        "did not help",
        "omitir",
        "siguiente",
        "continuar",
        "skip",
        "next",
    }
)
_WHY: dict[Use, frozenset[str]] = {
    Use.NOT_MINE: frozenset({"1", "no es mi caso", "no es el caso", "otro caso", "it is not my case", "not my case"}),
    Use.NOT_UNDERSTOOD: frozenset(
        {"2", "no lo entendi", "no le entendi", "no entendi", "i did not understand it", "i did not understand"}
    ),
    Use.TRIED: frozenset(
        {"3", "ya lo intente", "ya lo habia intentado", "ya lo hice", "i had tried it already", "i tried it"}
    ),
}
_YES_NO = (Option(id=YES, label={}), Option(id=NO, label={}))


def chose(turn: Turn, step: Step, value: str) -> bool:
    """A press on an offer; False when the button does not fit what is offered now."""
    offer = turn.intake.consulting
    if offer is None:
        return False
    if value == prompts.SOLVED and offer.opened:
        _solved(turn, offer)
    elif value == prompts.NONE_HELPED:
        _none_helped(turn, step, offer)
    elif offer.asking and value in REASONS:
        _ended(turn, step, offer, Use(value))
    elif (item := offer.item(value)) is not None:
        _opened(turn, step, offer, item)
    else:
        return False
    return True


def said(turn: Turn, step: Step, event: Said) -> bool:
    """Typed words before an offer; False when they are free talk."""
    offer, words = turn.intake.consulting, event.text.folded
    if offer is None or not words or event.files:
        return False
    if offer.asking:
        why = next((use for use, spoken in _WHY.items() if words in spoken), Use.OTHER)
        own = Untrusted(clean(event.text.untrusted)[:LONGEST_REASON]) if why is Use.OTHER else None
        _ended(turn, step, offer, why, own)
        return True
    answer = option_named(_YES_NO, words) if not words.isdecimal() else None
    if words in _SOLVED or (answer == YES and offer.opened):
        _solved(turn, offer)
    elif words in _NONE or answer == NO:
        _none_helped(turn, step, offer)
    elif (item := _meant(offer, words)) is not None or (answer == YES and (item := _only(offer)) is not None):
        _opened(turn, step, offer, item)
    else:
        return False
    return True


def _meant(offer: Consulting, words: str) -> Item | None:
    if words.isdecimal():
        place = place_named(words)
        return offer.offered[place - 1] if 1 <= place <= len(offer.offered) else None
    return next((each for each in offer.offered if fold(each.title) == words), None)


def _only(offer: Consulting) -> Item | None:
    return offer.offered[0] if len(offer.offered) == 1 else None


def _opened(turn: Turn, step: Step, offer: Consulting, item: Item) -> None:
    turn.settle(Message(body=("✔ ", named(item.kind, item.title))))
    turn.toast()
    if item.id not in offer.opened:
        offer = replace(offer, opened=(*offer.opened, item.id))
        _count(turn, item.id, Use.OPENED)
    turn.change(replace(turn.intake, consulting=replace(offer, asking=False)))
    turn.say(prompts.opened_item(turn.page, step, item))


def _solved(turn: Turn, offer: Consulting) -> None:
    """The end without a ticket. The run is over with it, so that a second press finds nothing to count."""
    turn.settle(Message(body=(phrase("✅ This solved it"),)))
    turn.toast()
    _count(turn, offer.opened[-1] if offer.opened else "", Use.HELPED)
    turn.effects.append(CancelTimer(key=f"{REMINDER}:{turn.state.chat}"))
    turn.change(None)
    turn.tell(
        phrase(
            "I am glad that it is solved. No ticket was needed, and none was opened. If it comes back, write to me here or use /new."
        )
    )


def _none_helped(turn: Turn, step: Step, offer: Consulting) -> None:
    if not offer.opened:  # the titles were enough to see that it is something else
        _ended(turn, step, offer, Use.NOT_MINE)
        return
    turn.settle(Message(body=("✔ ", phrase("None helped me"))))
    turn.toast()
    turn.change(replace(turn.intake, consulting=replace(offer, asking=True)))
    turn.ask()


def _ended(turn: Turn, step: Step, offer: Consulting, why: Use, words: Untrusted | None = None) -> None:
    items = [item for each in offer.opened if (item := offer.item(each)) is not None]
    for item in items:
        _count(turn, item.id, why)
    opened = tuple(Title(id=item.id, kind=item.kind, title=item.title) for item in items)
    turn.answer(step, Answer(consulted=Consulted(opened=opened, offered=len(offer.offered), why=why, words=words)))


def _count(turn: Turn, item: str, use: Use) -> None:
    module = filled(turn.process, turn.intake.answers, Fills.MODULE)
    turn.effects.append(
        Consult(
            process=turn.process.id,
            item=item,
            use=use,
            module=module.options[0] if module is not None and module.options else None,
        )
    )
