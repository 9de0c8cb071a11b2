"""What Slack sent, understood: events, pressed buttons, forms and commands, the same in Socket Mode and HTTP. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from adapters.slack.acquaintance import membership
from adapters.slack.fields import FORM, fields_of
from adapters.slack.mrkdwn import plain_of
from adapters.slack.payload import WRITTEN, inner, is_from_bot, team_of, team_of_person, user_of
from adapters.slack.read_home import kept_of_user, people_of, place_of, surface_of
from adapters.slack.references import chat_ref, file_ref, interaction, message_ref, person_ref
from adapters.slack.removal import removed
from adapters.typed_command import typed_command
from bot.domain.buttons import (
    CannedPress,
    HomePress,
    Press,
    RegistrationPress,
    ShiftPress,
    TicketPress,
    Verb,
    decode,
)
from bot.domain.caller import caller_chat
from bot.domain.events import (
    Acted,
    Addressed,
    Amended,
    Commanded,
    Curated,
    Deleted,
    Event,
    Filled,
    FormClosed,
    HandedOver,
    HomeOpened,
    HomeUsed,
    MembershipChanged,
    Ordered,
    Pointed,
    Pointing,
    Pressed,
    RegistrationDecided,
    Said,
    Unsupported,
)
from bot.domain.ids import ChatRef, EventId, Interaction, PersonRef
from bot.domain.message import File, FileKind
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

LONGEST_LABEL = 100


NOWHERE: frozenset[str] = frozenset()


class _Common(TypedDict):
    """What every event carries."""

    id: EventId
    at: datetime
    chat: ChatRef
    person: PersonRef
    foreign: bool


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
    common: _Common = {
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
            return _message(body["event"], team, common)
        case "event_callback" if body["event"]["type"] == "app_mention":
            common["chat"] = chat_ref(team, body["event"]["channel"])
            return Addressed(**common)
        case "event_callback" if body["event"]["type"] == "app_home_opened" and body["event"].get("tab") == "home":
            return HomeOpened(**common)
        case "event_callback" if body["event"]["type"] == "user_change":
            return MembershipChanged(**common, membership=membership(body["event"]["user"], ours))
        case "block_actions":
            return _pressed(body, team, common)
        case "view_submission":
            return _submitted(body, team, common)
        case "view_closed":
            return _closed(body, common)
        case "message_action" if body["callback_id"] == SHORTCUT:
            return _from_message(body, team, common)
        case "shortcut" if body["callback_id"] == REQUEST_SHORTCUT:
            nowhere = message_ref(team, user, "shortcut")
            return Commanded(
                **common, name=BEGIN, argument=Untrusted(""), message=nowhere, interaction=_interaction(body)
            )
        case "message_action" if body["callback_id"] in set(Pointing):
            return _pointed(body, team, common)
    return None


def _untrusted(mrkdwn: str) -> Untrusted:
    return Untrusted(clean(plain_of(mrkdwn)))


def _interaction(body: Body) -> Interaction:
    channel = body.get("channel_id") or inner(body, "channel").get("id")
    parts = {
        "trigger_id": body.get("trigger_id"),
        "response_url": body.get("response_url"),
        "user": user_of(body),
        "team": team_of(body),
        "channel": channel,
        "surface": surface_of(body),
    }
    return interaction(**{name: value for name, value in parts.items() if isinstance(value, str) and value})


_MENTION = re.compile(r"<@(\w+)(\|[^<>\s]*)?>")
"""A person named in a command: the desk's orders get the reference, with the name behind a bar."""


def _commanded(body: Body, common: _Common, staff_command: str) -> Event:
    typed, name = str(body.get("text") or ""), body["command"]
    words = _untrusted(typed)
    if name == staff_command:
        team = team_of(body)
        words = _untrusted(_MENTION.sub(lambda found: f"{person_ref(team, found[1])}{found[2] or ''}", typed))
        typist = Untrusted(clean(body.get("user_name", "")))
        people = people_of(body, team)
        return Ordered(**common, words=words, name=typist, interaction=_interaction(body), people=people)
    # A command is no message; the reference only says where it was typed.
    nowhere = message_ref(team_of(body), body["channel_id"], "command")
    if name == REQUEST_COMMAND:
        return Commanded(**common, name=BEGIN, argument=words, message=nowhere, interaction=_interaction(body))
    return Commanded(**common, name=name.removeprefix("/").lower(), argument=words, message=nowhere)


def _from_message(body: Body, team: str, common: _Common) -> Event:
    """The shortcut: a request begins with the words of a message, whoever wrote it."""
    reference = message_ref(team, body["channel"]["id"], body["message_ts"])
    words = _untrusted(body["message"].get("text") or "")
    return Commanded(**common, name=BEGIN, argument=words, message=reference, interaction=_interaction(body))


def _pointed(body: Body, team: str, common: _Common) -> Event:
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
        text=_untrusted(text),
        files=tuple(_file(team, file) for file in message.get("files") or ()),
        author=author,
        people=people,
        interaction=_interaction(body),
    )


def _message(event: Body, team: str, common: _Common) -> Event | None:
    if event.get("channel_type") != "im":
        return None
    match event.get("subtype"):
        case "message_changed" if inner(event, "message").get("subtype") != "tombstone":
            return _amended(event, team, common)
        case "message_deleted" | "message_changed":
            return _deleted(event, team, common)
    if event.get("subtype") not in WRITTEN:
        return None
    reference = message_ref(team, event["channel"], event["ts"])
    text = _untrusted(event.get("text") or "")
    command = typed_command(text.untrusted)
    if command is not None:
        name, argument = command
        return Commanded(**common, name=name, argument=Untrusted(argument), message=reference)
    files = tuple(_file(team, file) for file in event.get("files") or ())
    if not text.untrusted and not files:
        return Unsupported(**common, what="message")
    thread = event.get("thread_ts")
    answered = message_ref(team, event["channel"], thread) if thread and thread != event["ts"] else None
    return Said(**common, text=text, message=reference, files=files, reply_to=answered)


def _amended(event: Body, team: str, common: _Common) -> Event | None:
    message, before = event["message"], inner(event, "previous_message")
    if message.get("text") == before.get("text"):
        return None  # a preview or a reaction of Slack's own, not an edit
    reference = message_ref(team, event["channel"], message["ts"])
    return Amended(**common, message=reference, text=_untrusted(message.get("text") or ""))


def _deleted(event: Body, team: str, common: _Common) -> Event:
    """A message taken away; of one with a thread under it a tombstone is left."""
    before = inner(event, "previous_message")
    reference = message_ref(team, event["channel"], str(event.get("deleted_ts") or before["ts"]))
    return Deleted(**common, message=reference, text=_untrusted(before.get("text") or ""))


def _file(team: str, file: Body) -> File:
    label = " ".join(clean(file.get("name") or file.get("title") or "").split())[:LONGEST_LABEL]
    kind = _kind(file)
    return File(ref=file_ref(team, file["id"]), kind=kind, label=Untrusted(label or kind.value), size=file.get("size"))


def _kind(file: Body) -> FileKind:
    if file.get("subtype") == "slack_audio":
        return FileKind.VOICE
    match str(file.get("mimetype", "")).partition("/")[0]:
        case "image":
            return FileKind.PHOTO
        case "video":
            return FileKind.VIDEO
        case "audio":
            return FileKind.AUDIO
    return FileKind.DOCUMENT


def _pressed(body: Body, team: str, common: _Common) -> Event | None:
    action, container = body["actions"][0], inner(body, "container")
    if not action.get("value") and "selected_option" not in action:
        return None  # a button that opens an address
    data = decode(str(action.get("value") or inner(action, "selected_option").get("value") or ""))
    channel = inner(body, "channel")
    is_direct = not channel or channel.get("name") == "directmessage" or str(channel.get("id")).startswith("D")
    if not is_direct:
        common["chat"] = chat_ref(team, channel["id"])
    if isinstance(data, TicketPress):
        return Acted(
            **common,
            action=data.action,
            ticket=data.ticket,
            text=None,
            seen=data.revision,
            interaction=_interaction(body),
            place=place_of(body),
        )
    if isinstance(data, HomePress):
        return HomeUsed(**common, press=data, interaction=_interaction(body))
    if isinstance(data, CannedPress):
        return None  # forms only
    if isinstance(data, RegistrationPress):
        return RegistrationDecided(
            **common, registration=data.registration, confirmed=data.confirmed, interaction=_interaction(body)
        )
    if not is_direct or isinstance(data, ShiftPress):
        return None  # the buttons of an intake are in direct messages only
    if isinstance(data, Press) and data.verb is Verb.CALL:
        common["chat"] = caller_chat(data.value)
    ts = container.get("message_ts")
    kept = bool(ts) and not container.get("is_ephemeral")
    reference = message_ref(team, container["channel_id"], str(ts)) if kept else None
    return Pressed(**common, press=data, message=reference, interaction=_interaction(body))


def _submitted(body: Body, team: str, common: _Common) -> Event | None:
    data, interaction = _form_data(body), _interaction(body)
    if data is None:
        return None
    fields = fields_of(body["view"], lambda file: _file(team, file), lambda user: person_ref(team, user))
    if isinstance(data, HomePress):
        people = people_of(body, team)
        return HomeUsed(**common, press=data, interaction=_interaction(body), values=fields, people=people)
    if isinstance(data, ShiftPress):
        return HandedOver(**common, values=fields, interaction=interaction)
    if isinstance(data, Press):
        return Filled(**_with_caller(common, data), run=data.run, values=fields, interaction=interaction)
    if isinstance(data, CannedPress):
        return Curated(**common, doing=data.doing, canned=data.canned, values=fields, interaction=interaction)
    text = next((each.text for each in fields.values() if each.text is not None), None) or Untrusted("")
    return Acted(
        **common,
        action=data.action,
        ticket=data.ticket,
        text=text,
        seen=data.revision,
        interaction=interaction,
        values=fields,
        author=data.author,
    )


def _closed(body: Body, common: _Common) -> Event | None:
    data = _form_data(body)
    if not isinstance(data, Press):
        return None
    return FormClosed(**_with_caller(common, data), run=data.run, seen=int(data.mark))


def _form_data(body: Body) -> Press | TicketPress | CannedPress | ShiftPress | HomePress | None:
    """What a form of ours carries: a questionnaire's, a ticket's, about canned replies, of the Home tab, or that of somebody
    who goes off shift."""
    view = inner(body, "view")
    data = decode(str(view.get("private_metadata") or "")) if view.get("callback_id") == FORM else None
    is_ours = isinstance(data, TicketPress | CannedPress | ShiftPress | HomePress) or (
        isinstance(data, Press) and data.verb is Verb.FORM
    )
    return data if is_ours and not isinstance(data, RegistrationPress) else None


def _with_caller(common: _Common, data: Press) -> _Common:
    """A specialist's form can be a caller's questionnaire."""
    return {**common, "chat": caller_chat(data.value)} if data.value else common
