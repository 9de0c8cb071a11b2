"""The client that every call to Slack's Web API goes through."""

from __future__ import annotations

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

_TIMEOUT = aiohttp.ClientTimeout(total=15.0, connect=5.0, sock_connect=5.0)


def slack_client(*, token: str, base_url: str) -> AsyncWebClient:
    """A client with kept connections and without retries of its own, for the running event loop; close it with
    `close_client`. Connecting may take 5 s, an answer 15 s."""
    session = aiohttp.ClientSession(timeout=_TIMEOUT)
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])


async def close_client(client: AsyncWebClient) -> None:
    """Closes the client's connections."""
    if client.session is not None:
        await client.session.close()
