"""People and groups under control: what they do, what they see, and waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adapters.sandbox.telegram.api_error import Json
from adapters.sandbox.telegram.entities import with_automatic
from adapters.sandbox.telegram.messages import Account, Chat, Message, attachment_of
from adapters.sandbox.telegram.methods_sending import LONGEST_TEXT
from adapters.sandbox.telegram.state import Callback, State, Toast


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumItem:
    """One picture, video or document of an album."""

    kind: Literal["photo", "video", "document"] = "photo"
    data: bytes
    filename: str | None = None
    caption: str = ""


class Group:
    """A group with the bot in it."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat id."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """Everything written there, oldest first."""
        return list(self.chat.messages.values())


class Person:
    """Somebody with the bot in their list of chats. What they do happens at once; what they see is `messages`."""

    def __init__(self, state: State, account: Account) -> None:
        self.account = account
        self._state = state
        self._chat = state.new_private_chat(account)
        self._presses: list[Callback] = []
        self._waited: set[tuple[int, int]] = set()

    @property
    def id(self) -> int:
        """The person's user id, which is also the id of their chat with the bot."""
        return self.account.id

    @property
    def messages(self) -> list[Message]:
        """The chat with the bot, oldest first; deleted messages stay in it, marked."""
        return list(self._chat.messages.values())

    @property
    def toasts(self) -> list[Toast]:
        """The bot's answers to this person's presses, in the order of the presses."""
        return [press.answer for press in self._presses if press.answer is not None]

    def say(self, text: str, reply_to: int | None = None) -> Message:
        """Write to the bot; ``reply_to`` is a message id of the chat."""
        return self._write(self._chat, text, reply_to=self._chat.messages[reply_to] if reply_to else None)

    def command(self, name: str, arguments: str = "") -> Message:
        """Write ``/name arguments``."""
        return self.say(f"/{name.removeprefix('/')} {arguments}".strip())

    def say_in_group(self, group: Group, text: str, reply_to: int | None = None) -> Message:
        """Write in a group that the bot is in; ``reply_to`` is a message id of the group."""
        return self._write(group.chat, text, reply_to=group.chat.messages[reply_to] if reply_to else None)

    def say_forwarded(self, text: str, from_name: str = "Somebody") -> Message:
        """Forward to the bot what a person with a hidden account wrote."""
        date = int(self._state.timeline.now().timestamp()) - 60
        origin = {"type": "hidden_user", "date": date, "sender_user_name": from_name}
        return self._write(self._chat, text, extra={"forward_origin": origin})

    def say_via_bot(self, text: str, bot_username: str = "gif") -> Message:
        """Write through another bot's inline mode."""
        other = Account(id=140_267_078, first_name=bot_username, is_bot=True, username=bot_username)
        return self._write(self._chat, text, extra={"via_bot": other.json()})

    def press(self, label_or_data: str, message_id: int | None = None, group: Group | None = None) -> str:
        """Press a button of the newest message that has it; returns the id of the callback query."""
        chat = group.chat if group else self._chat
        for message in reversed(chat.messages.values()):
            data = message.button(label_or_data)
            if data is not None and not message.deleted and message_id in (None, message.message_id):
                press = self._state.pressed(message, data, self.account)
                self._presses.append(press)
                return press.id
        raise AssertionError(f"no button {label_or_data!r} to press in\n{_shown(chat)}")

    def send_photo(self, data: bytes, filename: str = "photo.jpg", caption: str = "") -> Message:
        """Send a picture; the platform makes a small one of it as well."""
        return self._send("photo", data, filename, caption)

    def send_document(self, data: bytes, filename: str = "document.pdf", caption: str = "") -> Message:
        """Send a file."""
        return self._send("document", data, filename, caption)

    def send_voice(self, data: bytes, filename: str | None = None, caption: str = "") -> Message:
        """Send a voice note."""
        return self._send("voice", data, filename, caption)

    def send_video(self, data: bytes, filename: str = "video.mp4", caption: str = "") -> Message:
        """Send a video."""
        return self._send("video", data, filename, caption)

    def send_album(self, items: Sequence[AlbumItem]) -> list[Message]:
        """Send several at once: messages of their own that share a ``media_group_id``, with no end mark."""
        extra = {"media_group_id": self._state.next_album_id()}
        return [self._send(i.kind, i.data, i.filename, i.caption, extra) for i in items]

    def send_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker."""
        stored = self._state.files.add("sticker", b"RIFF....WEBP", "sticker.webp")
        about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._write(self._chat, "", extra={"sticker": stored.json() | about | {"emoji": emoji}})

    def send_location(self, latitude: float, longitude: float) -> Message:
        """Send a place."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._write(self._chat, "", extra={"location": place})

    def send_contact(self, phone_number: str, first_name: str | None = None, *, own: bool = True) -> Message:
        """Send a contact: the person's own, as the contact button does, or somebody else's."""
        contact: Json = {"phone_number": phone_number, "first_name": first_name or self.account.first_name}
        if own:
            contact["user_id"] = self.id
        return self._write(self._chat, "", extra={"contact": contact})

    def send_poll(self, question: str, options: Sequence[str]) -> Message:
        """Send a poll of their own."""
        poll = {
            "id": str(self._state.next_album_id()),
            "question": question,
            "options": [
                {"text": option, "voter_count": 0, "persistent_id": str(number)}
                for number, option in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self._write(self._chat, "", extra={"poll": poll})

    def edit(self, message_id: int, text: str) -> Message:
        """Change an own message; the bot gets ``edited_message``."""
        message = self._chat.messages[message_id]
        if message.sender is not self.account or message.deleted:
            raise ValueError(f"message {message_id} is not {self.account.first_name}'s to edit")
        message.text, message.entities = with_automatic(text, [])
        message.edited_at = self._state.timeline.now()
        message.version += 1
        self._state.queue.add("edited_message", message.json(), lane=f"message:{message.chat.id}")
        return message

    def delete(self, message_id: int) -> None:
        """Delete a message for both sides; the platform does not tell the bot."""
        self._chat.messages[message_id].deleted = True

    def block(self) -> None:
        """Block the bot."""
        self._state.member_changed(self._chat, self.account, "blocked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self._state.member_changed(self._chat, self.account, "open")

    def deactivate(self) -> None:
        """Delete the account; the platform does not tell the bot."""
        self._chat.access = "deactivated"

    def chat_as_text(self) -> str:
        """The chat as the person sees it."""
        return _shown(self._chat)

    async def wait_for(
        self,
        wanted: str | Callable[[Message], bool],
        timeout: float = 30.0,  # noqa: ASYNC109 - part of the promise: real seconds until the readable failure
    ) -> Message:
        """The newest bot message that contains ``wanted`` (or satisfies it) and was not waited for before.

        An edited message counts as a new one. `AssertionError` with the visible chat after ``timeout``
        real seconds.
        """

        def matches(message: Message) -> bool:
            return wanted in message.text if isinstance(wanted, str) else wanted(message)

        found: Message | None = None
        try:
            async with asyncio.timeout(timeout):
                while (found := self._newest(matches)) is None:
                    await self._chat.change()
        except TimeoutError:
            what = f"{wanted!r}" if isinstance(wanted, str) else "what was waited for"
            raise AssertionError(
                f"{self.account.first_name} did not see {what} within {timeout:g} s in\n{_shown(self._chat)}"
            ) from None
        return found

    async def wait_for_toast(
        self,
        callback_query_id: str,
        timeout: float = 30.0,  # noqa: ASYNC109 - as above
    ) -> Toast:
        """The bot's answer to a press; `AssertionError` when there is none in time."""
        press = self._state.callbacks[callback_query_id]
        try:
            async with asyncio.timeout(timeout):
                while press.answer is None:
                    await press.chat.change()
        except TimeoutError:
            raise AssertionError(f"the press {callback_query_id} was not answered in {timeout:g} s") from None
        return press.answer

    def _newest(self, matches: Callable[[Message], bool]) -> Message | None:
        candidates = [
            message
            for message in self._chat.messages.values()
            if message.from_bot
            and not message.deleted
            and (message.message_id, message.version) not in self._waited
            and matches(message)
        ]
        self._waited.update((message.message_id, message.version) for message in candidates)
        return max(candidates, key=_freshness) if candidates else None

    def _send(self, kind: str, data: bytes, filename: str | None, caption: str, extra: Json | None = None) -> Message:
        files = self._state.files
        stored = files.add(kind, data, filename)
        small = files.add("photo", data[: max(1, len(data) // 10)], filename) if kind == "photo" else None
        attachment = attachment_of(kind, stored, small)
        return self._write(self._chat, caption, attachment=attachment, extra=extra)

    def _write(
        self, chat: Chat, text: str, *, reply_to: Message | None = None, attachment: Any = None, extra: Any = None
    ) -> Message:
        if chat is self._chat and chat.access in ("blocked", "deactivated"):
            raise ValueError(f"{self.account.first_name} cannot write: {chat.access}")
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"people's clients split a text above {LONGEST_TEXT} characters")
        if chat.access == "not_started":
            chat.access = "open"
        plain, entities = with_automatic(text.strip(), [])
        message = self._state.post(
            Message(
                chat=chat,
                message_id=self._state.next_message_id(chat),
                sender=self.account,
                date=self._state.timeline.now(),
                text=plain,
                entities=entities,
                attachment=attachment,
                reply_to=reply_to,
                extra=dict(extra or {}),
            )
        )
        self._state.queue.add("message", message.json(), lane=f"message:{chat.id}")
        return message


def _freshness(message: Message) -> tuple[float, int]:
    return ((message.edited_at or message.date).timestamp(), message.message_id)


def _shown(chat: Chat) -> str:
    return "\n".join(str(message) for message in chat.messages.values() if not message.deleted) or "(empty chat)"
