"""What a person is to the workspace: asked of Slack, before what they did is committed; and what Slack's answers mean."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import error_name
from adapters.slack.fields import FORM, selected_users
from adapters.slack.references import member_of
from bot.domain.buttons import HomePress, decode
from bot.domain.ids import PersonRef
from bot.domain.membership import Membership
from bot.domain.roles import DeskOrder

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]

PATIENCE = 1.5
"""Seconds that Slack has to answer; it waits three for us itself."""

MOST = 5
"""People that are asked for at once; nobody puts more at the desk in one breath."""

KEPT = "ventanilla_people"
"""Where the answers stand in what is kept of a payload: user ids, and what they are."""

NOT_THERE = frozenset({"user_not_found", "user_not_visible", "users_not_found"})

_MENTION = re.compile(r"<@(\w+)(?:\|[^<>\s]*)?>")


def membership(user: Body, ours: frozenset[str]) -> Membership:
    """What Slack's user object says; `ours` are the ids of our workspace, and of its organisation."""
    if user.get("deleted"):
        return Membership.DEACTIVATED
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return Membership.BOT
    if user.get("is_stranger") or (user.get("team_id") and ours and user["team_id"] not in ours):
        return Membership.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Membership.GUEST
    return Membership.MEMBER


class Acquaintance:
    """Asks with `users.info`. `ours` is as for `membership`."""

    def __init__(self, client: AsyncWebClient, ours: frozenset[str]) -> None:
        self._client = client
        self.ours = ours

    async def of(self, user: str) -> Membership:
        """What the person is; `UNKNOWN` when Slack does not answer in time, or refuses."""
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._client.users_info(user=user)
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises: nothing is known of the person
            name = error_name(error)
            if name in NOT_THERE:
                return Membership.STRANGER
            log.warning("slack.person_not_known", why=name or type(error).__name__)
            return Membership.UNKNOWN
        found = answer.get("user")
        return membership(found, self.ours) if isinstance(found, Mapping) else Membership.UNKNOWN

    async def of_person(self, person: PersonRef) -> Membership:
        """The same, by reference."""
        return await self.of(member_of(person))

    async def introduced(self, body: Body, staff_command: str) -> Body:
        """The payload with what the people are whom it puts at the desk; as it is when it names nobody."""
        named = list(dict.fromkeys(_named(body, staff_command)))[:MOST]
        plain = {name: value for name, value in body.items() if name != KEPT}
        if not named:
            return plain
        answers = await asyncio.gather(*map(self.of, named))
        return {**plain, KEPT: {user: each.value for user, each in zip(named, answers, strict=True)}}


def _named(body: Body, staff_command: str) -> Iterable[str]:
    """The users in an order of the desk, or in a form about people."""
    if body.get("command") == staff_command:
        return _MENTION.findall(str(body.get("text") or ""))
    view = body.get("view")
    if body.get("type") != "view_submission" or not isinstance(view, Mapping) or view.get("callback_id") != FORM:
        return ()
    data = decode(str(view.get("private_metadata") or ""))
    if not isinstance(data, HomePress) or data.order != DeskOrder.STAFF:
        return ()
    return (data.value.rpartition(":")[2],) if data.value else selected_users(view)
