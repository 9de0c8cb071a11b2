"""`run` and `migrate`: a process around the service, with signals, logs and words for what keeps it from starting."""

from __future__ import annotations

import asyncio
import signal
import sys

from bot.app.catalogue import ProcessFileError, load_process, located
from bot.app.pinning import ProcessChanged
from bot.app.ports import StorageUnavailable
from bot.app.shelving import KnowledgeFileError
from bot.config import Settings
from bot.door import Door
from bot.logs import set_up_logs
from bot.main import CannotStart, make_folder, open_service, upgrade_database
from bot.redaction import Redaction, secrets_of, visible
from bot.service import Service
from bot.unforeseen import log_the_unforeseen, log_what_no_task_caught
from storage.errors import StorageError
from storage.schema import current

SAYS_WHY = (
    CannotStart,
    ProcessFileError,
    KnowledgeFileError,
    ProcessChanged,
    StorageError,
    StorageUnavailable,
    OSError,
)
"""What may keep the service from starting, with a text that says what to do."""


def run(settings: Settings) -> int:
    """Runs until SIGTERM or SIGINT; the exit status. A second signal ends the process at once."""
    set_up_logs(settings)
    log_the_unforeseen()
    try:
        asyncio.run(_serve(settings))
    except SAYS_WHY as error:
        _say_why(settings, error)
        return 1
    return 0


def migrate(settings: Settings) -> int:
    """Migrates the database; the exit status."""
    try:
        make_folder(settings)
        before = current(settings.database)
        upgrade_database(settings.database)
        after = current(settings.database)
    except SAYS_WHY as error:
        _say_why(settings, error)
        return 1
    sys.stdout.write(f"schema {after}\n" if before == after else f"schema {before or 'none'} → {after}\n")
    return 0


def _say_why(settings: Settings, error: Exception) -> None:
    redaction = Redaction(secrets_of(settings))
    for line in str(error).splitlines():
        sys.stderr.write(redaction.clean(visible(line)) + "\n")


async def _serve(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    log_what_no_task_caught(loop)

    def stop() -> None:
        if stopping.is_set():
            sys.stderr.write("stopped at once\n")
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTERM)
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    starting = asyncio.ensure_future(open_service(settings))
    waiting = asyncio.ensure_future(stopping.wait())
    await asyncio.wait((starting, waiting), return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return
    service = await starting
    try:
        await _start(service, settings)
        async with Door(make_folder(settings), service.database, load_process(located(settings.process))):
            await waiting
    finally:
        await service.stop()


async def _start(service: Service, settings: Settings) -> None:
    try:
        await service.start()
    except OSError as error:
        reason = str(error.strerror or error).rpartition(": ")[2]  # asyncio puts the address before it once more
        raise CannotStart(
            f"The service cannot listen at {settings.http.host}:{settings.http.port}: {reason}. Stop what listens there"
            " already, or set VENTANILLA_HTTP__PORT to another port (VENTANILLA_HTTP__HOST is the address)."
        ) from None
