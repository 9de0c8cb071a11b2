"""What each failure of a request to Slack means for a delivery: tables, the most specific rows first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.app.outbox import Later, Outcome, Reason, Refused, Trouble, Unsure

TOKEN_PAUSE = 60.0
HELD_PAUSE = 60.0
NOT_SENT_PAUSE = 2.0
UNKNOWN_PAUSE = 30.0
DEFAULT_RATE_PAUSE = 30.0

RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})

TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
"""The app itself is not let in: nothing can be delivered until somebody looks after it."""

CHANNEL: Mapping[str, Trouble] = {
    "channel_not_found": Trouble.NO_CHANNEL,
    "is_archived": Trouble.ARCHIVED,
    "not_in_channel": Trouble.NOT_A_MEMBER,
    "restricted_action": Trouble.RESTRICTED,
    "restricted_action_read_only_channel": Trouble.RESTRICTED,
}
"""Of the desk's channel: nothing can be posted there until somebody mends it. Anywhere else they are final."""

MAYBE_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack itself says of these that some of the work may have been done."""

REFUSED: Mapping[str, Reason] = {
    "cannot_dm_bot": Reason.UNREACHABLE,
    "channel_not_found": Reason.UNREACHABLE,
    "is_archived": Reason.UNREACHABLE,
    "messages_tab_disabled": Reason.UNREACHABLE,
    "not_in_channel": Reason.UNREACHABLE,
    "user_disabled": Reason.UNREACHABLE,
    "user_not_found": Reason.UNREACHABLE,
    "user_not_visible": Reason.UNREACHABLE,
    "cannot_reply_to_message": Reason.LOST,
    "cant_update_message": Reason.LOST,
    "edit_window_closed": Reason.LOST,
    "message_not_found": Reason.LOST,
    "thread_not_found": Reason.LOST,
    "access_denied": Reason.FORBIDDEN,
    "ekm_access_denied": Reason.FORBIDDEN,
    "no_permission": Reason.FORBIDDEN,
    "restricted_action": Reason.FORBIDDEN,
    "restricted_action_non_threadable_channel": Reason.FORBIDDEN,
    "restricted_action_read_only_channel": Reason.FORBIDDEN,
    "restricted_action_thread_only_channel": Reason.FORBIDDEN,
    "team_access_not_granted": Reason.FORBIDDEN,
    "invalid_arguments": Reason.INVALID,
    "invalid_array_arg": Reason.INVALID,
    "invalid_blocks": Reason.INVALID,
    "invalid_blocks_format": Reason.INVALID,
    "invalid_metadata_format": Reason.INVALID,
    "invalid_metadata_schema": Reason.INVALID,
    "metadata_too_large": Reason.INVALID,
    "msg_blocks_too_long": Reason.INVALID,
    "msg_too_long": Reason.INVALID,
    "no_text": Reason.INVALID,
    "not_enabled": Reason.INVALID,  # the app's Home tab is switched off
    "unknown_method": Reason.INVALID,
    "view_too_large": Reason.INVALID,
}
"""It will never be delivered like this."""

_QUOTED = re.compile(r"\"[^\"]*\"?", re.DOTALL)

NOT_SENT: tuple[type[Exception], ...] = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Failures before the request left us."""


def outcome_of(error: Exception, *, at_desk: bool = False) -> Outcome:
    """What a failed attempt means; `at_desk`: of one in the desk's channel. The texts never hold a token."""
    if isinstance(error, SlackApiError):
        return _answered(error, at_desk=at_desk)
    why = type(error).__name__
    if isinstance(error, NOT_SENT):
        return Later(NOT_SENT_PAUSE, why)
    return Unsure(why)  # a lost connection, a late answer, an answer that is no JSON


def error_name(error: Exception) -> str:
    """Slack's name for the failure (`channel_not_found`); empty when Slack named none."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def name_in(body: str) -> str:
    """Slack's name for the failure, of an answer that is nothing else; "…" for one that may quote what was sent."""
    return body if re.fullmatch(r"[a-z_]{1,60}", body) else "…"


def _answered(error: SlackApiError, *, at_desk: bool) -> Outcome:
    response: Any = error.response
    name = error_name(error)
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    if name in RATE_LIMITED or status == 429:
        return Later(_retry_after(response), "rate limited")
    if name in TOKEN:
        trouble = Trouble.SCOPE if name == "missing_scope" else Trouble.TOKEN
        return Later(TOKEN_PAUSE, name, everybody=True, trouble=trouble)
    if at_desk and name in CHANNEL:
        return Later(HELD_PAUSE, name, trouble=CHANNEL[name])
    if name in REFUSED:
        return Refused(REFUSED[name], _why(name, response))
    if name in MAYBE_DONE or status >= 500 or (not name and status == 200):
        return Unsure(name or f"HTTP {status}")
    if not name:
        return Refused(Reason.INVALID, f"HTTP {status}")
    return Later(UNKNOWN_PAUSE, name)  # refused without effect, for a reason that may pass


def _why(name: str, response: Any) -> str:
    """The name, and where in the blocks the fault is when Slack says so."""
    metadata = response.data.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    if not isinstance(messages, list):
        return name
    return ": ".join([name, *(_QUOTED.sub("…", str(each)) for each in messages)])


def _retry_after(response: Any) -> float:
    try:
        return float(response.headers["Retry-After"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return DEFAULT_RATE_PAUSE
