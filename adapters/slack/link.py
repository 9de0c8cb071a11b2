"""Sending to Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, assert_never

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.errors import NOT_SENT_PAUSE, TOKEN, error_name, name_in, outcome_of
from adapters.slack.files import SlackFiles
from adapters.slack.forms import show_form
from adapters.slack.home import show_home, show_page
from adapters.slack.limits import LIMITS
from adapters.slack.references import NAME, chat_of, member_of, message_of, message_ref, parts_of
from adapters.slack.show import Json, show, show_file
from adapters.slack.unopened import Unopened
from bot.app.files import Files
from bot.app.outbox import Delivered, Later, Outcome, Parcel, ParcelKind, Reason, Refused, Unsure, person_of
from bot.app.ports import Limits
from bot.domain.effects import AskForm, Immediate, Toast, Whisper
from bot.domain.message import Message, leads_to_private, with_address

log = structlog.get_logger(__name__)

PARCEL = "ventanilla_parcel"
"""The type of the metadata on every message we post; its payload holds the letter's key."""

_PAGES = 10
_PAGE = 200
_MARGIN = timedelta(minutes=1)
"""How far Slack's clock and ours may differ when a message is looked for."""


class SlackGateway:
    """Sends with a client of slack_sdk, one attempt at a time. Every message carries the key of its letter, so that after
    a lost answer the message is looked for before it is sent again. `desk` is the id of the desk's channel, `developers` of
    the developers': what cannot be posted there waits."""

    def __init__(self, *, client: AsyncWebClient, files: Files, desk: str = "", developers: str = "") -> None:
        self._client = client
        self._desks = frozenset({desk, developers or desk})
        self._files = SlackFiles(client=client, files=files, desks=self._desks)
        self._own_user: str | None = None
        self._unopened: Unopened | None = None

    def report_to(self, unopened: Unopened) -> None:
        """Who is told of forms that do not open."""
        self._unopened = unopened

    @property
    def name(self) -> str:
        """The gateway's name in references."""
        return NAME

    @property
    def limits(self) -> Limits:
        """What Slack can show."""
        return LIMITS

    async def deliver(self, parcel: Parcel) -> Outcome:
        """One attempt; see `bot.app.ports.Gateway`."""
        match parcel.letter.kind:
            case ParcelKind.SAY:
                return await self._say(parcel, parcel.letter.message)
            case ParcelKind.REVISE:
                return await self._revise(parcel)
            case ParcelKind.FORWARD | ParcelKind.FETCH | ParcelKind.ENCLOSE:
                return await self._file(parcel)
            case ParcelKind.HOME:
                return await self._home(parcel)
            case ParcelKind.ERASE:
                return Refused(Reason.FORBIDDEN, "a bot cannot delete what a person wrote")
            case _:
                assert_never(parcel.letter.kind)

    async def _file(self, parcel: Parcel) -> Outcome:
        file, stored = parcel.letter.file, parcel.letter.stored
        if file is None:
            return Refused(Reason.INVALID, "no file")
        if parcel.letter.kind is ParcelKind.FETCH:
            return await self._files.fetch(file)
        if parcel.letter.kind is ParcelKind.ENCLOSE and stored is not None:
            return await self._files.enclose(parcel, stored)
        if stored is None:  # written before files were kept: they are named
            return await self._say(parcel, replace(show_file(file), silent=parcel.letter.message.silent))
        return await self._files.put(parcel, stored)

    async def _home(self, parcel: Parcel) -> Outcome:
        try:
            user = member_of(person_of(parcel.letter.chat))
            await self._client.views_publish(user_id=user, view=show_home(parcel.letter.parts))
        except Exception as error:  # noqa: BLE001 - the SDK raises of many kinds; the table sorts them
            return outcome_of(error)
        return Delivered(None)

    async def answer(self, effect: Immediate) -> None:
        """A form opens while the press's trigger lives (3 s); words are shown to the person alone: over the Home tab as a
        page."""
        parts = parts_of(effect.interaction)
        try:
            match effect:
                case AskForm(form=form):
                    await self._open(parts, show_form(form))
                case Whisper(message=message, otherwise=Message() as otherwise):
                    await self._only_there(parts, message, otherwise)
                case Whisper(message=message, beside=True):
                    await self._whisper(parts, message)
                case Whisper(message=message, instead=instead):
                    await self._tell(parts, message, instead=instead)
                case Toast(text=text):
                    if text:  # the acknowledgement has ended the waiting sign
                        await self._tell(parts, Message(body=text))
                case _:
                    assert_never(effect)
        except Exception as error:  # noqa: BLE001 - best effort: whatever the SDK raises, the turn is committed
            log.info("slack.answer_failed", effect=type(effect).__name__, why=str(outcome_of(error)))
            if isinstance(effect, AskForm) and self._unopened is not None:
                await self._unopened.report(effect)

    async def _say(self, parcel: Parcel, message: Message) -> Outcome:
        team, channel = chat_of(parcel.letter.chat)
        thread = message_of(parcel.thread)[1] if parcel.thread is not None else None
        try:
            if parcel.unsure:
                found = await self._search(parcel, team, channel, thread)
                if found is not None:
                    return found
            shown = show(await self._with_address(message, team))
            sent = await self._client.chat_postMessage(
                channel=channel,
                text=shown.text,
                blocks=shown.blocks,
                thread_ts=thread,
                metadata={"event_type": PARCEL, "event_payload": {"key": parcel.letter.key}},
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )
            if thread is not None and not (sent.get("message") or {}).get("thread_ts"):
                return await self._take_back(sent["channel"], sent["ts"])
            return Delivered(message_ref(team, sent["channel"], sent["ts"]))
        except Exception as error:  # noqa: BLE001 - the SDK raises of many kinds; the table sorts them
            return outcome_of(error, at_desk=channel in self._desks)

    async def _take_back(self, channel: str, ts: str) -> Outcome:
        """Slack does not refuse a reply to a message that was deleted: it posts the reply for the whole channel."""
        try:
            await self._client.chat_delete(channel=channel, ts=ts)
        except Exception as error:  # noqa: BLE001 - best effort: it stands there twice at worst
            log.warning("slack.not_taken_back", why=error_name(error) or type(error).__name__)
        return Refused(Reason.LOST, "the message that was answered is deleted")

    async def _with_address(self, message: Message, team: str) -> Message:
        """The message with the address of the reader's own chat where a button leads there
        (https://docs.slack.dev/interactivity/deep-linking)."""
        if not leads_to_private(message):
            return message
        if self._own_user is None:
            self._own_user = str((await self._client.auth_test())["user_id"])
        return with_address(message, f"slack://user?team={team}&id={self._own_user}")

    async def _revise(self, parcel: Parcel) -> Outcome:
        if (target := parcel.target) is None:
            return Refused(Reason.GONE, "the message to change was never sent")
        channel, ts = message_of(target)
        wanted = chat_of(parcel.letter.chat)[1]
        if channel != wanted and wanted in self._desks:
            return Refused(Reason.LOST, "it stands in a channel that was the desk's before")
        shown = show(parcel.letter.message)
        try:
            await self._client.chat_update(
                channel=channel, ts=ts, text=shown.text, blocks=shown.blocks, parse="none", link_names=False
            )
        except Exception as error:  # noqa: BLE001 - the SDK raises of many kinds; the table sorts them
            return outcome_of(error, at_desk=channel in self._desks)
        return Delivered(target)

    async def _search(self, parcel: Parcel, team: str, channel: str, thread: str | None) -> Outcome | None:
        """Where an earlier attempt arrived. None when it did not, or when we may not look: rather twice than never."""
        try:
            if channel.startswith(("U", "W")):
                opened = await self._client.conversations_open(users=channel)
                channel = opened["channel"]["id"]
            ts = await self._find(parcel, channel, thread)
        except Exception as error:  # noqa: BLE001 - the SDK raises of many kinds; the table sorts them
            if error_name(error) in TOKEN:
                log.warning("slack.cannot_look_back", why=error_name(error))
                return None
            outcome = outcome_of(error, at_desk=channel in self._desks)
            if thread is not None and isinstance(outcome, Refused) and outcome.reason is Reason.LOST:
                return await self._search_unthreaded(parcel, channel)
            if isinstance(outcome, Unsure):  # of the search; this attempt has sent nothing
                return Later(NOT_SENT_PAUSE, f"could not look for the earlier attempt: {outcome.why}")
            return outcome
        return None if ts is None else Delivered(message_ref(team, channel, ts))

    async def _search_unthreaded(self, parcel: Parcel, channel: str) -> Outcome:
        """The message that was answered is deleted; an earlier attempt may stand in the channel."""
        try:
            ts = await self._find(parcel, channel, None)
        except Exception as error:  # noqa: BLE001 - best effort: it stands there twice at worst
            log.warning("slack.not_taken_back", why=error_name(error) or type(error).__name__)
            ts = None
        if ts is not None:
            return await self._take_back(channel, ts)
        return Refused(Reason.LOST, "the message that was answered is deleted")

    async def _find(self, parcel: Parcel, channel: str, thread: str | None) -> str | None:
        """The timestamp of the message with the letter's key."""
        oldest = f"{(parcel.letter.at - _MARGIN).timestamp():.6f}"
        common: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": _PAGE, "include_all_metadata": True}
        cursor = ""
        for _ in range(_PAGES):
            if thread is None:
                page = await self._client.conversations_history(**common, cursor=cursor or None)
            else:
                page = await self._client.conversations_replies(**common, ts=thread, cursor=cursor or None)
            for message in page["messages"]:
                if _key(message) == parcel.letter.key:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return None

    async def _open(self, parts: Mapping[str, str], view: Json, *, instead: bool = False) -> None:
        """A view opens: over the page on which the person acted, or in its place, where it was on a page."""
        where, _, page = parts.get("surface", "").partition(":")
        if (where == "page" and instead) or where == "form":
            await self._client.views_update(view_id=page, view=view)
        elif where == "page":
            await self._client.views_push(trigger_id=parts.get("trigger_id", ""), view=view)
        else:
            await self._client.views_open(trigger_id=parts.get("trigger_id", ""), view=view)

    async def _tell(self, parts: Mapping[str, str], message: Message, *, instead: bool = False) -> None:
        """Words for the person alone: on a page when they acted on one or on the Home tab, while that can still open."""
        if "surface" in parts:
            try:
                await self._open(parts, show_page(message), instead=instead)
            except Exception as error:  # noqa: BLE001 - whatever it was: the words arrive the other way
                log.info("slack.page_failed", why=str(outcome_of(error)))
            else:
                return
        await self._whisper(parts, message)

    async def _only_there(self, parts: Mapping[str, str], message: Message, otherwise: Message) -> None:
        """What must never stand in a conversation: on the page that was sent, or not at all."""
        where, _, page = parts.get("surface", "").partition(":")
        if where == "form":
            try:
                await self._client.views_update(view_id=page, view=show_page(message))
            except Exception as error:  # noqa: BLE001 - whatever it was: it was not shown
                log.warning("slack.not_shown", why=outcome_of(error))
            else:
                return
        await self._whisper(parts, otherwise)

    async def _whisper(self, parts: Mapping[str, str], message: Message) -> None:
        shown = show(message)
        if "response_url" in parts:
            hook = AsyncWebhookClient(url=parts["response_url"], session=self._client.session, retry_handlers=[])
            answer = await hook.send(
                text=shown.text, blocks=shown.blocks, response_type="ephemeral", replace_original=False
            )
            if answer.status_code != 200:
                log.info(
                    "slack.answer_failed", effect="Whisper", why=f"HTTP {answer.status_code} {name_in(answer.body)}"
                )
        elif "channel" in parts:
            await self._client.chat_postEphemeral(
                channel=parts["channel"], user=parts["user"], text=shown.text, blocks=shown.blocks
            )
        else:
            await self._client.chat_postMessage(channel=parts["user"], text=shown.text, blocks=shown.blocks)


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return payload.get("key") if metadata.get("event_type") == PARCEL else None
