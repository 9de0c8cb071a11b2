"""The one HTTP server of the product: platforms post to it, and a supervisor asks whether it is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.listener import Listener

LARGEST_BODY = 2**20
"""Bytes of a request; more is answered with 413."""

SLOWEST_BODY = 10.0
"""Seconds that a request may take to arrive; then it is answered with 408."""

_GRACE = 2.0

log = structlog.get_logger(__name__)


class HttpServer:
    """Serves the routes and `/healthz` (200 while the process serves). `port` 0 takes a free one."""

    def __init__(self, *, host: str, port: int, routes: Iterable[web.RouteDef] = ()) -> None:
        self._host = host
        self._port = port
        self._app = web.Application(client_max_size=LARGEST_BODY)
        self._app.add_routes([*routes, web.get("/healthz", _healthy)])
        self._serving: tuple[Listener, web.AppRunner] | None = None

    def mount(self, routes: Iterable[web.RouteDef]) -> None:
        """Adds routes; only before `start`."""
        self._app.add_routes(list(routes))

    @property
    def port(self) -> int:
        """The port that is served; the one asked for until `start` has returned."""
        return self._port if self._serving is None else self._serving[0].port

    async def start(self) -> None:
        """Serves from now on. OSError when the address cannot be had."""
        runner = web.AppRunner(
            self._app,
            access_log=None,
            shutdown_timeout=_GRACE,
            auto_decompress=False,  # no platform compresses, and what would become much is not unpacked
            logger=_Discreet(logging.getLogger("aiohttp.server")),
        )
        await runner.setup()
        try:
            listener = await Listener.opened(runner, host=self._host, port=self._port)
        except OSError:
            await runner.cleanup()
            raise
        self._serving = (listener, runner)

    async def stop(self) -> None:
        """Takes no more requests; those under way have 2 s to end."""
        if self._serving is not None:
            (listener, runner), self._serving = self._serving, None
            await listener.close()
            await runner.cleanup()


async def body_of(request: web.Request) -> bytes:
    """All that was sent. Raises what is answered with 413 or 408 when it is too much, or does not end."""
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


class _Discreet(logging.LoggerAdapter[logging.Logger]):
    """aiohttp logs a request that is no HTTP with a trace, which quotes it: its headers, and a secret among them. Of what a
    stranger sent, only that it was bad is written down."""

    def exception(self, msg: object, *args: Any, exc_info: Any = True, **more: Any) -> None:
        """Of an error of our own everything is."""
        if isinstance(exc_info, HttpProcessingError):
            log.info("http.bad_request", status=exc_info.code)
        elif isinstance(exc_info, ConnectionError):
            log.info("http.hung_up")
        else:
            super().exception(msg, *args, exc_info=exc_info, **more)

    def debug(self, msg: object, *args: Any, **more: Any) -> None:
        """Without what was sent, likewise."""
        super().debug(msg, *args, **{**more, "exc_info": None})


async def _healthy(_: web.Request) -> web.Response:
    return web.Response(text="ok\n")
