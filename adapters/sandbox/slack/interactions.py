"""What people do with buttons, menus, shortcuts, commands and modals, and what comes of the app's answers."""

from __future__ import annotations

import copy
from typing import Any, Literal

from adapters.sandbox.slack.app_settings import AppSettings
from adapters.sandbox.slack.block_kit import elements_of
from adapters.sandbox.slack.delivery import Delivery
from adapters.sandbox.slack.inputs import STATELESS, NoSuchChoiceError, complaint, filled, initial_state
from adapters.sandbox.slack.messages import Messages
from adapters.sandbox.slack.rendering import unescape
from adapters.sandbox.slack.response_urls import ResponseUrls
from adapters.sandbox.slack.state import Message, Workspace
from adapters.sandbox.slack.transport import Ack
from adapters.sandbox.slack.triggers import Triggers
from adapters.sandbox.slack.views import View, Views
from adapters.sandbox.slack.web_api_error import WebApiError

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack shows on a modal whose submission went wrong."""


class Interactions:
    """Builds the payloads of interactions, delivers them, and does what the acknowledgements say."""

    def __init__(
        self,
        *,
        workspace: Workspace,
        app: AppSettings,
        delivery: Delivery,
        messages: Messages,
        views: Views,
        triggers: Triggers,
        response_urls: ResponseUrls,
    ) -> None:
        self._workspace = workspace
        self._app = app
        self._delivery = delivery
        self._messages = messages
        self._views = views
        self._triggers = triggers
        self._response_urls = response_urls

    def _payload(self, kind: str, user: str, fields: Json, *, trigger: bool = True) -> Json:
        identity, person = self._workspace.identity, self._workspace.users[user]
        team = {"id": identity.team_id, "domain": identity.team}
        if "view" in fields and self._workspace.is_external(user):
            # a modal opens in the person's own workspace: github.com/slackapi/bolt-python/issues/767
            team = {"id": person.team, "domain": person.team.lower()}
        payload: Json = {
            "type": kind,
            "team": team,
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team},
            "api_app_id": identity.app_id,
            "token": identity.verification_token,
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if trigger:
            payload["trigger_id"] = self._triggers.mint(user)
        return payload | fields

    def _channel(self, channel: str) -> Json:
        conversation = self._workspace.conversations[channel]
        return {"id": channel, "name": "directmessage" if conversation.kind == "im" else conversation.name}

    async def act_on_message(self, user: str, message: Message, block: Json, element: Json, value: Any) -> Ack:
        """Press a button or choose in a menu of a message."""
        state = message.states.setdefault(user, initial_state(message.blocks))
        action = self._action(block, element, value, state)
        if _kept_quiet(block):
            return Ack()
        container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        container |= {"is_ephemeral": message.ephemeral} | (
            {"thread_ts": message.thread_ts} if message.in_thread else {}
        )
        fields: Json = {
            "container": container,
            "channel": self._channel(message.channel),
            "state": {"values": copy.deepcopy(state)},
            "response_url": self._response_urls.mint(
                kind="actions", user=user, channel=message.channel, source=message
            ),
            "actions": [action],
        }
        if not message.ephemeral:
            fields["message"] = self._messages.as_json(message)
        return await self._delivery.interactive(self._payload("block_actions", user, fields))

    async def act_in_view(self, view: View, block: Json, element: Json, value: Any) -> Ack:
        """Press a button or choose in a menu of a modal or of Home; an input tells the app only if it asked."""
        action = self._action(block, element, value, view.values)
        if _kept_quiet(block):
            return Ack()
        fields = {
            "container": {"type": "view", "view_id": view.id},
            "view": self._views.as_json(view),
            "actions": [action],
        }
        return await self._delivery.interactive(self._payload("block_actions", view.user, fields))

    def _action(self, block: Json, element: Json, value: Any, state: Json) -> Json:
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self._workspace.new_ts(),
        }
        if element["type"] == "button":
            kept = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
            return action | kept
        if element["type"] == "overflow":
            option = filled({**element, "type": "static_select"}, value)["selected_option"]
            return action | {"selected_option": option}
        held = filled(element, value)
        state.setdefault(block["block_id"], {})[element["action_id"]] = held
        return action | held

    async def suggestions(self, user: str, block: Json, element: Json, typed: str, source: Message | View) -> Json:
        """The external menu with the options that the app offers for what was typed; none when it does not answer."""
        fields: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        if isinstance(source, View):
            fields |= {"view": self._views.as_json(source), "container": {"type": "view", "view_id": source.id}}
        else:
            container = {"type": "message", "message_ts": source.ts, "channel_id": source.channel}
            fields |= {"channel": self._channel(source.channel), "container": container}
        ack = await self._delivery.interactive(self._payload("block_suggestion", user, fields, trigger=False))
        offered: Json = {name: ack.payload[name] for name in ("options", "option_groups") if name in ack.payload}
        return {**element, **offered}

    async def shortcut(self, user: str, callback_id: str) -> Ack:
        """Run a global shortcut; NoSuchChoiceError for one that the person does not find in the menu."""
        self._find_shortcut(user, callback_id, "global")
        fields = {"callback_id": callback_id, "action_ts": self._workspace.new_ts()}
        return await self._delivery.interactive(self._payload("shortcut", user, fields))

    async def message_shortcut(self, user: str, callback_id: str, message: Message) -> Ack:
        """Run a shortcut from the menu of a message; NoSuchChoiceError for one that the person does not find there."""
        self._find_shortcut(user, callback_id, "message")
        fields = {
            "callback_id": callback_id,
            "action_ts": self._workspace.new_ts(),
            "message_ts": message.ts,
            "message": self._messages.as_json(message),
            "channel": self._channel(message.channel),
            "response_url": self._response_urls.mint(kind="app", user=user, channel=message.channel, source=message),
        }
        return await self._delivery.interactive(self._payload("message_action", user, fields))

    def _find_shortcut(self, user: str, callback_id: str, kind: str) -> None:
        if self._workspace.is_external(user) or not self._app.has_shortcut(callback_id, kind):
            name = self._workspace.name_of(user)
            raise NoSuchChoiceError(f"{name} finds no {kind} shortcut {callback_id!r}: the app's manifest has none")

    async def command(self, user: str, name: str, text: str, channel: str) -> Ack:
        """Type a slash command; the app's answer appears to the person or in the channel. People of other workspaces have
        no commands of this one's apps."""
        if self._workspace.is_external(user) or not self._app.has_command(name):
            refused = self._messages.compose(text=f"{name} is not a valid command.")
            self._messages.whisper(channel, user, refused)
            return Ack(failure="not_a_valid_command")
        identity, person = self._workspace.identity, self._workspace.users[user]
        payload = {
            "token": identity.verification_token,
            "team_id": identity.team_id,
            "team_domain": identity.team,
            "channel_id": channel,
            "channel_name": self._channel(channel)["name"],
            "user_id": user,
            "user_name": person.name,
            "command": name,
            "text": text,
            "api_app_id": identity.app_id,
            "is_enterprise_install": "false",
            "response_url": self._response_urls.mint(kind="commands", user=user, channel=channel),
            "trigger_id": self._triggers.mint(user),
        }
        ack = await self._delivery.command(payload)
        error = ack.error
        if ack.ok and ack.payload:
            try:
                self._response_urls.apply(ack.payload, user=user, channel=channel)
            except WebApiError:
                error = "invalid_command_response"
        if error is not None:
            failed = self._messages.compose(text=f'{name} failed with the error "{error}"')
            self._messages.whisper(channel, user, failed)
        return ack

    async def submit(self, view: View) -> Ack | None:
        """Press the submit button; None when Slack's own client found the form incomplete and sent nothing."""
        view.errors, view.trouble = {}, None
        for block in view.blocks:
            if block["type"] == "input":
                said = complaint(block, view.values[block["block_id"]][block["element"]["action_id"]])
                if said is not None:
                    view.errors[block["block_id"]] = said
        if view.errors:
            self._workspace.changes.announce()
            return None
        fields = {"view": self._views.as_json(view), "response_urls": []}
        ack = await self._delivery.interactive(self._payload("view_submission", view.user, fields))
        try:
            self._follow(view, ack)
        except WebApiError:
            view.trouble = TROUBLE
        self._workspace.changes.announce()
        return ack

    def _follow(self, view: View, ack: Ack) -> None:
        """Do what the answer to a submission says; WebApiError when it says something impossible."""
        if not ack.ok:
            raise WebApiError(ack.error or "operation_timeout")
        match ack.payload.get("response_action"):
            case None if not ack.payload:
                self._views.close(view)
            case "clear":
                self._views.close(view, whole_stack=True)
            case "errors":
                self._show_errors(view, ack.payload.get("errors"))
            case "update":
                self._views.update(view, ack.payload.get("view"), expected_hash=None)
            case "push":
                self._views.push(view.user, ack.payload.get("view"))
            case _:
                raise WebApiError("invalid_response_action")

    def _show_errors(self, view: View, errors: Any) -> None:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise WebApiError("invalid_response_action")
        view.errors = {block_id: str(said) for block_id, said in errors.items()}

    async def close(self, view: View) -> Ack | None:
        """Press the modal's close button; the app hears of it only if it asked to."""
        whole_stack = bool(view.definition.get("clear_on_close"))
        shown = self._views.as_json(view)
        self._views.close(view, whole_stack=whole_stack)
        if not view.definition.get("notify_on_close"):
            return None
        fields = {"view": shown, "is_cleared": whole_stack}
        return await self._delivery.interactive(self._payload("view_closed", view.user, fields, trigger=False))

    def open_home(self, user: str, tab: Literal["home", "messages"]) -> None:
        """Go to a tab of the app's Home; NoSuchChoiceError when it has none."""
        if not (self._app.home_tab if tab == "home" else self._app.messages_tab):
            raise NoSuchChoiceError(f"the app's manifest has no {tab} tab")
        home = self._views.homes.get(user) if tab == "home" else None
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": self._workspace.direct(user).id,
            "tab": tab,
            "event_ts": self._workspace.new_ts(),
        }
        if home is not None:
            event["view"] = self._views.as_json(home)
        self._delivery.event(event)


def _kept_quiet(block: Json) -> bool:
    """An input tells the app of a choice only on submission, unless it asked to dispatch."""
    return bool(block["type"] == "input" and not block.get("dispatch_action"))


def find_element(blocks: list[Json], wanted: str, *, pressed: bool) -> tuple[Json, Json] | None:
    """The block and element meant by an action id, block id or visible label.

    ``pressed`` looks for buttons and choices of overflow menus, else for what one chooses or types in.
    """
    kinds = ("button", "overflow")
    for block in blocks:
        for element, _ in elements_of(block):
            fits = element["type"] in kinds if pressed else element["type"] != "button"
            if fits and wanted in _handles(block, element):
                return block, element
    return None


def _handles(block: Json, element: Json) -> set[str]:
    handles = {element["action_id"]}
    labelled = [element.get("text"), block.get("label")]
    if element["type"] == "overflow":
        labelled += [option["text"] for option in element["options"]]
    if element["type"] not in STATELESS:
        handles.add(block["block_id"])
    return handles | {unescape(text["text"]) for text in labelled if isinstance(text, dict)}
