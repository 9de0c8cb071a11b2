"""What a desk reads of a ticket: its answers in the desk's words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.answers import Answer
from bot.domain.folding import folded
from bot.domain.knowledge import told
from bot.domain.process import YES, Fills, Process, Result, Section, Step, Texts
from bot.domain.questions import filled
from bot.domain.text import Moment, Strong, Text, join, lines, phrase, plural
from bot.domain.ticket import Ticket

LONGEST_DESCRIPTION = 1000
LONGEST_DETAIL = 200
MOST_FILES_NAMED = 6
"""Characters of the case, of each other answer, and files, where there is little room."""

_MARKS = {
    Result.FAILED: "❌",
    Result.REMEDIABLE: "⚠️",
    Result.WAIVED: "🔓",
    Result.VERIFIED: "✅",
    Result.DECLARED: "☑️",
}
"""How an item ended, at a glance; in the order in which a specialist wants to see them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A ticket read with the process version it was opened with, in the desk's language."""

    process: Process
    ticket: Ticket

    @property
    def language(self) -> str:
        return self.process.languages[0]

    def text(self, texts: Texts) -> str:
        return texts.get(self.language, "")

    def field(self, fills: Fills) -> Text:
        """The answer that fills a field, as text; empty when it was not asked."""
        step = next(
            (each for each in self.process.steps if each.fills is fills and each.id in self.ticket.answers), None
        )
        return self.shown(step, self.ticket.answers[step.id]) if step is not None else ()

    def marked(self, fills: Fills) -> Text:
        """The entity or the e-mail, marked when it is in the register."""
        answer = filled(self.process, self.ticket.answers, fills)
        verified = answer is not None and answer.result is Result.VERIFIED
        return ((f"{_MARKS[Result.VERIFIED]} ",) if verified else ()) + self.field(fills)

    def shown(self, step: Step, answer: Answer) -> Text:
        """An answer as the desk reads it."""
        if answer.consulted is not None:
            return told(answer.consulted)
        if answer.text is not None:
            doubt: Text = (" ⚠️ ", phrase("as written by the requester")) if answer.as_typed else ()
            at = () if answer.moment is None else (" (", Moment(answer.moment, self.process.desk.zone), ")")
            return (answer.text, *at, *doubt)
        if answer.files:
            return join(", ", ((file.label,) for file in answer.files))
        labels = {o.id: self.text(o.label) for o in self.process.options_of(step, self.ticket.opened_at)}
        return join(", ", ((labels.get(each, each),) for each in answer.options)) or ("—",)


def level(reading: Reading) -> Text:
    """The level that has the ticket, at a desk with more than one."""
    levels = reading.process.levels
    names = [reading.text(each.name) for each in levels if each.id == reading.ticket.level]
    return tuple(names[:1]) if len(levels) > 1 else ()


def priority(reading: Reading) -> Text:
    """How urgent it is, where that is not as usual."""
    ids = {each.id: each for each in reading.process.priorities}
    found = ids.get(reading.ticket.priority or "")
    return (reading.text(found.label),) if found is not None else ()


def since(reading: Reading) -> Text:
    """Since when the ticket stands so, once that is not since it was opened, and whose doing it was."""
    ticket = reading.ticket
    if ticket.since is None or ticket.stands_since == ticket.opened_at:
        return ()
    by: Text = (" · ", ticket.since.by) if ticket.since.by not in (None, ticket.assignee_name) else ()
    return (Moment(ticket.stands_since, reading.process.desk.zone), *by)


def _steps(reading: Reading, section: Section) -> list[tuple[Step, Answer]]:
    answers = reading.ticket.answers
    return [
        (step, answers[step.id]) for step in reading.process.steps if step.section is section and step.id in answers
    ]


def checklist(reading: Reading, longest: int | None = None) -> Text:
    """A line for each way that items ended, the worrying ones first, so that the eye finds them; of each answer as many
    characters as that."""
    items: dict[Result, list[Text]] = {}
    for step, answer in _steps(reading, Section.CHECKLIST):
        shown: Text = () if answer.options == (YES,) else (": ", *reading.shown(step, answer))
        by: Text = (" (", answer.waived_by, ")") if answer.waived_by is not None else ()
        told = shown if longest is None else folded(shown, longest)
        items.setdefault(answer.result, []).append((reading.text(step.label), *told, *by))
    return lines(*((f"{mark} ", *join(" · ", items[result])) for result, mark in _MARKS.items() if result in items))


def description(reading: Reading, *, brief: bool = False) -> Text:
    """The case in the requester's words, a line for each answer; the beginnings of them when `brief`."""
    rows: list[Text] = []
    for step, answer in _steps(reading, Section.CASE):
        if step.fills in (Fills.TITLE, Fills.FILES) or (answer.text is None and not answer.options):
            continue
        is_the_case = step.fills is Fills.DESCRIPTION  # the field's own label says what it is
        label: Text = () if is_the_case else (Strong(reading.text(step.label)), ": ")
        most = LONGEST_DESCRIPTION if is_the_case else LONGEST_DETAIL
        shown = reading.shown(step, answer)
        rows.append((*label, *(folded(shown, most) if brief else shown)))
    notes = [note.text for note in reading.ticket.notes if note.text is not None]
    rows += [("📝 ", *(folded((each,), LONGEST_DETAIL) if brief else (each,))) for each in notes]
    return lines(*rows)


def files(reading: Reading) -> Text:
    answers = (answer.files for answer in reading.ticket.answers.values())
    files = [file for group in (*answers, *(note.files for note in reading.ticket.notes)) for file in group]
    named = join(", ", ((file.label,) for file in files[:MOST_FILES_NAMED]))
    more = len(files) - MOST_FILES_NAMED
    return (*named, " ", plural("and one more", "and %(count)s more", more)) if more > 0 else named
