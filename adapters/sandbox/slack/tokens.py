"""Tokens and the scopes they carry."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from adapters.sandbox.slack.web_api_error import WebApiError

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "reactions:write",
        "users:read",
    }
)
"""What the app's manifest asks for when every method here is used."""


class Tokens:
    """The app's two tokens and what they allow."""

    def __init__(self, *, bot_token: str, app_token: str, scopes: Iterable[str]) -> None:
        self.bot_token = bot_token
        self.app_token = app_token
        self.scopes = frozenset(scopes)
        self.revoked = False
        """While true, every call with the bot token is refused with ``token_revoked``; the app token is the app's, not the
        installation's."""

    def given(self, request: web.Request, argument: object) -> str:
        """The token of a request: from the header, or from the ``token`` argument."""
        header = request.headers.get("Authorization", "")
        if header.lower().startswith("bearer "):
            return header[7:].strip()
        return argument if isinstance(argument, str) else ""

    def check(self, token: str, *, app_level: bool) -> None:
        """Refuse a token that does not open this method."""
        if not token:
            raise WebApiError("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise WebApiError("invalid_auth")
        if self.revoked and token == self.bot_token:
            raise WebApiError("token_revoked")
        if (token == self.app_token) != app_level:
            raise WebApiError("not_allowed_token_type")

    def need(self, *any_of: str) -> None:
        """Refuse when none of these scopes was granted."""
        if any_of and not self.scopes.intersection(any_of):
            raise WebApiError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(self.scopes)))
