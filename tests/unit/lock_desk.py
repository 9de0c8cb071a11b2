"""A ticket with work that is locked, a specialist, a supervisor and the requester: the pure core."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.app.catalogue import Catalogue
from bot.domain.answers import Answer
from bot.domain.asked import Given
from bot.domain.buttons import TicketPress, decode
from bot.domain.card import triage_card
from bot.domain.deeds import Change, Deed, Refusal
from bot.domain.effects import AskForm, Effect, Say, Whisper
from bot.domain.ids import ChatRef, Interaction, PersonRef
from bot.domain.locking import LockState, state_of
from bot.domain.message import Entered, Form
from bot.domain.process import Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action
from tests.player import CHAT, NOON, plain, read_aloud
from tests.unit.asking_desk import ANA, ITSELF, MARIA, WORDS, AskingDesk

EVA = Actor(person=PersonRef("slack:T:eva"), name=Untrusted("Eva"), roles=frozenset({Role.SUPERVISOR}))
LUIS = Actor(person=PersonRef("slack:T:luis"), name=Untrusted("Luis"), roles=frozenset({Role.SPECIALIST}))

ATTESTED: Mapping[str, Answer] = {
    "database": Answer(options=("yes",)),
    "server": Answer(options=("yes",)),
    "backup": Answer(options=("yes",)),
    "backup_when": Answer(text=Untrusted("hoy a las 9"), moment=NOON - timedelta(hours=3)),
    "backup_place": Answer(text=Untrusted("disco externo")),
}
"""What the questionnaire has when the requester says that work on the database is needed."""

CHOOSE: Mapping[str, Entered] = {}


@functools.cache
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


class LockDesk(AskingDesk):
    """Ana has the ticket. `effects` are those of the last deed."""

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        super().__init__(saacg())
        self.effects: tuple[Effect, ...] = ()
        self.ticket = replace(
            self.ticket,
            answers={**self.ticket.answers, **(answers or {})},
            assignee=ANA.person,
            assignee_name=ANA.name,
        )

    @property
    def state(self) -> LockState:
        """How the lock stands now."""
        return state_of(self.process, self.process.locks[0], self.ticket, self.player.at)

    @property
    def begun(self) -> int:
        """How often the work began, by the history."""
        return sum(each.action is Action.BEGIN for each in self.history)

    def later(self, **time: float) -> None:
        """Time passes."""
        self.player.at += timedelta(**time)

    def presses_button(self, *, by: Actor = ANA) -> Change | Refusal:
        """The entry of the card's menu."""
        return self._deed(Action.BEGIN, by=by, seen=self.ticket.revision)

    def chooses(self, what: str, reason: str = "", *, by: Actor = ANA) -> Change | Refusal:
        """The form of that button is sent."""
        values = {"what": Entered(choices=(what,)), "reason": Entered(text=Untrusted(reason))}
        return self._deed(Action.BEGIN, by=by, seen=self.ticket.revision, values=values)

    def types(self, action: Action, text: str = "", *, by: Actor = ANA, here: bool = True) -> Change | Refusal:
        """A word after `/ticket`; `here`: where a form can open."""
        values = {"reason": Entered(text=Untrusted(text))} if text and action is Action.OVERRIDE else CHOOSE
        return self._deed(action, by=by, text=text or None, values=values, here=here)

    def fills_in(self, **values: str) -> Change | Refusal:
        """The form on behalf of somebody on the telephone is sent: ids of options, else words."""
        choices = {"server", "backup"}
        entered = {
            f"database.{name}": Entered(choices=(value,) if value else ())
            if name in choices
            else Entered(text=Untrusted(value))
            for name, value in values.items()
        }
        return self._deed(Action.ATTEST, by=ANA, seen=self.ticket.revision, values=entered)

    def expires(self) -> Change | Refusal:
        """The timer rings."""
        lock = {"lock": Entered(choices=("database",))}
        return self._deed(Action.EXPIRE, by=ITSELF, values=lock, here=False)

    def attests(self) -> None:
        """The requester is asked, and attests everything."""
        self.chooses("attest")
        self.lets_ask()
        for answer in ("Sí", "Sí"):
            self.presses(answer)
        self.says("hace 1 hora")
        self.says("disco externo")
        self.presses("✖ No lo tengo")

    def answers(self, step: str, answer: Answer | None) -> None:
        """The requester's answer to that question, if it is asked."""
        asked = next((each for each in self.ticket.asked if each.what == f"database.{step}"), None)
        if asked is not None:
            deed = Deed(action=Action.ANSWER, actor=MARIA, at=self.player.at, channel="console")
            self._does(replace(deed, given=Given(question=asked.id, answer=answer)))

    def card(self) -> str:
        return read_aloud(WORDS.message(triage_card(self.process, self.ticket), "es"))

    def line(self) -> str:
        """The card's line about the lock; empty without one."""
        return next((line for line in self.card().splitlines() if line[0] in "🔒🔓"), "")

    def menu(self) -> list[str]:
        """What the card's menu is labelled where it is about locked work."""
        card = triage_card(self.process, self.ticket)
        entries = card.menu.entries if card.menu is not None else ()
        return [str(each.label) for each in entries if _is_begin(each.data)]

    def told(self) -> list[str]:
        """What the last deed told the requester."""
        return [
            read_aloud(WORDS.message(each.message, "es"))
            for each in self.effects
            if isinstance(each, Say) and each.chat == CHAT
        ]

    def whispered(self, to: PersonRef = ANA.person) -> list[str]:
        """What it told a member of the desk."""
        return [
            read_aloud(WORDS.message(each.message, "es"))
            for each in self.effects
            if isinstance(each, Say) and each.chat == ChatRef(to)
        ]

    def _deed(
        self,
        action: Action,
        *,
        by: Actor,
        text: str | None = None,
        values: Mapping[str, Entered] = CHOOSE,
        seen: int | None = None,
        here: bool = True,
    ) -> Change | Refusal:
        deed = Deed(
            action=action,
            actor=by,
            at=self.player.at,
            channel="slack",
            text=None if text is None else Untrusted(text),
            values=values,
            interaction=Interaction("slack:i") if here else None,
            seen=seen,
        )
        result = self._does(deed)
        self.effects = result.effects if isinstance(result, Change) else result.shown
        return result


def form_of(result: Change | Refusal) -> Form:
    """The form that opens."""
    effects = result.effects if isinstance(result, Change) else result.shown
    (form,) = [each.form for each in effects if isinstance(each, AskForm)]
    return WORDS.form(form, "es")


def whisper_of(result: Change | Refusal) -> str:
    """What only the person who typed reads."""
    effects = result.effects if isinstance(result, Change) else result.shown
    (told,) = [each.message for each in effects if isinstance(each, Whisper)]
    return read_aloud(WORDS.message(told, "es"))


def choices(form: Form) -> list[str]:
    """What can be chosen."""
    return [choice.id for entry in form.entries if entry.id == "what" for choice in entry.choices]


def errors(form: Form) -> list[str]:
    """What is wrong in the form."""
    return [plain(entry.error) for entry in form.entries if entry.error]


def _is_begin(data: str) -> bool:
    press = decode(data)
    return isinstance(press, TicketPress) and press.action == Action.BEGIN
