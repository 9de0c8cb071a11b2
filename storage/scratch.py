"""A place of its own on a PostgreSQL server, gone afterwards: the demo never touches what is kept there."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.schema import CreateSchema, DropSchema

from storage.address import postgres_url


@contextlib.contextmanager
def scratch_schema(url: str) -> Iterator[str]:
    """The URL of a new, empty schema in that database; dropped with everything in it at the end."""
    name = f"ventanilla_scratch_{secrets.token_hex(4)}"
    engine = create_engine(postgres_url(make_url(url)), poolclass=NullPool, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(CreateSchema(name))
    try:
        scratch = make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
        yield scratch.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(DropSchema(name, cascade=True))
