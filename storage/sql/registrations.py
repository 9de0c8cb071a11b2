"""Requests to be registered, kept for good."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from bot.domain.ids import ChatRef
from bot.domain.registration import Registration, Standing
from bot.domain.text import Untrusted
from storage.sql.session import Row, Session
from storage.tables import registrations

_ADD = (
    insert(registrations)
    .values({column: bindparam(column.name) for column in registrations.columns if column.name != "id"})
    .returning(registrations.c.id)
)
_GET = select(registrations).where(registrations.c.id == bindparam("registration")).with_for_update()
_NEWEST = (
    select(registrations)
    .where(registrations.c.chat == bindparam("chat"))
    .order_by(registrations.c.id.desc())
    .limit(1)
    .with_for_update()
)
_SAVE = (
    update(registrations)
    .where(registrations.c.id == bindparam("registration"))
    .values(standing=bindparam("standing"), decided_by=bindparam("decided_by"), decided_at=bindparam("decided_at"))
)


class SqlRegistrations:
    """`bot.app.identity_ports.Registrations`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, registration: Registration) -> int:
        row = self._session.one(
            _ADD,
            {
                "chat": registration.chat,
                "person": registration.person,
                "process": registration.process,
                "language": registration.language,
                "name": registration.name.untrusted,
                "organisation": registration.organisation.untrusted,
                "email": registration.email.untrusted,
                "at": registration.at,
                "standing": registration.standing.value,
                "decided_by": registration.decided_by,
                "decided_at": registration.decided_at,
            },
        )
        if row is None:
            raise LookupError("the database gave no id")
        return int(row[0])

    def get(self, registration: int) -> Registration | None:
        return _found(self._session.one(_GET, {"registration": registration}))

    def newest_of(self, chat: ChatRef) -> Registration | None:
        return _found(self._session.one(_NEWEST, {"chat": chat}))

    def save(self, registration: Registration) -> None:
        self._session.run(
            _SAVE,
            {
                "registration": registration.id,
                "standing": registration.standing.value,
                "decided_by": registration.decided_by,
                "decided_at": registration.decided_at,
            },
        )


def _found(row: Row | None) -> Registration | None:
    if row is None:
        return None
    number, chat, person, process, language, name, organisation, email, at, standing, decided_by, decided_at = row
    return Registration(
        id=number,
        chat=chat,
        person=person,
        process=process,
        language=language,
        name=Untrusted(name),
        organisation=Untrusted(organisation),
        email=Untrusted(email),
        at=at,
        standing=Standing(standing),
        decided_by=decided_by,
        decided_at=decided_at,
    )
