"""What Slack can show, as data."""

from __future__ import annotations

from bot.app.ports import Limits, Rates

LIMITS = Limits(
    text=12_000,  # four sections; longer texts still arrive whole
    button_label=75,
    button_data=2000,
    buttons=100,
    file_size=2**30,
    rates=Rates(per_second=20.0, chat_interval=1.0, chat_burst=3),
)
"""Figures of https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/apis/web-api/rate-limits; the overall
rate and the burst are our own caution."""

BLOCKS = 50
SECTION = 3000
FIELDS = 10
FIELD = 2000
ELEMENTS_IN_CONTEXT = 10
ELEMENTS_IN_ACTIONS = 25
HEADER = 150
FALLBACK = 3000
"""Characters of the text for notifications (Slack advises at most 4,000)."""

VIEW_TITLE = 24
INPUT_LABEL = 2000
VIEW_BLOCKS = 100
INPUT = 3000
OPTION = 75
OPTIONS = 100
OPTIONS_IN_OVERFLOW = 5
OPTIONS_IN_SIGHT = 10
"""Choices that can all be shown; more go into a menu."""
FILES_IN_INPUT = 10
