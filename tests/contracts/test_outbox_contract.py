"""`bot.app.outbox.Outbox`, over every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.app.outbox import (
    Delivered,
    Later,
    Letter,
    Parcel,
    ParcelKind,
    Reason,
    Refused,
    Settlement,
    Trouble,
    TroubleRow,
    Unsure,
)
from bot.domain.ids import DESK, ChatRef, MessageRef, PostKey
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import CHAT, OTHER_CHAT, letter, minutes, revision

LEASE = NOON + minutes(2)


async def put(run: Run, *letters: Letter) -> list[int]:
    return [each.id for each in await run(lambda uow: uow.outbox.add(letters))]


async def take(run: Run, *ids: int, at: datetime = NOON) -> tuple[Parcel, ...]:
    return await run(lambda uow: uow.outbox.claim(ids, at=at, until=LEASE))


async def settle(run: Run, *settlements: Settlement) -> tuple[int, ...]:
    return await run(lambda uow: uow.outbox.settle(settlements, NOON))


async def keys(run: Run, gateway: str = "telegram") -> list[int]:
    return [each.id for each in await run(lambda uow: uow.outbox.waiting(gateway, 100))]


async def test_a_letter_of_the_same_key_is_stored_once(run: Run) -> None:
    first = await put(run, letter("a"), letter("b"), letter("a"))
    second = await put(run, letter("b"), letter("c"))

    assert (len(first), len(second)) == (2, 1)
    assert await keys(run) == [*first, *second]


async def test_what_waits_is_listed_for_its_gateway_oldest_first(run: Run) -> None:
    added = await run(lambda uow: uow.outbox.add([letter("a", minute=3), letter("b", OTHER_CHAT)]))
    await run(lambda uow: uow.outbox.add([letter("c", minute=1)]))

    waiting = await run(lambda uow: uow.outbox.waiting("telegram", 2))

    assert waiting == added
    assert [(each.chat, each.available_at) for each in waiting] == [(CHAT, NOON + minutes(3)), (OTHER_CHAT, NOON)]
    assert await run(lambda uow: uow.outbox.waiting("slack", 2)) == ()


async def test_a_claimed_parcel_is_the_letter_with_a_token(run: Run) -> None:
    (row_id,) = await put(run, letter("a"))

    (parcel,) = await take(run, row_id)

    assert parcel == Parcel(id=row_id, token=1, letter=letter("a"), thread=None, target=None, unsure=False, attempts=1)


async def test_a_parcel_is_claimed_by_one_only(run: Run) -> None:
    ids = await put(run, letter("a"), letter("b"))
    await take(run, ids[0])

    assert [each.id for each in await take(run, *ids, 999)] == [ids[1]]
    assert await keys(run) == []


async def test_parcels_come_in_the_order_they_were_asked_for(run: Run) -> None:
    first, second = await put(run, letter("a"), letter("b"))

    assert [each.id for each in await take(run, second, first)] == [second, first]


async def test_what_is_not_available_yet_is_not_claimed(run: Run) -> None:
    (row_id,) = await put(run, letter("a", minute=5))

    assert await take(run, row_id, at=NOON + minutes(4)) == ()
    assert len(await take(run, row_id, at=NOON + minutes(5))) == 1


async def test_a_delivered_post_is_found_by_those_who_name_it(run: Run) -> None:
    (card,) = await put(run, letter("card", post="card:1"))
    (parcel,) = await take(run, card)
    assert await settle(run, Settlement(parcel, Delivered(MessageRef("telegram:1:55")))) == (card,)

    ids = await put(run, letter("under", thread="card:1"), revision("change", post="card:1"))
    under, change = await take(run, *ids)

    assert (under.thread, under.target) == ("telegram:1:55", None)
    assert (change.thread, change.target) == (None, "telegram:1:55")


async def test_a_post_that_does_not_exist_is_none(run: Run) -> None:
    ids = await put(run, letter("under", thread="card:9"), revision("change", post="card:9"))

    under, change = await take(run, *ids)

    assert (under.thread, change.target) == (None, None)


async def test_a_post_that_was_sent_again_is_at_its_newest_place(run: Run) -> None:
    ids = await put(run, letter("one", post="card:1"), letter("two", post="card:1"))
    one, two = await take(run, *ids)
    await settle(run, Settlement(one, Delivered(MessageRef("m1"))), Settlement(two, Delivered(MessageRef("m2"))))
    (row_id,) = await put(run, revision("change", post="card:1"))

    (change,) = await take(run, row_id)

    assert change.target == "m2"


async def test_a_revision_of_a_message_keeps_its_target(run: Run) -> None:
    (row_id,) = await put(run, revision("change", target="telegram:1:5"))

    (parcel,) = await take(run, row_id)

    assert parcel.target == "telegram:1:5"


async def test_a_newer_revision_supersedes_one_that_waits(run: Run) -> None:
    old, other, said = await put(
        run, revision("r1", post="card:1"), revision("r2", post="card:2"), letter("said", post="card:1")
    )
    (new,) = await put(run, revision("r3", post="card:1"))

    assert await keys(run) == [other, said, new]
    assert await take(run, old) == ()


async def test_of_revisions_added_together_the_last_one_stays(run: Run) -> None:
    waiting = await put(run, revision("r1", target="m1"), revision("r2", target="m1"), revision("r3", target="m2"))

    assert len(waiting) == 2
    assert await keys(run) == waiting


async def test_a_revision_in_another_chat_or_once_tried_is_not_superseded(run: Run) -> None:
    elsewhere, tried = await put(run, revision("r1", OTHER_CHAT, target="m1"), revision("r2", target="m1"))
    (parcel,) = await take(run, tried)
    await settle(run, Settlement(parcel, Later(1, "busy"), NOON))
    (new,) = await put(run, revision("r3", target="m1"))

    assert await keys(run) == [elsewhere, tried, new]


async def test_a_repeated_revision_supersedes_nothing(run: Run) -> None:
    await put(run, revision("r1", target="m1"))
    (new,) = await put(run, revision("r2", target="m1"))

    assert await put(run, revision("r1", target="m1")) == []
    assert await keys(run) == [new]


async def test_a_refused_delivery_ends(run: Run) -> None:
    (row_id,) = await put(run, letter("a"))
    (parcel,) = await take(run, row_id)

    assert await settle(run, Settlement(parcel, Refused(Reason.UNREACHABLE, "blocked"))) == (row_id,)

    assert await keys(run) == []
    assert await run(lambda uow: uow.outbox.reclaim(NOON + minutes(60))) == 0


async def test_a_postponed_delivery_waits_for_its_time_and_is_still_sure(run: Run) -> None:
    (row_id,) = await put(run, letter("a"))
    (parcel,) = await take(run, row_id)

    await settle(run, Settlement(parcel, Later(60, "slow down"), NOON + minutes(1)))

    (waiting,) = await run(lambda uow: uow.outbox.waiting("telegram", 9))
    assert waiting.available_at == NOON + minutes(1)
    assert await take(run, row_id) == ()
    (again,) = await take(run, row_id, at=NOON + minutes(1))
    assert (again.token, again.attempts, again.unsure) == (2, 2, False)


async def test_an_ambiguous_delivery_is_tried_again_as_unsure_for_ever(run: Run) -> None:
    (row_id,) = await put(run, letter("a"))
    (first,) = await take(run, row_id)
    await settle(run, Settlement(first, Unsure("no answer"), NOON))
    (second,) = await take(run, row_id)
    await settle(run, Settlement(second, Later(1, "busy"), NOON))

    (third,) = await take(run, row_id)

    assert (first.unsure, second.unsure, third.unsure) == (False, True, True)
    assert (await run(lambda uow: uow.outbox.counts()))["unsure"] == 1


async def test_a_lease_that_ended_is_taken_back_as_unsure(run: Run) -> None:
    early, late = await put(run, letter("a"), letter("b"))
    await take(run, early)
    await run(lambda uow: uow.outbox.claim([late], at=NOON, until=LEASE + minutes(9)))

    assert await run(lambda uow: uow.outbox.reclaim(LEASE - minutes(1))) == 0
    assert await run(lambda uow: uow.outbox.reclaim(LEASE)) == 1

    (again,) = await take(run, early)
    assert (again.token, again.unsure) == (2, True)


async def test_the_only_instance_takes_back_all_of_its_gateway_at_the_start(run: Run) -> None:
    ours, theirs = await put(run, letter("a"), letter("b", ChatRef("slack:C1")))
    await take(run, ours, theirs)

    assert await run(lambda uow: uow.outbox.reclaim(NOON, gateway="telegram")) == 1
    assert await keys(run) == [ours]
    assert await keys(run, "slack") == []


async def test_an_old_token_settles_nothing(run: Run) -> None:
    (row_id,) = await put(run, letter("a", post="card:1"))
    (old,) = await take(run, row_id)
    await run(lambda uow: uow.outbox.reclaim(LEASE))
    (new,) = await take(run, row_id)

    assert await settle(run, Settlement(old, Delivered(MessageRef("m1")))) == ()
    assert await settle(run, Settlement(new, Delivered(MessageRef("m2")))) == (row_id,)
    assert await settle(run, Settlement(new, Delivered(MessageRef("m3")))) == ()

    (change,) = await put(run, revision("r", post="card:1"))
    (parcel,) = await take(run, change)
    assert parcel.target == "m2"


async def test_settling_a_batch_names_those_that_were_ours(run: Run) -> None:
    ids = await put(run, letter("a"), letter("b"), letter("c"))
    a, b, c = await take(run, *ids)
    await settle(run, Settlement(b, Delivered(None)))

    ours = await settle(run, *(Settlement(each, Delivered(None)) for each in (c, b, a)))

    assert ours == (a.id, c.id)


async def test_deliveries_are_counted(run: Run) -> None:
    ids = await put(run, *(letter(f"k{each}") for each in range(6)), revision("r1", target="m"))
    await put(run, revision("r2", target="m"))
    sent, also_sent, refused, unsure, _leased = await take(run, *ids[:5])
    await settle(
        run,
        Settlement(sent, Delivered(None)),
        Settlement(also_sent, Delivered(MessageRef("m1"))),
        Settlement(refused, Refused(Reason.GONE, "gone")),
        Settlement(unsure, Unsure("no answer"), NOON),
    )

    counts = await run(lambda uow: uow.outbox.counts())

    assert counts == {"waiting": 3, "leased": 1, "sent": 2, "refused": 1, "unsure": 1}


async def test_attempts_that_met_a_trouble_are_counted_apart(run: Run) -> None:
    (row_id,) = await put(run, letter("a"))
    for outcome in (Later(1, "archived", trouble=Trouble.ARCHIVED), Later(1, "busy"), Unsure("cut")):
        (parcel,) = await take(run, row_id)
        await settle(run, Settlement(parcel, outcome, NOON))

    (parcel,) = await take(run, row_id)

    assert (parcel.attempts, parcel.held) == (4, 1)


async def test_a_trouble_is_new_once_until_it_is_over(run: Run) -> None:
    archived = TroubleRow(place="slack:T1:C1", trouble=Trouble.ARCHIVED, since=NOON)
    removed = replace(archived, trouble=Trouble.NOT_A_MEMBER)
    token = TroubleRow(place="slack", trouble=Trouble.TOKEN, since=NOON)

    assert await run(lambda uow: uow.troubles.begin(archived))
    assert not await run(lambda uow: uow.troubles.begin(replace(archived, since=NOON + minutes(5))))
    assert await run(lambda uow: uow.troubles.begin(token))
    assert await run(lambda uow: uow.troubles.all()) == (token, archived)

    assert await run(lambda uow: uow.troubles.begin(removed))
    assert await run(lambda uow: uow.troubles.end(removed.place))
    assert not await run(lambda uow: uow.troubles.end(removed.place))
    assert await run(lambda uow: uow.troubles.begin(archived))


async def test_what_waits_for_the_desk_follows_it_and_nothing_else_does(run: Run) -> None:
    old, new, other = ChatRef("slack:T1:COLD"), ChatRef("slack:T1:CNEW"), ChatRef("slack:T1:U1")
    card, lane = PostKey("card:1"), ChatRef("desk:files:card:1")
    letters = [
        letter("early", DESK, post=card),
        replace(letter("file", lane, thread=card), kind=ParcelKind.FORWARD),
        letter("said", old, thread=card),
        replace(letter("change", old), kind=ParcelKind.REVISE, target_post=card),
        letter("elsewhere", old),
        letter("person", other),
        letter("there", new, post=card),
    ]
    await put(run, *letters)

    assert await run(lambda uow: uow.outbox.move_desk(new)) == 4
    assert await run(lambda uow: uow.outbox.move_desk(new)) == 0

    waiting = await run(lambda uow: uow.outbox.waiting("slack", 10))
    parcels = await take(run, *(each.id for each in waiting))
    places = [new, ChatRef("slack:files:card:1"), new, new, old, other, new]
    assert [each.chat for each in waiting] == places
    assert [each.letter for each in parcels] == [
        replace(each, chat=chat) for each, chat in zip(letters, places, strict=True)
    ]
    assert await keys(run, "desk") == []
