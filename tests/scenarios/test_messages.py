"""What people really send: talk in the middle, stickers, places, voices, pictures, albums, corrections."""

from __future__ import annotations

from adapters.sandbox.telegram.people import AlbumItem
from tests.scenarios.requesters import Requester
from tests.scenarios.story import ANSWERS, Story, timeless

UNREADABLE = "Eso es {}, y aquí no lo puedo leer. Escríbalo, por favor, o mande una foto o un documento."
FIRST_QUESTION = "¿De qué se trata?\n\n1 de 5"


async def test_free_talk_is_noted_and_the_same_question_asked_once_more(story: Story) -> None:
    maria = story.in_telegram()
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await maria.says("Uy, es que hace un ruido espantoso")
    said = await maria.sees("Lo anoto")
    assert said == "📝 Lo anoto para el especialista. Para seguir, elija una opción:\n" + FIRST_QUESTION
    number = await _from_the_kind_on(story, maria)
    await story.card(number, "📝 Uy, es que hace un ruido espantoso")


async def _from_the_kind_on(story: Story, requester: Requester) -> str:
    await requester.presses("Técnica")
    for question, answer in ANSWERS[1:]:
        await story.answers(requester, question, answer, title="El torno vibra")
    return (await requester.sees("Su número es ")).removeprefix("Su número es ").rstrip(".")


async def test_a_sticker_a_place_a_contact_and_a_poll_are_named_and_the_question_comes_again(story: Story) -> None:
    maria = story.in_telegram()
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    maria.person.send_sticker()
    await _is_asked_again(maria, "una calcomanía (sticker)")
    maria.person.send_location(20.67, -103.35)
    await _is_asked_again(maria, "una ubicación")
    maria.person.send_contact("+523312345678", "Luis", own=False)
    await _is_asked_again(maria, "una tarjeta de contacto")
    maria.person.send_poll("¿Sí?", ["Sí", "No"])
    await _is_asked_again(maria, "una encuesta")


async def _is_asked_again(maria: Requester, what: str) -> None:
    assert await maria.sees(what) == UNREADABLE.format(what)
    assert await maria.sees("¿De qué se trata?") == FIRST_QUESTION


async def test_a_sticker_as_the_first_message_is_answered(story: Story) -> None:
    maria = story.in_telegram()
    maria.person.send_sticker()
    assert await maria.sees("no lo puedo leer") == UNREADABLE.format("una calcomanía (sticker)")


async def test_a_voice_note_is_kept_with_the_request_and_named_in_the_cards_thread(story: Story) -> None:
    maria = story.in_telegram()
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    maria.person.send_voice(b"OggS" * 500)
    assert await maria.sees("Lo guardo") == "📎 Lo guardo con su solicitud.\n" + FIRST_QUESTION
    number = await _from_the_kind_on(story, maria)
    card = await story.card(number, "Archivos\nvoice")
    assert (await story.in_thread(card, "voice")).rendered == "🎤 voice · 2 kB"


async def test_a_photo_as_the_first_message_begins_a_request_and_goes_with_it(story: Story) -> None:
    maria = story.in_telegram()
    maria.person.send_photo(b"\xff\xd8\xff" * 400, caption="Así se ve el torno")
    assert await maria.sees("¿De qué se trata?") == "Mesa de ayuda, a sus órdenes.\n" + FIRST_QUESTION
    number = await _from_the_kind_on(story, maria)
    card = await story.card(number, "📝 Así se ve el torno", "Archivos\nphoto")
    await story.in_thread(card, "🖼️ photo")


async def test_an_album_is_one_contribution_and_acknowledged_once(story: Story) -> None:
    maria = story.in_telegram()
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    maria.person.send_album(
        [AlbumItem(data=b"\xff\xd8\xff" * 700, caption="uno"), *[AlbumItem(data=b"\xff\xd8\xff" * 700)] * 3]
    )
    await maria.sees("Lo guardo")
    await story.stage.quiet()
    assert sum("Lo guardo" in text for text in maria.heard) == 1
    number = await _from_the_kind_on(story, maria)
    await story.card(number, "Archivos\nphoto, photo, photo, photo")


async def test_an_album_about_an_open_ticket_is_acknowledged_once_and_wholly_passed_on(story: Story) -> None:
    maria = story.in_telegram()
    number = await story.opens(maria)
    card = await story.card(number, "asignado")
    maria.person.send_album([AlbumItem(data=b"\xff\xd8\xff" * 700) for _ in range(3)])
    await maria.sees("Agregado a su ticket")
    await story.stage.quiet()
    assert sum("Agregado" in text for text in maria.heard) == 1
    await story.stage.quiet()
    assert [each.rendered for each in story.stage.channel.thread(card.ts)] == ["🖼️ photo · 2 kB"] * 3


async def test_a_document_about_an_open_ticket_lands_in_the_cards_thread(either: Story) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    card = await either.card(number, "asignado")
    await either.sends_file(maria, b"%PDF-1.7" * 256, "póliza.pdf")
    await maria.sees("Agregado a su ticket")
    assert (await either.in_thread(card, "póliza.pdf")).rendered == "📄 póliza.pdf · 2 kB"


async def test_an_edited_description_changes_the_answer_and_does_not_advance(story: Story) -> None:
    maria = story.in_telegram()
    await maria.says("Hola")
    await story.answers(maria, *ANSWERS[0])
    await story.answers(maria, *ANSWERS[1])
    await story.answers(maria, *ANSWERS[2])
    await maria.sees("¿Qué pasa?")
    message = maria.person.say("El torno bibra")
    await maria.sees("¿qué falla?")
    maria.person.edit(message.message_id, "El torno vibra mucho")
    assert await maria.sees("Ya cambié") == "✏ Ya cambié ese texto."
    await maria.says("Vibra")
    assert "Descripción: El torno vibra mucho\n" in await maria.sees("Resumen")


async def test_an_edit_of_what_was_said_about_an_open_ticket_shows_in_the_thread(either: Story) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    card = await either.card(number, "asignado")
    await maria.says("Vive en la calle 1")
    await either.in_thread(card, "calle 1")
    await either.edits_last(maria, "Vive en la calle 2")
    assert (
        timeless((await either.in_thread(card, "calle 2")).rendered) == "✏️ María (editado) · hora:\nVive en la calle 2"
    )


async def test_a_condition_that_is_not_met_says_what_to_do_and_lets_one_go_on(either: Story) -> None:
    maria = either.requester("María")
    await maria.says("Hola")
    await either.answers(maria, *ANSWERS[0])
    await either.answers(maria, *ANSWERS[1])
    await maria.sees("¿Tiene el torno a la vista?")
    await maria.says("todavía no")
    told = await maria.sees("Acérquese")
    assert told.splitlines()[0] == "Acérquese al torno y oprima «Ya lo tengo»."
    await maria.presses("✔ Ya lo tengo")
    await maria.sees("¿Tiene el torno a la vista?")
    await maria.says("sí")
    await maria.sees("¿Qué pasa?")


async def test_with_two_open_tickets_the_bot_asks_which_one_and_passes_it_on(either: Story) -> None:
    maria = either.requester("María")
    first = await either.opens(maria, "El torno vibra")
    await maria.says("/nuevo")
    await maria.sees("¿Siguen siendo estos sus datos?")
    await maria.presses("✔ Sí, son correctos")
    await either.answers(maria, *ANSWERS[0])
    for question, answer in ANSWERS[2:-1]:
        await either.answers(maria, question, answer, title="La sierra no corta")
    await maria.sees("✅ Enviar la solicitud")
    await maria.presses("✅ Enviar la solicitud")
    second = (await maria.sees("Su número es ")).removeprefix("Su número es ").rstrip(".")
    await maria.says("Ya la apagué")
    asked = await maria.sees("¿Sobre cuál ticket es?")
    assert asked.index("La sierra no corta") < asked.index("El torno vibra"), "the last one first"
    await maria.presses(f"{second} (el último)")
    await maria.sees("Agregado a su ticket")
    await either.in_thread(await either.card(second), "Ya la apagué")
    await either.stage.quiet()
    assert either.stage.channel.thread((await either.card(first)).ts) == []


async def test_an_interrupted_request_goes_on_at_the_same_question_after_the_reminder(story: Story) -> None:
    maria = story.in_telegram()
    await maria.says("Hola")
    await story.answers(maria, *ANSWERS[0])
    await maria.sees("¿Cómo se llama?")
    story.stage.timeline.advance(25 * 3600)
    assert story.stage.service is not None
    await story.stage.service.ticker.tick()
    told = await maria.sees("sin terminar")
    assert told == "Tiene una solicitud sin terminar. ¿Seguimos donde se quedó?\n\nSe la guardo 30 días."
    await maria.presses("▶ Seguir")
    await maria.sees("¿Cómo se llama?")


async def test_somebody_who_asks_for_a_person_is_told_how_and_the_desk_is_told_who(either: Story) -> None:
    maria = either.requester("María")
    await maria.says("Hola")
    await either.answers(maria, *ANSWERS[0])
    await either.answers(maria, *ANSWERS[1])
    await maria.sees("¿Tiene el torno a la vista?")
    await maria.says("hablar con una persona")
    assert await maria.sees("Llame al") == "Llame al 33 1234 5678."
    await maria.sees("¿Tiene el torno a la vista?")
    asked = await either.stage.channel.wait_for("🙋")
    assert asked.rendered.startswith("🙋 María ")
