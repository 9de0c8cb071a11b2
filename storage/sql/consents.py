"""The append-only log of the answers to privacy notices."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select

from bot.domain.consent import Consent, ConsentAnswer
from bot.domain.ids import ChatRef
from storage.sql.session import Session
from storage.tables import consents

_COLUMNS = [column for column in consents.columns if column.name != "id"]
_ADD = insert(consents).values({column: bindparam(column.name) for column in _COLUMNS})
_OF = select(*_COLUMNS).where(consents.c.chat == bindparam("chat")).order_by(consents.c.id)


class SqlConsents:
    """`bot.app.identity_ports.Consents`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, consent: Consent) -> None:
        self._session.run(
            _ADD,
            {
                "chat": consent.chat,
                "person": consent.person,
                "process": consent.process,
                "version": consent.version,
                "language": consent.language,
                "answer": consent.answer.value,
                "at": consent.at,
            },
        )

    def of(self, chat: ChatRef) -> tuple[Consent, ...]:
        return tuple(
            Consent(
                chat=row[0],
                person=row[1],
                process=row[2],
                version=row[3],
                language=row[4],
                answer=ConsentAnswer(row[5]),
                at=row[6],
            )
            for row in self._session.all(_OF, {"chat": chat})
        )
