"""`ventanilla try PROCESS`: the pure core in a terminal. Nothing is sent and nothing is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.clock import SystemClock
from adapters.console.read import CHAT, read
from adapters.console.show import shown
from bot.app.catalogue import ProcessFileError, load_process, located
from bot.app.checking import knowledge_beside
from bot.app.searching import find, indexed
from bot.app.words import Words
from bot.domain import intake
from bot.domain.conversation import Conversation
from bot.domain.effects import Effect, IssueCode, OpenTicket, RedeemCode, Revise, Say, Toast, Unlink
from bot.domain.knowledge import Item
from bot.domain.known import Known
from bot.domain.message import Message
from bot.domain.process import Process
from storage.memory_knowledge import MemoryKnowledge
from storage.memory_rows import Rows

HOW = "(2) oprime el segundo botón; lo demás se escribe; Ctrl-D termina. / (2) presses a button; Ctrl-D ends."


def run(name: str, language: str) -> int:
    """Plays the process until the input ends; 1 when the file has errors."""
    try:
        file = located(name)
        process = load_process(file)
    except ProcessFileError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if language not in process.languages:
        sys.stderr.write(f"{process.id} speaks {', '.join(process.languages)}, not {language}\n")
        return 2
    sys.stdout.write(f"{HOW}\n\n")
    _Trial(process, language, knowledge_beside(file, process)).play()
    return 0


class _Trial:
    def __init__(self, process: Process, language: str, items: Sequence[Item]) -> None:
        self._process = process
        self._knowledge = MemoryKnowledge(Rows)
        self._knowledge.replace(process.id, "file", [indexed(each) for each in items])
        self._language = language
        self._clock = SystemClock()
        self._words = Words.load()
        self._state = Conversation(chat=CHAT, touched=self._clock.now())
        self._last: Message | None = None
        self._opened = 0

    def play(self) -> None:
        lines = _typed()
        line: str | None = "/start"
        for number in range(1, sys.maxsize):
            if line is None:
                return
            if line.strip():
                self._event(line, number)
            line = next(lines, None)

    def _event(self, line: str, number: int) -> None:
        event = read(line, self._last, number, self._clock.now(), self._language)
        decision = intake.decide(self._process, self._state, event)
        if decision.lacks is not None:
            found = Known(items=find(self._knowledge, decision.lacks))
            decision = intake.decide(self._process, self._state, event, found)
        self._state = decision.conversation
        for effect in decision.effects:
            self._effect(effect, event.at)
        sys.stdout.flush()

    def _effect(self, effect: Effect, at: datetime) -> None:
        match effect:
            case Say(chat=chat) if chat == CHAT:
                self._show(self._words.message(effect.message, effect.language))
            case Revise() if effect.message.buttons:
                self._show(self._words.message(effect.message, effect.language))
            case Toast(text=text) if text:
                self._show(Message(body=self._words.text(text, effect.language)))
            case IssueCode() | RedeemCode() | Unlink():
                sys.stdout.write("→ solo en el servicio / only in the service\n\n")
            case OpenTicket():
                self._opened += 1
                year = at.astimezone(ZoneInfo(self._process.desk.zone)).year
                code = self._process.numbering.pattern.format(year=year, number=self._opened)
                sys.stdout.write(f"→ {code}\n\n")

    def _show(self, message: Message) -> None:
        if message.buttons:
            self._last = message
        sys.stdout.write(f"{shown(message)}\n\n")


def _typed() -> Iterator[str]:
    while True:
        if sys.stdin.isatty():
            sys.stdout.write("> ")
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\n")
