"""What looked like a secret and was none: opened once, and from then on what the person said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from bot.app.ports import UnitOfWork
from bot.app.sealing import CannotOpen, Sealer, opened
from bot.domain import withholding
from bot.domain.conversation import Conversation
from bot.domain.effects import Effect, Revise, Toast
from bot.domain.events import Due, Pressed, RequesterEvent, Said
from bot.domain.message import Message
from bot.domain.secret_effects import Destroy

Happened: TypeAlias = tuple[Conversation, RequesterEvent | Due]

Release: TypeAlias = Callable[
    [UnitOfWork, Conversation, RequesterEvent | Due, Callable[[Iterable[Effect]], None]], Happened
]
"""The chat and what happened in it, once what was kept back is taken into account."""


def nothing_kept(
    _uow: UnitOfWork,
    conversation: Conversation,
    event: RequesterEvent | Due,
    _perform: Callable[[Iterable[Effect]], None],
) -> Happened:
    """Nothing was ever kept back."""
    return conversation, event


class PassingOn:
    """Opens what was kept back of a message when its writer says that it was no secret."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def __call__(
        self,
        uow: UnitOfWork,
        conversation: Conversation,
        event: RequesterEvent | Due,
        perform: Callable[[Iterable[Effect]], None],
    ) -> Happened:
        """Instead of the press, the words as if they had just been said; everything else as it is. What was sealed is
        destroyed with it."""
        one = withholding.meant(conversation, event)
        row = uow.secrets.get(one.secret) if one is not None else None
        where = event.message if isinstance(event, Pressed | Said) else None
        if one is None or row is None or where is None or row.expires <= event.at:
            return conversation, event
        try:
            words = opened(self._sealer, row.shown())
        except CannotOpen:
            return conversation, event
        perform((Destroy(secrets=(one.secret,)),))
        if isinstance(event, Pressed):
            perform(
                (
                    Revise(
                        chat=event.chat,
                        target=where,
                        message=Message(body=(withholding.PASSED_ON,)),
                        language=one.language,
                    ),
                    Toast(interaction=event.interaction, text=(), language=one.language),
                )
            )
        said = Said(
            id=event.id,
            at=event.at,
            chat=event.chat,
            person=event.person,
            language=event.language,
            foreign=event.foreign,
            text=words,
            message=one.message or where,
            step=one.step,
        )
        return withholding.passed(conversation, one), said
