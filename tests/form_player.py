"""A requester who answers in forms, against the pure core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.app.words import Words
from bot.domain.buttons import Press, Verb, decode
from bot.domain.effects import AskForm
from bot.domain.events import Commanded, Filled, FormClosed
from bot.domain.forms import PRESSED
from bot.domain.ids import ChatRef, Interaction, MessageRef
from bot.domain.message import Entered, Entry, EntryKind, File, Form
from bot.domain.text import Untrusted
from tests.player import CHAT, PERSON, Player, plain

WORDS = Words.load()
HERE = Interaction("slack:here")


class FormPlayer(Player):
    """`form` is the one that is open, in the person's language."""

    form: Form | None = None
    chat: ChatRef = CHAT

    def opens_form(self, words: str = "") -> str:
        """`/soporte`, or the shortcut on a message with these words."""
        common: dict[str, Any] = {"id": self._next(), "at": self.at, "chat": self.chat, "person": PERSON}
        begun = Commanded(
            **common,
            language=self.language,
            name="nuevo",
            argument=Untrusted(words),
            message=MessageRef("console:1:0"),
            interaction=HERE,
        )
        return self._formed(begun)

    def sends(self, **values: str | list[str] | File | None) -> str:
        """Sends the open form: words, the label of a choice, labels of choices, or a file. What is not named stays."""
        form = self.open_form
        entered = {entry.id: _entered(entry, values.get(entry.id, "")) for entry in form.entries}
        assert set(values) <= set(entered), f"no such field: {set(values) - set(entered)}"
        return self.sends_entered(entered)

    def chooses(self, label: str) -> str:
        """Chooses in the form of a prompt, and sends it."""
        return self.sends(**{PRESSED: label})

    def sends_entered(self, values: Mapping[str, Entered]) -> str:
        press = self._data
        common: dict[str, Any] = {"id": self._next(), "at": self.at, "chat": self.chat, "person": PERSON}
        self.form = None
        return self._formed(Filled(**common, language=self.language, run=press.run, values=values, interaction=HERE))

    def closes_form(self) -> str:
        """Closes the open form; what the bot says in the chat."""
        press = self._data
        self.form = None
        return self._formed(
            FormClosed(id=self._next(), at=self.at, chat=self.chat, person=PERSON, run=press.run, seen=int(press.mark))
        )

    @property
    def open_form(self) -> Form:
        assert self.form is not None, f"no form is open; the last message:\n{self.last if self.heard else ''}"
        return self.form

    @property
    def asked(self) -> list[str]:
        """The ids of the fields of the open form."""
        return [entry.id for entry in self.open_form.entries]

    def read(self) -> str:
        """The open form, read aloud."""
        form = self.open_form
        rows = [plain(form.title), plain(form.intro)]
        for entry in form.entries:
            rows += [f"⚠️ {plain(entry.error)}"] if entry.error else []
            rows += [plain(entry.label), *(f"( ) {choice.label}" for choice in entry.choices)]
        return "\n".join((*rows, f"[{plain(form.submit)}]"))

    @property
    def _data(self) -> Press:
        press = decode(self.open_form.data)
        assert isinstance(press, Press)
        assert press.verb is Verb.FORM
        return press

    def _formed(self, event: Commanded | Filled | FormClosed) -> str:
        said = self.event(event)
        asked = [each for each in self.effects if isinstance(each, AskForm)]
        assert len(asked) <= 1
        for each in asked:
            self.form = WORDS.form(each.form, each.language)
        return said


def _entered(entry: Entry, value: str | list[str] | File | None) -> Entered:
    if isinstance(value, File):
        return Entered(files=(value,))
    if entry.kind is EntryKind.TEXT:
        return Entered(text=Untrusted(str(value)) if value else entry.initial)
    if entry.kind is EntryKind.FILES:
        return Entered()
    labels = [value] if isinstance(value, str) else value or []
    found = [choice.id for label in labels if label for choice in entry.choices if str(choice.label).startswith(label)]
    assert len(found) == len([label for label in labels if label]), f"{labels} in {entry.choices}"
    return Entered(choices=tuple(found) if any(labels) else entry.chosen)
