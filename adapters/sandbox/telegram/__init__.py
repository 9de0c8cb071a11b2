"""A strict pretend Telegram Bot API on loopback: what Telegram refuses is refused here, in its own words.

``async with TelegramSandbox() as tg`` starts it; ``tg.person()`` acts as somebody and reads what they see;
the same over HTTP is described in `adapters.sandbox.telegram.control`. It must not know the product.
"""

from __future__ import annotations

from adapters.sandbox.telegram.messages import Message
from adapters.sandbox.telegram.people import AlbumItem, Group, Person
from adapters.sandbox.telegram.server import Journaled, TelegramSandbox
from adapters.sandbox.telegram.state import Toast

__all__ = ["AlbumItem", "Group", "Journaled", "Message", "Person", "TelegramSandbox", "Toast"]
