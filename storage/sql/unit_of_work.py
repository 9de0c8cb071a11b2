"""The unit of work over SQL."""

from __future__ import annotations

from storage.codec import Codec
from storage.sql.audit import SqlAuditLog
from storage.sql.canned import SqlCannedReplies
from storage.sql.consents import SqlConsents
from storage.sql.conversations import SqlConversations
from storage.sql.correspondence import SqlCorrespondence
from storage.sql.cursors import SqlCursors
from storage.sql.deliveries import SqlDeliveries
from storage.sql.erasures import SqlErasures
from storage.sql.files import SqlFiles
from storage.sql.holdings import SqlHoldings
from storage.sql.homes import SqlHomes
from storage.sql.identities import SqlIdentities
from storage.sql.inbox import SqlInbox
from storage.sql.incidents import SqlIncidents
from storage.sql.knowledge import SqlKnowledge
from storage.sql.link_codes import SqlLinkCodes
from storage.sql.outbox import SqlOutbox
from storage.sql.processes import SqlProcesses
from storage.sql.registers import SqlRegisters
from storage.sql.registrations import SqlRegistrations
from storage.sql.retaining import SqlRetaining
from storage.sql.secrets import SqlSecrets
from storage.sql.session import Session
from storage.sql.staff import SqlStaffList
from storage.sql.tallies import SqlTallies
from storage.sql.ticket_index import SqlTicketIndex
from storage.sql.tickets import SqlTickets
from storage.sql.timers import SqlTimers
from storage.sql.traces import SqlTraces
from storage.sql.troubles import SqlTroubles


class SqlUnitOfWork:
    """`bot.app.ports.UnitOfWork` on one connection, for one transaction after the other."""

    def __init__(self, session: Session, codec: Codec) -> None:
        self.inbox = SqlInbox(session)
        self.cursors = SqlCursors(session)
        self.conversations = SqlConversations(session, codec)
        self.correspondence = SqlCorrespondence(session)
        self.tickets = SqlTickets(session, codec)
        self.incidents = SqlIncidents(session, codec)
        self.staff = SqlStaffList(session)
        self.outbox = SqlOutbox(session, codec)
        self.troubles = SqlTroubles(session)
        self.timers = SqlTimers(session)
        self.processes = SqlProcesses(session)
        self.files = SqlFiles(session)
        self.consents = SqlConsents(session)
        self.identities = SqlIdentities(session)
        self.link_codes = SqlLinkCodes(session)
        self.registrations = SqlRegistrations(session)
        self.knowledge = SqlKnowledge(session, codec)
        self.registers = SqlRegisters(session)
        self.audit = SqlAuditLog(session)
        self.homes = SqlHomes(session)
        self.index = SqlTicketIndex(session)
        self.tallies = SqlTallies(session)
        self.canned = SqlCannedReplies(session, codec)
        self.deliveries = SqlDeliveries(session, codec)
        self.secrets = SqlSecrets(session)
        self.erasures = SqlErasures(session, codec)
        self.traces = SqlTraces(session, codec)
        self.holdings = SqlHoldings(session, codec)
        self.retaining = SqlRetaining(session, codec)
