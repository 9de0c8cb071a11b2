"""Buttons and forms of incidents, understood. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.slack.read_parts import Common
from bot.domain.buttons import IncidentPress
from bot.domain.events import IncidentActed
from bot.domain.ids import Interaction
from bot.domain.message import Entered
from bot.domain.text import Untrusted


def acted_on(
    common: Common, press: IncidentPress, interaction: Interaction, fields: Mapping[str, Entered] | None = None
) -> IncidentActed:
    """A button of an incident's card; with `fields`, a form that was sent."""
    typed = (each.text for each in fields.values() if each.text is not None) if fields is not None else iter(())
    text = None if fields is None else next(typed, Untrusted(""))
    return IncidentActed(
        **common,
        action=press.action,
        incident=press.incident,
        text=text,
        seen=press.revision,
        interaction=interaction,
        values=fields or {},
    )
