"""What is typed and must not be read is sealed before the inbox has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.conceal import conceal as of_slack
from adapters.slack.payload import key_of
from adapters.telegram.conceal import conceal as of_telegram
from bot.app.guarding import HELD, Guard, held_in
from bot.app.ports import Arrival, Change, InboxRow, UnitOfWork
from bot.app.sealing import Expected, opened
from bot.app.understanding import Unreadable, understood
from bot.domain.buttons import TicketPress, encode
from bot.domain.ids import ChatRef, EventId, TicketId
from bot.domain.sealed import MASK, Looks, SecretField
from storage.memory import MemoryDatabase
from tests.clock import NOON
from tests.contracts.examples import minutes
from tests.sealing import new_sealer

SEALER = new_sealer()
GUARD = Guard(SEALER, {"telegram": of_telegram, "slack": of_slack})
CHAT = ChatRef("telegram:5")
TOKEN = "xoxb-1234567890-abcdefghij"


def telegram(text: str, **more: Any) -> dict[str, Any]:
    message = {"message_id": 3, "chat": {"id": 5, "type": "private"}, "from": {"id": 5}, "text": text}
    return {"update_id": 9, "message": {**message, **more}}


def slack(text: str, **more: Any) -> dict[str, Any]:
    blocks = [{"type": "rich_text", "elements": [{"type": "text", "text": text}]}]
    event = {"type": "message", "channel_type": "im", "user": "U1", "text": text, "blocks": blocks, **more}
    return {"type": "event_callback", "team_id": "T1", "event": event}


def submitted(**fields: str) -> dict[str, Any]:
    values = {name: {"value": {"type": "plain_text_input", "value": text}} for name, text in fields.items()}
    return {"type": "view_submission", "view": {"blocks": [], "state": {"values": values}}}


class Receiving:
    """A database that guards what it receives."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()

    async def expects(self, wanted: SecretField = SecretField.REMOTE_ID, chat: ChatRef = CHAT) -> None:
        expected = Expected(chat=chat, ticket=TicketId(7), wanted=wanted, until=NOON + minutes(10))
        await self.database.run(lambda uow: uow.secrets.expect(expected))

    async def receives(self, body: Mapping[str, Any], source: str = "telegram") -> dict[str, Any]:
        arrival = Arrival(source=source, key=EventId("k"), lane=CHAT, body=json.dumps(body), at=NOON)
        kept = await self.database.run(lambda uow: GUARD(uow, arrival))
        stored: dict[str, Any] = json.loads(kept.body)
        return stored

    async def stores(self, body: Mapping[str, Any]) -> None:
        """Of Slack, into the inbox."""

        def work(uow: UnitOfWork) -> None:
            uow.inbox.add([GUARD(uow, replace(arrival, body=json.dumps(body), key=key_of(body)))])

        arrival = Arrival(source="slack", key=EventId("k"), lane=CHAT, body="", at=NOON)
        await self.database.run(work)

    async def sealed(self) -> dict[SecretField, tuple[str, TicketId | None]]:
        def work(uow: UnitOfWork) -> dict[SecretField, tuple[str, TicketId | None]]:
            rows = uow.secrets.after(None, 10)
            return {row.field: (opened(SEALER, row.shown()).untrusted, row.ticket) for row in rows}

        return await self.database.run(work)


@pytest.fixture
def receiving() -> Receiving:
    return Receiving()


async def test_what_holds_no_secret_is_stored_as_it_came(receiving: Receiving) -> None:
    body = telegram("No puedo imprimir la póliza 1234567890")

    assert await receiving.receives(body) == body
    assert await receiving.sealed() == {}


async def test_what_looks_like_a_secret_is_masked_and_the_whole_of_it_sealed(receiving: Receiving) -> None:
    kept = await receiving.receives(telegram(f"Mi token es {TOKEN}, gracias"))

    assert kept["message"]["text"] == "Mi token es •••, gracias"
    held = held_in(kept)
    assert held is not None
    assert (held.looks, held.ticket) == (Looks.TOKEN, None)
    assert await receiving.sealed() == {SecretField.MESSAGE: (f"Mi token es {TOKEN}, gracias", None)}


@pytest.mark.parametrize(
    "body",
    [
        telegram("", caption=f"mire {TOKEN}"),
        telegram("sí", reply_to_message={"text": f"antes {TOKEN}"}),
        telegram("sí", quote={"text": TOKEN}),
        telegram("", document={"file_id": "F", "file_name": f"{TOKEN}.pdf"}),
        {"update_id": 9, "edited_message": telegram(f"ahora {TOKEN}")["message"]},
        telegram(f"/estado {TOKEN}"),
    ],
)
async def test_wherever_it_stands_in_an_update_it_is_not_stored(receiving: Receiving, body: dict[str, Any]) -> None:
    assert TOKEN not in json.dumps(await receiving.receives(body))


@pytest.mark.parametrize(
    "body",
    [
        slack(f"mire {TOKEN}"),
        slack("", subtype="message_changed", message=slack(TOKEN)["event"], previous_message=slack("antes")["event"]),
        slack("", subtype="message_deleted", previous_message=slack(TOKEN)["event"]),
        slack("vea", files=[{"id": "F", "name": f"{TOKEN}.txt", "preview": f"clave\n{TOKEN}"}]),
        slack("vea", root={"text": TOKEN}),
        {"type": "message_action", "message": {"text": TOKEN, "blocks": [{"text": TOKEN}]}},
        {"command": "/ticket", "text": f"responder 12 use {TOKEN}"},
        submitted(text=f"use {TOKEN}"),
        {**submitted(text=f"use {TOKEN}"), "type": "block_actions", "actions": []},
    ],
)
async def test_wherever_it_stands_in_a_payload_it_is_not_stored(receiving: Receiving, body: dict[str, Any]) -> None:
    assert TOKEN not in json.dumps(await receiving.receives(body, "slack"))


async def test_whatever_is_typed_while_a_secret_is_expected_is_sealed(receiving: Receiving) -> None:
    await receiving.expects()
    kept = await receiving.receives(telegram("123 456 789 abc123"))

    assert kept["message"]["text"] == "•••"
    held = held_in(kept)
    assert held is not None
    assert (held.looks, held.ticket) == (Looks.TYPED, TicketId(7))
    assert await receiving.sealed() == {
        SecretField.MESSAGE: ("123 456 789 abc123", TicketId(7)),
        SecretField.REMOTE_ID: ("123 456 789", TicketId(7)),
        SecretField.REMOTE_PASSWORD: ("abc123", TicketId(7)),
    }


async def test_our_own_words_and_what_is_quoted_are_no_answer_to_it(receiving: Receiving) -> None:
    await receiving.expects()
    for body in (telegram("cancelar"), telegram("/ayuda")):
        assert await receiving.receives(body) == body
    for words in ("ayuda", "No sé dónde está", "¿Dónde lo veo?", "Ahora no"):  # they go to whoever asks, as they are
        kept = await receiving.receives(telegram(words, quote={"text": "escriba su ID"}))
        assert kept["message"]["text"] == words
        assert kept[HELD] == {"secrets": {}, "looks": "typed", "ticket": 7}
    assert await receiving.sealed() == {}


async def test_once_the_time_for_it_is_over_words_are_words_again(receiving: Receiving) -> None:
    expected = Expected(chat=CHAT, ticket=TicketId(7), wanted=SecretField.REMOTE_ID, until=NOON)
    await receiving.database.run(lambda uow: uow.secrets.expect(expected))

    assert await receiving.receives(telegram("ya está listo")) == telegram("ya está listo")


async def test_the_fields_of_the_form_for_credentials_are_sealed_whatever_stands_there(receiving: Receiving) -> None:
    await receiving.expects()
    body = submitted(secret_remote_id=" 1 234 567 890 ", secret_remote_password=" pez ")
    kept = await receiving.receives(body, "slack")

    assert [each["value"]["value"] for each in kept["view"]["state"]["values"].values()] == ["•••", "•••"]
    assert await receiving.sealed() == {
        SecretField.REMOTE_ID: ("1 234 567 890", TicketId(7)),
        SecretField.REMOTE_PASSWORD: ("pez", TicketId(7)),
    }


async def test_what_is_no_id_is_not_sealed_as_one(receiving: Receiving) -> None:
    await receiving.expects()
    kept = await receiving.receives(submitted(secret_remote_id="no sé"), "slack")

    held = held_in(kept)
    assert held is not None
    assert held.secrets == {}
    assert "no sé" not in json.dumps(kept, ensure_ascii=False)


@pytest.mark.parametrize(
    ("body", "source"),
    [
        (telegram("sí", reply_to_message={"text": f"antes {TOKEN}"}), "telegram"),
        (telegram("sí", quote={"text": TOKEN}), "telegram"),
        (slack("sí", root={"text": TOKEN}), "slack"),
        (slack("", subtype="message_deleted", previous_message=slack(TOKEN)["event"]), "slack"),
    ],
)
async def test_what_only_stands_there_once_more_is_masked_and_not_sealed_again(
    receiving: Receiving, body: dict[str, Any], source: str
) -> None:
    kept = await receiving.receives(body, source)
    assert TOKEN not in json.dumps(kept)
    assert held_in(kept) is None
    assert await receiving.sealed() == {}


async def test_nobody_can_say_themselves_that_something_was_kept_back(receiving: Receiving) -> None:
    forged = {**telegram("hola"), HELD: {"secrets": {"message": "other"}, "looks": "card", "ticket": 1}}

    assert held_in(await receiving.receives(forged)) is None


async def test_the_same_arrival_once_more_seals_nothing_new(receiving: Receiving) -> None:
    await receiving.expects()
    first = await receiving.receives(telegram("123 456 789"))

    assert await receiving.receives(telegram("123 456 789")) == first


async def test_of_a_message_that_was_sealed_whole_nothing_is_stored_when_it_stands_there_once_more(
    receiving: Receiving,
) -> None:
    await receiving.expects()
    await receiving.receives(slack("pez-verde", ts="1.0"), "slack")
    said = slack("pez-verde", ts="1.0")["event"]
    for body in (
        slack("", subtype="message_deleted", deleted_ts="1.0", previous_message=said),
        slack("", subtype="message_changed", message={"ts": "1.0", "subtype": "tombstone"}, previous_message=said),
        slack("", subtype="message_changed", message={**said, "text": "otra"}, previous_message=said),
        slack("", subtype="message_changed", message=said, previous_message=said),
        slack("sí", root=said),
    ):
        assert "pez" not in json.dumps(await receiving.receives({**body, "event_id": "E"}, "slack"))
    for body in (
        telegram("sí", reply_to_message=telegram("pez-verde")["message"]),
        telegram("sí", quote={"text": "pez"}),
    ):
        assert "pez" not in json.dumps(await receiving.receives(body))


async def test_of_a_message_that_was_stored_as_it_came_the_words_are_there_when_it_is_deleted(
    receiving: Receiving,
) -> None:
    said = slack("no imprime", ts="1.0", channel="D1")
    await receiving.stores(said)
    body = slack("", subtype="message_deleted", channel="D1", deleted_ts="1.0", previous_message=said["event"])
    edited = {**said["event"], "edited": {"ts": "2.0"}}

    assert (await receiving.receives(body, "slack"))["event"]["previous_message"]["text"] == "no imprime"
    body["event"]["previous_message"] = edited
    assert (await receiving.receives(body, "slack"))["event"]["previous_message"]["text"] == MASK


async def test_what_was_written_while_a_secret_was_expected_is_sealed_however_late_it_comes(
    receiving: Receiving,
) -> None:
    until = NOON - minutes(20)
    expected = Expected(chat=CHAT, ticket=TicketId(7), wanted=SecretField.REMOTE_ID, until=until)
    await receiving.database.run(lambda uow: uow.secrets.expect(expected))
    before, after = int((until - minutes(1)).timestamp()), int((until + minutes(1)).timestamp())

    for body, source in (
        (telegram("pez", date=before), "telegram"),
        ({"update_id": 9, "edited_message": telegram("pez", date=1, edit_date=before)["message"]}, "telegram"),
        (slack("pez", ts=f"{before}.000100"), "slack"),
    ):
        assert "pez" not in json.dumps(await receiving.receives(body, source))
    for body, source in ((telegram("pez", date=after), "telegram"), (slack("pez", ts=f"{after}.000100"), "slack")):
        assert "pez" in json.dumps(await receiving.receives(body, source))


async def test_what_is_delivered_once_more_is_not_sealed_again_after_it_was_destroyed(receiving: Receiving) -> None:
    await receiving.expects()
    body = slack("123 456 789 abc123", ts="1.0", channel="D1")
    await receiving.stores(body)
    sealed = await receiving.database.run(lambda uow: [row.id for row in uow.secrets.after(None, 10)])
    await receiving.database.run(lambda uow: uow.secrets.destroy(sealed))

    await receiving.stores(body)

    assert await receiving.sealed() == {}


async def test_what_a_form_holds_is_sealed_for_the_ticket_that_the_form_is_about(receiving: Receiving) -> None:
    await receiving.expects()
    body = submitted(secret_remote_password="pez")
    body["view"]["private_metadata"] = encode(TicketPress("hand_over", TicketId(3), 1))

    held = held_in(await receiving.receives(body, "slack"))

    assert held is not None
    assert held.ticket == TicketId(3)


async def test_what_cannot_be_looked_through_is_not_stored_and_is_put_aside(receiving: Receiving) -> None:
    def fails(_body: Mapping[str, Any], _change: Change) -> Mapping[str, Any]:
        raise RecursionError(TOKEN)

    arrival = Arrival(source="slack", key=EventId("k"), lane=CHAT, body=json.dumps(slack(TOKEN)), at=NOON)
    kept = await receiving.database.run(lambda uow: Guard(SEALER, {"slack": fails})(uow, arrival))

    assert TOKEN not in kept.body
    row = InboxRow(id=1, source="slack", key=kept.key, lane=CHAT, body=kept.body, at=NOON, attempts=0, not_before=NOON)
    with pytest.raises(Unreadable):
        understood({"slack": lambda _body, _key, _at: None}, row)
