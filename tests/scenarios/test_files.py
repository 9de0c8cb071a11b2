"""Pictures, documents, voices and albums, from a requester's chat to the thread of the ticket's card: byte for byte, or
refused in words."""

from __future__ import annotations

from pathlib import Path

from adapters.sandbox.faults import Fault
from adapters.sandbox.slack.state import Message
from adapters.sandbox.telegram.people import AlbumItem
from tests.adapters.recorded_inbox import until
from tests.scenarios.requesters import Requester
from tests.scenarios.story import ANSWERS, Story

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 30


def contents(story: Story, card: Message) -> list[bytes | None]:
    """The files in the card's thread, in order."""
    return [file.content for message in story.stage.channel.thread(card.ts) for file in message.files]


def kept(story: Story) -> list[Path]:
    """The files in the folder of the service."""
    folder = story.stage.settings.data_dir / "attachments"
    return sorted(folder.iterdir()) if folder.exists() else []


async def the_rest(story: Story, maria: Requester) -> Message:
    """María answers everything from the first question on; her ticket's card."""
    await maria.presses("Técnica")
    for question, answer in ANSWERS[1:]:
        await story.answers(maria, question, answer, title="El torno vibra")
    return await story.card((await maria.sees("Su número es ")).removeprefix("Su número es ").rstrip("."))


async def test_a_file_sent_before_the_ticket_and_one_after_lie_byte_for_byte_in_the_cards_thread(
    either: Story,
) -> None:
    maria = either.requester("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await either.sends_file(maria, PHOTO, "pantalla.jpg")
    await maria.sees("Lo guardo")
    card = await the_rest(either, maria)
    await either.in_thread(card, "pantalla.jpg")
    await either.sends_file(maria, PDF, "../../póliza <!channel>.pdf")
    await maria.sees("Agregado a su ticket")
    shown = await either.in_thread(card, "póliza")
    await either.stage.quiet()
    assert contents(either, card) == [PHOTO, PDF]
    assert shown.rendered == "📄 ../../póliza <!channel>.pdf · 8 kB"
    assert shown.mentions == ()
    assert sorted(each.read_bytes() for each in kept(either)) == sorted([PHOTO, PDF])
    assert {each.suffix for each in kept(either)} == {".jpg", ".pdf"}


async def test_an_album_as_the_first_message_is_one_contribution_and_all_of_it_arrives(story: Story) -> None:
    maria = story.in_telegram()
    album = [PHOTO + bytes([number]) for number in range(3)]
    maria.person.send_album([AlbumItem(data=each, caption="Así se ve" if each is album[0] else "") for each in album])
    await maria.sees("¿De qué se trata?")
    await story.stage.quiet()
    assert len(maria.heard) == 1
    card = await the_rest(story, maria)
    await story.stage.quiet()
    assert sorted(each or b"" for each in contents(story, card)) == album


async def test_a_voice_note_as_the_first_message_arrives(story: Story) -> None:
    maria = story.in_telegram()
    maria.person.send_voice(b"OggS" * 500)
    await maria.sees("¿De qué se trata?")
    card = await the_rest(story, maria)
    await story.in_thread(card, "🎤 voice")
    assert contents(story, card) == [b"OggS" * 500]


async def test_a_database_copy_is_refused_in_words_and_never_fetched(either: Story) -> None:
    maria = either.requester("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await either.sends_file(maria, b"TAPE" * 500, "respaldo 2026.BAK")
    told = await maria.sees("copias de bases de datos")
    assert told == (
        "📎 No recibo copias de bases de datos, así que no guardé respaldo 2026.BAK: contiene los datos de toda su oficina."
        " Si hace falta, el especialista le dirá cómo entregarla."
    )
    await maria.sees("¿De qué se trata?")
    await either.stage.quiet()
    assert kept(either) == []


async def test_a_program_that_calls_itself_a_document_is_refused_in_words_once_it_is_seen(either: Story) -> None:
    maria = either.requester("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await either.sends_file(maria, b"MZ\x90\x00" * 500, "factura.pdf")
    told = await maria.sees("Por seguridad")
    assert told == (
        "📎 Por seguridad no recibo programas, así que no guardé factura.pdf. Ayuda más una foto de la pantalla."
    )
    await either.stage.quiet()
    assert maria.heard[-1].startswith("¿De qué se trata?")  # the question comes again, after the refusal
    card = await the_rest(either, maria)
    await either.stage.quiet()
    assert "factura.pdf" not in (await either.card(card.rendered.split(" ")[0])).rendered
    assert (contents(either, card), kept(either)) == ([], [])


async def test_a_file_refused_when_it_is_on_the_ticket_already_is_taken_off_and_the_thread_says_so(
    either: Story,
) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    card = await either.card(number, "asignado")
    await either.sends_file(maria, b"PK\x03\x04" * 500, "todo.xlsx")
    await maria.sees("archivos comprimidos")
    said = await either.in_thread(card, "No se aceptó")
    assert said.rendered == "🚫 No se aceptó un archivo del solicitante: todo.xlsx. Ya se le dijo por qué."
    assert contents(either, card) == []


async def test_too_large_a_file_is_answered_at_once_without_asking_for_it(story: Story) -> None:
    maria = story.in_telegram()
    maria.person.send_document(bytes(20 * 2**20 + 1), "video.mp4")
    told = await maria.sees("20 MB")
    assert (
        told
        == "📎 Recibo archivos de hasta 20 MB y video.mp4 es más grande. Mande uno más chico o una parte, por favor."
    )
    await maria.sees("¿De qué se trata?")
    assert [each for each in story.stage.telegram.journal if each.method == "getFile"] == []


async def test_a_stop_between_the_fetch_and_the_thread_loses_nothing(story: Story) -> None:
    maria = story.in_telegram()
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    story.stage.slack.faults.plan(Fault(method="files.getUploadURLExternal", kind="status", status=503, times=None))
    await story.sends_file(maria, PDF, "póliza.pdf")
    await maria.sees("Agregado a su ticket")
    await until(lambda: story.stage.slack.faults.struck)  # it is here, and was offered to the thread in vain
    await story.stage.stop()
    assert contents(story, card) == []
    story.stage.slack.faults.clear()
    await story.stage.start()
    await story.in_thread(card, "póliza.pdf")
    await story.stage.quiet()
    assert contents(story, card) == [PDF]


async def test_a_lost_answer_to_the_sharing_of_a_file_does_not_share_it_twice(story: Story) -> None:
    maria = story.in_telegram()
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    story.stage.slack.faults.plan(Fault(method="files.completeUploadExternal", kind="cut_after"))
    await story.sends_file(maria, PDF, "póliza.pdf")
    await story.in_thread(card, "póliza.pdf")
    await story.stage.quiet()
    assert contents(story, card) == [PDF]


async def test_an_interrupted_download_is_taken_up_again(story: Story) -> None:
    maria = story.in_telegram()
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    story.stage.telegram.faults.plan(Fault(method="download", kind="cut_before"))
    story.stage.telegram.faults.plan(Fault(method="getFile", kind="status", status=502))
    await story.sends_file(maria, PDF, "póliza.pdf")
    await story.in_thread(card, "póliza.pdf")
    assert contents(story, card) == [PDF]
