"""The control API over HTTP, for programs that do not run in the sandbox's process. JSON in, JSON out.

====== ======================================= ================================================================
POST   /control/people                         ``first_name last_name username language_code`` → the person
GET    /control/people                         everybody
POST   /control/people/{id}/{act}              what the person does; the body holds the arguments of the method
                                               of `Person` with that name: say, command, press, send_photo,
                                               send_document, send_voice, send_video, send_album, send_sticker,
                                               send_location, send_contact, send_poll, say_forwarded,
                                               say_via_bot, edit, delete, block, unblock, deactivate; and
                                               say_in_group with ``group`` (id) and ``text``.
                                               Bytes (``data``) travel in base64
GET    /control/people/{id}/messages           what the person sees in the chat with the bot
GET    /control/people/{id}/toasts             answers to the buttons they pressed
POST   /control/people/{id}/wait_for           ``text timeout`` → the message, or 408 with the visible chat
POST   /control/groups                         ``title by`` (a person's id) → the group
GET    /control/groups/{id}/messages           what is written there
POST   /control/groups/{id}/migrate            → the supergroup
POST   /control/updates                        any object, queued as an update → ``update_id``
POST   /control/updates/{id}/redeliver         the same update once more
POST   /control/chats/{id}/hold                keep back a chat's updates; ``…/release`` lets them go
GET    /control/journal?since=N                requests to the Bot API from number N on
GET    /control/faults                         the faults still planned
POST   /control/faults                         the fields of `adapters.sandbox.faults.Fault`
DELETE /control/faults                         forget them
POST   /control/advance                        ``seconds``: move the sandbox's time forward
====== ======================================= ================================================================

A mistake in a request is 400 with ``{"error": …}``.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram.api_error import Json
from adapters.sandbox.telegram.messages import Message
from adapters.sandbox.telegram.people import AlbumItem, Group, Person
from adapters.sandbox.telegram.state import Toast

if TYPE_CHECKING:
    from adapters.sandbox.telegram.server import TelegramSandbox

ACTS = frozenset(
    [
        "say",
        "command",
        "press",
        "send_photo",
        "send_document",
        "send_voice",
        "send_video",
        "send_album",
        "send_sticker",
        "send_location",
        "send_contact",
        "send_poll",
        "say_forwarded",
        "say_via_bot",
        "edit",
        "delete",
        "block",
        "unblock",
        "deactivate",
    ]
)


def control_routes(sandbox: TelegramSandbox) -> list[web.RouteDef]:
    """The routes of the control API."""
    control = _Control(sandbox)
    table: list[tuple[str, str, Callable[[web.Request], Awaitable[Any]]]] = [
        ("POST", "/people", control.new_person),
        ("GET", "/people", control.people),
        ("GET", "/people/{id}/messages", control.person_messages),
        ("GET", "/people/{id}/toasts", control.toasts),
        ("POST", "/people/{id}/wait_for", control.wait_for),
        ("POST", "/people/{id}/say_in_group", control.say_in_group),
        ("POST", "/people/{id}/{act}", control.act),
        ("POST", "/groups", control.new_group),
        ("GET", "/groups/{id}/messages", control.group_messages),
        ("POST", "/groups/{id}/migrate", control.migrate),
        ("POST", "/updates", control.raw_update),
        ("POST", "/updates/{id}/redeliver", control.redeliver),
        ("POST", "/chats/{id}/hold", control.hold),
        ("POST", "/chats/{id}/release", control.release),
        ("GET", "/journal", control.journal),
        ("GET", "/faults", control.faults),
        ("POST", "/faults", control.plan_fault),
        ("DELETE", "/faults", control.clear_faults),
        ("POST", "/advance", control.advance),
    ]
    return [web.route(verb, f"/control{path}", _as_json(handler)) for verb, path, handler in table]


class _Control:
    """One handler per route; each returns what is to be sent as JSON."""

    def __init__(self, sandbox: TelegramSandbox) -> None:
        self._sandbox = sandbox

    async def new_person(self, request: web.Request) -> Any:
        return self._sandbox.person(**await _arguments(request))

    async def people(self, _: web.Request) -> Any:
        return list(self._sandbox.people.values())

    async def person_messages(self, request: web.Request) -> Any:
        return self._person(request).messages

    async def toasts(self, request: web.Request) -> Any:
        return self._person(request).toasts

    async def wait_for(self, request: web.Request) -> Any:
        body = await _arguments(request)
        try:
            return await self._person(request).wait_for(body["text"], float(body.get("timeout", 5.0)))
        except AssertionError as unseen:
            raise web.HTTPRequestTimeout(text=json.dumps({"error": str(unseen)})) from None

    async def say_in_group(self, request: web.Request) -> Any:
        body = await _arguments(request)
        return self._person(request).say_in_group(self._sandbox.groups[int(body["group"])], body["text"])

    async def act(self, request: web.Request) -> Any:
        act = request.match_info["act"]
        if act not in ACTS:
            raise ValueError(f"nobody can {act!r}; one of {', '.join(sorted(ACTS))}")
        body = await _arguments(request)
        if act == "send_album":
            items = [AlbumItem(**_with_bytes(item)) for item in body["items"]]
            return self._person(request).send_album(items)
        return getattr(self._person(request), act)(**_with_bytes(body))

    async def new_group(self, request: web.Request) -> Any:
        body = await _arguments(request)
        by = self._sandbox.people[int(body["by"])] if "by" in body else None
        return self._sandbox.group(body["title"], by)

    async def group_messages(self, request: web.Request) -> Any:
        return self._group(request).messages

    async def migrate(self, request: web.Request) -> Any:
        return self._sandbox.migrate(self._group(request))

    async def raw_update(self, request: web.Request) -> Any:
        return {"update_id": self._sandbox.put_raw_update(await _arguments(request))}

    async def redeliver(self, request: web.Request) -> Any:
        self._sandbox.redeliver(_id(request))

    async def hold(self, request: web.Request) -> Any:
        self._sandbox.hold(_id(request))

    async def release(self, request: web.Request) -> Any:
        self._sandbox.release(_id(request))

    async def journal(self, request: web.Request) -> Any:
        since = int(request.query.get("since", "0"))
        return [
            {"number": since + index, "at": entry.at.isoformat(), "method": entry.method}
            | {"params": entry.params, "status": entry.status, "answer": entry.answer}
            for index, entry in enumerate(self._sandbox.journal[since:])
        ]

    async def faults(self, _: web.Request) -> Any:
        return [dataclasses.asdict(fault) for fault in self._sandbox.faults.planned]

    async def plan_fault(self, request: web.Request) -> Any:
        self._sandbox.faults.plan(Fault(**await _arguments(request)))

    async def clear_faults(self, _: web.Request) -> Any:
        self._sandbox.faults.clear()

    async def advance(self, request: web.Request) -> Any:
        self._sandbox.timeline.advance(float((await _arguments(request))["seconds"]))

    def _person(self, request: web.Request) -> Person:
        return self._sandbox.people[_id(request)]

    def _group(self, request: web.Request) -> Group:
        return self._sandbox.groups[_id(request)]


def _as_json(
    handler: Callable[[web.Request], Awaitable[Any]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        try:
            result = await handler(request)
        except (AssertionError, KeyError, TypeError, ValueError) as mistake:
            return web.json_response({"error": str(mistake)}, status=400)
        return web.json_response(_plain(result))

    return serve


def _plain(value: Any) -> Any:
    """What is sent of a value: people, groups, messages and toasts as objects, the rest as it is."""
    match value:
        case list():
            return [_plain(item) for item in value]
        case Person():
            return value.account.json()
        case Group():
            return value.chat.json()
        case Message():
            return _seen(value)
        case Toast():
            return dataclasses.asdict(value)
        case None:
            return {}
    return value


def _seen(message: Message) -> Json:
    attachment = message.attachment
    return {
        "message_id": message.message_id,
        "from_bot": message.from_bot,
        "from": message.sender.json(),
        "date": message.date.isoformat(),
        "text": message.text,
        "html": message.html,
        "keyboard": message.keyboard,
        "reply_keyboard": message.reply_keyboard,
        "edited": message.edited,
        "deleted": message.deleted,
        "silent": message.silent,
        "reply_to": message.reply_to.message_id if message.reply_to else None,
        "attachment": attachment and {"kind": attachment.kind, "filename": attachment.filename},
    }


async def _arguments(request: web.Request) -> Json:
    body = json.loads(await request.read() or b"{}")
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body


def _with_bytes(arguments: Json) -> Json:
    return arguments | ({"data": base64.b64decode(arguments["data"])} if "data" in arguments else {})


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])
