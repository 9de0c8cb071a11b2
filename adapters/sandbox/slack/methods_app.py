"""``auth.*``, ``apps.*``, ``api.test`` and ``reactions.*``."""

from __future__ import annotations

import re

from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.backend import Backend, Json, Method
from adapters.sandbox.slack.web_api_error import WebApiError


async def auth_test(backend: Backend, _args: Arguments) -> Json:
    """auth.test"""
    identity = backend.identity
    return {
        "ok": True,
        "url": f"{backend.origin}/",
        "team": identity.team,
        "user": identity.bot_name,
        "team_id": identity.team_id,
        "user_id": identity.bot_user_id,
        "bot_id": identity.bot_id,
        "is_enterprise_install": False,
    }


async def connections_open(backend: Backend, _args: Arguments) -> Json:
    """apps.connections.open"""
    origin = backend.origin.replace("http://", "ws://", 1)
    return {"ok": True, "url": f"{origin}/link/?{backend.socket.ticket()}"}


async def add_reaction(backend: Backend, args: Arguments) -> Json:
    """reactions.add"""
    name = args.required("name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise WebApiError("invalid_name")
    if not args.has("channel") or not args.has("timestamp"):
        raise WebApiError("no_item_specified")
    conversation = backend.workspace.conversation(args.text("channel"))
    message = backend.workspace.message(conversation.id, args.text("timestamp"))
    backend.workspace.writable(conversation.id)
    bot = backend.identity.bot_user_id
    users = message.reactions.setdefault(name, [])
    if bot in users:
        raise WebApiError("already_reacted")
    users.append(bot)
    event = {"type": "reaction_added", "user": bot, "reaction": name, "item_user": message.user}
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    backend.delivery.event({**event, "item": item, "event_ts": backend.workspace.new_ts()})
    backend.workspace.changes.announce()
    return {"ok": True}


METHODS = {
    "auth.test": Method(handler=auth_test),
    "apps.connections.open": Method(handler=connections_open, tier=1, app_level=True),
    "reactions.add": Method(handler=add_reaction, tier=3, scopes=("reactions:write",)),
}
