"""What is asked for on the Home tab: the desk's orders with a button, and the forms behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.app.auditing import denied, member
from bot.app.catalogue import Catalogue
from bot.app.effecting import Effecting
from bot.app.ports import UnitOfWork
from bot.app.staffing import give
from bot.app.ticket_search import NOTHING, WORDS, search, search_form
from bot.domain import appointing
from bot.domain.audit import Ground, Kind
from bot.domain.card import triage_card
from bot.domain.commands import Command
from bot.domain.effects import AskForm, Whisper
from bot.domain.events import Commanded, HomeUsed, Ordered
from bot.domain.home import REQUEST
from bot.domain.ids import MessageRef, PersonRef, TicketId
from bot.domain.membership import NO_ROLE_FOR, Membership
from bot.domain.message import Entered, Form, Message
from bot.domain.process import Process
from bot.domain.roles import DeskOrder, Role, Staff, allowed
from bot.domain.text import Phrase, Text, Untrusted, phrase
from bot.domain.ticket import Ticket

_BLANK = Entered()


class HomeOrders:
    """One press, or one form. Lives inside one unit of work. `ask` begins a request of the person's own, `obey` does what
    could have been typed as well."""

    def __init__(
        self,
        uow: UnitOfWork,
        catalogue: Catalogue,
        current: str,
        effecting: Effecting,
        *,
        ask: Callable[[Commanded], None],
        obey: Callable[[Ordered], None],
    ) -> None:
        self._uow = uow
        self._catalogue = catalogue
        self._process = catalogue.current(current)
        self._effecting = effecting
        self._ask = ask
        self._obey = obey

    def do(self, event: HomeUsed) -> None:
        """Does it, or says why not."""
        wanted = event.press.order
        if wanted == REQUEST:
            self._ask(_begun(event))
            return
        order = DeskOrder(wanted) if wanted in set(DeskOrder) else None
        staff = member(self._uow, event)
        if order is None or staff is None or not allowed(staff.roles, order):
            denied(self._uow, event, Kind.HOME, wanted, Ground.UNKNOWN if order is None else Ground.NO_ROLE)
            self._say(event, (phrase("You may not do that. An administrator gives roles with /ticket staff."),))
            return
        match order:
            case DeskOrder.SHOW:
                self._show(event, staff)
            case DeskOrder.SEARCH:
                self._search(event)
            case DeskOrder.STAFF:
                self._people(event, staff)
            case _:
                self._obey(_typed(event, order))

    def _show(self, event: HomeUsed, staff: Staff) -> None:
        number = event.press.value
        ticket = self._uow.tickets.get(TicketId(int(number))) if number.isascii() and number.isdecimal() else None
        if ticket is None:
            denied(self._uow, event, Kind.HOME, DeskOrder.SHOW, Ground.NO_SUCH_TICKET)
            self._say(event, (phrase("That ticket does not exist (any more)."),))
        else:
            self._whisper(event, triage_card(self._pinned(ticket), ticket, staff))

    def _search(self, event: HomeUsed) -> None:
        if event.values is None:
            self._form(event, search_form())
            return
        typed = event.values.get(WORDS, _BLANK).text or Untrusted("")
        found = search(self._uow, self._pinned, typed)
        if found is not None:
            self._whisper(event, found)
        else:
            self._form(event, search_form(typed, NOTHING))

    def _people(self, event: HomeUsed, giver: Staff) -> None:
        values = event.values
        if values is None:
            self._form(event, appointing.ask_who())
        elif event.press.value:
            self._appoint(event, giver, PersonRef(event.press.value), values)
        else:
            chosen = values.get(appointing.WHO, _BLANK).choices
            person = PersonRef(chosen[0]) if chosen else None
            is_now = event.people.get(person, Membership.UNKNOWN) if person is not None else Membership.UNKNOWN
            known = self._uow.staff.get(person) if person is not None else None
            if person is None or (is_now is not Membership.MEMBER and known is None):
                self._form(event, appointing.ask_who((NO_ROLE_FOR.get(is_now, phrase("Who?")),)))
            else:
                self._form(event, appointing.ask_what(self._process, giver, known, person))

    def _appoint(self, event: HomeUsed, giver: Staff, person: PersonRef, values: Mapping[str, Entered]) -> None:
        known = self._uow.staff.get(person)
        typed = values.get(appointing.NAME, _BLANK).text
        room = appointing.capacity(values.get(appointing.CAPACITY, _BLANK).text)
        before = known or Staff(person=person, name=Untrusted(""), roles=frozenset[Role]())
        wanted = replace(
            before,
            name=appointing.called(known, typed, person),
            roles=appointing.chosen_roles(giver, known, values.get(appointing.ROLES, _BLANK).choices),
            skills=appointing.chosen_skills(self._process, values.get(appointing.SKILLS, _BLANK).choices),
            capacity=before.capacity if isinstance(room, Phrase) else room,
        )
        if isinstance(room, Phrase):
            self._form(event, appointing.ask_what(self._process, giver, wanted, person, wrong=(room,)))
            return
        refused = give(self._uow, event, giver, wanted, event.people.get(person, Membership.UNKNOWN))
        if refused is not None:
            self._form(event, appointing.ask_what(self._process, giver, wanted, person, error=(refused,)))
        else:
            self._say(event, appointing.summary(wanted))

    def _say(self, event: HomeUsed, text: Text) -> None:
        self._whisper(event, Message(body=text))

    def _whisper(self, event: HomeUsed, message: Message) -> None:
        language = self._process.languages[0]
        self._effecting.perform((Whisper(interaction=event.interaction, message=message, language=language),))

    def _form(self, event: HomeUsed, form: Form) -> None:
        language = self._process.languages[0]
        self._effecting.perform((AskForm(interaction=event.interaction, form=form, language=language),))

    def _pinned(self, ticket: Ticket) -> Process:
        return self._catalogue.get(ticket.process) or self._process


def _begun(event: HomeUsed) -> Commanded:
    """A request of their own begins as a form, as with the command."""
    return Commanded(
        id=event.id,
        at=event.at,
        chat=event.chat,
        person=event.person,
        language=event.language,
        foreign=event.foreign,
        name=Command.NEW,
        argument=Untrusted(""),
        message=MessageRef(f"home:{event.id}"),  # a press is no message
        interaction=event.interaction,
    )


def _typed(event: HomeUsed, order: DeskOrder) -> Ordered:
    return Ordered(
        id=event.id,
        at=event.at,
        chat=event.chat,
        person=event.person,
        language=event.language,
        foreign=event.foreign,
        words=Untrusted(order.value),
        name=Untrusted(""),
        interaction=event.interaction,
        people=event.people,
    )
