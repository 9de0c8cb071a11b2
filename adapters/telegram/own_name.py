"""The bot's own username, which Telegram knows and the settings do not."""

from __future__ import annotations

from telegram import Bot

_PRIVATE = "tg://resolve?domain={name}&start=private"
"""Opens the chat with the bot, with a start button (https://core.telegram.org/api/links); inline buttons take tg://."""


class OwnName:
    """Asked once, when it is first needed. Raises what the library raises when Telegram cannot be asked."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._name: str | None = None

    async def __call__(self) -> str:
        """The username, without @."""
        if self._name is None:
            self._name = (await self._bot.get_me()).username or ""
        return self._name

    async def private_chat(self) -> str:
        """The address of a reader's own chat with the bot."""
        return _PRIVATE.format(name=await self())
