"""``chat.*``: the app's messages."""

from __future__ import annotations

from typing import Any

from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.backend import Backend, Json, Method
from adapters.sandbox.slack.block_kit import message_problems, with_ids
from adapters.sandbox.slack.content import Content
from adapters.sandbox.slack.messages import Draft
from adapters.sandbox.slack.state import Conversation, Message, User
from adapters.sandbox.slack.web_api_error import WebApiError

MAX_TEXT = 40_000
MAX_METADATA_BYTES = 16_000
MAX_SCHEDULE_SECONDS = 120 * 86_400


def _blocks(args: Arguments) -> list[Json] | None:
    """The validated blocks, with ids; None when the argument was not given."""
    blocks = args.structure("blocks", malformed="invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise WebApiError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        raise WebApiError("invalid_blocks", messages=problems)
    return with_ids(blocks)


def _attachments(args: Arguments) -> list[Json] | None:
    attachments = args.structure("attachments", malformed="invalid_attachments")
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(entry, dict) for entry in attachments):
        raise WebApiError("invalid_attachments")
    completed = []
    for index, attachment in enumerate(attachments):
        problems = message_problems(attachment.get("blocks") or [], f"/attachments/{index}/blocks")
        if problems:
            raise WebApiError("invalid_blocks", messages=problems)
        completed.append({**attachment, "blocks": with_ids(attachment.get("blocks") or [])})
    return completed


def _metadata(args: Arguments) -> Json | None:
    """Message metadata; empty when it was given empty, which removes it on update."""
    metadata = args.structure("metadata", malformed="invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise WebApiError("invalid_metadata_format")
    if metadata and not (
        isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    ):
        raise WebApiError("invalid_metadata_format")
    if len(str(metadata).encode()) > MAX_METADATA_BYTES:
        raise WebApiError("metadata_too_large")
    return metadata


def _text(args: Arguments) -> str:
    text = args.text("text")
    if len(text) > MAX_TEXT:
        raise WebApiError("msg_too_long")
    return text


def _content(backend: Backend, args: Arguments) -> Content:
    text, blocks, attachments = _text(args), _blocks(args), _attachments(args)
    if not (text or blocks or attachments):
        raise WebApiError("no_text")
    return _composed(backend, args, text, blocks or [], attachments or [])


def _composed(backend: Backend, args: Arguments, text: str, blocks: list[Json], attachments: list[Json]) -> Content:
    return backend.messages.compose(
        text=text,
        blocks=blocks,
        attachments=attachments,
        mrkdwn=args.flag("mrkdwn", default=True),
        link_names=args.flag("link_names") or args.text("parse") == "full",
    )


def _target(backend: Backend, args: Arguments) -> Conversation:
    """Where to post: a conversation, or a member, whose direct message is then opened as Slack does."""
    channel = args.required("channel")
    workspace = backend.workspace
    user = workspace.users.get(channel)
    if user is not None:
        if user.is_bot:
            raise WebApiError("cannot_dm_bot" if user.id != backend.identity.bot_user_id else "channel_not_found")
        _reachable(backend, user)
        return workspace.direct(user.id)
    if channel in workspace.conversations:
        found = workspace.writable(channel)
        for member in found.members if found.kind == "im" else ():
            _reachable(backend, workspace.users[member])
        return found
    name = channel.removeprefix("#")
    for conversation in workspace.conversations.values():
        if conversation.kind in ("channel", "group") and conversation.name == name:
            return workspace.writable(conversation.id)
    raise WebApiError("channel_not_found")


def _reachable(backend: Backend, user: User) -> None:
    """Refuse a direct message that the person could not get."""
    if user.deleted or backend.workspace.is_external(user.id):
        raise WebApiError("channel_not_found")
    if not backend.app.messages_tab:
        raise WebApiError("messages_tab_disabled")


def _thread(conversation: Conversation, args: Arguments) -> str | None:
    """The thread to post into; a reply's ts counts as its thread's, as in Slack. A deleted message is no thread any
    more, and Slack says nothing: what was to go there goes to the channel itself, and the answer has no ``thread_ts``
    (github.com/slack-go/slack/issues/1571, github.com/langchain-ai/open-swe/pull/2753)."""
    if not args.has("thread_ts"):
        return None
    named = args.text("thread_ts")
    if named not in conversation.messages:
        raise WebApiError("thread_not_found")
    return conversation.thread_of(named)


def _posted(backend: Backend, message: Message) -> Json:
    shown = backend.messages.as_json(message, metadata=True)
    return {"ok": True, "channel": message.channel, "ts": message.ts, "message": shown}


async def post_message(backend: Backend, args: Arguments) -> Json:
    """chat.postMessage"""
    conversation = _target(backend, args)
    draft = Draft(
        user=backend.identity.bot_user_id,
        content=_content(backend, args),
        thread_ts=_thread(conversation, args),
        broadcast=args.flag("reply_broadcast"),
        metadata=_metadata(args) or None,
    )
    return _posted(backend, backend.messages.post(conversation, draft))


async def update(backend: Backend, args: Arguments) -> Json:
    """chat.update: a text without blocks takes the old blocks away."""
    conversation = backend.workspace.conversation(args.required("channel"))
    message = backend.workspace.message(conversation.id, args.required("ts"))
    if message.bot_id != backend.identity.bot_id:
        raise WebApiError("cant_update_message")
    backend.workspace.writable(conversation.id)
    text, blocks, attachments = _text(args), _blocks(args), _attachments(args)
    if not text and blocks is None and attachments is None:
        raise WebApiError("no_text")
    kept = list(message.content.blocks) if blocks is None and not text else blocks or []
    attached = list(message.content.attachments) if attachments is None else attachments
    if not (text or kept or attached):
        raise WebApiError("no_text")
    said = text if "text" in args.values else message.text
    content = _composed(backend, args, said, kept, attached)
    backend.messages.edit(message, content, metadata=_metadata(args), marked=not kept)
    return {**_posted(backend, message), "text": message.text}


async def delete(backend: Backend, args: Arguments) -> Json:
    """chat.delete"""
    message = backend.workspace.message(args.required("channel"), args.required("ts"))
    if message.bot_id != backend.identity.bot_id:
        raise WebApiError("cant_delete_message")
    backend.workspace.writable(message.channel)
    backend.messages.delete(message)
    return {"ok": True, "channel": message.channel, "ts": message.ts}


async def post_ephemeral(backend: Backend, args: Arguments) -> Json:
    """chat.postEphemeral"""
    conversation = backend.workspace.writable(args.required("channel"))
    user = args.required("user")
    if user not in backend.workspace.users:
        raise WebApiError("user_not_found")
    if user not in conversation.members:
        raise WebApiError("user_not_in_channel")
    content, thread_ts = _content(backend, args), _thread(conversation, args)
    message = backend.messages.whisper(conversation.id, user, content, thread_ts=thread_ts)
    return {"ok": True, "message_ts": message.ts}


async def get_permalink(backend: Backend, args: Arguments) -> Json:
    """chat.getPermalink"""
    message = backend.workspace.message(args.required("channel"), args.required("message_ts"))
    link = f"{backend.origin}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.in_thread:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return {"ok": True, "channel": message.channel, "permalink": link}


async def schedule_message(backend: Backend, args: Arguments) -> Json:
    """chat.scheduleMessage: posted when the timeline gets there."""
    conversation = _target(backend, args)
    args.required("post_at")
    post_at = args.integer("post_at", 0)
    wait = post_at - backend.workspace.timeline.now().timestamp()
    if wait <= 0:
        raise WebApiError("time_in_past")
    if wait > MAX_SCHEDULE_SECONDS:
        raise WebApiError("time_too_far")
    draft = Draft(
        user=backend.identity.bot_user_id,
        content=_content(backend, args),
        thread_ts=_thread(conversation, args),
        metadata=_metadata(args) or None,
    )

    async def post_later() -> None:
        await backend.workspace.timeline.sleep(wait)
        if not (conversation.archived or conversation.deleted):
            backend.messages.post(conversation, draft)

    backend.tasks.spawn(post_later())
    scheduled: dict[str, Any] = {"scheduled_message_id": backend.workspace.new_id("Q"), "post_at": post_at}
    return {"ok": True, "channel": conversation.id, "message": {"text": draft.content.text}, **scheduled}


METHODS = {
    "chat.postMessage": Method(handler=post_message, scopes=("chat:write",)),
    "chat.update": Method(handler=update, tier=3, scopes=("chat:write",)),
    "chat.delete": Method(handler=delete, tier=3, scopes=("chat:write",)),
    "chat.postEphemeral": Method(handler=post_ephemeral, tier=4, scopes=("chat:write",)),
    "chat.getPermalink": Method(handler=get_permalink),
    "chat.scheduleMessage": Method(handler=schedule_message, tier=3, scopes=("chat:write",)),
}
