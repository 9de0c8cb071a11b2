"""Never in the clear. Issue 6: "canary strings through every flow at DEBUG level, with crashes; then a byte search of
database, WAL, backups, logs, exception texts, Slack requests, exports, attachments and process arguments: 0 hits"."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sandbox.slack.state import Message
from bot.stage import APP_TOKEN, BOT_TOKEN, SECRET
from tests.scenarios.canaries import Hit, Search
from tests.scenarios.remote_help import asks_again, looks
from tests.scenarios.requesters import Requester, SlackRequester, TelegramRequester
from tests.scenarios.story import ANSWERS, Platform, Story
from tests.scenarios.waiting import PATIENCE
from tests.scenarios.watched import backed_up, read_whole, watched

SETTINGS = {"bot token": BOT_TOKEN, "app token": APP_TOKEN, "signing secret": SECRET, "token": "123456:SANDBOX"}

PLACES = (
    "first words",
    "free talk",
    "a caption",
    "a file name",
    "an edit",
    "an argument",
    "after the ticket",
    "a reply",
    "forwarded",
    "a form",
    "specialist: thread",
    "specialist: edit",
    "order",
    "specialist: note",
    "specialist: answer",
    "specialist: solution",
)
WORDS = {place: f"Quetzal{number:02d}jaguar9" for number, place in enumerate(PLACES)}
"""A password for each place in which somebody may type one that nobody asked for."""

NUMBERS = {place: f"91827{number:02d}364" for number, place in enumerate(PLACES)}
"""The ID that goes with each."""


def card_number(digits: str) -> str:
    """With the digit that makes it one."""
    doubled = [int(each) * (2 if place % 2 == 0 else 1) for place, each in enumerate(digits)]
    return digits + str(-sum(each // 10 + each % 10 for each in doubled) % 10)


CARDS = {place: card_number(f"45398{number:02d}82736455") for number, place in enumerate(PLACES)}
TOKENS = {place: f"xoxp-91827364-55-lince{number:02d}caracal" for number, place in enumerate(PLACES)}

ASKED_FOR = {"the ID": "918276364", "the password": "Quetzal99jaguar9"}
"""What is given when it is asked for."""

ORDINARY = {"ordinary": "Ocelote88tacuba", "also ordinary": "Ocelote89tacuba"}
"""Words that may be kept, and shown at the desk, but are in no log: where they are found, a secret would be found too."""

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 30


FAMILIES = (SETTINGS, WORDS, NUMBERS, CARDS, TOKENS, ORDINARY, *({name: text} for name, text in ASKED_FOR.items()))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where everything is that the service makes, temporary files as well."""
    before = tempfile.tempdir
    tempfile.tempdir = str(tmp_path / "temporary")
    (tmp_path / "temporary").mkdir()
    yield tmp_path
    tempfile.tempdir = before


def says(place: str) -> str:
    number, card = NUMBERS[place], CARDS[place]
    spoken = f"{number[:1]} {number[1:4]} {number[4:7]} {number[7:]}"
    written = " ".join(card[at : at + 4] for at in range(0, 16, 4))
    return f"mi ID es {spoken} y la contraseña es {WORDS[place]}; la tarjeta {written}, y {TOKENS[place]}"


async def goes_on_to_the_ticket(story: Story, requester: Requester) -> str:
    """Answers whatever is asked now, until there is a ticket; its number."""
    for _ in range(4 * len(ANSWERS)):
        await story.stage.quiet()
        for told in reversed(requester.heard):
            if "Su número es " in told:
                return told.partition("Su número es ")[2].split()[0].rstrip(".")
        cues = dict(ANSWERS[:-1]) | {"Resumen": ANSWERS[-1][1]}
        newest = next(cue for told in reversed(requester.heard) for cue in cues if cue in told)
        answer = cues[newest]
        if answer.startswith("["):
            await requester.presses(answer[1:])
        else:
            title = f"El torno vibra {ORDINARY['also ordinary']}"
            await requester.says(answer.replace("{name}", "María").replace("{title}", title))
    raise AssertionError("\n---\n".join(requester.heard))


async def types_at_the_wrong_moment(story: Story, requester: Requester) -> str:
    """A password in every place in which a requester can type, before the ticket and after it; the ticket's number."""
    quiet = story.stage.quiet
    await requester.says(says("first words"))
    await quiet()
    await requester.says("Hola")
    await quiet()
    await requester.says(says("free talk"))
    await quiet()
    await sends_files(story, requester)
    await requester.says(f"Se oye raro {ORDINARY['ordinary']}")
    await quiet()
    await story.edits_last(requester, says("an edit"))
    await quiet()
    await commands(requester, says("an argument"))
    await quiet()
    number = await goes_on_to_the_ticket(story, requester)
    await requester.says(says("after the ticket"))
    await quiet()
    await replies(requester)
    await quiet()
    return number


async def sends_files(story: Story, requester: Requester) -> None:
    match requester:
        case TelegramRequester(person=person):
            person.send_photo(PHOTO, caption=says("a caption"))
            person.send_document(PDF, f"{says('a file name')}.pdf")
            person.say_forwarded(says("forwarded"))
        case SlackRequester(member=member):
            await member.dm_file(PHOTO, "pantalla.jpg", says("a caption"))
            await member.dm_file(PDF, f"{says('a file name')}.pdf")
            await member.command("/soporte", "", story.stage.channel)
            await member.wait_for_modal("¿De qué se trata?", timeout=PATIENCE)
            await member.submit({"kind": "Técnica", "name": says("a form"), "ready": "Sí"})
            await story.stage.quiet()
            await member.close_modal()
    await story.stage.quiet()


async def commands(requester: Requester, words: str) -> None:
    match requester:
        case TelegramRequester(person=person):
            person.command("/estado", words)
        case SlackRequester(member=member):
            await member.command("/estado", words)


async def replies(requester: Requester) -> None:
    match requester:
        case TelegramRequester(person=person):
            mine = [each for each in person.messages if not each.from_bot]
            person.say(says("a reply"), reply_to=mine[-1].message_id)
        case SlackRequester(member=member):
            first = member.dm_messages[0]
            await member.dm(says("a reply"), thread_ts=first.ts)


async def works_carelessly(story: Story, number: str) -> None:
    """A specialist types passwords in every place that there is."""
    ana, channel = story.ana.member, story.stage.channel
    card = await story.card(number)
    await ana.say(channel, says("specialist: thread"), thread_ts=card.ts)
    said = await ana.say(channel, "Ahora lo veo", thread_ts=card.ts)
    await ana.edit(said, says("specialist: edit"))
    await ana.command("/ticket", f"nota {number} {says('order')}", channel)
    await story.stage.quiet()
    await fills(story, card, "Nota", says("specialist: note"))
    await fills(story, card, "Responder", says("specialist: answer"))
    await fills(story, card, "Resolver", says("specialist: solution"))
    await story.stage.quiet()


async def fills(story: Story, card: Message, label: str, words: str) -> None:
    ana = story.ana
    await ana.presses(label, card)
    await ana.member.wait_for_modal(timeout=PATIENCE)
    await ana.member.submit({"text": words})
    await story.stage.quiet()


async def gives(requester: Requester) -> None:
    """What is asked for: typed in Telegram, in a form in Slack."""
    given, password = ASKED_FOR["the ID"], ASKED_FOR["the password"]
    match requester:
        case TelegramRequester():
            await requester.sees("¿Qué ID le muestra TeamViewer?")
            await requester.says(f"es {given[:3]} {given[3:6]} {given[6:]}")
            await requester.sees("¿Y la contraseña")
            await requester.says(password)
        case SlackRequester():
            await requester.presses("🔒 Escribir ID y contraseña")
            await requester.member.wait_for_modal("ID de TeamViewer", timeout=PATIENCE)
            await requester.member.submit({"secret_remote_id": given, "secret_remote_password": password})
        case _:
            raise TypeError(requester)
    await requester.sees("🔒 Ya tengo los dos")


def shown_once(story: Story) -> None:
    """Both stood in one request to Slack, and that opened a page; it is taken out of what is looked at."""
    calls = story.stage.slack.journal.calls
    shown = [call for call in calls if ASKED_FOR["the password"] in json.dumps(call.params)]
    assert [call.method.partition(".")[0] for call in shown] == ["views"]
    calls.remove(shown[0])


def secret(search: Search) -> list[Hit]:
    """What was found and must not be."""
    return sorted((hit for hit in search.hits if hit.canary not in ORDINARY), key=str)


def was_typed(story: Story) -> frozenset[str]:
    """The places of the passwords that the platforms really handed over."""
    search = Search([WORDS])
    search.text("from Telegram", *(each.answer for each in story.stage.telegram.journal if each.method == "getUpdates"))
    search.text("from Slack", *(each.payload for each in story.stage.slack.journal.envelopes))
    return frozenset(hit.canary for hit in search.hits)


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_what_is_typed_at_the_wrong_moment_is_nowhere(sqlite_url: str, folder: Path, platform: Platform) -> None:
    async with watched(FAMILIES, sqlite_url, folder, platform) as (story, watch):
        maria = story.requester("María")
        number = await types_at_the_wrong_moment(story, maria)
        backed_up(watch.search, folder / "ventanilla.db", folder)
        await story.ana.presses("Tomar", await story.card(number, "asignado"))
        await asks_again(story, number)
        await gives(maria)
        backed_up(watch.search, folder / "ventanilla.db", folder)
        await story.stage.stop()
        await story.stage.start()
        page = await looks(story.ana, await story.card(number, "esperan a Ana López"))
        assert ASKED_FOR["the password"] in page
        shown_once(story)
        await works_carelessly(story, number)
        await watch.look(story)
        assert was_typed(story) == set(PLACES) - ({"forwarded"} if platform == "slack" else {"a form"})
    assert secret(watch.search) == []
    assert watch.passed.total() > 100
    ordinary = {hit.place.partition(":")[0] for hit in watch.search.hits}
    assert {"backup", "dump", "requests to Slack"} <= ordinary
    assert any(place.startswith("disk at ") for place in ordinary)  # a page is looked at once, wherever that is first
    assert "log" not in ordinary
    assert watch.search.looked["log"] > 1000


async def test_nor_in_postgresql(postgres_url: str, folder: Path) -> None:
    async with watched(FAMILIES, postgres_url, folder, "slack") as (story, watch):
        maria = story.requester("María")
        number = await types_at_the_wrong_moment(story, maria)
        await works_carelessly(story, number)
        await watch.look(story)
        read_whole(watch.search, postgres_url)
    assert secret(watch.search) == []
    ordinary = {hit.place.partition(":")[0] for hit in watch.search.hits}
    assert {"table tickets", "table outbox", "PostgreSQL's files", "PostgreSQL's log"} <= ordinary
    assert "log" not in ordinary
