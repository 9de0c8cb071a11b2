"""A message of which something was kept back, in the middle of a questionnaire or of an open ticket."""

from __future__ import annotations

import pytest

from bot.domain.buttons import Press, Verb, decode
from bot.domain.ids import MessageRef
from bot.domain.roles import Role
from bot.domain.sealed import Looks
from tests.desk import ANA, DeskInMemory
from tests.player import read_aloud
from tests.unit.test_withholding import CHAT, TOLD, Chat

MET = (
    "sí",
    "sí",
    "A nombre del ente público",
    "Sí, al corriente",
    "1",
    "Manuales",
    "Es todo",
    "Sí, lo tengo a la vista",
    "Cliente",
    "Sí, los dos",
    "sí",
    "No",
)
"""What the desk asks before the case."""


@pytest.fixture
async def chat() -> Chat:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana López", Role.SPECIALIST)
    return Chat(desk)


async def reaches(chat: Chat, *more: str) -> None:
    """The question for the name, or a later one."""
    for place, text in enumerate(("Hola", "acepto", "soporte técnico", "Contabilidad", *more)):
        await chat.says(text, message=MessageRef(f"telegram:1:{100 + place}"))
    await chat.heard()


async def told(chat: Chat) -> tuple[list[str], Press]:
    """What was said since, and the button of the notice among it."""
    letters = await chat.desk.letters(CHAT)
    presses = [decode(row[0].data) for each in letters for row in each.message.buttons]
    (button,) = [each for each in presses if isinstance(each, Press) and each.verb is Verb.UNMASK]
    return [read_aloud(each.message) for each in letters], button


async def answers(chat: Chat) -> dict[str, str]:
    state = await chat.desk.database.run(lambda uow: uow.conversations.load(CHAT))
    assert state is not None
    assert state.intake is not None
    return {step: each.text.untrusted for step, each in state.intake.answers.items() if each.text is not None}


@pytest.mark.parametrize("in_words", [False, True])
async def test_a_secret_is_not_somebody_s_name_and_passed_on_it_answers_the_question_it_was_written_to(
    chat: Chat, in_words: bool
) -> None:
    await reaches(chat)
    await chat.says("mi clave es •••", held=await chat.holds(original="Clave 4512 Pérez"))
    (notice, again), button = await told(chat)
    assert notice.startswith(TOLD)
    assert again.startswith("¿Cuál es su nombre completo?")
    assert "name" not in await answers(chat)
    if in_words:
        await chat.says("no era contraseña", message=MessageRef("telegram:1:200"))
    else:
        await chat.presses(button)
    assert (await answers(chat))["name"] == "Clave 4512 Pérez"


async def test_passed_on_after_the_question_it_stays_no_answer_to_another(chat: Chat) -> None:
    await reaches(chat)
    await chat.says("mi clave es •••", held=await chat.holds(original="mi clave es 4512"))
    button = await chat.button()
    await chat.says("María Pérez Ruiz", message=MessageRef("telegram:1:200"))
    await chat.presses(button)
    assert await answers(chat) == {"name": "María Pérez Ruiz"}
    assert any("¿Cuál es su cargo?" in each for each in await chat.heard())


async def test_what_is_left_of_a_tale_is_kept_and_passed_on_it_is_whole(chat: Chat) -> None:
    await reaches(chat, "María Pérez", "Contadora", "Municipio de Tequila", "maria@tequila.gob.mx", "374 742 0012")
    for place, text in enumerate(MET):
        await chat.says(text, message=MessageRef(f"telegram:1:{300 + place}"))
    tale = "No puedo entrar con la contraseña {} y sale acceso denegado"
    await chat.says(tale.format("•••"), held=await chat.holds(original=tale.format("Conta#26")))
    assert (await answers(chat))["description"] == tale.format("•••")
    await chat.presses(await chat.button())
    kept = await answers(chat)
    assert kept["description"] == tale.format("Conta#26")
    assert "menu" not in kept


async def test_on_a_ticket_a_message_of_which_nothing_is_left_is_not_said_to_have_been_read(chat: Chat) -> None:
    await chat.desk.opens()
    await chat.heard()
    await chat.says("••• •••", held=await chat.holds(Looks.CREDENTIALS, original="123 456 789 abc123"))
    (notice,), button = await told(chat)
    assert notice.startswith(TOLD)
    assert not any("•••" in each for each in await chat.relayed())
    await chat.presses(button)
    assert any("123 456 789 abc123" in each for each in await chat.relayed())
