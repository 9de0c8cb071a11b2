"""The Web API's front door: which method, whose token, how often, which fault, and the record of it all."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.slack import (
    methods_app,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_users,
    methods_views,
)
from adapters.sandbox.slack.arguments import Arguments, read_arguments
from adapters.sandbox.slack.backend import Backend, Method
from adapters.sandbox.slack.journal import ApiCall, Journal
from adapters.sandbox.slack.rates import Rates
from adapters.sandbox.slack.web_api_error import WebApiError

METHODS: dict[str, Method] = {
    **methods_app.METHODS,
    **methods_chat.METHODS,
    **methods_conversations.METHODS,
    **methods_files.METHODS,
    **methods_users.METHODS,
    **methods_views.METHODS,
}


class WebApi:
    """Serves ``/api/<method>``."""

    def __init__(self, *, backend: Backend, faults: Faults, journal: Journal, rates: Rates) -> None:
        self._backend = backend
        self._faults = faults
        self._journal = journal
        self._rates = rates

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        name = request.match_info["method"]
        call = ApiCall(method=name, params={}, at=self._backend.workspace.timeline.now())
        self._journal.calls.append(call)
        try:
            args = await read_arguments(request)
        except WebApiError as refusal:
            return _answer(call, refusal)
        call.params = args.values
        token = self._backend.tokens.given(request, args.values.pop("token", None))

        async def effect() -> web.StreamResponse:
            try:
                call.answer = await self._call(name, token, args)
            except WebApiError as refusal:
                return _answer(call, refusal)
            call.status = 200
            return web.Response(text=json.dumps(call.answer), content_type="application/json", headers=self._headers())

        return await self._faults.around(
            request,
            method=name,
            chat=self._chat(args),
            timeline=self._backend.workspace.timeline,
            effect=effect,
            refuse=lambda fault: _answer(call, _refusal(fault)),
        )

    def _headers(self) -> dict[str, str]:
        return {"x-oauth-scopes": ",".join(sorted(self._backend.tokens.scopes))}

    async def _call(self, name: str, token: str, args: Arguments) -> dict[str, Any]:
        method = METHODS.get(name)
        if method is None:
            raise WebApiError("unknown_method", req_method=name)
        self._backend.tokens.check(token, app_level=method.app_level)
        if not method.app_level:
            self._backend.tokens.need(*method.scopes)
        wait = self._rates.retry_after(name, method.tier, self._chat(args))
        if wait is not None:
            raise WebApiError("ratelimited", retry_after=wait)
        return await method.handler(self._backend, args)

    def _chat(self, args: Arguments) -> str | None:
        """The channel that a call is about: for a member id, their direct message."""
        channel = _channel(args)
        known = self._backend.workspace.users.get(channel or "")
        if known is not None and not known.is_bot:
            return self._backend.workspace.direct(known.id).id
        return channel


def _channel(args: Arguments) -> str | None:
    for name in ("channel", "channel_id"):
        if isinstance(args.values.get(name), str):
            return str(args.values[name])
    return None


def _refusal(fault: Fault) -> WebApiError:
    if fault.kind == "rate_limited":
        return WebApiError("ratelimited", retry_after=fault.retry_after)
    return WebApiError(fault.body)


def _answer(call: ApiCall, refusal: WebApiError) -> web.Response:
    call.answer = refusal.answer()
    call.status = 429 if refusal.retry_after is not None else 200
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else {}
    return web.Response(
        status=call.status, text=json.dumps(call.answer), content_type="application/json", headers=headers
    )
