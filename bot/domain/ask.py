"""What specialists can ask for with one choice: part of a process file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Something that specialists ask the requester of an open ticket for, beside questions in their own words; `label` is
    how they find it. Exactly one of: `step`, a question of the intake, asked with the same words and understood by the
    same rules; `question`, asked here only and answered in writing, with its `help`."""

    id: str
    label: Mapping[str, str]
    step: str | None = None
    question: Mapping[str, str] | None = None
    help: Mapping[str, str] | None = None
