"""What the pretend workspace remembers: members, conversations, messages, files."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from adapters.sandbox.slack.changes import Changes
from adapters.sandbox.slack.content import Button, Content
from adapters.sandbox.slack.rendering import Link
from adapters.sandbox.slack.web_api_error import WebApiError
from adapters.sandbox.timeline import Timeline

Json = dict[str, Any]
ConversationKind = Literal["channel", "group", "im", "mpim"]
SCOPE_PREFIX: dict[ConversationKind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the app is in the workspace."""

    team_id: str = "T0SANDBOX01"
    team: str = "sandbox"
    app_id: str = "A0SANDBOX01"
    bot_id: str = "B0SANDBOX01"
    bot_user_id: str = "U0SANDBOXBOT"
    bot_name: str = "ventanilla"
    verification_token: str = "sandbox-verification-token"  # noqa: S105 - deprecated by Slack, sent but trusted by nobody


@dataclass(slots=True, kw_only=True)
class User:
    """A person or a bot in the workspace."""

    id: str
    name: str
    real_name: str
    tz: str
    tz_offset: int
    team: str
    """The workspace that the account belongs to: another one's for a person who shares a channel by Slack Connect."""
    bot_id: str | None = None
    """Of a bot, ``B…``."""
    guest: bool = False
    """Of several channels, or with ``single_channel`` of one."""
    single_channel: bool = False
    deleted: bool = False
    """Deactivated."""
    is_admin: bool = False

    @property
    def is_bot(self) -> bool:
        """Whether it is a bot's account."""
        return self.bot_id is not None


@dataclass(slots=True, kw_only=True)
class File:
    """An uploaded file; ``shares`` says where it can be seen, channel id to message ts."""

    id: str
    name: str
    title: str
    mimetype: str
    user: str
    created: int
    content: bytes | None = None
    declared: int = 0
    complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it is now; ``rendered`` is what a person reads of it."""

    channel: str
    ts: str
    user: str
    content: Content
    bot_id: str | None = None
    client_msg_id: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited: str | None = None
    """The ts of the last edit by its author with a new text; None when never edited."""
    deleted: bool = False
    ephemeral_to: str | None = None
    files: list[File] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, Json] = field(default_factory=dict)
    """What each person has chosen in its inputs: user id to ``state.values``."""

    @property
    def text(self) -> str:
        """The text as sent: shown when there are no blocks, else only in notifications."""
        return self.content.text

    @property
    def blocks(self) -> list[Json]:
        """The blocks, with the ids that Slack gave."""
        return list(self.content.blocks)

    @property
    def rendered(self) -> str:
        """What a person reads; the titles of files stand below."""
        return "\n".join(part for part in (self.content.rendered, *(file.title for file in self.files)) if part)

    @property
    def buttons(self) -> list[Button]:
        """The buttons in reading order."""
        return self.content.buttons

    @property
    def mentions(self) -> tuple[str, ...]:
        """Who is pinged: ``!channel``, ``@U…``; and ``#C…`` references."""
        return self.content.mentions

    @property
    def links(self) -> tuple[Link, ...]:
        """Active links that the sender wrote."""
        return self.content.links

    @property
    def auto_links(self) -> tuple[str, ...]:
        """Bare URLs made clickable by Slack."""
        return self.content.auto_links

    @property
    def ephemeral(self) -> bool:
        """Seen by one person only."""
        return self.ephemeral_to is not None

    @property
    def in_thread(self) -> bool:
        """A reply inside a thread, as opposed to a message of the conversation itself."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A channel or direct message."""

    id: str
    name: str
    kind: ConversationKind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    archived: bool = False
    deleted: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def visible(self) -> list[Message]:
        """What people can see of it, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]

    def thread_of(self, ts: str) -> str | None:
        """The thread that a reply to this message belongs to; None for a message that is gone without a trace."""
        named = self.messages.get(ts)
        if named is None:
            return None
        root = self.messages.get(named.thread_ts or named.ts, named)
        return None if root.deleted and not self.replies(root.ts) else root.ts

    def replies(self, thread_ts: str) -> list[Message]:
        """The replies of a thread without its parent, oldest first."""
        return [message for message in self.visible if message.thread_ts == thread_ts and message.in_thread]


class Workspace:
    """All state, with lookups that refuse in Slack's words."""

    def __init__(self, *, timeline: Timeline, identity: Identity) -> None:
        self.timeline = timeline
        self.identity = identity
        self.changes = Changes()
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.files: dict[str, File] = {}
        self.ephemerals: list[Message] = []
        self._directs: dict[str, str] = {}
        self._ids = 0
        self._last_ts = 0
        self.users[identity.bot_user_id] = User(
            id=identity.bot_user_id,
            name=identity.bot_name,
            real_name=identity.bot_name.capitalize(),
            tz="America/Los_Angeles",
            tz_offset=-25200,
            team=identity.team_id,
            bot_id=identity.bot_id,
        )

    def new_id(self, prefix: str) -> str:
        """A fresh id such as ``U0000000001``."""
        self._ids += 1
        return f"{prefix}{self._ids:010d}"

    def new_ts(self) -> str:
        """A fresh message timestamp: the time, made unique in the workspace and never repeated."""
        self._last_ts = max(int(self.timeline.now().timestamp() * 1_000_000), self._last_ts + 100)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def seconds(self) -> int:
        """The time as whole Unix seconds."""
        return int(self.timeline.now().timestamp())

    def hash(self) -> str:
        """A fresh state mark of a view."""
        return f"{self.seconds()}.{secrets.token_hex(4)}"

    def name_of(self, target: str) -> str:
        """The name shown for a user or conversation id; the id itself when unknown."""
        if target in self.users:
            return self.users[target].name
        found = self.conversations.get(target)
        return found.name if found is not None else target

    def team_of(self, user: str) -> str:
        """The workspace of somebody's account; ours for who is unknown."""
        known = self.users.get(user)
        return known.team if known is not None else self.identity.team_id

    def is_external(self, user: str) -> bool:
        """Whether the account is of another workspace."""
        return self.team_of(user) != self.identity.team_id

    def is_shared(self, conversation: Conversation) -> bool:
        """Whether people of another workspace are in it."""
        return any(map(self.is_external, conversation.members))

    def withdraw(self, user: str) -> None:
        """Take an account that is deactivated out of every channel; nobody is told."""
        for conversation in self.conversations.values():
            if conversation.kind != "im" and user in conversation.members:
                conversation.members.remove(user)

    def conversation(self, channel: str) -> Conversation:
        """The conversation as the bot may know it; a private one without the bot does not exist for it."""
        found = self.conversations.get(channel)
        if found is None or found.deleted:
            raise WebApiError("channel_not_found")
        if found.kind != "channel" and self.identity.bot_user_id not in found.members:
            raise WebApiError("channel_not_found")
        return found

    def writable(self, channel: str) -> Conversation:
        """The conversation, if the bot may write there now."""
        found = self.conversation(channel)
        if found.archived:
            raise WebApiError("is_archived")
        if self.identity.bot_user_id not in found.members:
            raise WebApiError("not_in_channel")
        return found

    def message(self, channel: str, ts: str) -> Message:
        """A message that exists and is not deleted; what is left of a deleted one is none, either."""
        found = self.conversation(channel).messages.get(ts)
        if found is None or found.deleted or found.subtype == "tombstone":
            raise WebApiError("message_not_found")
        return found

    def direct(self, user: str) -> Conversation:
        """The direct message between the bot and ``user``, opened if needed."""
        known = self._directs.get(user)
        if known is None:
            known = self.open("im", members=(user, self.identity.bot_user_id), name=user).id
            self._directs[user] = known
        return self.conversations[known]

    def open(self, kind: ConversationKind, *, members: Iterable[str], name: str) -> Conversation:
        """A new conversation."""
        conversation = Conversation(
            id=self.new_id("D" if kind == "im" else "C"),
            name=name,
            kind=kind,
            creator=self.identity.bot_user_id,
            created=self.seconds(),
            members=list(dict.fromkeys(members)),
        )
        self.conversations[conversation.id] = conversation
        return conversation

    def shown_to(self, user: str, channel: str) -> Iterator[Message]:
        """What ``user`` sees in a conversation, ephemeral messages included, newest first."""
        conversation = self.conversations[channel]
        own = [m for m in self.ephemerals if m.ephemeral_to == user and m.channel == channel and not m.deleted]
        yield from sorted([*conversation.visible, *own], key=lambda message: message.ts, reverse=True)
