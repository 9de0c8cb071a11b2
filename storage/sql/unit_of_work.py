"""The unit of work over SQL."""

from __future__ import annotations

from storage.codec import Codec
from storage.sql.conversations import SqlConversations
from storage.sql.cursors import SqlCursors
from storage.sql.inbox import SqlInbox
from storage.sql.outbox import SqlOutbox
from storage.sql.processes import SqlProcesses
from storage.sql.registers import SqlRegisters
from storage.sql.session import Session
from storage.sql.staff import SqlStaffList
from storage.sql.tickets import SqlTickets
from storage.sql.timers import SqlTimers


class SqlUnitOfWork:
    """`bot.app.ports.UnitOfWork` on one connection, for one transaction after the other."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self.inbox = SqlInbox(session)
        self.cursors = SqlCursors(session)
        self.conversations = SqlConversations(session, codec)
        self.tickets = SqlTickets(session, codec)
        self.staff = SqlStaffList(session)
        self.outbox = SqlOutbox(session, codec)
        self.timers = SqlTimers(session)
        self.processes = SqlProcesses(session)
        self.registers = SqlRegisters(session)
