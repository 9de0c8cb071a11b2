"""When somebody breaks the desk's channel: cards come back, what cannot be said waits, and each trouble is told once."""

from __future__ import annotations

from adapters.sandbox.slack.state import Message
from tests.scenarios.story import Story

WAIT = "Las tarjetas esperan y nada se pierde."


def cards(story: Story, number: str) -> list[Message]:
    """The cards of a ticket that stand in the channel."""
    return [each for each in story.stage.channel.messages if not each.in_thread and each.rendered.startswith(number)]


async def test_a_deleted_card_comes_back_at_once_and_its_thread_goes_on_below_the_new_one(story: Story) -> None:
    chief = story.stage.slack.member(name="jefa", admin=True)
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    first = await story.card(number, "asignado")
    await chief.delete(first)
    second = await story.stage.channel.wait_for(lambda each: each.ts != first.ts and each.rendered.startswith(number))
    await story.stage.quiet()
    await maria.says("Sigue vibrando")
    await story.in_thread(second, "Sigue vibrando")
    await story.ana.presses("Tomar", second)
    await story.card(number, "en atención")
    await story.stage.quiet()
    assert [each.ts for each in cards(story, number)] == [second.ts]


async def test_of_a_card_with_a_thread_the_next_word_finds_the_new_one(story: Story) -> None:
    chief = story.stage.slack.member(name="jefa", admin=True)
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    first = await story.card(number, "asignado")
    await maria.says("Sigue vibrando")
    await story.in_thread(first, "Sigue vibrando")
    await chief.delete(first)  # a tombstone is left, over what was said
    await story.stage.channel.wait_for(lambda each: each.ts != first.ts and each.rendered.startswith(number))
    await story.stage.quiet()
    (second,) = cards(story, number)
    await maria.says("Y ahora zumba")
    await story.in_thread(second, "Y ahora zumba")


async def test_nobody_tells_of_the_deletion_and_the_words_still_follow_the_card_once(story: Story) -> None:
    chief = story.stage.slack.member(name="jefa", admin=True)
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    first = await story.card(number, "asignado")
    await story.stage.quiet()
    story.stage.slack.hold()
    await chief.delete(first)
    for word in ("uno", "dos", "tres"):
        await maria.says(word)
    await story.sends_file(maria, b"%PDF-1.7" * 256, "póliza.pdf")
    second = await story.stage.channel.wait_for(lambda each: each.ts != first.ts and each.rendered.startswith(number))
    for each in ("uno", "dos", "tres", "póliza.pdf"):
        await story.in_thread(second, each)
    story.stage.slack.release()
    await story.stage.quiet()
    assert [each.ts for each in cards(story, number)] == [second.ts]
    said = [each.rendered.split("\n")[-1] for each in story.stage.channel.thread(second.ts)]
    assert [each for each in said if "póliza" not in each] == ["uno", "dos", "tres"]
    assert [each for each in story.stage.channel.messages if not each.in_thread] == [second]


async def test_a_finished_ticket_s_card_stays_deleted_until_something_is_said_about_it(story: Story) -> None:
    chief = story.stage.slack.member(name="jefa", admin=True)
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    await story.ana.types(f"resolver {number} Apretar", f"Listo: {number}")
    await story.ana.types(f"cerrar {number}", f"Listo: {number}")
    card = await story.card(number, "cerrado")
    await story.stage.quiet()
    await chief.delete(card)
    await story.stage.quiet()
    assert cards(story, number) == []
    await story.ana.types(f"nota {number} Volvió a llamar", f"Listo: {number}")
    anew = await story.card(number, "cerrado")
    await story.ana.types(f"nota {number} Ya quedó", f"Listo: {number}")
    await story.in_thread(anew, "Ya quedó")


async def test_an_archived_channel_is_told_once_each_time_and_every_card_waits_for_it(story: Story) -> None:
    story.stage.channel.archive()
    told = f"🚨 El canal de la mesa está archivado. Por favor desarchívelo.\n{WAIT}"
    maria, juan = story.in_telegram("María"), story.in_telegram("Juan")
    first = await story.opens(maria)
    assert await story.administrator.is_told("archivado") == told
    await maria.sees(f"Ana López atenderá {first}.")
    await story.ana.is_told(first)
    second = await story.opens(juan)
    await story.stage.stop()  # what was said already survives
    await story.stage.start()
    await story.ana.types(f"responder {first} Buenas", f"Listo: {first}")
    await maria.sees("Buenas")
    story.stage.channel.unarchive()
    for number in (first, second):
        await story.card(number, "Ana López")
    await story.stage.quiet()
    assert [each.rendered for each in story.administrator.member.dm_messages] == [told]
    assert await story.stage.look(lambda uow: uow.troubles.all()) == ()
    story.stage.channel.archive()
    await juan.says("Sigue igual")
    await story.administrator.member.wait_for_dm(lambda _: len(story.administrator.member.dm_messages) == 2)


async def test_a_bot_that_was_put_out_of_the_channel_says_how_to_let_it_in_again(story: Story) -> None:
    story.stage.channel.remove_bot()
    number = await story.opens(story.in_telegram("María"))
    assert await story.administrator.is_told("/invite") == (
        f"🚨 Ya no estoy en el canal de la mesa. Por favor escriba ahí /invite y mi nombre.\n{WAIT}"
    )
    story.stage.channel.add_bot()
    await story.card(number, "asignado")


async def test_a_revoked_token_holds_everything_for_slack_and_nothing_is_given_up(story: Story) -> None:
    story.stage.slack.revoke_tokens()
    maria = story.in_telegram("María")
    number = await story.opens(maria)
    await maria.sees(f"Ana López atenderá {number}.")

    async def troubles() -> list[str]:
        return [f"{each.place} {each.trouble}" for each in await story.stage.look(lambda uow: uow.troubles.all())]

    while not await troubles():
        await story.stage.timeline.sleep(1)
    assert await troubles() == ["slack token"]
    story.stage.slack.reinstall()
    await story.administrator.is_told("/invite")
    story.stage.channel.add_bot()
    await story.card(number, "asignado")
    await story.stage.quiet()
    assert await troubles() == []


async def test_what_waits_for_an_archived_channel_goes_to_the_one_that_takes_its_place(story: Story) -> None:
    maria, juan = story.in_telegram("María"), story.in_telegram("Juan")
    old = await story.opens(maria)
    await story.card(old, "asignado")
    await story.stage.quiet()
    story.stage.channel.archive()
    new = await story.opens(juan)
    await maria.says("Sigue igual")
    await story.administrator.is_told("archivado")
    await story.stage.stop()
    story.stage.channel = story.stage.slack.channel("nueva")
    slack = story.stage.settings.slack.model_copy(update={"triage_channel": story.stage.channel.id})
    story.stage.settings = story.stage.settings.model_copy(update={"slack": slack})
    await story.stage.start()
    await story.in_thread(await story.card(old), "Sigue igual")
    await story.card(new, "asignado")
    await story.stage.quiet()
    assert await story.numbers() == [old, new]


async def test_cards_of_a_time_without_slack_are_posted_when_there_is_one(closed_desk: Story) -> None:
    stage = closed_desk.stage
    with_slack = stage.settings
    await stage.stop()
    stage.settings = with_slack.model_copy(update={"slack": with_slack.slack.model_copy(update={"bot_token": None})})
    stage.slack.socket.opened.set()  # nobody will open one
    await stage.start()
    maria = closed_desk.in_telegram("María")
    number = await closed_desk.opens(maria)
    await closed_desk.sends_file(maria, b"%PDF-1.7" * 256, "póliza.pdf")
    await maria.sees("Agregado a su ticket")
    await stage.stop()
    stage.settings = with_slack
    await stage.start()
    card = await closed_desk.card(number)
    await closed_desk.in_thread(card, "póliza.pdf")
    await stage.quiet()
    assert await closed_desk.numbers() == [number]
