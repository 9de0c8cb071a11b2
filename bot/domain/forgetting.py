"""A person who wants to be erased: what they are told before they confirm, how their request stands, and changing their
mind."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain import following
from bot.domain.buttons import Press, Verb, encode
from bot.domain.caller import is_caller
from bot.domain.commands import Command, named, spoken
from bot.domain.erasure import Erasure, ErasureRule, ErasureStanding, OnErasure, Wish
from bot.domain.events import Commanded, Due, Pressed, RequesterEvent, Said
from bot.domain.ids import gateway_of
from bot.domain.message import Button, Message, Style
from bot.domain.process import NO, YES, Process
from bot.domain.renewal import day_in_words
from bot.domain.text import Code, Span, Text, join, lines, phrase
from bot.domain.ticket_clocks import calendars_of
from bot.domain.turn import Turn

WITHDRAW = "withdraw"
"""The value of the button with which somebody changes their mind."""

MOST_NAMED = 5
"""Open tickets that are named before the rest is counted."""


def is_about_it(event: RequesterEvent | Due) -> bool:
    """Whether it has to be known how a request to be erased stands."""
    match event:
        case Commanded(name=name):
            return named(name) is Command.ERASE
        case Said(text=text):
            return spoken(text.untrusted, answering=False) is Command.ERASE
        case Pressed(press=Press(verb=verb)):
            return verb is Verb.ERASE
    return False


def asked(turn: Turn) -> None:
    """What it would mean, to be confirmed; or how the request stands that there is."""
    if is_caller(turn.state.chat):  # somebody of the desk types for them: it has to be the person's own word
        turn.tell(phrase("That can only be asked for in the person's own chat."))
    elif turn.known.erasure is not None:
        turn.say(stands(turn.process, turn.known.erasure))
    else:
        turn.say(_explained(turn))


def pressed(turn: Turn, press: Press) -> None:
    """They confirmed, thought better of it, or changed their mind."""
    turn.toast()
    erasure = turn.known.erasure
    if press.value == NO:
        turn.settle(Message(body=(phrase("✔ Nothing is erased. Everything stays as it is."),)))
    elif press.value == WITHDRAW and erasure is not None:
        _wish(turn, Wish.WITHDRAW)
    elif press.value == YES and erasure is None:
        turn.settle(Message(body=(phrase("🗑 You asked that your data be erased."),)))
        _wish(turn, Wish.ASK)
    elif erasure is not None:
        turn.say(stands(turn.process, erasure))
    else:
        turn.tell(phrase("No request to erase your data is under way. /erase_me begins one."))


def _wish(turn: Turn, wish: Wish) -> None:
    turn.effects.append(
        OnErasure(
            chat=turn.state.chat,
            person=turn.event.person,
            language=turn.language,
            process=turn.process.ref,
            wish=wish,
        )
    )


def deadlines(process: Process, at: datetime) -> tuple[datetime, datetime]:
    """Until when a request of that instant is to be answered, and until when carried out."""
    rule = process.erasure
    answer = working_days_later(process, at, rule.answer_days)
    return answer, working_days_later(process, answer, rule.carry_out_days)


def working_days_later(process: Process, at: datetime, days: int) -> datetime:
    """When the `days`-th working day after that instant ends, by the desk's calendar; every day counts at a desk that has
    none."""
    calendar = calendars_of(process)(_calendar(process, process.erasure))
    return calendar.days_later(at, days) or at + timedelta(days=days)


def _calendar(process: Process, rule: ErasureRule) -> str | None:
    return rule.calendar or next((each.id for each in process.calendars), None)


def reminder(process: Process, erasure: Erasure) -> datetime | None:
    """When the privacy people are reminded: at the end of the working day that leaves them so many. None where there is
    nothing to remind of before the deadline."""
    rule = process.erasure
    days = rule.answer_days - rule.remind_days
    return working_days_later(process, erasure.at, days) if rule.remind_days > 0 and days > 0 else None


def _explained(turn: Turn) -> Message:
    answer, done = (day(turn.process, each) for each in deadlines(turn.process, turn.event.at))
    what = phrase(
        "🗑 If you confirm, your details, messages and files are erased. Your tickets stay, without your name."
    )
    when = phrase("The desk answers you by %(answer)s at the latest, and erases by %(done)s.", answer=answer, done=done)
    return Message(
        body=lines((what,), (when,), _besides(turn)),
        buttons=(
            (
                Button(label=phrase("🗑 Yes, erase my data"), data=_data(YES), style=Style.DANGER),
                Button(label=phrase("✖ No, leave everything"), data=_data(NO)),
            ),
        ),
    )


def _besides(turn: Turn) -> Text:
    """The open tickets, and the other accounts that it is for as well."""
    tickets = following.open_tickets(turn)
    others = sorted({gateway_of(each).capitalize() for each in turn.known.accounts if each != turn.state.chat})
    said: list[Text] = []
    if tickets:
        more: Text = (" …",) if len(tickets) > MOST_NAMED else ()
        named_ = (*join(", ", ((Code(each.code),) for each in tickets[:MOST_NAMED])), *more)
        said.append((phrase("Tickets still open; we go on with them until then: "), *named_, "."))
    if others:
        said.append((phrase("It is for your linked account too: %(accounts)s.", accounts=", ".join(others)),))
    return join(" ", said)


def stands(process: Process, erasure: Erasure) -> Message:
    """How a request stands that is under way."""
    if erasure.standing is not ErasureStanding.PENDING:
        being = phrase("🗑 Your request %(number)s is being carried out now.", number=Code(erasure.code))
        return Message(body=(being,))
    told = phrase(
        "🗑 Your request %(number)s waits for the desk's answer, by %(answer)s at the latest.",
        number=Code(erasure.code),
        answer=day(process, erasure.answer_by),
    )
    meanwhile = phrase("Until then your details are kept, and used for nothing.")
    button = Button(label=phrase("↩ Withdraw the request"), data=_data(WITHDRAW))
    return Message(body=lines((told,), (meanwhile,)), buttons=((button,),))


def day(process: Process, at: datetime) -> Span:
    """The day of an instant at the desk, in words."""
    return day_in_words(at.astimezone(ZoneInfo(process.desk.zone)).date())


def withdrawn(erasure: Erasure) -> Message:
    """They changed their mind."""
    number = Code(erasure.code)
    return Message(
        body=(phrase("✔ You withdrew your request %(number)s. Your data stay as they were.", number=number),)
    )


def refused(erasure: Erasure) -> Message:
    """The desk says no, and why; the law names who can be asked then."""
    no = phrase("✖ The desk cannot erase your data (%(number)s). Its reason:", number=Code(erasure.code))
    why: Text = (erasure.reason,) if erasure.reason is not None else ()
    then = phrase("If you do not agree, you can go to the authority for personal data.")
    return Message(body=lines((no,), why, (then,)))


def farewell(erasure: Erasure) -> Message:
    """The last thing that they read of us."""
    done = phrase("✔ Your data were erased (%(number)s). Nothing of you is kept here.", number=Code(erasure.code))
    again = phrase("What stands in this chat is yours: you can delete it. Write to me, and we begin as strangers.")
    return Message(body=lines((done,), (again,)))


def _data(value: str) -> str:
    return encode(Press(Verb.ERASE, value=value))
