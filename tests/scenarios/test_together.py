"""Tickets that belong together, and people who want to know of somebody else's: merged, linked, watched, followed."""

from __future__ import annotations

from tests.scenarios.story import Story


async def test_whoever_asked_with_a_merged_ticket_keeps_their_number_and_is_told_everything(either: Story) -> None:
    maria, juan = either.requester("María"), either.requester("Juan")
    stays, goes = await either.opens(maria, "El torno vibra"), await either.opens(juan, "Vibra el torno")
    await either.ana.enters("Unir con otro…", await either.card(goes), stays, field="other")
    await juan.sees(f"Su ticket {goes} trata de lo mismo que {stays} y sigue junto con él.")
    await either.card(goes, "cerrado", f"unido a {stays}")
    card = await either.card(stays, f"reúne también {goes}")
    await either.in_thread(card, f"🔀 Se unió aquí {goes}, de Juan\nVibra el torno")
    await either.ana.presses("Tomar", card)
    await maria.sees(f"ya trabaja en {stays}")
    await juan.sees(f"ya trabaja en {goes}")
    await juan.says("También en el segundo piso")
    await juan.sees(f"Agregado a su ticket {goes}; lo ve Ana López.")
    await either.in_thread(card, "👤 Juan")
    await juan.says("/estado")
    await juan.sees(f"{goes} · en atención · Ana López")
    await either.ana.types(f"resolver {stays} Se ajustó.", f"Listo: {stays}")
    await maria.sees("Solución: Se ajustó.")
    await juan.is_offered(f"{goes}: si a usted no le quedó", "↺ Sigue igual")
    await juan.presses("↺ Sigue igual")
    await juan.sees(f"{goes} se retoma.")
    await either.card(goes, "reabierto")
    await either.in_thread(card, f"🔀 {goes} vuelve a ir por su cuenta.")
    assert (await either.card(stays)).rendered.startswith(f"{stays} · resuelto")
    assert (await either.history(goes))[-1] == "reopen requester closed→reopened"


async def test_a_wrong_number_is_said_in_the_form_and_two_tickets_name_each_other(story: Story) -> None:
    first, second = [await story.opens(story.requester(name)) for name in ("María", "Juan")]
    await story.ana.enters("Ligar…", await story.card(first), "99", field="other")
    form = await story.ana.member.wait_for_modal("⚠️ No hay ningún ticket 99.")
    assert "Ligar el ticket" in form.rendered
    await story.ana.member.submit({"other": first})
    await story.ana.member.wait_for_modal("Ese es el mismo ticket.")
    await story.ana.member.submit({"other": second.rpartition("-")[2]})
    await story.card(first, f"ligado con {second}")
    await story.card(second, f"ligado con {first}")


async def test_a_colleague_of_the_desk_who_watches_is_told_of_each_change(story: Story) -> None:
    luis = await story.specialist("Luis", on_shift=False)
    number = await story.opens(story.requester("María"))
    card = await story.card(number, "asignado")
    await luis.is_refused("Vigilar", card, f"👁 Le aviso cómo va {number}.")
    await story.ana.presses("Tomar", card)
    await luis.is_told(f"👁 {number}: en atención")
    await luis.is_refused("Vigilar", await story.card(number), f"Ya no le aviso cómo va {number}.")
    await story.ana.types(f"resolver {number} Listo", f"Listo: {number}")
    await story.stage.quiet()
    assert not any("resuelto" in each.rendered for each in luis.member.dm_messages)
