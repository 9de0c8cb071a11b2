"""``files.*``: uploads in three steps, and what is known of a file.

Source: https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

import mimetypes

from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.backend import Backend, Json, Method
from adapters.sandbox.slack.messages import Draft
from adapters.sandbox.slack.state import Conversation, File
from adapters.sandbox.slack.web_api_error import WebApiError, invalid_arguments


async def get_upload_url(backend: Backend, args: Arguments) -> Json:
    """files.getUploadURLExternal"""
    name = args.required("filename")
    args.required("length")
    length = args.integer("length", 0)
    if length <= 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    file = File(
        id=backend.workspace.new_id("F"),
        name=name,
        title=name,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        user=backend.identity.bot_user_id,
        created=backend.workspace.seconds(),
        declared=length,
    )
    backend.workspace.files[file.id] = file
    return {"ok": True, "upload_url": f"{backend.origin}/upload/v1/{file.id}", "file_id": file.id}


def _named_files(backend: Backend, args: Arguments) -> list[File]:
    entries = args.structure("files", malformed="invalid_arguments")
    if not isinstance(entries, list) or not entries:
        raise invalid_arguments("missing required field: files")
    files = []
    for entry in entries:
        file = backend.workspace.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
        if file is None or file.content is None:
            raise WebApiError("file_not_found")
        file.title = entry.get("title") or file.name
        files.append(file)
    return files


async def complete_upload(backend: Backend, args: Arguments) -> Json:
    """files.completeUploadExternal: answers first; the message in the channel follows, as in Slack."""
    files = _named_files(backend, args)
    targets: list[Conversation] = []
    if args.has("channel_id"):
        targets.append(backend.workspace.writable(args.text("channel_id")))
    shown = [backend.messages.file_json(file) for file in files]
    for file in files:
        file.complete = True
    for target in targets:
        draft = Draft(
            user=backend.identity.bot_user_id,
            content=backend.messages.compose(text=args.text("initial_comment")),
            thread_ts=target.thread_of(args.text("thread_ts")),
            files=files,
        )
        backend.tasks.spawn(_share(backend, target, draft))
    return {"ok": True, "files": shown}


async def _share(backend: Backend, conversation: Conversation, draft: Draft) -> None:
    backend.messages.post(conversation, draft)
    for file in draft.files:
        backend.delivery.event(
            {
                "type": "file_shared",
                "file_id": file.id,
                "user_id": file.user,
                "file": {"id": file.id},
                "channel_id": conversation.id,
                "event_ts": backend.workspace.new_ts(),
            }
        )


async def info(backend: Backend, args: Arguments) -> Json:
    """files.info"""
    file = backend.workspace.files.get(args.required("file"))
    if file is None or not file.complete:
        raise WebApiError("file_not_found")
    return {"ok": True, "file": backend.messages.file_json(file), "comments": [], "response_metadata": {}}


METHODS = {
    "files.getUploadURLExternal": Method(handler=get_upload_url, tier=4, scopes=("files:write",)),
    "files.completeUploadExternal": Method(handler=complete_upload, tier=4, scopes=("files:write",)),
    "files.info": Method(handler=info, tier=4, scopes=("files:read",)),
}
