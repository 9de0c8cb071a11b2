"""Where an HTTP server's connections arrive."""

from __future__ import annotations

import asyncio
from typing import Self

from aiohttp import web


class Listener:
    """Takes connections at an address, and hands them to a server of aiohttp, until it is closed."""

    def __init__(self, server: asyncio.Server) -> None:
        self._server = server

    @classmethod
    async def opened(cls, runner: web.AppRunner, *, host: str, port: int) -> Self:
        """Takes connections from now on; the runner must be set up. OSError when the address cannot be had."""
        assert runner.server is not None  # noqa: S101 - of a runner that is set up
        return cls(await asyncio.get_running_loop().create_server(runner.server, host, port, backlog=128))

    @property
    def port(self) -> int:
        """The port it listens at."""
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Takes none any more. asyncio forgets a connection that it accepted in the very turn of the loop in which its
        server is closed: nobody would serve it, and nobody close it. So accepting ends a turn before."""
        loop = asyncio.get_running_loop()
        for each in self._server.sockets:
            loop.remove_reader(each)
        await asyncio.sleep(0)
        self._server.close()
