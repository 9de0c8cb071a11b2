"""A specialist and a requester in the pure core: what one asks, the other's chat is told, and what is given is put on the
ticket, as the application does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.app.responding import ACTIONS, rests
from bot.app.words import Words
from bot.domain.asking import ASKED
from bot.domain.deeds import SYSTEM, Change, Deed, Refusal
from bot.domain.effects import Effect, Mark, Relay, Respond, Say, SetTimer
from bot.domain.ids import DESK, Interaction, PersonRef
from bot.domain.message import Entered
from bot.domain.process import Process
from bot.domain.roles import Actor, Role, Staff
from bot.domain.text import Phrase, Untrusted
from bot.domain.ticket import Action, HistoryEntry
from bot.domain.working import act
from storage.sql.tickets import line_of
from tests.player import CHAT, PERSON, Player, plain, read_aloud
from tests.unit.test_working import open_one

WORDS = Words.load()
EMPTY: Mapping[str, Entered] = {}
ANA = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana López"), roles=frozenset({Role.SPECIALIST}))
MARIA = Actor(person=PERSON, name=Untrusted(""), roles=frozenset({Role.REQUESTER}))
ITSELF = Actor(person=SYSTEM, name=Untrusted(""), roles=frozenset({Role.SYSTEM}))


class AskingDesk:
    """One ticket, taken by Ana; `thread` is what stands in its thread, `history` its entries, `letters` what deeds said to whom,
    `effects` those of the last deed."""

    def __init__(self, process: Process, player: Player | None = None) -> None:
        self.process = process
        self.player = player or Player(process)
        self.ticket = open_one(process)[0].ticket
        self.thread: list[str] = []
        self.letters: list[tuple[str, str]] = []
        self.effects: tuple[Effect, ...] = ()
        self.history: list[HistoryEntry] = []
        self.acts(Action.TAKE)

    def acts(
        self,
        action: Action,
        text: str | None = None,
        *,
        by: Actor = ANA,
        values: Mapping[str, Entered] = EMPTY,
        staff: tuple[Staff, ...] = (),
    ) -> Change | Refusal:
        """A deed of Ana's; what was written under the card is kept."""
        said = None if text is None else Untrusted(text)
        deed = Deed(
            action=action,
            actor=by,
            at=self.player.at,
            channel="slack",
            text=said,
            values=values,
            interaction=Interaction("slack:i"),
            staff=staff,
        )
        return self._does(deed)

    def asks(self, what: str, text: str | None = None) -> str:
        """Ana chooses in the form; what the requester reads then."""
        words = Entered(text=None if text is None else Untrusted(text))
        self.acts(Action.ASK, text or "", values={"what": Entered(choices=(what,)), "text": words})
        return self.lets_ask()

    def lets_ask(self) -> str:
        """The chat's questions are brought up to date."""
        said = self.player.waits(timedelta(), timer=f"{ASKED}:{CHAT}", purpose=ASKED)
        return said + self.after()

    def says(self, text: str, **more: object) -> str:
        """The requester writes; what they are told."""
        return self.player.says(text, **more) + self.after()  # type: ignore[arg-type]  # the player's own options

    def presses(self, label: str) -> str:
        return self.player.presses(label) + self.after()

    def after(self) -> str:
        """What the effects of the requester's turn do to the ticket, and what is due at once."""
        effects = self.player.effects
        for effect in effects:
            self._perform(effect)
        due = any(isinstance(each, SetTimer) and each.purpose == ASKED for each in effects)
        return "\n---\n" + self.lets_ask() if due else ""

    def resume(self) -> str:
        """Ana needs it no longer."""
        self.acts(Action.RESUME)
        return self.lets_ask()

    def _perform(self, effect: Effect) -> None:
        deed = Deed(action=Action.ANSWER, actor=MARIA, at=self.player.at, channel="console")
        match effect:
            case Respond():
                action = ACTIONS.get(effect.given.reply, Action.ANSWER)
                self._does(replace(deed, action=action, text=effect.text, given=effect.given))
                if not self.ticket.asked and not rests(self.ticket):
                    self._does(replace(deed, action=Action.RESUME, actor=ITSELF))
            case Relay(mark=Mark.NEW):
                action = Action.ANSWER if self.ticket.asked else Action.TELL
                self._does(replace(deed, action=action, text=effect.text, files=effect.files))
            case _:
                pass

    def _does(self, deed: Deed) -> Change | Refusal:
        result = act(self.process, self.ticket, deed)
        if isinstance(result, Change):
            self._takes(result)
        self.player.tickets = (line_of(self.ticket),)
        return result

    def _takes(self, change: Change) -> None:
        """The change, and what changed with it of this ticket."""
        self.ticket = change.ticket
        self.effects = change.effects
        self.history += [change.entry] if change.entry is not None else []
        says = [each for each in change.effects if isinstance(each, Say)]
        self.thread += [self._aloud(each) for each in says if each.chat == DESK and each.thread is not None]
        self.letters += [(each.chat, self._aloud(each)) for each in says if each.chat != DESK]
        for other, further in change.also:
            if other.id == self.ticket.id:
                self._takes(further)

    @staticmethod
    def _aloud(said: Say) -> str:
        return read_aloud(WORDS.message(said.message, said.language))


def why(result: Change | Refusal) -> str:
    """The words of a refusal."""
    assert isinstance(result, Refusal)
    assert isinstance(result.why, Phrase)
    return plain(WORDS.span(result.why, "es"))
