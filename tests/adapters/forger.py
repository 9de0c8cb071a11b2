"""Makes requests that nobody of the platforms sent. One seed is one run.

Each lacks what only the platform knows: Telegram's secret, or Slack's signature of the last five minutes; beyond that anything
goes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from adapters.slack import events
from adapters.telegram import webhook

SECRET = "a-secret_of-the-desk"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
_METHODS = ("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "post", "P\x00ST")
_HUGE = b" " * (2**20 + 1)
_BOMB = zlib.compress(bytes(2**22))


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgery:
    """`raw` goes over the wire as it is; then nothing more, when it is `unfinished`."""

    name: str
    raw: bytes
    unfinished: bool = False


def request(
    path: str, headers: list[tuple[str, str]], body: bytes, *, method: str = "POST", length: str | None = None
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: desk.example", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def signed(body: bytes, at: str, secret: str = SIGNING, version: str = "v0") -> list[tuple[str, str]]:
    base = f"{version}:{at}:".encode(errors="surrogateescape") + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return [("X-Slack-Request-Timestamp", at), ("X-Slack-Signature", f"{version}={digest}")]


class Forger:
    """Makes one forgery after another. `now` is the time in seconds."""

    def __init__(self, seed: int, now: int) -> None:
        self._random = random.Random(seed)
        self._now = now
        self._kinds: tuple[Callable[[], Forgery], ...] = (
            self._wrong_secret,
            self._secret_elsewhere,
            self._wrong_signature,
            self._wrong_signature,
            self._old_or_future,
            self._odd_timestamp,
            self._altered,
            self._missing_half,
            self._wrong_method,
            self._wrong_path,
            self._odd_body,
            self._odd_headers,
            self._garbage,
        )
        self._costly: tuple[Callable[[], Forgery], ...] = (self._huge, self._compressed, self._unfinished)

    def __call__(self, number: int) -> Forgery:
        """The next one; every fiftieth is large."""
        return self._random.choice(self._costly if number % 50 == 0 else self._kinds)()

    def _update(self) -> bytes:
        number = self._random.randrange(10**9)
        message = {"message_id": 1, "date": 1, "chat": {"id": number, "type": "private"}, "text": "hola"}
        return json.dumps({"update_id": number, "message": message}).encode()

    def _event(self) -> tuple[bytes, str]:
        number, kind = self._random.randrange(10**9), self._random.randrange(3)
        if kind == 0:
            said = {"type": "message", "channel_type": "im", "user": "U1", "text": "hola", "ts": f"{number}.1"}
            body = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "event": said}
            return json.dumps(body).encode(), "application/json"
        if kind == 1:
            pressed = {"action_id": "t", "value": "t:take:5:9", "action_ts": f"{number}.1"}
            of = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "actions": [pressed]}
            return urlencode({"payload": json.dumps(of)}).encode(), "application/x-www-form-urlencoded"
        typed = {"command": "/ticket", "team_id": "T1", "user_id": "U1", "text": f"show {number}", "trigger_id": "1.2"}
        return urlencode(typed).encode(), "application/x-www-form-urlencoded"

    def _some(self) -> str:
        length = self._random.randrange(1, 60)
        return "".join(self._random.choice("abcdefABCDEF0123456789-_=:;,ñ€ \t") for _ in range(length)).strip()

    def _telegram(self, headers: list[tuple[str, str]], body: bytes, name: str, **odd: str) -> Forgery:
        given = [("Content-Type", "application/json"), *headers]
        return Forgery(name=name, raw=request(webhook.PATH, given, body, **odd))

    def _slack(self, headers: list[tuple[str, str]], body: bytes, kind: str, name: str) -> Forgery:
        return Forgery(name=name, raw=request(events.PATH, [("Content-Type", kind), *headers], body))

    def _wrong_secret(self) -> Forgery:
        wrong = (SECRET[:-1], SECRET + "x", SECRET.upper(), SECRET + "\x00", f"Bearer {SECRET}", "", "*", self._some())
        given = self._random.choice(wrong)
        return self._telegram([(webhook.SECRET_HEADER, given)], self._update(), "wrong secret")

    def _secret_elsewhere(self) -> Forgery:
        """Where it does not count: behind another one, in another header, in the address."""
        headers = self._random.choice(
            (
                [(webhook.SECRET_HEADER, "x"), (webhook.SECRET_HEADER, SECRET)],
                [("X-Telegram-Secret", SECRET)],
                [("Authorization", f"Bearer {SECRET}")],
                [("Cookie", f"{webhook.SECRET_HEADER}={SECRET}")],
                [(f"{webhook.SECRET_HEADER}s", SECRET)],
                [(webhook.SECRET_HEADER.replace("-", "_"), SECRET)],
                [(webhook.SECRET_HEADER, f"{SECRET}, {SECRET}")],
            )
        )
        return self._telegram(headers, self._update(), "secret elsewhere")

    def _wrong_signature(self) -> Forgery:
        body, kind = self._event()
        at = str(self._now)
        right = dict(signed(body, at))["X-Slack-Signature"]
        digest = right.removeprefix("v0=")
        forged = (
            *(dict(signed(body, at, wrong))["X-Slack-Signature"] for wrong in ("x", SIGNING[:-1], SIGNING.upper())),
            dict(signed(body, at, version="v1"))["X-Slack-Signature"],
            digest,
            "v0=" + digest[:-1],
            "v0=" + digest[::-1],
            "V0=" + digest,
            "v0=" + digest.upper() + "A",
            "v0=",
            "v0=" + "0" * 64,
            right + "," + right,
            self._some(),
        )
        headers = [("X-Slack-Request-Timestamp", at), ("X-Slack-Signature", self._random.choice(forged))]
        return self._slack(headers, body, kind, "wrong signature")

    def _old_or_future(self) -> Forgery:
        """Rightly signed: what was listened in to is sent again later, or was signed for later."""
        body, kind = self._event()
        away = self._random.choice((302, 400, 3600, 86_400, 10**9, -600, -3600, -(10**9)))
        return self._slack(signed(body, str(self._now - away)), body, kind, "old or future")

    def _odd_timestamp(self) -> Forgery:
        body, kind = self._event()
        odd = ("", "soon", "-1", "1e9", "0x5f", "NaN", "inf", "１２３", "٣٤", "1" * 40, "1.5", "1 2", "²", self._some())
        return self._slack(signed(body, self._random.choice(odd)), body, kind, "odd timestamp")

    def _altered(self) -> Forgery:
        """A signature of this very minute under another body, or with another time."""
        body, kind = self._event()
        headers = signed(body, str(self._now))
        if self._random.random() < 0.5:
            return self._slack(headers, self._random.choice((body + b" ", body[:-1], b"", body * 2)), kind, "altered")
        return self._slack([("X-Slack-Request-Timestamp", str(self._now - 1)), headers[1]], body, kind, "altered")

    def _missing_half(self) -> Forgery:
        body, kind = self._event()
        headers = self._random.choice(([], signed(body, str(self._now))[:1], signed(body, str(self._now))[1:]))
        if self._random.random() < 0.3:
            return self._telegram([], self._update(), "missing")
        return self._slack(headers, body, kind, "missing")

    def _wrong_method(self) -> Forgery:
        method, body = self._random.choice(_METHODS), self._update()
        path, headers = self._random.choice(
            ((webhook.PATH, [(webhook.SECRET_HEADER, SECRET)]), (events.PATH, signed(body, str(self._now))))
        )
        return Forgery(name="wrong method", raw=request(path, headers, body, method=method))

    def _wrong_path(self) -> Forgery:
        """With everything that would be right elsewhere."""
        path = self._random.choice((webhook.PATH, events.PATH))
        odd = (f"{path}/", f"{path}/x", path.upper(), f"{path}%00", f"{path};x", "/", "/../etc/passwd", f"{path}%2e")
        body = self._update()
        headers = [(webhook.SECRET_HEADER, SECRET), *signed(body, str(self._now))]
        return Forgery(name="wrong path", raw=request(self._random.choice(odd), headers, body))

    def _odd_body(self) -> Forgery:
        length = self._random.randrange(400)
        odd = (
            b"\xff\xfe\xfa",
            b"[" * 50_000,
            b'{"a":' * 9000,
            b"",
            b"null",
            self._random.randbytes(length),
            b"\x00" * 99,
        )
        body = self._random.choice(odd)
        if self._random.random() < 0.5:
            return self._telegram([(webhook.SECRET_HEADER, self._some())], body, "odd body")
        kind = self._random.choice(
            ("application/json", "application/x-www-form-urlencoded", "text/ñ", "multipart/form-data")
        )
        return self._slack(signed(body, str(self._now), "x"), body, kind, "odd body")

    def _odd_headers(self) -> Forgery:
        """None of them with a secret or a signature; some that no server should take."""
        body = self._update()
        odd: tuple[list[tuple[str, str]], ...] = (
            [(f"X-{number}", "x") for number in range(200)],
            [("X-Long", "x" * 9000)],
            [("X-Long", "x" * 100_000)],
            [("X-Nul", "a\x00b")],
            [("X-Fold", "a\r\n b")],
            [("X-Split", f"a\n{webhook.SECRET_HEADER}: {SECRET}x")],
            [("Content-Length", "0")],
            [("Content-Length", "-1")],
            [("Transfer-Encoding", "chunked")],
            [("Transfer-Encoding", "gzip, chunked")],
            [("Transfer-Encoding", "xchunked")],
            [("Expect", "100-continue")],
            [("Expect", "miracles")],
            [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")],
            [("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABk")],
            [("Content-Type", "application/json; charset=nonsense")],
            [("Bad Name", "x")],
            [("", "x")],
        )
        path = self._random.choice((webhook.PATH, events.PATH))
        return Forgery(name="odd headers", raw=request(path, self._random.choice(odd), body), unfinished=True)

    def _garbage(self) -> Forgery:
        odd = (
            self._random.randbytes(self._random.randrange(1, 300)),
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"POST\r\n\r\n",
            b"POST /slack/events\r\n\r\n",
            b"POST /slack/events HTTP/9.9\r\n\r\n",
            b"POST http://[::1/ HTTP/1.1\r\n\r\n",
            b"POST /%zz?%ff#\xff HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
            b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\nx",
        )
        return Forgery(name="garbage", raw=self._random.choice(odd) + b"\r\n\r\n", unfinished=True)

    def _huge(self) -> Forgery:
        if self._random.random() < 0.3:
            return self._telegram([(webhook.SECRET_HEADER, "x")], _HUGE, "huge")
        return self._slack(signed(b"x", str(self._now)), _HUGE, "application/json", "huge")

    def _compressed(self) -> Forgery:
        """A little that would become much."""
        encoding = self._random.choice(("deflate", "gzip", "br", "zstd", "deflate, deflate"))
        headers = [("Content-Encoding", encoding), *signed(_BOMB, str(self._now), "x")]
        return self._slack(headers, _BOMB, "application/json", "compressed")

    def _unfinished(self) -> Forgery:
        raw = request(events.PATH, signed(b"x", str(self._now)), b"x", length=self._random.choice(("9", "9" * 18)))
        return Forgery(name="unfinished", raw=raw, unfinished=True)
