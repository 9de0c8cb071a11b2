"""The log at its most talkative: a line an event, no token, nothing that anybody typed, whoever logs it and however."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot.app.mishap import named, told, trace
from bot.config import Settings, Slack, Telegram
from bot.domain.text import Untrusted
from bot.logs import Handler, configure_structlog
from storage.errors import StorageError

ROOT = Path(__file__).parent.parent.parent

TOKEN = "7123456789:ABHk-9f_0Zq3xkW1yPl2mNc4vBt5RsUeXyz"
TYPED = "mi clave es tlaloc99"
SETTINGS = Settings(
    telegram=Telegram(token=SecretStr(TOKEN)),
    slack=Slack(bot_token=SecretStr("xoxb-1"), app_token=SecretStr("xapp-1"), triage_channel="C1"),
)

LIBRARIES = (
    "httpx",
    "httpcore.http11",
    "telegram.Bot",
    "telegram.ext.Updater",
    "slack_sdk.web.async_base_client",
    "slack_sdk.socket_mode.aiohttp",
    "slack_bolt.AsyncApp",
    "slack_bolt.App",
    "aiohttp.access",
    "aiohttp.server",
    "sqlalchemy.engine.Engine",
    "sqlalchemy.pool.impl.QueuePool",
    "psycopg",
    "psycopg.pool",
    "apscheduler.scheduler",
    "alembic.runtime.migration",
    "asyncio",
    "concurrent.futures",
    "py.warnings",
    "root",
)

HOSTILE = (
    '\n{"event": "service.ready"}',
    "\r\n2026-11-23 [info] all is well",
    "\x1b[2J\x1b[1;1H",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u202etxt.exe",
    "\u2066\u2069\u200b\ufeff",
    "\u2028\u2029\x85",
    "\x00\x08\x7f",
    "\ud800",
    '"}, {"event": "x',
    "%s%n{0.__class__}",
)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the process writes, with everything at DEBUG."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    names = [*LIBRARIES, "bot.test"]
    levels = {name: logging.getLogger(name).level for name in names}
    configure_structlog(kept=False)
    root.handlers[:] = [Handler(SETTINGS, stream)]
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.handlers[:], root.level = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


def events(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def raised(error: Exception) -> Exception:
    """The exception, as it is once somebody raised it."""
    secret_local = TYPED  # noqa: F841 - what stands in a variable must not be printed
    try:
        raise error  # noqa: TRY301 - so that it has a line
    except Exception as caught:  # noqa: BLE001 - it is what was given
        return caught


def caused(cause: Exception) -> Exception:
    try:
        raise StorageError("the disk is full") from raised(cause)  # noqa: TRY301 - likewise
    except StorageError as error:
        return error


OURS: dict[str, Callable[[Any], None]] = {
    "the event": lambda log: log.info(f"asked {TOKEN}"),
    "a value": lambda log: log.info("x", url=f"https://api.telegram.org/bot{TOKEN}/getMe"),
    "a name": lambda log: log.info("x", **{TOKEN: 1}),
    "a nested value": lambda log: log.info("x", body={"a": [(TOKEN,), {"b": TOKEN}], TOKEN: 2}),
    "an object": lambda log: log.info("x", body=SETTINGS, raw=f"{TYPED}{TOKEN}".encode(), typed=Untrusted(TYPED)),
    "an argument": lambda log: log.info("asked %s", TOKEN),
    "stack info": lambda log: log.info("x", stack_info=True),
    "an exception": lambda log: log.error("x", exc_info=raised(ValueError(f"{TYPED} {TOKEN}"))),
    "a key that is not there": lambda log: log.error("x", exc_info=raised(KeyError(TYPED))),
    "a cause": lambda log: log.error("x", exc_info=caused(ValueError(f"{TYPED} {TOKEN}"))),
    "a group": lambda log: log.error("x", exc_info=ExceptionGroup(TYPED, [raised(ValueError(TYPED))])),
    "a note": lambda log: log.error("x", exc_info=noted(TYPED)),
}


def noted(words: str) -> Exception:
    error = raised(ValueError("x"))
    error.add_note(words)
    return error


@pytest.mark.parametrize("way", OURS)
def test_what_we_log_holds_no_token_and_nothing_that_was_typed(written: io.StringIO, way: str) -> None:
    OURS[way](structlog.get_logger("bot.test"))
    OURS["an argument"](logging.getLogger("bot.test"))
    assert len(events(written)) == 2
    assert TOKEN not in written.getvalue()
    assert "tlaloc99" not in written.getvalue()
    assert "ABHk" not in written.getvalue()


def test_an_exception_is_told_by_its_lines_and_by_words_of_our_own(written: io.StringIO) -> None:
    structlog.get_logger("bot.test").error("x", exc_info=caused(FileNotFoundError(2, "No such file", "x")))
    told_lines = events(written)[0]["exception"]
    assert told_lines[0] == "StorageError: the disk is full"
    assert told_lines[1].startswith("at test_logs.caused:")
    assert told_lines[1].count('raise StorageError("the disk is full") from raised(cause)') == 1
    assert told_lines[2:4] == ["because of:", "FileNotFoundError: No such file"]


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL])
@pytest.mark.parametrize("name", LIBRARIES)
def test_what_libraries_log_holds_none_of_their_values(written: io.StringIO, name: str, level: int) -> None:
    log = logging.getLogger(name)
    log.log(level, "body: %s", {"text": TYPED, "token": TOKEN})
    log.log(level, f"Request {TYPED} to /bot{TOKEN}/getMe", extra={"body": TYPED})
    log.log(level, "x", exc_info=raised(ValueError(f"{TYPED} {TOKEN}")), stack_info=True)
    assert len(events(written)) == (3 if level >= logging.WARNING else 0)
    assert TOKEN not in written.getvalue()
    assert "tlaloc99" not in written.getvalue()


def test_a_warning_of_a_library_says_where_in_its_program_it_was_said(written: io.StringIO) -> None:
    logging.getLogger("slack_sdk.web").warning("Failed to send %s", TYPED)
    (event,) = events(written)
    assert (event["event"], event["logger"], event["level"]) == ("library", "slack_sdk.web", "warning")
    assert event["said"] == 'logging.getLogger("slack_sdk.web").warning("Failed to send %s", TYPED)'


@pytest.mark.parametrize("text", HOSTILE)
def test_an_event_is_one_line_whatever_is_in_it(written: io.StringIO, text: str) -> None:
    root = logging.getLogger()
    root.handlers[:] = [
        each for each in root.handlers if isinstance(each, Handler)
    ]  # pytest could not report half a letter
    log = structlog.get_logger("bot.test")
    log.warning(text, value=text, listed=[text], **{f"name{text}": 1})
    logging.getLogger("httpx").error(text)
    lines = written.getvalue().split("\n")
    assert (len(lines), lines[-1]) == (3, "")
    assert all(line.isprintable() for line in lines)
    assert len(written.getvalue().splitlines()) == 2
    written.getvalue().encode()
    assert json.loads(lines[0])["level"] == "warning"


def test_a_record_that_cannot_be_written_is_told_without_its_words(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    record = logging.LogRecord("bot.test", logging.INFO, __file__, 1, "no place %s %s", (TYPED,), None)
    logging.getLogger().handlers[0].handle(record)
    assert events(written)[0]["event"] == "log.failed"
    assert "tlaloc99" not in written.getvalue() + "".join(capsys.readouterr())


def test_what_is_kept_of_an_error_holds_no_words_of_others() -> None:
    assert told(raised(KeyError(TYPED))).startswith("KeyError in raised:")
    assert told(raised(StorageError("the disk is full"))).startswith("StorageError: the disk is full in raised:")
    assert named(OSError(28, "No space left on device", TYPED)) == "OSError: No space left on device"
    assert all("tlaloc99" not in line for line in trace(caused(ValueError(TYPED))))


CRIMES = f"""
import asyncio, faulthandler, gc, logging, sys, threading, warnings
from bot.config import load
from bot.logs import set_up_logs
from bot.unforeseen import log_the_unforeseen, log_what_no_task_caught

settings = load({{"VENTANILLA_TELEGRAM__TOKEN": "{TOKEN}", "VENTANILLA_LOG_LEVEL": "debug"}})
set_up_logs(settings)
log_the_unforeseen()
said = "{TYPED} {TOKEN}"

class Dying:
    def __del__(self):
        raise ValueError(said)

async def fails():
    raise ValueError(said)

def calls(words):
    raise ValueError(words)

async def crimes():
    loop = asyncio.get_running_loop()
    log_what_no_task_caught(loop)
    loop.set_debug(True)
    task = asyncio.create_task(fails(), name="x")
    loop.call_soon(calls, said)
    await asyncio.sleep(0.01)
    del task
    gc.collect()
    await asyncio.sleep(0.01)

warnings.warn(said)
logging.getLogger("httpx").debug(said)
del (dying := [Dying()])[0]
thread = threading.Thread(target=fails().send, args=(None,), name="y")
thread.start()
thread.join()
asyncio.run(crimes())
faulthandler.dump_traceback(sys.stderr)
sys.stderr.flush()
raise RuntimeError(said)
"""


def test_what_nobody_caught_is_in_the_log_without_its_words() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRIMES], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    found = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert found == [
        "python.warned",
        "unraisable",
        "thread.failed",
        "loop.failed",
        "loop.failed",
        "process.failed",
    ]
    for secret in (TOKEN, "tlaloc99"):
        assert secret not in done.stdout
        assert secret not in done.stderr


async def test_asyncio_itself_says_no_words_either(written: io.StringIO) -> None:
    asyncio.get_running_loop().call_exception_handler(
        {"message": f"Exception in callback f({TYPED!r})", "exception": raised(ValueError(TYPED)), "handle": TYPED}
    )
    assert len(events(written)) == 1
    assert "tlaloc99" not in written.getvalue()
