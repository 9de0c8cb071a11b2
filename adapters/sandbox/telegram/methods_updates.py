"""getUpdates and the webhook: the two exclusive ways to get updates."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from adapters.sandbox.telegram.api_error import Json, bad_request
from adapters.sandbox.telegram.parameters import Arguments
from adapters.sandbox.telegram.state import State
from adapters.sandbox.telegram.updates import LONGEST_POLL, UpdateQueue
from adapters.sandbox.telegram.webhook import Webhook, WebhookSettings, webhook_info

LARGEST_BATCH = 100
LONGEST_SECRET = 256
MOST_CONNECTIONS = 100
USUAL_CONNECTIONS = 40
KNOWN_TYPES = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "message_reaction",
        "message_reaction_count",
        "chat_boost",
        "removed_chat_boost",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "purchased_paid_media",
    ]
)


async def get_updates(state: State, arguments: Arguments) -> list[Json]:
    """A long poll; numbers out of range are clamped, as on the platform."""
    if state.queue.webhook is None:
        _remember_types(state.queue, arguments)
    return await state.queue.poll(
        offset=arguments.integer("offset"),
        limit=min(max(arguments.integer("limit", LARGEST_BATCH), 1), LARGEST_BATCH),
        longest=min(max(arguments.integer("timeout"), 0), LONGEST_POLL),
    )


async def set_webhook(state: State, arguments: Arguments) -> bool:
    """Starts delivery to an address: https, or plain http on this machine (the real platform: https only)."""
    url = arguments.text("url")
    if not url:
        return await delete_webhook(state, arguments)
    state.rates.spend_webhook()
    settings = _settings(url, arguments)
    if arguments.flag("drop_pending_updates"):
        state.queue.clear()
    state.queue.terminate_poll()
    await stop_webhook(state)
    _remember_types(state.queue, arguments)
    state.webhook = Webhook(settings=settings, queue=state.queue, timeline=state.timeline)
    state.webhook.start()
    return True


async def delete_webhook(state: State, arguments: Arguments) -> bool:
    """Stops delivery; what was not taken waits for getUpdates."""
    await stop_webhook(state)
    if arguments.flag("drop_pending_updates"):
        state.queue.clear()
    return True


async def get_webhook_info(state: State, _: Arguments) -> Json:
    """Where updates go and how that went."""
    return webhook_info(state.webhook, state.queue)


async def stop_webhook(state: State) -> None:
    """End delivery, if there is any."""
    webhook, state.webhook = state.webhook, None
    if webhook is not None:
        await webhook.stop()


def _remember_types(queue: UpdateQueue, arguments: Arguments) -> None:
    """``allowed_updates`` holds until it is given again; an empty list, or no known name, is the default."""
    asked = arguments.array("allowed_updates")
    if asked is not None:
        known = frozenset(str(kind).lower() for kind in asked) & KNOWN_TYPES
        queue.allowed = known or None


def _settings(url: str, arguments: Arguments) -> WebhookSettings:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = arguments.text("secret_token")
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    connections = arguments.integer("max_connections", USUAL_CONNECTIONS)
    return WebhookSettings(
        url=url,
        secret_token=secret,
        max_connections=min(max(connections, 1), MOST_CONNECTIONS),
        ip_address=arguments.text("ip_address"),
    )
