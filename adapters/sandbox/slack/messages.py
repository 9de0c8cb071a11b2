"""Messages come, change and go, and the app is told of each as Slack tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from adapters.sandbox.slack.content import Content, compose
from adapters.sandbox.slack.delivery import Delivery
from adapters.sandbox.slack.state import Conversation, File, Message, Workspace

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message about to be posted."""

    user: str
    content: Content
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    client_msg_id: str | None = None
    files: list[File] = field(default_factory=list)


class Messages:
    """Posting, editing and deleting."""

    def __init__(self, *, workspace: Workspace, delivery: Delivery, base_url: str) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._base_url = base_url

    def compose(
        self,
        *,
        text: str,
        blocks: Iterable[Json] = (),
        attachments: Iterable[Json] = (),
        mrkdwn: bool = True,
        link_names: bool = False,
    ) -> Content:
        """Content read with the names of this workspace."""
        return compose(
            text=text,
            blocks=blocks,
            attachments=attachments,
            names=self._workspace.name_of,
            mrkdwn=mrkdwn,
            link_names=link_names,
        )

    def post(self, conversation: Conversation, draft: Draft) -> Message:
        """Post a message; the app is told when its bot is in the conversation."""
        message = Message(
            channel=conversation.id,
            ts=self._workspace.new_ts(),
            user=draft.user,
            content=draft.content,
            bot_id=self._workspace.users[draft.user].bot_id,
            client_msg_id=draft.client_msg_id,
            thread_ts=draft.thread_ts,
            subtype=_subtype(draft),
            metadata=draft.metadata,
            files=draft.files,
        )
        parent = conversation.messages.get(draft.thread_ts or "")
        if parent is not None:
            parent.thread_ts = parent.ts
        conversation.messages[message.ts] = message
        for file in draft.files:
            file.shares.setdefault(conversation.id, []).append(message.ts)
        self._tell(conversation, {**self.as_json(message), **_where(conversation, message.ts)})
        self._mention(conversation, message)
        self._workspace.changes.announce()
        return message

    def whisper(self, channel: str, user: str, content: Content, *, thread_ts: str | None = None) -> Message:
        """Show a message of the bot to one person only."""
        message = Message(
            channel=channel,
            ts=self._workspace.new_ts(),
            user=self._workspace.identity.bot_user_id,
            content=content,
            bot_id=self._workspace.identity.bot_id,
            thread_ts=thread_ts,
            ephemeral_to=user,
        )
        self._workspace.ephemerals.append(message)
        self._workspace.changes.announce()
        return message

    def edit(self, message: Message, content: Content, *, metadata: Json | None = None, marked: bool = True) -> None:
        """Replace the content; ``marked`` shows "(edited)", which Slack leaves out when blocks are used."""
        before = self.as_json(message)
        message.content = content
        message.states.clear()
        if metadata is not None:
            message.metadata = metadata or None
        if marked:
            message.edited = self._workspace.new_ts()
        if not message.ephemeral:
            conversation = self._workspace.conversations[message.channel]
            changed = {"message": self.as_json(message), "previous_message": before}
            self._tell(conversation, self._hidden(conversation, "message_changed", changed))
        self._workspace.changes.announce()

    def delete(self, message: Message) -> None:
        """Take a message away; the parent of a thread leaves a tombstone behind, as in Slack."""
        before = self.as_json(message)
        conversation = self._workspace.conversations[message.channel]
        if not message.ephemeral and conversation.replies(message.ts):
            message.subtype = "tombstone"
            message.content = self.compose(text="This message was deleted.")
            changed = {"message": self.as_json(message), "previous_message": before}
            self._tell(conversation, self._hidden(conversation, "message_changed", changed))
        else:
            message.deleted = True
            if not message.ephemeral:
                gone = {"deleted_ts": message.ts, "previous_message": before}
                self._tell(conversation, self._hidden(conversation, "message_deleted", gone))
        self._workspace.changes.announce()

    def _hidden(self, conversation: Conversation, subtype: str, fields: Json) -> Json:
        ts = self._workspace.new_ts()
        return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, **fields, **_where(conversation, ts)}

    def _tell(self, conversation: Conversation, event: Json) -> None:
        if self._workspace.identity.bot_user_id in conversation.members:
            self._delivery.event(event)

    def _mention(self, conversation: Conversation, message: Message) -> None:
        mention = f"@{self._workspace.identity.bot_user_id}"
        if message.bot_id is None and conversation.kind != "im" and mention in message.mentions:
            event = {**self.as_json(message), "type": "app_mention", "channel": conversation.id}
            self._tell(conversation, {**event, "event_ts": message.ts})

    def as_json(self, message: Message, *, metadata: bool = False) -> Json:
        """The message as the Web API and the events show it."""
        identity = self._workspace.identity
        shown: Json = {
            "type": "message",
            "user": "USLACKBOT" if message.subtype == "tombstone" else message.user,
            "ts": message.ts,
            "text": message.content.text,
            "team": self._workspace.team_of(message.user),
        }
        optional: Json = {
            "subtype": message.subtype,
            **self._foreign(message),
            "client_msg_id": message.client_msg_id,
            "thread_ts": message.thread_ts,
            "blocks": list(message.content.blocks),
            "attachments": list(message.content.attachments),
            "metadata": message.metadata if metadata else None,
            "edited": {"user": message.user, "ts": message.edited} if message.edited else None,
            "files": [self.file_json(file) for file in message.files],
        }
        shown |= {name: value for name, value in optional.items() if value}
        if message.bot_id is not None:
            app = identity.app_id if message.bot_id == identity.bot_id else message.bot_id.replace("B", "A", 1)
            profile = {"id": message.bot_id, "app_id": app, "name": self._workspace.name_of(message.user)}
            shown |= {"bot_id": message.bot_id, "app_id": app, "bot_profile": profile}
        if message.reactions:
            shown["reactions"] = [
                {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
            ]
        if message.thread_ts is not None and not message.ephemeral:
            shown |= self._thread(message)
        return shown

    def _foreign(self, message: Message) -> Json:
        """Where a message of Slack Connect comes from."""
        if not self._workspace.is_external(message.user):
            return {}
        team = self._workspace.team_of(message.user)
        return {"user_team": team, "source_team": team}

    def _thread(self, message: Message) -> Json:
        conversation = self._workspace.conversations[message.channel]
        if message.in_thread:
            parent = conversation.messages.get(message.thread_ts or "")
            return {"parent_user_id": parent.user} if parent is not None else {}
        replies = conversation.replies(message.ts)
        return {
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
            "latest_reply": replies[-1].ts if replies else message.ts,
        }

    def file_json(self, file: File) -> Json:
        """A file object; ``shares`` only once it was shared."""
        place = f"{self._base_url}/files-pri/{self._workspace.identity.team_id}-{file.id}"
        name = re.sub(r"[^\w.-]+", "_", file.name.lower())  # in an address Slack spells names plainly
        shares: Json = {"public": {}, "private": {}}
        for channel, stamps in file.shares.items():
            kind = "public" if self._workspace.conversations[channel].kind == "channel" else "private"
            shares[kind][channel] = [{"ts": ts} for ts in stamps]
        return {
            "id": file.id,
            "created": file.created,
            "timestamp": file.created,
            "name": file.name,
            "title": file.title,
            "mimetype": file.mimetype,
            "filetype": file.name.rpartition(".")[2].lower() or "binary",
            "user": file.user,
            "size": len(file.content or b""),
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(shares["public"]),
            "url_private": f"{place}/{name}",
            "url_private_download": f"{place}/download/{name}",
            "permalink": f"{self._base_url}/files/{file.user}/{file.id}/{name}",
            "shares": {kind: places for kind, places in shares.items() if places},
            "channels": [channel for channel in file.shares if channel.startswith("C")],
            "ims": [channel for channel in file.shares if channel.startswith("D")],
        }


def _subtype(draft: Draft) -> str | None:
    if draft.files:
        return "file_share"
    return "thread_broadcast" if draft.broadcast else None


def _where(conversation: Conversation, ts: str) -> Json:
    return {"channel": conversation.id, "channel_type": conversation.kind, "event_ts": ts}
