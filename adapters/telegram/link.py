"""Sending to Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar, assert_never

import structlog
import telegram
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from adapters.telegram.enclosing import enclose
from adapters.telegram.errors import CANNOT_PARSE, outcome_of
from adapters.telegram.fetch import fetch
from adapters.telegram.limits import LIMITS
from adapters.telegram.own_name import OwnName
from adapters.telegram.references import NAME, chat_of, message_of, message_ref, query_of
from adapters.telegram.request import TooManyRequests
from adapters.telegram.show import Shown, show, show_answer, show_in_place
from bot.app.files import Files
from bot.app.outbox import Delivered, Later, Outcome, Parcel, ParcelKind, Reason, Refused, erased_from
from bot.app.ports import Clock, Limits
from bot.domain.effects import AskForm, Immediate, Toast, Whisper
from bot.domain.ids import Interaction, MessageRef
from bot.domain.message import File, Message, leads_to_private, with_address

T = TypeVar("T")

log = structlog.get_logger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramGateway:
    """Sends with a bot of python-telegram-bot, one attempt at a time."""

    def __init__(self, *, bot: telegram.Bot, clock: Clock, files: Files) -> None:
        self._bot = bot
        self._files = files
        self._clock = clock
        self._own_name = OwnName(bot)
        self._parts_sent: dict[str, int] = {}
        """Parts of a long message that arrived before a later part failed, by the letter's key."""
        self._flood: tuple[int, float] = (0, 0.0)
        """The chat that was last told to wait, and until when (monotonic)."""

    @property
    def name(self) -> str:
        """The gateway's name in references."""
        return NAME

    @property
    def limits(self) -> Limits:
        """What Telegram can show."""
        return LIMITS

    async def deliver(self, parcel: Parcel) -> Outcome:
        """One attempt; see `bot.app.ports.Gateway`."""
        letter = parcel.letter
        if letter.kind is ParcelKind.FETCH:
            return await self._fetch(letter.file)
        chat = chat_of(letter.chat if letter.kind is not ParcelKind.ERASE else erased_from(letter.chat))
        try:
            match letter.kind:
                case ParcelKind.SAY:
                    return await self._say(letter.key, chat, letter.message)
                case ParcelKind.REVISE:
                    return await self._revise(parcel.target, letter.message)
                case ParcelKind.ERASE:
                    return await self._erase(parcel.target)
                case ParcelKind.ENCLOSE:
                    return await enclose(self._bot, self._files, letter)
                case ParcelKind.FORWARD:
                    return Refused(Reason.INVALID, "files are not forwarded to Telegram")
                case ParcelKind.HOME:
                    return Refused(Reason.INVALID, "Telegram has no Home tab")
                case _:
                    assert_never(letter.kind)
        except TelegramError as error:
            return self._judged(error, parcel, chat)

    async def _fetch(self, file: File | None) -> Outcome:
        if file is None:
            return Refused(Reason.INVALID, "nothing to fetch")
        return await fetch(self._bot, self._files, file)

    async def answer(self, effect: Immediate) -> None:
        """Ends the waiting sign of a pressed button, with a word where there is one; a whisper is a message, since only
        one person is in the chat. Telegram has no forms."""
        query, chat = query_of(effect.interaction)
        try:
            match effect:
                case Toast(text=text):
                    await self._bot.answer_callback_query(query, show_answer(text) if text else None)
                case Whisper(message=message):
                    await self._close(effect.interaction)
                    for shown in show(message):
                        await self._send(chat, shown, silent=message.silent)
                case AskForm():
                    await self._bot.answer_callback_query(query)
                case _:
                    assert_never(effect)
        except TelegramError as error:
            log.info("telegram.answer_failed", why=str(outcome_of(error)))

    async def _close(self, interaction: Interaction) -> None:
        """Ends the waiting sign; that it is too late for that does not matter."""
        try:
            await self._bot.answer_callback_query(query_of(interaction)[0])
        except TelegramError as error:
            log.info("telegram.answer_failed", why=str(outcome_of(error)))

    async def _say(self, key: str, chat: int, message: Message) -> Outcome:
        parts = show(await self._with_address(message))
        reference: MessageRef | None = None
        for number in range(self._parts_sent.get(key, 0), len(parts)):
            reference = await self._send(chat, parts[number], silent=message.silent)
            if len(parts) > 1:
                self._parts_sent[key] = number + 1
        self._parts_sent.pop(key, None)
        return Delivered(reference)

    async def _with_address(self, message: Message) -> Message:
        """The message with the address of the reader's own chat where a button leads there."""
        if not leads_to_private(message):
            return message
        return with_address(message, await self._own_name.private_chat())

    async def _send(self, chat: int, shown: Shown, *, silent: bool) -> MessageRef:
        async def send(text: str, mode: str | None) -> telegram.Message:
            return await self._bot.send_message(
                chat,
                text,
                parse_mode=mode,
                reply_markup=shown.keyboard,
                link_preview_options=_NO_PREVIEW,
                disable_notification=silent,
            )

        sent = await _formatted(shown, send)
        return message_ref(sent.chat_id, sent.message_id)

    async def _revise(self, target: MessageRef | None, message: Message) -> Outcome:
        if target is None:
            return Refused(Reason.GONE, "the message to change was never sent")
        chat, number = message_of(target)
        shown = show_in_place(message)

        async def edit(text: str, mode: str | None) -> object:
            return await self._bot.edit_message_text(
                text,
                chat,
                number,
                parse_mode=mode,
                reply_markup=shown.keyboard,
                link_preview_options=_NO_PREVIEW,
            )

        await _formatted(shown, edit)
        return Delivered(target)

    async def _erase(self, target: MessageRef | None) -> Outcome:
        """Telegram lets a bot delete what a person wrote to it, for 48 hours."""
        if target is None:
            return Refused(Reason.GONE, "nothing to delete")
        await self._bot.delete_message(*message_of(target))
        return Delivered(target)

    def _judged(self, error: TelegramError, parcel: Parcel, chat: int) -> Outcome:
        outcome = outcome_of(error)
        match outcome:
            case Delivered():
                return Delivered(parcel.target)
            case Refused():
                self._parts_sent.pop(parcel.letter.key, None)
            case Later() if isinstance(error, TooManyRequests):
                return replace(outcome, everybody=self._is_flood(chat, outcome.seconds))
        return outcome

    def _is_flood(self, chat: int, seconds: float) -> bool:
        """Telegram does not say whether one chat or the whole bot is to wait: it is the bot when a second chat is told so
        before the first one's time is over."""
        now = self._clock.monotonic()
        other, until = self._flood
        self._flood = (chat, now + seconds)
        return other != chat and now < until


async def _formatted(shown: Shown, call: Callable[[str, str | None], Awaitable[T]]) -> T:
    """Makes the call with HTML or, should Telegram not be able to parse that, with the same as plain text."""
    try:
        return await call(shown.html, ParseMode.HTML)
    except BadRequest as error:
        if CANNOT_PARSE not in str(error).lower():
            raise
    return await call(shown.plain, None)
