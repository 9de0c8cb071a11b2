"""What can be wrong with a desk's rule for requests to be erased."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.finding import Finding, error
from bot.domain.process import Process

_PLACE = re.compile(r"\{([^}]*)\}")


def erasures(process: Process) -> Iterator[Finding]:
    """The number's pattern, the days, the calendar."""
    rule = process.erasure
    if _PLACE.findall(rule.pattern) != ["number"] or "{" in _PLACE.sub("", rule.pattern):
        message = f'"{rule.pattern}" needs the place {{number}} once, and no other; write it as in DATOS-{{number}}'
        yield error(("erasure", "pattern"), message)
    for name, days in (("answer_days", rule.answer_days), ("carry_out_days", rule.carry_out_days)):
        if days < 1:
            yield error(("erasure", name), f"{days} is too few; write 1 or more")
    if rule.remind_days < 0 or rule.remind_days >= max(rule.answer_days, 1):
        message = (
            f"{rule.remind_days} does not fit; write fewer than `answer_days` ({rule.answer_days}), 0 for no reminder"
        )
        yield error(("erasure", "remind_days"), message)
    if rule.calendar is not None and rule.calendar not in {each.id for each in process.calendars}:
        yield error(("erasure", "calendar"), f'there is no calendar "{rule.calendar}"; write one of `calendars`')
