"""The one HTTP server of the product: platforms post to it, and a supervisor asks whether it is there."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from adapters.listener import Listener

LARGEST_BODY = 2**20
"""Bytes of a request; more is answered with 413."""

_GRACE = 2.0


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
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=_GRACE)
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


async def _healthy(_: web.Request) -> web.Response:
    return web.Response(text="ok\n")
