"""What can be done about sealed secrets; internal effects, see `bot.domain.effects`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.ids import ChatRef, TicketId
from bot.domain.sealed import SecretField, SecretId


@dataclass(frozen=True, kw_only=True, slots=True)
class Destroy:
    """Internal: these secrets are destroyed, those of the ticket as well when one is given; and from now on nothing is
    expected `no_more_for` a ticket. What is expected in the same chat for another one still is."""

    secrets: tuple[SecretId, ...] = ()
    ticket: TicketId | None = None
    no_more_for: TicketId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectSecret:
    """Internal: the chat is asked for one of the two values of remote help; until then, whatever is typed there is sealed
    before it is stored."""

    chat: ChatRef
    ticket: TicketId
    wanted: SecretField
    until: datetime


SecretEffect: TypeAlias = Destroy | ExpectSecret
