"""The pretend Bot API over HTTP, and the Python side of its control."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeAlias

from aiohttp import web

from adapters.listener import Listener
from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.telegram import (
    methods_changing,
    methods_profile,
    methods_sending,
    methods_updates,
)
from adapters.sandbox.telegram.api_error import BotApiError, Json, bad_request, too_many_requests
from adapters.sandbox.telegram.control import control_routes
from adapters.sandbox.telegram.files import LARGEST_UPLOAD
from adapters.sandbox.telegram.messages import Account, Message
from adapters.sandbox.telegram.parameters import Arguments, Upload, checked_arguments, method_named
from adapters.sandbox.telegram.people import Group, Person
from adapters.sandbox.telegram.state import State
from adapters.sandbox.telegram.webhook import Delivery
from adapters.sandbox.timeline import Timeline

HOST = "127.0.0.1"
Handler: TypeAlias = Callable[[State, Arguments], Awaitable[Any]]
HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "getMe": methods_profile.get_me,
        "getUpdates": methods_updates.get_updates,
        "setWebhook": methods_updates.set_webhook,
        "deleteWebhook": methods_updates.delete_webhook,
        "getWebhookInfo": methods_updates.get_webhook_info,
        "sendMessage": methods_sending.send_message,
        "sendPhoto": methods_sending.send_photo,
        "sendDocument": methods_sending.send_document,
        "sendVoice": methods_sending.send_voice,
        "sendVideo": methods_sending.send_video,
        "sendMediaGroup": methods_sending.send_media_group,
        "sendChatAction": methods_sending.send_chat_action,
        "editMessageText": methods_changing.edit_message_text,
        "editMessageCaption": methods_changing.edit_message_caption,
        "editMessageReplyMarkup": methods_changing.edit_message_reply_markup,
        "deleteMessage": methods_changing.delete_message,
        "deleteMessages": methods_changing.delete_messages,
        "answerCallbackQuery": methods_changing.answer_callback_query,
        "getFile": methods_profile.get_file,
        "getChat": methods_profile.get_chat,
        "leaveChat": methods_profile.leave_chat,
        "setMyCommands": methods_profile.set_my_commands,
        "getMyCommands": methods_profile.get_my_commands,
        "deleteMyCommands": methods_profile.delete_my_commands,
        "setMyDescription": methods_profile.set_my_description,
        "getMyDescription": methods_profile.get_my_description,
        "setMyShortDescription": methods_profile.set_my_short_description,
        "getMyShortDescription": methods_profile.get_my_short_description,
    }
)


@dataclass(slots=True, kw_only=True)
class Journaled:
    """One request to the Bot API. ``status`` and ``answer`` stay None while it runs or when it was cut before."""

    at: datetime
    method: str
    params: Json
    status: int | None = None
    answer: Json | None = None

    @property
    def ok(self) -> bool:
        """Whether the effect took place."""
        return self.answer is not None and self.answer["ok"] is True


class TelegramSandbox:
    """A pretend Telegram with one bot, on loopback: ``async with TelegramSandbox() as tg: …``.

    Give ``base_url`` and ``base_file_url`` to the Bot API client under test. Dates, lifetimes and rates
    follow ``timeline``; ``strict_rates=False`` turns off every rate limit. After `stop`, `start` brings the
    same chats back on the same port: an outage of the platform.
    """

    def __init__(
        self,
        *,
        token: str = "123456:SANDBOX",  # noqa: S107 - of a pretend bot
        timeline: Timeline | None = None,
        port: int = 0,
        strict_rates: bool = True,
    ) -> None:
        self.token = token
        self.timeline = timeline or Timeline()
        self.faults = Faults()
        self.journal: list[Journaled] = []
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        bot = Account(id=int(token.partition(":")[0]), first_name="Sandbox", is_bot=True, username="sandbox_bot")
        self._state = State(bot=bot, timeline=self.timeline, strict_rates=strict_rates)
        self._port = port
        self._serving: tuple[Listener, web.AppRunner] | None = None

    @property
    def base_url(self) -> str:
        """The address before the token: ``http://127.0.0.1:PORT/bot``."""
        return f"http://{HOST}:{self._port}/bot"

    @property
    def base_file_url(self) -> str:
        """The address of downloads before the token."""
        return f"http://{HOST}:{self._port}/file/bot"

    @property
    def control_url(self) -> str:
        """Where the control API answers; its routes are in `adapters.sandbox.telegram.control`."""
        return f"http://{HOST}:{self._port}/control"

    @property
    def deliveries(self) -> list[Delivery]:
        """The attempts of the webhook that is set now, oldest first."""
        return self._state.webhook.deliveries if self._state.webhook else []

    async def start(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=LARGEST_UPLOAD + 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.add_routes(control_routes(self))
        app.router.add_route("*", "/{elsewhere:.*}", _not_found)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await runner.setup()
        listener = await Listener.opened(runner, host=HOST, port=self._port)
        self._serving, self._port = (listener, runner), listener.port
        if self._state.webhook is not None:
            self._state.webhook.start()

    async def stop(self) -> None:
        """Close every connection and stop listening; nothing is forgotten."""
        if self._state.webhook is not None:
            await self._state.webhook.stop()
        if self._serving is not None:
            (listener, runner), self._serving = self._serving, None
            await listener.close()
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    def person(
        self,
        *,
        first_name: str = "María",
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "es",
    ) -> Person:
        """Somebody new, who has not written to the bot yet."""
        account = self._state.new_account(
            first_name=first_name, last_name=last_name, username=username, language_code=language_code
        )
        person = self.people[account.id] = Person(self._state, account)
        return person

    def group(self, title: str, by: Person | None = None) -> Group:
        """A new group to which ``by`` (else somebody new) has just added the bot."""
        adder = by or self.person(first_name="Group founder")
        chat = self._state.new_group(title)
        chat.access = "left"
        self._state.member_changed(chat, adder.account, "open")
        group = self.groups[chat.id] = Group(chat)
        return group

    def migrate(self, group: Group) -> Group:
        """Make a supergroup of a group: later sends to the old id are refused with the new one."""
        upgraded = self._state.upgrade(group.chat)
        for chat, field, other in (
            (group.chat, "migrate_to_chat_id", upgraded.id),
            (upgraded, "migrate_from_chat_id", group.id),
        ):
            message = self._state.post(
                Message(
                    chat=chat,
                    message_id=self._state.next_message_id(chat),
                    sender=Account(id=1_087_968_824, first_name="Group", is_bot=True, username="GroupAnonymousBot"),
                    date=self.timeline.now(),
                    extra={field: other},
                )
            )
            self._state.queue.add("message", message.json(), lane=f"message:{chat.id}")
        new = self.groups[upgraded.id] = Group(upgraded)
        return new

    def put_raw_update(self, body: Json) -> int:
        """Queue any object as an update, however malformed; returns its update id (which it may lack)."""
        return self._state.queue.add_raw(body)

    def redeliver(self, update_id: int) -> None:
        """Deliver an update again, even one that was confirmed."""
        self._state.queue.redeliver(update_id)

    def hold(self, chat_id: int) -> None:
        """Keep back the updates of a chat: those of others overtake them."""
        self._state.queue.hold(chat_id)

    def release(self, chat_id: int) -> None:
        """Deliver what `hold` kept back."""
        self._state.queue.release(chat_id)

    @property
    def pending_update_ids(self) -> list[int]:
        """What the bot has not confirmed yet."""
        return [queued.update_id for queued in self._state.queue.pending()]

    @property
    def latest_update_id(self) -> int:
        """The number of the newest update."""
        return self._state.queue.latest_id

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        entry = Journaled(at=self.timeline.now(), method=request.match_info["method"], params={})
        self.journal.append(entry)
        if request.match_info["token"] != self.token:
            return _answered(entry, BotApiError("Unauthorized", code=401).json())
        try:
            given, uploads = await _body(request)
            entry.params = given | {name: _described(upload) for name, upload in uploads.items()}
            entry.method = method_named(entry.method)
        except BotApiError as refusal:
            return _answered(entry, refusal.json())
        return await self.faults.around(
            request,
            method=entry.method,
            chat=str(given.get("chat_id")),
            timeline=self.timeline,
            effect=lambda: self._carry_out(entry, given, uploads),
            refuse=lambda fault: _answered(entry, _refusal_of(fault).json()),
        )

    async def _carry_out(self, entry: Journaled, given: Json, uploads: Mapping[str, Upload]) -> web.Response:
        try:
            arguments = checked_arguments(entry.method, given, uploads)
            result = await HANDLERS[entry.method](self._state, arguments)
        except BotApiError as refusal:
            return _answered(entry, refusal.json())
        return _answered(entry, {"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        stored = self._state.files.at(request.match_info["path"])
        if request.match_info["token"] != self.token or stored is None:
            return _json_response(BotApiError("Not Found", code=404).json())

        async def effect() -> web.StreamResponse:
            return web.Response(body=stored.data, content_type="application/octet-stream")

        return await self.faults.around(
            request,
            method="download",
            chat=None,
            timeline=self.timeline,
            effect=effect,
            refuse=lambda fault: _json_response(_refusal_of(fault).json()),
        )


def _refusal_of(fault: Fault) -> BotApiError:
    if fault.kind == "rate_limited":
        return too_many_requests(fault.retry_after)
    return BotApiError(fault.body, code=fault.status)


def _answered(entry: Journaled, body: Json) -> web.Response:
    entry.answer = body
    entry.status = body.get("error_code", 200)
    return _json_response(body)


def _json_response(body: Json) -> web.Response:
    retry_after = body.get("parameters", {}).get("retry_after")
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return web.json_response(body, status=body.get("error_code", 200), headers=headers)


async def _not_found(_: web.Request) -> web.Response:
    return _json_response(BotApiError("Not Found", code=404).json())


async def _body(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """The parameters and files of a request: query, form, multipart and JSON alike."""
    given: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            given |= await _json_body(request)
        else:
            for name, value in (await request.post()).items():
                if isinstance(value, str):
                    given[name] = value
                elif isinstance(value, web.FileField):
                    uploads[name] = Upload(filename=value.filename, data=value.file.read())
                else:
                    uploads[name] = Upload(filename=None, data=bytes(value))
    except web.HTTPRequestEntityTooLarge:
        raise BotApiError("Request Entity Too Large", code=413) from None
    if any(len(upload.data) > LARGEST_UPLOAD for upload in uploads.values()):
        raise BotApiError("Request Entity Too Large", code=413)
    return given, uploads


async def _json_body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body


def _described(upload: Upload) -> Json:
    return {"filename": upload.filename, "size": len(upload.data)}
