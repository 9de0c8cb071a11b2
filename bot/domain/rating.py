"""How the requester was served, from 1 to 5: asked when the ticket is closed, reminded of once, changeable for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.buttons import Press, Verb, encode
from bot.domain.caller import is_caller
from bot.domain.card import verdict_of
from bot.domain.deeds import SYSTEM, Change, Refusal, Work
from bot.domain.effects import CancelTimer, Effect, Revise, Say, SetTimer
from bot.domain.message import Button, Message
from bot.domain.text import Code, Text, Untrusted, lines, phrase, plural
from bot.domain.ticket import Rating, Status, Ticket

REMINDER = "rate"
"""The purpose of the timer that asks once more."""

SCORE = "score"
"""The field of the deed with the number that was chosen."""

LONGEST_COMMENT = 1000

_WORDS = {1: "1 😞", 2: "2", 3: "3 😐", 4: "4", 5: "5 😀"}


def ask(work: Work, ticket: Ticket) -> None:
    """Asks, and sets the reminder; on the telephone nobody is asked."""
    if is_caller(ticket.requester.chat):
        return
    work.to_requester(_question(ticket))
    hours = work.process.periods.rating_reminder_hours
    work.effects.append(
        SetTimer(
            key=timer_of(ticket),
            due=work.deed.at + timedelta(hours=hours),
            purpose=REMINDER,
            chat=ticket.requester.chat,
            person=SYSTEM,
            ticket=ticket.id,
        )
    )


def timer_of(ticket: Ticket) -> str:
    """The key of the reminder."""
    return f"{REMINDER}:{ticket.id}"


def reminded(ticket: Ticket) -> tuple[Effect, ...]:
    """The question once more, when it is still to be answered."""
    if ticket.status is not Status.CLOSED or ticket.rating is not None:
        return ()
    requester = ticket.requester
    message = _question(ticket, (phrase("If you have a moment:"), " "))
    return (Say(chat=requester.chat, message=message, language=requester.language, ticket=ticket.id),)


def rate(work: Work, after: Status) -> Change | Refusal:
    """Takes the number, or the comment on it; both can be changed for the desk's time."""
    ticket, deed, before = work.ticket, work.deed, work.ticket.rating
    periods = work.process.periods
    if before is not None and deed.at > before.at + timedelta(hours=periods.rating_change_hours):
        return Refusal(phrase("Thank you: how you were served with %(number)s is noted.", number=Code(ticket.code)))
    given = _given(before, deed.values[SCORE].choices[0] if SCORE in deed.values else "", deed.text, deed.at)
    if given is None:
        return Refusal(phrase("Press a number from 1 to 5, please."))
    rated = replace(ticket, status=after, rating=given)
    work.thread(verdict_of(given))
    if deed.text is not None:
        work.to_requester(Message(body=(phrase("Thank you: your comment is with the desk."),)))
    _confirm(work, rated)
    work.effects.append(CancelTimer(key=timer_of(ticket)))
    return work.change(rated, data={SCORE: str(given.score)})


def _given(before: Rating | None, score: str, comment: Untrusted | None, at: datetime) -> Rating | None:
    """The verdict as it is from now on; None for what is none."""
    if score in map(str, _WORDS):
        return Rating(score=int(score), at=at) if before is None else replace(before, score=int(score))
    if before is None or comment is None or not comment.untrusted.strip():
        return None
    return replace(before, comment=Untrusted(comment.untrusted.strip()[:LONGEST_COMMENT]))


def _confirm(work: Work, ticket: Ticket) -> None:
    """The question shows what was chosen, where it was pressed."""
    message, rating, requester = work.deed.message, ticket.rating, ticket.requester
    if message is None or rating is None:
        return
    hours = round(work.process.periods.rating_change_hours)
    until = plural(
        "You can change it for %(count)s hour.",
        "You can change it for %(count)s hours.",
        hours,
    )
    comment = Button(label=phrase("✍ Add a comment"), data=encode(Press(Verb.COMMENT, mark=str(ticket.id))))
    thanks: Text = (phrase("Thank you: %(score)s of 5 for %(number)s.", score=str(rating.score), number=ticket.code),)
    body = lines(thanks, (until,))
    answered = Message(body=body, buttons=(_scores(ticket, rating.score), (comment,)))
    work.effects.append(
        Revise(chat=requester.chat, target=message, message=answered, language=requester.language, ticket=ticket.id)
    )


def _question(ticket: Ticket, before: Text = ()) -> Message:
    asked = phrase("How were you served with %(number)s? From 1 (very bad) to 5 (very good).", number=Code(ticket.code))
    return Message(body=(*before, asked), buttons=(_scores(ticket, None),))


def _scores(ticket: Ticket, chosen: int | None) -> tuple[Button, ...]:
    return tuple(
        Button(
            label=f"✔ {score}" if score == chosen else label,
            data=encode(Press(Verb.RATE, mark=str(ticket.id), value=str(score))),
        )
        for score, label in _WORDS.items()
    )
