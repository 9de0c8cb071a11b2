"""People with a problem, who answer what they are asked, each in their own way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from enum import StrEnum

from bot.domain.ids import ChatRef, MessageRef
from bot.domain.message import Message
from tests.player import read_aloud
from tests.simulation.arrivals import Arrivals

FIRST = "Hola"
SCRIPT = (
    ("¿Cómo se llama?", "María"),
    ("¿Dónde falla?", "[La puerta"),
    ("¿Qué pasa?", "No cierra bien"),
    ("¿Está todo bien?", "[✅ Enviar"),
    ("Su número es", None),
    ("le atiende", None),
)
"""What the service says, and what that leads to: words, a button in brackets, or nothing (None)."""

PLACE = 1
"""Where in the script slow people stop."""

OFFER, RESUME = "¿Seguimos donde se quedó?", "▶ Seguir"


class Temper(StrEnum):
    """`NERVOUS` people press every button twice; `SLOW` ones stop half-way until they are reminded."""

    STEADY = "steady"
    NERVOUS = "nervous"
    SLOW = "slow"


class Requester:
    """One person in one chat, who follows the script: a question that comes again is answered again when it has buttons,
    or when they have just come back to their request."""

    def __init__(self, person: int, chat: ChatRef, platform: Arrivals, temper: Temper, chance: random.Random) -> None:
        self.chat = chat
        self.heard: list[str] = []
        self._person = person
        self._platform = platform
        self._temper = temper
        self._chance = chance
        self._next = 0
        self._waits = temper is Temper.SLOW
        self._resumed = False
        self._newest: tuple[Message, MessageRef] | None = None

    @property
    def done(self) -> bool:
        """Whether they have heard everything."""
        return self._next == len(SCRIPT)

    def begin(self) -> None:
        """The first word."""
        self._platform.say(self._person, FIRST)

    def sees(self, message: Message, ref: MessageRef) -> None:
        """A message of the service appears in the chat."""
        text = read_aloud(message)
        self.heard.append(text)
        if OFFER in text:
            self._resumed = True
            self._press(RESUME, message, ref)
        place = next((number for number, (cue, _) in enumerate(SCRIPT) if cue in text), len(SCRIPT))
        if place == self._next < len(SCRIPT) or (self._resumed and place < self._next):
            self._next = place + 1
            self._resumed = False
            if place == PLACE and self._waits:
                self._waits = False
            else:
                self._answer(place, message, ref)
        elif place == self._next - 1 and _button(place):
            self._newest = (message, ref)
            self._later(self._press_newest, place)

    def _answer(self, place: int, message: Message, ref: MessageRef) -> None:
        label, words = _button(place), SCRIPT[place][1]
        if label:
            for _ in range(2 if self._temper is Temper.NERVOUS else 1):
                self._press(label, message, ref)
        elif words is not None:
            self._later(self._platform.say, self._person, words)

    def _press(self, label: str, message: Message, ref: MessageRef) -> None:
        data = next(each.data for row in message.buttons for each in row if str(each.label).startswith(label))
        self._later(self._platform.press, self._person, data, ref)

    def _press_newest(self, place: int) -> None:
        """Once, however often the question has come again meanwhile."""
        if self._newest is not None and self._next == place + 1:
            self._press(_button(place), *self._newest)
        self._newest = None

    def _later(self, act: Callable[..., None], *details: object) -> None:
        asyncio.get_running_loop().call_later(self._chance.uniform(0.2, 5.0), act, *details)


def _button(place: int) -> str:
    """The button that is pressed there; empty where none is."""
    words = SCRIPT[place][1]
    return words[1:] if words is not None and words.startswith("[") else ""
