"""A specialist asks the requester for something: which chip, or what in their own words. The requester's side of it is
`bot.domain.answering`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.asked import Asked
from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import is_caller
from bot.domain.card import headline
from bot.domain.chips import FREE, Chip, chips_of, named
from bot.domain.deeds import Change, Refusal, Work
from bot.domain.effects import AskForm, Effect, SetTimer
from bot.domain.enquiries import asks, helping
from bot.domain.known import Question
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form
from bot.domain.text import Code, Phrase, Text, Untrusted, lines, phrase
from bot.domain.ticket import FINISHED, Status, Ticket

ASKED = "asked"
"""The purpose of the timer that brings a chat's questions up to date: one is shown, or no longer needed."""

_OVER = FINISHED | {Status.RESOLVED}


def ask(work: Work, after: Status) -> Change | Refusal:
    """The question waits on the ticket until its requester's chat asks it; meanwhile the clock rests."""
    ticket, deed = work.ticket, work.deed
    chip, text = _wanted(work)
    if chip is None or (chip.id == FREE and text is None):
        entered = deed.text is not None or bool(deed.values)
        return _form(work, error=(phrase("Write your question here."),) if entered and chip is not None else ())
    if chip.id != FREE and any(each.what == chip.id for each in ticket.asked):
        what = chip.named(work.desk_language)
        return Refusal(phrase("%(number)s waits for that already: %(what)s.", number=Code(ticket.code), what=what))
    actor = deed.actor
    asked = Asked(id=ticket.revision + 1, what=chip.id, by=actor.person, name=actor.name, at=deed.at, text=text)
    what = chip.named(work.desk_language)
    said = phrase("❓ %(name)s asks the requester for this: %(what)s", name=actor.name, what=what)
    work.thread(lines((said,), (text,) if text is not None else ()))
    changed = replace(ticket, status=after, asked=(*ticket.asked, asked), pause=None)
    if is_caller(ticket.requester.chat):
        _by_telephone(work, changed, asked)
    else:
        work.effects.append(up_to_date(ticket, work.deed.at))
    reason = text if chip.id == FREE and text is not None else Untrusted(what)
    work.deed = replace(deed, text=reason)  # the clock's ledger says what is waited for
    return work.change(changed, reason=reason, data={"asked": chip.id, "question": str(asked.id)})


def up_to_date(ticket: Ticket, at: datetime) -> Effect:
    """The requester's chat sees to its questions, as soon as it is its turn."""
    chat, person = ticket.requester.chat, ticket.requester.person
    return SetTimer(key=f"{ASKED}:{chat}", due=at, purpose=ASKED, chat=chat, person=person)


def let_go(work: Work, after: Status) -> None:
    """What was asked is no longer needed once the ticket is over, and nothing rests any more."""
    ticket = work.ticket
    if after not in _OVER or (not ticket.asked and ticket.pause is None):
        return
    if ticket.asked and not is_caller(ticket.requester.chat):
        work.effects.append(up_to_date(ticket, work.deed.at))
    work.ticket = replace(ticket, asked=(), pause=None)


def _wanted(work: Work) -> tuple[Chip | None, Untrusted | None]:
    """What was chosen or typed; nothing when nothing was."""
    values = work.deed.values
    what = values.get("what", Entered())
    text = values.get("text", Entered()).text if values else work.deed.text
    text = text if text is not None and text.untrusted.strip() else None
    if what.choices:
        found = next((chip for chip in chips_of(work.process) if chip.id == what.choices[0]), None)
        if found is not None:
            return found, text
    typed = [each for each in (*what.choices, what.text and what.text.untrusted, text and text.untrusted) if each]
    return named(work.process, Untrusted(" ".join(typed))) if typed else (None, None)


def _by_telephone(work: Work, ticket: Ticket, asked: Asked) -> None:
    """Nothing is sent to a caller: whoever calls them reads the question here."""
    language = work.desk_language
    question = Question(process=work.process, ticket=ticket.id, code=ticket.code, language=language, asked=asked)
    words = asks(question, language, brief=False) if question.chip.step.ask else ()
    work.thread(lines((phrase("📞 Ask the caller by telephone:"),), words, helping(question, language).body))


def _form(work: Work, *, error: Text = ()) -> Change | Refusal:
    ticket, deed, language = work.ticket, work.deed, work.desk_language
    chips = chips_of(work.process)
    if deed.interaction is None:
        known = ", ".join(chip.named(language) for chip in chips)
        return Refusal(_how(known))
    chosen = deed.values.get("what", Entered()).choices or ((FREE,) if error else ())
    form = Form(
        title=(phrase("Ask the requester"),),
        submit=(phrase("Ask"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=headline(work.process, ticket),
        entries=(
            Entry(
                id="what",
                label=(phrase("What to ask for"),),
                kind=EntryKind.CHOICE,
                choices=tuple(Choice(id=chip.id, label=chip.named(language)) for chip in chips),
                chosen=chosen,
            ),
            Entry(
                id="text",
                label=(phrase("In your own words"),),
                hint=(phrase("Needed for a free question. Else it stands above the question, if you like."),),
                multiline=True,
                optional=True,
                max_length=LONGEST,
                error=error,
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=language),))


LONGEST = 500
"""Characters of a specialist's own words in a question: it has to fit a telephone."""


def _how(known: str) -> Phrase:
    return phrase("Write what to ask for: /ticket ask 12 WHAT (%(known)s), or a question of your own.", known=known)
