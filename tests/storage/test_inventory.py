"""Nothing is stored without a class: neither a column, nor a field of a value that is kept whole."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import typing
from collections.abc import Iterator

import storage
from bot.app.disclosed_words import LABELS, TITLES
from bot.domain.personal import SHOWN, DataClass
from storage.inventory import INVENTORY
from storage.inventory_bodies import FIELDS
from storage.tables import metadata

CLASSIFY = "give each its class (bot.domain.personal.DataClass) there: exports and erasure go by it"
MODULES = [
    importlib.import_module(f"storage.{each.name}")  # their tables are known once they were imported
    for each in pkgutil.iter_modules(storage.__path__)
    if each.name.endswith("tables")
]
INSIDE = (DataClass.PARTS, DataClass.OTHERS)


def test_every_column_has_a_class() -> None:
    stored = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
    classified = {f"{table}.{column}" for table, held in INVENTORY.items() for column in held.columns}
    assert not stored - classified, f"columns without a class in storage/inventory.py: {CLASSIFY}"
    assert not classified - stored, "storage/inventory.py names columns that no table has: take them out there"


def test_every_field_of_what_is_kept_whole_has_a_class() -> None:
    reached = set(_reached())
    stored = {f"{each.__name__}.{field.name}" for each in reached for field in dataclasses.fields(each)}
    classified = {f"{each.__name__}.{field}" for each, fields in FIELDS.items() for field in fields}
    assert not stored - classified, f"fields without a class in storage/inventory_bodies.py: {CLASSIFY}"
    assert not classified - stored, "storage/inventory_bodies.py names fields that are not stored: take them out there"


def test_what_is_kept_whole_is_known_by_its_type() -> None:
    whole = {table for table, held in INVENTORY.items() if "body" in held.columns} - {"inbox", "processes"}
    assert whole == {table for table, held in INVENTORY.items() if held.body is not None}


def test_rows_are_found_by_columns_that_there_are() -> None:
    assert not {
        f"{table}.{column}" for table, held in INVENTORY.items() for column in held.found if column not in held.columns
    }


def test_whatever_is_personal_can_be_found() -> None:
    """A table with a datum that is somebody's says how their rows are found."""
    impersonal = {DataClass.DESK, DataClass.TECHNICAL}
    assert not {
        table for table, held in INVENTORY.items() if set(held.columns.values()) - impersonal and not held.found
    }


def test_what_a_person_is_shown_is_called_something() -> None:
    """A name of the code in the file of `/misdatos` tells an accountant nothing."""
    named = SHOWN | {DataClass.PARTS, DataClass.SECRET}
    fields = {
        name
        for classes in (*FIELDS.values(), *(held.columns for held in INVENTORY.values() if held.found))
        for name, each in classes.items()
        if each in named
    }
    assert fields - set(LABELS) == set()
    assert {table for table, held in INVENTORY.items() if held.found} == set(TITLES)


def _reached() -> Iterator[type]:
    """The types of values whose fields count: those kept whole, and those in their parts."""
    waiting = [
        held.body for held in INVENTORY.values() if held.body is not None and DataClass.PARTS in held.columns.values()
    ]
    seen: set[type] = set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        yield each
        hints = typing.get_type_hints(each)
        classes = FIELDS.get(each, {})
        for field in dataclasses.fields(each):
            if classes.get(field.name, DataClass.PARTS) in INSIDE:
                waiting += _values(hints[field.name])


def _values(hint: object) -> list[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return [] if hint.__module__ == "bot.domain.text" else [hint]
    return [each for part in typing.get_args(hint) for each in _values(part)]
