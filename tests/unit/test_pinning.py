"""The versions of a process that were ever in use."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.app.catalogue import Catalogue
from bot.app.pinning import ProcessChanged, pin
from bot.app.process_file import shape
from bot.domain.process import Process
from storage.memory import MemoryDatabase


@pytest.fixture
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


async def kept(database: MemoryDatabase) -> dict[str, str]:
    return await database.run(lambda uow: dict(uow.processes.all()))


async def test_starting_again_keeps_one_version_once(saacg: Process) -> None:
    database = MemoryDatabase()
    await pin(database, saacg)
    before = await kept(database)
    catalogue = await pin(database, saacg)
    assert catalogue.get(saacg.ref) == saacg
    assert await kept(database) == before


async def test_what_an_earlier_release_kept_without_newer_fields_is_the_same_process(saacg: Process) -> None:
    database = MemoryDatabase()
    body: dict[str, Any] = json.loads(shape().dump_json(saacg))
    for step in body["steps"]:
        for field in ("help", "why", "stage", "optional"):
            if not step[field]:
                del step[field]
    earlier = json.dumps(body, indent=1)
    await database.run(lambda uow: uow.processes.save(saacg.ref, earlier))
    catalogue = await pin(database, saacg)
    assert catalogue.get(saacg.ref) == saacg
    assert await kept(database) == {saacg.ref: earlier}


async def test_a_file_edited_without_a_new_version_is_refused_with_the_version_to_write(saacg: Process) -> None:
    database = MemoryDatabase()
    await pin(database, saacg)
    before = await kept(database)
    edited = replace(saacg, product={"es": "Otro", "en": "Another"})
    with pytest.raises(ProcessChanged, match=f"Write `version: {saacg.version + 1}` in its file"):
        await pin(database, edited)
    assert await kept(database) == before


async def test_a_new_version_is_kept_beside_the_old_one_which_is_no_longer_accepted(saacg: Process) -> None:
    database = MemoryDatabase()
    await pin(database, saacg)
    newer = replace(saacg, version=saacg.version + 1)
    catalogue = await pin(database, newer)
    assert catalogue.current(saacg.id) == newer
    assert catalogue.get(saacg.ref) == saacg
    with pytest.raises(ProcessChanged, match=f"version {newer.version} was already in use"):
        await pin(database, saacg)
