"""Opaque keys. Only the adapter of a platform builds or takes apart a reference; everyone else stores and compares it.

A reference starts with the name of its gateway and a colon (`telegram:…`); `gateway_of` is all that may be asked of it.
"""

from __future__ import annotations

from typing import NewType

ChatRef = NewType("ChatRef", str)
"""Where messages can be sent: a private chat, a direct message, a channel."""

PersonRef = NewType("PersonRef", str)
"""Who wrote or pressed: an account on a platform, in its workspace."""

MessageRef = NewType("MessageRef", str)
"""One message, enough to edit, delete or answer it."""

FileRef = NewType("FileRef", str)
"""A file that the platform keeps, enough to fetch or forward it."""

Interaction = NewType("Interaction", str)
"""A press or a command that waits for an immediate answer; it dies in seconds."""

EventId = NewType("EventId", str)
"""The key under which an arrival is known; the same arrival delivered twice has the same one."""

PostKey = NewType("PostKey", str)
"""Our own name for a message that will be edited later, such as a ticket's card (`card:12`)."""

TicketId = NewType("TicketId", int)
"""The row of a ticket. People are told its number (`Ticket.code`), never this."""

IncidentId = NewType("IncidentId", int)
"""The row of an incident. People are told its number (`Incident.code`), never this."""

DESK = ChatRef("desk")
"""The desk's own channel, wherever the operator put it."""

DEVELOPMENT = ChatRef("development")
"""The developers' channel; where the operator set none, it is the desk's."""


def gateway_of(reference: str) -> str:
    """The name of the gateway that can use the reference (`telegram`, `slack`, `console`, `desk`)."""
    return reference.partition(":")[0]
