"""Somebody asks to be erased: what they are told, who decides, by when, and what is left of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.histories import verified
from bot.app.ports import UnitOfWork
from bot.domain.answers import Answer
from bot.domain.audit import Outcome
from bot.domain.conversation import Conversation
from bot.domain.effects import AskForm
from bot.domain.erasure import ErasureDoing, ErasureStanding
from bot.domain.ids import ChatRef, PersonRef
from bot.domain.message import Entered
from bot.domain.roles import GIVEN, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action
from tests.clock import NOON
from tests.desk import ANA, CHANNEL, MARIA, DeskInMemory
from tests.player import accepted, plain
from tests.unit.erasing_desk import CHAT, PRIVA, ErasingDesk

SLACK = ChatRef("slack:T:maria")
JUAN = ChatRef("telegram:66")


async def remembers(asking: ErasingDesk, chat: ChatRef = CHAT) -> None:
    answers = {"name": Answer(text=Untrusted("María Canario")), "email": Answer(text=Untrusted("canario@x.example"))}
    known = Conversation(
        chat=chat, touched=NOON, language="es", remembered=answers, consents=accepted(asking.desk.process)
    )
    await asking.desk.database.run(lambda uow: uow.conversations.save(known))


async def conversation(asking: ErasingDesk, chat: ChatRef = CHAT) -> Conversation | None:
    return await asking.desk.database.run(lambda uow: uow.conversations.load(chat))


@pytest.fixture
async def asking() -> ErasingDesk:
    return await ErasingDesk().staffed()


async def test_three_lines_say_what_it_means_and_a_button_confirms_it(asking: ErasingDesk) -> None:
    await asking.desk.opens()
    await asking.told()
    assert await asking.types("borrar") == [
        "🗑 Si confirma, se borran sus datos, mensajes y archivos. Sus tickets quedan, sin su nombre.\n"
        "La mesa le contesta a más tardar el 21 de diciembre de 2026, y borra a más tardar el 13 de enero de 2027.\n"
        "Tickets que siguen abiertos; los atendemos hasta ese día: SAACG-2026-00001.\n"
        "[🗑 Sí, borrar mis datos] [✖ No, dejar todo como está]"
    ]
    assert await asking.presses("yes") == [
        "🗑 Usted pidió que se borren sus datos.",
        "🗑 Su solicitud DATOS-1 espera la respuesta de la mesa, a más tardar el 21 de diciembre de 2026.\n"
        "Mientras tanto sus datos se guardan y no se usan para nada.\n[↩ Retirar la solicitud]",
    ]
    assert await asking.told(ChatRef(PRIVA)) == ["🗑 DATOS-1: una persona pide que se borren sus datos."]
    card = (await asking.told(CHANNEL))[-1]
    assert "DATOS-1 · en espera de respuesta" in card
    assert "SAACG-2026-00001 (abierto)" in card
    assert "[Borrar ahora] [Negar…]" in card
    assert "María" not in card


@pytest.mark.parametrize("words", ["borrar mis datos", "Borrar mis datos.", "erase_me", "delete my data"])
async def test_the_typed_word_does_the_same(asking: ErasingDesk, words: str) -> None:
    assert (await asking.says(words))[0].startswith("🗑 Si confirma")


async def test_nothing_happens_without_the_button(asking: ErasingDesk) -> None:
    await asking.types("borrar")
    assert await asking.presses("no") == ["✔ No se borra nada. Todo queda como está."]
    assert await asking.desk.database.run(lambda uow: uow.erasures.open()) == ()


async def test_pressing_twice_makes_one_request(asking: ErasingDesk) -> None:
    await asking.presses("yes")
    assert "DATOS-1" in (await asking.presses("yes"))[-1]
    assert len(await asking.desk.database.run(lambda uow: uow.erasures.open())) == 1


async def test_meanwhile_the_profile_is_blocked_and_comes_back_when_it_is_withdrawn(asking: ErasingDesk) -> None:
    await remembers(asking)
    await asking.presses("yes")
    blocked = await conversation(asking)
    assert blocked is not None
    assert blocked.blocked is not None
    assert not blocked.remembered
    assert "DATOS-1" in (await asking.types("borrar"))[0]
    assert await asking.presses("withdraw") == ["✔ Retiró su solicitud DATOS-1. Sus datos quedan como estaban."]
    back = await conversation(asking)
    assert back is not None
    assert back.blocked is None
    assert set(back.remembered) == {"name", "email"}
    assert "retirada por la persona" in (await asking.told(CHANNEL))[-1]


async def test_a_refusal_needs_a_reason_which_the_person_reads(asking: ErasingDesk) -> None:
    await remembers(asking)
    await asking.presses("yes")
    await asking.decides(ErasureDoing.REFUSE)
    await asking.decides(ErasureDoing.REFUSE, reason="  ")
    forms = [each.form for each in asking.desk.immediate if isinstance(each, AskForm)]
    assert [plain(form.entries[0].error) for form in forms] == ["", "Escriba el motivo."]
    await asking.decides(ErasureDoing.REFUSE, reason="Hay una auditoría en curso")
    assert (await asking.told())[-1].splitlines() == [
        "✖ La mesa no puede borrar sus datos (DATOS-1). Su motivo:",
        "Hay una auditoría en curso",
        "Si no está de acuerdo, puede acudir a la autoridad de datos personales.",
    ]
    known = await conversation(asking)
    assert known is not None
    assert known.remembered
    assert (await asking.request()).standing is ErasureStanding.REFUSED


async def test_the_clock_of_the_law_is_told_to_the_privacy_people_and_the_desk(asking: ErasingDesk) -> None:
    await asking.presses("yes")
    for chat in (CHANNEL, ChatRef(PRIVA)):
        await asking.told(chat)
    told: list[str] = []
    for days in (25, 4, 30):  # 17 working days, 20, and 15 more
        await asking.waits(timedelta(days=days))
        said = await asking.told(CHANNEL)
        assert said == await asking.told(ChatRef(PRIVA))
        told += said
    assert told == [
        "⏰ DATOS-1 debe contestarse a más tardar el 21 de diciembre de 2026.",
        "🚨 DATOS-1 ya debería estar contestada: es el plazo legal.",
        "🚨 DATOS-1 ya debería estar hecha, y nadie la ha contestado.",
    ]


async def test_the_open_requests_are_listed_for_the_privacy_role(asking: ErasingDesk) -> None:
    await asking.presses("yes")
    await asking.desk.orders(PRIVA, "privacidad")
    shown = asking.desk.immediate[-1]
    assert "DATOS-1" in repr(shown)


async def test_tickets_stay_and_count_as_before_and_say_nothing_of_who_it_was(asking: ErasingDesk) -> None:
    desk = asking.desk
    await desk.staff(ANA, "Ana López", Role.SPECIALIST)
    await remembers(asking)
    ticket = await desk.opens()
    await desk.acts(ANA, Action.TAKE, ticket)
    await desk.acts(ANA, Action.REPLY, ticket, "Hola María Canario", values=None)
    await asking.says("Soy María Canario y sigue igual")
    before, tally = await desk.ticket(ticket), await tally_of(desk)

    await asking.presses("yes")
    await asking.erases()

    after = await desk.ticket(ticket)
    assert await tally_of(desk) == tally
    assert (after.code, after.status, after.kind, after.module, after.level) == (
        before.code,
        before.status,
        before.kind,
        before.module,
        before.level,
    )
    assert (after.opened_at, after.taken_at, after.assignee) == (before.opened_at, before.taken_at, before.assignee)
    assert [(each.turn, each.at) for clock in after.clocks for each in clock.entries] == [
        (each.turn, each.at) for clock in before.clocks for each in clock.entries
    ]
    assert (after.requester.chat, after.erased) == ("erased:1", "DATOS-1")
    assert await desk.database.run(verified) == (
        "3 entries are as they were written; from 3 a person was erased, by request",
        False,
    )
    assert "Canario" not in await everything_of(asking)

    await desk.acts(ANA, Action.REPLY, ticket, "¿Me lee?")  # nobody would: it is refused, and not shown on the card
    assert await desk.ticket(ticket) == after
    shown = [each for each in await asking.told(CHANNEL) if "DATOS-1" in each and "SAACG-2026-00001 · en" in each]
    assert "🗑 Datos personales borrados (DATOS-1). Borre a mano lo que dice el hilo." in shown[-1]
    assert "[Responder]" not in shown[-1]


async def tally_of(desk: DeskInMemory) -> object:
    return await desk.database.run(lambda uow: uow.tallies.desk(NOON, NOON - timedelta(days=7), NOON - timedelta(30)))


async def everything_of(asking: ErasingDesk) -> str:
    def read(uow: UnitOfWork) -> str:
        tables = [vars(each) for each in vars(uow).values() if hasattr(each, "__dict__")]
        rows = (row for table in tables for row in table.values() if isinstance(row, dict))
        return "".join(str(spelled(row)) for row in rows)

    return await asking.desk.database.run(read)


def spelled(value: object) -> object:
    """Whatever it is, with every typed word."""
    if isinstance(value, Untrusted):
        return value.untrusted
    if hasattr(value, "__dataclass_fields__"):
        return {name: spelled(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {str(spelled(key)): spelled(each) for key, each in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [spelled(each) for each in value]
    return value


async def test_the_person_is_told_last_and_may_begin_anew_as_a_stranger(asking: ErasingDesk) -> None:
    await remembers(asking)
    await asking.presses("yes")
    await asking.told()
    await asking.erases()
    assert (await asking.request()).standing is ErasureStanding.ERASED
    assert await asking.told() == [
        "✔ Sus datos quedaron borrados (DATOS-1). Aquí ya no guardamos nada de usted.\n"
        "Lo que ve en este chat es suyo: puede borrarlo. Si me escribe de nuevo, empezamos desde cero."
    ]
    await asking.forgetter.carry_out()
    assert (await asking.request()).cleaned
    assert await conversation(asking) is None
    assert MARIA not in (await everything_of(asking)).replace("1000", "")
    await asking.says("Hola")
    anew = await conversation(asking)
    assert anew is not None
    assert anew.run == 1
    assert not anew.remembered


async def test_linked_accounts_are_one_person_and_all_of_it_goes(asking: ErasingDesk) -> None:
    await asking.desk.database.run(lambda uow: uow.identities.link(CHAT, SLACK))
    for chat in (CHAT, SLACK):
        await remembers(asking, chat)
    assert "También se borra su cuenta vinculada: Slack." in (await asking.types("borrar"))[0]
    await asking.presses("yes")
    there = await conversation(asking, SLACK)
    assert there is not None
    assert not there.remembered
    await asking.erases()
    assert await conversation(asking, SLACK) is None
    assert await asking.desk.database.run(lambda uow: uow.identities.chats_of(SLACK)) == (SLACK,)


async def test_of_a_shared_ticket_only_what_is_theirs_goes(asking: ErasingDesk) -> None:
    """María follows Juan's ticket, into which hers was merged: his stays whole."""
    desk = asking.desk
    await desk.staff(ANA, "Ana López", Role.SUPERVISOR)
    hers, his = await desk.opens(), await desk.opens()

    def is_juans(uow: UnitOfWork) -> None:
        found = uow.tickets.get(his)
        assert found is not None
        uow.tickets.save(replace(found, requester=replace(found.requester, chat=JUAN, person=PersonRef(JUAN))))
        uow.conversations.save(Conversation(chat=JUAN, touched=NOON, language="es"))

    await desk.database.run(is_juans)
    await desk.acts(ANA, Action.NOTE, his, "La nota de Ana")
    await desk.acts(ANA, Action.MERGE, hers, values={"other": Entered(text=Untrusted("SAACG-2026-00002"))})
    assert [each.requester.chat for each in (await desk.ticket(his)).followers] == [CHAT]
    await asking.says("Soy María Canario")
    assert "Canario" in await everything_of(asking)
    for chat in (CHANNEL, JUAN):
        await asking.told(chat)

    await asking.presses("yes")
    await asking.erases()

    kept = await desk.ticket(his)
    assert (kept.title.untrusted, kept.requester.chat, kept.followers, kept.erased) == ("No imprime", JUAN, (), None)
    history = await desk.database.run(lambda uow: uow.tickets.history(his))
    assert [(each.action, each.actor) for each in history if each.reason is not None] == [(Action.NOTE, ANA)]
    assert "Canario" not in await everything_of(asking)
    assert (await desk.database.run(verified))[1] is False


async def test_a_restart_goes_on_where_it_was(asking: ErasingDesk) -> None:
    desk = asking.desk
    tickets = [await desk.opens() for _ in range(30)]
    await asking.presses("yes")
    await asking.decides(ErasureDoing.ERASE, sure="yes")
    assert not await desk.database.run(lambda uow: asking.forgetter._piece(uow, number=1))
    half = [await desk.ticket(each) for each in tickets]
    assert 0 < sum(each.erased is not None for each in half) < 30
    await asking.forgetter.carry_out()
    assert all([(await desk.ticket(each)).erased == "DATOS-1" for each in tickets])
    assert (await desk.database.run(verified))[1] is False


async def test_only_the_privacy_role_decides_and_every_attempt_is_remembered(asking: ErasingDesk) -> None:
    who, number = PersonRef("slack:T:who"), 0
    for role in sorted(GIVEN):
        await asking.desk.staff(who, "Quien sea", role, on_shift=False)
        for doing in ErasureDoing:
            await asking.presses("yes")
            number += 1
            already = len(await asking.desk.audit())
            await asking.decides(doing, who, number, sure="yes", reason="No")
            lines = (await asking.desk.audit())[: len(await asking.desk.audit()) - already]
            decided = (await asking.request(number)).standing is not ErasureStanding.PENDING
            assert decided is (role is Role.PRIVACY and doing is not ErasureDoing.SURE), (role, doing)
            if role is not Role.PRIVACY:
                assert [(each.outcome, each.what.untrusted) for each in lines] == [(Outcome.DENIED, "erasure")], role
            if decided:
                await asking.forgetter.carry_out()
            else:
                await asking.presses("withdraw")


async def test_somebody_of_another_workspace_decides_nothing_whatever_their_roles(asking: ErasingDesk) -> None:
    await asking.presses("yes")
    await asking.decides(ErasureDoing.ERASE, foreign=True, sure="yes")
    assert (await asking.request()).standing is ErasureStanding.PENDING
    assert [each.outcome for each in await asking.desk.audit()] == [Outcome.DENIED]
