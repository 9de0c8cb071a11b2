"""Socket Mode: connections, envelopes and their acknowledgements.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from adapters.sandbox.slack.changes import Tasks
from adapters.sandbox.slack.journal import Envelope, Journal
from adapters.sandbox.slack.state import Identity
from adapters.sandbox.slack.transport import Ack, Json, Kind, in_time
from adapters.sandbox.timeline import Timeline

DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
MAX_CONNECTIONS = 10
CONNECTION_SECONDS = 18_060
"""What ``hello`` announces; the sandbox closes a connection only when told to."""
WARNING_SECONDS = 10
CLOSE_SECONDS = 0.5
"""How long a client may take to agree to a close before the connection is dropped."""


@dataclass(slots=True, kw_only=True, eq=False)
class Connection:
    """One open socket, or a ghost: registered, given payloads, read by nobody."""

    id: str
    socket: web.WebSocketResponse | None
    leaving: bool = False


@dataclass(slots=True, kw_only=True)
class _Waiting:
    envelope: Envelope
    answer: asyncio.Future[Json] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class SocketMode:
    """All connections of the app. Each payload goes to one of them, in turn."""

    def __init__(self, *, timeline: Timeline, journal: Journal, identity: Identity, tasks: Tasks) -> None:
        self._timeline = timeline
        self._tasks = tasks
        self._journal = journal
        self._identity = identity
        self._tickets: set[str] = set()
        self._waiting: dict[str, _Waiting] = {}
        self._turn = 0
        self.connections: list[Connection] = []
        self.silent = False
        """While true, sockets stay open and answer pings, but nothing is delivered through them."""
        self.opened = asyncio.Event()
        """Set while at least one real connection is open."""

    def ticket(self) -> str:
        """The query of a fresh connection URL, good for one connection."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return f"ticket={ticket}&app_id={self._identity.app_id}"

    def add_ghosts(self, number: int) -> None:
        """Register connections that swallow their share of the payloads."""
        for _ in range(number):
            self.connections.append(Connection(id=uuid.uuid4().hex[:8], socket=None))

    def remove_ghosts(self) -> None:
        """Let Slack notice that the ghosts are gone."""
        self.connections = [connection for connection in self.connections if connection.socket is not None]

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="unknown or used ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        connection = Connection(id=uuid.uuid4().hex[:8], socket=socket)
        if len(self.connections) >= MAX_CONNECTIONS:
            await self._goodbye(connection, "too_many_websockets")
            return socket
        self.connections.append(connection)
        try:
            await socket.send_json(self._hello())
            self.opened.set()
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(message.data)
        finally:
            self._forget(connection)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": CONNECTION_SECONDS,
            },
            "connection_info": {"app_id": self._identity.app_id},
        }

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        if not any(other.socket is not None for other in self.connections):
            self.opened.clear()

    def _receive(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            message = {"malformed": text}
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        waiting = self._waiting.pop(envelope_id, None) if isinstance(envelope_id, str) else None
        if waiting is None:
            self._journal.unknown_acks.append(message)
            return
        payload = message.get("payload")
        waiting.envelope.acked_at = self._timeline.now()
        waiting.envelope.ack = payload if isinstance(payload, dict) else {}
        if not waiting.answer.done():
            waiting.answer.set_result(waiting.envelope.ack)

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Ack:
        """Deliver through the connection whose turn it is, and wait for the acknowledgement."""
        able = [connection for connection in self.connections if not connection.leaving]
        if not able:
            return Ack(failure="connection_failed")
        self._turn += 1
        connection = able[self._turn % len(able)]
        envelope = Envelope(
            envelope_id=str(uuid.uuid4()),
            kind=kind,
            payload=payload,
            connection=connection.id,
            sent_at=self._timeline.now(),
            retry_attempt=attempt,
        )
        self._journal.envelopes.append(envelope)
        waiting = _Waiting(envelope=envelope)
        self._waiting[envelope.envelope_id] = waiting
        if connection.socket is not None and not self.silent and not connection.socket.closed:
            await _write(connection.socket, _wire(envelope, attempt, reason))
        if await in_time(waiting.answer, self._timeline):
            return Ack(payload=waiting.answer.result(), delay=envelope.delay or 0.0)
        envelope.missing = True
        return Ack(failure="timeout")

    async def disconnect(self, reason: DisconnectReason) -> None:
        """Tell every open connection to go: ``warning`` closes it ten seconds later, the others at once."""
        await asyncio.gather(*(self._goodbye(connection, reason) for connection in self.connections))

    async def _goodbye(self, connection: Connection, reason: DisconnectReason) -> None:
        if connection.socket is None:
            return
        message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
        await _write(connection.socket, message)
        if reason == "warning":
            self._tasks.spawn(self._leave(connection, connection.socket, WARNING_SECONDS))
        else:
            await self._leave(connection, connection.socket, 0)

    async def _leave(self, connection: Connection, socket: web.WebSocketResponse, seconds: float) -> None:
        if seconds:
            await self._timeline.sleep(seconds)
        connection.leaving = True
        await socket.close()
        self._forget(connection)

    async def cut(self) -> None:
        """Drop every TCP connection without a word."""
        for connection in list(self.connections):
            transport = connection.socket._req.transport if connection.socket and connection.socket._req else None  # noqa: SLF001 - aiohttp offers no public way to drop the connection without a close frame
            if transport is not None:
                transport.abort()

    async def close(self) -> None:
        """Close every connection at the end."""
        for connection in list(self.connections):
            if connection.socket is not None:
                await connection.socket.close()


def _wire(envelope: Envelope, attempt: int, reason: str) -> Json:
    message: dict[str, Any] = {
        "envelope_id": envelope.envelope_id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind != "events_api",
    }
    if envelope.kind == "events_api":
        message |= {"retry_attempt": attempt, "retry_reason": reason}
    return message


async def _write(socket: web.WebSocketResponse, message: Json) -> None:
    """Send, or lose it when the other side has just gone: the missing acknowledgement tells."""
    try:
        await socket.send_json(message)
    except (ConnectionError, RuntimeError):
        return
