"""How long a story waits."""

from __future__ import annotations

PATIENCE = 40.0
"""Real seconds until something that should appear counts as missing. Only a test that fails waits so long."""
