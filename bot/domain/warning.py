"""A step that a desk takes about a deadline, once its time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.card import headline
from bot.domain.clock_steps import StepDoes
from bot.domain.clock_words import CLOCK_WORDS, in_words
from bot.domain.clocks import due, remaining
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import Say
from bot.domain.ids import DESK
from bot.domain.message import Message
from bot.domain.roles import Role
from bot.domain.stepping import Pending, clock_of, next_step, remembered
from bot.domain.text import Code, Moment, Phrase, lines, phrase
from bot.domain.ticket import Status
from bot.domain.ticket_clocks import calendars_of


def warn(work: Work, after: Status) -> Change | Refusal:
    """The next step, done and remembered. What it does to the ticket besides (`reoffer`, `escalate`) are deeds of their
    own."""
    pending = next_step(work.process, work.ticket)
    if pending is None or pending.at > work.deed.at:
        return Refusal(phrase("%(number)s has no such deadline now.", number=Code(work.ticket.code)))
    _said(work, pending)
    step = pending.step
    data = {"clock": step.clock.value, "run": str(pending.run), "step": step.do.value, "percent": f"{step.at:g}"}
    done = remembered(work.ticket, pending, work.deed.at)
    return work.change(replace(done, status=after), card=False, data=data)


def _said(work: Work, pending: Pending) -> None:
    """The warning, to those whom the step names; somebody reads it where there is no such person."""
    ticket, words = work.ticket, _words(work, pending)
    match pending.step.do:
        case StepDoes.WARN_ASSIGNEE if ticket.assignee is not None:
            work.whisper_to(ticket.assignee, words, ticket)
        case StepDoes.WARN_ASSIGNEE:
            work.thread((words,))
        case StepDoes.WARN_SUPERVISORS:
            supervisors = [each.person for each in work.deed.staff if Role.SUPERVISOR in each.roles]
            for person in supervisors:
                work.whisper_to(person, words, ticket, *_holder(work))
            if not supervisors:
                _posted(work, words)
        case StepDoes.POST:
            _posted(work, words)
        case StepDoes.REOFFER | StepDoes.ESCALATE:
            pass


def _posted(work: Work, words: Phrase) -> None:
    message = Message(body=lines((words,), headline(work.process, work.ticket), *_holder(work)))
    work.effects.append(Say(chat=DESK, message=message, language=work.desk_language, ticket=work.ticket.id))


def _holder(work: Work) -> tuple[tuple[Phrase, ...], ...]:
    name = work.ticket.assignee_name
    return ((phrase("With: %(name)s", name=name) if name is not None else phrase("Nobody has it yet."),),)


def _words(work: Work, pending: Pending) -> Phrase:
    """How the deadline stands now, whenever that is."""
    process, at = work.process, work.deed.at
    clock, calendars, number = clock_of(work.ticket, pending), calendars_of(process), Code(work.ticket.code)
    ends, name = due(clock, calendars), CLOCK_WORDS[clock.which]
    left = remaining(clock, at, calendars) or timedelta(0)
    if ends is None:
        return phrase("⏰ %(number)s · %(clock)s: %(time)s left", number=number, clock=name, time=in_words(left))
    when = Moment(ends, process.desk.zone)
    if ends <= at:
        return phrase("⚠️ %(number)s · %(clock)s: overdue since %(when)s", number=number, clock=name, when=when)
    time = in_words(left)
    return phrase(
        "⏰ %(number)s · %(clock)s: due %(when)s, %(time)s left", number=number, clock=name, when=when, time=time
    )
