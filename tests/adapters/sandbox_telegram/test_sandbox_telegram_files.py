"""Attachments both ways: uploads, file ids, albums, downloads."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import aiohttp
import pytest
import telegram
from telegram import InputMediaDocument, InputMediaPhoto, InputMediaVideo
from telegram.error import BadRequest, NetworkError

from adapters.sandbox.telegram import Person, TelegramSandbox
from adapters.sandbox.telegram.files import LARGEST_DOWNLOAD, LARGEST_PHOTO, LARGEST_UPLOAD

Call: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


async def test_what_a_person_sends_is_downloaded_byte_by_byte(bot: telegram.Bot, maria: Person) -> None:
    content = bytes(range(256)) * 300
    maria.send_document(content, "póliza.xml", "la póliza")
    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.document.file_size) == ("póliza.xml", len(content))
    assert message.caption == "la póliza"
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == content


async def test_the_largest_photo_is_the_one_that_was_sent(bot: telegram.Bot, maria: Person) -> None:
    maria.send_photo(PNG, caption="captura")
    message = (await bot.get_updates(offset=-1))[0].message
    assert message is not None
    small, large = message.photo
    assert small.width < large.width
    assert bytes(await (await large.get_file()).download_as_bytearray()) == PNG
    assert bytes(await (await small.get_file()).download_as_bytearray()) != PNG


async def test_every_kind_is_uploaded_and_sent_again_by_its_id(
    tg: TelegramSandbox, bot: telegram.Bot, maria: Person
) -> None:
    juan = tg.person(first_name="Juan")
    juan.command("start")
    photo = await bot.send_photo(maria.id, PNG, caption="<b>a</b>", parse_mode="HTML")
    document = await bot.send_document(maria.id, b"%PDF-1.7", filename="a.pdf")
    voice = await bot.send_voice(maria.id, b"OggS...")
    video = await bot.send_video(maria.id, b"....ftyp", filename="a.mp4")
    assert document.document is not None
    assert voice.voice is not None
    assert video.video is not None
    await bot.send_photo(juan.id, photo.photo[-1].file_id)
    await bot.send_document(juan.id, document.document.file_id)
    await bot.send_voice(juan.id, voice.voice.file_id)
    await bot.send_video(juan.id, video.video.file_id)
    for person in (maria, juan):
        seen = [m.attachment for m in person.messages if m.attachment]
        assert [a.kind for a in seen] == ["photo", "document", "voice", "video"]
        assert [a.data for a in seen] == [PNG, b"%PDF-1.7", b"OggS...", b"....ftyp"]
        assert seen[1].filename == "a.pdf"
    assert photo.caption_html == "<b>a</b>"


async def test_an_id_of_one_kind_cannot_be_sent_as_another(bot: telegram.Bot, refused: Call, maria: Person) -> None:
    sent = await bot.send_document(maria.id, b"%PDF", filename="a.pdf")
    assert sent.document is not None
    said = await refused("sendPhoto", chat_id=maria.id, photo=sent.document.file_id)
    assert said == "Bad Request: can't use file of type Document as Photo"
    said = await refused("sendPhoto", chat_id=maria.id, photo="made-up")
    assert said == "Bad Request: wrong remote file identifier specified: can't unserialize it"
    said = await refused("sendPhoto", chat_id=maria.id, photo="https://example.org/a.png")
    assert said == "Bad Request: failed to get HTTP URL content"
    assert await refused("sendPhoto", chat_id=maria.id) == "Bad Request: there is no photo in the request"
    said = await refused("sendPhoto", chat_id=maria.id, photo="attach://nothing")
    assert said == "Bad Request: there is no photo in the request"


async def test_uploads_are_checked(bot: telegram.Bot, maria: Person) -> None:
    with pytest.raises(BadRequest, match=r"^File must be non-empty$"):
        await bot.send_document(maria.id, b"", filename="a.pdf")
    with pytest.raises(BadRequest, match=r"^Image_process_failed$"):
        await bot.send_photo(maria.id, b"this is no picture")
    with pytest.raises(BadRequest, match=r"^File of size 10485767 bytes is too big for a photo"):
        await bot.send_photo(maria.id, PNG[:7] + bytes(LARGEST_PHOTO))
    with pytest.raises(BadRequest, match=r"^Message caption is too long$"):
        await bot.send_document(maria.id, b"x", filename="a.txt", caption="x" * 1025)
    await bot.send_document(maria.id, b"x", filename="a.txt", caption="<i>" + "x" * 1024 + "</i>", parse_mode="HTML")


async def test_an_upload_above_50_mb_is_413(bot: telegram.Bot, maria: Person) -> None:
    with pytest.raises(NetworkError, match=r"Request Entity Too Large"):
        await bot.send_document(maria.id, bytes(LARGEST_UPLOAD + 1), filename="a.bin")
    assert len(maria.messages) == 1


async def test_files_above_20_mb_cannot_be_fetched(bot: telegram.Bot, maria: Person) -> None:
    fits = maria.send_video(bytes(LARGEST_DOWNLOAD))
    too_big = maria.send_video(bytes(LARGEST_DOWNLOAD + 1))
    assert fits.attachment is not None
    assert too_big.attachment is not None
    assert (await bot.get_file(fits.attachment.file.file_id)).file_size == LARGEST_DOWNLOAD
    with pytest.raises(BadRequest, match=r"^File is too big$"):
        await bot.get_file(too_big.attachment.file.file_id)
    with pytest.raises(BadRequest, match=r"^Invalid file_id$"):
        await bot.get_file("made-up")


async def test_a_download_needs_the_token_and_a_real_path(tg: TelegramSandbox, maria: Person) -> None:
    attachment = maria.send_document(b"x").attachment
    assert attachment is not None
    path = attachment.file.path
    async with aiohttp.ClientSession() as session:
        for url, status in (
            (f"{tg.base_file_url}{tg.token}/{path}", 200),
            (f"{tg.base_file_url}123456:WRONG/{path}", 404),
            (f"{tg.base_file_url}{tg.token}/documents/file_99.pdf", 404),
            (f"{tg.base_file_url}{tg.token}/../../etc/passwd", 404),
        ):
            async with session.get(url) as answer:
                assert answer.status == status


async def test_an_album_shares_an_id_and_takes_ids_and_uploads(bot: telegram.Bot, maria: Person) -> None:
    first = await bot.send_photo(maria.id, PNG)
    sent = await bot.send_media_group(
        maria.id,
        [
            InputMediaPhoto(first.photo[-1].file_id, caption="<b>una</b>", parse_mode="HTML"),
            InputMediaVideo(b"....ftyp", filename="a.mp4"),
        ],
    )
    assert len({message.media_group_id for message in sent}) == 1
    assert sent[0].media_group_id
    assert [(m.attachment.kind, m.html) for m in maria.messages[-2:] if m.attachment] == [
        ("photo", "<b>una</b>"),
        ("video", ""),
    ]


async def test_albums_are_checked(bot: telegram.Bot, refused: Call, maria: Person) -> None:
    photo = {"type": "photo", "media": (await bot.send_photo(maria.id, PNG)).photo[-1].file_id}

    async def album(*media: Any) -> str:
        return str(await refused("sendMediaGroup", chat_id=maria.id, media=list(media)))

    assert await album() == "Bad Request: there are no messages to send"
    assert await album(*[photo] * 11) == "Bad Request: too many messages to send as an album"
    assert await album("x") == "Bad Request: can't parse InputMedia: expected an Object"
    assert await album({"type": "photo"}) == "Bad Request: can't parse InputMedia: media not found"
    assert await album({"type": "voice", "media": "x"}) == (
        "Bad Request: can't parse InputMedia: type \"voice\" can't be used in sendMediaGroup"
    )
    assert await album(photo | {"colour": 1}) == ('Bad Request: can\'t parse InputMedia: unknown field "colour"')
    with pytest.raises(BadRequest, match=r"^Document can't be mixed with other media types$"):
        await bot.send_media_group(maria.id, [InputMediaDocument(b"x", filename="a.txt"), InputMediaPhoto(PNG)])
    assert await refused("sendMediaGroup", chat_id=maria.id) == 'Bad Request: parameter "media" is required'
