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

    def keep(uow: UnitOfWork) -> dict[str, str]:
        kept = dict(uow.processes.all())
        if process.ref not in kept:
            uow.processes.save(process.ref, shape().dump_json(process).decode())
        return kept

    # As values: text written by an earlier release lacks what has since come with a default.
    kept = {ref: shape().validate_json(body) for ref, body in (await database.run(keep)).items()}
    if kept.get(process.ref, process) != process:
        raise ProcessChanged(
            f"The process {process.id} was changed, but it still says `version: {process.version}`."
            f" Write `version: {process.version + 1}` in its file; open conversations keep the version they began with."
        )
    earlier = [each for ref, each in kept.items() if ref != process.ref]
    newer = [each for each in earlier if each.id == process.id and each.version > process.version]
    if newer:
        newest = max(each.version for each in newer)
        raise ProcessChanged(
            f"The process {process.id} is at version {process.version}, but version {newest} was already in use."
            f" Write `version: {newest + 1}` in its file."
        )
    # As it was kept, with the holidays of that day: they are not part of what a file says.
    return Catalogue([*earlier, kept.get(process.ref, process)])
