"""Pressed buttons, and forms that were filled in or closed, understood. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from adapters.slack.fields import FORMS, fields_of
from adapters.slack.payload import inner
from adapters.slack.read_home import people_of, place_of
from adapters.slack.read_incident import acted_on
from adapters.slack.read_parts import Common, file_of, interaction_of
from adapters.slack.references import chat_ref, message_ref, person_ref
from bot.domain.buttons import (
    CannedPress,
    HomePress,
    IncidentPress,
    Press,
    RegistrationPress,
    ShiftPress,
    TicketPress,
    Verb,
    decode,
)
from bot.domain.caller import caller_chat
from bot.domain.erasure import ErasurePress
from bot.domain.events import (
    Acted,
    Curated,
    ErasureDecided,
    Event,
    Filled,
    FormClosed,
    HandedOver,
    HomeUsed,
    Pressed,
    RegistrationDecided,
)
from bot.domain.text import Untrusted

Body = Mapping[str, Any]
_FormData: TypeAlias = Press | TicketPress | CannedPress | ShiftPress | HomePress | IncidentPress | ErasurePress


def pressed(body: Body, team: str, common: Common) -> Event | None:
    """A button, or a choice of a menu; None for one of nobody's."""
    action, container = body["actions"][0], inner(body, "container")
    if not action.get("value") and "selected_option" not in action:
        return None  # a button that opens an address
    data = decode(str(action.get("value") or inner(action, "selected_option").get("value") or ""))
    channel = inner(body, "channel")
    is_direct = not channel or channel.get("name") == "directmessage" or str(channel.get("id")).startswith("D")
    if not is_direct:
        common["chat"] = chat_ref(team, channel["id"])
    if isinstance(data, TicketPress):
        return Acted(
            **common,
            action=data.action,
            ticket=data.ticket,
            text=None,
            seen=data.revision,
            interaction=interaction_of(body),
            place=place_of(body),
        )
    if isinstance(data, HomePress):
        return HomeUsed(**common, press=data, interaction=interaction_of(body))
    if isinstance(data, IncidentPress):
        return acted_on(common, data, interaction_of(body))
    if isinstance(data, CannedPress):
        return None  # forms only
    if isinstance(data, ErasurePress):
        return ErasureDecided(**common, press=data, interaction=interaction_of(body))
    if isinstance(data, RegistrationPress):
        return RegistrationDecided(
            **common, registration=data.registration, confirmed=data.confirmed, interaction=interaction_of(body)
        )
    if not is_direct or isinstance(data, ShiftPress):
        return None  # the buttons of an intake are in direct messages only
    if isinstance(data, Press) and data.verb is Verb.CALL:
        common["chat"] = caller_chat(data.value)
    ts = container.get("message_ts")
    kept = bool(ts) and not container.get("is_ephemeral")
    reference = message_ref(team, container["channel_id"], str(ts)) if kept else None
    return Pressed(**common, press=data, message=reference, interaction=interaction_of(body))


def submitted(body: Body, team: str, common: Common) -> Event | None:
    """A form that was filled in; None for one that is not ours."""
    data, interaction = _form_data(body), interaction_of(body)
    if data is None:
        return None
    fields = fields_of(body["view"], lambda file: file_of(team, file), lambda user: person_ref(team, user))
    if isinstance(data, HomePress):
        people = people_of(body, team)
        return HomeUsed(**common, press=data, interaction=interaction_of(body), values=fields, people=people)
    if isinstance(data, IncidentPress):
        return acted_on(common, data, interaction, fields)
    if isinstance(data, ErasurePress):
        return ErasureDecided(**common, press=data, interaction=interaction, values=fields)
    if isinstance(data, ShiftPress):
        return HandedOver(**common, values=fields, interaction=interaction)
    if isinstance(data, Press):
        return Filled(**_with_caller(common, data), run=data.run, values=fields, interaction=interaction)
    if isinstance(data, CannedPress):
        return Curated(**common, doing=data.doing, canned=data.canned, values=fields, interaction=interaction)
    text = next((each.text for each in fields.values() if each.text is not None), None) or Untrusted("")
    return Acted(
        **common,
        action=data.action,
        ticket=data.ticket,
        text=text,
        seen=data.revision,
        interaction=interaction,
        values=fields,
        author=data.author,
    )


def closed(body: Body, common: Common) -> Event | None:
    """A questionnaire's form that was closed; of any other nothing is to be done."""
    data = _form_data(body)
    if not isinstance(data, Press):
        return None
    return FormClosed(**_with_caller(common, data), run=data.run, seen=int(data.mark))


def _form_data(body: Body) -> _FormData | None:
    """What a form of ours carries: a questionnaire's, a ticket's, an incident's, about canned replies, about a request to be
    erased, of the Home tab, or that of somebody who goes off shift."""
    view = inner(body, "view")
    data = decode(str(view.get("private_metadata") or "")) if view.get("callback_id") in FORMS else None
    is_ours = isinstance(data, TicketPress | CannedPress | ShiftPress | HomePress | IncidentPress | ErasurePress) or (
        isinstance(data, Press) and data.verb is Verb.FORM
    )
    return data if is_ours and not isinstance(data, RegistrationPress) else None


def _with_caller(common: Common, data: Press) -> Common:
    """A specialist's form can be a caller's questionnaire."""
    return {**common, "chat": caller_chat(data.value)} if data.value else common
