"""Everything the pretend platform remembers, and the few acts that both the bot and people share."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime

from adapters.sandbox.telegram.api_error import Json, bad_request, forbidden
from adapters.sandbox.telegram.files import Files
from adapters.sandbox.telegram.messages import Access, Account, Chat, MemberStatus, Message, member_json
from adapters.sandbox.telegram.rates import Rates
from adapters.sandbox.telegram.updates import CALLBACK_LIFETIME, UpdateQueue
from adapters.sandbox.telegram.webhook import Webhook
from adapters.sandbox.timeline import Timeline

FIRST_PERSON_ID = 700_000_001
FIRST_GROUP_ID = 400_000_001
FIRST_SUPERGROUP_ID = 1_001_000_000_001
FIRST_ALBUM_ID = 13_000_000_000_000_001
FIRST_CALLBACK_ID = 3_000_000_000_000_001


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """The bot's answer to a pressed button, as shown over the chat."""

    callback_query_id: str
    text: str
    show_alert: bool
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class Callback:
    """A pressed button waiting for its answer."""

    id: str
    presser: Account
    chat: Chat
    at: datetime
    answer: Toast | None = None


@dataclass(slots=True, kw_only=True)
class Profile:
    """What the bot says of itself. Keys are (scope, language) or a language; "" is every language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)


class State:
    """One pretend Telegram with one bot in it."""

    def __init__(self, *, bot: Account, timeline: Timeline, strict_rates: bool) -> None:
        self.bot = bot
        self.timeline = timeline
        self.queue = UpdateQueue(timeline=timeline, strict_rates=strict_rates)
        self.rates = Rates(timeline=timeline, strict=strict_rates)
        self.files = Files()
        self.profile = Profile()
        self.webhook: Webhook | None = None
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self._people = itertools.count(FIRST_PERSON_ID)
        self._groups = itertools.count(FIRST_GROUP_ID)
        self._supergroups = itertools.count(FIRST_SUPERGROUP_ID)
        self._callback_ids = itertools.count(FIRST_CALLBACK_ID)
        self._albums = itertools.count(FIRST_ALBUM_ID)
        self._box_messages = itertools.count(1)
        self._supergroup_messages: dict[int, itertools.count[int]] = {}

    def new_account(
        self, *, first_name: str, last_name: str | None, username: str | None, language_code: str | None
    ) -> Account:
        """A person with a number of their own."""
        return Account(
            id=next(self._people),
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )

    def new_private_chat(self, account: Account) -> Chat:
        """The chat with a person; the bot cannot write there until the person does."""
        chat = Chat(id=account.id, kind="private", account=account, access="not_started")
        self.chats[chat.id] = chat
        return chat

    def new_group(self, title: str) -> Chat:
        """A group with the bot in it."""
        chat = Chat(id=-next(self._groups), kind="group", title=title)
        self.chats[chat.id] = chat
        return chat

    def upgrade(self, group: Chat) -> Chat:
        """The supergroup that ``group`` becomes; the group stays behind, closed."""
        number = next(self._supergroups)
        chat = Chat(id=-number, kind="supergroup", title=group.title)
        self.chats[chat.id] = chat
        self._supergroup_messages[chat.id] = itertools.count(1)
        group.access, group.migrated_to = "migrated", chat.id
        return chat

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups number their own messages; all other chats of the bot share one count."""
        return next(self._supergroup_messages.get(chat.id, self._box_messages))

    def next_album_id(self) -> str:
        """What the messages of one album have in common."""
        return str(next(self._albums))

    def post(self, message: Message) -> Message:
        """Put a message into its chat."""
        message.chat.messages[message.message_id] = message
        message.chat.ring()
        return message

    def readable(self, chat_id: int | str) -> Chat:
        """The chat a request names, when the bot knows it."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or chat.access == "not_started":
            raise bad_request("chat not found")
        return chat

    def writable(self, chat_id: int | str, *, even_if_blocked: bool = False) -> Chat:
        """The chat a request names, when the bot may send there."""
        chat = self.readable(chat_id)
        match chat.access:
            case "blocked" if not even_if_blocked:
                raise forbidden("bot was blocked by the user")
            case "deactivated":
                raise forbidden("user is deactivated")
            case "left":
                raise forbidden(f"bot is not a member of the {chat.kind} chat")
            case "migrated":
                refusal = bad_request("group chat was upgraded to a supergroup chat")
                refusal.migrate_to_chat_id = chat.migrated_to
                raise refusal
        return chat

    def member_changed(self, chat: Chat, by: Account, access: Access) -> None:
        """The bot is blocked, unblocked, added or removed: change its access and tell it."""
        statuses: dict[Access, MemberStatus] = {"blocked": "kicked", "left": "left"}
        before = statuses.get(chat.access, "member")
        chat.access = access
        after = statuses.get(access, "member")
        content = {
            "chat": chat.json(),
            "from": by.json(),
            "date": int(self.timeline.now().timestamp()),
            "old_chat_member": member_json(self.bot, before),
            "new_chat_member": member_json(self.bot, after),
        }
        self.queue.add("my_chat_member", content, lane=f"member:{chat.id}")
        chat.ring()

    def pressed(self, message: Message, data: str, by: Account) -> Callback:
        """Register a pressed button and tell the bot."""
        callback = Callback(id=str(next(self._callback_ids)), presser=by, chat=message.chat, at=self.timeline.now())
        self.callbacks[callback.id] = callback
        content = {
            "id": callback.id,
            "from": by.json(),
            "message": message.json(),
            "chat_instance": str(abs(message.chat.id) * 7_919),
            "data": data,
        }
        self.queue.add("callback_query", content, lane=f"callback:{by.id}", lifetime=CALLBACK_LIFETIME)
        return callback
