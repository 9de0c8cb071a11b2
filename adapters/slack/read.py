"""What Slack sent, understood: events, pressed buttons, forms and commands, the same in Socket Mode and HTTP. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.slack.acquaintance import membership
from adapters.slack.mrkdwn import plain_of
from adapters.slack.payload import inner, is_from_bot, team_of, team_of_person, user_of
from adapters.slack.read_home import kept_of_user, people_of
from adapters.slack.read_message import written
from adapters.slack.read_parts import Common, file_of, interaction_of, untrusted
from adapters.slack.read_press import closed, pressed, submitted
from adapters.slack.references import chat_ref, message_ref, person_ref
from adapters.slack.removal import removed
from bot.domain.events import (
    Addressed,
    Commanded,
    Event,
    HomeOpened,
    MembershipChanged,
    Ordered,
    Pointed,
    Pointing,
)
from bot.domain.ids import EventId
from bot.domain.text import Untrusted, clean

Body = Mapping[str, Any]

STAFF_COMMAND = "/ticket"
"""The specialists' command; every other command of the app is a requester's."""

REQUEST_COMMAND = "/soporte"
"""The requesters' command that begins a request as a form, wherever they are in Slack."""

BEGIN = "nuevo"

SHORTCUT = "create_ticket"
"""The callback id of the shortcut in the menu of a message."""

REQUEST_SHORTCUT = "new_ticket"
"""The callback id of the shortcut that does what `REQUEST_COMMAND` does, without typing."""

NOWHERE: frozenset[str] = frozenset()


def kept_of(body: Body) -> Body | None:
    """What is kept of a payload: not the token, which nobody needs, and never what people say where others read along. None
    when that leaves nothing."""
    event = inner(body, "event")
    kept = {name: value for name, value in body.items() if name != "token"}
    if event.get("type") == "user_change":
        user = kept_of_user(event)
        return None if user is None else {**kept, "event": user}
    if event.get("type") == "app_home_opened":
        opened = {name: event.get(name) for name in ("type", "user", "tab")}
        return {**kept, "event": opened} if event.get("tab") == "home" else None
    if event.get("type") == "app_mention":
        who = {name: event[name] for name in ("type", "user", "channel") if name in event}
        return {**kept, "event": who} if not str(event.get("channel")).startswith("D") else None
    return None if event.get("type") == "message" and event.get("channel_type", "im") != "im" else kept


def read(
    body: Body, key: EventId, at: datetime, *, staff_command: str = STAFF_COMMAND, ours: frozenset[str] = NOWHERE
) -> Event | None:
    """What happened; None for what needs no answer. Raises for a body that Slack would not send. `ours`: the ids of our own
    workspace and its organisation; whoever is of another one is foreign."""
    if (gone := removed(body, key, at)) is not None:
        return gone
    user = user_of(body)
    if is_from_bot(body) or not user:
        return None
    team, of = team_of(body), team_of_person(body)
    common: Common = {
        "id": key,
        "at": at,
        "chat": chat_ref(of, user),
        "person": person_ref(of, user),
        "foreign": bool(ours) and of not in ours,
    }
    if "command" in body:
        return _commanded(body, common, staff_command)
    match body["type"]:
        case "event_callback" if body["event"]["type"] == "message":
            return written(body["event"], team, common)
        case "event_callback" if body["event"]["type"] == "app_mention":
            common["chat"] = chat_ref(team, body["event"]["channel"])
            return Addressed(**common)
        case "event_callback" if body["event"]["type"] == "app_home_opened" and body["event"].get("tab") == "home":
            return HomeOpened(**common)
        case "event_callback" if body["event"]["type"] == "user_change":
            return MembershipChanged(**common, membership=membership(body["event"]["user"], ours))
        case "block_actions":
            return pressed(body, team, common)
        case "view_submission":
            return submitted(body, team, common)
        case "view_closed":
            return closed(body, common)
        case "message_action" if body["callback_id"] == SHORTCUT:
            return _from_message(body, team, common)
        case "shortcut" if body["callback_id"] == REQUEST_SHORTCUT:
            nowhere = message_ref(team, user, "shortcut")
            return Commanded(
                **common, name=BEGIN, argument=Untrusted(""), message=nowhere, interaction=interaction_of(body)
            )
        case "message_action" if body["callback_id"] in set(Pointing):
            return _pointed(body, team, common)
    return None


_MENTION = re.compile(r"<@(\w+)(\|[^<>\s]*)?>")
"""A person named in a command: the desk's orders get the reference, with the name behind a bar."""


def _commanded(body: Body, common: Common, staff_command: str) -> Event:
    typed, name = str(body.get("text") or ""), body["command"]
    words = untrusted(typed)
    if name == staff_command:
        team = team_of(body)
        words = untrusted(_MENTION.sub(lambda found: f"{person_ref(team, found[1])}{found[2] or ''}", typed))
        typist = Untrusted(clean(body.get("user_name", "")))
        people = people_of(body, team)
        return Ordered(**common, words=words, name=typist, interaction=interaction_of(body), people=people)
    # A command is no message; the reference only says where it was typed.
    nowhere = message_ref(team_of(body), body["channel_id"], "command")
    if name == REQUEST_COMMAND:
        return Commanded(**common, name=BEGIN, argument=words, message=nowhere, interaction=interaction_of(body))
    return Commanded(**common, name=name.removeprefix("/").lower(), argument=words, message=nowhere)


def _from_message(body: Body, team: str, common: Common) -> Event:
    """The shortcut: a request begins with the words of a message, whoever wrote it."""
    reference = message_ref(team, body["channel"]["id"], body["message_ts"])
    words = untrusted(body["message"].get("text") or "")
    return Commanded(**common, name=BEGIN, argument=words, message=reference, interaction=interaction_of(body))


def _pointed(body: Body, team: str, common: Common) -> Event:
    """A shortcut in the menu of a message of the desk's."""
    channel, message = body["channel"]["id"], body["message"]
    common["chat"] = chat_ref(team, channel)
    text = message.get("text") or ""
    people = {plain_of(named[0]): person_ref(team, named[1]) for named in _MENTION.finditer(text)}
    author = None if message.get("bot_id") or not message.get("user") else person_ref(team, message["user"])
    return Pointed(
        **common,
        what=Pointing(body["callback_id"]),
        thread=message_ref(team, channel, message.get("thread_ts") or body["message_ts"]),
        text=untrusted(text),
        files=tuple(file_of(team, file) for file in message.get("files") or ()),
        author=author,
        people=people,
        interaction=interaction_of(body),
    )
