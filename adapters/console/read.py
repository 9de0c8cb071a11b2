"""What was typed in a terminal, understood. Pure."""

from __future__ import annotations

import re
from datetime import datetime

from adapters.console.show import buttons
from adapters.typed_command import typed_command
from bot.domain.buttons import Press, decode
from bot.domain.events import Commanded, Pressed, RequesterEvent, Said
from bot.domain.ids import ChatRef, EventId, Interaction, MessageRef, PersonRef
from bot.domain.message import Message
from bot.domain.text import Untrusted

CHAT = ChatRef("console:1")
PERSON = PersonRef("console:1")
_NUMBERED = re.compile(r"\((\d+)\)")


def read(line: str, last: Message | None, number: int, at: datetime, language: str) -> RequesterEvent:
    """A line as an event: `(2)` presses the second button of the last message, `/…` is a command, the rest is talk."""
    key = EventId(f"console:{number}")
    message = MessageRef(f"console:1:{number}")
    command = typed_command(line)
    if command is not None:
        name, argument = command
        return Commanded(
            id=key,
            at=at,
            chat=CHAT,
            person=PERSON,
            language=language,
            name=name,
            argument=Untrusted(argument),
            message=message,
        )
    pressed = _NUMBERED.fullmatch(line.strip())
    offered = buttons(last) if last is not None else ()
    if pressed is not None and 1 <= int(pressed[1]) <= len(offered):
        data = decode(offered[int(pressed[1]) - 1].data)
        return Pressed(
            id=key,
            at=at,
            chat=CHAT,
            person=PERSON,
            language=language,
            press=data if isinstance(data, Press) else None,
            message=message,
            interaction=Interaction("console:"),
        )
    return Said(id=key, at=at, chat=CHAT, person=PERSON, language=language, text=Untrusted(line), message=message)
