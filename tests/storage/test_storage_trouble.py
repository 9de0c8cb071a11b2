"""A database that cannot be had: words, and nothing of its password."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DataError

from storage.errors import StorageError, translated
from storage.schema import current
from storage.trouble import told_in_words
from storage.upgrade import upgrade

WRITTEN = "special characters are written so: @ %40, / %2F, : %3A, # %23, ? %3F, % %25."


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://desk:ge@heim@127.0.0.1:1/ventanilla", WRITTEN),
        ("postgresql://desk:ge@heim:geheim@127.0.0.1:1/ventanilla", WRITTEN),
        ("postgresql://desk:ge@heim/ge@heim/ventanilla", WRITTEN),
        ("postgresql://desk:127.0.0.1@heim?ge@127.0.0.1:1/ventanilla", WRITTEN),
        ("postgresql://127.0.0.1/sk:geheim@127.0.0.1:1/ventanilla", WRITTEN),
        ("postgresql://desk@127.0.0.1:geheim/ventanilla", WRITTEN),
        ("postgresql://desk:ge/heim@127.0.0.1:1/ventanilla", "PostgreSQL 127.0.0.1:1 cannot be used: "),
        ("postgresql://desk:geheim@127.0.0.1:1/ventanilla", "PostgreSQL 127.0.0.1:1 cannot be used: "),
        ("postgresql://desk:geheim@db.invalid/ventanilla", "PostgreSQL db.invalid:5432 cannot be used: "),
        ("postgresql://desk:geheim@127.0.0.1:1/ventanilla?nothing=1", 'invalid connection option "nothing"'),
    ],
)
@pytest.mark.parametrize("look", [current, upgrade])
def test_a_url_that_leads_nowhere_is_told_in_words_without_its_password(
    look: Callable[[str], object], url: str, words: str
) -> None:
    with pytest.raises(StorageError) as caught:
        look(url)
    said = str(caught.value)
    assert words in said
    assert "heim" not in said
    assert "\n" not in said
    assert caught.value.__suppress_context__  # a traceback would quote the driver


@pytest.mark.postgres
def test_what_the_server_refuses_is_told_in_words(empty_postgres_url: str) -> None:
    with pytest.raises(StorageError, match='database "nowhere" does not exist'):
        current(make_url(empty_postgres_url).set(database="nowhere").render_as_string(hide_password=False))


def test_what_a_database_repeats_of_a_row_or_of_a_search_is_not_kept() -> None:
    words = str(translated(sqlite3.OperationalError('fts5: syntax error near "tlaloc99"')))
    assert words == "SQLite refused: fts5: syntax error near …"
    assert str(translated(sqlite3.IntegrityError("UNIQUE constraint failed: tickets.code"))) == (
        "SQLite refused: UNIQUE constraint failed: tickets.code"
    )
    refused = psycopg.errors.InvalidTextRepresentation('invalid input syntax for type integer: "tlaloc99"')
    with (
        pytest.raises(StorageError, match="InvalidTextRepresentation") as caught,
        told_in_words("postgresql://desk@127.0.0.1/ventanilla"),
    ):
        raise DataError("UPDATE tickets", None, refused)
    assert "tlaloc99" not in str(caught.value)
