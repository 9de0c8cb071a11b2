"""Somebody on the telephone. Issue: "A specialist runs the same questionnaire for someone on the telephone
(`/ticket new`), as a modal; the caller gets a code that links their chat later"."""

from __future__ import annotations

from adapters.sandbox.slack.people import Member
from bot.domain.roles import Role, Staff
from bot.domain.text import Untrusted
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

CODE = "/vincular "


async def sends(member: Member, text: str, **values: str) -> None:
    view = await member.wait_for_modal(text, timeout=PATIENCE)
    await member.submit(values)
    assert not view.errors, view.errors


async def takes_call(story: Story) -> tuple[str, str]:
    """Ana asks a caller everything; the number and the code that she reads to them."""
    ana = story.ana.member
    await ana.command("/ticket", "nuevo", story.stage.channel)
    await sends(ana, "¿De qué se trata?", kind="Técnica", name="María", ready="Sí")
    await sends(ana, "¿Qué pasa?", description="El torno vibra", title="Vibra")
    await sends(ana, "Revíselo, por favor.")
    told = (await ana.wait_for_dm("Dícteselo a quien llama", timeout=PATIENCE)).rendered
    number = told.partition("Número de ticket: ")[2].split()[0]
    return number, told.partition(CODE)[2].split()[0]


async def test_a_call_becomes_a_ticket_that_its_caller_follows_in_telegram(story: Story) -> None:
    number, code = await takes_call(story)
    card = await story.card(number, "María", "📞 Por teléfono")
    await story.in_thread(card, "📞 Avise por teléfono:\nSu número es")
    specialist = story.ana.member.user.name
    assert (await story.history(number))[0].startswith(f"open {specialist} ")
    assert (await story.ticket(number)).requester.person.startswith("caller:")

    maria = story.in_telegram("María")
    await maria.says(f"{CODE}{code.lower()}")
    await maria.sees(f"✔ Su ticket {number}, abierto por teléfono, ya está en este chat.")
    await story.in_thread(card, "Quien llamó ya recibe los avisos en Telegram.")
    await maria.says("/mis_tickets")
    await maria.sees(number)
    await maria.says("Ahora también hace ruido")
    await story.in_thread(card, "Ahora también hace ruido")
    await story.ana.types(f"resolver {number} Un tornillo", "Listo")
    await maria.sees("Ana López resolvió")
    await maria.presses("✔ Ya quedó")
    await maria.sees("quedó cerrado")
    assert [line.split()[0] for line in await story.history(number)].count("move") == 1
    await maria.says("/nuevo")
    assert "María" in await maria.sees("¿Siguen siendo estos sus datos?")

    pedro = story.in_telegram("Pedro")
    await pedro.says(f"{CODE}{code}")
    await pedro.sees("Ese código no es válido o ya no sirve.")


async def test_what_an_unlinked_caller_should_know_stands_under_the_card(story: Story) -> None:
    number, _ = await takes_call(story)
    card = await story.card(number)
    await story.ana.types(f"resolver {number} Un tornillo", "Listo")
    found = await story.in_thread(card, "📞 Avise por teléfono:\nAna López resolvió")
    assert "Un tornillo" in found.rendered
    await story.stage.quiet(PATIENCE)
    waiting = await story.stage.look(lambda uow: uow.outbox.waiting("caller", 10))
    assert waiting == (), "nothing is ever written for a caller"


async def test_a_call_that_is_put_aside_goes_on_with_a_button(story: Story) -> None:
    ana = story.ana.member
    await ana.command("/ticket", "new", story.stage.channel)
    await sends(ana, "¿De qué se trata?", kind="Técnica", name="María", ready="No")
    await ana.wait_for_modal("Acérquese al torno", timeout=PATIENCE)
    await ana.close_modal()
    await ana.wait_for_dm("📞 Guardé el cuestionario de la llamada.", timeout=PATIENCE)
    await ana.press("▶ Seguir")
    await sends(ana, "¿Tiene el torno a la vista?", ready="Sí")
    await ana.wait_for_modal("¿Qué pasa?", timeout=PATIENCE)


async def test_a_person_without_a_role_runs_no_questionnaire_for_others(story: Story) -> None:
    pedro = story.passer_by()
    await pedro.types("nuevo", "Usted no puede hacer eso")
    assert pedro.member.modal is None


async def test_a_role_that_was_taken_away_ends_the_questionnaire(story: Story) -> None:
    luis = await story.specialist("Luis")
    await luis.member.command("/ticket", "nuevo", story.stage.channel)
    await luis.member.wait_for_modal("¿De qué se trata?", timeout=PATIENCE)
    nobody = Staff(person=luis.chat, name=Untrusted("Luis"), roles=frozenset[Role]())  # type: ignore[arg-type]  # as stored
    await story.stage.look(lambda uow: uow.staff.save(nobody))
    await sends(luis.member, "¿De qué se trata?", kind="Técnica", name="María", ready="Sí")
    await luis.member.wait_for_dm("Usted no puede hacer eso", timeout=PATIENCE)
    assert luis.member.modal is None
