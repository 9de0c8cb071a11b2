"""Orders of the command line, carried out: on the database itself, or by the running service that has its file."""

from __future__ import annotations

import asyncio
import sys

from adapters.clock import SystemClock
from bot.app.catalogue import load_process, located
from bot.app.desk_orders import DeskOrder, DeskReply
from bot.config import Settings
from bot.door import ask
from bot.main import make_folder, prepare_database
from bot.running import SAYS_WHY
from storage.engine import open_database
from storage.errors import DatabaseInUse


def carry_out(settings: Settings, order: DeskOrder) -> DeskReply | None:
    """What came of the order; None when it failed, which has been told."""
    try:
        prepare_database(settings)
        reply = asyncio.run(_done(settings, order))
    except SAYS_WHY as error:
        sys.stderr.write(f"{error}\n")
        return None
    if reply.failed:
        sys.stderr.write(f"{reply.failed}\n")
        return None
    return reply


async def _done(settings: Settings, order: DeskOrder) -> DeskReply:
    """Does the order here, or lets the running service do it when that one has the database file."""
    process = load_process(located(settings.process))
    try:
        database = await open_database(settings.database, clock=SystemClock())
    except DatabaseInUse:
        file = make_folder(settings)
        reply = await ask(file, order) if file is not None else None
        if reply is None:
            raise
        return reply
    try:
        return await database.run(lambda uow: order.do(uow, process))
    finally:
        await database.close()
