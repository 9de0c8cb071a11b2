"""Modals and App Home: what is open in front of whom, and the app's calls that change it.

Source: https://docs.slack.dev/surfaces/modals and the error lists of the ``views.*`` methods.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from adapters.sandbox.slack.block_kit import view_problems, with_ids
from adapters.sandbox.slack.content import Button, buttons_in
from adapters.sandbox.slack.inputs import carried_over, initial_state
from adapters.sandbox.slack.rendering import read_blocks, unescape
from adapters.sandbox.slack.state import Workspace
from adapters.sandbox.slack.web_api_error import WebApiError, invalid_arguments

Json = dict[str, Any]

MAX_STACK = 3
MAX_VIEW_BYTES = 250_000


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or a Home tab as one person has it before them."""

    id: str
    user: str
    kind: Literal["modal", "home"]
    definition: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    """``state.values``: what its inputs hold now."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is shown in red under the inputs, by block id."""
    trouble: str | None = None
    """What is shown on top when the app did not answer properly."""
    rendered: str = ""
    """What the person reads, title first."""

    @property
    def title(self) -> str:
        """The title of a modal; empty for Home."""
        return unescape((self.definition.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """The app's name for it."""
        return str(self.definition.get("callback_id") or "")

    @property
    def private_metadata(self) -> str:
        """What the app hid in it."""
        return str(self.definition.get("private_metadata") or "")

    @property
    def blocks(self) -> list[Json]:
        """The blocks, with the ids that Slack gave."""
        return list(self.definition["blocks"])

    @property
    def buttons(self) -> list[Button]:
        """The buttons in reading order."""
        return buttons_in(self.definition["blocks"])


class Views:
    """Every open modal stack and every published Home tab."""

    def __init__(self, *, workspace: Workspace) -> None:
        self._workspace = workspace
        self.stacks: dict[str, list[View]] = {}
        """Open modals by user id, the visible one last."""
        self.homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """The modal that the person sees."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def _valid(self, definition: Json | None, kind: Literal["modal", "home"], view_id: str | None = None) -> Json:
        if definition is None:
            raise invalid_arguments("missing required field: view")
        problems = view_problems(definition, allowed=(kind,))
        if problems:
            raise invalid_arguments(*problems)
        if len(json.dumps(definition).encode()) > MAX_VIEW_BYTES:
            raise WebApiError("view_too_large")
        external = definition.get("external_id")
        if external and any(v.definition.get("external_id") == external and v.id != view_id for v in self._all()):
            raise WebApiError("duplicate_external_id")
        return {**definition, "blocks": with_ids(definition["blocks"])}

    def check(self, definition: Json | None, kind: Literal["modal", "home"]) -> None:
        """Refuse a definition that Slack would refuse."""
        self._valid(definition, kind)

    def _all(self) -> list[View]:
        return [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())

    def _show(self, view: View) -> View:
        blocks = read_blocks(view.definition["blocks"], self._workspace.name_of)
        view.rendered = "\n".join(part for part in (view.title, blocks.text) if part)
        self._workspace.changes.announce()
        return view

    def _new(self, user: str, definition: Json, kind: Literal["modal", "home"], below: View | None) -> View:
        view_id = self._workspace.new_id("V")
        return View(
            id=view_id,
            user=user,
            kind=kind,
            definition=definition,
            hash=self._workspace.hash(),
            root_id=below.root_id if below is not None else view_id,
            previous_id=below.id if below is not None else None,
            values=initial_state(definition["blocks"]),
        )

    def open(self, user: str, definition: Json | None) -> View:
        """Open a modal; what was open before is gone."""
        view = self._new(user, self._valid(definition, "modal"), "modal", None)
        self.stacks[user] = [view]
        return self._show(view)

    def push(self, user: str, definition: Json | None) -> View:
        """Lay a modal over the one that is open."""
        valid = self._valid(definition, "modal")
        stack = self.stacks.get(user)
        if not stack:
            message = "must match the `type` of the root view whose stack we're pushing onto"
            raise invalid_arguments(f"{message} [json-pointer:/view/type]")
        if len(stack) >= MAX_STACK:
            raise WebApiError("push_limit_reached")
        view = self._new(user, valid, "modal", stack[-1])
        stack.append(view)
        return self._show(view)

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View:
        """An open view; ``not_found`` when it is closed or never was."""
        for view in self._all():
            if view.id == view_id or (external_id and view.definition.get("external_id") == external_id):
                return view
        raise WebApiError("not_found")

    def update(self, view: View, definition: Json | None, *, expected_hash: str | None) -> View:
        """Replace what an open view shows; what the person typed stays where the ids stay."""
        valid = self._valid(definition, view.kind, view.id)
        if expected_hash and expected_hash != view.hash:
            raise WebApiError("hash_conflict")
        view.definition = valid
        view.hash = self._workspace.hash()
        view.values = carried_over(view.values, valid["blocks"])
        view.errors, view.trouble = {}, None
        return self._show(view)

    def publish(self, user: str, definition: Json | None, *, expected_hash: str | None) -> View:
        """Set a person's Home tab."""
        known = self.homes.get(user)
        if known is not None:
            return self.update(known, definition, expected_hash=expected_hash)
        view = self._new(user, self._valid(definition, "home"), "home", None)
        if self._workspace.is_external(user):
            return view  # Slack accepts it, and shows it to nobody: github.com/slackapi/bolt-js/issues/1948
        self.homes[user] = view
        return self._show(view)

    def close(self, view: View, *, whole_stack: bool = False) -> None:
        """Take the view away, or the whole stack that it belongs to."""
        stack = self.stacks.get(view.user, [])
        self.stacks[view.user] = [] if whole_stack else [other for other in stack if other.id != view.id]
        self._workspace.changes.announce()

    def as_json(self, view: View) -> Json:
        """The view as payloads and answers show it."""
        definition, identity = view.definition, self._workspace.identity
        return {
            "id": view.id,
            "team_id": self._workspace.team_of(view.user),
            "type": view.kind,
            "blocks": definition["blocks"],
            "private_metadata": view.private_metadata,
            "callback_id": view.callback_id,
            "state": {"values": copy.deepcopy(view.values)},
            "hash": view.hash,
            "title": definition.get("title"),
            "close": definition.get("close"),
            "submit": definition.get("submit"),
            "clear_on_close": bool(definition.get("clear_on_close")),
            "notify_on_close": bool(definition.get("notify_on_close")),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": identity.app_id,
            "external_id": definition.get("external_id") or "",
            "app_installed_team_id": identity.team_id,
            "bot_id": identity.bot_id,
        }
