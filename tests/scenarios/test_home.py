"""The Home tab over the wire: a specialist's, a supervisor's, a requester's; its searches, its people, its shift."""

from __future__ import annotations

from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.views import View
from bot.domain.roles import Role
from tests.scenarios.conftest import staged
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE


async def home(who: Specialist, *texts: str, without: str = "\0") -> View:
    """The person's Home tab, as soon as it shows all these texts and not that one."""

    def fits(view: View) -> bool:
        return all(text in view.rendered for text in texts) and without not in view.rendered

    return await who.member.wait_for_home(fits, timeout=PATIENCE)


async def page(member: Member, text: str) -> View:
    return await member.wait_for_modal(text, timeout=PATIENCE)


def labels(view: View) -> list[str]:
    return [button.label for button in view.buttons]


async def test_a_specialist_works_from_the_home_tab(story: Story) -> None:
    ana = story.ana
    first = await story.opens(story.requester("María"), "El torno vibra")
    await ana.member.open_home()
    shown = await home(ana, "Mesa de ayuda", "Sus tickets (1)", "El torno vibra · María", "asignado desde")
    assert labels(shown) == [
        "Salir de turno",
        "🔎 Buscar",
        "☎️ Alguien llama",
        "💬 Respuestas preparadas",
        f"Abrir {first}",
    ]

    await ana.member.press_in_home("Salir de turno")
    await page(ana.member, "El torno vibra")  # to hand it over
    await home(ana, "⚪ Está fuera de turno.")
    await ana.is_told("Ya no está en turno")
    await ana.member.close_modal()
    second = await story.opens(story.requester("Pedro"), "La sierra no corta")
    await home(ana, "La sierra no corta · Pedro")

    await ana.member.press_in_home("Tomar")
    await home(ana, "Sus tickets (2)")
    assert (await story.ticket(second)).assignee == ana.chat

    await ana.member.press_in_home(f"Abrir {first}")
    opened = await page(ana.member, "El torno vibra")
    assert "Tomar" in labels(opened)
    assert "Resolver" in labels(opened)
    await ana.member.press_in_modal("Tomar")
    await page(ana.member, "en atención")


async def test_tickets_are_searched_by_number_words_and_who_asks(story: Story) -> None:
    number = await story.opens(story.requester("María"), "Las facturas no imprimen")
    ana = story.ana.member
    await ana.open_home()
    await home(story.ana, "Sus tickets (1)")

    async def search(words: str) -> None:
        await ana.press_in_home("🔎 Buscar")
        await page(ana, "Número o palabras")
        await ana.submit({"words": words})

    for words in (number, number.rpartition("-")[2], "factura imprime", "MARIA"):
        await search(words)
        assert labels(await page(ana, "Tickets encontrados")) == [f"Abrir {number}"]
    await search("nomina")
    refused = await page(ana, "Ningún ticket tiene todas esas palabras")
    await ana.submit({"words": "facturas"})
    found = await page(ana, "Tickets encontrados")
    assert found.id != refused.id
    await ana.press_in_modal(f"Abrir {number}")
    await page(ana, "Las facturas no imprimen")


async def test_a_supervisor_sees_the_numbers_and_puts_people_at_the_desk(story: Story) -> None:
    await story.opens(story.requester("María"), "El torno vibra")
    boss = await story.specialist("Lucía", "supervisor", on_shift=False)
    await boss.member.open_home()
    shown = await home(
        boss, "La mesa en números", "Tickets nuevos", "1 hoy · 1 en 7 días", "🟢 Ana López: 1 · en turno"
    )
    assert "👥 Personal" in labels(shown)

    await boss.member.press_in_home("💬 Respuestas preparadas")
    await page(boss.member, "Respuestas")
    pedro = story.passer_by("Pedro").member
    guest = story.stage.slack.member(name="visita", real_name="Visita", guest=True)
    await boss.member.press_in_home("👥 Personal")
    await page(boss.member, "¿Quién?")
    await boss.member.submit({"who": guest.id})
    await page(boss.member, "Un invitado del espacio de trabajo no puede tener un rol en la mesa.")
    await boss.member.submit({"who": pedro.id})
    form = await page(boss.member, "Nombre que se dice")
    assert "Administración" not in form.rendered
    await boss.member.submit({"roles": ["specialist", "second_level"], "name": "Pedro Páramo"})
    await page(boss.member, "Pedro Páramo: Especialista, primer nivel, Segundo nivel")

    chat = f"slack:{story.stage.slack.identity.team_id}:{pedro.id}"
    staff = {each.person: each for each in await story.stage.look(lambda uow: uow.staff.everybody())}
    assert next(staff[each] for each in staff if each == chat).roles == {Role.SPECIALIST, Role.SECOND_LEVEL}
    lines = await story.stage.look(lambda uow: uow.audit.newest(1))
    assert [(each.about, each.reason) for each in lines if each.about] == [(chat, "+second_level +specialist")]


async def test_a_requester_has_their_tickets_and_a_way_to_a_new_one_and_a_guest_no_more(slack: Story) -> None:
    maria = slack.in_slack("María")
    number = await slack.opens(maria, "El torno vibra")
    await maria.member.open_home()
    shown = await maria.member.wait_for_home(number, timeout=PATIENCE)
    assert "El torno vibra" in shown.rendered
    assert labels(shown) == ["➕ Nueva solicitud"]

    card = await slack.card(number)
    await slack.ana.presses("Tomar", card)
    await maria.member.wait_for_home("en atención · Ana López", timeout=PATIENCE)
    await maria.member.press_in_home("➕ Nueva solicitud")
    await page(maria.member, "Solicitud de soporte")

    guest = slack.stage.slack.member(name="visita", real_name="Visita", guest=True)
    await guest.open_home()
    assert labels(await guest.wait_for_home("Aún no tiene tickets.", timeout=PATIENCE)) == ["➕ Nueva solicitud"]


async def test_the_home_tab_works_when_slack_posts(sqlite_url: str) -> None:
    async with staged(sqlite_url, mode="posted") as story:
        await story.ana.member.open_home()
        await home(story.ana, "Está en turno")
        await story.ana.member.press_in_home("Salir de turno")
        await home(story.ana, "⚪ Está fuera de turno.")
