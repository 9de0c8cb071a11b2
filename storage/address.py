"""URLs of databases."""

from __future__ import annotations

from sqlalchemy import URL


def postgres_url(url: URL) -> URL:
    """The same database through psycopg 3, whatever driver the URL names."""
    return url.set(drivername="postgresql+psycopg")
