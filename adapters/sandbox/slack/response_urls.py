"""Response URLs: five answers within thirty minutes, without a token.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from adapters.sandbox.slack.block_kit import message_problems, with_ids
from adapters.sandbox.slack.content import Content
from adapters.sandbox.slack.journal import Journal
from adapters.sandbox.slack.messages import Draft, Messages
from adapters.sandbox.slack.state import Message, Workspace
from adapters.sandbox.slack.web_api_error import WebApiError

Json = dict[str, Any]

MAX_USES = 5
LIFETIME_SECONDS = 1800.0


@dataclass(slots=True, kw_only=True)
class _ResponseUrl:
    user: str
    channel: str
    source: Message | None
    minted_at: datetime
    uses: int = 0


class ResponseUrls:
    """The response URLs handed out so far, and what is posted to them."""

    def __init__(self, *, workspace: Workspace, messages: Messages, journal: Journal, base_url: str) -> None:
        self._journal = journal
        self._workspace = workspace
        self._messages = messages
        self._base_url = base_url
        self._minted: dict[str, _ResponseUrl] = {}

    def mint(self, *, kind: str, user: str, channel: str, source: Message | None = None) -> str:
        """A fresh URL; ``source`` is the message that ``replace_original`` and ``delete_original`` act on."""
        key = secrets.token_urlsafe(18)
        self._minted[key] = _ResponseUrl(
            user=user, channel=channel, source=source, minted_at=self._workspace.timeline.now()
        )
        return f"{self._base_url}/{kind}/{self._workspace.identity.team_id}/{key}"

    async def accept(self, request: web.Request) -> web.Response:
        """Serve one post to a response URL."""
        try:
            body = json.loads(await request.text())
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        try:
            url = self._usable(request.match_info["key"])
            self.apply(body, user=url.user, channel=url.channel, source=url.source)
        except WebApiError as refusal:
            gone = refusal.error in ("used_url", "expired_url")
            self._journal.refused_answers.append(refusal.answer())
            return web.json_response(refusal.answer(), status=404 if gone else 400)
        url.uses += 1
        return web.Response(text="ok")

    def _usable(self, key: str) -> _ResponseUrl:
        url = self._minted.get(key)
        if url is None:
            raise WebApiError("expired_url")
        if (self._workspace.timeline.now() - url.minted_at).total_seconds() > LIFETIME_SECONDS:
            raise WebApiError("expired_url")
        if url.uses >= MAX_USES:
            raise WebApiError("used_url")
        return url

    def apply(self, body: Json, *, user: str, channel: str, source: Message | None = None) -> Message | None:
        """Do what an answer says: a new message, a replaced one, or one taken away (None)."""
        if body.get("delete_original") in (True, "true"):
            if source is not None:
                self._messages.delete(source)
            return None
        content = self._content(body)
        if body.get("replace_original") in (True, "true") and source is not None:
            self._messages.edit(source, content, marked=False)
            return source
        thread_ts = body.get("thread_ts")
        if body.get("response_type") == "in_channel":
            draft = Draft(user=self._workspace.identity.bot_user_id, content=content, thread_ts=thread_ts)
            return self._messages.post(self._workspace.conversations[channel], draft)
        return self._messages.whisper(channel, user, content, thread_ts=thread_ts)

    def _content(self, body: Json) -> Content:
        text, blocks, attachments = body.get("text") or "", body.get("blocks") or [], body.get("attachments") or []
        if not (text or blocks or attachments):
            raise WebApiError("no_text")
        problems = message_problems(blocks)
        if problems:
            raise WebApiError("invalid_blocks", messages=problems)
        return self._messages.compose(text=text, blocks=with_ids(blocks), attachments=attachments)
