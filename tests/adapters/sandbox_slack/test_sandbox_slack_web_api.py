"""Tokens, scopes, unknown methods, rates, faults, and the methods that are no messages or views."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.faults import Fault
from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.timeline import Timeline


async def test_auth_test_tells_who_the_app_is(sl: SlackSandbox, client: AsyncWebClient) -> None:
    who = await client.auth_test()
    assert who["user_id"] == sl.identity.bot_user_id
    assert who["bot_id"] == sl.identity.bot_id


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-other", "invalid_auth")])
async def test_a_missing_or_wrong_token_is_refused(sl: SlackSandbox, refusal: Any, token: str, error: str) -> None:
    stranger = AsyncWebClient(token=token, base_url=sl.base_url, retry_handlers=[])
    assert await refusal(stranger.auth_test()) == {"ok": False, "error": error}


async def test_after_an_uninstall_the_token_is_revoked(sl: SlackSandbox, client: AsyncWebClient, refusal: Any) -> None:
    sl.revoke_tokens()
    assert (await refusal(client.auth_test()))["error"] == "token_revoked"


async def test_the_two_kinds_of_token_are_not_interchangeable(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    with_app_token = AsyncWebClient(token="xapp-sandbox", base_url=sl.base_url, retry_handlers=[])
    assert (await refusal(with_app_token.auth_test()))["error"] == "not_allowed_token_type"
    opening = client.apps_connections_open(app_token="xoxb-sandbox")
    assert (await refusal(opening))["error"] == "not_allowed_token_type"


async def test_a_missing_scope_names_what_is_needed_and_what_is_there(refusal: Any) -> None:
    async with SlackSandbox(scopes={"im:history", "users:read"}) as sl:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=sl.base_url, retry_handlers=[])
        ana = sl.member("ana")
        assert await refusal(client.chat_postMessage(channel=ana.dm_channel, text="Hola")) == {
            "ok": False,
            "error": "missing_scope",
            "needed": "chat:write",
            "provided": "im:history,users:read",
        }
        channel = sl.channel("soporte")
        answer = await refusal(client.conversations_history(channel=channel.id))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")


async def test_an_unknown_method_is_refused(client: AsyncWebClient, refusal: Any) -> None:
    answer = await refusal(client.api_call("chat.postMesage", json={}))
    assert answer == {"ok": False, "error": "unknown_method", "req_method": "chat.postMesage"}


async def test_a_missing_argument_is_named(client: AsyncWebClient, refusal: Any) -> None:
    answer = await refusal(client.api_call("chat.postMessage", json={"text": "Hola"}))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"] == {"messages": ["[ERROR] missing required field: channel"]}


async def test_form_json_and_query_arguments_mean_the_same(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    blocks = '[{"type": "section", "text": {"type": "mrkdwn", "text": "del formulario"}}]'
    await client.api_call("chat.postMessage", data={"channel": ana.id, "text": "x", "blocks": blocks})
    await client.api_call("chat.postMessage", json={"channel": ana.id, "text": "del JSON"})
    await client.api_call("chat.postMessage", http_verb="GET", params={"channel": ana.id, "text": "de la consulta"})
    assert [m.rendered for m in ana.dm_messages] == ["del formulario", "del JSON", "de la consulta"]


async def test_one_message_per_second_and_channel_after_a_burst_of_five(
    sl: SlackSandbox, client: AsyncWebClient, timeline: Timeline
) -> None:
    ana, ben = sl.member("ana"), sl.member("ben")
    for number in range(5):
        await client.chat_postMessage(channel=ana.dm_channel, text=str(number))
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ana.id, text="demasiado")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    await client.chat_postMessage(channel=ben.id, text="otra conversación sigue libre")
    timeline.advance(1)
    await client.chat_postMessage(channel=ana.dm_channel, text="5")
    assert [m.text for m in ana.dm_messages] == ["0", "1", "2", "3", "4", "5"]


async def test_tier_two_allows_twenty_a_minute_and_tier_three_fifty(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any, timeline: Timeline
) -> None:
    for _ in range(20):
        await client.users_list()
    assert (await refusal(client.users_list()))["error"] == "ratelimited"
    timeline.advance(3)
    await client.users_list()
    channel = sl.channel("soporte")
    for _ in range(50):
        await client.conversations_info(channel=channel.id)
    assert (await refusal(client.conversations_info(channel=channel.id)))["error"] == "ratelimited"


async def test_rates_can_be_lifted(kit: Any) -> None:
    async with SlackSandbox(strict_rates=False) as sl:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=sl.base_url, retry_handlers=[])
        ana = sl.member("ana")
        for number in range(20):
            await client.chat_postMessage(channel=ana.id, text=str(number))
        assert len(ana.dm_messages) == 20


async def test_a_faster_timeline_shortens_the_wait_of_the_client() -> None:
    async with SlackSandbox(timeline=Timeline(speed=20)) as sl:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=sl.base_url, retry_handlers=[])
        ana = sl.member("ana")
        for number in range(5):
            await client.chat_postMessage(channel=ana.id, text=str(number))
        await asyncio.sleep(0.06)
        await client.chat_postMessage(channel=ana.id, text="una vigésima de segundo después")


async def test_a_planned_error_is_answered_without_effect(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    sl.faults.plan(Fault(method="chat.postMessage", kind="error", body="fatal_error"))
    assert (await refusal(client.chat_postMessage(channel=ana.id, text="Hola")))["error"] == "fatal_error"
    assert ana.dm_messages == []
    await client.chat_postMessage(channel=ana.id, text="Hola")


async def test_a_planned_rate_limit_says_how_long_to_wait(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    sl.faults.plan(Fault(method="chat.postMessage", kind="rate_limited", retry_after=30, chat=ana.dm_channel))
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ana.dm_channel, text="Hola")
    assert caught.value.response.headers["Retry-After"] == "30"


async def test_a_connection_cut_before_has_no_effect_and_one_cut_after_has(
    sl: SlackSandbox, client: AsyncWebClient
) -> None:
    ana = sl.member("ana")
    sl.faults.plan(Fault(method="chat.postMessage", kind="cut_before"))
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ana.id, text="antes")
    assert ana.dm_messages == []
    sl.faults.plan(Fault(method="chat.postMessage", kind="cut_after"))
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ana.id, text="después")
    assert [m.text for m in ana.dm_messages] == ["después"]


async def test_the_journal_has_every_call_with_its_answer_and_no_token(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="Hola")
    await refusal(client.chat_postMessage(channel="C404", text="Hola"))
    good, bad = sl.journal.called("chat.postMessage")
    assert (good.params, good.status) == ({"channel": ana.id, "text": "Hola"}, 200)
    assert good.answer is not None
    assert good.answer["ok"] is True
    assert bad.answer == {"ok": False, "error": "channel_not_found"}


async def test_users_and_their_conversations_are_listed_in_pages(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana", "Ana López", tz="America/Mexico_City")
    guest = sl.member("invitado", guest=True)
    shown = (await client.users_info(user=ana.id))["user"]
    assert (shown["real_name"], shown["tz"], shown["tz_offset"]) == ("Ana López", "America/Mexico_City", -21600)
    assert (await client.users_info(user=guest.id))["user"]["is_restricted"] is True
    first = await client.users_list(limit=2)
    second = await client.users_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    listed = [user["id"] for user in first["members"] + second["members"]]
    assert listed == [sl.identity.bot_user_id, ana.id, guest.id]
    channel = sl.channel("soporte")
    sl.channel("ajeno", bot_is_member=False)
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert [entry["id"] for entry in mine["channels"]] == [channel.id]


async def test_an_unknown_user_is_not_found(client: AsyncWebClient, refusal: Any) -> None:
    assert (await refusal(client.users_info(user="U404")))["error"] == "user_not_found"


async def test_a_reaction_is_added_once_and_comes_back_as_an_event(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    said = await ana.dm("gracias")
    await client.reactions_add(channel=said.channel, timestamp=said.ts, name="eyes")
    again = client.reactions_add(channel=said.channel, timestamp=said.ts, name="eyes")
    assert (await refusal(again))["error"] == "already_reacted"
    assert said.reactions == {"eyes": [sl.identity.bot_user_id]}
    wrong = client.reactions_add(channel=said.channel, timestamp=said.ts, name="no existe!")
    assert (await refusal(wrong))["error"] == "invalid_name"
