"""Spanish at the desk, and each requester in their own language."""

from __future__ import annotations

import asyncio

from tests.scenarios.story import IN_ENGLISH, Story
from tests.scenarios.waiting import PATIENCE


async def test_an_english_requester_reads_english_and_the_desk_reads_spanish(story: Story) -> None:
    john = story.in_telegram("John", language="en-GB")
    number = await story.opens(john, "The lathe shakes", IN_ENGLISH, "Your number is ", first="Hello")
    await john.sees("will take care")
    card = await story.card(number, "asignado", "Consulta\nTécnica", "Solicitante\nJohn")
    assert await story.ana.is_told("Se le asignó")
    await story.ana.presses("Tomar", card)
    await john.sees("is working on")
    await story.ana.enters("Responder", card, "Did you switch it off?")
    await john.sees("Did you switch it off?")
    await john.says("Yes I did")
    await john.sees("Added to your ticket")
    await story.ana.enters("Resolver", card, "A screw was missing.")
    await john.sees("A screw was missing.")
    await john.presses("↺ Still the same")
    await john.sees("is open again")
    await story.card(number, "reabierto")
    await story.ana.types("resolver 1 Now it works.", "Listo")
    await john.sees("Now it works.")
    await john.presses("✔ It works: close it")
    await john.sees("is closed")
    assert john.heard == [
        "What is it about?\n✔ Technical",
        "What is your name?\n\n2 of 5",
        "Is the lathe in sight?\n✔ Yes",
        "What happens?\n\n4 of 5",
        "In one line, what fails?\n\n5 of 5",
        "Summary\n\n✔ Sent\n\nConsultation: Technical\nName: John\nLathe in sight: Yes\nDescription: The lathe shakes"
        "\nTitle: The lathe shakes",
        f"Your number is {number}.",
        f"Ana López will take care of {number}.",
        f"Ana López is working on {number}.",
        f"💬 Ana López, about {number}:\nDid you switch it off?",
        f"📨 Added to your ticket {number}; Ana López sees it.",
        f"Ana López resolved {number}:\nSolution: A screw was missing.",
        f"{number} is open again.",
        f"Ana López resolved {number}:\nSolution: Now it works.",
        f"{number} is closed.",
    ]


async def test_a_refused_press_is_answered_in_the_requesters_language(story: Story) -> None:
    john = story.in_telegram("John", language="en")
    number = await story.opens(john, "The lathe shakes", IN_ENGLISH, "Your number is ", first="Hello")
    await story.ana.types("resolver 1 Done", "Listo")
    await john.sees("resolved")
    await john.presses("✔ It works")
    await john.sees("is closed")
    refused = await story.is_refused_in_chat(john, "✔ It works")
    assert refused.startswith(f"{number} is closed: that does not fit now. (Since ")


async def test_the_language_is_changed_in_the_middle_and_the_same_question_comes_in_it(either: Story) -> None:
    maria = either.requester("María")
    await maria.says("Hola")
    await maria.sees("¿De qué se trata?")
    await maria.says("idioma")
    await maria.sees("¿En qué idioma seguimos? / In which language do we go on?")
    await maria.presses("English")
    assert await maria.sees("From now on") == "From now on I write to you in English."
    await maria.sees("What is it about?")
    await maria.presses("Technical")
    await maria.sees("What is your name?")
    await maria.says("María")
    await maria.sees("Is the lathe in sight?")


async def test_the_language_by_command_and_its_choice_outlasts_the_ticket(story: Story) -> None:
    maria = story.in_telegram("María")
    await maria.says("/idioma en")
    assert await maria.sees("From now on") == "From now on I write to you in English."
    number = await story.opens(maria, "It shakes", IN_ENGLISH, "Your number is ", first="/new")
    await maria.sees(f"Ana López will take care of {number}.")
    await maria.says("/language español")
    assert await maria.sees("Desde ahora") == "Desde ahora le escribo en español."
    await story.ana.types("responder 1 ¿Ya?", "Listo")
    await maria.sees(f"💬 Ana López, sobre {number}:\n¿Ya?")


async def test_a_language_that_the_desk_does_not_speak_reads_spanish(story: Story) -> None:
    anna = story.in_telegram("Anna", language="de")
    await anna.says("Guten Tag")
    await anna.sees("¿De qué se trata?")


async def test_requesters_commands_in_both_languages(story: Story) -> None:
    maria, john = story.in_telegram("María"), story.in_telegram("John", language="en")
    await maria.says("/ayuda")
    assert await maria.sees("Le ayudo") == (
        "Le ayudo a abrir su solicitud de soporte, paso a paso, y le aviso por aquí cómo va."
        "\n/nuevo abre una, /estado y /mis_tickets dicen cómo van las suyas, /perfil muestra sus datos, /cancelar detiene, /idioma cambia el"
        " idioma."
    )
    await john.says("/help")
    assert await john.sees("I open") == (
        "I open a support request with you, step by step, and tell you here how it goes."
        "\n/new opens one, /status and /my_tickets say how yours are, /profile shows your details, /cancel stops, /language changes the language."
    )
    await maria.says("/estado")
    assert await maria.sees("No tiene") == "No tiene tickets abiertos. Escriba /nuevo y le ayudo a abrir uno."
    number = await story.opens(maria)
    await maria.sees("atenderá")
    await maria.says("/estado 1")
    line, _, opened = (await maria.sees(f"{number} · ")).partition("\n\n")
    assert line == f"{number} · asignado · Ana López · El torno vibra"
    assert opened.startswith("Se abrió: ")
    await john.says("/status 1")
    assert await john.sees("I find no") == "I find no ticket of yours with that number. /my_tickets lists yours."
    await john.says("/status 99")
    assert await john.sees("I find no") == "I find no ticket of yours with that number. /my_tickets lists yours."
    await maria.says("/mis_tickets")
    assert await maria.sees("Sus tickets") == f"Sus tickets\n\n{number} · asignado · Ana López · El torno vibra"


async def test_the_menu_of_commands_is_published_in_each_language(story: Story) -> None:
    """Issue: "Telegram commands are published per language with `setMyCommands`"."""
    published: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE):
        while set(published) != {"", "es", "en"}:
            await asyncio.sleep(0.01)  # they are published while people write already
            told = [each.params for each in story.stage.telegram.journal if each.method == "setMyCommands"]
            published = {str(each.get("language_code") or ""): str(each["commands"]) for each in told}
    assert '"nuevo"' in published["es"]
    assert '"nuevo"' in published[""]
    assert '"new"' in published["en"]
