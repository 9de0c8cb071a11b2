"""A member of the workspace at the keyboard: everything that a person can do and see in Slack."""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adapters.sandbox.slack.accounts import user_json
from adapters.sandbox.slack.app_settings import AppSettings
from adapters.sandbox.slack.channels import Channel, Match, transcript, wait_for
from adapters.sandbox.slack.composer import rich_text, typed
from adapters.sandbox.slack.content import Content
from adapters.sandbox.slack.delivery import Delivery
from adapters.sandbox.slack.inputs import EXTERNAL, NoSuchChoiceError, filled
from adapters.sandbox.slack.interactions import Interactions, find_element
from adapters.sandbox.slack.messages import Draft, Messages
from adapters.sandbox.slack.state import Conversation, File, Message, User, Workspace
from adapters.sandbox.slack.transport import Ack
from adapters.sandbox.slack.views import View, Views

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a person's client is connected to."""

    workspace: Workspace
    app: AppSettings
    messages: Messages
    views: Views
    interactions: Interactions
    delivery: Delivery


class Member:
    """One person; ``id`` is ``U…``. What they do reaches the app as Slack would bring it."""

    def __init__(self, *, user: User, desk: Desk) -> None:
        self.user = user
        self._desk = desk
        self._workspace = desk.workspace

    @property
    def id(self) -> str:
        """The member id."""
        return self.user.id

    @property
    def dm_channel(self) -> str:
        """The id of the direct message with the bot, ``D…``."""
        return self._dm.id

    @property
    def _dm(self) -> Conversation:
        return self._workspace.direct(self.id)

    @property
    def is_regular(self) -> bool:
        """Of the workspace itself and active: no guest, and nobody of another one's."""
        user = self.user
        return not (user.guest or user.single_channel or user.deleted or self._workspace.is_external(self.id))

    @property
    def _client(self) -> Desk:
        """The desk, to do something there; PermissionError for who cannot sign in."""
        if self.user.deleted:
            raise PermissionError(f"the account of {self.user.name} is deactivated")
        return self._desk

    def deactivate(self) -> None:
        """An administrator ends the account: it is in no channel any more."""
        self.user.deleted = True
        self._workspace.withdraw(self.id)
        self._changed()

    def reactivate(self) -> None:
        """The account is back, in no channel yet."""
        self.user.deleted = False
        self._changed()

    def become_guest(self) -> None:
        """An administrator makes the member a guest of the channels that they are in."""
        self.user.guest = True
        self._changed()

    def rename(self, real_name: str) -> None:
        """The member calls themselves otherwise."""
        self.user.real_name = real_name
        self._changed()

    def _changed(self) -> None:
        """The app hears of every change of a profile."""
        account = user_json(self._workspace, self.user)
        self._desk.delivery.event({"type": "user_change", "user": account, "event_ts": self._workspace.new_ts()})

    def _place(self, channel: Channel | str | None) -> Conversation:
        if channel is None:
            return self._dm
        return self._workspace.conversations[channel if isinstance(channel, str) else channel.id]

    # What the person sees

    @property
    def dm_messages(self) -> list[Message]:
        """The direct message with the bot, both sides, oldest first."""
        return self._dm.visible

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person sees, anywhere, oldest first."""
        return [m for m in self._workspace.ephemerals if m.ephemeral_to == self.id and not m.deleted]

    @property
    def modal(self) -> View | None:
        """The modal on top, or None."""
        return self._desk.views.top(self.id)

    @property
    def home(self) -> View | None:
        """The app's Home tab as published for this person, or None."""
        return self._desk.views.homes.get(self.id)

    async def wait_for_dm(self, match: Match = None, *, timeout: float = 30.0, after: str | None = None) -> Message:  # noqa: ASYNC109 - the time-out is the caller's promise
        """The newest message of the bot here that fits, now or within ``timeout`` real seconds."""
        return await wait_for(
            lambda: (m for m in self.dm_messages if m.user != self.id and (after is None or m.ts > after)),
            match,
            timeout=timeout,
            changes=self._workspace.changes,
            place=f"the direct message of {self.user.name}",
        )

    async def wait_for_ephemeral(self, match: Match = None, *, timeout: float = 30.0) -> Message:  # noqa: ASYNC109 - the time-out is the caller's promise
        """The newest ephemeral message that fits, now or within ``timeout`` real seconds."""
        return await wait_for(
            lambda: self.ephemerals,
            match,
            timeout=timeout,
            changes=self._workspace.changes,
            place=f"what only {self.user.name} sees",
        )

    async def wait_for_modal(
        self,
        match: str | Callable[[View], bool] | None = None,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 - the time-out is the caller's promise
    ) -> View:
        """The modal on top, as soon as it fits."""
        return await self._wait_for_view(lambda: self.modal, match, timeout, "modal")

    async def wait_for_home(
        self,
        match: str | Callable[[View], bool] | None = None,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 - the time-out is the caller's promise
    ) -> View:
        """The Home tab, as soon as it fits."""
        return await self._wait_for_view(lambda: self.home, match, timeout, "Home tab")

    async def _wait_for_view(
        self,
        look: Callable[[], View | None],
        match: str | Callable[[View], bool] | None,
        timeout: float,  # noqa: ASYNC109 - the time-out is the caller's promise
        what: str,
    ) -> View:
        def shown() -> View | None:
            view = look()
            if view is None or match is None:
                return view
            return view if (match in view.rendered if isinstance(match, str) else match(view)) else None

        def missed() -> str:
            view = look()
            return f"no {what} {match!r} before {self.user.name}; visible: {view.rendered if view else None!r}"

        return await self._workspace.changes.until(shown, timeout=timeout, missed=missed)

    # What the person writes

    async def dm(self, text: str, *, thread_ts: str | None = None) -> Message:
        """Write to the bot."""
        return self._write(self._dm, text, thread_ts, [])

    async def say(self, channel: Channel | str, text: str, thread_ts: str | None = None) -> Message:
        """Write in a channel; ``<@U…>`` mentions."""
        return self._write(self._place(channel), text, thread_ts, [])

    async def dm_file(self, content: bytes, filename: str, text: str = "", *, thread_ts: str | None = None) -> Message:
        """Send a file to the bot."""
        return await self.share(self._dm.id, content, filename, text, thread_ts=thread_ts)

    async def share(
        self, channel: Channel | str, content: bytes, filename: str, text: str = "", *, thread_ts: str | None = None
    ) -> Message:
        """Share a file in a channel."""
        conversation = self._place(channel)
        file = self.upload(content, filename)
        message = self._write(conversation, text, thread_ts, [file])
        if self._workspace.identity.bot_user_id in conversation.members:
            self._client.delivery.event(
                {
                    "type": "file_shared",
                    "file_id": file.id,
                    "user_id": self.id,
                    "file": {"id": file.id},
                    "channel_id": conversation.id,
                    "event_ts": self._workspace.new_ts(),
                }
            )
        return message

    def upload(self, content: bytes, filename: str) -> File:
        """A file of this person's that is nowhere shared yet, as a modal's file input takes it."""
        file = File(
            id=self._workspace.new_id("F"),
            name=filename,
            title=filename,
            mimetype=mimetypes.guess_type(filename)[0] or "application/octet-stream",
            user=self.id,
            created=self._workspace.seconds(),
            content=content,
            declared=len(content),
            complete=True,
        )
        self._workspace.files[file.id] = file
        return file

    def _write(self, conversation: Conversation, text: str, thread_ts: str | None, files: list[File]) -> Message:
        if conversation is self._dm and (self._workspace.is_external(self.id) or not self._desk.app.messages_tab):
            raise PermissionError(f"{self.user.name} cannot write to the bot")
        if self.id not in conversation.members:
            conversation.members.append(self.id)
        if conversation.archived or conversation.deleted:
            raise PermissionError(f"{self.user.name} cannot write in #{conversation.name}: it is closed")
        draft = Draft(
            user=self.id,
            content=self._content(text),
            thread_ts=thread_ts,
            client_msg_id=None if self.user.is_bot else str(uuid.uuid4()),
            files=files,
        )
        return self._client.messages.post(conversation, draft)

    def _content(self, text: str) -> Content:
        return self._client.messages.compose(text=typed(text), blocks=rich_text(text))

    async def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        if message.user != self.id:
            raise PermissionError("people edit their own messages only")
        self._client.messages.edit(message, self._content(text))

    async def delete(self, message: Message) -> None:
        """Delete one's own message; an administrator deletes anybody's."""
        if message.user != self.id and not self.user.is_admin:
            raise PermissionError("people delete their own messages only")
        self._client.messages.delete(message)

    # What the person does

    async def command(
        self, name: str, text: str = "", channel: Channel | str | None = None, *, thread_ts: str | None = None
    ) -> Ack:
        """Type a slash command; its answer is also visible where Slack shows it. Refused in threads."""
        conversation = self._place(channel)
        if thread_ts is not None:
            refused = self._client.messages.compose(text=f"{name} is not supported in threads. Sorry!")
            self._client.messages.whisper(conversation.id, self.id, refused, thread_ts=thread_ts)
            return Ack(failure="not_supported_in_threads")
        return await self._client.interactions.command(self.id, name, text, conversation.id)

    async def press(self, wanted: str, channel: Channel | str | None = None, *, ts: str | None = None) -> Ack:
        """Press the newest visible button with this label or action id; here the direct message, or ``channel``."""
        return await self._act(wanted, wanted, channel, ts, pressed=True)

    async def choose(
        self, wanted: str, value: Any, channel: Channel | str | None = None, *, ts: str | None = None
    ) -> Ack:
        """Choose in the newest visible menu with this action id or label."""
        return await self._act(wanted, value, channel, ts, pressed=False)

    async def _act(
        self, wanted: str, value: Any, channel: Channel | str | None, ts: str | None, *, pressed: bool
    ) -> Ack:
        conversation = self._place(channel)
        visible = list(self._workspace.shown_to(self.id, conversation.id))
        for message in visible:
            found = find_element(message.blocks, wanted, pressed=pressed) if ts in (None, message.ts) else None
            if found is not None:
                block, element = await self._offered(*found, value, message)
                return await self._client.interactions.act_on_message(self.id, message, block, element, value)
        raise NoSuchChoiceError(f"{self.user.name} sees nothing called {wanted!r}; visible:\n{transcript(visible)}")

    async def shortcut(self, callback_id: str) -> Ack:
        """Run a global shortcut."""
        return await self._client.interactions.shortcut(self.id, callback_id)

    async def message_shortcut(self, callback_id: str, channel: Channel | str, ts: str) -> Ack:
        """Run a shortcut from a message's menu."""
        message = self._place(channel).messages[ts]
        return await self._client.interactions.message_shortcut(self.id, callback_id, message)

    async def open_home(self, tab: Literal["home", "messages"] = "home") -> None:
        """Go to a tab of the app's Home: what it shows of the person, or the direct message."""
        self._client.interactions.open_home(self.id, tab)

    # Modals and Home

    def _open_modal(self) -> View:
        if self.modal is None:
            raise NoSuchChoiceError(f"no modal is open before {self.user.name}")
        return self.modal

    async def fill(self, values: Mapping[str, Any]) -> None:
        """Fill inputs of the open modal, by block id, action id or label."""
        view = self._open_modal()
        for wanted, value in values.items():
            found = find_element(view.blocks, wanted, pressed=False)
            if found is None:
                raise NoSuchChoiceError(f"the modal has no input {wanted!r}; it shows:\n{view.rendered}")
            block, element = await self._offered(*found, value, view)
            view.values[block["block_id"]][element["action_id"]] = filled(element, self._entered(element, value))

    def _entered(self, element: Json, value: Any) -> Any:
        if element["type"] != "file_input":
            return value
        return [self._client.messages.file_json(self.upload(content, name)) for name, content in value]

    async def submit(self, values: Mapping[str, Any] | None = None) -> Ack | None:
        """Fill the inputs named and submit; None when Slack's own client refused (see ``modal.errors``).

        Files are given as ``[(name, bytes), …]``.
        """
        await self.fill(values or {})
        return await self._client.interactions.submit(self._open_modal())

    async def close_modal(self) -> Ack | None:
        """Close the modal on top."""
        return await self._client.interactions.close(self._open_modal())

    async def press_in_modal(self, wanted: str) -> Ack:
        """Press a button of the open modal."""
        return await self._act_in(self._open_modal(), wanted, wanted, pressed=True)

    async def choose_in_modal(self, wanted: str, value: Any) -> Ack:
        """Choose in a menu of the open modal."""
        return await self._act_in(self._open_modal(), wanted, value, pressed=False)

    async def press_in_home(self, wanted: str) -> Ack:
        """Press a button of the Home tab."""
        return await self._act_in(self._published_home(), wanted, wanted, pressed=True)

    async def choose_in_home(self, wanted: str, value: Any) -> Ack:
        """Choose in a menu of the Home tab."""
        return await self._act_in(self._published_home(), wanted, value, pressed=False)

    def _published_home(self) -> View:
        if self.home is None:
            raise NoSuchChoiceError(f"no Home tab is published for {self.user.name}")
        return self.home

    async def _act_in(self, view: View, wanted: str, value: Any, *, pressed: bool) -> Ack:
        found = find_element(view.blocks, wanted, pressed=pressed)
        if found is None:
            raise NoSuchChoiceError(f"nothing called {wanted!r} in:\n{view.rendered}")
        block, element = await self._offered(*found, value, view)
        return await self._client.interactions.act_in_view(view, block, element, value)

    async def _offered(self, block: Json, element: Json, value: Any, source: Message | View) -> tuple[Json, Json]:
        """The element with its options; those of an external menu come from the app, for the first choice typed."""
        if element["type"] not in EXTERNAL:
            return block, element
        typed_text = value if isinstance(value, str) else value[0]
        ask = self._client.interactions.suggestions
        return block, await ask(self.id, block, element, typed_text, source)
