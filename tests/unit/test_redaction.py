"""What is printed holds no token, however it was written down, and nothing that looks like another line."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from pydantic import SecretStr

from bot.config import Settings, Slack, Telegram
from bot.redaction import HIDDEN, Redaction, secrets_of, visible

TELEGRAM = "7123456789:ABHk-9f_0Zq3xkW1yPl2mNc4vBt5RsUeXyz"
BOT = "xoxb-1029384756-5647382910-QmFzZTY0U2VjcmV0"
APP = "xapp-1-A012BCDEFGH-5432109876-c0ffee"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
PASSWORD = "tláloc/99:&"

SETTINGS = Settings(
    database_url=f"postgresql://desk:{quote(PASSWORD, safe='')}@db/ventanilla",
    telegram=Telegram(token=SecretStr(TELEGRAM), webhook_secret=SecretStr("hush-hush")),
    slack=Slack(
        bot_token=SecretStr(BOT), app_token=SecretStr(APP), signing_secret=SecretStr(SIGNING), triage_channel="C1"
    ),
)
SECRETS = (TELEGRAM, BOT, APP, SIGNING, PASSWORD, "hush-hush")


def ways(secret: str) -> dict[str, str]:
    """How a secret comes into a text."""
    coded = base64.b64encode(f"desk:{secret}".encode()).decode()
    body = base64.b64encode(json.dumps({"a": secret}, ensure_ascii=False).encode()).decode()
    return {
        "alone": secret,
        "in an address": f"POST https://api.telegram.org/bot{quote(secret)}/getUpdates HTTP/1.1",
        "in a query": f"https://host/path?a=1&token={quote_plus(secret)}&b=2",
        "wholly encoded": f"GET /{''.join(f'%{byte:02x}' for byte in secret.encode())}/x",
        "as a header": f"{{'Authorization': 'Bearer {secret}'}}",
        "as a header of bytes": str([(b"Authorization", f"Bearer {secret}".encode())]),
        "in basic authorization": f"Authorization: Basic {coded}",
        "in base64 for addresses": f"state={base64.urlsafe_b64encode(('x' + secret).encode()).decode()}",
        "in base64, further in": f"ab{body}",
        "as JSON": json.dumps({"token": secret}),
        "as a repr": repr({"token": secret}),
    }


@pytest.mark.parametrize("way", ways(""))
@pytest.mark.parametrize("secret", SECRETS, ids=["telegram", "bot", "app", "signing", "password", "webhook"])
def test_a_secret_of_the_settings_is_hidden(secret: str, way: str) -> None:
    text = ways(secret)[way]
    cleaned = Redaction(secrets_of(SETTINGS)).clean(f"before {text} after")
    assert HIDDEN in cleaned
    assert cleaned.startswith("before ")
    for form in (secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode()[2:-4]):
        assert form not in cleaned
    assert text not in cleaned


@pytest.mark.parametrize(
    "text",
    [
        TELEGRAM,
        BOT,
        APP,
        "postgresql+psycopg://u:p@h/d",
        "https://hooks.slack.com/actions/T1/2/xyz",
        "wss://wss-primary.slack.com/link/?ticket=abc&app_id=1",
        "http://user:word@host/",
        quote(TELEGRAM, safe=""),
        base64.b64encode(f"x {TELEGRAM}".encode()).decode(),
        "password=tlaloc99",
        "maria.perez@tequila.gob.mx",
        "PERM850101MJCRZR09",
        "MTE850101AB1",
    ],
)
def test_what_has_the_shape_of_a_secret_is_hidden_without_knowing_it(text: str) -> None:
    cleaned = Redaction().clean(f"got {text} here")
    assert text not in cleaned
    assert HIDDEN in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "telegram:update:500",
        "slack:T0123456789:U0123456789",
        "message is not modified: specified new message content",
        "bot.app.lanes.Lanes._turn:131: async with self._few:",
        "SAACG-2026-00001",
        "/var/lib/ventanilla/attachments/0123456789abcdef0123456789abcdef",
        "2026-11-23T02:10:50.123456+00:00",
        "deliver telegram",
    ],
)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert Redaction(secrets_of(SETTINGS)).clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a\nb",
        "a\r\nb",
        "a\x1b[31mred\x1b[0m",
        "a\x9b31mb",
        "a\x85b",
        "a\u2028b\u2029c",
        "a\u202eb\u202c",
        "a\u2066b\u2069",
        "a\x00b",
        "a\x08\x08b",
        "a\ufeffb\u200bc",
        "a\ud800b",
        "a\U000e0041b",
    ],
)
def test_what_would_not_be_seen_is_written_out(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert len(shown.splitlines()) == 1
    assert shown.encode()  # a lone surrogate would break the stream


def test_spanish_stays_readable() -> None:
    assert visible("¿Qué pasó, señora Núñez? 👍") == "¿Qué pasó, señora Núñez? 👍"
