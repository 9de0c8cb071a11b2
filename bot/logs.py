"""Logs: one line an event, JSON when nobody watches, and no token in any of them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from pydantic import SecretStr

from bot.config import Settings

TALKATIVE = ("httpx", "httpcore", "telegram", "slack_bolt", "slack_sdk", "apscheduler", "aiohttp", "asyncio")
"""Loggers whose INFO lines hold addresses with tokens, or say nothing that an operator needs."""

_SHAPES = re.compile(
    r"\d{6,}:[A-Za-z0-9_-]{30,}|xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|postgres(?:ql)?(?:\+\w+)?://\S+"
)
HIDDEN = "•••"


class Redaction:
    """Takes tokens out of whatever is logged: the ones in the settings, and everything that has a token's shape."""

    def __init__(self, settings: Settings) -> None:
        held = (
            settings.telegram.token,
            settings.telegram.webhook_secret,
            settings.slack.bot_token,
            settings.slack.app_token,
            settings.slack.signing_secret,
        )
        self._secrets = tuple(
            secret.get_secret_value() for secret in held if isinstance(secret, SecretStr) and secret.get_secret_value()
        )

    def clean(self, text: str) -> str:
        """The text without tokens, on one line."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _SHAPES.sub(HIDDEN, text)

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for name, value in event.items():
            if isinstance(value, str):
                event[name] = self.clean(value)
        return event


def set_up_logs(settings: Settings, level: int = logging.INFO) -> None:
    """Sends every log line of the process through structlog, to standard output."""
    redaction = Redaction(settings)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redaction,
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stdout.isatty():
        renderer = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redaction, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
