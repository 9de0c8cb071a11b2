"""The requester is to attest what locked work needs: in their own chat, a question after the other; or on the telephone,
where a specialist writes down what they say."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Answer
from bot.domain.asked import Asked
from bot.domain.asking import up_to_date
from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.chips import attesting_id
from bot.domain.deeds import Change, Deed, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.lock import Lock, LockTurn, Told
from bot.domain.lock_words import lock_line
from bot.domain.locked_work import NO_LOCKS, NOTHING, WHAT, by_telephone, meant, noted
from bot.domain.locking import CHOSEN, LockState, Why, state_of
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form
from bot.domain.process import Step, StepKind
from bot.domain.questions import outcome
from bot.domain.reading import Reading
from bot.domain.replies import Misread, read
from bot.domain.text import Code, Phrase, Text, Untrusted, fold, lines, phrase
from bot.domain.ticket import Action, Status, Ticket

_IN_ONE_PLACE = 1000
"""A number of a question is a revision so many times, and its place: no press on an old question ever answers a newer one."""

_ANEW = frozenset({Why.EXPIRED, Why.NOT_SO, Why.TOO_OLD})
"""Reasons for which everything is asked anew: what was said with it no longer tells of the same matter."""


def instead(work: Work) -> Deed | None:
    """The question that is asked where the requester is to attest something and has a chat."""
    if work.deed.action is not Action.ATTEST or by_telephone(work.ticket):
        return None
    lock, _ = meant(work)
    if lock is None:
        return None
    return replace(work.deed, action=Action.ASK, text=None, values={WHAT: Entered(choices=(f".{lock.id}",))})


def is_meant(work: Work) -> bool:
    """Whether a question to the requester is about a lock."""
    return _asked_for(work) is not None


def _asked_for(work: Work) -> Lock | None:
    """The lock for which a deed asks the requester: chosen, or named by what was typed; None when it asks for something
    else."""
    values, text = work.deed.values, work.deed.text
    chosen = next(iter(values.get(WHAT, NOTHING).choices), "")
    said = values["text"].text if "text" in values and not chosen else text
    typed = fold(said.untrusted) if said is not None and not chosen else ""
    for lock in work.process.locks:
        if chosen == f".{lock.id}" or (typed and typed in (lock.id, *map(fold, lock.name.values()))):
            return lock
    return None


def ask(work: Work, after: Status) -> Change | Refusal:
    """What is still to be attested waits on the ticket until its requester's chat asks it; meanwhile the clock rests."""
    ticket, deed, lock = work.ticket, work.deed, _asked_for(work)
    if lock is None:
        return Refusal(NO_LOCKS)
    if by_telephone(ticket):
        return Refusal(phrase("No chat reaches the requester of %(number)s: /ticket attest.", number=Code(ticket.code)))
    wanted = _wanted(state_of(work.process, lock, ticket, deed.at))
    name = lock.named(work.desk_language)
    if all(any(each.what == attesting_id(lock.id, told.step) for each in ticket.asked) for told in wanted):
        return Refusal(phrase("%(number)s waits for that already: %(what)s.", number=Code(ticket.code), what=name))
    others = tuple(each for each in ticket.asked if each.what.partition(".")[0] != lock.id or "." not in each.what)
    above = lock.ask.get(ticket.requester.language) or next(iter(lock.ask.values()), "")
    asked = tuple(
        Asked(
            id=(ticket.revision + 1) * _IN_ONE_PLACE + place,
            what=attesting_id(lock.id, told.step),
            by=deed.actor.person,
            name=deed.actor.name,
            at=deed.at,
            text=Untrusted(above) if place == 0 and above else None,
        )
        for place, told in enumerate(wanted)
    )
    said = phrase("❓ %(name)s asks the requester to attest: %(lock)s", name=deed.actor.name, lock=name)
    work.thread((said,))
    work.effects.append(up_to_date(ticket, deed.at))
    changed = replace(ticket, status=after, asked=(*others, *asked), pause=None)
    changed = noted(work, changed, lock, LockTurn.ASKED, steps=tuple(told.step for told in wanted))
    work.deed = replace(deed, text=Untrusted(name))  # the clock's ledger says what is waited for
    return work.change(changed, reason=Untrusted(name), data={"lock": lock.id})


def attest(work: Work, after: Status) -> Change | Refusal:
    """What the requester says by telephone is written down in a form."""
    if not work.process.locks:
        return Refusal(NO_LOCKS)
    lock = _in_form(work) or meant(work)[0]
    if lock is None:
        known = ", ".join(each.id for each in work.process.locks)
        return Refusal(phrase("Write the number and which work: %(names)s.", names=known))
    if not by_telephone(work.ticket):
        return Refusal(phrase("The requester of %(number)s is asked in the chat.", number=Code(work.ticket.code)))
    if _in_form(work) is None:
        return _form(work, lock, {})
    answers, wrong = _entered(work, lock)
    return _form(work, lock, wrong) if wrong else _written(work, lock, answers, after)


def _wanted(state: LockState) -> tuple[Told, ...]:
    """What is asked: all of it anew when something holds no more, or when all is well; else what is missing, and what may
    be left out."""
    missing = {each.told.step for each in state.lacking}
    if not missing or any(each.why in _ANEW for each in state.lacking):
        return state.lock.attests
    return tuple(told for told in state.lock.attests if told.step in missing or told.optional)


def _in_form(work: Work) -> Lock | None:
    """The lock whose form was sent."""
    heads = {name.partition(".")[0] for name in work.deed.values if "." in name}
    return next((lock for lock in work.process.locks if lock.id in heads), None)


def _steps(work: Work, lock: Lock) -> list[tuple[Told, Step]]:
    """What can be asked on the telephone, through which nobody sends files."""
    found = ((told, work.process.step(told.step)) for told in lock.attests)
    return [(told, step) for told, step in found if step is not None and step.kind is not StepKind.FILES]


def _entered(work: Work, lock: Lock) -> tuple[dict[str, Answer], dict[str, Phrase | str]]:
    """The answers that were entered, and what is wrong with the others, by their questions."""
    answers: dict[str, Answer] = {}
    wrong: dict[str, Phrase | str] = {}
    for told, step in _steps(work, lock):
        entered = work.deed.values.get(attesting_id(lock.id, step.id), NOTHING)
        written = entered.text is not None and bool(entered.text.untrusted.strip())
        if step.kind in CHOSEN:
            known = {option.id for option in work.process.options_of(step, work.deed.at)}
            chosen = tuple(each for each in entered.choices if each in known)
            if chosen:
                answers[step.id] = Answer(options=chosen)
            elif not told.optional:
                wrong[step.id] = phrase("Choose one of these.")
        elif entered.text is not None and (written or not told.optional):
            zone = work.ticket.requester.zone
            given = read(work.process, step, entered.text, (), work.deed.at, work.desk_language, zone)
            if isinstance(given, Misread):
                wrong[step.id] = given.why or phrase("Write something, please.")
            else:
                answers[step.id] = given
        elif not told.optional:
            wrong[step.id] = phrase("Write something, please.")
    return answers, wrong


def _written(work: Work, lock: Lock, answers: dict[str, Answer], after: Status) -> Change:
    ticket, deed, reading = work.ticket, work.deed, Reading(process=work.process, ticket=work.ticket)
    kept = dict(ticket.answers)
    rows: list[Text] = []
    for _, step in _steps(work, lock):
        answer = answers.get(step.id)
        if answer is not None:
            result = outcome(step, answer, kept).result
            kept[step.id] = replace(answer, result=result, given=deed.at)
            rows.append((step.label.get(work.desk_language, step.id), ": ", *reading.shown(step, answer)))
    name = lock.named(work.desk_language)
    said = phrase("📞 %(name)s wrote down what the requester attests: %(lock)s", name=deed.actor.name, lock=name)
    work.thread(lines((said,), *rows))
    changed = _without_questions(replace(ticket, status=after, answers=kept), lock)
    changed = noted(work, changed, lock, LockTurn.ATTESTED, steps=tuple(answers))
    work.deed = replace(deed, text=None)
    return work.change(changed, reason=Untrusted(name), data={"lock": lock.id})


def _without_questions(ticket: Ticket, lock: Lock) -> Ticket:
    left = tuple(each for each in ticket.asked if not each.what.startswith(f"{lock.id}."))
    return replace(ticket, asked=left)


def _form(work: Work, lock: Lock, wrong: dict[str, Phrase | str]) -> Change | Refusal:
    ticket, deed, language = work.ticket, work.deed, work.desk_language
    if deed.interaction is None:
        return Refusal(phrase("Type /ticket attest where a form can open."))
    form = Form(
        title=(phrase("By telephone"),),
        submit=(phrase("Write it down"),),
        data=encode(TicketPress(Action.ATTEST, ticket.id, ticket.revision)),
        intro=lines(
            headline(work.process, ticket),
            lock_line(work.process, ticket, state_of(work.process, lock, ticket, deed.at)),
        ),
        entries=tuple(_entry(work, lock, told, step, wrong.get(step.id)) for told, step in _steps(work, lock)),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=language),))


def _entry(work: Work, lock: Lock, told: Told, step: Step, wrong: Phrase | str | None) -> Entry:
    language, field = work.desk_language, attesting_id(lock.id, step.id)
    before = work.deed.values.get(field, NOTHING)
    options = work.process.options_of(step, work.deed.at)
    return Entry(
        id=field,
        label=(step.ask.get(language, step.id),),
        kind=EntryKind.CHOICE if step.kind in CHOSEN else EntryKind.TEXT,
        hint=(step.help.get(language, ""),) if step.help else (),
        choices=tuple(Choice(id=each.id, label=each.label.get(language, each.id)) for each in options),
        chosen=before.choices,
        initial=before.text,
        optional=told.optional,
        error=(wrong,) if wrong is not None else (),
    )
