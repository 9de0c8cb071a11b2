"""What a person typed as a command, on any platform: `/estado 12`, `/start payload`, `/estado@bot 12`."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@\w+)?(?:\s+(?P<argument>.*))?", re.DOTALL)


def typed_command(text: str) -> tuple[str, str] | None:
    """The name (lower case, without the slash) and what follows it; None for text that is no command, such as a path
    (`/var/log` has no space after its first word)."""
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return None
    return match["name"].lower(), (match["argument"] or "").strip()
