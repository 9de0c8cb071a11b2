"""`/ticket …`: what a member of the desk types. The first word says what; its answers are seen by that person only."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.app.auditing import denied, member
from bot.app.callers import begun
from bot.app.canned import CannedDesk
from bot.app.catalogue import Catalogue
from bot.app.effecting import Effecting
from bot.app.order_help import help_page, help_word, unknown
from bot.app.order_history import told_history
from bot.app.order_lists import listed, mine
from bot.app.order_refusals import not_of_the_desk, not_with_these_roles
from bot.app.order_values import values_of
from bot.app.order_word import OrderWord
from bot.app.order_words import NAMES
from bot.app.ports import UnitOfWork
from bot.app.reports import desk_numbers
from bot.app.shifts import Shifts
from bot.app.staffing import give
from bot.app.ticket_search import NOTHING, search, search_form
from bot.app.typed_order import TypedOrder, bare, read_order
from bot.domain.audit import Ground, Kind
from bot.domain.card import triage_card
from bot.domain.deeds import Deed
from bot.domain.effects import AskForm, Whisper
from bot.domain.events import Commanded, Ordered
from bot.domain.explaining import explained
from bot.domain.ids import ChatRef, PersonRef, gateway_of
from bot.domain.membership import Membership
from bot.domain.message import Message
from bot.domain.process import Process
from bot.domain.roles import GIVEN, Actor, DeskOrder, Role, Staff, allowed
from bot.domain.tally import numbers_page
from bot.domain.text import Code, Phrase, Text, Untrusted, fold, join, phrase
from bot.domain.ticket import Action, Ticket

LONGEST_SHOWN = 60
"""Characters of what was typed that an answer repeats."""

NO_ROLE = "-"

_ROLES: Mapping[str, Role] = {role.value: role for role in GIVEN}


class Orders:
    """One typed order. Lives inside one unit of work; `call` begins the questionnaire of a caller."""

    def __init__(
        self,
        uow: UnitOfWork,
        catalogue: Catalogue,
        current: str,
        effecting: Effecting,
        call: Callable[[Commanded], None],
    ) -> None:
        self._call = call
        self._uow = uow
        self._catalogue = catalogue
        self._process = catalogue.current(current)
        self._effecting = effecting

    def obey(self, event: Ordered) -> None:
        """Does what was typed, or says what can be typed."""
        typed = read_order(event.words.untrusted)
        staff = member(self._uow, event)
        roles = staff.roles if staff is not None else frozenset[Role]()
        word = typed.word
        if word is None:
            self._answer(event, unknown(typed, self._language))
        elif word.order is None:
            self._help(event, roles, typed.rest)
        elif staff is None or not allowed(roles, word.order):
            denied(self._uow, event, Kind.ORDER, word.order, Ground.NO_ROLE)
            self._answer(event, not_with_these_roles(word, self._language) if roles else (not_of_the_desk(),))
        elif isinstance(word.order, Action):
            self._act(event, staff, word.order, typed)
        else:
            self._order(event, staff, word.order, typed)

    @property
    def _language(self) -> str:
        return self._process.languages[0]

    def _help(self, event: Ordered, roles: frozenset[Role], about: str) -> None:
        """Whoever has no role reads what there is to ask for one."""

        def may(word: OrderWord) -> bool:
            return not roles or word.order is None or allowed(roles, word.order)

        named = read_order(about).word if bare(about) else None
        page = help_word(named, self._language) if named is not None else help_page(self._language, may)
        if bare(about) and named is None:
            self._answer(event, unknown(read_order(about), self._language))
        else:
            self._answer(event, (), message=page)

    def _answer(self, event: Ordered, text: Text, *, title: Text = (), message: Message | None = None) -> None:
        shown = message or Message(title=title, body=text)
        language = self._process.languages[0]
        if event.interaction is None:
            self._effecting.say(ChatRef(event.person), shown, language)
        else:
            self._effecting.perform((Whisper(interaction=event.interaction, message=shown, language=language),))

    def _act(self, event: Ordered, staff: Staff, action: Action, typed: TypedOrder) -> None:
        ticket = self._uow.tickets.by_code(typed.number) if typed.number else None
        if ticket is None:
            self._answer(event, (_no_such_ticket(typed.number),))
            return
        values = values_of(action, typed.rest, event.person, self._uow.staff.everybody())
        if isinstance(values, Phrase):
            self._answer(event, (values,))
            return
        deed = Deed(
            action=action,
            actor=Actor(person=event.person, name=staff.name, roles=staff.roles),
            at=event.at,
            channel=gateway_of(event.chat),
            text=Untrusted(typed.rest) if typed.rest else None,
            values=values,
            interaction=event.interaction,
        )
        answered = len(self._effecting.immediate())
        refusal = self._effecting.act(ticket, deed)
        opened = any(isinstance(each, AskForm | Whisper) for each in self._effecting.immediate()[answered:])
        if refusal is not None:
            self._answer(event, (refusal,))
        elif not opened:
            self._answer(event, (phrase("Done: %(number)s", number=ticket.code),))

    def _order(self, event: Ordered, staff: Staff, order: DeskOrder, typed: TypedOrder) -> None:
        rest = typed.rest
        match order:
            case DeskOrder.LIST:
                self._answer(event, (), message=listed(self._uow, self._pinned, rest, self._typed("list")))
            case DeskOrder.MINE:
                self._answer(event, (), message=mine(self._uow, self._pinned, event.person, rest, self._typed("mine")))
            case DeskOrder.SHOW:
                self._show(event, staff, typed.number)
            case DeskOrder.WHY | DeskOrder.HISTORY:
                self._told(event, order, typed)
            case DeskOrder.STATS:
                self._answer(event, (), message=numbers_page(desk_numbers(self._uow, self._process, event.at)))
            case DeskOrder.NEW:
                self._new(event, rest)
            case DeskOrder.ON:
                self._answer(event, self._shifts().begin(staff))
            case DeskOrder.OFF:
                self._answer(event, self._shifts().end(staff, event.interaction))
            case DeskOrder.STAFF:
                self._staff(event, staff, rest)
            case DeskOrder.SEARCH:
                self._search(event, rest or typed.number)
            case DeskOrder.PRIVACY:
                self._answer(event, (), message=self._effecting.erasures.listed(self._process, event.at))
            case DeskOrder.CANNED:
                shown = CannedDesk(self._uow, self._process, self._effecting).opened(event.person, event.interaction)
                if shown is not None:
                    self._answer(event, (), message=shown)

    def _typed(self, name: str) -> str:
        return f"/ticket {NAMES[name].name(self._language)}"

    def _show(self, event: Ordered, staff: Staff, number: str) -> None:
        """The card, with the buttons that this person may press."""
        ticket = self._uow.tickets.by_code(number) if number else None
        if ticket is None:
            self._answer(event, (_no_such_ticket(number),))
        else:
            self._answer(event, (), message=triage_card(self._pinned(ticket), ticket, staff))

    def _told(self, event: Ordered, order: DeskOrder, typed: TypedOrder) -> None:
        """The deadlines of a ticket, or its history."""
        ticket = self._uow.tickets.by_code(typed.number) if typed.number else None
        if ticket is None:
            self._answer(event, (_no_such_ticket(typed.number),))
        elif order is DeskOrder.WHY:
            told = explained(self._pinned(ticket), ticket, event.at)
            self._answer(event, told, title=(phrase("The deadlines of %(number)s", number=Code(ticket.code)),))
        else:
            again = f"{self._typed('history')} {typed.number}"
            self._answer(event, (), message=told_history(self._uow, self._pinned(ticket), ticket, typed.rest, again))

    def _search(self, event: Ordered, words: str) -> None:
        if words or event.interaction is None:
            found = search(self._uow, self._pinned, Untrusted(words))
            self._answer(event, NOTHING, message=found)
        else:
            form = AskForm(interaction=event.interaction, form=search_form(), language=self._language)
            self._effecting.perform((form,))

    def _new(self, event: Ordered, rest: str) -> None:
        if event.interaction is None:
            self._answer(event, (phrase("Type /ticket new where a form can open."),))
        else:
            self._call(begun(event, Untrusted(rest), event.interaction))

    def _shifts(self) -> Shifts:
        return Shifts(self._uow, self._effecting, self._catalogue)

    def _staff(self, event: Ordered, giver: Staff, rest: str) -> None:
        """`@person ROLE… [Name]`: the words that are roles come first, the rest is the name that requesters are told."""
        mention, *words = rest.split() or [""]
        if not mention:
            rows = (_staff_line(each) for each in self._uow.staff.everybody())
            self._answer(event, join("\n", rows) or (phrase("None."),), title=(phrase("The desk"),))
            return
        person, _, shown = mention.partition("|")
        given = list(itertools.takewhile(lambda word: word == NO_ROLE or fold(word) in _ROLES, words))
        if gateway_of(person) != gateway_of(event.chat) or not given:
            how = phrase(
                "Write: /ticket staff @person, the roles (%(roles)s; - for none) and the name that requesters are told.",
                roles=", ".join(sorted(GIVEN)),
            )
            self._answer(event, (how,))
            return
        roles = frozenset(_ROLES[fold(word)] for word in given if word != NO_ROLE)
        known = self._uow.staff.get(PersonRef(person))
        name = " ".join(words[len(given) :]) or (known.name.untrusted if known else shown or person.rpartition(":")[2])
        wanted = known or Staff(person=PersonRef(person), name=Untrusted(name), roles=roles)
        wanted = replace(wanted, name=Untrusted(name), roles=roles)
        refused = give(self._uow, event, giver, wanted, event.people.get(wanted.person, Membership.UNKNOWN))
        self._answer(event, (refused,) if refused else _staff_line(self._uow.staff.get(wanted.person) or wanted))

    def _pinned(self, ticket: Ticket) -> Process:
        return self._catalogue.get(ticket.process) or self._process


def _staff_line(staff: Staff) -> Text:
    roles = ", ".join(sorted(staff.roles)) or "—"
    shift = phrase("on shift") if staff.on_shift else phrase("off shift")
    return (staff.name, f": {roles} · ", shift, " · ", phrase("open tickets: %(count)s", count=staff.load))


def _no_such_ticket(number: str) -> Phrase:
    if not number:
        return phrase("Which ticket? Write its number, for example: /ticket show 12")
    return phrase("There is no ticket %(number)s.", number=Untrusted(number[:LONGEST_SHOWN]))
