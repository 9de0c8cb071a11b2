"""Files of Slack over the wire: brought over with the token, put into a thread, and what goes wrong with either."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.attachments import Attachments
from adapters.sandbox.faults import Fault
from adapters.sandbox.slack import SlackSandbox
from adapters.slack.client import close_client, slack_client
from adapters.slack.link import SlackGateway
from adapters.slack.references import desk_chat, file_ref
from bot.app.files import StoredFile
from bot.app.outbox import Delivered, Later, Outcome, Parcel, ParcelKind, Reason, Refused, Unsure
from bot.domain.ids import MessageRef
from bot.domain.message import File, FileKind, Message
from bot.domain.text import Untrusted
from tests.adapters.recorded_inbox import parcel

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 900


@dataclass(frozen=True, slots=True)
class Desk:
    """A workspace, and a gateway with a folder for files."""

    slack: SlackSandbox
    gateway: SlackGateway
    files: Attachments

    async def fetched(self, content: bytes, name: str = "póliza.pdf") -> Outcome:
        """What becomes of a file that a member sends."""
        ana = self.slack.member()
        message = await ana.dm_file(content, name)
        return await self.fetch(message.files[0].id)

    async def fetch(self, file_id: str) -> Outcome:
        ref = file_ref(self.slack.identity.team_id, file_id)
        file = File(ref=ref, kind=FileKind.DOCUMENT, label=Untrusted("a.pdf"))
        return await self.gateway.deliver(parcel("slack:files:x", Message(), kind=ParcelKind.FETCH, file=file))

    async def pointed_to(self, address: str) -> Outcome:
        return await pointed(self.files, self.slack.base_url, address)

    async def kept(self) -> StoredFile:
        async def content() -> AsyncIterator[bytes]:
            yield PDF

        return await self.files.store(content(), Untrusted("a.pdf"))

    async def thread(self) -> tuple[MessageRef, list[str]]:
        """A card in a channel."""
        channel = self.slack.channel()
        chat = desk_chat(self.slack.identity.team_id, channel.id)
        card = await self.gateway.deliver(parcel(chat, Message(title=("Ticket",))))
        assert isinstance(card, Delivered)
        assert card.ref is not None
        return card.ref, [channel.id, channel.messages[0].ts]

    def shown(self, place: list[str]) -> list[str]:
        return [each.title for message in self.slack.channels[place[0]].thread(place[1]) for each in message.files]


def put(stored: StoredFile, thread: MessageRef | None) -> Parcel:
    ref = file_ref("T", "F")
    file = File(ref=ref, kind=FileKind.PHOTO, label=Untrusted("*a* <!channel> <https://evil.example|b>.png"), size=2048)
    given = parcel("slack:files:card:1", Message(), kind=ParcelKind.FORWARD, thread=thread, file=file)
    return replace(given, letter=replace(given.letter, stored=stored))


async def pointed(files: Attachments, base_url: str, address: str) -> Outcome:
    """What becomes of a file of which Slack says that it is at that address."""

    class Pointing(AsyncWebClient):
        async def files_info(self, **_: object) -> dict[str, object]:  # type: ignore[override] # only the body is read
            return {"file": {"id": "F", "size": 9, "url_private_download": address}}

    own = slack_client(token="xoxb-sandbox", base_url=base_url)
    client = Pointing(token="xoxb-sandbox", base_url=base_url, session=own.session)
    file = File(ref=file_ref("T", "F"), kind=FileKind.DOCUMENT, label=Untrusted("a.pdf"))
    wanted = parcel("slack:files:x", Message(), kind=ParcelKind.FETCH, file=file)
    outcome = await SlackGateway(client=client, files=files).deliver(wanted)
    await close_client(own)
    return outcome


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with SlackSandbox(strict_rates=False) as sandbox:
        client = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
        files = Attachments(tmp_path)
        yield Desk(sandbox, SlackGateway(client=client, files=files), files)
        await close_client(client)


async def test_a_file_is_brought_over_byte_for_byte(desk: Desk) -> None:
    outcome = await desk.fetched(PDF)
    assert isinstance(outcome, Delivered)
    assert outcome.stored is not None
    assert outcome.stored.size == len(PDF)
    assert b"".join([chunk async for chunk in desk.files.read(outcome.stored.name)]) == PDF


async def test_what_is_not_taken_is_refused_by_what_it_is(desk: Desk) -> None:
    assert await desk.fetched(b"MZ\x90\x00") == Refused(Reason.PROGRAM, "its content")
    assert await desk.fetched(bytes(20 * 2**20 + 1)) == Refused(Reason.TOO_LARGE, "its size")
    assert await desk.fetch("F0NOBODYS") == Refused(Reason.GONE, "file_not_found")


async def test_what_keeps_a_file_from_coming_now_is_for_later(desk: Desk) -> None:
    desk.slack.faults.plan(Fault(method="files.info", kind="rate_limited", retry_after=7))
    assert await desk.fetched(PDF) == Later(7, "rate limited")
    desk.slack.faults.plan(Fault(method="files.info", kind="status", status=503))
    assert await desk.fetched(PDF) == Unsure("HTTP 503")


class Elsewhere:
    """Somebody else's server, which remembers the tokens it was shown."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers.get("Authorization"))
        return web.Response(body=PDF)


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    server = Elsewhere()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.port = int(runner.addresses[0][1])
    yield server
    await runner.cleanup()


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:{elsewhere}/a.pdf",
        "http://127.0.0.1:{elsewhere}/a.pdf",  # another port of the same host
        "http://127.0.0.1:{ours}@localhost:{elsewhere}/a.pdf",
        "http://127.0.0.1.evil.example:{elsewhere}/a.pdf",
        "http://localhost:{elsewhere}\\@127.0.0.1:{ours}/a.pdf",
        "http://localhost:{elsewhere}#@127.0.0.1:{ours}/a.pdf",
        "//localhost:{elsewhere}/a.pdf",
        "https://127.0.0.1:{elsewhere}/a.pdf",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://[::1/a.pdf",
        "http://127.0.0.1:99999/a.pdf",
        "",
    ],
)
async def test_the_token_goes_to_nobody_else_whatever_address_a_file_has(
    desk: Desk, elsewhere: Elsewhere, address: str
) -> None:
    ours = desk.slack.base_url.split(":")[2].partition("/")[0]
    given = address.replace("{elsewhere}", str(elsewhere.port)).replace("{ours}", ours)
    assert await desk.pointed_to(given) == Refused(Reason.NOT_ALLOWED, "the file is not kept by Slack")
    assert elsewhere.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(tmp_path: Path, elsewhere: Elsewhere, status: int) -> None:
    async def away(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": f"http://127.0.0.1:{elsewhere.port}/a.pdf"})

    app = web.Application()
    app.router.add_get("/a.pdf", away)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"http://127.0.0.1:{runner.addresses[0][1]}"
    outcome = await pointed(Attachments(tmp_path), f"{host}/api/", f"{host}/a.pdf")
    await runner.cleanup()
    assert isinstance(outcome, Later | Unsure)
    assert elsewhere.asked == []


async def test_a_compressed_answer_is_not_unpacked(tmp_path: Path) -> None:
    async def bomb(_: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(bytes(2**24)), headers={"Content-Encoding": "gzip"})

    app = web.Application()
    app.router.add_get("/a.pdf", bomb)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"http://127.0.0.1:{runner.addresses[0][1]}"
    outcome = await pointed(Attachments(tmp_path), f"{host}/api/", f"{host}/a.pdf")
    await runner.cleanup()
    assert outcome == Unsure("the download is compressed")
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a test may wait for its disk


async def test_a_file_is_put_into_the_thread_with_an_inert_title_and_our_own_name(desk: Desk) -> None:
    stored = await desk.kept()
    thread, place = await desk.thread()
    assert await desk.gateway.deliver(put(stored, thread)) == Delivered(None)
    await desk.slack.settled()
    assert desk.shown(place) == ["🖼️ *a* <!channel> <https://evil.example|b>.png · 2 kB"]
    (file,) = desk.slack.channels[place[0]].thread(place[1])[0].files
    assert (file.name, file.content) == (stored.name, PDF)


async def test_after_a_lost_answer_the_thread_is_looked_at_before_the_file_is_sent_again(desk: Desk) -> None:
    stored = await desk.kept()
    thread, place = await desk.thread()
    desk.slack.faults.plan(Fault(method="files.completeUploadExternal", kind="cut_after"))
    given = put(stored, thread)
    assert isinstance(await desk.gateway.deliver(given), Unsure)
    await desk.slack.settled()
    assert await desk.gateway.deliver(replace(given, unsure=True)) == Delivered(None)
    await desk.slack.settled()
    assert len(desk.shown(place)) == 1


async def test_what_was_not_shared_is_sent_again_after_looking(desk: Desk) -> None:
    stored = await desk.kept()
    thread, place = await desk.thread()
    desk.slack.faults.plan(Fault(method="files.completeUploadExternal", kind="cut_before"))
    given = put(stored, thread)
    assert isinstance(await desk.gateway.deliver(given), Unsure)
    assert await desk.gateway.deliver(replace(given, unsure=True)) == Delivered(None)
    await desk.slack.settled()
    assert len(desk.shown(place)) == 1


async def test_what_breaks_off_before_anybody_could_see_it_is_simply_done_again(desk: Desk) -> None:
    stored = await desk.kept()
    thread, _ = await desk.thread()
    desk.slack.faults.plan(Fault(method="files.getUploadURLExternal", kind="status", status=503))
    assert await desk.gateway.deliver(put(stored, thread)) == Later(2, "HTTP 503")


async def test_before_its_card_is_posted_a_file_waits(desk: Desk) -> None:
    given = put(await desk.kept(), None)
    assert await desk.gateway.deliver(given) == Later(1, "the card is not posted yet")
    assert await desk.gateway.deliver(replace(given, attempts=20)) == Later(60, "the card is not posted yet")


async def test_a_file_that_is_no_longer_kept_is_refused(desk: Desk) -> None:
    thread, _ = await desk.thread()
    gone = StoredFile(name="0" * 32 + ".pdf", media_type="application/pdf", size=9)
    assert await desk.gateway.deliver(put(gone, thread)) == Refused(Reason.GONE, "the file is no longer kept")


async def test_an_app_without_the_scope_for_files_goes_on_with_everything_else(tmp_path: Path) -> None:
    async with SlackSandbox(strict_rates=False, scopes=("chat:write",)) as sandbox:
        client = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
        files = Attachments(tmp_path)
        desk = Desk(sandbox, SlackGateway(client=client, files=files), files)
        thread, _ = await desk.thread()
        outcome = await desk.gateway.deliver(put(await desk.kept(), thread))
        await close_client(client)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.FORBIDDEN
