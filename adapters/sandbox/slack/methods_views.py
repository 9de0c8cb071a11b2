"""``views.*``: modals and Home."""

from __future__ import annotations

from adapters.sandbox.slack.arguments import Arguments
from adapters.sandbox.slack.backend import Backend, Json, Method
from adapters.sandbox.slack.views import View
from adapters.sandbox.slack.web_api_error import WebApiError, invalid_arguments


def _definition(args: Arguments) -> Json:
    view = args.structure("view", malformed="invalid_arguments")
    if view is None:
        raise invalid_arguments("missing required field: view")
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    return view


def _answer(backend: Backend, view: View) -> Json:
    return {"ok": True, "view": backend.views.as_json(view)}


async def open_view(backend: Backend, args: Arguments) -> Json:
    """views.open: what is wrong with the view is said before the trigger is used up."""
    trigger_id, definition = args.required("trigger_id"), _definition(args)
    backend.views.check(definition, "modal")
    return _answer(backend, backend.views.open(backend.triggers.redeem(trigger_id), definition))


async def push(backend: Backend, args: Arguments) -> Json:
    """views.push"""
    trigger_id, definition = args.required("trigger_id"), _definition(args)
    backend.views.check(definition, "modal")
    return _answer(backend, backend.views.push(backend.triggers.redeem(trigger_id), definition))


async def update(backend: Backend, args: Arguments) -> Json:
    """views.update"""
    if not (args.has("view_id") or args.has("external_id")):
        raise invalid_arguments("missing required field: view_id")
    view = backend.views.find(view_id=args.text("view_id") or None, external_id=args.text("external_id") or None)
    return _answer(backend, backend.views.update(view, _definition(args), expected_hash=args.text("hash") or None))


async def publish(backend: Backend, args: Arguments) -> Json:
    """views.publish"""
    user = args.required("user_id")
    if user not in backend.workspace.users:
        raise WebApiError("user_not_found")
    if not backend.app.home_tab:
        raise WebApiError("not_enabled")
    view = backend.views.publish(user, _definition(args), expected_hash=args.text("hash") or None)
    return _answer(backend, view)


METHODS = {
    "views.open": Method(handler=open_view, tier=4),
    "views.push": Method(handler=push, tier=4),
    "views.update": Method(handler=update, tier=4),
    "views.publish": Method(handler=publish, tier=4),
}
