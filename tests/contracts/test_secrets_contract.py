"""The port of `bot.app.sealing.Secrets`, over every database."""

from __future__ import annotations

from bot.app.ports import UnitOfWork
from bot.app.sealing import LATE, Expected, SecretRow
from bot.domain.ids import TicketId
from bot.domain.sealed import SecretField, SecretId
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import CHAT, OTHER_CHAT, minutes

FIRST, SECOND = SecretId("telegram:update:1:remote_id"), SecretId("telegram:update:2:message")
TICKET = TicketId(7)


def secret(name: SecretId = FIRST, ticket: TicketId | None = TICKET, minute: float = 15) -> SecretRow:
    return SecretRow(
        id=name,
        chat=CHAT,
        ticket=ticket,
        field=SecretField.REMOTE_ID,
        envelope=f"v1.k.{name}",
        sealed_at=NOON,
        expires=NOON + minutes(minute),
    )


async def test_a_secret_is_kept_under_its_id_and_the_first_one_stays(run: Run) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.secrets.add(secret())
        uow.secrets.add(secret(minute=99))

    await run(work)

    assert await run(lambda uow: uow.secrets.get(FIRST)) == secret()
    assert await run(lambda uow: uow.secrets.get(SECOND)) is None


async def put(run: Run, *rows: SecretRow) -> None:
    def work(uow: UnitOfWork) -> None:
        for row in rows:
            uow.secrets.add(row)

    await run(work)


async def test_the_secrets_of_a_ticket_are_found_and_destroyed(run: Run) -> None:
    await put(run, secret(), secret(SECOND, None))

    assert await run(lambda uow: uow.secrets.of_ticket(TICKET)) == (secret(),)
    assert await run(lambda uow: uow.secrets.destroy((FIRST, SecretId("never was")))) == 1
    assert await run(lambda uow: uow.secrets.of_ticket(TICKET)) == ()
    assert await run(lambda uow: uow.secrets.get(SECOND)) == secret(SECOND, None)


async def test_a_secret_is_destroyed_at_the_very_instant_its_time_is_over(run: Run) -> None:
    await run(lambda uow: uow.secrets.add(secret()))
    end = secret().expires

    assert await run(lambda uow: uow.secrets.destroy_expired(end - minutes(1e-6))) == 0
    assert await run(lambda uow: uow.secrets.destroy_expired(end)) == 1
    assert await run(lambda uow: uow.secrets.get(FIRST)) is None


async def test_all_are_gone_through_by_id_and_get_another_envelope(run: Run) -> None:
    await put(run, secret(SECOND), secret(FIRST))

    assert await run(lambda uow: [row.id for row in uow.secrets.after(None, 1)]) == [FIRST]
    assert await run(lambda uow: [row.id for row in uow.secrets.after(FIRST, 9)]) == [SECOND]
    await run(lambda uow: uow.secrets.replace_envelope(FIRST, "v1.other"))
    assert (await run(lambda uow: uow.secrets.after(None, 1)))[0].envelope == "v1.other"


async def test_what_is_expected_of_a_chat_ends_by_itself_or_when_it_is_told(run: Run) -> None:
    one = Expected(chat=CHAT, ticket=TICKET, wanted=SecretField.REMOTE_ID, until=NOON + minutes(10))
    other = Expected(chat=CHAT, ticket=TicketId(8), wanted=SecretField.REMOTE_PASSWORD, until=NOON + minutes(12))
    await run(lambda uow: uow.secrets.expect(one))
    assert await run(lambda uow: uow.secrets.expected(CHAT, NOON)) == one
    await run(lambda uow: uow.secrets.expect(other))

    assert await run(lambda uow: uow.secrets.expected(CHAT, NOON + minutes(11))) == other
    assert await run(lambda uow: uow.secrets.expected(CHAT, other.until)) is None
    assert await run(lambda uow: uow.secrets.expected(OTHER_CHAT, NOON)) is None

    await run(lambda uow: uow.secrets.expect_no_more(other.ticket, NOON + minutes(5)))

    assert await run(lambda uow: uow.secrets.expected(CHAT, NOON + minutes(6))) == one
    await run(lambda uow: uow.secrets.expect_no_more(TICKET, NOON + minutes(5)))
    assert await run(lambda uow: uow.secrets.expected(CHAT, NOON + minutes(6))) is None


async def test_what_was_expected_is_known_for_as_long_as_a_message_may_be_late(run: Run) -> None:
    one = Expected(chat=CHAT, ticket=TICKET, wanted=SecretField.REMOTE_ID, until=NOON + minutes(10))
    await run(lambda uow: uow.secrets.expect(one))
    await run(lambda uow: uow.secrets.destroy_expired(one.until + minutes(60)))

    assert await run(lambda uow: uow.secrets.expected(CHAT, NOON)) == one
    await run(lambda uow: uow.secrets.expect_no_more(TICKET, NOON + minutes(70)))
    assert await run(lambda uow: uow.secrets.expected(CHAT, NOON + minutes(60))) is None


async def test_an_expectation_whose_time_is_over_is_not_kept(run: Run) -> None:
    one = Expected(chat=CHAT, ticket=TICKET, wanted=SecretField.REMOTE_ID, until=NOON + minutes(10))
    await run(lambda uow: uow.secrets.expect(one))
    await run(lambda uow: uow.secrets.destroy_expired(one.until + LATE))

    assert await run(lambda uow: uow.secrets.expected(CHAT, NOON)) is None
