"""Hostile text through every template: nothing in it acts, nothing breaks, and people read it as it was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.sandbox.slack.state import Message
from bot.domain.text import clean
from tests.scenarios.conftest import staged
from tests.scenarios.requesters import Requester, SlackRequester
from tests.scenarios.story import ANSWERS, Story

CORPUS = {
    "broadcast": "<!channel> <!here> @channel",
    "mention": "<@U123> y <#C123>",
    "link": "<https://evil.example|Aprobar>",
    "html": "<b>negrita</b> <a href='https://evil.example'>aquí</a> &amp; &lt;",
    "script": "</b><script>alert(1)</script>",
    "format": "{0.__class__} {number} {specialist} {{}} }{",
    "percent": "%(x)s %(number)s %s %d 100%",
    "direction": "abc\u202egpj.exe\u2066",
    "control": "a\x00b\x07c\x1bd",
    "long": "palabra larga " * 285,
    "emoji": "Juan 🔥🔥👩‍👩‍👧‍👦🇲🇽",
    "markdown": "_uno_ *dos* ~tres~ `cuatro` [cinco](https://evil.example) ||seis||",
    "lines": "uno\n\n> dos\n- tres\n```\ncuatro\n```",
    "command": "ya \\/nuevo ;drop table tickets;-- ' \" \\",
}
"""Each fits into one message of people's own clients."""

AS_SLACK_SENDS_IT = {CORPUS["mention"]: "@U123 y #C123"}
"""What is a mention to Slack is one before it reaches us; we read its name."""

LONGEST_IN_A_FORM = 3000


def everything_said(story: Story) -> Iterator[Message]:
    """Every message of the bot in Slack, seen by anybody."""
    workspace, bot = story.stage.slack.workspace, story.stage.slack.identity.bot_user_id
    for conversation in workspace.conversations.values():
        yield from (message for message in conversation.messages.values() if message.user == bot)
    yield from workspace.ephemerals


def nothing_acts_and_nothing_was_refused(story: Story) -> None:
    for message in everything_said(story):
        assert (message.mentions, message.links) == ((), ()), message.rendered
    refused = [
        (call.method, call.answer) for call in story.stage.slack.journal.calls if not (call.answer or {}).get("ok")
    ]
    assert refused == []
    refused = [
        (entry.method, entry.answer)
        for entry in story.stage.telegram.journal
        if entry.answer is not None and not entry.ok
    ]
    assert refused == []


@pytest.mark.parametrize("name", CORPUS)
async def test_hostile_text_from_either_platform_is_shown_as_typed_everywhere_and_does_nothing(
    sqlite_url: str, name: str
) -> None:
    async with staged(sqlite_url) as story:
        await _through_everything(story, story.in_telegram("Juan"), CORPUS[name])
        await _through_everything(story, story.in_slack("Juana"), CORPUS[name])


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["control", "direction", "long", "command"])
async def test_hostile_text_is_kept_by_postgresql(postgres_url: str, name: str) -> None:
    async with staged(postgres_url) as story:
        await _through_everything(story, story.in_telegram("Juan"), CORPUS[name])


async def _through_everything(story: Story, juan: Requester, text: str) -> None:
    """As a note, name, description and title; as a reply, a word in between, and the resolution."""
    typed = AS_SLACK_SENDS_IT.get(text, text) if isinstance(juan, SlackRequester) else text
    entered = text[:LONGEST_IN_A_FORM]
    await juan.says("Hola")
    await juan.sees(ANSWERS[0][0])
    await juan.says(text)
    await juan.sees("Lo anoto para el especialista")
    await juan.presses("Técnica")
    await juan.sees("¿Cómo se llama?")
    await juan.says(text)
    await story.answers(juan, "¿Tiene el torno a la vista?", "[Sí")
    await juan.sees("¿Qué pasa?")
    await juan.says(text)
    await juan.sees("¿qué falla?")
    await juan.says(text)
    await juan.sees("✅ Enviar")
    await juan.presses("✅ Enviar")
    number = (await juan.sees("Su número es ")).removeprefix("Su número es ").rstrip(".")
    card = await story.card(number, "asignado")
    await story.stage.quiet()
    below = [each.rendered for each in story.stage.channel.messages if each.thread_ts == card.ts and each.in_thread]
    _reads(typed, "\n".join((card.rendered, *below)), times=3)  # what is long is whole in the thread
    await story.ana.enters("Responder", card, entered)
    await juan.sees("sobre " + number)
    await juan.says(text)
    await juan.sees("Agregado a su ticket")
    await story.ana.enters("Resolver", card, entered)
    await juan.sees("resolvió " + number)
    await story.ana.types(f"ver {number}", "resuelto")
    await story.stage.quiet()
    _reads(typed, "\n".join(juan.heard), times=3)  # in the summary
    _reads(entered, "\n".join(juan.heard), times=2)  # the reply, the resolution
    nothing_acts_and_nothing_was_refused(story)


def _reads(text: str, rendered: str, *, times: int) -> None:
    """Whatever the line breaks: a long text goes on in the next section."""
    seen = "".join(clean(text).split())
    assert "".join(rendered.split()).count(seen) >= times, rendered
