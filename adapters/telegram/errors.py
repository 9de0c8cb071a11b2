"""What each failure of a request to Telegram means for a delivery: one table, the most specific rows first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from adapters.telegram.request import ServerFailure, TooManyRequests
from bot.app.outbox import Delivered, Later, Outcome, Reason, Refused, Unsure

TOKEN_PAUSE = 60.0
NOT_SENT_PAUSE = 2.0
CONFLICT_PAUSE = 5.0

NOT_MODIFIED = "message is not modified"
CANNOT_PARSE = "can't parse entities"

_QUOTED = re.compile(r"\"[^\"]*\"?|(?<=\s)'[^']*'?", re.DOTALL)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Row:
    """Errors of a kind, with these words in their text (any when empty) and one of these causes (any when empty)."""

    kind: type[TelegramError]
    outcome: Callable[[TelegramError], Outcome]
    words: str = ""
    causes: tuple[type[BaseException], ...] = ()

    def covers(self, error: TelegramError) -> bool:
        """Whether the row is about this error."""
        if not isinstance(error, self.kind) or self.words not in str(error).lower():
            return False
        return not self.causes or isinstance(error.__cause__, self.causes)


def outcome_of(error: TelegramError) -> Outcome:
    """What a failed attempt means. The texts never hold the token, nor what was to be sent."""
    return next(row.outcome(error) for row in TABLE if row.covers(error))


def said(error: TelegramError) -> str:
    """Telegram's words, without what they quote of the message."""
    return _QUOTED.sub("…", str(error))


def _refused(reason: Reason) -> Callable[[TelegramError], Outcome]:
    return lambda error: Refused(reason, said(error))


def _too_many(error: TelegramError) -> Outcome:
    seconds = error.seconds if isinstance(error, TooManyRequests) else TOKEN_PAUSE
    return Later(seconds, said(error))


def _migrated(error: TelegramError) -> Outcome:
    new = error.new_chat_id if isinstance(error, ChatMigrated) else ""
    return Refused(Reason.GONE, f"the group is now the supergroup {new}")


def _unsure(error: TelegramError) -> Outcome:
    return Unsure(said(error))


TABLE: tuple[Row, ...] = (
    Row(TooManyRequests, _too_many),
    Row(ServerFailure, _unsure),
    Row(ChatMigrated, _migrated),
    # its text holds the token in some places of the library
    Row(InvalidToken, lambda _: Later(TOKEN_PAUSE, "Telegram does not know the token or the method", everybody=True)),
    Row(Conflict, lambda error: Later(CONFLICT_PAUSE, said(error))),
    Row(Forbidden, _refused(Reason.UNREACHABLE)),
    Row(BadRequest, lambda _: Delivered(None), NOT_MODIFIED),
    Row(BadRequest, lambda _: Delivered(None), "message to delete not found"),
    Row(BadRequest, _refused(Reason.FORBIDDEN), "message can't be deleted"),
    Row(BadRequest, _refused(Reason.GONE), "message to edit not found"),
    Row(BadRequest, _refused(Reason.GONE), "message can't be edited"),
    Row(BadRequest, _refused(Reason.GONE), "message_id_invalid"),
    Row(BadRequest, _refused(Reason.UNREACHABLE), "chat not found"),
    Row(BadRequest, _refused(Reason.UNREACHABLE), "user not found"),
    Row(BadRequest, _refused(Reason.UNREACHABLE), "peer_id_invalid"),
    Row(BadRequest, _refused(Reason.FORBIDDEN), "not enough rights"),
    Row(BadRequest, _refused(Reason.FORBIDDEN), "have no rights"),
    Row(BadRequest, _refused(Reason.INVALID)),
    Row(TimedOut, lambda error: Later(NOT_SENT_PAUSE, said(error)), causes=_NOT_SENT),
    Row(TimedOut, _unsure),
    Row(NetworkError, lambda error: Later(NOT_SENT_PAUSE, said(error)), causes=_NOT_SENT),
    Row(TelegramError, _unsure),
)
