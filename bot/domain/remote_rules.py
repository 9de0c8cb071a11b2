"""What a desk's process file says of remote help: what has to be ready, and how long is waited for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteQuestion:
    """Something that has to be ready before a specialist connects. `label` is how the desk calls it; `ask` is answered with
    yes or no; `help` says what is meant; `if_no` how to put it right, before it is asked again."""

    id: str
    label: Mapping[str, str]
    ask: Mapping[str, str]
    help: Mapping[str, str]
    if_no: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteHelp:
    """How a requester gets ready for remote help. `label` says what is waited for meanwhile; the `questions` are asked in
    this order, one at a time. `soon_minutes` is the time that one tap puts it off for; a question without an answer is
    reminded of after `remind_minutes`, and the specialist is told after `give_up_minutes`."""

    label: Mapping[str, str]
    questions: tuple[RemoteQuestion, ...]
    soon_minutes: int = 15
    remind_minutes: int = 5
    give_up_minutes: int = 15
    example: bool = False

    def after(self, checked: tuple[str, ...]) -> RemoteQuestion | None:
        """The first question that is not among those that were said yes to; None when all are."""
        return next((each for each in self.questions if each.id not in checked), None)
