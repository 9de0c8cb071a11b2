"""Who may do what, through Slack: for each role a member, with buttons and commands as Slack brings them, and forged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.slack.people import Member
from bot.domain.audit import Audited, Ground, Kind, Outcome
from bot.domain.buttons import ButtonData, HomePress, RegistrationPress, TicketPress, encode
from bot.domain.ids import TicketId
from bot.domain.roles import GIVEN, MAY, DeskDecision, DeskOrder, Role, allowed
from bot.domain.ticket import TRANSITIONS, Action, Status
from tests.scenarios.specialists import Specialist
from tests.scenarios.story import Story

Json = dict[str, Any]

STRANGERS = "T0ELSEWHERE"


class Wire:
    """Payloads as Slack would bring them; a forged one is any that no button of ours carries."""

    def __init__(self, story: Story) -> None:
        self.stage = story.stage
        self.team = story.stage.slack.identity.team_id
        self._count = 0

    async def press(self, who: Member, value: str, *, team: str | None = None) -> None:
        """A press in the desk's channel."""
        self._count += 1
        channel = {"id": self.stage.channel.id, "name": "soporte"}
        payload: Json = {
            "type": "block_actions",
            "team": {"id": self.team},
            "user": {"id": who.id, "team_id": team or self.team},
            "trigger_id": f"forged.{self._count}",
            "container": {"type": "message", "message_ts": "1.000100", "channel_id": channel["id"]},
            "channel": channel,
            "actions": [{"type": "button", "action_id": "v:0:0", "block_id": "b", "value": value}],
        }
        await self.stage.slack.delivery.interactive(payload)

    async def denials(self) -> list[Audited]:
        """Everything that was denied so far, oldest first."""
        await self.stage.quiet()
        found = await self.stage.look(lambda uow: uow.audit.newest(10_000))
        return [each for each in reversed(found) if each.outcome is Outcome.DENIED]


def asked() -> Mapping[str, str]:
    """A press for everything in the table that a button can ask, on a ticket that is in no state to do it: what is denied
    is denied for want of a right, and nothing is done."""
    deeds = {each.value: encode(TicketPress(each, TicketId(1), 1)) for each in Action}
    orders = {each.value: encode(HomePress(each, "1")) for each in DeskOrder}
    return {**orders, **deeds, DeskDecision.REGISTRATION.value: encode(RegistrationPress(99, confirmed=True))}


KEYS: Mapping[str, Action | DeskOrder | DeskDecision] = {
    each.value: each for each in (*DeskDecision, *DeskOrder, *Action)
}


async def test_each_role_may_press_what_the_table_says_and_everything_else_is_denied_and_audited(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    await story.ana.types(f"resolver {number} Listo", "Listo")
    wire = Wire(story)
    people = {role: await story.specialist(f"P-{role}", role, on_shift=False) for role in sorted(GIVEN)}
    nobody = story.passer_by("Nadie")

    for who, roles in [*((each, frozenset({role})) for role, each in people.items()), (nobody, frozenset[Role]())]:
        before = len(await wire.denials())
        presses = {name: value for name, value in asked().items() if not allowed(roles, KEYS[name])}
        for value in presses.values():
            await wire.press(who.member, value)

        denied = (await wire.denials())[before:]
        assert [each.what.untrusted for each in denied] == list(presses), roles
        assert {each.person for each in denied} == {who.chat}
        reveal = Ground.NOT_THE_ASSIGNEE.value  # whoever has not the ticket sees nothing, whatever their role
        assert [each.reason for each in denied] == [
            reveal if each == Action.REVEAL.value else Ground.NO_ROLE.value for each in presses
        ]

    assert (await story.ticket(number)).status is Status.RESOLVED


async def test_what_the_table_allows_is_not_denied(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    ticket = await story.ticket(number)
    wire = Wire(story)
    for role in sorted(GIVEN):
        who = await story.specialist(f"P-{role}", role, on_shift=False)
        for key in MAY:
            if allowed(frozenset({role}), key) and isinstance(key, Action) and (ticket.status, key) not in TRANSITIONS:
                await wire.press(who.member, encode(TicketPress(key, ticket.id, 1)))
    assert await wire.denials() == []


async def test_forged_presses_are_denied_to_everybody_and_change_nothing(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    before = await story.ticket(number)
    wire = Wire(story)
    forged: list[tuple[ButtonData, Ground]] = [
        (TicketPress("take", TicketId(4711), 1), Ground.NO_SUCH_TICKET),
        (TicketPress("delete_everything", before.id, 1), Ground.UNKNOWN),
        (TicketPress("take", before.id, before.revision + 1), Ground.FROM_THE_FUTURE),
        (TicketPress("offer", before.id, 1), Ground.NO_ROLE),  # nobody but the system
        (TicketPress("tell", before.id, 1), Ground.NO_ROLE),  # nobody but its requester
        (HomePress("drop_tables"), Ground.UNKNOWN),
    ]
    for press, _ in forged:
        await wire.press(story.ana.member, encode(press))

    assert [each.reason for each in await wire.denials()] == [ground for _, ground in forged]
    assert await story.ticket(number) == before


async def test_an_old_button_is_no_forgery_and_answers_with_the_present_state(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    card = await story.card(number)
    luis = await story.specialist("Luis")
    await story.ana.presses("Tomar", card)
    await story.card(number, "en atención")
    ticket = await story.ticket(number)
    wire = Wire(story)

    await wire.press(luis.member, encode(TicketPress(Action.TAKE, ticket.id, 1)))

    assert await wire.denials() == []
    assert (await story.ticket(number)).assignee == story.ana.chat


async def test_somebody_of_another_workspace_is_denied_even_with_roles(story: Story) -> None:
    number = await story.opens(story.requester("María"))
    before = await story.ticket(number)
    luis = await story.specialist("Luis", "specialist supervisor administrator")
    wire = Wire(story)
    stranger = Specialist(story.stage, story.stage.slack.member(name="ajeno", team=STRANGERS))
    await stranger.is_refused("Tomar", await story.card(number), "Ese ticket no existe")
    assert [each.reason for each in await wire.denials()] == [Ground.FOREIGN]

    for press in (
        TicketPress(Action.TAKE, before.id, 1),
        HomePress(DeskOrder.LIST),
        RegistrationPress(1, confirmed=True),
    ):
        await wire.press(luis.member, encode(press), team=STRANGERS)

    denied = (await wire.denials())[1:]
    assert [(each.person, each.reason) for each in denied] == [
        (f"slack:{STRANGERS}:{luis.member.id}", Ground.FOREIGN)
    ] * 3
    assert [each.kind for each in denied] == [Kind.ACTION, Kind.HOME, Kind.DECISION]
    assert await story.ticket(number) == before


async def test_guests_and_bots_are_given_no_role_and_who_becomes_a_guest_loses_theirs(story: Story) -> None:
    wire = Wire(story)
    guest = story.stage.slack.member(name="visita", real_name="Visita", guest=True)
    bot = story.stage.slack.member(name="robot", real_name="Robot", is_bot=True)
    for who, told in ((guest, "Un invitado"), (bot, "Un bot")):
        await story.administrator.types(f"personal <@{who.id}|{who.user.name}> specialist", f"{told} ")
    assert [each.reason for each in await wire.denials()] == [Ground.NOT_A_MEMBER] * 2

    luis = await story.specialist("Luis")
    await luis.member.open_home()
    await luis.member.wait_for_home("Está en turno")
    luis.member.rename("Luis Vera")
    assert await luis.types("mios", "")
    luis.member.become_guest()

    await story.stage.channel.wait_for("Luis ya no es miembro pleno")
    await luis.member.wait_for_home("Aquí pide soporte")
    await luis.types("mios", "Usted no puede hacer eso")
    assert (await wire.denials())[-1].person == luis.chat


async def test_when_slack_does_not_say_what_somebody_is_they_are_given_nothing(story: Story) -> None:
    wire = Wire(story)
    luis = story.passer_by("Luis").member
    story.stage.slack.workspace.users.pop(luis.id)

    await story.administrator.types(f"personal <@{luis.id}|luis> specialist", "Alguien de otro espacio de trabajo")

    assert [each.reason for each in await wire.denials()] == [Ground.NOT_A_MEMBER]
