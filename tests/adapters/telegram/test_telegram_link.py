"""Sending through python-telegram-bot to the sandbox, over the wire."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import telegram

from adapters.clock import SystemClock
from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.link import TelegramGateway
from adapters.telegram.references import interaction, message_ref
from adapters.telegram.registration import WebhookAddress, register
from adapters.telegram.request import close_bot, telegram_bot
from bot.app.outbox import Delivered, Later, ParcelKind, Reason, Refused, Unsure, erasing_lane
from bot.domain.commands import PUBLISHED, Command
from bot.domain.effects import AskForm, Toast, Whisper
from bot.domain.ids import ChatRef
from bot.domain.message import Button, Form, Message
from bot.domain.text import Untrusted
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import parcel

HELLO = Message(
    body=("Hola ", Untrusted("<b>Ana</b> https://evil.example")), buttons=((Button(label="Sí", data="ok:1::"),),)
)


@pytest.fixture
async def sandbox() -> AsyncIterator[TelegramSandbox]:
    async with TelegramSandbox() as running:
        yield running


@pytest.fixture
async def bot(sandbox: TelegramSandbox) -> AsyncIterator[telegram.Bot]:
    made = telegram_bot(token=sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    yield made
    await close_bot(made)


@pytest.fixture
def gateway(bot: telegram.Bot) -> TelegramGateway:
    return TelegramGateway(bot=bot, clock=SystemClock(), files=NoFiles())


async def test_a_message_arrives_as_it_is_shown(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    ana = sandbox.person()
    ana.say("hola")
    outcome = await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO))
    seen = ana.messages[-1]
    assert outcome == Delivered(message_ref(ana.id, seen.message_id))
    assert seen.text == "Hola <b>Ana</b> https://evil.example"
    assert seen.keyboard == [[("Sí", "ok:1::")]]
    assert json.loads(sandbox.journal[-1].params["link_preview_options"]) == {"is_disabled": True}


async def test_a_silent_message_makes_no_sound(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    ana = sandbox.person()
    ana.say("hola")
    await gateway.deliver(parcel(f"telegram:{ana.id}", Message(body=("Nota",), silent=True)))
    assert ana.messages[-1].silent


async def test_a_long_message_continues_where_it_failed(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    ana = sandbox.person()
    ana.say("hola")
    long = Message(body=(Untrusted("dato " * 2000),))
    await gateway.deliver(parcel(f"telegram:{ana.id}", Message(body=("primero",)), key="letter-0"))
    sandbox.faults.plan(Fault(method="sendMessage", kind="delay", seconds=0.0))
    sandbox.faults.plan(Fault(method="sendMessage", kind="rate_limited", retry_after=1))
    first = await gateway.deliver(parcel(f"telegram:{ana.id}", long))
    second = await gateway.deliver(parcel(f"telegram:{ana.id}", long))
    assert first == Later(1, "too many requests, again in 1 s")
    assert isinstance(second, Delivered)
    received = [message.text for message in ana.messages if message.from_bot][1:]
    assert "".join("".join(received).split()) == "dato" * 2000


async def test_a_revision_changes_the_message_and_twice_is_once(
    sandbox: TelegramSandbox, gateway: TelegramGateway
) -> None:
    ana = sandbox.person()
    ana.say("hola")
    sent = await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO))
    assert isinstance(sent, Delivered)
    revision = parcel(f"telegram:{ana.id}", Message(body=("Listo",)), kind=ParcelKind.REVISE, target=sent.ref)
    assert await gateway.deliver(revision) == Delivered(sent.ref)
    assert await gateway.deliver(revision) == Delivered(sent.ref)
    assert (ana.messages[-1].text, ana.messages[-1].keyboard) == ("Listo", [])


async def test_what_is_gone_cannot_be_revised(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    ana = sandbox.person()
    ana.say("hola")
    chat = f"telegram:{ana.id}"
    gone = parcel(chat, HELLO, kind=ParcelKind.REVISE, target=message_ref(ana.id, 9999))
    never = parcel(chat, HELLO, kind=ParcelKind.REVISE)
    for each in (gone, never):
        outcome = await gateway.deliver(each)
        assert isinstance(outcome, Refused)
        assert outcome.reason is Reason.GONE


async def test_who_blocked_the_bot_is_unreachable(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    ana = sandbox.person()
    ana.say("hola")
    ana.block()
    outcome = await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO))
    assert outcome == Refused(Reason.UNREACHABLE, "Forbidden: bot was blocked by the user")


async def test_a_second_chat_told_to_wait_means_everybody(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    ana, luis = sandbox.person(), sandbox.person()
    for person in (ana, luis):
        person.say("hola")
    sandbox.faults.plan(Fault(method="sendMessage", kind="rate_limited", retry_after=20, times=3))
    outcomes = [await gateway.deliver(parcel(f"telegram:{each.id}", HELLO)) for each in (ana, ana, luis)]
    assert [outcome.everybody for outcome in outcomes if isinstance(outcome, Later)] == [False, False, True]
    assert all(isinstance(outcome, Later) and outcome.seconds == 20 for outcome in outcomes)


async def test_a_lost_answer_is_unsure_and_a_refused_connection_is_not(
    sandbox: TelegramSandbox, gateway: TelegramGateway
) -> None:
    ana = sandbox.person()
    ana.say("hola")
    sandbox.faults.plan(Fault(method="sendMessage", kind="cut_after"))
    sandbox.faults.plan(Fault(method="sendMessage", kind="status", status=502))
    assert isinstance(await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO)), Unsure)
    assert ana.messages[-1].from_bot
    assert await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO)) == Unsure("HTTP 502")
    await sandbox.stop()
    outcome = await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO))
    assert isinstance(outcome, Later)
    assert not outcome.everybody


async def test_a_wrong_token_stops_everybody_and_is_told_nowhere(sandbox: TelegramSandbox) -> None:
    bot = telegram_bot(token="123456:WRONG", base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)
    outcome = await TelegramGateway(bot=bot, clock=SystemClock(), files=NoFiles()).deliver(parcel("telegram:1", HELLO))
    await close_bot(bot)
    assert outcome == Later(60, "Telegram does not know the token or the method", everybody=True)


async def test_html_that_telegram_cannot_parse_is_sent_as_plain_text(
    sandbox: TelegramSandbox, gateway: TelegramGateway
) -> None:
    ana = sandbox.person()
    ana.say("hola")
    refusal = "Bad Request: can't parse entities: Unsupported start tag"
    sandbox.faults.plan(Fault(method="sendMessage", kind="error", status=400, body=refusal))
    assert isinstance(await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO)), Delivered)
    assert ana.messages[-1].text == "Hola <b>Ana</b> https://evil.example"


async def test_files_are_not_forwarded_to_telegram(gateway: TelegramGateway) -> None:
    outcome = await gateway.deliver(parcel("telegram:1", Message(), kind=ParcelKind.FORWARD))
    assert outcome == Refused(Reason.INVALID, "files are not forwarded to Telegram")


async def test_a_press_is_answered_and_too_late_is_no_error(sandbox: TelegramSandbox, gateway: TelegramGateway) -> None:
    ana = sandbox.person()
    ana.say("hola")
    await gateway.deliver(parcel(f"telegram:{ana.id}", HELLO))
    presses = [interaction(ana.press("Sí"), ana.id) for _ in range(3)]
    form = Form(title=("x",), submit=("y",), data="z", entries=())
    await gateway.answer(Toast(interaction=presses[0], text=("Anotado",), language="es"))
    await gateway.answer(Toast(interaction=presses[0], text=("otra vez",), language="es"))
    await gateway.answer(AskForm(interaction=presses[1], form=form, language="es"))
    await gateway.answer(Whisper(interaction=presses[2], message=Message(body=("Sólo para usted",)), language="es"))
    assert [toast.text for toast in ana.toasts] == ["Anotado", "", ""]
    assert ana.messages[-1].text == "Sólo para usted"


async def test_commands_are_set_once_and_the_webhook_with_them(sandbox: TelegramSandbox, bot: telegram.Bot) -> None:
    spanish: dict[Command, str] = {command: f"hace {command}" for command in PUBLISHED}
    english: dict[Command, str] = {command: f"does {command}" for command in PUBLISHED}
    words = {"": spanish, "es": spanish, "en": english}
    address = WebhookAddress(url="https://desk.example/telegram/webhook", secret="s3cret")
    assert await register(bot, webhook=None, descriptions=words) == Delivered(None)
    first = (await bot.get_my_commands(language_code="en"))[0]
    assert (first.command, first.description) == ("new", "does nuevo")
    assert [c.command for c in await bot.get_my_commands()] == [command.value for command in PUBLISHED]
    assert await register(bot, webhook=address, descriptions=words) == Delivered(None)
    assert (await bot.get_webhook_info()).url == address.url
    methods = [entry.method for entry in sandbox.journal]
    assert methods.count("setMyCommands") == 3
    assert {entry.params.get("drop_pending_updates") for entry in sandbox.journal} <= {None, "false", False}


async def test_a_registration_that_cannot_be_made_says_what_to_do(sandbox: TelegramSandbox, bot: telegram.Bot) -> None:
    await sandbox.stop()
    assert isinstance(await register(bot, webhook=None, descriptions={}), Later)


async def test_what_a_person_wrote_is_deleted_and_twice_is_once(
    sandbox: TelegramSandbox, gateway: TelegramGateway
) -> None:
    ana = sandbox.person()
    ana.say("mi contraseña es Conta2024")
    chat, written = ChatRef(f"telegram:{ana.id}"), message_ref(ana.id, ana.messages[-1].message_id)
    erasing = parcel(erasing_lane(chat), Message(), kind=ParcelKind.ERASE, target=written)
    assert await gateway.deliver(erasing) == Delivered(written)
    assert ana.messages[-1].deleted
    assert await gateway.deliver(erasing) == Delivered(written)


async def test_what_is_older_than_two_days_or_elsewhere_is_not_deleted(
    sandbox: TelegramSandbox, gateway: TelegramGateway
) -> None:
    ana = sandbox.person()
    ana.say("mi contraseña es Conta2024")
    chat, written = ChatRef(f"telegram:{ana.id}"), message_ref(ana.id, ana.messages[-1].message_id)
    sandbox.timeline.advance(49 * 3600)
    erasing = parcel(erasing_lane(chat), Message(), kind=ParcelKind.ERASE, target=written)
    outcome = await gateway.deliver(erasing)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.FORBIDDEN
    nowhere = parcel(erasing_lane(chat), Message(), kind=ParcelKind.ERASE, target=message_ref(404, 1))
    elsewhere = await gateway.deliver(nowhere)
    assert isinstance(elsewhere, Refused)
    assert elsewhere.reason is Reason.UNREACHABLE
