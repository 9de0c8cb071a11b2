"""Coming on shift and going off it: the queue moves, and what is open is handed over."""

from __future__ import annotations

from dataclasses import replace

from bot.app.catalogue import Catalogue
from bot.app.dispatching import queue
from bot.app.effecting import Effecting
from bot.app.pinned import pinned
from bot.app.ports import UnitOfWork
from bot.domain.deeds import Deed
from bot.domain.effects import AskForm, Dispatch
from bot.domain.events import HandedOver
from bot.domain.handing_over import KEEP, MOST, QUEUE, ask_form, wishes
from bot.domain.ids import Interaction, PersonRef, gateway_of
from bot.domain.message import Entered
from bot.domain.roles import Actor, Staff, allowed
from bot.domain.text import Phrase, Text, lines, phrase, plural
from bot.domain.ticket import Action

GIVEN_AT_ONCE = 50
"""Waiting tickets that are given out in one turn."""


class Shifts:
    """Lives inside one unit of work."""

    def __init__(self, uow: UnitOfWork, effecting: Effecting, catalogue: Catalogue) -> None:
        self._uow = uow
        self._effecting = effecting
        self._catalogue = catalogue

    def begin(self, member: Staff) -> Text:
        """On shift: the queue, oldest first, to whoever is there now. Returns what to answer."""
        self._uow.staff.save(replace(member, on_shift=True))
        given = give_out(self._uow, self._effecting, member.person)
        return (phrase("You are on shift. Tickets given out from the queue: %(count)s.", count=given),)

    def end(self, member: Staff, interaction: Interaction | None) -> Text:
        """Off shift: what was offered goes to the next, and what is open is asked about where a form can open. Returns what
        to answer."""
        self._uow.staff.save(replace(member, on_shift=False))
        self.pass_on_offers(member)
        told = phrase("You are off shift: no new tickets come to you. Yours stay yours.")
        tickets = self._uow.tickets.assigned_to(member.person, MOST)
        if interaction is None or not tickets or not allowed(member.roles, Action.RELEASE):
            return (told,)
        pairs = [(pinned(self._catalogue, self._uow, ticket.process), ticket) for ticket in tickets]
        form = ask_form(pairs, self._uow.staff.everybody())
        language = pairs[0][0].languages[0]
        self._effecting.perform((AskForm(interaction=interaction, form=form, language=language),))
        return lines((told,), (phrase("To hand them over, say so in the form that has opened."),))

    def pass_on_offers(self, member: Staff) -> None:
        """What was offered to them goes to the next."""
        for ticket in queue(self._uow) if member.offers else ():
            if ticket.offer is not None and ticket.offer.person == member.person:
                self._effecting.dispatch(Dispatch(ticket=ticket.id, call=True, anew=True))

    def hand_over(self, event: HandedOver, member: Staff) -> Text:
        """Each ticket goes where its holder wished. Returns what to answer."""
        went, stayed = 0, list[Phrase]()  # what was refused, and why
        for number, wish in wishes(event.values).items():
            ticket = self._uow.tickets.get(number)
            if wish == KEEP or ticket is None or ticket.assignee != member.person:
                continue
            refusal = self._effecting.act(ticket, _deed(event, member, wish))
            went += refusal is None
            stayed += [refusal] if refusal is not None else []
        done = plural("One ticket was handed over.", "%(count)s tickets were handed over.", went)
        return lines((done,), *((each,) for each in stayed), (phrase("The others stay yours."),))


def give_out(uow: UnitOfWork, effecting: Effecting, newcomer: PersonRef | None = None) -> int:
    """The queue, oldest first, to whoever is on shift and has room; how many tickets found somebody."""
    given = 0
    for ticket in queue(uow):
        given += effecting.dispatch(Dispatch(ticket=ticket.id, newcomer=newcomer))
        if given == GIVEN_AT_ONCE:
            break
    return given


def _deed(event: HandedOver, member: Staff, wish: str) -> Deed:
    actor = Actor(person=member.person, name=member.name, roles=member.roles)
    common = Deed(action=Action.RELEASE, actor=actor, at=event.at, channel=gateway_of(event.chat), leaving=True)
    if wish == QUEUE:
        return common
    return replace(common, action=Action.ASSIGN, values={"person": Entered(choices=(wish,))})
