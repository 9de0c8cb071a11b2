"""The Home tab and its pages in Slack; who is foreign; what Slack says of people, asked before anything is committed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.faults import Fault
from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.slack.block_kit import view_problems
from adapters.slack.acquaintance import KEPT, Acquaintance
from adapters.slack.arriving import arrival_of
from adapters.slack.home import show_home, show_page
from adapters.slack.limits import VIEW_BLOCKS
from adapters.slack.link import SlackGateway
from adapters.slack.read import STAFF_COMMAND, read
from adapters.slack.references import interaction
from bot.app.outbox import Delivered, ParcelKind, Refused, home_lane
from bot.domain.buttons import HomePress, TicketPress, encode
from bot.domain.effects import Whisper
from bot.domain.events import Acted, HomeOpened, HomeUsed, MembershipChanged, Ordered, Place
from bot.domain.ids import EventId, PersonRef, TicketId
from bot.domain.membership import Membership
from bot.domain.message import Button, Menu, Message
from bot.domain.text import Untrusted
from tests.adapters.kept_files import NoFiles
from tests.adapters.recorded_inbox import parcel

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEY = EventId("k")
OURS = frozenset({"T1", "E1"})
ROW = Message(body=(Untrusted("*No* <!channel> abre"),), buttons=((Button(label="Abrir", data="h:show:1:"),),))
FULL = Message(
    title=("Mesa",),
    body=("x" * 9000,),
    buttons=((Button(label="Tomar", data="t:take:1:1"), Button(label="Abrir", data="h:show:1:")),),
    menu=Menu(label="Más…", entries=(Button(label="Nota", data="t:note:1:1"),)),
)


@pytest.fixture
def known(client: AsyncWebClient, sandbox: SlackSandbox) -> Acquaintance:
    return Acquaintance(client, frozenset({sandbox.identity.team_id}))


@pytest.mark.parametrize("parts", [(ROW,), (FULL, ROW), (ROW,) * 150, (FULL,) * 40, (Message(),)])
def test_whatever_is_shown_slack_takes_it(parts: tuple[Message, ...]) -> None:
    home = show_home(parts)
    assert view_problems(home, allowed=("home",)) == []
    assert len(home["blocks"]) <= VIEW_BLOCKS
    assert view_problems(show_page(parts[0]), allowed=("modal",)) == []


def test_a_row_with_one_button_has_it_at_its_side() -> None:
    (block,) = show_home((ROW,))["blocks"]
    assert block["accessory"]["value"] == "h:show:1:"
    assert block["text"]["type"] == "plain_text"


async def test_it_is_published_and_a_switched_off_tab_is_no_trouble(
    sandbox: SlackSandbox, client: AsyncWebClient
) -> None:
    gateway, ana = SlackGateway(client=client, files=NoFiles()), sandbox.member()
    lane = home_lane(PersonRef(f"slack:{sandbox.identity.team_id}:{ana.id}"))
    letter = parcel(lane, Message(), kind=ParcelKind.HOME)

    assert await gateway.deliver(letter) == Delivered(None)
    assert ana.home is not None
    sandbox.faults.plan(Fault(kind="error", method="views.publish", body="not_enabled"))
    assert isinstance(await gateway.deliver(letter), Refused)


async def test_words_for_who_acted_on_the_home_tab_open_as_a_page_else_arrive_in_the_chat(
    sandbox: SlackSandbox, client: AsyncWebClient
) -> None:
    gateway, ana = SlackGateway(client=client, files=NoFiles()), sandbox.member()
    dead = interaction(trigger_id="0.0.dead", user=ana.id, surface="home")
    await gateway.answer(Whisper(interaction=dead, message=Message(body=("No se puede",)), language="es"))
    assert ana.modal is None
    assert "No se puede" in ana.dm_messages[-1].rendered


def home_body(event: dict[str, Any]) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}


def press(value: str, view: str = "home", team: str = "T1") -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": team},
        "trigger_id": "1.2.3",
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": view},
        "actions": [{"type": "button", "action_id": "v:0:0", "block_id": "b", "value": value}],
    }


def test_opening_the_home_tab_is_heard_and_the_messages_tab_leaves_nothing() -> None:
    opened = home_body({"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1", "view": {"id": "V"}})
    kept = arrival_of(opened, AT)
    assert kept is not None
    assert "view" not in kept.body
    assert isinstance(read(opened, KEY, AT), HomeOpened)
    assert arrival_of(home_body({"type": "app_home_opened", "user": "U1", "tab": "messages"}), AT) is None


@pytest.mark.parametrize(("view", "place"), [("home", Place.HOME), ("modal", Place.PAGE)])
def test_a_ticket_s_button_on_the_tab_or_a_page_says_where_it_stood(view: str, place: Place) -> None:
    event = read(press(encode(TicketPress("take", TicketId(1), 2)), view), KEY, AT)
    assert isinstance(event, Acted)
    assert (event.place, event.chat, event.person) == (place, "slack:T1:U1", "slack:T1:U1")


def test_a_reference_survives_in_a_button() -> None:
    event = read(press(encode(HomePress("staff", "slack:T1:U2"))), KEY, AT)
    assert isinstance(event, HomeUsed)
    assert event.press == HomePress("staff", "slack:T1:U2")


@pytest.mark.parametrize(
    ("team", "foreign", "person"),
    [
        ("T1", False, "slack:T1:U1"),
        ("T9", True, "slack:T9:U1"),
        ("E1", False, "slack:T1:U1"),
        ("", False, "slack:T1:U1"),
    ],
)
def test_whoever_is_of_another_workspace_is_foreign(team: str, foreign: bool, person: str) -> None:
    event = read(press("h:list::", team=team), KEY, AT, ours=OURS)
    assert event is not None
    assert isinstance(event, HomeUsed)
    assert (event.foreign, event.person) == (foreign, person)


@pytest.mark.parametrize(
    ("facts", "is_now"),
    [
        ({"deleted": True}, Membership.DEACTIVATED),
        ({"is_restricted": True}, Membership.GUEST),
        ({"is_ultra_restricted": True}, Membership.GUEST),
        ({"is_bot": True}, Membership.BOT),
        ({"is_stranger": True}, Membership.STRANGER),
    ],
)
def test_of_a_changed_profile_only_is_kept_what_somebody_is_no_more(facts: dict[str, bool], is_now: Membership) -> None:
    profile = {"phone": "33 1234 5678", "status_text": "de viaje"}
    user = {"id": "U7", "team_id": "T1", "profile": profile}
    changed = home_body({"type": "user_change", "user": {**user, **facts}})
    kept = arrival_of(changed, AT)
    assert kept is not None
    assert kept.lane == "slack:T1:U7"
    assert "viaje" not in kept.body
    event = read(changed, KEY, AT, ours=OURS)
    assert isinstance(event, MembershipChanged)
    assert (event.person, event.membership) == ("slack:T1:U7", is_now)
    assert arrival_of(home_body({"type": "user_change", "user": user}), AT) is None


async def test_people_named_in_an_order_are_asked_about_before_it_is_kept(
    sandbox: SlackSandbox, known: Acquaintance
) -> None:
    team = sandbox.identity.team_id
    ana, guest = sandbox.member(), sandbox.member("visita", guest=True)
    stranger, gone = sandbox.member("ajeno", team="T9"), sandbox.member("ida")
    gone.deactivate()
    mentions = " ".join(f"<@{each.id}|x>" for each in (ana, guest, stranger, gone))
    body = {
        "command": STAFF_COMMAND,
        "team_id": team,
        "user_id": ana.id,
        "text": f"staff {mentions}",
        "channel_id": "C",
    }

    event = read(await known.introduced(body, STAFF_COMMAND), KEY, AT)

    assert isinstance(event, Ordered)
    assert [event.people[PersonRef(f"slack:{team}:{each.id}")] for each in (ana, guest, stranger, gone)] == [
        Membership.MEMBER,
        Membership.GUEST,
        Membership.STRANGER,
        Membership.DEACTIVATED,
    ]


async def test_what_a_payload_says_of_itself_is_not_believed(sandbox: SlackSandbox, known: Acquaintance) -> None:
    forged = {"command": "/ticket", "text": "mine", KEPT: {"U1": "member"}}
    assert KEPT not in await known.introduced(forged, STAFF_COMMAND)


@pytest.mark.parametrize("error", ["missing_scope", "ratelimited", "internal_error"])
async def test_when_slack_does_not_answer_nothing_is_known(
    sandbox: SlackSandbox, known: Acquaintance, error: str
) -> None:
    ana = sandbox.member()
    sandbox.faults.plan(Fault(kind="error", method="users.info", body=error))
    assert await known.of(ana.id) is Membership.UNKNOWN
    assert await known.of(ana.id) is Membership.MEMBER
    assert await known.of("U0NOBODY") is Membership.STRANGER
