"""Each failure at Telegram, row by row, and that every row of the table is reached by one of them."""

from __future__ import annotations

import httpx
import pytest
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

from adapters.telegram.errors import TABLE, outcome_of
from adapters.telegram.request import ServerFailure, TooManyRequests
from bot.app.outbox import Delivered, Later, Outcome, Reason, Refused, Unsure


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


ROWS: list[tuple[TelegramError, Outcome]] = [
    (TooManyRequests(17), Later(17, "too many requests, again in 17 s")),
    (ServerFailure(502), Unsure("HTTP 502")),
    (ChatMigrated(-1001), Refused(Reason.GONE, "the group is now the supergroup -1001")),
    (
        InvalidToken("The token `1:SECRET` was rejected by the server."),
        Later(60, "Telegram does not know the token or the method", everybody=True),
    ),
    (
        BadRequest('Can\'t parse entities: unsupported start tag "clave tlaloc99" at byte offset 5'),
        Refused(Reason.INVALID, "Can't parse entities: unsupported start tag … at byte offset 5"),
    ),
    (
        BadRequest("Inline keyboard button URL 'tlaloc99' is invalid"),
        Refused(Reason.INVALID, "Inline keyboard button URL … is invalid"),
    ),
    (Conflict("Conflict: other"), Later(5, "Conflict: other")),
    (
        Forbidden("Forbidden: bot was blocked by the user"),
        Refused(Reason.UNREACHABLE, "Forbidden: bot was blocked by the user"),
    ),
    (
        Forbidden("Forbidden: user is deactivated"),
        Refused(Reason.UNREACHABLE, "Forbidden: user is deactivated"),
    ),
    (BadRequest("Message is not modified: specified new message content"), Delivered(None)),
    (BadRequest("Message to delete not found"), Delivered(None)),
    (
        BadRequest("Message can't be deleted for everyone"),
        Refused(Reason.FORBIDDEN, "Message can't be deleted for everyone"),
    ),
    (BadRequest("Message to edit not found"), Refused(Reason.GONE, "Message to edit not found")),
    (BadRequest("Message can't be edited"), Refused(Reason.GONE, "Message can't be edited")),
    (BadRequest("MESSAGE_ID_INVALID"), Refused(Reason.GONE, "MESSAGE_ID_INVALID")),
    (BadRequest("Chat not found"), Refused(Reason.UNREACHABLE, "Chat not found")),
    (BadRequest("User not found"), Refused(Reason.UNREACHABLE, "User not found")),
    (BadRequest("PEER_ID_INVALID"), Refused(Reason.UNREACHABLE, "PEER_ID_INVALID")),
    (
        BadRequest("Not enough rights to send text messages to the chat"),
        Refused(Reason.FORBIDDEN, "Not enough rights to send text messages to the chat"),
    ),
    (BadRequest("Have no rights to send a message"), Refused(Reason.FORBIDDEN, "Have no rights to send a message")),
    (BadRequest("Button_data_invalid"), Refused(Reason.INVALID, "Button_data_invalid")),
    (caused(TimedOut(), httpx.ConnectTimeout("")), Later(2, "Timed out")),
    (caused(TimedOut("Pool timeout"), httpx.PoolTimeout("")), Later(2, "Pool timeout")),
    (caused(TimedOut(), httpx.ReadTimeout("")), Unsure("Timed out")),
    (caused(TimedOut(), httpx.WriteTimeout("")), Unsure("Timed out")),
    (caused(NetworkError("no route"), httpx.ConnectError("")), Later(2, "no route")),
    (caused(NetworkError("gone"), httpx.RemoteProtocolError("")), Unsure("gone")),
    (caused(NetworkError("reset"), httpx.ReadError("")), Unsure("reset")),
    (TelegramError("Invalid server response"), Unsure("Invalid server response")),
]


@pytest.mark.parametrize(("error", "outcome"), ROWS, ids=lambda value: str(value)[:40])
def test_a_failure_means(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error) == outcome


def test_every_row_of_the_table_is_reached() -> None:
    reached = {next(row for row in TABLE if row.covers(error)) for error, _ in ROWS}
    assert reached == set(TABLE)
