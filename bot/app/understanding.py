"""An arrival, read by its platform's reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.app.guarding import UNSEEN, held_in
from bot.app.mishap import told
from bot.app.ports import InboxRow, Reader
from bot.domain.events import Event


class Unreadable(Exception):
    """An arrival that its reader does not understand. Reading is pure: it will not understand it later either."""


def understood(readers: Mapping[str, Reader], row: InboxRow) -> Event | None:
    """What happened, with what was kept back of it; None for what needs no answer. Raises Unreadable."""
    reader = readers.get(row.source)
    if reader is None:
        raise Unreadable(f"no reader for {row.source}")
    try:
        body = json.loads(row.body)
    except ValueError as error:
        raise Unreadable(told(error)) from error
    if UNSEEN in body:
        raise Unreadable("nothing was kept of it, since it could not be looked through")
    try:
        event, held = reader(body, row.key, row.at), held_in(body)
    except Exception as error:
        raise Unreadable(told(error)) from error
    return event if event is None or held is None else replace(event, held=held)
