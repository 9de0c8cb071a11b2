"""What is kept too long is erased, exactly when its time is over: `bot.app.retaining.Retaining` under the one job, over every
database and a clock of our own. Issue 6: "retention per class with a purge job exact to the day under a virtual clock"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.app.erasing import Eraser
from bot.app.holdings import Whose
from bot.app.outbox import Delivered, Settlement
from bot.app.ports import Database, UnitOfWork
from bot.app.retaining import Erased
from bot.domain.audit import Audited, Kind, Outcome
from bot.domain.caller import caller_chat
from bot.domain.erasure import Erasure, ErasureStanding
from bot.domain.ids import ChatRef, FileRef, MessageRef, PersonRef, TicketId
from bot.domain.knowledge import Use
from bot.domain.linking import LinkCode, Tries
from bot.domain.retention import Retention, Rule
from bot.domain.text import Untrusted
from bot.domain.ticket import Status
from tests.adapters.kept_files import NoFiles
from tests.clock import NOON, FakeClock
from tests.contracts.conftest import Run
from tests.contracts.examples import (
    CHAT,
    OTHER_CHAT,
    arrival,
    consent,
    conversation,
    entry,
    letter,
    ticket,
)
from tests.contracts.test_files_contract import sent

SECOND = timedelta(seconds=1)
UNUSED, UNKNOWN, CALLER = ChatRef("telegram:7"), ChatRef("telegram:8"), caller_chat("123")
FILES = {
    Rule.ABANDONED: FileRef("telegram:document:abandoned"),
    Rule.ATTACHMENTS: FileRef("telegram:document:attached"),
    Rule.DISCLOSURES: FileRef("data:2026"),
}
MESSAGE = MessageRef("telegram:1:5")
CLOSED = replace(ticket(1), status=Status.CLOSED, finished_at=NOON)


@dataclass
class Erasing(NoFiles):
    """A folder that says what was to be erased in it."""

    names: list[str]

    async def erase(self, names: Sequence[str]) -> None:
        self.names += names


def request(number: int, standing: ErasureStanding) -> Erasure:
    """To be erased, decided at noon."""
    return Erasure(
        id=number,
        code=f"DATOS-{number}",
        chat=UNKNOWN,
        person=PersonRef(UNKNOWN),
        chats=(UNKNOWN,),
        process="demo@1",
        language="es",
        at=NOON,
        answer_by=NOON,
        carry_out_by=NOON,
        standing=standing,
        decided_at=NOON if standing is not ErasureStanding.PENDING else None,
    )


def put(uow: UnitOfWork) -> None:
    """Something for each rule, all of it of noon."""
    uow.inbox.add([arrival("a", CHAT), arrival("b", OTHER_CHAT)])
    for lane in (CHAT, OTHER_CHAT):
        row = uow.inbox.claim(lane)
        assert row is not None
        if lane == CHAT:
            uow.inbox.done(row.id, NOON)
        else:
            uow.inbox.quarantine(row.id, at=NOON, error="x")
    uow.tickets.add(CLOSED, desk="demo", year=2026, number=1)
    uow.tickets.append(entry(1, 1))
    uow.correspondence.put({MESSAGE: CLOSED.id})
    for rule, ref in FILES.items():
        uow.files.add(sent(ref, ticket=1 if rule is Rule.ATTACHMENTS else None))
    (waiting,) = uow.outbox.add([letter("k")])
    parcels = uow.outbox.claim([waiting.id], at=NOON, until=NOON + SECOND)
    uow.outbox.settle([Settlement(parcels[0], Delivered(None))], NOON)
    uow.link_codes.put(LinkCode(chat=CHAT, language="es", salt="00", digest="11", expires=NOON))
    uow.link_codes.save_tries(Tries(chat=CHAT, failed=1, last=NOON))
    uow.knowledge.count("demo", "item", Use.HELPED, None, NOON)
    for chat in (UNUSED, CALLER):
        uow.conversations.save(conversation(chat))
    uow.consents.add(replace(consent(chat=UNKNOWN), at=NOON))
    for number, standing in enumerate((ErasureStanding.REFUSED, ErasureStanding.ERASED, ErasureStanding.PENDING), 1):
        uow.erasures.add(request(number, standing))
    uow.audit.add(
        Audited(
            at=NOON,
            person=PersonRef("slack:T:x"),
            gateway="slack",
            kind=Kind.HOME,
            what=Untrusted("x"),
            outcome=Outcome.DENIED,
            reason="x",
        )
    )


def there(uow: UnitOfWork) -> set[Rule]:
    """Of which rules there is still something."""
    held = {each.table: each for each in uow.holdings.of(Whose(chats=(CHAT, OTHER_CHAT)))}
    bodies = {row["lane"] for row in held["inbox"].rows if "body" in row}
    found = {
        Rule.ARRIVALS: CHAT in bodies,
        Rule.PUT_ASIDE: OTHER_CHAT in bodies,
        Rule.LETTERS: any("message" in row for row in held["outbox"].rows),
        Rule.CORRESPONDENCE: uow.correspondence.find(MESSAGE) is not None,
        Rule.LINK_CODES: bool(held["link_codes"].rows),
        Rule.TRIES: bool(held["link_tries"].rows),
        Rule.KNOWLEDGE_USES: bool(uow.knowledge.uses("demo")),
        Rule.PROFILES: uow.conversations.load(UNUSED) is not None,
        Rule.CALLERS: uow.conversations.load(CALLER) is not None,
        Rule.TICKETS: bool(held["tickets"].rows) and bool(held["history"].rows),
        Rule.CONSENTS: bool(uow.consents.of(UNKNOWN)),
        Rule.REQUESTS: len(uow.erasures.of((UNKNOWN,))) == 3,
        Rule.AUDIT: bool(uow.audit.newest(1)),
        **{rule: uow.files.newest(CHAT, ref) is not None for rule, ref in FILES.items()},
    }
    return {rule for rule, is_there in found.items() if is_there}


async def test_each_thing_stays_to_its_last_second_and_is_gone_after_it(database: Database) -> None:
    rules = Retention(tickets_days=2000)
    await database.run(put)
    assert await database.run(there) == set(Rule)

    for bound in sorted({kept for kept in rules.kept.values() if kept is not None}):
        for later in (timedelta(), SECOND):
            now = NOON + bound + later
            await Eraser(database, NoFiles(), FakeClock(now), rules).erase()
            kept = {rule for rule, each in rules.kept.items() if each is not None and NOON + each >= now}
            assert await database.run(there) == kept, now - NOON
    assert await database.run(there) == set()
    kept_for_good = await database.run(lambda uow: [each.id for each in uow.erasures.of((UNKNOWN,))])
    assert kept_for_good == [2, 3], "one vouches for histories, one waits for an answer"


async def test_what_is_used_stays(run: Run) -> None:
    """A chat with an open ticket, files and messages of one, an answer to the notice in a chat that is known."""

    def work(uow: UnitOfWork) -> None:
        uow.conversations.save(conversation())
        uow.tickets.add(ticket(1), desk="demo", year=2026, number=1)
        uow.files.add(sent(ticket=1))
        uow.correspondence.put({MESSAGE: TicketId(1)})
        uow.consents.add(replace(consent(), at=NOON))
        uow.outbox.add([letter("waits")])
        uow.inbox.add([arrival("waits")])

    def erase(uow: UnitOfWork) -> list[Erased]:
        return [uow.retaining.erase(rule, NOON + timedelta(days=9999), 10) for rule in Rule]

    await run(work)
    assert await run(erase) == [Erased(0)] * len(Rule)


async def test_what_came_with_a_ticket_that_was_merged_goes_by_when_it_came(run: Run) -> None:
    """It has no day of closing of its own."""

    def work(uow: UnitOfWork) -> None:
        uow.tickets.add(replace(CLOSED, finished_at=None), desk="demo", year=2026, number=1)
        for minute in (0, 5):
            uow.files.add(sent(FileRef(f"telegram:photo:{minute}"), ticket=1, minute=minute))

    def erase(uow: UnitOfWork) -> tuple[Erased, Erased]:
        before = NOON + timedelta(minutes=5)
        return uow.retaining.erase(Rule.ATTACHMENTS, before, 9), uow.retaining.erase(Rule.TICKETS, before, 9)

    await run(work)
    assert await run(erase) == (Erased(1), Erased(1))


async def test_as_much_as_was_asked_for_is_erased_at_once_the_oldest_first(run: Run) -> None:
    def work(uow: UnitOfWork) -> None:
        for number in range(3):
            uow.files.add(sent(FileRef(f"telegram:photo:{number}"), minute=-number))

    await run(work)

    def erase(uow: UnitOfWork) -> Erased:
        return uow.retaining.erase(Rule.ABANDONED, NOON + SECOND, 2)

    assert await run(erase) == Erased(2)
    assert await run(lambda uow: uow.files.newest(CHAT, FileRef("telegram:photo:0"))) is not None
    assert await run(erase) == Erased(1)
    assert await run(erase) == Erased(0)


async def test_rows_that_may_not_be_changed_may_not_be_changed_after_it_either(database: Database) -> None:
    """The permit ends with the transaction that it was given in."""
    await database.run(put)
    await Eraser(database, NoFiles(), FakeClock(NOON + timedelta(days=731)), Retention()).erase()

    def at_once(uow: UnitOfWork) -> tuple[int, int]:
        return len(uow.tickets.history(CLOSED.id)), len(uow.audit.newest(9))

    assert await database.run(at_once) == (1, 0)
