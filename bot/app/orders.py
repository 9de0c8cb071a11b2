"""`/ticket …`: what a member of the desk types. The first word says what; its answers are seen by that person only."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.app.auditing import denied, member
from bot.app.callers import begun
from bot.app.canned import CannedDesk
from bot.app.catalogue import Catalogue
from bot.app.effecting import Effecting
from bot.app.ports import UnitOfWork
from bot.app.shifts import Shifts
from bot.app.staffing import give
from bot.domain.audit import Ground, Kind
from bot.domain.card import headline, triage_card
from bot.domain.deeds import Deed
from bot.domain.effects import Whisper
from bot.domain.events import Commanded, Ordered
from bot.domain.ids import ChatRef, PersonRef, gateway_of
from bot.domain.membership import Membership
from bot.domain.message import Entered, Message
from bot.domain.process import Process
from bot.domain.roles import GIVEN, Actor, DeskOrder, Role, Staff, allowed
from bot.domain.text import Phrase, Text, Untrusted, fold, join, lines, phrase
from bot.domain.ticket import STATUS_WORDS, Action, Ticket

PAGE = 20
"""Tickets in a list."""

NAMES: Mapping[str, DeskOrder | Action | None] = {
    **{order.value: order for order in DeskOrder},
    "lista": DeskOrder.LIST,
    "mios": DeskOrder.MINE,
    "ver": DeskOrder.SHOW,
    "nuevo": DeskOrder.NEW,
    "entro": DeskOrder.ON,
    "salgo": DeskOrder.OFF,
    "personal": DeskOrder.STAFF,
    "plantillas": DeskOrder.CANNED,
    "take": Action.TAKE,
    "tomar": Action.TAKE,
    "reply": Action.REPLY,
    "responder": Action.REPLY,
    "note": Action.NOTE,
    "nota": Action.NOTE,
    "resolve": Action.RESOLVE,
    "resolver": Action.RESOLVE,
    "close": Action.CLOSE,
    "cerrar": Action.CLOSE,
    "reopen": Action.REOPEN,
    "reabrir": Action.REOPEN,
    "waive": Action.WAIVE,
    "dispensar": Action.WAIVE,
    "assign": Action.ASSIGN,
    "asignar": Action.ASSIGN,
    "release": Action.RELEASE,
    "soltar": Action.RELEASE,
    "escalate": Action.ESCALATE,
    "escalar": Action.ESCALATE,
    "decline": Action.DECLINE,
    "declinar": Action.DECLINE,
    "cancel": Action.CANCEL,
    "cancelar": Action.CANCEL,
    "help": None,
    "ayuda": None,
}
"""The words after `/ticket`, in English and Spanish; None is help."""


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
        word, rest = _first_word(event.words.untrusted)
        named = fold(word)
        if named not in NAMES:
            near = difflib.get_close_matches(named, NAMES, n=1) if named else []
            self._answer(
                event, lines((phrase("Did you mean /ticket %(word)s?", word=near[0]),) if near else (), _help())
            )
            return
        order = NAMES[named]
        staff = member(self._uow, event)
        roles = staff.roles if staff is not None else frozenset[Role]()
        if order is None:
            self._answer(event, _help())
        elif staff is None or not allowed(roles, order):
            denied(self._uow, event, Kind.ORDER, order, Ground.NO_ROLE)
            self._answer(event, (phrase("You may not do that. An administrator gives roles with /ticket staff."),))
        elif isinstance(order, Action):
            self._act(event, staff, order, rest)
        else:
            self._order(event, staff, order, rest)

    def _answer(self, event: Ordered, text: Text, *, title: Text = (), message: Message | None = None) -> None:
        shown = message or Message(title=title, body=text)
        language = self._process.languages[0]
        if event.interaction is None:
            self._effecting.say(ChatRef(event.person), shown, language)
        else:
            self._effecting.perform((Whisper(interaction=event.interaction, message=shown, language=language),))

    def _act(self, event: Ordered, staff: Staff, action: Action, rest: str) -> None:
        number, words = _first_word(rest)
        ticket = self._uow.tickets.by_code(number.lstrip("#")) if number else None
        if ticket is None:
            self._answer(event, (_no_such_ticket(number),))
            return
        if action is Action.NOTE and not words:
            self._answer(event, (phrase("Write the note after the number: /ticket note 12 Called back…"),))
            return
        deed = Deed(
            action=action,
            actor=Actor(person=event.person, name=staff.name, roles=staff.roles),
            at=event.at,
            channel=gateway_of(event.chat),
            text=Untrusted(words) if words else None,
            values=_values(action, words),
            interaction=event.interaction,
        )
        refusal = self._effecting.act(ticket, deed)
        if refusal is not None:
            self._answer(event, (refusal,))
        elif (after := self._uow.tickets.get(ticket.id)) is not None and after.revision != ticket.revision:
            self._answer(event, (phrase("Done: %(number)s", number=ticket.code),))

    def _order(self, event: Ordered, staff: Staff, order: DeskOrder, rest: str) -> None:
        match order:
            case DeskOrder.LIST:
                self._list(event, phrase("Waiting for a specialist"), self._uow.tickets.waiting(PAGE))
            case DeskOrder.MINE:
                self._list(event, phrase("Your open tickets"), self._uow.tickets.assigned_to(event.person, PAGE))
            case DeskOrder.SHOW:
                self._show(event, rest.strip())
            case DeskOrder.NEW:
                self._new(event, rest)
            case DeskOrder.ON:
                self._answer(event, self._shifts().begin(staff))
            case DeskOrder.OFF:
                self._answer(event, self._shifts().end(staff, event.interaction))
            case DeskOrder.STAFF:
                self._staff(event, staff, rest)
            case DeskOrder.SEARCH | DeskOrder.STATS:
                self._answer(event, (phrase("That is on the Home tab of the app."),))
            case DeskOrder.CANNED:
                shown = CannedDesk(self._uow, self._process, self._effecting).opened(event.person, event.interaction)
                if shown is not None:
                    self._answer(event, (), message=shown)

    def _list(self, event: Ordered, title: Phrase, tickets: Sequence[Ticket]) -> None:
        rows = ((*headline(self._pinned(ticket), ticket), " · ", STATUS_WORDS[ticket.status]) for ticket in tickets)
        self._answer(event, join("\n", rows) or (phrase("None."),), title=(title,))

    def _show(self, event: Ordered, number: str) -> None:
        ticket = self._uow.tickets.by_code(number.lstrip("#")) if number else None
        if ticket is None:
            self._answer(event, (_no_such_ticket(number),))
        else:
            self._answer(event, (), message=replace(triage_card(self._pinned(ticket), ticket), buttons=(), menu=None))

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


def _first_word(typed: str) -> tuple[str, str]:
    """The word and what follows it, on the same line or the next."""
    word, *rest = typed.split(None, 1) or ("",)
    return word, "".join(rest).strip()


def _values(action: Action, words: str) -> Mapping[str, Entered]:
    """What was typed, where a form of the action has it."""
    match action:
        case Action.ASSIGN if words:
            mention, reason = _first_word(words)
            person = mention.partition("|")[0]
            return {"person": Entered(choices=(person,)), "reason": Entered(text=Untrusted(reason) if reason else None)}
        case Action.RELEASE | Action.ESCALATE if words:
            return {"reason": Entered(text=Untrusted(words))}
        case _:
            return {}


def _staff_line(staff: Staff) -> Text:
    roles = ", ".join(sorted(staff.roles)) or "—"
    shift = phrase("on shift") if staff.on_shift else phrase("off shift")
    return (staff.name, f": {roles} · ", shift, " · ", phrase("open tickets: %(count)s", count=staff.load))


def _no_such_ticket(number: str) -> Phrase:
    if not number:
        return phrase("Which ticket? Write its number, for example: /ticket show 12")
    return phrase("There is no ticket %(number)s.", number=Untrusted(number))


def _help() -> Text:
    return lines(
        (phrase("/ticket on · off: your shift"),),
        (phrase("/ticket list · mine · show NUMBER"),),
        (phrase("/ticket new: the questionnaire for somebody on the telephone"),),
        (phrase("/ticket take · reply · note · resolve · close · reopen · cancel NUMBER [text]"),),
        (phrase("/ticket waive NUMBER CONDITION reason: lets an unmet condition pass"),),
        (phrase("/ticket canned: the replies to choose from"),),
        (phrase("/ticket staff [@person ROLE… Name]: the desk and its roles"),),
    )
