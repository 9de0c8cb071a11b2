"""``users.*``: who is in the workspace."""

from __future__ import annotations

from adapters.sandbox.slack.accounts import user_json
from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.backend import Backend, Json, Method
from adapters.sandbox.slack.methods_conversations import READ, conversation_json
from adapters.sandbox.slack.paging import page
from adapters.sandbox.slack.web_api_error import WebApiError


async def info(backend: Backend, args: Arguments) -> Json:
    """users.info"""
    user = backend.workspace.users.get(args.required("user"))
    if user is None:
        raise WebApiError("user_not_found")
    return {"ok": True, "user": user_json(backend.workspace, user)}


async def list_users(backend: Backend, args: Arguments) -> Json:
    """users.list"""
    everybody = list(backend.workspace.users.values())
    shown, following = page(everybody, args, key="user", default=1000, maximum=1000)
    users = [user_json(backend.workspace, user) for user in shown]
    return {"ok": True, "members": users, "response_metadata": {"next_cursor": following}}


async def conversations(backend: Backend, args: Arguments) -> Json:
    """users.conversations: where the bot is in, by ``types``."""
    names = {"public_channel": "channel", "private_channel": "group", "mpim": "mpim", "im": "im"}
    wanted = args.text("types", "public_channel").split(",")
    if not set(wanted) <= set(names):
        raise WebApiError("invalid_types")
    kinds = {names[name] for name in wanted}
    user = args.text("user") or backend.identity.bot_user_id
    found = [
        conversation
        for conversation in backend.workspace.conversations.values()
        if conversation.kind in kinds
        and user in conversation.members
        and not conversation.deleted
        and not (args.flag("exclude_archived") and conversation.archived)
    ]
    shown, following = page(found, args, key="channel", default=100, maximum=999)
    channels = [conversation_json(backend, conversation) for conversation in shown]
    return {"ok": True, "channels": channels, "response_metadata": {"next_cursor": following}}


METHODS = {
    "users.info": Method(handler=info, tier=4, scopes=("users:read",)),
    "users.list": Method(handler=list_users, tier=2, scopes=("users:read",)),
    "users.conversations": Method(handler=conversations, tier=3, scopes=READ),
}
