"""What an app loses: its card, the thread under it, its channel, its place there, its token."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox


async def acknowledge(ack: Any) -> None:
    await ack()


HEARD = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "message",
    "tokens_revoked",
    "app_uninstalled",
)


@pytest.fixture
async def events(sl: SlackSandbox, bolt: AsyncApp, connect: Any) -> Any:
    """The inner events that a connected app was given, its own messages left out. Bolt hides from its listeners that
    somebody deleted what the app itself had written, so they are read off the wire."""
    for name in HEARD:
        bolt.event(name)(acknowledge)
    await connect(bolt)

    def seen() -> list[dict[str, Any]]:
        sent = [envelope.payload["event"] for envelope in sl.journal.envelopes if envelope.kind == "events_api"]
        return [event for event in sent if "bot_id" not in event]

    return seen


async def test_an_administrator_deletes_the_apps_card_and_the_app_is_told(
    sl: SlackSandbox, client: AsyncWebClient, events: Any, refusal: Any
) -> None:
    ana, sofia = sl.member("ana"), sl.member("sofia", admin=True)
    channel = sl.channel("soporte")
    await client.chat_postMessage(channel=channel.id, text="Ficha 1")
    card = channel.messages[0]
    with pytest.raises(PermissionError):
        await ana.delete(card)
    await sofia.delete(card)
    await sl.settled()
    (event,) = events()
    assert (event["subtype"], event["deleted_ts"], event["channel"]) == ("message_deleted", card.ts, channel.id)
    assert event["previous_message"]["bot_id"] == sl.identity.bot_id
    changing = client.chat_update(channel=channel.id, ts=card.ts, text="x")
    assert (await refusal(changing))["error"] == "message_not_found"


async def test_what_is_left_of_a_card_with_a_thread_is_no_card_but_still_a_thread(
    sl: SlackSandbox, client: AsyncWebClient, events: Any, refusal: Any
) -> None:
    sofia = sl.member("sofia", admin=True)
    channel = sl.channel("soporte")
    ts = (await client.chat_postMessage(channel=channel.id, text="Ficha 1"))["ts"]
    await client.chat_postMessage(channel=channel.id, text="nota", thread_ts=ts)
    await sofia.delete(channel.messages[0])
    await sl.settled()
    (event,) = events()
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert event["message"]["user"] == "USLACKBOT"
    changing = client.chat_update(channel=channel.id, ts=ts, text="x")
    assert (await refusal(changing))["error"] == "message_not_found"
    deleting = client.chat_delete(channel=channel.id, ts=ts)
    assert (await refusal(deleting))["error"] == "message_not_found"
    more = await client.chat_postMessage(channel=channel.id, text="otra", thread_ts=ts)
    assert more["message"]["thread_ts"] == ts


async def test_a_reply_to_a_message_that_is_gone_lands_in_the_channel_and_only_the_answer_tells(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    sofia = sl.member("sofia", admin=True)
    channel = sl.channel("soporte")
    ts = (await client.chat_postMessage(channel=channel.id, text="Ficha 1"))["ts"]
    await sofia.delete(channel.messages[0])
    posted = await client.chat_postMessage(channel=channel.id, text="nota", thread_ts=ts)
    assert "thread_ts" not in posted["message"]
    assert [message.in_thread for message in channel.messages] == [False]
    assert (await refusal(client.conversations_replies(channel=channel.id, ts=ts)))["error"] == "thread_not_found"
    uploaded = await client.files_upload_v2(channel=channel.id, content="x", filename="x.txt", thread_ts=ts)
    assert uploaded["ok"] is True
    shared = await channel.wait_for("x.txt")
    assert not shared.in_thread


@pytest.mark.parametrize(("private", "kind"), [(False, "channel"), (True, "group")])
async def test_an_archived_deleted_or_left_channel_is_told_by_its_kind(
    sl: SlackSandbox, client: AsyncWebClient, events: Any, refusal: Any, private: bool, kind: str
) -> None:
    ana = sl.member("ana")
    channel = sl.channel("soporte", private=private)
    channel.archive(by=ana.id)
    await sl.settled()
    posting = client.chat_postMessage(channel=channel.id, text="x")
    assert (await refusal(posting))["error"] == "is_archived"
    channel.unarchive()
    channel.remove_bot(by=ana.id)
    await sl.settled()
    outside = client.chat_postMessage(channel=channel.id, text="x")
    assert (await refusal(outside))["error"] == ("channel_not_found" if private else "not_in_channel")
    channel.add_bot(by=ana.id)
    channel.delete(by=ana.id)
    await sl.settled()
    nowhere = client.chat_postMessage(channel=channel.id, text="x")
    assert (await refusal(nowhere))["error"] == "channel_not_found"
    heard = {event["type"]: event for event in events()}
    assert set(heard) >= {f"{kind}_archive", f"{kind}_left", f"{kind}_deleted", "member_joined_channel"}
    assert {event["channel"] for event in heard.values()} == {channel.id}
    assert heard[f"{kind}_archive"]["user"] == ana.id
    assert heard["member_joined_channel"]["inviter"] == ana.id


async def test_an_uninstalled_app_hears_that_and_nothing_more_until_it_is_installed_again(
    sl: SlackSandbox, client: AsyncWebClient, events: Any, refusal: Any
) -> None:
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    sl.revoke_tokens()
    await ana.dm("¿Hay alguien?")
    await sl.settled()
    assert {event["type"] for event in events()} == {"tokens_revoked", "app_uninstalled"}
    assert [event["tokens"]["bot"] for event in events() if "tokens" in event] == [[sl.identity.bot_user_id]]
    assert (await refusal(client.auth_test()))["error"] == "token_revoked"
    assert (await ana.command("/ticket")).error == "not_a_valid_command"
    assert (await client.apps_connections_open(app_token="xapp-sandbox"))["ok"] is True
    sl.reinstall("xoxb-new")
    assert (await refusal(client.auth_test()))["error"] == "invalid_auth"
    again = AsyncWebClient(token="xoxb-new", base_url=sl.base_url, retry_handlers=[])
    assert (await refusal(again.chat_postMessage(channel=channel.id, text="x")))["error"] == "not_in_channel"
    channel.add_bot()
    await again.chat_postMessage(channel=channel.id, text="De vuelta")
