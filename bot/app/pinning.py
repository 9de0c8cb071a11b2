"""Every version of a process that was ever in use is kept in the database, so that what is pinned can be read for ever."""

from __future__ import annotations

from bot.app.catalogue import Catalogue
from bot.app.ports import Database, UnitOfWork
from bot.app.process_file import shape
from bot.domain.process import Process


class ProcessChanged(Exception):
    """The process file cannot be taken into use; the text says what to do."""


async def pin(database: Database, process: Process) -> Catalogue:
    """Keeps the process, and returns it with all the versions that were kept before.

    ProcessChanged when a file was edited without a new `version`, or is older than what is in use: running conversations
    and tickets rely on the meaning of `id@version`.
    """
    body = shape().dump_json(process).decode()

    def keep(uow: UnitOfWork) -> dict[str, str]:
        kept = dict(uow.processes.all())
        if kept.get(process.ref, body) == body:
            uow.processes.save(process.ref, body)
        return kept

    kept = await database.run(keep)
    if kept.get(process.ref, body) != body:
        raise ProcessChanged(
            f"The process {process.id} was changed, but it still says `version: {process.version}`."
            f" Write `version: {process.version + 1}` in its file; open conversations keep the version they began with."
        )
    earlier = [shape().validate_json(each) for ref, each in kept.items() if ref != process.ref]
    newer = [each for each in earlier if each.id == process.id and each.version > process.version]
    if newer:
        newest = max(each.version for each in newer)
        raise ProcessChanged(
            f"The process {process.id} is at version {process.version}, but version {newest} was already in use."
            f" Write `version: {newest + 1}` in its file."
        )
    return Catalogue([*earlier, process])
