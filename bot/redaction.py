"""Tokens, taken out of whatever is printed: the ones in the settings, and everything that has a token's shape."""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

from pydantic import SecretStr

from bot.config import Settings

HIDDEN = "•••"

SHORTEST = 5
"""Characters of the shortest secret that is looked for as it is: less than that is a part of many words."""

_SHAPES = re.compile(
    r"""
      \b\d{6,}:[A-Za-z0-9_-]{30,}                      # Telegram's tokens
    | \bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]+          # Slack's
    | \bxapp-[A-Za-z0-9-]+
    | \b(?:postgres(?:ql)?(?:\+\w+)?|wss?)://\S+       # addresses that are a password by themselves, or hold one
    | \bhttps?://hooks\.slack\.com/\S+
    | (?<=://)[^\s/@"']+(?=@)                          # of any other address: the user and the password
    | (?<=bearer\ )[^\s"',;]+ | (?<=basic\ )[A-Za-z0-9+/=_-]{8,}
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                     # electronic mail
    | \b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b         # CURP
    | \b[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{2}[A0-9]\b           # RFC
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = re.compile(
    r"""((?:token|secret|password|passwd|pwd|contraseña|authorization|api[_-]?key|sig(?:nature)?|ticket)["']?\s?[=:]\s?["']?)"""
    r"""(?!•••)(?!(?:bearer|basic)\s)[^\s"',;&]{5,}""",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"[\w.~:/+=@-]*(?:%[0-9A-Fa-f]{2}[\w.~:/+=@-]*)+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co")


class Redaction:
    """Takes secrets out of a text: as they are, percent-encoded, and in base64."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
        self._secrets = sorted(known, key=len, reverse=True)  # one may be a part of another

    def clean(self, text: str) -> str:
        """The text without secrets."""
        text = self._plain(text)
        if "%" in text:
            text = _PERCENT.sub(self._encoded, text)
        return _BASE64.sub(self._coded, text)

    def _plain(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _SHAPES.sub(HIDDEN, _NAMED.sub(rf"\1{HIDDEN}", text))

    def _encoded(self, found: re.Match[str]) -> str:
        meant = unquote(found[0])
        return HIDDEN if self._plain(meant) != meant else found[0]

    def _coded(self, found: re.Match[str]) -> str:
        """Hidden when it is base64 of something that holds a secret, wherever in the run of letters that begins."""
        code = found[0].rstrip("=").replace("-", "+").replace("_", "/")
        for start in range(4):
            part = code[start:]
            part = part[: len(part) - (len(part) % 4 == 1)]
            try:
                meant = base64.b64decode(part + "=" * (-len(part) % 4))
            except (binascii.Error, ValueError):
                continue
            if any(secret.encode() in meant for secret in self._secrets) or _SHAPES.search(meant.decode("latin-1")):
                return HIDDEN
        return found[0]


def _forms(secret: str) -> tuple[str, ...]:
    return secret, quote(secret, safe=""), json.dumps(secret)[1:-1]


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret that the settings hold."""
    held = [getattr(group, name) for group in (settings.telegram, settings.slack) for name in type(group).model_fields]
    found = [each.get_secret_value() for each in held if isinstance(each, SecretStr)]
    password = _password(settings.database_url or "")
    return tuple(each for each in (*found, password, unquote(password)) if each)


def visible(text: str) -> str:
    """The text on one line, with everything that would not be seen in it (line ends, terminal codes, marks of direction)
    written out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each.encode("unicode_escape").decode("ascii") if unicodedata.category(each) in _UNSEEN else each
        for each in text
    )


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return url  # nobody knows which part of it is one
