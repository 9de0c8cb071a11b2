"""What a desk has on its triage cards."""

from __future__ import annotations

from enum import StrEnum


class CardField(StrEnum):
    """What a triage card can show, in the order the process lists it. `LEVEL` is shown where there is more than one;
    `SINCE` is since when the ticket is in its state; `PRIORITY` is shown where it is not the usual one."""

    REQUESTER = "requester"
    POSITION = "position"
    ORGANISATION = "organisation"
    CONTACT = "contact"
    KIND = "kind"
    MODULE = "module"
    VERSION = "version"
    CHECKLIST = "checklist"
    DESCRIPTION = "description"
    FILES = "files"
    ASSIGNEE = "assignee"
    OPENED = "opened"
    CLOCKS = "clocks"
    LEVEL = "level"
    SINCE = "since"
    PRIORITY = "priority"
