"""Files of Slack: bringing over what a person sent, and putting a file into a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from adapters.slack.errors import NOT_SENT_PAUSE, TOKEN_PAUSE, error_name, outcome_of
from adapters.slack.references import chat_of, file_of, message_of
from adapters.slack.show import cut, plain, show_file
from bot.app.files import Files, StoredFile
from bot.app.outbox import Delivered, Later, Outcome, Parcel, Reason, Refused, Unsure
from bot.app.taking import LONGEST_TRANSFER, taken
from bot.domain.message import File
from bot.domain.unfit import LARGEST_FILE

_CHUNK = 2**16
_TIMEOUT = aiohttp.ClientTimeout(total=LONGEST_TRANSFER, sock_connect=5.0, sock_read=15.0)
_GONE = frozenset({"file_not_found", "file_deleted", "file_not_available"})
_TITLE = 255
_PAGES = 10
_LONGEST_PAUSE = 60.0


NO_CHANNELS: frozenset[str] = frozenset()


class _Refused(Exception):
    """The transfer was answered, but not as it should be."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class SlackFiles:
    """The files of one workspace, one attempt at a time."""

    def __init__(self, *, client: AsyncWebClient, files: Files, desks: frozenset[str] = NO_CHANNELS) -> None:
        self._client = client
        self._files = files
        self._desks = desks

    async def fetch(self, file: File) -> Outcome:
        """Brings a file over; it may always be repeated."""
        try:
            async with asyncio.timeout(LONGEST_TRANSFER):
                found = await self._client.files_info(file=file_of(file.ref))
                about: Mapping[str, Any] = found["file"]
                if int(about.get("size") or 0) > LARGEST_FILE:
                    return Refused(Reason.TOO_LARGE, "its size")
                address = str(about.get("url_private_download") or about.get("url_private") or "")
                return await taken(self._files, self._chunks(address), file.label)
        except _Refused as refusal:
            return refusal.outcome
        except Exception as error:  # noqa: BLE001 - the SDK raises of many kinds; the table sorts them
            return _judged(error)

    async def put(self, parcel: Parcel, stored: StoredFile) -> Outcome:
        """Puts a kept file into the parcel's thread. Its name is unique, so that after a lost answer it is looked for there
        before it is sent again."""
        if parcel.thread is None:  # its card is on the way, in another lane
            return Later(min(_LONGEST_PAUSE, 2.0 ** (parcel.attempts - 1)), "the card is not posted yet")
        channel, thread = message_of(parcel.thread)
        return await self._share(parcel, stored, channel, thread)

    async def enclose(self, parcel: Parcel, stored: StoredFile) -> Outcome:
        """Puts a kept file into a person's direct message, likewise."""
        _, user = chat_of(parcel.letter.chat)
        try:
            opened = await self._client.conversations_open(users=user)
        except Exception as error:  # noqa: BLE001 - the SDK raises of many kinds; the table sorts them
            return _not_shared(_judged(error))
        return await self._share(parcel, stored, str(opened["channel"]["id"]), None)

    async def _share(self, parcel: Parcel, stored: StoredFile, channel: str, thread: str | None) -> Outcome:
        try:
            async with asyncio.timeout(LONGEST_TRANSFER):
                if thread is not None:
                    await self._stands(channel, thread)
                if parcel.unsure and await self._is_there(stored, channel, thread):
                    return Delivered(None)
                number = await self._uploaded(stored)
        except _Refused as refusal:
            return refusal.outcome
        except FileNotFoundError:
            return Refused(Reason.GONE, "the file is no longer kept")
        except Exception as error:  # noqa: BLE001 - likewise
            return _not_shared(_judged(error, at_desk=channel in self._desks))
        try:
            file: dict[str, str | None] = {"id": number, "title": _title(parcel.letter.file)}
            where: dict[str, Any] = (
                {"channel_id": channel} if thread is None else {"channel_id": channel, "thread_ts": thread}
            )
            await self._client.files_completeUploadExternal(files=[file], **where)
        except Exception as error:  # noqa: BLE001 - likewise
            return _judged(error, at_desk=channel in self._desks)
        return Delivered(None)

    async def _stands(self, channel: str, thread: str) -> None:
        """Refused for a thread whose first message was deleted: a file shared there would stand anywhere."""
        page = await self._client.conversations_replies(channel=channel, ts=thread, limit=1)
        if any(message["ts"] == thread and message.get("subtype") == "tombstone" for message in page["messages"]):
            raise _Refused(Refused(Reason.LOST, "tombstone"))

    async def _chunks(self, address: str) -> AsyncIterator[bytes]:
        where = self._of_slack(address)  # the token goes to nobody else
        if where is None:
            raise _Refused(Refused(Reason.NOT_ALLOWED, "the file is not kept by Slack"))
        headers = {"Authorization": f"Bearer {self._client.token}", "Accept-Encoding": "identity"}
        async with self._session.get(
            where, headers=headers, timeout=_TIMEOUT, allow_redirects=False, auto_decompress=False
        ) as response:
            if response.status != 200:
                raise _Refused(_answered(response))
            if response.headers.get("Content-Encoding", "identity") != "identity":  # nothing is unpacked here
                raise _Refused(Unsure("the download is compressed"))
            async for chunk in response.content.iter_chunked(_CHUNK):
                yield chunk

    def _of_slack(self, address: str) -> URL | None:
        """The address, read once by the library that will go there, when it is of the host of the Web API or below it, at
        its port, and as well protected."""
        try:
            ours, its = URL(self._client.base_url), URL(address)
        except ValueError:
            return None
        host, own = its.host or "", ours.host or ""
        named = its.scheme == ours.scheme and its.port == ours.port and its.user is None and its.password is None
        return its if named and (host == own or host.endswith(f".{own}")) else None

    async def _uploaded(self, stored: StoredFile) -> str:
        """Slack's id of the file once its bytes are there; nobody sees it yet."""
        rest = self._files.read(stored.name)
        first = await anext(rest, b"")  # a file that is no longer there is found out before Slack is told of one
        place = await self._client.files_getUploadURLExternal(filename=stored.name, length=stored.size)
        headers = {"Content-Length": str(stored.size), "Content-Type": "application/octet-stream"}
        where = self._of_slack(str(place["upload_url"]))
        if where is None:
            raise _Refused(Refused(Reason.NOT_ALLOWED, "the place for the file is not Slack's"))
        async with self._session.post(
            where, data=_whole(first, rest), headers=headers, timeout=_TIMEOUT, allow_redirects=False
        ) as response:
            if response.status != 200:
                raise _Refused(_not_shared(_answered(response)))
        return str(place["file_id"])

    async def _is_there(self, stored: StoredFile, channel: str, thread: str | None) -> bool:
        cursor = ""
        for _ in range(_PAGES):
            where: dict[str, Any] = {"channel": channel, "limit": 200, "cursor": cursor or None}
            if thread is None:
                page = await self._client.conversations_history(**where)
            else:
                page = await self._client.conversations_replies(**where, ts=thread)
            for message in page["messages"]:
                if any(file.get("name") == stored.name for file in message.get("files") or ()):
                    return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return False

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._client.session is None:
            raise TypeError("the client was not made by slack_client")
        return self._client.session


async def _whole(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


def _title(file: File | None) -> str:
    """What people read of it; titles are plain text, in which nothing is active."""
    return cut(plain(show_file(file).body), _TITLE) if file is not None else "—"


def _judged(error: Exception, *, at_desk: bool = False) -> Outcome:
    name = error_name(error)
    if name in _GONE:
        return Refused(Reason.GONE, name)
    if name == "missing_scope":  # the app was installed before it needed it; everything else may go on
        return Refused(Reason.FORBIDDEN, "the app lacks files:read or files:write: install it anew from the manifest")
    return outcome_of(error, at_desk=at_desk)


def _answered(response: aiohttp.ClientResponse) -> Outcome:
    status = response.status
    if status == 429:
        after = response.headers.get("Retry-After", "")
        return Later(float(after) if after.isdecimal() else TOKEN_PAUSE, "rate limited")
    if status in (301, 302, 401, 403):  # Slack shows its sign-in page to whom it does not let in
        return Later(TOKEN_PAUSE, f"Slack does not let the app in: HTTP {status}")
    if status in (404, 410):
        return Refused(Reason.GONE, f"HTTP {status}")
    return Unsure(f"HTTP {status}")


def _not_shared(outcome: Outcome) -> Outcome:
    """As long as the file is not shared, nobody saw anything of it: what is unsure is simply done again."""
    return Later(NOT_SENT_PAUSE, outcome.why) if isinstance(outcome, Unsure) else outcome
