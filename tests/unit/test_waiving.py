"""A named specialist lets an unmet condition pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.app.ports import UnitOfWork
from bot.domain.answers import Answer
from bot.domain.card import triage_card
from bot.domain.effects import AskForm, Whisper
from bot.domain.ids import TicketId
from bot.domain.message import Entered, Entry
from bot.domain.process import Result
from bot.domain.roles import Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action
from tests.desk import ANA, DeskInMemory
from tests.player import plain


async def desk_with_a_lapsed_update() -> tuple[DeskInMemory, TicketId, str]:
    desk = DeskInMemory()
    await desk.staff(ANA, "Ana", Role.SPECIALIST)
    number = await desk.opens()

    def lapse(uow: UnitOfWork) -> str:
        ticket = uow.tickets.get(number)
        assert ticket is not None
        update = Answer(options=("no",), result=Result.REMEDIABLE)
        uow.tickets.save(replace(ticket, answers={**ticket.answers, "update": update}))
        return ticket.code

    return desk, number, await desk.database.run(lapse)


def told(desk: DeskInMemory) -> str:
    last = desk.immediate[-1]
    assert isinstance(last, Whisper)
    return plain(last.message.body)


async def test_a_waived_condition_is_on_the_card_with_the_name_and_in_the_history_with_the_reason() -> None:
    desk, number, code = await desk_with_a_lapsed_update()

    await desk.orders(ANA, f"dispensar {code} update Ya pagaron, llega mañana")

    ticket = await desk.ticket(number)
    assert ticket.answers["update"].result is Result.WAIVED
    card = desk.words.message(triage_card(desk.process, ticket), "es")
    facts = {plain(fact.label): plain(fact.value) for fact in card.facts}
    assert facts["Condiciones"] == "🔓 Actualización anual: No, está pendiente (Ana)"
    entry = (await desk.database.run(lambda uow: uow.tickets.history(number)))[-1]
    assert (entry.action, entry.actor, entry.before) == (Action.WAIVE, ANA, entry.after)
    assert entry.reason is not None
    assert (plain((entry.reason,)), entry.data) == ("Ya pagaron, llega mañana", {"step": "update"})


async def test_a_condition_and_a_reason_are_needed() -> None:
    desk, number, code = await desk_with_a_lapsed_update()
    for words in (f"waive {code} update", f"waive {code} kind porque sí"):
        await desk.orders(ANA, words)
        assert told(desk) == "Escriba la condición y el motivo: /ticket dispensar 12 CONDICIÓN motivo (update)."
    assert (await desk.ticket(number)).answers["update"].result is Result.REMEDIABLE


async def test_what_is_met_or_waived_already_cannot_be_waived() -> None:
    desk, _, code = await desk_with_a_lapsed_update()
    await desk.orders(ANA, f"waive {code} update ok")
    await desk.orders(ANA, f"waive {code} update ok")
    assert told(desk) == f"{code} no tiene condiciones pendientes que dispensar."


async def test_who_is_not_of_the_desk_waives_nothing() -> None:
    desk, number, code = await desk_with_a_lapsed_update()
    await desk.staff(ANA, "Ana", Role.DEVELOPER)
    await desk.orders(ANA, f"waive {code} update ok")
    assert told(desk).startswith("Su rol no incluye /ticket dispensar.")
    assert (await desk.ticket(number)).answers["update"].result is Result.REMEDIABLE


async def test_what_is_missing_is_said_in_the_form_and_what_was_entered_stays() -> None:
    desk, number, _ = await desk_with_a_lapsed_update()
    condition, reason = await sent_form(desk, number, "update", "   ")
    assert (condition.chosen, plain(reason.error)) == (("update",), "Hace falta un motivo.")
    condition, reason = await sent_form(desk, number, "course", "Ya pagaron")
    assert plain(condition.error) == "Elija una de estas."
    assert (plain((reason.initial,)) if reason.initial else "", reason.error) == ("Ya pagaron", ())
    assert (await desk.ticket(number)).answers["update"].result is Result.REMEDIABLE


async def sent_form(desk: DeskInMemory, number: TicketId, condition: str, reason: str) -> Sequence[Entry]:
    """The fields of the form that opens when this was sent."""
    values = {"what": Entered(choices=(condition,)), "reason": Entered(text=Untrusted(reason))}
    await desk.acts(ANA, Action.WAIVE, number, reason, values=values)
    last = desk.immediate[-1]
    assert isinstance(last, AskForm)
    return last.form.entries
