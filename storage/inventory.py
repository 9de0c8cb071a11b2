"""Every column of every table, and of what class it is: what is held about a person is found, exported, erased and
documented from here. A column without a class fails a test, so that nobody adds one that no export shows.

The fields of values that are kept whole (`body`) are in `storage.inventory_bodies`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.app.knowledge_ports import Indexed
from bot.app.outbox import Letter
from bot.domain.canned import CannedReply
from bot.domain.conversation import Conversation
from bot.domain.delivery import Delivery
from bot.domain.erasure import Erasure
from bot.domain.incident import Incident, IncidentEntry
from bot.domain.personal import By, DataClass, Kept
from bot.domain.ticket import HistoryEntry, Ticket

C = DataClass


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What a table holds: the class of each column, by which columns the rows of a person are found (any of them; none: it
    holds nothing of one person), what its `body` is, and under which rule rows are erased."""

    columns: Mapping[str, DataClass]
    found: Mapping[str, By] = field(default_factory=dict)
    body: type | None = None
    kept: Kept


_INBOX = Held(
    columns={
        "id": C.TECHNICAL,
        "key": C.TECHNICAL,
        "source": C.TECHNICAL,
        "lane": C.IDENTITY,
        "body": C.RAW,
        "at": C.LOG,
        "status": C.LOG,
        "attempts": C.TECHNICAL,
        "not_before": C.TECHNICAL,
        "ended_at": C.TECHNICAL,
        "error": C.TECHNICAL,
    },
    found={"lane": By.LANE},
    kept=Kept.ARRIVALS,
)
_CONVERSATIONS = Held(
    columns={"chat": C.IDENTITY, "body": C.PARTS, "organisation": C.IDENTITY, "touched": C.LOG},
    found={"chat": By.CHAT},
    body=Conversation,
    kept=Kept.PROFILES,
)
_TICKETS = Held(
    columns={
        "id": C.TECHNICAL,
        "year": C.TECHNICAL,
        "number": C.TECHNICAL,
        "desk": C.TECHNICAL,
        "code": C.CASE,
        "status": C.CASE,
        "open": C.TECHNICAL,
        "requester_chat": C.IDENTITY,
        "assignee": C.OTHERS,
        "opened_at": C.CASE,
        "finished_at": C.CASE,
        "taken_at": C.CASE,
        "rating": C.WORDS,
        "body": C.PARTS,
    },
    found={"requester_chat": By.CHAT, "body": By.MENTION},
    body=Ticket,
    kept=Kept.TICKETS,
)
_HISTORY = Held(
    columns={
        "ticket": C.TECHNICAL,
        "seq": C.TECHNICAL,
        "body": C.PARTS,
        "previous": C.TECHNICAL,
        "hash": C.DERIVED,
        "erased": C.TECHNICAL,
    },
    found={"ticket": By.TICKET},
    body=HistoryEntry,
    kept=Kept.TICKETS,
)
_HISTORY_ENDS = Held(
    columns={"ticket": C.TECHNICAL, "seq": C.TECHNICAL, "hash": C.DERIVED},
    found={"ticket": By.TICKET},
    kept=Kept.TICKETS,
)
_TICKET_MARKS = Held(columns={"mark": C.DERIVED, "ticket": C.TECHNICAL}, found={"ticket": By.TICKET}, kept=Kept.TICKETS)
_STAFF = Held(
    columns={
        "person": C.IDENTITY,
        "name": C.IDENTITY,
        "roles": C.WORK,
        "on_shift": C.WORK,
        "load": C.WORK,
        "last_assigned_at": C.WORK,
        "skills": C.WORK,
        "capacity": C.WORK,
        "offers": C.WORK,
    },
    found={"person": By.PERSON},
    kept=Kept.DESK,
)
_TIMERS = Held(
    columns={
        "key": C.TECHNICAL,
        "due": C.CASE,
        "purpose": C.TECHNICAL,
        "chat": C.IDENTITY,
        "person": C.IDENTITY,
        "ticket": C.TECHNICAL,
    },
    found={"chat": By.CHAT},
    kept=Kept.WHILE_NEEDED,
)
_OUTBOX = Held(
    columns={
        "id": C.TECHNICAL,
        "key": C.TECHNICAL,
        "gateway": C.TECHNICAL,
        "chat": C.IDENTITY,
        "revises": C.TECHNICAL,
        "status": C.LOG,
        "attempts": C.TECHNICAL,
        "held": C.TECHNICAL,
        "available_at": C.TECHNICAL,
        "leased_until": C.TECHNICAL,
        "unsure": C.TECHNICAL,
        "ended_at": C.LOG,
        "reason": C.LOG,
        "why": C.TECHNICAL,
        "body": C.PARTS,
    },
    found={"chat": By.LANE},
    body=Letter,
    kept=Kept.LETTERS,
)
_TROUBLES = Held(
    columns={"place": C.IDENTITY, "trouble": C.LOG, "since": C.LOG},
    found={"place": By.CHAT},
    kept=Kept.WHILE_NEEDED,
)
_CONSENTS = Held(
    columns={
        "id": C.TECHNICAL,
        "chat": C.IDENTITY,
        "person": C.IDENTITY,
        "process": C.CONSENT,
        "version": C.CONSENT,
        "language": C.CONSENT,
        "answer": C.CONSENT,
        "at": C.CONSENT,
    },
    found={"chat": By.CHAT},
    kept=Kept.CONSENTS,
)
_IDENTITIES = Held(columns={"chat": C.IDENTITY, "identity": C.TECHNICAL}, found={"chat": By.CHAT}, kept=Kept.PROFILES)
_LINK_CODES = Held(
    columns={
        "chat": C.IDENTITY,
        "language": C.PREFERENCE,
        "salt": C.SECRET,
        "digest": C.SECRET,
        "expires": C.LOG,
    },
    found={"chat": By.CHAT},
    kept=Kept.LINK_CODES,
)
_LINK_TRIES = Held(
    columns={"chat": C.IDENTITY, "failed": C.LOG, "last": C.LOG}, found={"chat": By.CHAT}, kept=Kept.LINK_CODES
)
_REGISTRATIONS = Held(
    columns={
        "id": C.TECHNICAL,
        "chat": C.IDENTITY,
        "person": C.IDENTITY,
        "process": C.TECHNICAL,
        "language": C.PREFERENCE,
        "name": C.IDENTITY,
        "organisation": C.IDENTITY,
        "email": C.CONTACT,
        "at": C.CASE,
        "standing": C.CASE,
        "decided_by": C.OTHERS,
        "decided_at": C.CASE,
    },
    found={"chat": By.CHAT, "email": By.EMAIL},
    kept=Kept.PROFILES,
)
_CORRESPONDENCE = Held(
    columns={"message": C.TECHNICAL, "ticket": C.TECHNICAL}, found={"ticket": By.TICKET}, kept=Kept.CORRESPONDENCE
)
_DELIVERIES = Held(
    columns={"post": C.TECHNICAL, "ticket": C.TECHNICAL, "body": C.PARTS},
    found={"ticket": By.TICKET},
    body=Delivery,
    kept=Kept.TICKETS,
)
_FILES = Held(
    columns={
        "id": C.TECHNICAL,
        "ref": C.TECHNICAL,
        "chat": C.IDENTITY,
        "person": C.IDENTITY,
        "language": C.PREFERENCE,
        "label": C.FILES,
        "kind": C.FILES,
        "announced": C.FILES,
        "at": C.FILES,
        "status": C.FILES,
        "ticket": C.TECHNICAL,
        "name": C.TECHNICAL,
        "media_type": C.FILES,
        "size": C.FILES,
    },
    found={"chat": By.LANE},
    kept=Kept.ATTACHMENTS,
)
_SECRETS = Held(
    columns={
        "secret": C.TECHNICAL,
        "chat": C.IDENTITY,
        "ticket": C.TECHNICAL,
        "field": C.LOG,
        "envelope": C.SECRET,
        "sealed_at": C.LOG,
        "expires": C.LOG,
    },
    found={"chat": By.CHAT, "ticket": By.TICKET},
    kept=Kept.SECRETS,
)
_EXPECTED_SECRETS = Held(
    columns={"chat": C.IDENTITY, "ticket": C.TECHNICAL, "wanted": C.LOG, "expected_until": C.LOG},
    found={"chat": By.CHAT},
    kept=Kept.SECRETS,
)
_AUDIT = Held(
    columns={
        "id": C.TECHNICAL,
        "at": C.LOG,
        "person": C.ACTOR,
        "gateway": C.LOG,
        "kind": C.LOG,
        "what": C.LOG,
        "outcome": C.LOG,
        "reason": C.LOG,
        "ticket": C.TECHNICAL,
        "about": C.ACTOR,
    },
    found={"person": By.PERSON, "about": By.PERSON},
    kept=Kept.AUDIT,
)
_HOMES = Held(
    columns={"person": C.IDENTITY, "opened_at": C.LOG, "desk": C.TECHNICAL, "outdated": C.TECHNICAL},
    found={"person": By.PERSON},
    kept=Kept.PROFILES,
)
_INCIDENTS = Held(
    columns={
        "id": C.TECHNICAL,
        "year": C.TECHNICAL,
        "number": C.TECHNICAL,
        "desk": C.TECHNICAL,
        "code": C.CASE,
        "open": C.TECHNICAL,
        "body": C.PARTS,
    },
    found={"id": By.INCIDENT},
    body=Incident,
    kept=Kept.INCIDENTS,
)
_INCIDENT_HISTORY = Held(
    columns={"incident": C.TECHNICAL, "seq": C.TECHNICAL, "body": C.PARTS, "erased": C.TECHNICAL},
    found={"incident": By.INCIDENT},
    body=IncidentEntry,
    kept=Kept.INCIDENTS,
)
_PEOPLE = Held(
    columns={
        "email": C.CONTACT,
        "name": C.IDENTITY,
        "position": C.REGISTER,
        "organisation": C.REGISTER,
        "telephone": C.CONTACT,
    },
    found={"email": By.EMAIL},
    kept=Kept.REGISTERS,
)
_COURSES = Held(
    columns={"email": C.CONTACT, "course": C.REGISTER, "taken_on": C.REGISTER},
    found={"email": By.EMAIL},
    kept=Kept.REGISTERS,
)
_ERASURES = Held(
    columns={
        "id": C.TECHNICAL,
        "chat": C.IDENTITY,
        "standing": C.CASE,
        "open": C.TECHNICAL,
        "body": C.PARTS,
    },
    found={"chat": By.CHAT},
    body=Erasure,
    kept=Kept.REQUESTS,
)


def _nobodys(*columns: str, kept: Kept = Kept.DESK, **others: DataClass) -> Held:
    """A table that holds nothing of one person."""
    return Held(columns={**dict.fromkeys(columns, C.DESK), **others}, kept=kept)


INVENTORY: Mapping[str, Held] = MappingProxyType(
    {
        "conversations": _CONVERSATIONS,
        "identities": _IDENTITIES,
        "registrations": _REGISTRATIONS,
        "people": _PEOPLE,
        "courses": _COURSES,
        "consents": _CONSENTS,
        "erasures": _ERASURES,
        "tickets": _TICKETS,
        "history": _HISTORY,
        "history_ends": _HISTORY_ENDS,
        "ticket_marks": _TICKET_MARKS,
        "deliveries": _DELIVERIES,
        "incidents": _INCIDENTS,
        "incident_history": _INCIDENT_HISTORY,
        "files": _FILES,
        "outbox": _OUTBOX,
        "inbox": _INBOX,
        "correspondence": _CORRESPONDENCE,
        "timers": _TIMERS,
        "troubles": _TROUBLES,
        "link_codes": _LINK_CODES,
        "link_tries": _LINK_TRIES,
        "secrets": _SECRETS,
        "expected_secrets": _EXPECTED_SECRETS,
        "audit": _AUDIT,
        "homes": _HOMES,
        "staff": _STAFF,
        "permits": _nobodys("id", "what"),
        "cursors": _nobodys("name", "value"),
        "sequences": _nobodys("name", "last"),
        "processes": _nobodys("ref", "body"),
        "posts": _nobodys("post", ref=C.TECHNICAL),
        "counters": _nobodys("name", "value"),
        "canned_replies": Held(
            columns=dict.fromkeys(("desk", "reply", "body"), C.DESK), body=CannedReply, kept=Kept.DESK
        ),
        "knowledge": Held(
            columns=dict.fromkeys(("id", "process", "item", "source", "language", "stems", "body"), C.DESK),
            body=Indexed,
            kept=Kept.DESK,
        ),
        "knowledge_uses": _nobodys("id", "process", "item", "used", "module", "at", kept=Kept.KNOWLEDGE_USES),
        "organisations": _nobodys("id", "name", "kind", "aliases", kept=Kept.REGISTERS),
        "organisation_marks": _nobodys("mark", "organisation", kept=Kept.REGISTERS),
        "licences": _nobodys("id", "organisation", "kind", "holder", "updates_until", "versions", kept=Kept.REGISTERS),
    }
)
"""What every table holds. Entities and their licences are public bodies, not persons."""
