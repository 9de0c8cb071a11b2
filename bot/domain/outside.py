"""Buttons that belong to no questionnaire: preferences, the choice of a ticket, a verdict on one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain import (
    answering,
    assenting,
    colleague,
    following,
    forgetting,
    giving_access,
    preferences,
    profile,
    verdict,
    wishing,
    withholding,
)
from bot.domain.buttons import Press, Verb
from bot.domain.text import Untrusted
from bot.domain.turn import Turn


def pressed(turn: Turn, press: Press) -> bool:
    """Does what such a button says; False for one of a questionnaire."""
    does = _DOES.get(press.verb)
    if does is None:
        return False
    does(turn, press)
    return True


def _language(turn: Turn, press: Press) -> None:
    preferences.choose_language(turn, Untrusted(press.value))
    turn.toast()


def _zone(turn: Turn, press: Press) -> None:
    preferences.choose_zone(turn, Untrusted(press.value))
    turn.toast()


def _route(turn: Turn, press: Press) -> None:
    turn.toast()
    following.chosen(turn, press.value, press.mark)


def _profile(turn: Turn, press: Press) -> None:  # noqa: ARG001 - every button of the table is called alike
    turn.toast()
    profile.begin(turn)


_DOES: Mapping[Verb, Callable[[Turn, Press], None]] = {
    Verb.LANGUAGE: _language,
    Verb.ZONE: _zone,
    Verb.ROUTE: _route,
    Verb.PROFILE: _profile,
    Verb.FOLLOW: following.continued,
    Verb.FOLLOWER: colleague.decided,
    Verb.RATE: verdict.rated,
    Verb.COMMENT: verdict.commenting,
    Verb.ANSWER: answering.pressed,
    Verb.APPROVAL: assenting.decided,
    Verb.RELATED: wishing.chosen,
    Verb.UNMASK: withholding.too_late,
    Verb.CREDENTIALS: giving_access.pressed,
    Verb.ERASE: forgetting.pressed,
}
