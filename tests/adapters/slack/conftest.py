"""A pretend Slack, and a client of it, for the tests of the adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox
from adapters.slack.client import close_client, slack_client


@pytest.fixture
async def sandbox() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(strict_rates=False) as running:
        yield running


@pytest.fixture
async def client(sandbox: SlackSandbox) -> AsyncIterator[AsyncWebClient]:
    made = slack_client(token="xoxb-sandbox", base_url=sandbox.base_url)
    yield made
    await close_client(made)
