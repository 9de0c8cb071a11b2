"""An account as Slack shows it to an app."""

from __future__ import annotations

from typing import Any

from adapters.sandbox.slack.state import User, Workspace

Json = dict[str, Any]


def user_json(workspace: Workspace, user: User) -> Json:
    """A user object: of a deactivated person hardly anything is left, and only those of other workspaces can be strangers
    (https://docs.slack.dev/reference/objects/user-object)."""
    shown: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "profile": {"real_name": user.real_name, "display_name": user.name, "team": user.team},
        "is_bot": user.is_bot,
        "is_app_user": False,
    }
    if user.is_bot:
        shown["profile"]["bot_id"] = user.bot_id
    if workspace.is_external(user.id):
        shown["is_stranger"] = not _shares_a_channel(workspace, user)
    if user.deleted:
        return shown
    return shown | {
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest or user.single_channel,
        "is_ultra_restricted": user.single_channel,
    }


def _shares_a_channel(workspace: Workspace, user: User) -> bool:
    together = {user.id, workspace.identity.bot_user_id}
    return any(together <= set(each.members) for each in workspace.conversations.values())
