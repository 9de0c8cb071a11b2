"""A channel as the people in it see it, and what an administrator does to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from adapters.sandbox.slack.changes import Changes
from adapters.sandbox.slack.delivery import Delivery
from adapters.sandbox.slack.state import Conversation, Message, Workspace

Match = str | Callable[[Message], bool] | None
"""Part of the rendered text, or a test of the message; None fits any."""


def fits(message: Message, match: Match) -> bool:
    """Whether the message is the one meant."""
    if match is None:
        return True
    return match in message.rendered if isinstance(match, str) else match(message)


def transcript(messages: Iterable[Message]) -> str:
    """Messages for the eye of a person whose test has just failed."""
    lines = [f"  [{message.ts}] {message.user}: {message.rendered!r}" for message in messages]
    return "\n".join(lines) if lines else "  (nothing)"


async def wait_for(
    look: Callable[[], Iterable[Message]],
    match: Match,
    *,
    timeout: float,  # noqa: ASYNC109 - the time-out is the caller's promise, in real seconds
    changes: Changes,
    place: str,
) -> Message:
    """The newest message that fits, now or later; AssertionError showing what is visible instead."""
    wanted = f"{match!r}" if isinstance(match, str) else "what was asked for"

    def newest() -> Message | None:
        return next((message for message in reversed(list(look())) if fits(message, match)), None)

    def missed() -> str:
        return f"{wanted} in {place}; visible:\n{transcript(look())}"

    return await changes.until(newest, timeout=timeout, missed=missed)


class Channel:
    """A channel; ``id`` is what the Web API knows it by."""

    def __init__(self, *, conversation: Conversation, workspace: Workspace, delivery: Delivery) -> None:
        self._conversation = conversation
        self._workspace = workspace
        self._delivery = delivery

    @property
    def id(self) -> str:
        """The channel's id, ``C…``."""
        return self._conversation.id

    @property
    def name(self) -> str:
        """The channel's name, without #."""
        return self._conversation.name

    @property
    def members(self) -> list[str]:
        """The ids of who is in it."""
        return list(self._conversation.members)

    @property
    def messages(self) -> list[Message]:
        """What is visible in it, replies in threads included, oldest first."""
        return self._conversation.visible

    def thread(self, ts: str) -> list[Message]:
        """The replies to one message, oldest first."""
        return self._conversation.replies(ts)

    async def wait_for(self, match: Match = None, *, timeout: float = 30.0, after: str | None = None) -> Message:  # noqa: ASYNC109 - the time-out is the caller's promise
        """The newest visible message that fits, now or within ``timeout`` real seconds; only after ts ``after``."""
        return await wait_for(
            lambda: (message for message in self.messages if after is None or message.ts > after),
            match,
            timeout=timeout,
            changes=self._workspace.changes,
            place=f"#{self.name}",
        )

    def archive(self, by: str = "") -> None:
        """Archive it: nobody can write any more. ``by`` is the id of who does it, in this and the others."""
        self._conversation.archived = True
        self._tell(f"{self._kind}_archive", user=by)

    def unarchive(self, by: str = "") -> None:
        """Bring it back."""
        self._conversation.archived = False
        self._tell(f"{self._kind}_unarchive", user=by)

    def delete(self, by: str = "") -> None:
        """Delete it with everything in it."""
        self._conversation.deleted = True
        self._tell(f"{self._kind}_deleted", actor_id=by)

    def add_bot(self, by: str = "") -> None:
        """Invite the app's bot."""
        bot = self._workspace.identity.bot_user_id
        if bot not in self._conversation.members:
            self._conversation.members.append(bot)
            team = self._workspace.identity.team_id
            self._tell("member_joined_channel", user=bot, channel_type="C", team=team, inviter=by)

    def remove_bot(self, by: str = "") -> None:
        """Remove the app's bot."""
        bot = self._workspace.identity.bot_user_id
        if bot in self._conversation.members:
            self._tell(f"{self._kind}_left", actor_id=by)
            self._conversation.members.remove(bot)

    @property
    def _kind(self) -> str:
        """How the events about it are called; a private channel is a group to them."""
        return "group" if self._conversation.kind == "group" else "channel"

    def _tell(self, kind: str, **fields: str) -> None:
        if self._workspace.identity.bot_user_id in self._conversation.members:
            said = {name: value for name, value in fields.items() if value}
            event = {"type": kind, "channel": self.id, "event_ts": self._workspace.new_ts(), **said}
            self._delivery.event(event)
        self._workspace.changes.announce()
