"""The stored shape is a promise: what these files hold is read, and written byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from storage.codec import Shape, codec
from tests.storage import golden_access as access
from tests.storage import golden_incidents as incidents
from tests.storage import golden_locks as locks
from tests.storage import golden_remote as remote
from tests.storage import golden_replies as replies
from tests.storage import golden_secrets as secrets
from tests.storage import golden_values as values

GOLDEN = Path(__file__).parent / "golden"

CASES = [
    ("conversation", "conversation", values.CONVERSATION),
    ("conversation", "conversation_new", values.NEW_CONVERSATION),
    ("conversation", "conversation_identified", values.IDENTIFIED),
    ("conversation", "conversation_consulting", values.CONSULTING_CONVERSATION),
    ("indexed", "indexed", values.INDEXED),
    ("conversation", "conversation_manners", values.MANNERS),
    ("conversation", "conversation_looked_up", values.LOOKED_UP),
    ("conversation", "conversation_questioned", values.QUESTIONED),
    ("conversation", "conversation_guessing", values.GUESSING),
    ("ticket", "ticket", values.TICKET),
    ("ticket", "ticket_unconfirmed", values.UNCONFIRMED_TICKET),
    ("ticket", "ticket_resting", values.RESTING_TICKET),
    ("ticket", "ticket_remote", remote.ASKED_TICKET),
    ("conversation", "conversation_choosing", remote.CHOOSING),
    ("ticket", "ticket_new", values.NEW_TICKET),
    ("ticket", "ticket_clocks", values.CLOCKED_TICKET),
    ("ticket", "ticket_offered", values.OFFERED_TICKET),
    ("ticket", "ticket_locked", locks.LOCKED_TICKET),
    ("entry", "entry", values.ENTRY),
    ("entry", "entry_short", values.SHORT_ENTRY),
    ("letter", "letter_say", values.SAY),
    ("letter", "letter_secret", values.SECRET),
    ("letter", "letter_revise", values.REVISE),
    ("letter", "letter_forward", values.FORWARD),
    ("letter", "letter_forward_stored", values.STORED),
    ("letter", "letter_fetch", values.FETCH),
    ("letter", "letter_home", values.HOME),
    ("letter", "letter_proven", replies.PROVEN),
    ("letter", "letter_enclosed", replies.ENCLOSED),
    ("ticket", "ticket_called_for", replies.CALLED_FOR),
    ("canned", "canned", replies.CANNED),
    ("delivery", "delivery", replies.DELIVERY),
    ("delivery", "delivery_new", replies.NEW_DELIVERY),
    ("incident", "incident", incidents.INCIDENT),
    ("incident", "incident_new", incidents.NEW_INCIDENT),
    ("incident_entry", "incident_entry", incidents.ENTRY),
    ("ticket", "ticket_with_development", incidents.WITH_DEVELOPMENT),
    ("conversation", "conversation_wishing", incidents.WISHING),
    ("conversation", "conversation_withheld", secrets.WITHHELD),
    ("letter", "letter_erase", secrets.ERASE),
    ("ticket", "ticket_credentials", access.GIVEN),
    ("ticket", "ticket_credentials_over", access.ENDED),
]


@pytest.mark.parametrize(("kind", "file", "value"), CASES, ids=[file for _, file, _ in CASES])
def test_todays_code_reads_and_writes_what_was_stored(kind: str, file: str, value: object) -> None:
    stored = (GOLDEN / f"{file}.json").read_text(encoding="utf-8").rstrip("\n")
    shape: Shape[Any] = getattr(codec(), kind)

    assert shape.load(stored) == value
    assert shape.dump(value) == stored


def test_every_golden_file_is_read() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == {file for _, file, _ in CASES}


def test_answers_keep_the_order_they_were_given_in() -> None:
    shape = codec().conversation

    loaded = shape.load(shape.dump(values.CONVERSATION))

    assert list(loaded.remembered) == ["name", "phone"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"chat": "telegram:1"}', '{"chat": 1, "touched": "yesterday"}'])
def test_what_is_no_conversation_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        codec().conversation.load(body)
