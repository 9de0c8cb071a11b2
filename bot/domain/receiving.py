"""What a requester sends while they are asked for something: it stands on the ticket where the intake would have put it, and
in its thread."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import attested, telling
from bot.domain.answers import Answer, Note
from bot.domain.asked import Asked, Given
from bot.domain.chips import Chip, chip_of
from bot.domain.deeds import Change, Work, requester_name
from bot.domain.process import Fills, StepKind
from bot.domain.questions import outcome
from bot.domain.reading import Reading
from bot.domain.replies import LONGEST
from bot.domain.text import Code, Text, Untrusted, lines, phrase
from bot.domain.ticket import Status, Ticket

_CHOSEN = (StepKind.CHOICE, StepKind.CONFIRMATION)


def received(work: Work, after: Status) -> Change:
    """An answer closes its question. Anything else that is said meanwhile is read by the desk, and leaves it open."""
    given = work.deed.given
    asked = next((each for each in work.ticket.asked if given is not None and each.id == given.question), None)
    if given is None or asked is None:
        return telling.told(work, after)
    chip = chip_of(work.process, asked.what)
    name, what = requester_name(work.process, work.ticket), chip.named(work.desk_language)
    shown = _shown(work, chip, given)
    work.thread(lines(("📨 ", name, ", ", what, ":"), shown, _beside(work)))
    if given.answer is not None:
        work.forward(given.answer.files)
    changed = _with_answer(work, chip, asked, given.answer)
    if work.deed.text is not None and chip.step.kind is StepKind.FILES:
        changed = replace(changed, notes=(*changed.notes, Note(text=work.deed.text)))
    others = tuple(each for each in work.ticket.asked if each is not asked)
    left = attested.still_asked(work.process, asked, given.answer, others, work.deed.at)
    if work.ticket.assignee is not None and not work.deed.quiet and not attested.goes_on(work.process, asked, left):
        told = phrase("The requester answered about %(number)s: %(what)s", number=Code(work.ticket.code), what=what)
        stands = attested.standing(work.process, asked, changed, work.deed.at)
        work.whisper_to(work.ticket.assignee, told, work.ticket, stands)
    has = "yes" if given.answer is not None else "no"
    words = given.answer.text if given.answer is not None else None
    return work.change(
        replace(changed, status=after, asked=left),
        reason=words or Untrusted(what),
        data={"asked": asked.what, "question": str(asked.id), "given": has},
    )


def _beside(work: Work) -> Text:
    """Words that came with the answer and are none themselves."""
    return (work.deed.text,) if work.deed.text is not None else ()


def _shown(work: Work, chip: Chip, given: Given) -> Text:
    if given.answer is None:
        return (phrase("the requester does not have it"),)
    return Reading(process=work.process, ticket=work.ticket).shown(chip.step, given.answer)


def _with_answer(work: Work, chip: Chip, asked: Asked, answer: Answer | None) -> Ticket:
    """The ticket with the answer where the card shows it. What is no answer of the question's own kind is a note."""
    ticket, step = work.ticket, chip.step
    if answer is None:
        return ticket
    before = ticket.answers.get(step.id)
    if not chip.of_intake or _is_no_answer_to(step.kind, answer):
        return replace(ticket, notes=(*ticket.notes, _noted(work, chip, asked, answer)))
    if step.kind is StepKind.FILES and before is not None:
        answer = replace(answer, files=(*before.files, *answer.files))
    result = outcome(step, answer, ticket.answers).result
    answers = {**ticket.answers, step.id: replace(answer, result=result, given=work.deed.at)}
    module = answer.options[0] if step.fills is Fills.MODULE and answer.options else ticket.module
    return replace(ticket, answers=answers, module=module)


def _is_no_answer_to(kind: StepKind, answer: Answer) -> bool:
    if kind in _CHOSEN:
        return not answer.options
    return not answer.files if kind is StepKind.FILES else answer.text is None


def _noted(work: Work, chip: Chip, asked: Asked, answer: Answer) -> Note:
    """What was asked and what was said, in one line, since nothing else on the card tells."""
    question = asked.text.untrusted if asked.text is not None and not chip.step.ask else None
    question = question or chip.named(work.desk_language)
    said = answer.text.untrusted if answer.text is not None else "📎"
    return Note(text=Untrusted(f"{question} → {said}"[:LONGEST]), files=answer.files, message=answer.message)
