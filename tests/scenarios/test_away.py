"""After the service was away: what people wrote in direct messages of Slack meanwhile is answered, once."""

from __future__ import annotations

import pytest

from adapters.sandbox.faults import Fault
from bot.stage import Mode
from tests.scenarios.conftest import staged
from tests.scenarios.story import Story


@pytest.mark.parametrize("mode", ["streaming", "posted"])
async def test_what_was_written_meanwhile_is_answered_once_also_when_it_is_delivered_late(
    sqlite_url: str, mode: Mode
) -> None:
    async with staged(sqlite_url, "slack", mode, open_desk=False) as story:
        maria, juan = story.in_slack("María"), story.in_slack("Juan")
        await maria.says("Hola")
        await maria.sees("¿De qué se trata?")
        await maria.presses("Técnica")
        await maria.sees("¿Cómo se llama?")
        await story.stage.quiet()
        story.stage.slack.hold()  # nothing of this will come by itself
        await story.stage.stop()
        await maria.says("María")
        await juan.says("Buenas tardes")
        await story.stage.start()
        await maria.sees("¿Tiene el torno a la vista?")
        await juan.sees("¿De qué se trata?")
        heard = (list(maria.heard), list(juan.heard))
        story.stage.slack.release()
        await story.stage.quiet()
        assert (maria.heard, juan.heard) == heard


async def test_what_was_delivered_is_not_answered_again_by_the_sweep_after_a_restart(slack: Story) -> None:
    maria = slack.in_slack("María")
    await slack.opens(maria)
    await slack.stage.quiet()
    before = list(maria.heard)
    slack.stage.slack.faults.plan(Fault(method="conversations.history", kind="rate_limited", retry_after=20, times=2))
    await slack.stage.stop()
    await slack.stage.start()
    dms = {each.dm_channel for each in slack.stage.slack.members.values()}
    swept: set[str] = set()
    while swept < {maria.member.dm_channel}:
        await slack.stage.timeline.sleep(5)
        calls = [each for each in slack.stage.slack.journal.calls if each.method == "conversations.history"]
        swept = {each.params["channel"] for each in calls if each.status == 200}
    await slack.stage.quiet()
    assert swept <= dms
    assert maria.heard == before
