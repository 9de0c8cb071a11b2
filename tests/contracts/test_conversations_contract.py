"""`bot.app.ports.Conversations` and `Processes`, over every database."""

from __future__ import annotations

from dataclasses import replace

from bot.app.ports import UnitOfWork
from bot.domain.conversation import Conversation, Draft, Intake
from tests.contracts.conftest import Run
from tests.contracts.examples import CHAT, OTHER_CHAT, conversation


async def test_a_new_chat_has_no_state(run: Run) -> None:
    assert await run(lambda uow: uow.conversations.load(CHAT)) is None


async def test_a_conversation_comes_back_as_it_was_saved(run: Run) -> None:
    intake = Intake(process="demo@1", run=1, draft=Draft(step="files", options=("a", "b")), known=False)
    saved = replace(conversation(), intake=intake, album="album 1", reachable=False)

    await run(lambda uow: uow.conversations.save(saved))

    assert await run(lambda uow: uow.conversations.load(CHAT)) == saved
    assert await run(lambda uow: uow.conversations.load(OTHER_CHAT)) is None


async def test_saving_again_replaces_the_state(run: Run) -> None:
    await run(lambda uow: uow.conversations.save(conversation(revision=1)))
    await run(lambda uow: uow.conversations.save(conversation(revision=2)))

    assert await run(lambda uow: uow.conversations.load(CHAT)) == conversation(revision=2)


async def test_what_a_work_saved_it_can_load_before_the_commit(run: Run) -> None:
    def work(uow: UnitOfWork) -> Conversation | None:
        uow.conversations.save(conversation(revision=5))
        return uow.conversations.load(CHAT)

    assert await run(work) == conversation(revision=5)


async def test_every_version_of_a_process_is_kept(run: Run) -> None:
    await run(lambda uow: uow.processes.save("demo@2", "second"))
    await run(lambda uow: uow.processes.save("demo@1", "first"))
    await run(lambda uow: uow.processes.save("demo@1", "first, said better"))

    assert await run(lambda uow: uow.processes.all()) == {"demo@1": "first, said better", "demo@2": "second"}
