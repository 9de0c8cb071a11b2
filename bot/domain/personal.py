"""What kinds of data are held about people: every column and every stored field is of exactly one class
(`storage.inventory`), and the class says what an export (`/misdatos`) does with it."""

from __future__ import annotations

from enum import StrEnum


class DataClass(StrEnum):
    """Of what kind a datum is, and so what its person gets to read of it.

    Shown to the person it is about: `IDENTITY` (who they are: accounts, chats, name, organisation), `CONTACT` (where they
    are reached), `PREFERENCE` (language, zone), `WORDS` (what they wrote, chose or were asked again), `FILES` (names, kinds
    and sizes of what they sent), `CONSENT`, `CASE` (what became of their matter: numbers, states, dates, priority),
    `ATTENDED` (who of the desk dealt with it, by the name they are told anyway), `REGISTER` (what the desk imported
    about them), `WORK` (what is kept of those who work at the desk; theirs when they do), `LOG` (what was noted of what
    they did or tried), `RAW` (an arrival as the platform sent it, without the platform's own keys), and `DESK_WORDS`: what
    the desk wrote to them or about them. Internal notes of specialists are among these: a note on somebody's ticket is data
    about that person, whoever wrote it; it is shown without the account of its author. What another requester wrote (a
    colleague who follows the ticket, somebody whose ticket waits for the same incident) is not theirs, and is left out.

    Named, never opened: `SECRET` (sealed, or only a digest).

    Left out: `OTHERS` (of somebody else: a colleague's name, a specialist's account), `ACTOR` (the account of whoever
    did it: an export says "you" or nothing), `DERIVED` (made from words that are shown themselves, for finding them again;
    erased with them), `TECHNICAL` (keys, counters, states of our own machinery, places in a platform), `DESK` (the desk's
    own texts: about no person).

    `PARTS` is no class: what is stored there is a value whose own fields have theirs.
    """

    IDENTITY = "identity"
    CONTACT = "contact"
    PREFERENCE = "preference"
    WORDS = "words"
    FILES = "files"
    CONSENT = "consent"
    CASE = "case"
    DESK_WORDS = "desk_words"
    ATTENDED = "attended"
    REGISTER = "register"
    WORK = "work"
    LOG = "log"
    RAW = "raw"
    SECRET = "secret"  # noqa: S105 - the name of a class
    OTHERS = "others"
    ACTOR = "actor"
    DERIVED = "derived"
    TECHNICAL = "technical"
    DESK = "desk"
    PARTS = "parts"


SHOWN = frozenset(
    {
        DataClass.IDENTITY,
        DataClass.CONTACT,
        DataClass.PREFERENCE,
        DataClass.WORDS,
        DataClass.FILES,
        DataClass.CONSENT,
        DataClass.CASE,
        DataClass.DESK_WORDS,
        DataClass.ATTENDED,
        DataClass.REGISTER,
        DataClass.WORK,
        DataClass.LOG,
        DataClass.RAW,
    }
)
"""What its person gets to read."""


class By(StrEnum):
    """How the rows of a person are found: by one of their chats, by an account, by one of their tickets, by an incident
    that such a ticket waits for, by an e-mail address, or by a lane (a chat, or a place of deliveries that is named after
    one). `MENTION`: nothing points to the row, it has to be searched for the name of a chat."""

    CHAT = "chat"
    PERSON = "person"
    TICKET = "ticket"
    INCIDENT = "incident"
    EMAIL = "email"
    LANE = "lane"
    MENTION = "mention"


class Kept(StrEnum):
    """Under which rule of retention (`bot.domain.retention`) rows are erased. `WHILE_NEEDED`: with what they serve (a timer
    that rang, a code that ended); `REGISTERS`: until the desk imports anew; `DESK`: no person's, kept."""

    SECRETS = "secrets"
    ARRIVALS = "arrivals"
    ATTACHMENTS = "attachments"
    LETTERS = "letters"
    AUDIT = "audit"
    CONSENTS = "consents"
    REQUESTS = "requests"
    KNOWLEDGE_USES = "knowledge_uses"
    CORRESPONDENCE = "correspondence"
    LINK_CODES = "link_codes"
    PROFILES = "profiles"
    TICKETS = "tickets"
    INCIDENTS = "incidents"
    REGISTERS = "registers"
    WHILE_NEEDED = "while_needed"
    DESK = "desk"
