"""The operator gives somebody, who asked by letter or at the counter, all that is held about them."""

from __future__ import annotations

from datetime import datetime

from bot.app.catalogue import Catalogue
from bot.app.disclosed_file import Disclosure, page
from bot.app.disclosing import held_about
from bot.app.ports import UnitOfWork
from bot.app.words import Words
from bot.domain.audit import Audited, Kind, Outcome
from bot.domain.ids import ChatRef, PersonRef
from bot.domain.process import Process
from bot.domain.register import folded_email
from bot.domain.text import Untrusted

OPERATOR = PersonRef("console:operator")
"""Who did it, in the audit: whoever has the command line."""


def disclosed(uow: UnitOfWork, process: Process, whom: str, at: datetime) -> bytes | None:
    """The file about the person of a chat (`telegram:123`) or of an e-mail address, in the desk's language; None when nothing
    is held. Whoever uses the command line has made sure that the address is theirs."""
    is_address = "@" in whom
    email = folded_email(whom) if is_address else None
    chats = uow.holdings.chats_of_email(email) if email is not None else (ChatRef(whom),)
    holdings = held_about(uow, chats, emails=(email,) if email is not None else ())
    if not any(each.rows for each in holdings):
        return None
    uow.audit.add(
        Audited(
            at=at,
            person=OPERATOR,
            gateway="console",
            kind=Kind.DATA,
            what=Untrusted("export"),
            outcome=Outcome.ALLOWED,
            reason="asked by letter",
            about=PersonRef(chats[0]) if chats else None,
        )
    )
    told = Disclosure(
        holdings=holdings, language=process.languages[0], zone=process.desk.zone, at=at, desk=process.desk.name
    )
    return page(told, Words.load(), Catalogue([process]))
