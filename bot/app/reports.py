"""The desk in numbers: what is looked up for those who may see it, the same wherever it is shown."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app.ports import UnitOfWork
from bot.domain.knowledge import Use
from bot.domain.process import Process
from bot.domain.tally import DeskNumbers

WEEK, MONTH = timedelta(days=6), timedelta(days=29)
"""Before today: with today, seven and thirty days."""


def desk_numbers(uow: UnitOfWork, process: Process, at: datetime) -> DeskNumbers:
    """The numbers as of `at`; a day is one of the desk's zone."""
    today = at.astimezone(ZoneInfo(process.desk.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    consulted: Counter[Use] = Counter()
    for (_, use), count in uow.knowledge.uses(process.id).items():
        consulted[use] += count
    return DeskNumbers(
        tally=uow.tallies.desk(today, today - WEEK, today - MONTH), team=uow.staff.everybody(), consulted=consulted
    )
