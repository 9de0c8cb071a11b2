"""The search for canaries finds one however it is written: a search that finds nothing proves nothing until then."""

from __future__ import annotations

import base64
import json
import sqlite3
from pathlib import Path

import pytest

from tests.scenarios.canaries import PAGE, Hit, Search, ways

WORD = "Zk7ñandú-88=Tz"
DIGITS = "918273645"


@pytest.mark.parametrize("text", [WORD, DIGITS])
def test_a_planted_canary_is_found_in_each_way_of_writing_it(text: str) -> None:
    for way, form in ways(text).items():
        search = Search([{"planted": text}])
        search.data("here", b"\x01noise" * 900 + form + b"noise\x00" * 900)
        assert {(hit.place, hit.canary) for hit in search.hits} == {("here", "planted")}, way


@pytest.mark.parametrize("offset", range(-40, 41, 8))
def test_it_is_found_across_the_border_of_two_pages(offset: int) -> None:
    search = Search([{"planted": WORD}])
    search.data("here", b"x" * (PAGE + offset) + WORD.encode() + b"y" * PAGE)
    assert search.hits == {Hit("here", "planted", "plain")}


def test_it_is_found_inside_what_libraries_make_of_it(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "some.db")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES (?)", (f'{{"text": "es {WORD}"}}',))
    connection.commit()
    connection.close()
    (tmp_path / f"{WORD}.txt").write_text(json.dumps({"a": [WORD]}))
    (tmp_path / "coded.txt").write_bytes(base64.b64encode(f"xy mi clave es {WORD} y ya".encode()))
    search = Search([{"planted": WORD}])
    search.folder("disk", tmp_path)
    search.text("values", {"a": [{"b": WORD}]}, [WORD], ValueError(WORD))
    places = {hit.place for hit in search.hits}
    assert places == {
        "disk: some.db",
        f"disk: {WORD}.txt",
        f"name of disk: {WORD}.txt",
        "disk: coded.txt",
        "values",
    }


def test_what_was_deleted_carelessly_is_found_too(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "some.db")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES (?)", (WORD,))
    connection.commit()
    connection.execute("DELETE FROM t")
    connection.commit()
    connection.close()
    search = Search([{"planted": WORD}])
    search.folder("disk", tmp_path)
    assert {hit.way for hit in search.hits} == {"plain"}


def test_what_is_not_there_is_not_found() -> None:
    search = Search([{"word": WORD, "digits": DIGITS}])
    search.data("here", bytes(range(256)) * 4000)
    search.text("there", "Zk7ñandú-88 Tz 918273 645 91827364")
    assert search.hits == set()
    assert search.looked["here"] == 1024000
