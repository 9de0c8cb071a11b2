"""A desk's process as diagrams: how a ticket and an incident go from state to state, and what is done before and after a
deadline. Mermaid in Markdown, drawn from the tables and the file that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from bot.app.catalogue import load_process, located
from bot.app.order_words import WORDS
from bot.app.words import Words
from bot.domain.clock_steps import ClockStep, StepDoes
from bot.domain.clock_words import CLOCK_WORDS
from bot.domain.clocks import Which
from bot.domain.incident import INCIDENT_STATUS_WORDS, MOVES, IncidentAction, IncidentStatus
from bot.domain.incident_card import INCIDENT_BUTTONS
from bot.domain.process import Process
from bot.domain.text import Phrase, phrase
from bot.domain.ticket import STATUS_WORDS, TRANSITIONS, Action, Status

STEP_WORDS: Mapping[StepDoes, Phrase] = {
    StepDoes.WARN_ASSIGNEE: phrase("tell whoever has it"),
    StepDoes.WARN_SUPERVISORS: phrase("tell the supervisors"),
    StepDoes.REOFFER: phrase("offer it to the next"),
    StepDoes.ESCALATE: phrase("to the next level"),
    StepDoes.POST: phrase("post in the channel"),
}
"""What is done at a step."""

_ELSEWHERE: Mapping[Action, Phrase] = {
    Action.OFFER: phrase("offer"),
    Action.TELL: phrase("the requester writes"),
    Action.DELIVER: phrase("development delivers"),
    Action.CONFIRM: phrase("the requester says that it works"),
    Action.RETURN: phrase("development declines"),
    Action.HAND_OVER: phrase("the requester gives ID and password"),
    Action.ASK_AGAIN: phrase("ask again for ID and password"),
    Action.END_REMOTE: phrase("end the remote session"),
    Action.LAPSE: phrase("the time for ID and password is over"),
}
"""Actions that nobody types."""

_OF_INCIDENTS: Mapping[IncidentAction, Phrase] = {
    **{action: label for action, label, _ in INCIDENT_BUTTONS},
    IncidentAction.FAILS: phrase("↺ Still the same"),
    IncidentAction.CONFIRM: phrase("it works for all"),
}


def diagrams(process: Process, words: Words) -> str:
    """The Markdown text, in the desk's language."""
    return "\n".join(_Drawing(process, words).lines()) + "\n"


def printed(name: str) -> str:
    """The diagrams of a process by its name or file; ProcessFileError when it cannot be read."""
    return diagrams(load_process(located(name)), Words.load())


class _Drawing:
    """One process being drawn."""

    def __init__(self, process: Process, words: Words) -> None:
        self._process = process
        self._words = words
        self._language = process.languages[0]
        self._typed = {word.order: word.name(self._language) for word in WORDS if isinstance(word.order, Action)}

    def lines(self) -> Iterator[str]:
        """Every line of the text."""
        yield f"# {self._process.name[self._language]}"
        yield from self._states(phrase("The states of a ticket"), self._ticket_edges(), Status.NEW, STATUS_WORDS)
        if self._process.incidents is not None:
            title = phrase("The states of an incident")
            yield from self._states(title, self._incident_edges(), IncidentStatus.REGISTERED, INCIDENT_STATUS_WORDS)
        if self._process.warnings:
            yield from self._steps()

    def _say(self, words: Phrase) -> str:
        return "".join(str(span) for span in self._words.span(words, self._language))

    def _states(
        self,
        title: Phrase,
        edges: Iterable[tuple[StrEnum, StrEnum, str]],
        first: StrEnum,
        names: Mapping[Status, Phrase] | Mapping[IncidentStatus, Phrase],
    ) -> Iterator[str]:
        ways: dict[tuple[StrEnum, StrEnum], list[str]] = {}
        for before, after, action in edges:
            ways.setdefault((before, after), []).append(action)
        reached = {state for way in ways for state in way}
        yield from ("", f"## {self._say(title)}", "", "```mermaid", "stateDiagram-v2")
        for state, name in names.items():
            if state in reached:
                yield f'    state "{self._say(name)}" as {state}'
        yield f"    [*] --> {first}"
        for (before, after), actions in ways.items():
            yield f"    {before} --> {after}: {', '.join(dict.fromkeys(actions))}"
        yield "```"

    def _ticket_edges(self) -> Iterator[tuple[StrEnum, StrEnum, str]]:
        """What changes a state, and can happen at this desk."""
        without: set[StrEnum] = set()
        if len(self._process.levels) == 1:
            without.add(Status.ESCALATED)
        if self._process.incidents is None:
            without.add(Status.INCIDENT)
        for (before, action), after in TRANSITIONS.items():
            if before is not after and not without & {before, after}:
                yield before, after, self._ticket_action(action)

    def _ticket_action(self, action: Action) -> str:
        words = _ELSEWHERE.get(action)
        return self._typed.get(action, action.value) if words is None else self._say(words)

    def _incident_edges(self) -> Iterator[tuple[StrEnum, StrEnum, str]]:
        for (before, action), after in MOVES.items():
            if before is not after:
                yield before, after, self._say(_OF_INCIDENTS[action])

    def _steps(self) -> Iterator[str]:
        title = phrase("Before and after a deadline")
        yield from ("", f"## {self._say(title)}", "", "```mermaid", "flowchart LR")
        for which in Which:
            steps = sorted((step for step in self._process.warnings if step.clock is which), key=lambda step: step.at)
            if steps:
                yield f'    {which}(["{self._say(CLOCK_WORDS[which])}"])'
            before: str = which
            for number, step in enumerate(steps, 1):
                yield f'    {before} --> {which}_{number}["{self._step(step)}"]'
                before = f"{which}_{number}"
        yield "```"

    def _step(self, step: ClockStep) -> str:
        told = f"{step.at:g} %: {self._say(STEP_WORDS[step.do])}"
        for only in (step.kinds, step.levels, step.priorities):
            told += f" ({', '.join(only)})" if only else ""
        if step.repeat is not None:
            again = phrase(
                "again every %(minutes)s min, %(times)s times at most",
                minutes=f"{step.repeat.every_minutes:g}",
                times=str(step.repeat.at_most),
            )
            told += f"; {self._say(again)}"
        return told
