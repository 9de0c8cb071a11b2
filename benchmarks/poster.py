"""Slack's side of the acknowledgement benchmark, in a process of its own: posts signed button presses.

Reads one JSON line from its input: the address, and waves of payloads with the seconds over which each wave is spread; the
first wave opens the connections. Prints, for each wave, when each press was sent and when it was acknowledged with 200, by
the clock that all processes of the machine share (`time.monotonic`).

Requests are made beforehand and go through bare sockets: with an HTTP client on the same two cores, what was measured was
mostly the client.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from benchmarks.conversation import Json, slack_body
from benchmarks.floor import signed

PAUSE = 2.5
"""Seconds between waves, in which the service does what the last one left."""

PATIENCE = 30.0
"""Seconds without any acknowledgement after which the benchmark has failed."""


def post(address: str, waves: Sequence[tuple[float, Sequence[Json]]], secret: str) -> list[list[tuple[float, float]]]:
    """What is printed."""
    place = urlsplit(address)
    connections = [socket.create_connection((place.hostname or "", place.port or 80)) for _ in waves[0][1]]
    timings: list[list[tuple[float, float]]] = []
    for seconds, payloads in waves:
        requests = [_request(address, payload, secret) for payload in payloads]
        timings.append(_wave(connections, requests, seconds))
        time.sleep(PAUSE)
    for each in connections:
        each.close()
    return timings


def _wave(connections: Sequence[socket.socket], requests: Sequence[bytes], seconds: float) -> list[tuple[float, float]]:
    """Sends each request on its connection when it is due; when each was sent and answered."""
    took: list[tuple[float, float]] = []
    sent = 0
    with selectors.DefaultSelector() as selector:
        began = time.monotonic()
        while len(took) < len(requests):
            wait = began + seconds * sent / len(requests) - time.monotonic() if sent < len(requests) else PATIENCE
            if wait <= 0:
                connection = connections[sent]
                selector.register(connection, selectors.EVENT_READ, (connection, time.monotonic()))
                connection.sendall(requests[sent])
                sent += 1
                continue
            ready = selector.select(wait)
            if not ready and sent == len(requests):
                raise TimeoutError(f"{len(requests) - len(took)} presses were not acknowledged")
            for key, _ in ready:
                answered, since = key.data
                took.append((since, time.monotonic()))
                selector.unregister(answered)
                _accept(answered.recv(65_536))
    return took


def _request(address: str, payload: Json, secret: str) -> bytes:
    place = urlsplit(address)
    body, kind = slack_body(payload)
    headers = {
        "Host": place.netloc,
        "Content-Type": kind,
        "Content-Length": str(len(body.encode())),
        **signed(body, secret),
    }
    lines = [f"POST {place.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body.encode()


def _accept(answer: bytes) -> None:
    """An acknowledgement is so small that it comes in one piece."""
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise ValueError(f"not acknowledged: {answer[:200]!r}")


def main() -> None:
    """The process."""
    wanted = json.loads(sys.stdin.readline())
    print(json.dumps(post(wanted["address"], wanted["waves"], wanted["secret"])))


if __name__ == "__main__":
    main()
