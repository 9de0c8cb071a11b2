"""What Telegram is told about the bot at the start: where updates go, and the commands of its menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from adapters.telegram.errors import outcome_of
from adapters.telegram.read import UPDATES
from bot.app.outbox import Delivered, Outcome
from bot.domain.commands import ENGLISH, PUBLISHED, Command


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookAddress:
    """Where Telegram is to send updates, and the secret it sends along (1 to 256 of `A-Za-z0-9_-`)."""

    url: str
    secret: str


async def register(
    bot: Bot, *, webhook: WebhookAddress | None, descriptions: Mapping[str, Mapping[Command, str]]
) -> Outcome:
    """Sets the webhook, or removes it when the bot polls (waiting updates are kept), and the commands where they differ.

    `descriptions` says what each published command does, by language code; the empty code is for every other language.
    Delivered when all is as it should be; else what to do about it, as for a delivery.
    """
    try:
        if webhook is None:
            await bot.delete_webhook(drop_pending_updates=False)
        else:
            await bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=UPDATES)
        for language, words in descriptions.items():
            commands = tuple(BotCommand(_name(command, language), words[command]) for command in PUBLISHED)
            if await bot.get_my_commands(language_code=language or None) != commands:
                await bot.set_my_commands(commands, language_code=language or None)
    except TelegramError as error:
        return outcome_of(error)
    return Delivered(None)


def _name(command: Command, language: str) -> str:
    return ENGLISH[command] if language == "en" else command.value
