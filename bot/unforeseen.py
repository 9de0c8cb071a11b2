"""What nobody caught: it goes into the log like everything else, not to standard error with all its words."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

log = structlog.get_logger(__name__)


def log_the_unforeseen() -> None:
    """Of the main thread, of other threads, of destructors; and warnings of the language."""
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    warnings.showwarning = _warned


def log_what_no_task_caught(loop: asyncio.AbstractEventLoop) -> None:
    """What a task or a callback of the loop let through."""
    loop.set_exception_handler(_in_loop)


def _uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    log.critical("process.failed", exc_info=error)


def _unraisable(found: Any) -> None:
    log.error("unraisable", exc_info=found.exc_value)


def _in_thread(found: threading.ExceptHookArgs) -> None:
    name = found.thread.name if found.thread is not None else ""
    log.error("thread.failed", thread=name, exc_info=found.exc_value)


def _warned(
    message: Warning | str,  # noqa: ARG001 - the parameters are the language's; its words may hold anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 - likewise
    line: str | None = None,  # noqa: ARG001 - likewise
) -> None:
    log.warning("python.warned", category=category.__name__, file=Path(filename).name, line=lineno)


def _in_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    said = re.match(r"[A-Za-z ]*", str(context.get("message", "")))  # what follows are reprs
    log.error("loop.failed", what=said[0].strip() if said else "", exc_info=context.get("exception"))
