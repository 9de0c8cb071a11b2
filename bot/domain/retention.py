"""How long what is held: a part of a process file, with the product's own times where the desk says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class Rule(StrEnum):
    """What is erased together. `ARRIVALS` and `PUT_ASIDE`: the bodies of arrivals that were handled, or that could not be read;
    `ABANDONED`: files of requests that never became a ticket; `ATTACHMENTS`: those of finished tickets; `DISCLOSURES`: files
    with all that is held about a person, if they were never sent; `LETTERS`: what was sent, or never will be; `TRIES`: wrong
    codes; `REQUESTS`: requests to be erased that were withdrawn or refused (one that was carried out names nobody, and stays:
    histories are vouched for by it); `CALLERS`: profiles of people on the telephone who never brought the code to a chat."""

    ARRIVALS = "arrivals"
    PUT_ASIDE = "put_aside"
    ABANDONED = "abandoned"
    ATTACHMENTS = "attachments"
    DISCLOSURES = "disclosures"
    LETTERS = "letters"
    CORRESPONDENCE = "correspondence"
    LINK_CODES = "link_codes"
    TRIES = "tries"
    KNOWLEDGE_USES = "knowledge_uses"
    PROFILES = "profiles"
    CALLERS = "callers"
    TICKETS = "tickets"
    CONSENTS = "consents"
    REQUESTS = "requests"
    AUDIT = "audit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How long what is kept, in days; the copies of what arrives (`arrivals_hours`) in hours. Counted from: when an arrival was
    handled, or put aside (`put_aside_days`); when a file came that never got a ticket (`abandoned_days`); when a ticket was
    closed (`attachments_days`, `correspondence_days`: which message is about it, `tickets_days`: the ticket itself; left out,
    tickets are kept); when a message was sent (`letters_days`); when a chat was last used and has no open ticket
    (`profiles_days`), or a caller's questionnaire who never took it over (`callers_days`); when it was written down
    (`audit_days`, `knowledge_uses_days`); when an answer to the privacy notice was given, once its chat is forgotten,
    or a request to be erased was withdrawn or refused (`consents_days`)."""

    arrivals_hours: int = 72
    put_aside_days: int = 30
    abandoned_days: int = 30
    attachments_days: int = 90
    letters_days: int = 30
    correspondence_days: int = 365
    knowledge_uses_days: int = 730
    profiles_days: int = 1095
    callers_days: int = 90
    consents_days: int = 1825
    audit_days: int = 730
    tickets_days: int | None = None

    @property
    def kept(self) -> Mapping[Rule, timedelta | None]:
        """How long each is kept, in the order in which they are erased; None: for good."""
        days = {
            Rule.PUT_ASIDE: self.put_aside_days,
            Rule.ABANDONED: self.abandoned_days,
            Rule.ATTACHMENTS: self.attachments_days,
            Rule.DISCLOSURES: 1,
            Rule.LETTERS: self.letters_days,
            Rule.CORRESPONDENCE: self.correspondence_days,
            Rule.LINK_CODES: 0,
            Rule.TRIES: 1,
            Rule.KNOWLEDGE_USES: self.knowledge_uses_days,
            Rule.PROFILES: self.profiles_days,
            Rule.CALLERS: self.callers_days,
            Rule.TICKETS: self.tickets_days,
            Rule.CONSENTS: self.consents_days,
            Rule.REQUESTS: self.consents_days,
            Rule.AUDIT: self.audit_days,
        }
        kept = {rule: timedelta(days=each) if each is not None else None for rule, each in days.items()}
        return MappingProxyType({Rule.ARRIVALS: timedelta(hours=self.arrivals_hours), **kept})

    def bounds(self, now: datetime) -> Mapping[Rule, datetime]:
        """What is older than that is erased."""
        return {rule: now - kept for rule, kept in self.kept.items() if kept is not None}
