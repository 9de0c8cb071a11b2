"""What a person chooses for themselves: the language they are written to in, and the zone their hours are told in."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import Press, Verb, encode
from bot.domain.message import Button, Message
from bot.domain.text import Moment, Untrusted, fold, phrase
from bot.domain.turn import Turn

LANGUAGES = {"es": "Español", "en": "English"}
"""The languages in their own words."""


def language_named(turn: Turn, text: Untrusted) -> str | None:
    """The language of this process that the words are the name of ("español", "inglés", "en"); None for other words."""
    said = text.folded
    names = {"es": {"es", "espanol", "spanish", "castellano"}, "en": {"en", "english", "ingles"}}
    return next((code for code, words in names.items() if said in words and code in turn.process.languages), None)


def choose_language(turn: Turn, wanted: Untrusted) -> None:
    """Changes the language, or asks which; a questionnaire goes on in it with the same question."""
    chosen = language_named(turn, wanted)
    if chosen is None:
        buttons = tuple(
            Button(label=LANGUAGES.get(code, code), data=encode(Press(Verb.LANGUAGE, value=code)))
            for code in turn.process.languages
        )
        turn.say(Message(body=("¿En qué idioma seguimos? / In which language do we go on?",), buttons=(buttons,)))
        return
    turn.state = replace(turn.state, language=chosen)
    turn.tell(phrase("From now on I write to you in English."))
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()


def choose_zone(turn: Turn, wanted: Untrusted) -> None:
    """Changes the zone in which hours are told, or asks which; a questionnaire goes on with the same question."""
    zones = turn.process.desk.zones
    if not zones:
        turn.tell(phrase("Hours are told as they are at the desk."))
        return
    chosen = next((zone for zone in zones if wanted.folded in {zone.id.lower(), *map(fold, zone.label.values())}), None)
    if chosen is None:
        rows = tuple((Button(label=turn.words(z.label), data=encode(Press(Verb.ZONE, value=z.id))),) for z in zones)
        turn.say(Message(body=(phrase("Which place has the same hour as yours?"),), buttons=rows))
        return
    turn.state = replace(turn.state, zone=chosen.id)
    now = Moment(turn.event.at, chosen.id)
    turn.tell(
        phrase("From now on I tell you hours as in %(place)s. Now: %(now)s", place=turn.words(chosen.label), now=now)
    )
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()
