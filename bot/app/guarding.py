"""What must not be read is sealed before it is stored: the arrival that goes into the inbox holds a mask in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.app.mishap import told
from bot.app.ports import Arrival, Conceal, Typed, UnitOfWork
from bot.app.sealing import Expected, Sealer, SecretRow
from bot.domain.commands import spoken
from bot.domain.credentials import read_credentials
from bot.domain.detecting import findings, masked
from bot.domain.handover_words import meant
from bot.domain.ids import ChatRef, EventId, TicketId
from bot.domain.sealed import KEPT, MASK, Held, Looks, SecretField, SecretId, about

HELD = "ventanilla_held"
"""Under this name an arrival's JSON says what was kept back of it."""

UNSEEN = "ventanilla_unseen"
"""Stands in place of an arrival that could not be looked through: nothing of it is kept, and it is put aside."""

SECRET_FIELD = "secret_"  # noqa: S105 - how names begin
"""How the id of a form's field begins whose content is sealed whatever it is; after it, which secret it is."""


log = structlog.get_logger(__name__)

_TO_THE_SECOND = timedelta(seconds=1)
"""How finely platforms say when something was written."""


class Guard:
    """Called with every arrival, inside the transaction that stores it. `conceals` are the adapters' own, by source."""

    def __init__(self, sealer: Sealer, conceals: Mapping[str, Conceal]) -> None:
        self._sealer = sealer
        self._conceals = conceals

    def __call__(self, uow: UnitOfWork, arrival: Arrival) -> Arrival:
        """The arrival as it may be stored; the same one when nothing had to be kept back. Doing it again for the same
        arrival seals under the same ids."""
        conceal = self._conceals.get(arrival.source)
        if conceal is None:
            return arrival
        looking = _Looking(self._sealer, uow, arrival)
        try:
            body = json.loads(arrival.body)
            forged = body.pop(HELD, None) is not None
            kept = conceal(body, looking.change)
        except Exception as error:  # noqa: BLE001 - whatever it was: the platform must not send it for ever
            log.error("guard.not_looked_through", key=arrival.key, error=told(error))  # noqa: TRY400 - its text may quote the message
            return replace(arrival, body=json.dumps({UNSEEN: True}))
        if looking.looks is None:
            same = kept == body and not forged
            return arrival if same else replace(arrival, body=json.dumps(kept, separators=(",", ":")))
        held = {"secrets": looking.secrets, "looks": looking.looks, "ticket": looking.ticket}
        return replace(arrival, body=json.dumps({**kept, HELD: held}, separators=(",", ":")))


def held_in(body: Mapping[str, Any]) -> Held | None:
    """What was kept back of a stored arrival."""
    said = body.get(HELD)
    if said is None:
        return None
    secrets = {SecretField(name): SecretId(secret) for name, secret in said["secrets"].items()}
    return Held(secrets=secrets, looks=Looks(said["looks"]), ticket=said["ticket"])


class _Looking:
    """One arrival being looked through; what is found is sealed at once."""

    def __init__(self, sealer: Sealer, uow: UnitOfWork, arrival: Arrival) -> None:
        self._sealer = sealer
        self._uow = uow
        self._arrival = arrival
        self._asked = False
        self._expected: Expected | None = None
        self.secrets: dict[SecretField, SecretId] = {}
        self.looks: Looks | None = None
        self.ticket: TicketId | None = None

    def change(self, text: str, typed: Typed) -> str:
        """What may be kept of a text."""
        if typed.field.startswith(SECRET_FIELD):
            return self._filled(text, SecretField(typed.field.removeprefix(SECRET_FIELD)), typed.ticket)
        if typed.echo is not None:
            return self._echoed(text, typed.echo)
        if typed.said and (expected := self._expecting(typed.at)) is not None:
            if meant(text) is not None:  # our own words: they go to whoever asks, as they are
                self.looks, self.ticket = Looks.TYPED, expected.ticket
                return text
            if spoken(text, answering=True) is None:
                return self._answered(text, expected)
        found = findings(text)
        if not found:
            return text
        if SecretField.MESSAGE not in self.secrets:
            self.looks = self.looks or found[0].looks
            self._seal(SecretField.MESSAGE, text)
        return masked(text, found)

    def _echoed(self, text: str, said: EventId) -> str:
        """What was said before was sealed, and told of, then. Of what was kept back whole nothing is in the text to say so:
        only what is known to have been stored as it came may be stored again."""
        stored = self._uow.inbox.stored(said) if said else None
        return masked(text, findings(text)) if stored and HELD not in stored else MASK

    def _expecting(self, written: datetime | None = None) -> Expected | None:
        """What was asked for in the chat when it was written, however late it comes; looked up once, and only for what is
        typed there."""
        if not self._asked:
            self._asked = True
            came = self._arrival.at
            at = came if written is None else min(came, written + _TO_THE_SECOND)
            self._expected = self._uow.secrets.expected(self._arrival.lane, at)
        return self._expected

    def _filled(self, text: str, field: SecretField, ticket: TicketId | None) -> str:
        """A field of the form for credentials."""
        expected = self._expecting() if ticket is None else None
        self.looks, self.ticket = Looks.TYPED, expected.ticket if expected is not None else ticket
        given = read_credentials(text) if field is SecretField.REMOTE_ID else None
        word = text.strip() if given is None else given.id
        if word:
            self._seal(field, word)
        return MASK

    def _answered(self, text: str, expected: Expected) -> str:
        """Typed while credentials are expected: all of it is sealed, and what was understood of it as well."""
        self.looks, self.ticket = Looks.TYPED, expected.ticket
        self._seal(SecretField.MESSAGE, text)
        given = read_credentials(text, expected.wanted)
        if given.id:
            self._seal(SecretField.REMOTE_ID, given.id)
        if given.password:
            self._seal(SecretField.REMOTE_PASSWORD, given.password)
        return MASK

    def _seal(self, field: SecretField, words: str) -> None:
        arrival = self._arrival
        secret = SecretId(f"{arrival.key}:{field}")
        row = SecretRow(
            id=secret,
            chat=ChatRef(arrival.lane),
            ticket=self.ticket,
            field=field,
            envelope=self._sealer.seal(words, about(secret, field, self.ticket)),
            sealed_at=arrival.at,
            expires=arrival.at + KEPT,
        )
        if self._uow.inbox.stored(arrival.key) is None:  # delivered once more, when it is perhaps destroyed already
            self._uow.secrets.add(row)
        self.secrets[field] = secret
