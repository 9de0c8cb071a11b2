"""Shortcuts in the menu of a message under a ticket's card: send it to the requester, or do something with the ticket."""

from __future__ import annotations

from dataclasses import replace

from bot.app.auditing import denied, member
from bot.app.effecting import Effecting
from bot.app.ports import UnitOfWork
from bot.domain.audit import Ground, Kind
from bot.domain.buttons import ACTION, PICK_ACTION, TicketPress, encode
from bot.domain.card import BUTTONS, MENU, headline, label_of, offered
from bot.domain.deeds import Deed, not_now
from bot.domain.effects import AskForm
from bot.domain.events import Acted, Pointed, Pointing
from bot.domain.ids import ChatRef, gateway_of
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form
from bot.domain.roles import Actor, Staff, allowed
from bot.domain.text import Phrase, Untrusted, phrase
from bot.domain.ticket import Action, Ticket

NOTHING_CHOSEN = Entered()


class Pointer:
    """One use of such a shortcut. Lives inside one unit of work."""

    def __init__(self, uow: UnitOfWork, effecting: Effecting, desk: ChatRef) -> None:
        self._uow = uow
        self._effecting = effecting
        self._desk = desk

    def point(self, event: Pointed) -> Phrase | None:
        """Does what is wanted; the reason when it was refused. Who has no role learns nothing of what the thread is about."""
        staff = member(self._uow, event)
        if staff is None or not staff.roles:
            denied(self._uow, event, Kind.ACTION, event.what, Ground.NO_ROLE)
            return phrase("You may not do that. An administrator gives roles with /ticket staff.")
        found = self._uow.correspondence.find(event.thread) if event.chat == self._desk else None
        ticket = self._uow.tickets.get(found) if found is not None else None
        if ticket is None:
            return phrase("That message is about no ticket. Choose one in the thread under a ticket's card.")
        if event.what is Pointing.ACTIONS:
            return self._offer(event, ticket, staff)
        deed = Deed(
            action=Action.REPLY,
            actor=Actor(person=event.person, name=staff.name, roles=staff.roles),
            at=event.at,
            channel=gateway_of(event.chat),
            text=self._with_names(event),
            files=event.files,
            author=event.author,
            pointed=True,
            interaction=event.interaction,
        )
        return self._effecting.act(ticket, deed)

    def _with_names(self, event: Pointed) -> Untrusted:
        """The words, members of the desk named by their names: a requester knows no handles."""
        text = event.text.untrusted
        for handle, person in event.people.items():
            staff = self._uow.staff.get(person)
            if staff is not None:
                text = text.replace(handle, staff.name.untrusted)
        return Untrusted(text)

    def _offer(self, event: Pointed, ticket: Ticket, staff: Staff) -> Phrase | None:
        """The actions that fit the ticket's state and the person's roles."""
        process = self._effecting.process_of(ticket)
        labels = [(action, label) for action, label, _ in BUTTONS] + list(MENU)
        choices = tuple(
            Choice(id=action.value, label=label_of(process, action, label))
            for action, label in labels
            if offered(process, ticket, action) and allowed(staff.roles, action, own=ticket.assignee == staff.person)
        )
        if not choices:
            return not_now(ticket, process.desk.zone)
        form = Form(
            title=(phrase("Actions of the ticket"),),
            submit=(phrase("Continue"),),
            data=encode(TicketPress(PICK_ACTION, ticket.id, ticket.revision)),
            intro=headline(process, ticket),
            entries=(Entry(id=ACTION, label=(phrase("What to do"),), kind=EntryKind.CHOICE, choices=choices),),
        )
        language = process.languages[0]
        self._effecting.perform((AskForm(interaction=event.interaction, form=form, language=language),))
        return None


def picked(event: Acted) -> Acted:
    """The action that was chosen in the form, as if its button had been pressed."""
    chosen = event.values.get(ACTION, NOTHING_CHOSEN).choices
    return replace(event, action=next(iter(chosen), ""), text=None, values={})
