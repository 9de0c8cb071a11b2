"""``conversations.*``: channels and direct messages, and reading back what was said."""

from __future__ import annotations

from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.backend import Backend, Json, Method
from adapters.sandbox.slack.paging import page
from adapters.sandbox.slack.state import SCOPE_PREFIX, Conversation, ConversationKind, Message
from adapters.sandbox.slack.web_api_error import WebApiError

READ = tuple(f"{prefix}:read" for prefix in SCOPE_PREFIX.values())
HISTORY = tuple(f"{prefix}:history" for prefix in SCOPE_PREFIX.values())


def _readable(backend: Backend, args: Arguments, right: str) -> Conversation:
    conversation = backend.workspace.conversation(args.required("channel"))
    backend.tokens.need(f"{SCOPE_PREFIX[conversation.kind]}:{right}")
    return conversation


def conversation_json(backend: Backend, conversation: Conversation) -> Json:
    """A conversation object."""
    bot = backend.identity.bot_user_id
    kind = conversation.kind
    shown: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": conversation.archived,
        "is_im": kind == "im",
        "is_mpim": kind == "mpim",
        "is_channel": kind == "channel",
        "is_group": kind == "group",
        "is_private": kind != "channel",
        "is_org_shared": False,
        "is_ext_shared": backend.workspace.is_shared(conversation),
        "context_team_id": backend.identity.team_id,
    }
    if kind == "im":
        other = next(member for member in conversation.members if member != bot)
        return shown | {"user": other, "is_user_deleted": backend.workspace.users[other].deleted}
    named = {"name": conversation.name, "name_normalized": conversation.name, "creator": conversation.creator}
    member = {"is_member": bot in conversation.members, "num_members": len(conversation.members)}
    return shown | named | member | {"topic": {"value": ""}, "purpose": {"value": ""}}


async def open_conversation(backend: Backend, args: Arguments) -> Json:
    """conversations.open"""
    workspace, bot = backend.workspace, backend.identity.bot_user_id
    if args.has("channel"):
        conversation = workspace.conversation(args.text("channel"))
    else:
        users = _named_users(args)
        for user in users:
            known = workspace.users.get(user)
            if known is None:
                raise WebApiError("user_not_found")
            if known.deleted:
                raise WebApiError("user_disabled")
            if known.is_bot:
                raise WebApiError("cannot_dm_bot")
            if workspace.is_external(user):
                raise WebApiError("user_not_visible")
        conversation = workspace.direct(users[0]) if len(users) == 1 else _group(backend, [*users, bot])
    whole = args.flag("return_im")
    shown = conversation_json(backend, conversation) if whole else {"id": conversation.id}
    return {"ok": True, "channel": shown}


def _named_users(args: Arguments) -> list[str]:
    given = args.values.get("users")
    users = [str(user) for user in given] if isinstance(given, list) else args.text("users").split(",")
    users = [user.strip() for user in users if user.strip()]
    if not users:
        raise WebApiError("users_list_not_supplied")
    if len(users) > 8:
        raise WebApiError("too_many_users")
    return users


def _group(backend: Backend, members: list[str]) -> Conversation:
    for conversation in backend.workspace.conversations.values():
        if conversation.kind == "mpim" and set(conversation.members) == set(members):
            return conversation
    names = "--".join(backend.workspace.name_of(member) for member in members)
    return backend.workspace.open("mpim", members=members, name=f"mpdm-{names}-1")


KINDS: dict[str, ConversationKind] = {
    "public_channel": "channel",
    "private_channel": "group",
    "im": "im",
    "mpim": "mpim",
}


async def list_conversations(backend: Backend, args: Arguments) -> Json:
    """conversations.list: public channels, and everything else that the bot is in."""
    wanted = [each.strip() for each in args.text("types", "public_channel").split(",")]
    if any(each not in KINDS for each in wanted):
        raise WebApiError("invalid_types")
    for each in wanted:
        backend.tokens.need(f"{SCOPE_PREFIX[KINDS[each]]}:read")
    bot, kinds = backend.identity.bot_user_id, {KINDS[each] for each in wanted}
    found = [
        each
        for each in backend.workspace.conversations.values()
        if each.kind in kinds and not each.deleted and (each.kind == "channel" or bot in each.members)
    ]
    if args.flag("exclude_archived"):
        found = [each for each in found if not each.archived]
    shown, following = page(found, args, key="list", default=100, maximum=999)
    channels = [conversation_json(backend, each) for each in shown]
    return {"ok": True, "channels": channels, "response_metadata": {"next_cursor": following}}


async def info(backend: Backend, args: Arguments) -> Json:
    """conversations.info"""
    return {"ok": True, "channel": conversation_json(backend, _readable(backend, args, "read"))}


def _in_range(messages: list[Message], args: Arguments) -> list[Message]:
    oldest, latest, inclusive = args.text("oldest", "0"), args.text("latest"), args.flag("inclusive")
    try:
        low, high = float(oldest or 0), float(latest) if latest else float("inf")
    except ValueError:
        raise WebApiError("invalid_ts_oldest" if not latest else "invalid_ts_latest") from None
    kept = []
    for message in messages:
        ts = float(message.ts)
        if low < ts < high or (inclusive and ts in (low, high)):
            kept.append(message)
    return kept


def _page_json(backend: Backend, args: Arguments, found: list[Message], key: str) -> Json:
    shown, following = page(found, args, key=key, default=100, maximum=999)
    whole = args.flag("include_all_metadata")
    answer: Json = {
        "ok": True,
        "messages": [backend.messages.as_json(message, metadata=whole) for message in shown],
        "has_more": bool(following),
    }
    if following:
        answer["response_metadata"] = {"next_cursor": following}
    return answer


def _member_only(backend: Backend, conversation: Conversation) -> None:
    if backend.identity.bot_user_id not in conversation.members:
        raise WebApiError("not_in_channel")


async def history(backend: Backend, args: Arguments) -> Json:
    """conversations.history: newest first, without the replies in threads."""
    conversation = _readable(backend, args, "history")
    _member_only(backend, conversation)
    top = [m for m in conversation.visible if not m.in_thread or m.subtype == "thread_broadcast"]
    found = list(reversed(_in_range(top, args)))
    return {**_page_json(backend, args, found, "next_ts"), "pin_count": 0}


async def replies(backend: Backend, args: Arguments) -> Json:
    """conversations.replies: the parent, then its replies, oldest first."""
    conversation = _readable(backend, args, "history")
    _member_only(backend, conversation)
    named = conversation.messages.get(args.required("ts"))
    if named is None or named.deleted:
        raise WebApiError("thread_not_found")
    parent = conversation.messages.get(named.thread_ts or named.ts, named)
    later = _in_range(conversation.replies(parent.ts), args)
    return _page_json(backend, args, [parent, *later], "reply_ts")


async def members(backend: Backend, args: Arguments) -> Json:
    """conversations.members"""
    conversation = _readable(backend, args, "read")
    shown, following = page(conversation.members, args, key="user", default=100, maximum=999)
    return {"ok": True, "members": shown, "response_metadata": {"next_cursor": following}}


async def join(backend: Backend, args: Arguments) -> Json:
    """conversations.join: public channels only."""
    conversation = backend.workspace.conversation(args.required("channel"))
    if conversation.kind != "channel":
        raise WebApiError("method_not_supported_for_channel_type")
    if conversation.archived:
        raise WebApiError("is_archived")
    bot = backend.identity.bot_user_id
    if bot in conversation.members:
        warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"ok": True, "channel": conversation_json(backend, conversation), **warning}
    conversation.members.append(bot)
    event = {"type": "member_joined_channel", "user": bot, "channel": conversation.id, "channel_type": "C"}
    backend.delivery.event({**event, "team": backend.identity.team_id, "event_ts": backend.workspace.new_ts()})
    return {"ok": True, "channel": conversation_json(backend, conversation)}


METHODS = {
    "conversations.open": Method(handler=open_conversation, tier=3, scopes=("im:write", "mpim:write")),
    "conversations.list": Method(handler=list_conversations, tier=2, scopes=READ),
    "conversations.info": Method(handler=info, tier=3, scopes=READ),
    "conversations.history": Method(handler=history, tier=3, scopes=HISTORY),
    "conversations.replies": Method(handler=replies, tier=3, scopes=HISTORY),
    "conversations.members": Method(handler=members, tier=4, scopes=READ),
    "conversations.join": Method(handler=join, tier=3, scopes=("channels:join",)),
}
