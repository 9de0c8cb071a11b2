"""Posting, changing, deleting and reading back messages; channels; what people read and what is active."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import Button, SlackSandbox
from adapters.sandbox.slack.rendering import Link
from adapters.sandbox.timeline import Timeline


async def test_posting_to_a_member_id_opens_the_direct_message(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    posted = await client.chat_postMessage(channel=ana.id, text="Su folio es 1")
    assert posted["channel"] == ana.dm_channel
    seen = await ana.wait_for_dm("folio")
    assert (seen.ts, seen.user, seen.rendered) == (posted["ts"], sl.identity.bot_user_id, "Su folio es 1")


async def test_a_wait_that_fails_shows_what_is_visible(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="Otra cosa")
    with pytest.raises(AssertionError, match=r"'folio' in the direct message of ana; visible:\n.*Otra cosa"):
        await ana.wait_for_dm("folio", timeout=0.05)


async def test_message_timestamps_are_unique_even_when_time_stands_still(
    sl: SlackSandbox, client: AsyncWebClient
) -> None:
    ana, ben = sl.member("ana"), sl.member("ben")
    stamps = [(await client.chat_postMessage(channel=who.id, text="x"))["ts"] for who in (ana, ben, ana, ben)]
    assert stamps == sorted(set(stamps))


async def test_no_text_and_too_much_text_are_refused(sl: SlackSandbox, client: AsyncWebClient, refusal: Any) -> None:
    ana = sl.member("ana")
    assert (await refusal(client.api_call("chat.postMessage", json={"channel": ana.id, "text": ""})))[
        "error"
    ] == "no_text"
    assert (await refusal(client.chat_postMessage(channel=ana.id, text="x" * 40_001)))["error"] == "msg_too_long"
    await client.chat_postMessage(channel=ana.id, text="x" * 40_000)


async def test_where_the_bot_may_not_write(sl: SlackSandbox, client: AsyncWebClient, refusal: Any) -> None:
    foreign = sl.channel("ajeno", bot_is_member=False)
    hidden = sl.channel("privado", bot_is_member=False, private=True)
    old = sl.channel("viejo")
    old.archive()
    gone = sl.channel("borrado")
    gone.delete()
    other_bot = sl.member("otro", is_bot=True)
    for target, error in (
        (foreign.id, "not_in_channel"),
        (hidden.id, "channel_not_found"),
        (old.id, "is_archived"),
        (gone.id, "channel_not_found"),
        ("C404", "channel_not_found"),
        ("nadie", "channel_not_found"),
        (other_bot.id, "cannot_dm_bot"),
    ):
        assert (await refusal(client.chat_postMessage(channel=target, text="Hola")))["error"] == error


async def test_a_bot_joins_a_public_channel_by_itself(sl: SlackSandbox, client: AsyncWebClient, refusal: Any) -> None:
    foreign = sl.channel("ajeno", bot_is_member=False)
    await client.conversations_join(channel=foreign.id)
    await client.chat_postMessage(channel=foreign.id, text="Hola")
    again = await client.conversations_join(channel=foreign.id)
    assert again["warning"] == "already_in_channel"
    foreign.remove_bot()
    assert (await refusal(client.chat_postMessage(channel=foreign.id, text="x")))["error"] == "not_in_channel"


async def test_an_update_replaces_the_text_and_takes_old_blocks_away(
    sl: SlackSandbox, client: AsyncWebClient, kit: Any
) -> None:
    ana = sl.member("ana")
    blocks = [kit.section("*Paso 1*"), kit.actions(kit.button("Sí", "yes"))]
    posted = await client.chat_postMessage(channel=ana.id, text="Paso 1", blocks=blocks)
    message = await ana.wait_for_dm("Paso 1")
    assert message.rendered == "Paso 1\n[Sí]"
    assert message.buttons == [Button("Sí", "yes", "1")]
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Listo")
    assert (message.rendered, message.buttons) == ("Listo", [])
    assert message.edited is not None


async def test_only_the_bots_own_messages_can_be_changed(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    said = await ana.dm("mío")
    changing = client.chat_update(channel=said.channel, ts=said.ts, text="suyo")
    assert (await refusal(changing))["error"] == "cant_update_message"
    deleting = client.chat_delete(channel=said.channel, ts=said.ts)
    assert (await refusal(deleting))["error"] == "cant_delete_message"
    missing = client.chat_update(channel=said.channel, ts="1.000001", text="x")
    assert (await refusal(missing))["error"] == "message_not_found"


async def test_a_deleted_message_is_gone(sl: SlackSandbox, client: AsyncWebClient, refusal: Any) -> None:
    ana = sl.member("ana")
    posted = await client.chat_postMessage(channel=ana.id, text="Adiós")
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert ana.dm_messages == []
    again = client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert (await refusal(again))["error"] == "message_not_found"


async def test_a_deleted_parent_of_a_thread_leaves_a_tombstone(sl: SlackSandbox, client: AsyncWebClient) -> None:
    channel = sl.channel("soporte")
    parent = await client.chat_postMessage(channel=channel.id, text="Ficha")
    await client.chat_postMessage(channel=channel.id, text="nota", thread_ts=parent["ts"])
    await client.chat_delete(channel=channel.id, ts=parent["ts"])
    assert [m.rendered for m in channel.messages] == ["This message was deleted.", "nota"]


async def test_metadata_is_kept_and_returned_only_when_asked_for(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    channel = sl.channel("soporte")
    metadata = {"event_type": "ventanilla_outbox", "event_payload": {"id": "o-1"}}
    posted = await client.chat_postMessage(channel=channel.id, text="Ficha", metadata=metadata)
    assert posted["message"]["metadata"] == metadata
    plain = await client.conversations_history(channel=channel.id)
    assert "metadata" not in plain["messages"][0]
    whole = await client.conversations_history(channel=channel.id, include_all_metadata=True)
    assert whole["messages"][0]["metadata"] == metadata
    await client.chat_update(channel=channel.id, ts=posted["ts"], text="Ficha 2")
    assert channel.messages[0].metadata == metadata
    wrong = client.chat_postMessage(channel=channel.id, text="x", metadata={"event_type": "sin carga"})
    assert (await refusal(wrong))["error"] == "invalid_metadata_format"


async def test_history_is_newest_first_paged_and_without_replies(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any, timeline: Timeline
) -> None:
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    said = []
    for number in range(5):
        said.append(await ana.say(channel, str(number)))
        timeline.advance(1)
    await ana.say(channel, "respuesta", thread_ts=said[0].ts)
    first = await client.conversations_history(channel=channel.id, limit=3)
    assert [m["text"] for m in first["messages"]] == ["4", "3", "2"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=channel.id, limit=3, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["1", "0"]
    assert second["has_more"] is False
    assert second["messages"][1]["reply_count"] == 1
    wrong = client.conversations_history(channel=channel.id, cursor="roto")
    assert (await refusal(wrong))["error"] == "invalid_cursor"


async def test_oldest_and_latest_exclude_their_own_message_unless_inclusive(
    sl: SlackSandbox, client: AsyncWebClient, timeline: Timeline
) -> None:
    ana = sl.member("ana")
    said = []
    for number in range(4):
        said.append(await ana.dm(str(number)))
        timeline.advance(1)
    bounds: dict[str, Any] = {"oldest": said[0].ts, "latest": said[3].ts}
    inside = await client.conversations_history(channel=ana.dm_channel, **bounds)
    assert [m["text"] for m in inside["messages"]] == ["2", "1"]
    whole = await client.conversations_history(channel=ana.dm_channel, inclusive=True, **bounds)
    assert [m["text"] for m in whole["messages"]] == ["3", "2", "1", "0"]


async def test_replies_begin_with_the_parent_and_are_paged(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana = sl.member("ana")
    channel = sl.channel("soporte")
    parent = await ana.say(channel, "pregunta")
    for number in range(3):
        await ana.say(channel, f"r{number}", thread_ts=parent.ts)
    first = await client.conversations_replies(channel=channel.id, ts=parent.ts, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_replies(channel=channel.id, ts=parent.ts, limit=2, cursor=cursor)
    assert [m["text"] for m in first["messages"] + second["messages"]] == ["pregunta", "r0", "r1", "r2"]
    missing = client.conversations_replies(channel=channel.id, ts="1.000001")
    assert (await refusal(missing))["error"] == "thread_not_found"
    posting = client.chat_postMessage(channel=channel.id, text="x", thread_ts="1.000001")
    assert (await refusal(posting))["error"] == "thread_not_found"


async def test_conversations_are_opened_and_described(sl: SlackSandbox, client: AsyncWebClient, refusal: Any) -> None:
    ana, ben = sl.member("ana"), sl.member("ben")
    opened = await client.conversations_open(users=[ana.id])
    assert opened["channel"]["id"] == ana.dm_channel
    group = await client.conversations_open(users=[ana.id, ben.id], return_im=True)
    assert group["channel"]["is_mpim"] is True
    channel = sl.channel("soporte", private=True)
    info = (await client.conversations_info(channel=channel.id))["channel"]
    assert (info["name"], info["is_private"], info["is_member"]) == ("soporte", True, True)
    members = await client.conversations_members(channel=channel.id)
    assert members["members"] == [ana.id, ben.id, sl.identity.bot_user_id]
    assert (await refusal(client.conversations_open(users=["U404"])))["error"] == "user_not_found"
    ana.user.deleted = True
    assert (await refusal(client.conversations_open(users=[ana.id])))["error"] == "user_disabled"


async def test_an_ephemeral_message_is_seen_by_one_person_and_cannot_be_updated(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any
) -> None:
    ana, ben = sl.member("ana"), sl.member("ben")
    channel = sl.channel("soporte", members=[ana])
    posted = await client.chat_postEphemeral(channel=channel.id, user=ana.id, text="Solo usted")
    seen = await ana.wait_for_ephemeral("Solo usted")
    assert seen.ephemeral
    assert (channel.messages, ben.ephemerals) == ([], [])
    changing = client.chat_update(channel=channel.id, ts=posted["message_ts"], text="x")
    assert (await refusal(changing))["error"] == "message_not_found"
    outside = client.chat_postEphemeral(channel=channel.id, user=ben.id, text="x")
    assert (await refusal(outside))["error"] == "user_not_in_channel"


async def test_a_scheduled_message_appears_at_its_time(
    sl: SlackSandbox, client: AsyncWebClient, refusal: Any, timeline: Timeline
) -> None:
    ana = sl.member("ana")
    now = int(timeline.now().timestamp())
    await client.chat_scheduleMessage(channel=ana.dm_channel, text="Recordatorio", post_at=now + 600)
    timeline.advance(599)
    with pytest.raises(AssertionError):
        await ana.wait_for_dm("Recordatorio", timeout=0.05)
    timeline.advance(1)
    await ana.wait_for_dm("Recordatorio")
    past = client.chat_scheduleMessage(channel=ana.dm_channel, text="x", post_at=now)
    assert (await refusal(past))["error"] == "time_in_past"
    far = client.chat_scheduleMessage(channel=ana.dm_channel, text="x", post_at=now + 200 * 86_400)
    assert (await refusal(far))["error"] == "time_too_far"


async def test_a_permalink_names_the_message(sl: SlackSandbox, client: AsyncWebClient) -> None:
    channel = sl.channel("soporte")
    posted = await client.chat_postMessage(channel=channel.id, text="Ficha")
    link = await client.chat_getPermalink(channel=channel.id, message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/{channel.id}/p{posted['ts'].replace('.', '')}")


async def test_what_a_person_types_is_escaped_and_linked_as_slack_does(sl: SlackSandbox) -> None:
    ana = sl.member("ana")
    said = await ana.dm("a < b & c, vea https://indetec.gob.mx o ana@indetec.gob.mx")
    assert said.text == (
        "a &lt; b &amp; c, vea <https://indetec.gob.mx> o <mailto:ana@indetec.gob.mx|ana@indetec.gob.mx>"
    )
    assert said.rendered == "a < b & c, vea https://indetec.gob.mx o ana@indetec.gob.mx"
    tagged = await ana.dm("<!channel> <b>hola</b>")
    assert (tagged.text, tagged.mentions) == ("&lt;!channel&gt; &lt;b&gt;hola&lt;/b&gt;", ())


async def test_mentions_and_links_in_mrkdwn_are_active(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    text = f"<!channel> <@{ana.id}> <https://malo.example|Aprobar> https://suelto.example/x."
    await client.chat_postMessage(channel=ana.id, text=text)
    seen = await ana.wait_for_dm()
    assert seen.rendered == "@channel @ana Aprobar https://suelto.example/x."
    assert seen.mentions == ("!channel", f"@{ana.id}")
    assert seen.links == (Link(url="https://malo.example", label="Aprobar"),)
    assert seen.auto_links == ("https://suelto.example/x",)


async def test_escaped_text_is_shown_as_written_and_pings_nobody(
    sl: SlackSandbox, client: AsyncWebClient, kit: Any
) -> None:
    ana = sl.member("ana")
    hostile = "&lt;!channel&gt; &lt;@U1&gt; &lt;https://malo.example|Aprobar&gt; 1 &lt; 2 &amp; 3"
    await client.chat_postMessage(channel=ana.id, text=hostile, blocks=[kit.section(hostile)])
    seen = await ana.wait_for_dm()
    assert seen.rendered == "<!channel> <@U1> <https://malo.example|Aprobar> 1 < 2 & 3"
    assert (seen.mentions, seen.links) == ((), ())


async def test_plain_text_and_rich_text_are_inert(sl: SlackSandbox, client: AsyncWebClient, kit: Any) -> None:
    ana = sl.member("ana")
    hostile = "<!channel> <@U1> <https://malo.example|Aprobar> *negritas*"
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": hostile}]}
    blocks = [
        {"type": "section", "text": kit.plain(hostile)},
        {"type": "rich_text", "elements": [rich]},
    ]
    await client.chat_postMessage(channel=ana.id, text="Ficha", blocks=blocks)
    seen = await ana.wait_for_dm()
    assert seen.rendered == f"{hostile}\n{hostile}"
    assert (seen.mentions, seen.links) == ((), ())


async def test_active_elements_of_rich_text_are_recorded(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    elements = [
        {"type": "broadcast", "range": "here"},
        {"type": "text", "text": " "},
        {"type": "user", "user_id": ana.id},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://malo.example", "text": "Aprobar"},
    ]
    section = {"type": "rich_text_section", "elements": elements}
    items = {"type": "rich_text_list", "style": "ordered", "elements": [section, section]}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[{"type": "rich_text", "elements": [items]}])
    seen = await ana.wait_for_dm()
    assert seen.rendered == "1. @here @ana Aprobar\n2. @here @ana Aprobar"
    assert seen.mentions == ("!here", f"@{ana.id}")
    assert seen.links == (Link(url="https://malo.example", label="Aprobar"),)


async def test_a_mention_hidden_in_the_notification_text_is_recorded(
    sl: SlackSandbox, client: AsyncWebClient, kit: Any
) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="<!channel>", blocks=[kit.section("inocente")])
    seen = await ana.wait_for_dm("inocente")
    assert (seen.rendered, seen.mentions) == ("inocente", ("!channel",))


async def test_link_names_makes_typed_names_ping(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="@channel y @ana")
    assert (await ana.wait_for_dm()).mentions == ()
    await client.chat_postMessage(channel=ana.id, text="@channel y @ana", link_names=True)
    assert (await ana.wait_for_dm(lambda m: bool(m.mentions))).mentions == ("!channel", "@ana")


async def test_formatting_marks_are_not_read_but_code_is_left_alone(sl: SlackSandbox, client: AsyncWebClient) -> None:
    ana = sl.member("ana")
    await client.chat_postMessage(channel=ana.id, text="*Folio* _nuevo_ ~viejo~ `a*b*c` 2*3*4 snake_case_name")
    assert (await ana.wait_for_dm()).rendered == "Folio nuevo viejo a*b*c 2*3*4 snake_case_name"
