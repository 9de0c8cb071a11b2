"""The process version that a conversation or a ticket was begun with."""

from __future__ import annotations

from bot.app.catalogue import Catalogue
from bot.app.ports import UnitOfWork
from bot.app.process_file import shape
from bot.domain.process import Process


def pinned(catalogue: Catalogue, uow: UnitOfWork, ref: str) -> Process:
    """The process of that `id@version`. One that another, newer process of the service began to use is read from the
    database, and known from then on. LookupError when nobody ever kept it."""
    found = catalogue.get(ref)
    if found is None:
        body = uow.processes.all().get(ref)
        if body is None:
            raise LookupError(f"process {ref} is pinned but not known: it must be in the database")
        found = shape().validate_json(body)
        catalogue.learn(found)
    return found
