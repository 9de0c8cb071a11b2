"""Effects on sealed secrets, done inside the transaction."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.app.ports import UnitOfWork
from bot.app.sealing import Expected
from bot.domain.secret_effects import Destroy, ExpectSecret, SecretEffect


def keep(uow: UnitOfWork, effect: SecretEffect, now: datetime) -> bool:
    """Does the effect; whether anything was destroyed, so that the disk is to be scrubbed after the commit."""
    match effect:
        case ExpectSecret():
            uow.secrets.expect(
                Expected(chat=effect.chat, ticket=effect.ticket, wanted=effect.wanted, until=effect.until)
            )
            return False
        case Destroy():
            if effect.no_more_for is not None:
                uow.secrets.expect_no_more(effect.no_more_for, now)
            of_ticket = uow.secrets.of_ticket(effect.ticket) if effect.ticket is not None else ()
            return uow.secrets.destroy((*effect.secrets, *(row.id for row in of_ticket))) > 0
        case _:
            assert_never(effect)
