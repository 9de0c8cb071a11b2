"""Logs: one line an event, JSON when nobody watches; no token in any of them, and nothing that anybody typed.

Of our own modules everything from the level of the settings on is written. Libraries put what passes through them into
their words (addresses with tokens, messages, whole requests), so of theirs only what is at least a warning is written, as
the line of their program that said it, without the values. The same goes for exceptions: their lines, not their texts.
"""

from __future__ import annotations

import json
import linecache
import logging
import sys
from collections.abc import Mapping, MutableMapping
from datetime import UTC, date, datetime
from typing import Any, TextIO

import structlog

from bot.app.mishap import OURS, trace
from bot.config import Settings
from bot.redaction import Redaction, secrets_of, visible

LEVELS: Mapping[str, int] = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}

_STATEMENT = 6
"""Lines of the longest statement of a library that is quoted."""

_LONGEST = 4000

_FIRST = ("event", "level", "logger", "timestamp")


class Lines(logging.Formatter):
    """Makes one line of a record."""

    def __init__(self, redaction: Redaction, *, coloured: bool = False) -> None:
        super().__init__()
        self._redaction = redaction
        self._coloured = structlog.dev.ConsoleRenderer() if coloured else None

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        event = {self._text(name): self._shown(value) for name, value in _event(record).items()}
        if self._coloured is not None:
            return str(self._coloured(None, record.levelname.lower(), event))
        ordered = {name: event[name] for name in (*_FIRST, *sorted(event)) if name in event}
        return self._redaction.clean(json.dumps(ordered, ensure_ascii=False))

    def _text(self, text: str) -> str:
        return self._redaction.clean(visible(text))[:_LONGEST]

    def _shown(self, value: object) -> object:
        """What may be seen of a value: of one that is neither text nor a number, only what it is."""
        match value:
            case str():
                return self._text(value)
            case bool() | int() | float() | None:
                return value
            case date():
                return value.isoformat()
            case Mapping():
                return {self._text(str(key)): self._shown(each) for key, each in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._shown(each) for each in value]
            case BaseException():
                return [self._shown(line) for line in trace(value)]
            case _:
                return f"<{type(value).__name__}>"


class Handler(logging.StreamHandler[TextIO]):
    """Writes lines. What cannot be written is told by its kind: the record itself may hold anything."""

    def __init__(self, settings: Settings, stream: TextIO, *, coloured: bool = False) -> None:
        super().__init__(stream)
        self.setFormatter(Lines(Redaction(secrets_of(settings)), coloured=coloured))
        self.addFilter(_is_fit)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Called while the exception is dealt with."""
        kind = sys.exception()
        line = {"event": "log.failed", "logger": record.name, "line": record.lineno, "error": type(kind).__name__}
        try:
            self.stream.write(json.dumps(line) + "\n")
        except (OSError, ValueError):  # whoever read us is gone
            return


def set_up_logs(settings: Settings, level: int | None = None) -> None:
    """Sends every log line of the process through structlog, to standard output. `level` instead of the settings'."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    configure_structlog()
    root = logging.getLogger()
    root.handlers[:] = [Handler(settings, sys.stdout, coloured=sys.stdout.isatty())]
    root.setLevel(LEVELS[settings.log_level] if level is None else level)


def configure_structlog(*, kept: bool = True) -> None:
    """Our modules' events become records of `logging`. `kept`: each logger is made once for the whole process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            _exception,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=kept,
    )


def _exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    error = _error_in(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if error is not None:
        event["exception"] = error
    return event


def _error_in(found: object) -> BaseException | None:
    match found:
        case BaseException():
            return found
        case (_, BaseException() as error, _):
            return error
        case None | False | (None, None, None):
            return None
    return sys.exception()


def _is_fit(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or _is_ours(record)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _event(record: logging.LogRecord) -> dict[str, object]:
    event: dict[str, object] = {
        "level": record.levelname.lower(),
        "logger": record.name,
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
    }
    if isinstance(record.msg, dict) and _is_ours(record):
        return event | record.msg
    error = _error_in(record.exc_info)
    if error is not None:
        event["exception"] = error
    if _is_ours(record):
        return event | {"event": record.getMessage()}
    return event | {"event": "library", "said": _statement(record), "at": f"{record.funcName}:{record.lineno}"}


def _statement(record: logging.LogRecord) -> str:
    """The statement of the program that said it, as it is written there."""
    found = ""
    for line in range(record.lineno, record.lineno + _STATEMENT):
        found += " " + linecache.getline(record.pathname, line).strip()
        if found.count("(") <= found.count(")"):
            break
    return found.strip()
