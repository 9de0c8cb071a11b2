"""The pretend platforms' side of sending: what arrived, and on a bad day what did not, or what nobody heard of."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bot.app.outbox import Delivered, Later, Outcome, Parcel, ParcelKind, Unsure
from bot.app.ports import Limits
from bot.domain.effects import Immediate
from bot.domain.ids import ChatRef, MessageRef
from bot.domain.message import Message

TRAVEL = (0.01, 0.2)
"""Seconds a request takes to arrive, and its answer to come back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Faults:
    """How often, of 1, a send is put off, lost before it arrives, or arrives without an answer."""

    later: float = 0.0
    lost: float = 0.0
    unanswered: float = 0.0


NO_FAULTS = Faults()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery that reached the platform. `row` is its place in the outbox."""

    row: int
    key: str
    chat: ChatRef
    kind: ParcelKind
    ref: MessageRef


class PretendGateway:
    """`bot.app.ports.Gateway`. With `looks_back` it finds an earlier attempt by the letter's key, as Slack's does; without,
    an unsure letter is sent again, as Telegram's is. `seen` is told of every new message."""

    def __init__(
        self,
        name: str,
        limits: Limits,
        *,
        chance: random.Random,
        faults: Faults,
        looks_back: bool,
        seen: Callable[[ChatRef, MessageRef, Message], None],
    ) -> None:
        self.name = name
        self.limits = limits
        self.arrived: list[Arrived] = []
        self.faulty = 0
        self._chance = chance
        self._faults = faults
        self._looks_back = looks_back
        self._seen = seen

    @property
    def messages(self) -> Counter[str]:
        """How often each letter that says something arrived, by its key."""
        return Counter(each.key for each in self.arrived if each.kind is not ParcelKind.REVISE)

    @property
    def duplicates(self) -> int:
        """Messages that arrived once more."""
        return self.messages.total() - len(self.messages)

    async def deliver(self, parcel: Parcel) -> Outcome:
        await asyncio.sleep(self._chance.uniform(*TRAVEL))
        fate = self._chance.random() - self._faults.later
        if fate < 0:
            self.faulty += 1
            everybody = self._chance.random() < 0.2
            return Later(self._chance.uniform(1, 30), "asked to wait", everybody=everybody)
        fate -= self._faults.lost
        if fate < 0:
            self.faulty += 1
            return Unsure("the request was lost")
        ref = self._arrive(parcel)
        await asyncio.sleep(self._chance.uniform(*TRAVEL))
        if fate < self._faults.unanswered:
            self.faulty += 1
            return Unsure("the answer was lost")
        return Delivered(ref)

    async def answer(self, effect: Immediate) -> None:
        """Nothing depends on it."""

    def _arrive(self, parcel: Parcel) -> MessageRef:
        letter = parcel.letter
        if letter.kind is ParcelKind.REVISE:
            assert parcel.target is not None, "only messages that were delivered are revised here"
            ref = parcel.target
        else:
            if parcel.unsure and self._looks_back:
                earlier = next((each.ref for each in self.arrived if each.key == letter.key), None)
                if earlier is not None:
                    return earlier
            ref = MessageRef(f"{letter.chat}:{len(self.arrived) + 1}")
        self.arrived.append(Arrived(parcel.id, letter.key, letter.chat, letter.kind, ref))
        if letter.kind is not ParcelKind.REVISE:
            self._seen(letter.chat, ref, letter.message)
        return ref
