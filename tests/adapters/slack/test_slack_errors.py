"""Each failure at Slack, row by row."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from slack_sdk.errors import SlackApiError

from adapters.slack.errors import CHANNEL, MAYBE_DONE, REFUSED, TOKEN, name_in, outcome_of
from bot.app.outbox import Later, Outcome, Reason, Refused, Trouble, Unsure

KEY = ConnectionKey("slack.example", 443, True, True, None, None, None)


def refusal(response: object) -> SlackApiError:
    return SlackApiError("The request failed. (token xoxb-secret)", response)  # type: ignore[no-untyped-call]  # as in the SDK


def answered(data: Any, status: int = 200, **headers: str) -> SlackApiError:
    response = SimpleNamespace(
        data=data, status_code=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return refusal(response)


def named(error: str, **more: Any) -> SlackApiError:
    return answered({"ok": False, "error": error, **more})


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_what_can_never_arrive_is_refused(name: str, reason: Reason) -> None:
    assert outcome_of(named(name)) == Refused(reason, name)


@pytest.mark.parametrize("name", sorted(TOKEN))
def test_an_app_that_is_not_let_in_waits_with_everything(name: str) -> None:
    trouble = Trouble.SCOPE if name == "missing_scope" else Trouble.TOKEN
    assert outcome_of(named(name)) == Later(60, name, everybody=True, trouble=trouble)


@pytest.mark.parametrize(("name", "trouble"), CHANNEL.items())
def test_what_keeps_everything_out_of_the_desk_is_held_until_it_is_mended(name: str, trouble: Trouble) -> None:
    assert outcome_of(named(name), at_desk=True) == Later(60, name, trouble=trouble)


@pytest.mark.parametrize("name", sorted(MAYBE_DONE))
def test_what_slack_may_have_done_is_unsure(name: str) -> None:
    assert outcome_of(named(name)) == Unsure(name)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (named("ratelimited"), Later(30, "rate limited")),
        (answered({"ok": False, "error": "ratelimited"}, 429, Retry_After="7"), Later(7, "rate limited")),
        (answered("", 429, Retry_After="soon"), Later(30, "rate limited")),
        (
            named("invalid_blocks", response_metadata={"messages": ["[ERROR] too long [json-pointer:/blocks/0]"]}),
            Refused(Reason.INVALID, "invalid_blocks: [ERROR] too long [json-pointer:/blocks/0]"),
        ),
        (named("something_new"), Later(30, "something_new")),
        (answered("Bad gateway", 502), Unsure("HTTP 502")),
        (answered("<html>", 200), Unsure("HTTP 200")),
        (answered("Payload too large", 413), Refused(Reason.INVALID, "HTTP 413")),
        (refusal(SimpleNamespace(status=503)), Unsure("HTTP 503")),
        (aiohttp.ClientConnectorError(KEY, OSError("refused")), Later(2, "ClientConnectorError")),
        (aiohttp.ConnectionTimeoutError(), Later(2, "ConnectionTimeoutError")),
        (aiohttp.SocketTimeoutError(), Unsure("SocketTimeoutError")),
        (aiohttp.ServerDisconnectedError(), Unsure("ServerDisconnectedError")),
        (aiohttp.ClientOSError(), Unsure("ClientOSError")),
        (aiohttp.ClientPayloadError(), Unsure("ClientPayloadError")),
        (TimeoutError(), Unsure("TimeoutError")),
        (AttributeError("'str' object has no attribute 'get'"), Unsure("AttributeError")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_failure_means(error: Exception, outcome: Outcome) -> None:
    assert outcome_of(error) == outcome


def test_what_slack_quotes_of_a_message_is_not_kept() -> None:
    messages = {"messages": ['[ERROR] unsupported value "clave tlaloc99" [json-pointer:/blocks/0]']}
    assert outcome_of(named("invalid_blocks", response_metadata=messages)) == Refused(
        Reason.INVALID, "invalid_blocks: [ERROR] unsupported value … [json-pointer:/blocks/0]"
    )
    assert [name_in(body) for body in ("invalid_blocks", "no such thing: tlaloc99")] == ["invalid_blocks", "…"]
