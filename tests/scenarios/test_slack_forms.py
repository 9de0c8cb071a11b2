"""The questionnaire as a modal. Issue: "Slack requesters have the same flow in the direct message and as a modal
(`/soporte`), with a message shortcut 'Create a ticket from this message'"."""

from __future__ import annotations

from datetime import timedelta

from adapters.sandbox.faults import Fault
from adapters.sandbox.slack.views import View
from bot.domain.forms import PRESSED
from tests.scenarios.requesters import SlackRequester
from tests.scenarios.story import Story
from tests.scenarios.waiting import PATIENCE


class Filler:
    """A member who answers in modals."""

    def __init__(self, requester: SlackRequester) -> None:
        self.member = requester.member

    async def sees(self, text: str) -> View:
        return await self.member.wait_for_modal(text, timeout=PATIENCE)

    async def sends(self, text: str, **values: str) -> View:
        """Waits for the modal with that text, fills it in and sends it."""
        view = await self.sees(text)
        await self.member.submit(values)
        assert not view.errors, view.errors
        return view

    async def answers_the_rest(self, title: str) -> None:
        """From the first page to the ticket."""
        await self.sends("¿De qué se trata?", kind="Técnica", name="María", ready="Sí")
        await self.sends("¿Qué pasa?", description="El torno vibra al encender", title=title)
        await self.sends("Revíselo, por favor.")


async def test_a_request_from_the_first_form_to_the_ticket(story: Story) -> None:
    maria = story.in_slack("María")
    form = Filler(maria)
    await maria.member.command("/soporte", "", story.stage.channel)
    await form.answers_the_rest("El torno vibra")
    number = (await maria.sees("Su número es ")).partition("Su número es ")[2].rstrip(".")
    await story.card(number, "María", "El torno vibra al encender")
    ticket = await story.ticket(number)
    assert ticket.requester.chat == f"slack:{story.stage.slack.identity.team_id}:{maria.member.id}"
    assert not any("¿" in said for said in maria.heard), "the questions were asked in the forms only"
    assert not any("vibra" in each.rendered for each in maria.member.ephemerals)


async def test_the_shortcut_of_slack_opens_the_same_form(story: Story) -> None:
    maria = story.in_slack("María")
    await maria.member.shortcut("new_ticket")
    await Filler(maria).sees("¿De qué se trata?")


async def test_a_refused_answer_is_shown_again_with_the_reason_and_what_was_typed(story: Story) -> None:
    maria = story.in_slack("María")
    form = Filler(maria)
    await maria.member.command("/soporte")
    await form.sends("¿De qué se trata?", kind="Técnica", name="  ", ready="Sí")
    again = await form.sees("Esta respuesta la necesito por escrito")
    assert again.values["ready"]["value"]["selected_option"]["value"] == "yes"
    await form.sends("Esta respuesta la necesito por escrito", name="María", ready="No")
    await form.sends("Acérquese al torno", **{PRESSED: "✔ Ya lo tengo"})
    await form.sends("¿Qué pasa?", description="Vibra", title="Vibra")
    await form.sees("Revíselo, por favor.")


async def test_a_closed_form_goes_on_in_the_direct_message(story: Story) -> None:
    maria = story.in_slack("María")
    form = Filler(maria)
    await maria.member.command("/soporte")
    await form.sends("¿De qué se trata?", kind="Técnica", name="María", ready="No")
    await form.sends("Acérquese al torno", **{PRESSED: "✏ Cambiar una respuesta"})
    await form.sends("¿Qué respuesta quiere cambiar?", **{PRESSED: "Nombre"})
    await form.sees("¿Cómo se llama?")
    await maria.member.close_modal()
    await maria.sees("¿Cómo se llama?")
    await maria.says("María Pérez")
    await maria.is_offered("¿Tiene el torno a la vista?", "Sí")
    assert sum("¿Cómo se llama?" in each for each in maria.heard) == 1
    await maria.member.command("/soporte")
    await form.sends("¿Tiene el torno a la vista?", ready="Sí")
    await form.sees("¿Qué pasa?")


async def test_a_form_that_cannot_be_opened_in_time_goes_on_in_the_direct_message(story: Story) -> None:
    maria = story.in_slack("María")
    story.stage.slack.faults.plan(Fault(method="views.open", kind="error", body="expired_trigger_id"))
    await maria.member.command("/soporte")
    await maria.is_offered("¿De qué se trata?", "Técnica")
    assert maria.member.modal is None
    await maria.presses("Técnica")
    await maria.sees("¿Cómo se llama?")


async def test_a_ticket_from_a_message_of_a_channel(story: Story) -> None:
    maria = story.in_slack("María")
    form = Filler(maria)
    message = await maria.member.say(story.stage.channel, "El torno <!channel> *vibra*")
    await maria.member.message_shortcut("create_ticket", story.stage.channel, message.ts)
    await form.sends("¿De qué se trata?", kind="Técnica", name="María", ready="Sí")
    view = await form.sees("¿Qué pasa?")
    assert view.values["description"]["value"]["value"] == "El torno <!channel> *vibra*"
    await maria.member.message_shortcut("create_ticket", story.stage.channel, message.ts)
    await form.sends("Tiene una solicitud sin terminar.", **{PRESSED: "▶ Seguir"})
    await form.sends("¿Qué pasa?", title="Vibra")
    await form.sends("Revíselo, por favor.")
    number = (await maria.sees("Su número es ")).partition("Su número es ")[2].rstrip(".")
    ticket = await story.ticket(number)
    assert ticket.answers["description"].text is not None
    assert ticket.notes == ()
    await story.stage.quiet(PATIENCE)
    assert timedelta() <= ticket.updated_at - ticket.opened_at
