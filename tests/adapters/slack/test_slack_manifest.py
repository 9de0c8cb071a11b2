"""The app as Slack is told of it. Slack refuses a command that the manifest does not declare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from adapters.slack.read import REQUEST_COMMAND, SHORTCUT, STAFF_COMMAND
from bot.domain.commands import PUBLISHED

MANIFEST = Path(__file__).parent.parent.parent.parent / "adapters" / "slack" / "manifest.yaml"


LONGEST_NAME = 24
"""Characters that Slack gives the name of a shortcut."""


@pytest.fixture(scope="module")
def features() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(MANIFEST)["features"]
    return found


@pytest.fixture
def commands(features: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = features["slash_commands"]
    return found


def test_every_command_that_people_are_told_to_type_is_declared_once(commands: list[dict[str, Any]]) -> None:
    declared = [each["command"] for each in commands]
    assert sorted(declared) == sorted([STAFF_COMMAND, REQUEST_COMMAND, *(f"/{each}" for each in PUBLISHED)])


def test_only_the_desks_command_gets_people_as_references(commands: list[dict[str, Any]]) -> None:
    assert [each["command"] for each in commands if each["should_escape"]] == [STAFF_COMMAND]


def test_the_shortcut_that_is_understood_is_declared(features: dict[str, Any]) -> None:
    (shortcut,) = features["shortcuts"]
    assert (shortcut["callback_id"], shortcut["type"]) == (SHORTCUT, "message")
    assert len(shortcut["name"]) <= LONGEST_NAME
