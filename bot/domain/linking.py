"""Two chats of one person: the code that proves it, its laws, and what linked chats share."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.consent import Agreement
from bot.domain.conversation import Conversation
from bot.domain.ids import ChatRef
from bot.domain.message import Message
from bot.domain.text import Code, Text, Untrusted, lines, phrase

LIFE = timedelta(minutes=10)
"""How long a code is good; at exactly this age it no longer is."""

TRIES = 5
"""Wrong codes that a chat may type before it has to pause."""

PAUSE = timedelta(minutes=10)
"""How long a chat that typed too many wrong codes is refused whatever it types."""

LENGTH = 8
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What codes are made of: nothing that is mistaken for another (0 and O; 1, I and L)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkCode:
    """A code that was given out in `chat`, which has one at most. The code itself is not kept: `digest` is SHA-256 of
    the salt and the code, both as hexadecimal. `language` is the chat's."""

    chat: ChatRef
    language: str
    salt: str
    digest: str
    expires: datetime

    def opens(self, code: str, at: datetime) -> bool:
        """Whether that is the code, and still good; takes as long whatever was typed."""
        same = hmac.compare_digest(digest_of(self.salt, code), self.digest)
        return same and at < self.expires


@dataclass(frozen=True, kw_only=True, slots=True)
class Tries:
    """The wrong codes of a chat: how many in a row, and when the last one was typed."""

    chat: ChatRef
    failed: int
    last: datetime

    def failed_again(self, at: datetime) -> Tries:
        """With one more; those from before a pause count no more."""
        before = self.failed if at < self.last + PAUSE else 0
        return replace(self, failed=before + 1, last=at)


def are_pausing(tries: Iterable[Tries], at: datetime) -> bool:
    """Whether somebody has to wait, by the wrong codes of all their chats."""
    fresh = [each for each in tries if at < each.last + PAUSE]
    return sum(each.failed for each in fresh) >= TRIES


def digest_of(salt: str, code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(bytes.fromhex(salt) + code.encode()).hexdigest()


def normal(typed: Untrusted) -> str:
    """The code as it was given out, however it was typed: small letters, spaces, hyphens."""
    return "".join(each for each in typed.untrusted.upper() if each.isalnum())


def shared(source: Conversation, chat: Conversation) -> Conversation:
    """The chat with what all chats of a person have alike."""
    return replace(
        chat,
        remembered=source.remembered,
        consents=source.consents,
        language=source.language or chat.language,
        zone=source.zone or chat.zone,
        organisation=source.organisation,
        registration=source.registration,
    )


def shares(before: Conversation, after: Conversation) -> bool:
    """Whether the linked chats have to learn of the change."""
    return before != shared(after, before)


def merged(issuer: Conversation, redeemer: Conversation) -> Conversation:
    """The issuer's chat with what both know; where they differ, what was known where the code was asked for."""
    return replace(
        issuer,
        remembered={**redeemer.remembered, **issuer.remembered},
        consents=_newest(issuer.consents, redeemer.consents),
        language=issuer.language or redeemer.language,
        zone=issuer.zone or redeemer.zone,
        organisation=issuer.organisation if issuer.remembered else redeemer.organisation,
        registration=issuer.registration or redeemer.registration,
    )


def _newest(first: Mapping[str, Agreement], second: Mapping[str, Agreement]) -> Mapping[str, Agreement]:
    newest = dict(second)
    for process, agreement in first.items():
        if process not in newest or agreement.version >= newest[process].version:
            newest[process] = agreement
    return newest


def told_code(code: str) -> Message:
    """What the chat that asked for a code reads."""
    return Message(
        body=lines(
            (phrase("Your code: %(code)s. It is good for ten minutes, once.", code=Code(code)),),
            (
                phrase(
                    "Write this to me in your other chat (Telegram or Slack): %(what)s", what=Code(f"/vincular {code}")
                ),
            ),
            (phrase("Give it to nobody: whoever uses it sees your details and your tickets."),),
        )
    )


REFUSED: Text = (phrase("That code is not valid (any more). /link in your other chat gives a new one."),)
"""The one answer to every code that links nothing: wrong, old, used, one's own, or typed during a pause."""


def told_linked(platform: str) -> Message:
    """What each side reads once the chats are linked."""
    return Message(
        body=lines(
            (phrase("✔ Your %(platform)s account is now linked with this chat.", platform=platform),),
            (phrase("Your details and tickets are the same in both. Was it not you? Write “unlink”."),),
        )
    )
