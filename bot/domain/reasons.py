"""Why somebody of the desk cancels a ticket, opens it again or closes it: asked where it must be told, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.buttons import TicketPress, encode
from bot.domain.card import headline
from bot.domain.deeds import Change, Deed, Refusal, Work
from bot.domain.effects import AskForm
from bot.domain.message import Entry, Form
from bot.domain.roles import Role
from bot.domain.text import Phrase, Text, Untrusted, lines, phrase
from bot.domain.ticket import STATUS_WORDS, Action

FIELD = "reason"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """How a reason is asked for: the form's title and button, and how to write it after the command."""

    title: Phrase
    submit: Phrase
    how: Phrase


NEEDED: Mapping[Action, Asked] = {
    Action.CANCEL: Asked(
        title=phrase("Cancel the ticket"),
        submit=phrase("Cancel the ticket"),
        how=phrase("Write the reason after the number: /ticket cancel 12 The same as number 11"),
    ),
    Action.REOPEN: Asked(
        title=phrase("Reopen the ticket"),
        submit=phrase("Reopen"),
        how=phrase("Write the reason after the number: /ticket reopen 12 It fails again"),
    ),
}
"""What somebody of the desk does only with a reason; its requester needs none."""


def reason_of(deed: Deed) -> Untrusted | None:
    """The reason that was given; None when there is none."""
    entered = deed.values.get(FIELD)
    words = entered.text if entered is not None and entered.text is not None else deed.text
    return words if words is not None and words.untrusted.strip() else None


def is_missing(deed: Deed) -> bool:
    """Whether it is still to be said why."""
    by_desk = not deed.actor.roles & {Role.REQUESTER, Role.SYSTEM}
    return by_desk and deed.action in NEEDED and reason_of(deed) is None


def ask(work: Work) -> Change | Refusal:
    """Why is asked in a form, which says how the ticket stands; without a place for one, in words."""
    ticket, deed, asked = work.ticket, work.deed, NEEDED[work.deed.action]
    if deed.interaction is None:
        return Refusal(asked.how)
    form = Form(
        title=(asked.title,),
        submit=(asked.submit,),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=lines(headline(work.process, ticket), (STATUS_WORDS[ticket.status],)),
        entries=(
            Entry(
                id=FIELD,
                label=(phrase("Why?"),),
                hint=(phrase("The desk reads it, in the thread and in the history. The requester does not."),),
                multiline=True,
                error=(phrase("Write something, please."),) if deed.text is not None else (),
            ),
        ),
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))


def told(work: Work) -> Text:
    """The reason as it stands in the thread, after what was done; empty when none was given."""
    reason = reason_of(work.deed)
    return (phrase("Reason: %(text)s", text=reason),) if reason is not None else ()
