"""All histories at once: whether they are as they were written, and as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.app.chain import Chain, first_misfit
from bot.app.ports import UnitOfWork
from bot.domain.ids import TicketId

PAGE = 200
"""Tickets that are read at once."""


def verified(uow: UnitOfWork) -> tuple[str, bool]:
    """The report, with the first row of each ticket that does not fit; and whether there is one."""
    entries, erased, misfits = 0, 0, list[str]()
    requests = uow.erasures.granted()
    for chain in _chains(uow):
        entries += len(chain.links)
        erased += sum(link.erased is not None for link in chain.links)
        found = first_misfit(chain, requests)
        if found is not None:
            misfits.append(f"{_named(uow, chain.ticket)}: {found}")
    if misfits:
        return "\n".join((*misfits, f"{len(misfits)} histories are not as they were written")), True
    if erased:
        return (
            f"{entries - erased} entries are as they were written; from {erased} a person was erased, by request",
            False,
        )
    return f"{entries} entries are as they were written", False


def exported(uow: UnitOfWork) -> bytes:
    """Every entry as a line of JSON, by ticket and in order, with its hashes, so that others can check them."""
    rows = (
        json.dumps(
            {
                "code": _named(uow, chain.ticket),
                "ticket": link.ticket,
                "seq": link.seq,
                "entry": _entry(link.body),
                "previous": link.previous,
                "hash": link.hash,
                **({"erased": link.erased} if link.erased is not None else {}),
            },
            ensure_ascii=False,
        )
        for chain in _chains(uow)
        for link in chain.links
    )
    return "".join(f"{row}\n" for row in rows).encode()


def _chains(uow: UnitOfWork) -> Iterator[Chain]:
    page = uow.tickets.chains(TicketId(0), PAGE)
    while page:
        yield from page
        page = uow.tickets.chains(page[-1].ticket, PAGE)


def _named(uow: UnitOfWork, ticket: TicketId) -> str:
    """Its number, or where it would be when it is not there any more."""
    found = uow.tickets.get(ticket)
    return found.code if found is not None else f"ticket {ticket}, which is gone"


def _entry(body: str) -> object:
    """What stands there, as it stands when it is no JSON any more."""
    try:
        return json.loads(body)
    except ValueError:
        return body
