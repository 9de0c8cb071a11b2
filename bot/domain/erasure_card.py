"""A request to be erased, as the desk sees it: its card, the forms with which it is decided, and the list of open ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from bot.domain.buttons import encode
from bot.domain.erasure import Erasure, ErasureDoing, ErasurePress, ErasureStanding
from bot.domain.forgetting import day
from bot.domain.ids import gateway_of
from bot.domain.message import Button, Choice, Entry, EntryKind, Fact, Form, Message, Style
from bot.domain.process import NO, YES, Process
from bot.domain.text import Code, Phrase, Text, Untrusted, join, lines, phrase
from bot.domain.ticket import FINISHED
from bot.domain.ticket_line import TicketLine

SURE, REASON = "sure", "reason"
"""Fields of the forms."""

MOST_TICKETS = 30
"""Numbers on a card; the desk finds the rest with the request's number."""

LONGEST_REASON = 500


def request_card(process: Process, erasure: Erasure, tickets: Sequence[TicketLine]) -> Message:
    """The card. It names no person: who asks can be seen on their tickets, as long as it can be seen at all."""
    facts = (
        Fact(label=(phrase("Answer by"),), value=(day(process, erasure.answer_by),)),
        Fact(label=(phrase("Carry out by"),), value=(day(process, erasure.carry_out_by),)),
        Fact(label=(phrase("Accounts"),), value=(_accounts(erasure),)),
        Fact(label=(phrase("Tickets"),), value=_numbers(tickets)),
    )
    return Message(
        title=("🗑 ", erasure.code, " · ", _standing(erasure)),
        body=(phrase("Somebody asks that their personal data be erased."),),
        facts=facts,
        note=_note(erasure),
        buttons=(_buttons(erasure),) if erasure.standing is ErasureStanding.PENDING else (),
    )


def _accounts(erasure: Erasure) -> str:
    return ", ".join(sorted({gateway_of(each).capitalize() for each in erasure.chats})) or "—"


def _numbers(tickets: Sequence[TicketLine]) -> Text:
    shown = join(", ", (_number(each) for each in tickets[:MOST_TICKETS]))
    return (*shown, " …") if len(tickets) > MOST_TICKETS else shown or ("—",)


def _number(line: TicketLine) -> Text:
    open_: Text = (" (", phrase("open"), ")") if line.status not in FINISHED else ()
    return (Code(line.code), *open_)


def _standing(erasure: Erasure) -> Phrase:
    match erasure.standing:
        case ErasureStanding.PENDING:
            return phrase("waits for an answer")
        case ErasureStanding.ERASING | ErasureStanding.TELLING:
            return phrase("is being carried out")
        case ErasureStanding.ERASED:
            return phrase("carried out")
        case ErasureStanding.REFUSED:
            return phrase("refused")
        case ErasureStanding.WITHDRAWN:
            return phrase("withdrawn by the person")
        case _:
            assert_never(erasure.standing)


def _note(erasure: Erasure) -> Text:
    by: Text = (phrase("Decided by %(name)s", name=erasure.decided_name),) if erasure.decided_name is not None else ()
    match erasure.standing:
        case ErasureStanding.PENDING:
            return (phrase("Their profile is used for nothing meanwhile. Only those with the role “privacy” decide."),)
        case ErasureStanding.REFUSED:
            return lines(by, (erasure.reason,) if erasure.reason is not None else ())
        case ErasureStanding.ERASED:
            return lines(by, BY_HAND)
    return by


BY_HAND: Text = (
    phrase("What was written in the threads of these tickets cannot be unsaid from here: delete it by hand."),
    " ",
    phrase("The registers are the desk's own: take the person out of them, and import them anew."),
)
"""What is left to be done."""


def _buttons(erasure: Erasure) -> tuple[Button, ...]:
    sure, refuse = (encode(ErasurePress(each, erasure.id)) for each in (ErasureDoing.SURE, ErasureDoing.REFUSE))
    return (
        Button(label=phrase("Erase now"), data=sure, style=Style.DANGER),
        Button(label=phrase("Refuse…"), data=refuse),
    )


def sure_form(erasure: Erasure, who: Text, *, error: Text = ()) -> Form:
    """Whether it is to be done now, with who it is (`who`), for their eyes only: they may have to look in the registers."""
    yes = Choice(id=YES, label=phrase("Yes, erase everything now"))
    no = Choice(id=NO, label=phrase("No, not yet"))
    intro = (phrase("This cannot be undone. Tickets keep their numbers, states and times, and nothing else."),)
    return Form(
        title=(erasure.code,),
        submit=(phrase("Continue"),),
        data=encode(ErasurePress(ErasureDoing.ERASE, erasure.id)),
        intro=lines(intro, who),
        entries=(Entry(id=SURE, label=(phrase("Erase now"),), kind=EntryKind.CHOICE, choices=(yes, no), error=error),),
    )


def refuse_form(erasure: Erasure, *, error: Text = ()) -> Form:
    """Why not, in the words that the person reads."""
    return Form(
        title=(erasure.code,),
        submit=(phrase("Refuse"),),
        data=encode(ErasurePress(ErasureDoing.REFUSE, erasure.id)),
        entries=(
            Entry(
                id=REASON,
                label=(phrase("Reason, as the person will read it"),),
                hint=(phrase("For example: a law obliges the desk to keep these records until a certain day."),),
                multiline=True,
                max_length=LONGEST_REASON,
                error=error,
            ),
        ),
    )


def who_asks(name: Untrusted | None, email: Untrusted | None) -> Text:
    """Name and e-mail, as far as they are known."""
    known = [(each,) for each in (name, email) if each is not None]
    return ("👤 ", *join(" · ", known)) if known else ()


def listed(process: Process, erasures: Sequence[Erasure], at: datetime) -> Message:
    """Those of which something is still to be done, the oldest first; a late one says so."""
    rows = [_row(process, each, at) for each in erasures]
    return Message(title=(phrase("Requests to be erased"),), body=join("\n", rows) or (phrase("None."),))


def _row(process: Process, erasure: Erasure, at: datetime) -> Text:
    late = erasure.standing is ErasureStanding.PENDING and at > erasure.answer_by
    until = phrase("answer by %(day)s", day=day(process, erasure.answer_by))
    return ("⚠️ " if late else "", Code(erasure.code), " · ", _standing(erasure), " · ", until)


def reminded(process: Process, erasure: Erasure, at: datetime) -> Message:
    """Told to the privacy people and to the desk while a request waits."""
    number = Code(erasure.code)
    if at >= erasure.carry_out_by:
        words = phrase("🚨 %(number)s should be carried out by now, and nobody has answered it.", number=number)
    elif at >= erasure.answer_by:
        words = phrase("🚨 %(number)s should have been answered by now: it is the legal deadline.", number=number)
    else:
        answer = day(process, erasure.answer_by)
        words = phrase("⏰ %(number)s is to be answered by %(answer)s.", number=number, answer=answer)
    return Message(body=(words,))
