"""Somebody tries numbers that are not theirs: over the wire, in both of their chats, and across a restart."""

from __future__ import annotations

from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE

NOT_FOUND = "No encuentro un ticket suyo con ese número."


async def test_five_wrong_numbers_in_two_linked_chats_pause_both_and_a_restart_does_not_end_it(story: Story) -> None:
    juan, also_juan, maria = story.in_telegram("Juan"), story.in_slack("Juan"), story.in_telegram("María")
    hers = await story.opens(maria)
    await juan.says("/vincular")
    code = (await juan.sees("Su código: ")).partition("Su código: ")[2].partition(".")[0]
    await also_juan.member.command("/vincular", code)
    await juan.sees("quedó vinculada")
    told = set[str]()
    for number in ("99", hers, "98"):
        await juan.says(f"/estado {number}")
        told.add(await juan.sees(NOT_FOUND))
    await also_juan.member.command("/estado", hers)
    told.add(await also_juan.sees(NOT_FOUND))
    assert told == {f"{NOT_FOUND} /mis_tickets muestra los suyos."}, "hers and those that do not exist are told alike"
    await also_juan.member.command("/porque", "97")
    await also_juan.sees("Ya van cinco números que no encuentro.")
    await story.stage.stop()
    await story.stage.start()
    await juan.says(f"/estado {hers}")
    await juan.sees("no busco números. /mis_tickets muestra los suyos.")
    await maria.says(f"/estado {hers}")
    await maria.sees("Se abrió:")
    await story.stage.quiet(PATIENCE)
    assert not any(hers in each for each in (*juan.heard, *also_juan.heard))
