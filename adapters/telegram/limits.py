"""What Telegram can show, as data."""

from __future__ import annotations

from bot.app.ports import Limits, Rates

LIMITS = Limits(
    text=4096,  # of a message, in UTF-16 units after the entities are parsed
    button_label=64,  # not published; longer ones are cut on small screens
    button_data=64,  # bytes
    buttons=100,
    file_size=20 * 2**20,  # what getFile hands out
    rates=Rates(per_second=30.0, chat_interval=1.0, chat_burst=3),
)
"""Figures of https://core.telegram.org/bots/api and https://core.telegram.org/bots/faq; the burst is our own caution."""

ANSWER = 200
"""Characters of the answer to a pressed button."""

BUTTONS_IN_A_ROW = 8
