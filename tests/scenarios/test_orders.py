"""`/ticket …`: everything that a specialist can type."""

from __future__ import annotations

from tests.scenarios.specialists import Specialist
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

NOT_ALLOWED = "Usted no puede hacer eso. Un administrador da los roles con /ticket personal."


async def test_help_lists_what_can_be_typed_to_anybody(story: Story) -> None:
    help_page = await story.ana.types("ayuda", "Qué puede escribir")
    assert "Atender\ntomar · responder · nota" in help_page
    assert await story.ana.types("help", "Qué puede escribir") == help_page
    assert await story.ana.types("", "Qué puede escribir") == help_page
    assert "tomar" in await story.passer_by().types("ayuda", "Qué puede escribir")
    assert "Por ejemplo: /ticket tomar 12" in await story.ana.types("ayuda tomar", "/ticket tomar")


async def test_an_unknown_word_gets_the_nearest_one(story: Story) -> None:
    assert (await story.ana.types("resolvr 1 Listo", "No conozco")).splitlines() == [
        "No conozco la palabra resolvr. ¿Quiso decir /ticket resolver?",
        "Todo lo que puede escribir: /ticket ayuda",
    ]
    assert "¿Quiso decir" not in await story.ana.types("qwertz", "No conozco la palabra qwertz.")


async def test_a_ticket_is_worked_from_beginning_to_end_by_typing_alone(either: Story) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    ana, card = either.ana, await either.card(number, "asignado")
    assert await ana.types(f"tomar {number}", "Listo") == f"Listo: {number}"
    await maria.sees(f"Ana López ya trabaja en {number}.")
    assert await ana.types("responder 1 Buenos días, ¿lo apagó?", "Listo") == f"Listo: {number}"
    await maria.sees(f"💬 Ana López, sobre {number}:\nBuenos días, ¿lo apagó?")
    assert await ana.types("nota 1 Parece el tornillo", "Listo") == f"Listo: {number}"
    assert (await either.in_thread(card, "📝")).rendered == "📝 Ana López: Parece el tornillo"
    assert await ana.types("resolver 1 Se ajustó", "Listo") == f"Listo: {number}"
    await maria.sees("Se ajustó")
    assert await ana.types("cerrar 1", "Listo") == f"Listo: {number}"
    await maria.sees(f"{number} quedó cerrado.")
    assert await ana.types("reabrir #1 Volvió a vibrar", "Listo") == f"Listo: {number}"
    await either.in_thread(card, "Motivo: Volvió a vibrar")
    await maria.sees(f"{number} se retoma.")
    assert not any("Parece el tornillo" in text for text in maria.heard)
    assert (await either.history(number))[2:] == [
        "take ana assigned→in_progress",
        "reply ana in_progress→in_progress",
        "note ana in_progress→in_progress",
        "resolve ana in_progress→resolved",
        "close ana resolved→closed",
        "reopen ana closed→reopened",
    ]


async def test_the_english_words_do_the_same(story: Story) -> None:
    maria = story.requester("María")
    number = await story.opens(maria)
    assert await story.ana.types("take 1", "Listo") == f"Listo: {number}"
    assert await story.ana.types("reply 1 Buenas", "Listo") == f"Listo: {number}"
    assert await story.ana.types("resolve 1 Ya", "Listo") == f"Listo: {number}"
    assert await story.ana.types("close 1", "Listo") == f"Listo: {number}"
    assert await story.ana.types("off", "Ya no está en turno")
    assert await story.ana.types("on", "Está en turno")


async def test_reply_and_resolve_without_words_open_the_form(story: Story) -> None:
    maria = story.requester("María")
    number = await story.opens(maria)
    await story.ana.member.command("/ticket", "responder 1", story.stage.channel)
    await story.ana.member.wait_for_modal(number)
    await story.ana.member.submit({"text": "¿Sigue ahí?"})
    await story.ana.member.wait_for_modal("Así lo leerá", timeout=PATIENCE)
    await story.ana.member.submit()
    await maria.sees("¿Sigue ahí?")
    await story.ana.member.command("/ticket", "resolver 1", story.stage.channel)
    await story.ana.member.wait_for_modal(number)
    await story.ana.member.submit({"text": "Todo listo."})
    await maria.sees("Todo listo.")


async def test_list_mine_and_show(story: Story) -> None:
    assert await story.ana.types("lista", "En espera") == "En espera de especialista\nNinguno."
    assert await story.ana.types("mios", "Sus tickets") == "Sus tickets abiertos\nNinguno."
    number = await story.opens(story.requester("María"))
    line = f"{number} · El torno vibra · María · asignado"
    assert (await story.ana.types("mine", "Sus tickets")).startswith(f"Sus tickets abiertos\n{line} · desde ")
    assert f"{line} (Ana López) · desde " in await story.ana.types("lista torno", "Tickets abiertos: torno")
    assert f"{line} (Ana López) · desde " in await story.ana.types("lista todos", "Todos los tickets abiertos")
    card = (await story.card(number, "asignado")).rendered
    shown = await story.ana.types("ver 1", number)
    assert shown.rpartition("\n")[0] == card.rpartition("\n")[0]
    assert shown.rpartition("\n")[2].startswith("[Tomar] [Responder]")
    assert await story.ana.types(f"“{number.lower()}”", number) == shown
    assert await story.ana.types("ver 99", "99") == "No hay ningún ticket 99."
    assert await story.ana.types("ver", "Cuál") == "¿Cuál ticket? Escriba su número, por ejemplo: /ticket ver 12"
    assert await story.ana.types("tomar", "Cuál") == "¿Cuál ticket? Escriba su número, por ejemplo: /ticket ver 12"
    assert await story.ana.types("tomar 99", "99") == "No hay ningún ticket 99."


async def test_whoever_has_no_role_may_do_none_of_it(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    pedro = story.passer_by("Pedro")
    for words in ("lista", "mios", "ver 1", "entro", "salgo", "personal", "tomar 1", "resolver 1 Listo", "cancelar 1"):
        assert await pedro.types(words, "no puede") == NOT_ALLOWED
    assert await story.history(number) == ["open requester new→new", "assign system new→assigned"]


async def test_only_an_administrator_gives_roles_and_a_taken_role_counts_at_once(story: Story) -> None:
    pedro = story.passer_by("Pedro")
    mention = f"<@{pedro.member.id}|pedro>"
    assert await story.ana.types(f"personal {mention} administrator Pedro", "Su rol") == (
        "Su rol no incluye /ticket personal. Es para: supervisores, administradores."
    )
    admin = story.administrator
    given = await admin.types(f"personal {mention} specialist supervisor Pedro Páramo", "Pedro Páramo")
    assert given == "Pedro Páramo: specialist, supervisor · fuera de turno · tickets abiertos: 0"
    assert (await pedro.types("entro", "Está en turno")).startswith("Está en turno.")
    staff = await admin.types("personal", "La mesa")
    assert sorted(staff.splitlines()) == sorted(
        [
            "La mesa de soporte",
            "Ana López: specialist · en turno · tickets abiertos: 0",
            "Administración: administrator · fuera de turno · tickets abiertos: 0",
            "Pedro Páramo: specialist, supervisor · en turno · tickets abiertos: 0",
        ]
    )
    assert (
        await admin.types(f"personal {mention} -", "Pedro") == "Pedro Páramo: — · fuera de turno · tickets abiertos: 0"
    )
    assert await pedro.types("entro", "no puede") == NOT_ALLOWED


async def test_a_role_that_does_not_exist_is_answered_with_those_that_do(story: Story) -> None:
    answer = await story.administrator.types("personal <@U123|pedro> jefe Pedro", "Escriba")
    assert answer == (
        "Escriba: /ticket personal @persona, los roles (administrator, developer, privacy, second_level, specialist,"
        " supervisor; - para ninguno) y el nombre que verán los solicitantes."
    )


async def test_what_does_not_fit_the_state_is_refused_in_words(story: Story) -> None:
    maria = story.requester("María")
    number = await story.opens(maria)
    refused = await story.ana.types("cerrar 1", number)
    assert refused.startswith(f"{number} está asignado, con Ana López; eso ya no procede. (Desde: ")
    await story.ana.types("resolver 1 Listo", "Listo: ")
    refused = await story.ana.types("tomar 1", "resuelto")
    assert refused.startswith(f"{number} está resuelto; eso ya no procede. (Desde: ")
    assert refused.endswith(", por Ana López.)")
    assert await story.ana.types("cancelar 1", "Su rol") == "Su rol no incluye /ticket cancelar. Es para: supervisores."


async def test_a_supervisor_cancels_and_the_requester_is_told(either: Story) -> None:
    eva = await either.specialist("Eva", "supervisor", on_shift=False)
    maria = either.requester("María")
    number = await either.opens(maria)
    assert await eva.types("cancelar 1 Es el mismo caso", "Listo") == f"Listo: {number}"
    await maria.sees(f"{number} se canceló.")
    await either.card(number, "cancelado")
    staff = await either.administrator.types("personal", "La mesa")
    assert "Ana López: specialist · en turno · tickets abiertos: 0" in staff


async def test_what_is_missing_is_asked_in_a_form_and_said_under_the_card(story: Story) -> None:
    eva = await story.specialist("Eva", "supervisor", on_shift=False)
    number = await story.opens(story.requester("María"))
    card = await story.card(number, "asignado")
    for words, field, said in (
        ("nota 1", "text", "📝 Eva: Se le llamó"),
        ("1 resolver", "text", "✅ Eva"),
        ("reabrir 1", "reason", "Motivo: Se le llamó"),
        ("cancelar 1", "reason", "Motivo: Se le llamó"),
    ):
        await eva.member.command("/ticket", words, story.stage.channel)
        await eva.member.wait_for_modal(number)
        await eva.member.submit({field: "Se le llamó"})
        await story.in_thread(card, said)
    assert [line.split()[0] for line in await story.history(number)][2:] == ["note", "resolve", "reopen", "cancel"]


async def test_the_buttons_of_the_card_do_what_they_say_and_vanish_when_they_no_longer_fit(either: Story) -> None:
    maria = either.requester("María")
    number = await either.opens(maria)
    ana = either.ana
    card = await either.card(number, "asignado", "[Tomar] [Responder]")
    await ana.presses("Tomar", card)
    card = await either.card(number, "en atención", "[Responder]")
    assert "[Tomar]" not in card.rendered
    await ana.enters("Nota", card, "Parece el tornillo")
    await either.in_thread(card, "📝 Ana López: Parece el tornillo")
    await ana.presses("Resolver", card)
    form = await ana.member.wait_for_modal("Esto leerá el solicitante:")
    assert "(lo que escriba abajo)" in form.rendered
    await ana.member.submit({"text": "Se ajustó"})
    await maria.sees("Se ajustó")
    card = await either.card(number, "resuelto", "[Cerrar] [Reabrir]")
    await ana.presses("Reabrir", card)
    await ana.member.wait_for_modal(number)
    await ana.member.submit({"reason": "Sigue vibrando"})
    card = await either.card(number, "reabierto")
    await either.in_thread(card, "Motivo: Sigue vibrando")
    await ana.types(f"resolver {number} Ya", "Listo")
    await ana.presses("Cerrar", await either.card(number, "resuelto", "[Cerrar]"))
    card = await either.card(number, "cerrado", "[Reabrir]")
    assert "[Responder]" not in card.rendered


async def test_a_button_of_show_acts_as_the_card_s_does(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    await story.card(number, "asignado")
    await story.ana.types("1", "[Tomar]")
    shown = story.ana.member.ephemerals[-1]
    await story.ana.member.press("Tomar", story.stage.channel, ts=shown.ts)
    await story.card(number, "en atención")


async def test_the_numbers_are_for_supervisors(story: Story) -> None:
    eva = await story.specialist("Eva", "supervisor", on_shift=False)
    await story.opens(story.requester("María"))
    numbers = await eva.types("numeros", "La mesa en números")
    assert "Tickets nuevos\n1 hoy · 1 en 7 días" in numbers
    assert "Ana López: 1 · en turno" in numbers
    assert await story.ana.types("stats", "Su rol") == (
        "Su rol no incluye /ticket numeros. Es para: supervisores, administradores."
    )


async def test_every_word_that_is_about_a_ticket_does_something_in_one_day_of_the_desk(story: Story) -> None:
    """Typed with the number before or after the word, in either language."""
    eva = await story.specialist("Eva", "supervisor second_level", on_shift=False)
    first, second = await story.opens(story.requester("María")), await story.opens(story.requester("Juan"))
    ana = story.ana
    await ana.types("1 tomar", f"Listo: {first}")
    await ana.types("pedir 1 ¿Qué modelo es?", f"Listo: {first}")
    await ana.types("resume 1", f"Listo: {first}")
    await ana.types("pausar 1 Llega el lunes", f"Listo: {first}")
    await ana.types("1 reanudar", f"Listo: {first}")
    await ana.types("soltar 1 Termina mi turno", f"Listo: {first}")
    await eva.types(f"asignar 1 {_mention(ana)} Sabe de tornos", f"Listo: {first}")
    await ana.types("asignar 2 pedro", "En la mesa nadie se llama pedro.")
    await eva.types("vigilar 1", "👁")
    await eva.types("dejar 1", "Ya no le aviso")
    await ana.types("ligar 1 2", f"Listo: {first}")
    await ana.types("escalar 1 No cuadra", "ya está en el último nivel")
    await eva.types("tomar 1", f"Listo: {first}")
    await eva.types("unir 2 1", f"Listo: {second}")
    await eva.types("cancelar 1 Era una prueba", f"Listo: {first}")
    done = [line.split()[0] for line in await story.history(first)]
    wanted = ["take", "ask", "resume", "pause", "resume", "release", "assign", "link", "take", "cancel"]
    assert [each for each in done if each in wanted][-len(wanted) :] == wanted
    assert (await story.history(second))[-1].startswith("merge eva")


def _mention(who: Specialist) -> str:
    return f"<@{who.member.id}|{who.member.user.name}>"
