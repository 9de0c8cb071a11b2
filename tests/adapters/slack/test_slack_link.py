"""Sending through slack_sdk to the sandbox, over the wire."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.faults import Fault
from adapters.sandbox.slack import SlackSandbox
from adapters.slack.client import close_client, slack_client
from adapters.slack.link import SlackGateway
from adapters.slack.references import desk_chat, interaction, message_ref
from bot.app.outbox import Delivered, Later, Parcel, ParcelKind, Reason, Refused, Trouble, Unsure, erasing_lane
from bot.domain.effects import AskForm, Toast, Whisper
from bot.domain.ids import ChatRef, FileRef
from bot.domain.message import Button, Entry, File, FileKind, Form, Message
from bot.domain.text import Untrusted
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import parcel

CARD = Message(
    title=("Ticket SAA-1",),
    body=(Untrusted("<!channel> <https://evil.example|Aprobar> https://evil.example"),),
    buttons=((Button(label="Tomar", data="t:take:5:9"),),),
)
FORM = Form(title=("Responder",), submit=("Enviar",), data="t:reply:5:9", entries=(Entry(id="b", label=("Texto",)),))


@pytest.fixture
def gateway(client: AsyncWebClient) -> SlackGateway:
    return SlackGateway(client=client, files=NoFiles())


def team(sandbox: SlackSandbox) -> str:
    return sandbox.identity.team_id


def now(sandbox: SlackSandbox, given: Parcel) -> Parcel:
    return replace(given, letter=replace(given.letter, at=sandbox.timeline.now()))


async def test_a_card_arrives_inert_in_the_desk_s_channel(sandbox: SlackSandbox, gateway: SlackGateway) -> None:
    channel = sandbox.channel()
    outcome = await gateway.deliver(parcel(desk_chat(team(sandbox), channel.id), CARD))
    (seen,) = channel.messages
    assert outcome == Delivered(message_ref(team(sandbox), channel.id, seen.ts))
    assert "<!channel> <https://evil.example|Aprobar>" in seen.rendered
    assert (seen.mentions, seen.links) == ((), ())
    assert seen.metadata == {"event_type": "ventanilla_parcel", "event_payload": {"key": "letter-1"}}
    params = sandbox.journal.called("chat.postMessage")[0].params
    flags = [params[name] for name in ("parse", "link_names", "unfurl_links", "unfurl_media")]
    assert flags == ["none", False, False, False]


async def test_a_person_is_written_to_by_their_id(sandbox: SlackSandbox, gateway: SlackGateway) -> None:
    ana = sandbox.member()
    outcome = await gateway.deliver(parcel(f"slack:{team(sandbox)}:{ana.id}", CARD))
    (seen,) = ana.dm_messages
    assert outcome == Delivered(message_ref(team(sandbox), ana.dm_channel, seen.ts))


async def test_a_reply_goes_into_the_thread_and_a_revision_changes_the_card(
    sandbox: SlackSandbox, gateway: SlackGateway
) -> None:
    channel = sandbox.channel()
    chat = desk_chat(team(sandbox), channel.id)
    card = await gateway.deliver(parcel(chat, CARD))
    assert isinstance(card, Delivered)
    await gateway.deliver(parcel(chat, Message(body=("En el hilo",)), thread=card.ref, key="letter-2"))
    file = File(ref=FileRef("telegram:photo:x"), kind=FileKind.PHOTO, label=Untrusted("a&b.png"), size=2048)
    named = parcel(chat, Message(), kind=ParcelKind.FORWARD, thread=card.ref, file=file, key="letter-3")
    assert isinstance(await gateway.deliver(named), Delivered)
    revision = parcel(chat, Message(title=("Ticket SAA-1, tomado",)), kind=ParcelKind.REVISE, target=card.ref)
    for _ in range(2):
        assert await gateway.deliver(revision) == Delivered(card.ref)
    root = next(message for message in channel.messages if not message.in_thread)
    assert root.rendered == "Ticket SAA-1, tomado"
    assert [reply.rendered for reply in channel.thread(root.ts)] == ["En el hilo", "🖼️ a&b.png · 2 kB"]


@pytest.mark.parametrize("where", ["channel", "thread", "person"])
async def test_after_a_lost_answer_the_message_is_found_and_not_sent_twice(
    where: str, sandbox: SlackSandbox, gateway: SlackGateway
) -> None:
    channel, ana = sandbox.channel(), sandbox.member()
    chat = desk_chat(team(sandbox), ana.id if where == "person" else channel.id)
    first = await gateway.deliver(now(sandbox, parcel(chat, CARD, key="letter-0")))
    assert isinstance(first, Delivered)
    given = now(sandbox, parcel(chat, CARD, thread=first.ref if where == "thread" else None))
    sandbox.faults.plan(Fault(method="chat.postMessage", kind="cut_after"))
    assert await gateway.deliver(given) == Unsure("ServerDisconnectedError")
    again = await gateway.deliver(replace(given, unsure=True))
    seen = ana.dm_messages if where == "person" else channel.messages
    assert len(seen) == 2
    assert again == Delivered(message_ref(team(sandbox), seen[-1].channel, seen[-1].ts))


async def test_what_did_not_arrive_is_sent_after_looking(sandbox: SlackSandbox, gateway: SlackGateway) -> None:
    channel = sandbox.channel()
    given = now(sandbox, parcel(desk_chat(team(sandbox), channel.id), CARD))
    sandbox.faults.plan(Fault(method="chat.postMessage", kind="cut_before"))
    assert isinstance(await gateway.deliver(given), Unsure)
    assert isinstance(await gateway.deliver(replace(given, unsure=True)), Delivered)
    assert len(channel.messages) == 1


async def test_it_is_looked_for_on_every_page_and_not_before_its_time(
    sandbox: SlackSandbox, gateway: SlackGateway
) -> None:
    channel = sandbox.channel()
    given = now(sandbox, parcel(desk_chat(team(sandbox), channel.id), CARD))
    first = await gateway.deliver(given)
    for number in range(250):
        await gateway.deliver(parcel(given.letter.chat, Message(body=("otro",)), key=f"other-{number}"))
    assert await gateway.deliver(replace(given, unsure=True)) == first
    later = replace(given.letter, at=given.letter.at + timedelta(minutes=5))
    assert await gateway.deliver(replace(given, letter=later, unsure=True)) != first


async def test_while_it_cannot_be_looked_for_it_waits(sandbox: SlackSandbox, gateway: SlackGateway) -> None:
    channel = sandbox.channel()
    given = replace(now(sandbox, parcel(desk_chat(team(sandbox), channel.id), CARD)), unsure=True)
    sandbox.faults.plan(Fault(method="conversations.history", kind="status", status=502))
    outcome = await gateway.deliver(given)
    assert outcome == Later(2, "could not look for the earlier attempt: HTTP 502")
    assert channel.messages == []


async def test_an_app_that_may_not_look_sends_again() -> None:
    async with SlackSandbox(strict_rates=False, scopes=("chat:write",)) as sandbox:
        client = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
        channel = sandbox.channel()
        given = replace(now(sandbox, parcel(desk_chat(team(sandbox), channel.id), CARD)), unsure=True)
        assert isinstance(await SlackGateway(client=client, files=NoFiles()).deliver(given), Delivered)
        await close_client(client)


async def test_refusals_and_waits_come_from_the_wire(sandbox: SlackSandbox, gateway: SlackGateway) -> None:
    channel = sandbox.channel(bot_is_member=False)
    chat = desk_chat(team(sandbox), channel.id)
    assert await gateway.deliver(parcel(chat, CARD)) == Refused(Reason.UNREACHABLE, "not_in_channel")
    gone = parcel(chat, CARD, kind=ParcelKind.REVISE, target=message_ref(team(sandbox), channel.id, "1.000100"))
    outcome = await gateway.deliver(gone)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.LOST
    never = await gateway.deliver(parcel(chat, CARD, kind=ParcelKind.REVISE))
    assert never == Refused(Reason.GONE, "the message to change was never sent")
    sandbox.faults.plan(Fault(method="chat.postMessage", kind="rate_limited", retry_after=9))
    assert await gateway.deliver(parcel(chat, CARD)) == Later(9, "rate limited")
    sandbox.faults.plan(Fault(method="chat.postMessage", kind="status", status=503))
    assert await gateway.deliver(parcel(chat, CARD)) == Unsure("HTTP 503")
    sandbox.revoke_tokens()
    assert await gateway.deliver(parcel(chat, CARD)) == Later(
        60, "token_revoked", everybody=True, trouble=Trouble.TOKEN
    )


async def test_nobody_there_is_later_and_for_one_chat() -> None:
    client = slack_client(token="xoxb-sandbox", base_url="http://127.0.0.1:9/api/")
    outcome = await SlackGateway(client=client, files=NoFiles()).deliver(parcel("slack:T1:C1", CARD))
    await close_client(client)
    assert outcome == Later(2, "ClientConnectorError")


async def test_a_dead_trigger_or_a_used_up_address_is_no_error(sandbox: SlackSandbox, gateway: SlackGateway) -> None:
    press = interaction(trigger_id="1.2.old", response_url=f"{sandbox.origin}/actions/T1/unknown", user="U1")
    await gateway.answer(AskForm(interaction=press, form=FORM, language="es"))
    await gateway.answer(Toast(interaction=press, text=("x",), language="es"))
    await gateway.answer(Toast(interaction=press, text=(), language="es"))
    await gateway.answer(Whisper(interaction=interaction(), message=CARD, language="es"))


async def test_a_reply_to_a_deleted_message_is_taken_back_from_the_channel(
    sandbox: SlackSandbox, gateway: SlackGateway
) -> None:
    channel, chief = sandbox.channel(), sandbox.member(admin=True)
    chat = desk_chat(team(sandbox), channel.id)
    card = await gateway.deliver(parcel(chat, CARD))
    assert isinstance(card, Delivered)
    await chief.delete(channel.messages[0])
    outcome = await gateway.deliver(parcel(chat, CARD, key="letter-2", thread=card.ref))
    assert outcome == Refused(Reason.LOST, "the message that was answered is deleted")
    assert channel.messages == []
    sandbox.faults.plan(Fault(method="chat.postMessage", kind="cut_after"))
    reply = now(sandbox, parcel(chat, CARD, key="letter-3", thread=card.ref))
    assert isinstance(await gateway.deliver(reply), Unsure)
    assert len(channel.messages) == 1
    assert await gateway.deliver(replace(reply, unsure=True)) == outcome
    assert channel.messages == []


async def test_a_card_of_which_a_tombstone_is_left_cannot_be_changed(
    sandbox: SlackSandbox, gateway: SlackGateway
) -> None:
    channel, chief = sandbox.channel(), sandbox.member(admin=True)
    chat = desk_chat(team(sandbox), channel.id)
    card = await gateway.deliver(parcel(chat, CARD))
    assert isinstance(card, Delivered)
    await gateway.deliver(parcel(chat, CARD, key="letter-2", thread=card.ref))
    await chief.delete(channel.messages[0])
    changed = await gateway.deliver(parcel(chat, CARD, kind=ParcelKind.REVISE, target=card.ref))
    assert changed == Refused(Reason.LOST, "message_not_found")


async def test_what_keeps_the_desk_s_own_channel_from_taking_anything_is_held(
    sandbox: SlackSandbox, client: AsyncWebClient
) -> None:
    channel, other = sandbox.channel("mesa"), sandbox.channel("nueva")
    desk = SlackGateway(client=client, files=NoFiles(), desk=channel.id)
    chat = desk_chat(team(sandbox), channel.id)
    card = await desk.deliver(parcel(chat, CARD))
    assert isinstance(card, Delivered)
    change = parcel(chat, CARD, kind=ParcelKind.REVISE, target=card.ref)
    channel.archive()
    for given in (parcel(chat, CARD), change):
        assert await desk.deliver(given) == Later(60, "is_archived", trouble=Trouble.ARCHIVED)
    channel.unarchive()
    channel.remove_bot()
    assert await desk.deliver(parcel(chat, CARD)) == Later(60, "not_in_channel", trouble=Trouble.NOT_A_MEMBER)
    channel.delete()
    assert await desk.deliver(parcel(chat, CARD)) == Later(60, "channel_not_found", trouble=Trouble.NO_CHANNEL)
    moved = SlackGateway(client=client, files=NoFiles(), desk=other.id)
    changed = await moved.deliver(
        replace(change, letter=replace(change.letter, chat=desk_chat(team(sandbox), other.id)))
    )
    assert changed == Refused(Reason.LOST, "it stands in a channel that was the desk's before")


async def test_what_a_person_wrote_is_theirs_to_delete(sandbox: SlackSandbox, gateway: SlackGateway) -> None:
    chat = ChatRef(f"slack:{team(sandbox)}:U1")
    written = message_ref(team(sandbox), "D1", "1.000100")
    outcome = await gateway.deliver(parcel(erasing_lane(chat), Message(), kind=ParcelKind.ERASE, target=written))
    assert outcome == Refused(Reason.FORBIDDEN, "a bot cannot delete what a person wrote")
    assert sandbox.journal.called("chat.delete") == []
