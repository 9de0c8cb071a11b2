"""What is stored of a ticket for which ID and password were given: never more than the ids of the secrets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import PersonRef
from bot.domain.remote import Over, Phase, Remote
from bot.domain.sealed import SecretField, SecretId
from bot.domain.text import Untrusted
from tests.storage import golden_values as values

AT = values.NEW_TICKET.opened_at

GIVEN = replace(
    values.NEW_TICKET,
    remote=Remote(
        phase=Phase.RECEIVED,
        by=PersonRef("slack:T:ana"),
        name=Untrusted("Ana"),
        since=AT,
        checked=("open",),
        expires=AT + timedelta(minutes=15),
        held={
            SecretField.REMOTE_ID: SecretId("a:remote_id"),
            SecretField.REMOTE_PASSWORD: SecretId("b:remote_password"),
        },
    ),
)
ENDED = replace(
    values.NEW_TICKET,
    remote=Remote(
        phase=Phase.ENDED,
        by=PersonRef("slack:T:ana"),
        name=Untrusted("Ana"),
        since=AT,
        over=Over.FINISHED,
        secured=True,
    ),
)
