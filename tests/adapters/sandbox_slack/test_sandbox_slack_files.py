"""Files both ways: the three-step upload, shares that come later, and downloads that need the token."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox

IMAGE = bytes(range(256)) * 40


async def test_a_persons_file_comes_as_file_share_and_is_downloaded_with_the_token(
    sl: SlackSandbox, client: AsyncWebClient
) -> None:
    ana = sl.member("ana")
    message = await ana.dm_file(IMAGE, "pantalla.png", "así se ve")
    shown = (await client.conversations_history(channel=ana.dm_channel))["messages"][0]
    assert (shown["subtype"], shown["text"]) == ("file_share", "así se ve")
    (file,) = shown["files"]
    assert (file["mimetype"], file["size"]) == ("image/png", len(IMAGE))
    assert file["shares"]["private"][ana.dm_channel] == [{"ts": message.ts}]
    url = file["url_private_download"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url, headers={"Authorization": "Bearer xoxb-sandbox"}) as answer:
            assert await answer.read() == IMAGE
        for headers in ({}, {"Authorization": "Bearer xoxb-otro"}):
            async with session.get(url, headers=headers) as answer:
                assert (answer.status, answer.content_type) == (200, "text/html")
            async with session.get(url, headers=headers, allow_redirects=False) as answer:
                assert answer.status == 302


async def test_the_app_is_told_of_the_message_and_of_the_file(sl: SlackSandbox) -> None:
    events: list[dict[str, Any]] = []
    ana = sl.member("ana")
    sl.hold()
    await ana.dm_file(b"x", "a.txt")
    events += [body["event"] for body in sl.delivery._held or []]
    assert [event["type"] for event in events] == ["message", "file_shared"]
    assert events[1]["file_id"] == events[0]["files"][0]["id"]


async def test_the_sdks_upload_ends_as_a_message_in_the_thread(sl: SlackSandbox, client: AsyncWebClient) -> None:
    channel = sl.channel("soporte")
    parent = await client.chat_postMessage(channel=channel.id, text="Ficha")
    uploaded = await client.files_upload_v2(
        channel=channel.id, thread_ts=parent["ts"], filename="a.png", content=IMAGE, initial_comment="La pantalla"
    )
    file_id = uploaded["files"][0]["id"]
    reply = await channel.wait_for("La pantalla")
    assert (reply.thread_ts, reply.files[0].content) == (parent["ts"], IMAGE)
    info = (await client.files_info(file=file_id))["file"]
    assert info["shares"]["public"][channel.id] == [{"ts": reply.ts}]


async def test_the_answer_to_complete_comes_before_the_shares(sl: SlackSandbox, client: AsyncWebClient) -> None:
    channel = sl.channel("soporte")
    url = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with aiohttp.ClientSession() as session, session.post(url["upload_url"], data=b"uno") as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 3")
    done = await client.files_completeUploadExternal(
        files=[{"id": url["file_id"], "title": "Uno"}], channel_id=channel.id
    )
    assert done["files"][0]["shares"] == {}
    await channel.wait_for(lambda message: bool(message.files))
    shared = (await client.files_info(file=url["file_id"]))["file"]["shares"]
    assert list(shared["public"]) == [channel.id]


async def test_what_was_not_uploaded_whole_cannot_be_completed(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    channel = sl.channel("soporte")
    url = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with aiohttp.ClientSession() as session, session.post(url["upload_url"], data=b"demasiado") as answer:
        assert answer.status == 400
    completing = client.files_completeUploadExternal(files=[{"id": url["file_id"]}], channel_id=channel.id)
    assert (await refusal(completing))["error"] == "file_not_found"
    assert (await refusal(client.files_info(file=url["file_id"])))["error"] == "file_not_found"
    await asyncio.sleep(0)
    assert channel.messages == []
