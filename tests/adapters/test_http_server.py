"""The product's HTTP server lets go of everything when it stops."""

from __future__ import annotations

import asyncio
import gc
import socket
import warnings

import pytest

from adapters.http import HttpServer


@pytest.mark.parametrize("turns", range(6))
async def test_a_connection_that_arrives_while_it_stops_is_closed(turns: int) -> None:
    """Whichever turn of the loop the stop falls into."""
    with warnings.catch_warnings(record=True) as left:
        warnings.simplefilter("always")
        server = HttpServer(host="127.0.0.1", port=0)
        await server.start()
        with socket.create_connection(("127.0.0.1", server.port)) as arriving:
            for _ in range(turns):
                await asyncio.sleep(0)
            await server.stop()
            arriving.settimeout(10)
            assert await asyncio.to_thread(_end_of, arriving) == b""
        gc.collect()
    assert [str(each.message) for each in left] == []


async def test_its_port_can_be_served_again_at_once() -> None:
    first = HttpServer(host="127.0.0.1", port=0)
    await first.start()
    port = first.port
    await first.stop()
    second = HttpServer(host="127.0.0.1", port=port)
    await second.start()
    assert second.port == port
    await second.stop()


def _end_of(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1)
    except ConnectionResetError:
        return b""
