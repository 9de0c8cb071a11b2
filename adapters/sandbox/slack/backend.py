"""The parts of the pretend Slack that a Web API method works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.slack.app_settings import AppSettings
from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.changes import Tasks
from adapters.sandbox.slack.delivery import Delivery
from adapters.sandbox.slack.messages import Messages
from adapters.sandbox.slack.socket_mode import SocketMode
from adapters.sandbox.slack.state import Identity, Workspace
from adapters.sandbox.slack.tokens import Tokens
from adapters.sandbox.slack.triggers import Triggers
from adapters.sandbox.slack.views import Views

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """One workspace with one installed app."""

    origin: str
    """``http://127.0.0.1:PORT``, without a slash at the end."""
    workspace: Workspace
    app: AppSettings
    messages: Messages
    delivery: Delivery
    views: Views
    triggers: Triggers
    socket: SocketMode
    tokens: Tokens
    tasks: Tasks

    @property
    def identity(self) -> Identity:
        """Who the app is."""
        return self.workspace.identity


Handler = Callable[[Backend, Arguments], Awaitable[Json]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One Web API method."""

    handler: Handler
    tier: int | None = None
    """Its rate tier; None for methods with a limit of their own or none worth pretending."""
    scopes: tuple[str, ...] = ()
    """Any one of these is needed."""
    app_level: bool = False
    """Called with the app token instead of the bot token."""
