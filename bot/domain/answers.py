"""What a person answered, and what else they contributed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.ids import MessageRef
from bot.domain.knowledge import Consulted
from bot.domain.message import File
from bot.domain.process import Result
from bot.domain.text import Untrusted


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer: option ids, or text, or files; all empty when an optional question was skipped.

    `result` is how the item ended; `routed` says that the desk's rules chose it, not the person. `routed_from` is the
    kind of consultation that this answer turned into another. `message` is where it was written, so that an edit of that
    message can be told from a new answer. `tells` are the coach's rules that found what they look for in the words as they
    were given; a later edit changes no question. `as_typed`: the words did not fit, and the person left them so. `consulted`:
    what was offered and did not help. `looked_up` says that a register gave it, not the person; `recalled` that it was known
    from before, and only confirmed; `waived_by` is who of the desk let the item pass. `workplace` is the entity that the register of
    people has for an e-mail. `moment` is the instant that the words mean, for a question that asks for one; `given` is when it
    was given, for one that came after the questionnaire.
    """

    options: tuple[str, ...] = ()
    text: Untrusted | None = None
    files: tuple[File, ...] = ()
    result: Result = Result.DECLARED
    routed: bool = False
    routed_from: str | None = None
    message: MessageRef | None = None
    tells: tuple[str, ...] = ()
    as_typed: bool = False
    consulted: Consulted | None = None
    looked_up: bool = False
    recalled: bool = False
    waived_by: Untrusted | None = None
    workplace: Untrusted | None = None
    moment: datetime | None = None
    given: datetime | None = None


Answers: TypeAlias = Mapping[str, Answer]
"""Answers by step id, in the order they were given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something written or sent that answered no question: kept, and shown to the specialist."""

    text: Untrusted | None = None
    files: tuple[File, ...] = ()
    message: MessageRef | None = None
