"""A form that stays open until its answer takes its place, and what is shown there or nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.slack.block_kit import view_problems
from adapters.slack.acknowledging import acknowledgement
from adapters.slack.fields import STAYS
from adapters.slack.forms import show_form
from adapters.slack.link import SlackGateway
from adapters.slack.read_parts import interaction_of
from adapters.slack.references import interaction
from bot.domain.effects import Whisper
from bot.domain.message import Fact, Form, Message
from bot.domain.text import Code
from tests.adapters.kept_files import NoFiles

FORM = Form(
    title=("ID y contraseña",),
    submit=("Mostrar",),
    data="t:reveal:7:3",
    entries=(),
    intro=("Una sola vez.",),
    stays=True,
)
PAGE = Message(title=("ID y contraseña",), facts=(Fact(label=("ID",), value=(Code("123 456 789"),)),))
OTHERWISE = Message(body=("No se pudo mostrar.",))


def submitted(view: dict[str, Any]) -> dict[str, Any]:
    return {"type": "view_submission", "user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}, "view": view}


def shown(**other: object) -> Whisper:
    parts = {"user": "U1", "team": "T1", **other}
    where = interaction(**{name: str(value) for name, value in parts.items()})
    return Whisper(interaction=where, message=PAGE, language="es", instead=True, otherwise=OTHERWISE)


def test_sending_it_leaves_the_same_page_without_the_button_that_sends() -> None:
    view = {**show_form(FORM), "id": "V1"}

    answer = json.loads(acknowledgement(submitted(view)))

    assert answer["response_action"] == "update"
    assert "submit" not in answer["view"]
    assert answer["view"]["blocks"][:-1] == view["blocks"]
    assert view_problems(answer["view"], allowed=("modal",)) == []
    assert view["callback_id"] == STAYS


def test_any_other_form_is_closed_by_sending_it() -> None:
    assert acknowledgement(submitted({"callback_id": "form"})) == ""
    over_a_page = acknowledgement(submitted({"callback_id": "form", "previous_view_id": "V0"}))
    assert json.loads(over_a_page) == {"response_action": "clear"}


def test_what_comes_of_it_is_answered_in_its_place() -> None:
    body = {**submitted({**show_form(FORM), "id": "V1"}), "trigger_id": "1.2"}
    assert "form:V1" in interaction_of(body).replace("%3A", ":")


@pytest.fixture
def gateway(client: AsyncWebClient) -> SlackGateway:
    return SlackGateway(client=client, files=NoFiles())


async def test_what_must_not_stand_in_a_conversation_is_shown_there_or_not_at_all(
    sandbox: SlackSandbox, gateway: SlackGateway
) -> None:
    ana = sandbox.member()
    for surface in ("form:V0GONE", "page:V0GONE", "home"):
        await gateway.answer(shown(user=ana.id, team=sandbox.identity.team_id, surface=surface))
    await gateway.answer(shown(user=ana.id, team=sandbox.identity.team_id))

    assert [each.rendered for each in ana.dm_messages] == ["No se pudo mostrar."] * 4
    sent = json.dumps([call.params for call in sandbox.journal.calls if call.method != "views.update"])
    assert "123 456 789" not in sent
