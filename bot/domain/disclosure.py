"""A person asks what is held about them (`/misdatos`), and gets all of it as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.ids import ChatRef, PersonRef
from bot.domain.text import Text, phrase

BETWEEN = timedelta(hours=1)
"""How long after one file the next may be asked for."""

COMING: Text = (
    phrase("📄 I am putting together everything we hold about you. It comes here as a file, in a moment."),
    "\n",
    phrase("Open it with your browser; you can print it."),
)
TOO_SOON: Text = (
    phrase("You asked for that file less than an hour ago: it is further up in this chat."),
    "\n",
    phrase("You can ask again in an hour."),
)
FAILED: Text = (phrase("I could not put the file together. Please ask for it again in an hour, or call us."),)
"""What is said when the file cannot be made or sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclose:
    """Internal: all that is held about the person is put into a file, which is sent to the chat."""

    chat: ChatRef
    person: PersonRef
    language: str
