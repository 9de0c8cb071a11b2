"""How a question is answered by a register instead of the person: part of a process file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Found(StrEnum):
    """What a register can say. Of a licence: `valid` (acquired, own name, update paid), `lapsed`, `trial`,
    `other_holder`; of a course: `taken`. What is not in the register has no finding, and the person is asked."""

    VALID = "valid"
    LAPSED = "lapsed"
    TRIAL = "trial"
    OTHER_HOLDER = "other_holder"
    TAKEN = "taken"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lookup:
    """Where the answer to a question is looked up before the person is asked.

    `organisations`: what is typed is compared with the register of entities; an exact name is taken as verified, up to
    `offers` near ones are shown as buttons, and `unmatched` is the result of any other (when the register has entities).
    `licences`: the licence of the entity. `courses`: the course of the person, by e-mail: `implementation`, or `module`
    for that of the module asked about. For these two, `findings` says which option each finding is. `people`: the e-mail
    that is typed counts as verified when the register has it.
    """

    register: Literal["organisations", "licences", "courses", "people"]
    course: Literal["implementation", "module"] | None = None
    findings: Mapping[Found, str] = field(default_factory=dict)
    offers: int = 5
    unmatched: Literal["declared", "remediable", "failed"] = "declared"
