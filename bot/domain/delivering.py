"""What development says of an incident, as its tickets hear it: in each requester's own chat, with what they can press."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.deeds import Change, Refusal, Work, not_now
from bot.domain.effects import Dispatch, News, OnIncident
from bot.domain.finishing import NEVER_SEEN, closing, finish, works_or_not
from bot.domain.incident import IncidentAction, LinkedTicket
from bot.domain.message import Message
from bot.domain.process import Notice
from bot.domain.raising import raise_incident
from bot.domain.text import Code, Text, Untrusted, lines, phrase
from bot.domain.ticket import Action, Status, merged_into


def developed(work: Work, after: Status) -> Change | Refusal:
    """Development gets the ticket, says something of it, or the requester says something of what it delivered."""
    news = work.deed.news
    match work.deed.action:
        case Action.INCIDENT:
            return raise_incident(work, after)
        case Action.CONFIRM:
            return _confirm(work, after)
        case Action.DELIVER if news is not None:
            return _deliver(work, after, news)
        case Action.RETURN if news is not None:
            return _give_back(work, after, news)
        case Action.INFORM if news is not None:
            return _inform(work, after, news)
    return Refusal(phrase("That cannot be done from here."))


def _inform(work: Work, after: Status, news: News) -> Change:
    """Development says something."""

    def told(code: str) -> Text:
        return lines((phrase("🛠 %(number)s, from development:", number=Code(code)),), news.words)

    work.tell_everybody(told, news.buttons)
    work.thread(lines((phrase("🛠 %(incident)s to the requester:", incident=Code(news.incident.code)),), news.words))
    return work.change(replace(work.ticket, status=after), card=False)


def _deliver(work: Work, after: Status, news: News) -> Change:
    """It is in a version: the requester tries it, and says whether it works; silence closes the ticket."""
    ticket, version = work.ticket, news.version or Untrusted("—")

    def told(code: str) -> Text:
        fixed = phrase("🛠 %(number)s: fixed in version %(version)s.", number=Code(code), version=version)
        return lines((fixed,), news.words, (phrase("Please try it, and tell me with a button how it goes."),))

    work.to_requester(Message(body=told(ticket.code), buttons=(works_or_not(ticket, ticket.revision + 1),)))
    for follower in ticket.followers:
        if follower.ticket is not None:
            theirs = replace(ticket, id=follower.ticket)
            buttons = (works_or_not(theirs, NEVER_SEEN),)
            work.to_follower(follower, Message(body=told(follower.code or ticket.code), buttons=buttons))
        else:
            fixed = phrase("🛠 %(number)s: fixed in version %(version)s.", number=Code(ticket.code), version=version)
            work.to_follower(follower, Message(body=(fixed,)))
    work.thread(
        (phrase("🛠 %(incident)s: fixed in version %(version)s.", incident=news.incident.code, version=version),)
    )
    done = replace(ticket, status=after, finished_at=work.deed.at, incident=news.incident)
    return work.change(closing(work, done), data={"version": version.untrusted})


def _give_back(work: Work, after: Status, news: News) -> Change:
    """Development will not do it: the desk goes on."""
    ticket = work.ticket

    def told(code: str) -> Text:
        return lines((phrase("🛠 %(number)s, from development:", number=Code(code)),), news.words)

    work.tell_everybody(told)
    work.thread(lines((phrase("🛠 %(incident)s was given back:", incident=Code(news.incident.code)),), news.words))
    if ticket.assignee is not None:
        words = phrase("Development gave %(number)s back", number=Code(ticket.code))
        work.whisper_to(ticket.assignee, words, ticket)
    then = () if ticket.assignee is not None else (Dispatch(ticket=ticket.id, call=True),)
    return work.change(replace(ticket, status=after), then=then)


def _confirm(work: Work, after: Status) -> Change | Refusal:
    """It works for the requester. Whose ticket was merged into another has no end of their own, but is heard."""
    ticket, other = work.ticket, work.deed.other
    if ticket.status is not Status.CLOSED:
        return finish(work, after, Notice.CLOSED)
    if merged_into(ticket) is None or other is None or other.incident is None:
        return Refusal(not_now(ticket, work.process.desk.zone))
    name = next((each.name for each in other.followers if each.ticket == ticket.id), Untrusted("—"))
    work.effects.append(
        OnIncident(
            incident=other.incident.id,
            action=IncidentAction.WORKS,
            actor=work.deed.actor,
            channel=work.deed.channel,
            ticket=LinkedTicket(ticket=ticket.id, code=ticket.code, name=name),
        )
    )
    work.to_requester(Message(body=(phrase("Thank you: I pass it on."),)))
    return work.change(ticket, card=False)
