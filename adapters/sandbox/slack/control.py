"""The control API over HTTP, for people and programs outside the process. JSON in, JSON out.

===========================================================  ===================================================
``POST /control/members`` ``{name, real_name, …}``            a new member; as `SlackSandbox.member`
``POST /control/channels`` ``{name, private, …}``             a new channel; as `SlackSandbox.channel`
``GET  /control/members/{id}``                                what the person sees: messages, ephemerals, modal, home
``POST /control/members/{id}/{action}`` ``{…}``               ``dm say share edit delete command press choose shortcut
                                                              message_shortcut fill submit close_modal press_in_modal
                                                              choose_in_modal open_home press_in_home choose_in_home
                                                              deactivate reactivate``
                                                              with the arguments of the method of `Member`; bytes are
                                                              base64, a message is named by ``channel`` and ``ts``
``GET  /control/members/{id}/wait?contains=&timeout=&in=``    waits for it ``in`` dm, ephemeral, modal or home
``GET  /control/channels/{id}``                               the messages of the channel
``GET  /control/channels/{id}/wait?contains=&timeout=``       waits for a message
``POST /control/channels/{id}/{action}``                      ``archive unarchive delete add_bot remove_bot``
``GET  /control/journal``                                     calls, envelopes, posts, unknown acknowledgements
``POST /control/faults`` ``{method, kind, …}``                plans a `Fault`; ``DELETE`` forgets the planned ones
``POST /control/advance`` ``{seconds}``                       moves the timeline
``POST /control/{verb}``                                      ``http_mode {request_url}``, ``socket_mode``,
                                                              ``redeliver {event_id}``, ``disconnect {reason}``,
                                                              ``silence {on}``, ``ghosts {number}``, ``hold``,
                                                              ``release``, ``settled``, ``revoke_tokens``,
                                                              ``reinstall {bot_token}``
===========================================================  ===================================================

What cannot be done is answered with status 409 and ``{"error": …}``; an unknown id or action with 404.
"""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.slack.channels import Channel
from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.state import Message
from adapters.sandbox.slack.transport import Ack
from adapters.sandbox.slack.views import View
from adapters.sandbox.slack.web_api_error import WebApiError

if TYPE_CHECKING:
    from adapters.sandbox.slack.server import SlackSandbox

Json = dict[str, Any]

MEMBER_ACTIONS = frozenset(
    {
        "choose",
        "choose_in_home",
        "choose_in_modal",
        "close_modal",
        "command",
        "deactivate",
        "delete",
        "dm",
        "dm_file",
        "edit",
        "fill",
        "message_shortcut",
        "open_home",
        "press",
        "press_in_home",
        "press_in_modal",
        "reactivate",
        "say",
        "share",
        "shortcut",
        "submit",
    }
)
CHANNEL_ACTIONS = frozenset({"archive", "unarchive", "delete", "add_bot", "remove_bot"})
SANDBOX_VERBS = frozenset(
    {
        "disconnect",
        "ghosts",
        "hold",
        "http_mode",
        "redeliver",
        "reinstall",
        "release",
        "revoke_tokens",
        "settled",
        "silence",
        "socket_mode",
    }
)

Handler = Callable[["SlackSandbox", web.Request, Json], Awaitable[Any]]


def shown(value: object) -> Any:
    """Anything that the control API returns, as JSON."""
    match value:
        case Message():
            said = {name: getattr(value, name) for name in ("channel", "ts", "thread_ts", "user", "text", "rendered")}
            said |= {"metadata": value.metadata, "edited": value.edited, "ephemeral": value.ephemeral}
            return said | {
                "buttons": [button._asdict() for button in value.buttons],
                "mentions": list(value.mentions),
                "links": [asdict(link) for link in value.links],
                "files": [file.name for file in value.files],
            }
        case View():
            said = {name: getattr(value, name) for name in ("id", "title", "callback_id", "rendered", "values")}
            said |= {"errors": value.errors, "trouble": value.trouble}
            return said | {"buttons": [button._asdict() for button in value.buttons]}
        case Ack():
            return {"ok": value.ok, "error": value.error, "payload": value.payload, "delay": value.delay}
        case Member():
            return {"id": value.id, "name": value.user.name, "dm_channel": value.dm_channel}
        case Channel():
            return {"id": value.id, "name": value.name, "members": value.members}
        case list():
            return [shown(entry) for entry in value]
        case _:
            return value


async def _called(method: Callable[..., Any], arguments: Json) -> Any:
    outcome = method(**arguments)
    return await outcome if inspect.isawaitable(outcome) else outcome


async def _new_member(sandbox: SlackSandbox, _request: web.Request, body: Json) -> Any:
    return sandbox.member(**body)


async def _new_channel(sandbox: SlackSandbox, _request: web.Request, body: Json) -> Any:
    members = body.pop("members", None)
    people = None if members is None else [sandbox.members[member] for member in members]
    return sandbox.channel(**body, members=people)


async def _see_member(sandbox: SlackSandbox, request: web.Request, _body: Json) -> Any:
    member = sandbox.members[request.match_info["id"]]
    return {
        **shown(member),
        "dm_messages": shown(member.dm_messages),
        "ephemerals": shown(member.ephemerals),
        "modal": shown(member.modal),
        "home": shown(member.home),
    }


async def _act(sandbox: SlackSandbox, request: web.Request, body: Json) -> Any:
    member, action = sandbox.members[request.match_info["id"]], request.match_info["action"]
    if action not in MEMBER_ACTIONS:
        raise LookupError(f"a member cannot {action}")
    if action in ("edit", "delete"):
        channel = body.pop("channel", member.dm_channel)
        body["message"] = sandbox.workspace.conversations[channel].messages[body.pop("ts")]
    if action in ("dm_file", "share"):
        body["content"] = base64.b64decode(body["content"])
    return await _called(getattr(member, action), body)


async def _wait_member(sandbox: SlackSandbox, request: web.Request, _body: Json) -> Any:
    member = sandbox.members[request.match_info["id"]]
    waits = {
        "dm": member.wait_for_dm,
        "ephemeral": member.wait_for_ephemeral,
        "modal": member.wait_for_modal,
        "home": member.wait_for_home,
    }
    wait: Callable[..., Any] = waits[request.query.get("in", "dm")]
    return await wait(request.query.get("contains"), timeout=float(request.query.get("timeout", "5")))


async def _see_channel(sandbox: SlackSandbox, request: web.Request, _body: Json) -> Any:
    channel = sandbox.channels[request.match_info["id"]]
    return {**shown(channel), "messages": shown(channel.messages)}


async def _wait_channel(sandbox: SlackSandbox, request: web.Request, _body: Json) -> Any:
    channel = sandbox.channels[request.match_info["id"]]
    return await channel.wait_for(request.query.get("contains"), timeout=float(request.query.get("timeout", "5")))


async def _change_channel(sandbox: SlackSandbox, request: web.Request, body: Json) -> Any:
    channel, action = sandbox.channels[request.match_info["id"]], request.match_info["action"]
    if action not in CHANNEL_ACTIONS:
        raise LookupError(f"a channel cannot {action}")
    return await _called(getattr(channel, action), body)


async def _journal(sandbox: SlackSandbox, _request: web.Request, _body: Json) -> Any:
    return asdict(sandbox.journal)


async def _plan_fault(sandbox: SlackSandbox, _request: web.Request, body: Json) -> Any:
    sandbox.faults.plan(Fault(**body))


async def _forget_faults(sandbox: SlackSandbox, _request: web.Request, _body: Json) -> Any:
    sandbox.faults.clear()


async def _advance(sandbox: SlackSandbox, _request: web.Request, body: Json) -> Any:
    sandbox.timeline.advance(float(body["seconds"]))


async def _verb(sandbox: SlackSandbox, request: web.Request, body: Json) -> Any:
    verb = request.match_info["verb"]
    if verb not in SANDBOX_VERBS:
        raise LookupError(f"the sandbox cannot {verb}")
    return await _called(getattr(sandbox, verb), body)


def routes(sandbox: SlackSandbox) -> list[web.RouteDef]:
    """The routes of the control API."""

    def bound(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            try:
                body = await request.json() if request.can_read_body else {}
                answer = shown(await handler(sandbox, request, body))
            except LookupError as missing:
                return _json({"error": str(missing)}, status=404)
            except (AssertionError, PermissionError, TypeError, ValueError, WebApiError) as problem:
                return _json({"error": str(problem)}, status=409)
            return _json(answer if answer is not None else {"ok": True})

        return serve

    return [
        web.post("/control/members", bound(_new_member)),
        web.post("/control/channels", bound(_new_channel)),
        web.get("/control/members/{id}", bound(_see_member)),
        web.get("/control/members/{id}/wait", bound(_wait_member)),
        web.post("/control/members/{id}/{action}", bound(_act)),
        web.get("/control/channels/{id}", bound(_see_channel)),
        web.get("/control/channels/{id}/wait", bound(_wait_channel)),
        web.post("/control/channels/{id}/{action}", bound(_change_channel)),
        web.get("/control/journal", bound(_journal)),
        web.post("/control/faults", bound(_plan_fault)),
        web.delete("/control/faults", bound(_forget_faults)),
        web.post("/control/advance", bound(_advance)),
        web.post("/control/{verb}", bound(_verb)),
    ]


def _json(answer: Any, *, status: int = 200) -> web.Response:
    return web.Response(status=status, text=json.dumps(answer, default=str), content_type="application/json")
