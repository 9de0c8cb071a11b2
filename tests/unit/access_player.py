"""Plays the hand-over of credentials against the pure core: the ticket, and a store of secrets that only effects change."""

from __future__ import annotations

import copy
import functools
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.access_words import ASKED_FOR
from bot.domain.answers import Answer
from bot.domain.deeds import SYSTEM, Change, Deed, Refusal, Work
from bot.domain.effects import AskForm, OpenTicket, Say, SetTimer, Whisper
from bot.domain.ids import ChatRef, Interaction, MessageRef, PersonRef, TicketId
from bot.domain.message import Entered
from bot.domain.process import Process
from bot.domain.remote import Phase, Remote
from bot.domain.remote_access import WHAT, request_credentials
from bot.domain.roles import Actor, Role, Staff
from bot.domain.sealed import KEPT, Held, Looks, Sealed, SecretField, SecretId
from bot.domain.secret_effects import Destroy, ExpectSecret
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Ticket
from bot.domain.working import act, opened
from tests.player import NOON, read_aloud

MARIA = ChatRef("telegram:1")
ANA, LUIS = PersonRef("slack:T:ana"), PersonRef("slack:T:luis")
NAMES = {ANA: "Ana López", LUIS: "Luis Vera"}
WORDS = Words.load()


@functools.cache
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


def staff(person: PersonRef, *roles: Role) -> Staff:
    return Staff(person=person, name=Untrusted(NAMES[person]), roles=frozenset(roles), on_shift=True)


class Access:
    """A ticket of María's with Ana, for which she just said that everything is ready."""

    def __init__(self, chat: ChatRef = MARIA, language: str = "es") -> None:
        self.process = saacg()
        self.at: datetime = NOON
        self.store: dict[SecretId, datetime] = {}
        """The secrets that are kept, and until when."""
        self.expected: ExpectSecret | None = None
        self.timer: datetime | None = None
        self.heard: list[str] = []
        """What the requester was told, in order."""
        self.forms: list[AskForm] = []
        self.shown: list[Whisper] = []
        self.last: Change | Refusal | None = None
        self._count = 0
        wanted = OpenTicket(
            chat=chat,
            person=PersonRef(chat),
            language=language,
            process=self.process.ref,
            answers={"kind": Answer(options=("technical",)), "name": Answer(text=Untrusted("María"))},
        )
        bench = (staff(ANA, Role.SPECIALIST),)
        first = opened(self.process, wanted, ticket_id=TicketId(7), code="S-7", at=NOON, bench=bench)[-1].ticket
        self.ticket: Ticket = first
        self.does(ANA, Action.TAKE)
        self.heard.clear()
        remote = Remote(phase=Phase.ASKED, by=ANA, name=Untrusted(NAMES[ANA]), since=NOON)
        self._asked(replace(self.ticket, remote=remote))

    def _asked(self, ticket: Ticket) -> None:
        """As the last question before remote help does, when it is answered with yes."""
        work = Work(self.process, ticket, Deed(action=Action.ASK, actor=self._actor(None), at=self.at, channel="t"))
        assert ticket.remote is not None
        self._done(work.change(request_credentials(work, ticket, ticket.remote)))

    def copied(self) -> Access:
        """The same, with nothing shown yet; what is done to it is not done to this one."""
        other = copy.copy(self)
        other.store, other.shown, other.heard, other.forms = dict(self.store), [], [], []
        return other

    @property
    def remote(self) -> Remote:
        assert self.ticket.remote is not None
        return self.ticket.remote

    def gives(self, *fields: SecretField, form: bool = False) -> None:
        """The requester writes something of which so much was understood; it was sealed before anybody knew."""
        self._count += 1
        kept = fields if form else (*fields, SecretField.MESSAGE)
        secrets = {field: SecretId(f"{self._count}:{field}") for field in kept}
        self.store |= dict.fromkeys(secrets.values(), self.at + KEPT)
        held = Held(secrets=secrets, looks=Looks.TYPED, ticket=self.ticket.id)
        values = {"secret_remote_id": Entered(text=Untrusted("•••"))} if form else {}
        self._deed(
            None, Action.HAND_OVER, held=held, values=values, interaction=Interaction("slack:x") if form else None
        )

    def gives_both(self) -> None:
        self.gives(*ASKED_FOR)

    def presses(self, what: str) -> None:
        """A button of the requester."""
        values = {WHAT: Entered(choices=(what,))}
        message = MessageRef("telegram:1:9")
        self._deed(None, Action.HAND_OVER, values=values, message=message, interaction=Interaction("slack:x"))

    def does(
        self,
        by: PersonRef,
        action: Action,
        /,
        text: str | None = None,
        roles: frozenset[Role] | None = None,
        **values: str,
    ) -> None:
        """Something that a member of the desk does."""
        entered = {name: Entered(choices=(value,), text=Untrusted(value)) for name, value in values.items()}
        said = Untrusted(text) if text is not None else None
        given = frozenset({Role.SPECIALIST}) if roles is None else roles
        self._deed(by, action, text=said, values=entered, roles=given, interaction=Interaction("slack:x"))

    def looks(self, person: PersonRef, roles: frozenset[Role] | None = None) -> None:
        """Confirms on the page that they want to see them."""
        self.does(person, Action.REVEAL, "", roles)

    def passes(self, minutes: float) -> None:
        """Time passes: the timer rings, and what is over is destroyed."""
        self.at += timedelta(minutes=minutes)
        if self.timer is not None and self.timer <= self.at:
            self.timer = None
            system = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))
            self._done(
                act(self.process, self.ticket, Deed(action=Action.LAPSE, actor=system, at=self.at, channel="timer"))
            )
        self.store = {secret: until for secret, until in self.store.items() if until > self.at}

    @property
    def is_expected(self) -> bool:
        """Whether what is typed in the chat now is sealed."""
        return self.expected is not None and self.at < self.expected.until

    def _actor(self, person: PersonRef | None, roles: frozenset[Role] | None = None) -> Actor:
        if person is None:
            return Actor(person=PersonRef(MARIA), name=Untrusted(""), roles=frozenset({Role.REQUESTER}))
        return Actor(person=person, name=Untrusted(NAMES.get(person, "?")), roles=roles or frozenset())

    def _deed(
        self, person: PersonRef | None, action: Action, roles: frozenset[Role] | None = None, **more: object
    ) -> None:
        remote = self.ticket.remote
        held = remote.held if remote is not None else {}
        sealed = {each: Sealed(secret, "…", "…") for each, secret in held.items() if secret in self.store}
        deed = Deed(action=action, actor=self._actor(person, roles), at=self.at, channel="slack", sealed=sealed)
        everybody = (staff(ANA, Role.SPECIALIST), staff(LUIS, Role.SPECIALIST))
        self._done(act(self.process, self.ticket, replace(deed, staff=everybody, **more)))  # type: ignore[arg-type]  # named by the test

    def _done(self, result: Change | Refusal) -> None:
        self.last = result
        if isinstance(result, Refusal):
            return
        self.ticket = result.ticket
        for effect in result.effects:
            match effect:
                case Destroy():
                    gone = {each for each in self.store if effect.ticket is not None or each in effect.secrets}
                    self.store = {each: until for each, until in self.store.items() if each not in gone}
                    self.expected = None if effect.no_more_for is not None else self.expected
                case ExpectSecret():
                    self.expected = effect
                case SetTimer(purpose="remote-access"):
                    self.timer = effect.due
                case Say() if effect.chat == self.ticket.requester.chat:
                    self.heard.append(read_aloud(WORDS.message(effect.message, effect.language)))
                case AskForm():
                    self.forms.append(replace(effect, form=WORDS.form(effect.form, effect.language)))
                case Whisper():
                    self.shown.append(effect)
