"""What the bot is and says of itself, the chats it knows, the files it may fetch."""

from __future__ import annotations

import re
from typing import Any

from adapters.sandbox.telegram.api_error import Json, bad_request
from adapters.sandbox.telegram.parameters import Arguments
from adapters.sandbox.telegram.state import State

LONGEST_COMMAND = 32
LONGEST_COMMAND_DESCRIPTION = 256
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120
BROAD_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


async def get_me(state: State, _: Arguments) -> Json:
    """The bot itself. It sees all messages of its groups (privacy mode is off)."""
    return state.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_chat(state: State, arguments: Arguments) -> Json:
    """A chat the bot knows."""
    chat = state.readable(arguments.chat_id)
    return chat.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


async def leave_chat(state: State, arguments: Arguments) -> bool:
    """The bot leaves a group; it is told so by a ``my_chat_member`` update."""
    chat = state.writable(arguments.chat_id)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    state.member_changed(chat, state.bot, "left")
    return True


async def get_file(state: State, arguments: Arguments) -> Json:
    """Where the file can be downloaded; 20 MB at most."""
    stored = state.files.downloadable(arguments.text("file_id"))
    return stored.json() | {"file_path": stored.path}


async def set_my_commands(state: State, arguments: Arguments) -> bool:
    """Keeps the commands of one scope and language."""
    key = _scope_and_language(state, arguments)
    commands = [_command(command) for command in arguments.array("commands") or []]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.profile.commands[key] = commands
    return True


async def get_my_commands(state: State, arguments: Arguments) -> list[Json]:
    """The commands kept for exactly this scope and language; empty when none are."""
    return state.profile.commands.get(_scope_and_language(state, arguments), [])


async def delete_my_commands(state: State, arguments: Arguments) -> bool:
    """Forgets the commands of one scope and language."""
    state.profile.commands.pop(_scope_and_language(state, arguments), None)
    return True


async def set_my_description(state: State, arguments: Arguments) -> bool:
    """What stands in an empty chat; an empty text removes it."""
    _keep(state.profile.descriptions, arguments, "description", LONGEST_DESCRIPTION)
    return True


async def get_my_description(state: State, arguments: Arguments) -> Json:
    """The description in a language, else the one for all."""
    return {"description": _kept(state.profile.descriptions, arguments)}


async def set_my_short_description(state: State, arguments: Arguments) -> bool:
    """What stands on the bot's profile; an empty text removes it."""
    _keep(state.profile.short_descriptions, arguments, "short_description", LONGEST_SHORT_DESCRIPTION)
    return True


async def get_my_short_description(state: State, arguments: Arguments) -> Json:
    """The short description in a language, else the one for all."""
    return {"short_description": _kept(state.profile.short_descriptions, arguments)}


def _keep(texts: dict[str, str], arguments: Arguments, name: str, longest: int) -> None:
    language, text = _language(arguments), arguments.text(name)
    if len(text) > longest:
        # The platform's words for this are not published.
        raise bad_request(f"{name.upper()}_TOO_LONG")
    texts.pop(language, None)
    if text:
        texts[language] = text


def _kept(texts: dict[str, str], arguments: Arguments) -> str:
    return texts.get(_language(arguments)) or texts.get("", "")


def _language(arguments: Arguments) -> str:
    code = arguments.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope_and_language(state: State, arguments: Arguments) -> tuple[str, str]:
    scope = arguments.json("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in BROAD_SCOPES:
        return str(kind), _language(arguments)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat_id = scope.get("chat_id", "")
    if chat_id == "":
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    is_number = isinstance(chat_id, int) or re.fullmatch(r"-?\d+", str(chat_id))
    chat = state.readable(int(chat_id) if is_number else str(chat_id))
    member = scope.get("user_id", 0) if kind == "chat_member" else ""
    if kind == "chat_member" and (not isinstance(member, int) or member <= 0):
        raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
    return f"{kind}:{chat.id}:{member}", _language(arguments)


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(command.get(field), str):
            raise bad_request(f'can\'t parse BotCommand: Field "{field}" must be of type String')
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > LONGEST_COMMAND:
        raise bad_request(f"command length must not exceed {LONGEST_COMMAND}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > LONGEST_COMMAND_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {LONGEST_COMMAND_DESCRIPTION}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}
