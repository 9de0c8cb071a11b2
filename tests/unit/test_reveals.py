"""The matrix of reveals: who sees the ID and the password, when, and what everybody else is told."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import pytest

from bot.domain.access_words import ASKED_FOR
from bot.domain.audit import Ground
from bot.domain.deeds import Change, Refusal
from bot.domain.effects import AskForm
from bot.domain.remote import Over, Phase
from bot.domain.roles import GIVEN, Role
from bot.domain.sealed import Sealed
from bot.domain.ticket import Action
from tests.player import plain
from tests.unit.access_player import ANA, LUIS, NAMES, WORDS, Access

MAY_HAVE_TICKETS = frozenset({Role.SPECIALIST, Role.SECOND_LEVEL, Role.SUPERVISOR})


class Before(NamedTuple):
    """What happened before the press: they were shown once, the 15 minutes were over, the ticket went to somebody else, the
    session was ended."""

    second: bool
    late: bool
    transferred: bool
    ended: bool


BEFORE = [Before(*each) for each in itertools.product((False, True), repeat=4)]
ROLES = (*sorted(GIVEN), Role.REQUESTER, None)
"""Everybody who may press; None is nobody of the desk."""


def expected(before: Before, role: Role | None, *, assignee: bool) -> Ground | None:
    """What the table says: None is that they are shown."""
    if not assignee or role not in MAY_HAVE_TICKETS:
        return Ground.NOT_THE_ASSIGNEE
    if before.late and not before.second:  # what lapsed cannot be ended any more
        return Ground.EXPIRED
    if before.ended:
        return Ground.SESSION_OVER
    if before.transferred:
        return Ground.HANDED_ON
    return Ground.SHOWN_ALREADY if before.second else None


@pytest.mark.parametrize("before", BEFORE, ids=lambda each: "-".join(n for n, is_so in each._asdict().items() if is_so))
def test_the_matrix_of_reveals(before: Before) -> None:
    access = Access()
    access.gives_both()
    if before.second:
        access.looks(ANA)
        assert access.shown
    access.passes(16 if before.late else 5)
    if before.ended:
        access.does(ANA, Action.END_REMOTE)
    if before.transferred:
        access.does(ANA, Action.ASSIGN, person=LUIS, reason="turno")
    assert bool(access.store) is not any(before)  # nothing is left that anybody could open
    holder, other = (LUIS, ANA) if before.transferred else (ANA, LUIS)

    for role, assignee in itertools.product(ROLES, (True, False)):
        one = access.copied()
        one.looks(holder if assignee else other, frozenset({role} if role is not None else ()))

        ground = expected(before, role, assignee=assignee)
        if ground is None:
            assert isinstance(one.last, Change)
            assert (len(one.shown), one.store) == (1, {})
        else:
            assert isinstance(one.last, Refusal), (role, assignee)
            assert (one.last.denied, one.last.ground, one.shown) == (True, ground, []), (role, assignee)
            assert one.store == access.store


def told(access: Access) -> str:
    assert isinstance(access.last, Refusal)
    return plain(WORDS.text((access.last.why,), "es"))


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    sentences = set()
    for ground in (Ground.NOTHING_THERE, Ground.SHOWN_ALREADY, Ground.EXPIRED, Ground.HANDED_ON, Ground.SESSION_OVER):
        access, holder = Access(), ANA
        if ground is not Ground.NOTHING_THERE:
            access.gives_both()
        if ground is Ground.SHOWN_ALREADY:
            access.looks(ANA)
        if ground is Ground.EXPIRED:
            access.passes(15)
        if ground is Ground.HANDED_ON:
            access.does(ANA, Action.ASSIGN, person=LUIS)
            holder = LUIS
        if ground is Ground.SESSION_OVER:
            access.does(ANA, Action.END_REMOTE)
        access.looks(holder)
        assert isinstance(access.last, Refusal)
        assert access.last.ground is ground
        sentences.add(told(access))
    access = Access()
    access.gives_both()
    access.looks(LUIS, frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}))
    sentences.add(told(access))
    assert len(sentences) == 6


def test_they_are_shown_after_a_page_that_says_it_is_once_and_destroyed_with_that() -> None:
    access = Access()
    access.gives_both()
    access.does(ANA, Action.REVEAL)

    assert not access.shown
    form = access.forms[-1].form
    assert (form.stays, form.entries) == (True, ())
    assert "Se muestran una sola vez" in plain(form.intro)
    assert len(access.store) == 2

    access.looks(ANA)

    (whisper,) = access.shown
    assert [len(fact.value) for fact in whisper.message.facts] == [1, 1]
    assert all(isinstance(fact.value[0], Sealed) for fact in whisper.message.facts)
    assert whisper.otherwise is not None
    assert not any(isinstance(span, Sealed) for span in whisper.otherwise.body)
    assert access.store == {}
    assert access.remote.held == {}
    assert access.remote.phase is Phase.SHOWN


def test_before_the_timer_rings_what_is_over_is_not_shown_either() -> None:
    access = Access()
    access.gives_both()
    access.timer = None  # it is late
    access.at = access.remote.expires or access.at

    access.looks(ANA)

    assert isinstance(access.last, Refusal)
    assert access.last.ground is Ground.EXPIRED


def test_what_is_no_longer_stored_is_not_shown() -> None:
    access = Access()
    access.gives_both()
    access.store.clear()

    access.looks(ANA)

    assert isinstance(access.last, Refusal)
    assert access.last.ground is Ground.EXPIRED


ENDINGS = {
    Action.RELEASE: Over.HANDED_ON,
    Action.ESCALATE: Over.HANDED_ON,
    Action.ASSIGN: Over.HANDED_ON,
    Action.RESOLVE: Over.FINISHED,
    Action.CANCEL: Over.FINISHED,
    Action.END_REMOTE: Over.FINISHED,
}


@pytest.mark.parametrize(("action", "over"), ENDINGS.items())
def test_whatever_ends_the_reason_destroys_what_was_given_and_says_so(action: Action, over: Over) -> None:
    access = Access()
    access.gives_both()
    access.heard.clear()

    roles = frozenset({Role.SUPERVISOR})
    access.does(ANA, action, "Se acabó", roles, **({"person": LUIS} if action is Action.ASSIGN else {}))

    assert isinstance(access.last, Change), access.last
    assert not access.store
    assert not access.is_expected
    assert (access.remote.phase, access.remote.over) == (Phase.ENDED, over)
    assert any("ya los borré" in each for each in access.heard), access.heard


def test_after_a_session_the_requester_is_asked_to_close_the_way_in_and_says_that_it_is_done() -> None:
    for action in (Action.END_REMOTE, Action.RESOLVE, Action.RELEASE):
        access = Access()
        access.gives_both()
        access.looks(ANA)
        access.heard.clear()

        access.does(ANA, action, "Listo")

        said = next(each for each in access.heard if "[✔ Listo" in each)
        assert "TeamViewer" in said
        access.presses("done")
        assert access.remote.secured
        before = access.ticket
        access.presses("done")
        assert access.ticket == before  # noted once


def test_new_ones_are_asked_for_without_asking_everything_again() -> None:
    access = Access()
    access.gives_both()
    access.looks(ANA)
    access.heard.clear()

    access.does(ANA, Action.ASK_AGAIN)

    assert access.remote.phase is Phase.READY
    assert access.is_expected
    access.gives_both()
    access.looks(ANA)
    assert len(access.shown) == 2


def test_whoever_has_the_ticket_next_asks_anew_for_themselves() -> None:
    access = Access()
    access.gives_both()
    access.does(ANA, Action.ASSIGN, person=LUIS)
    access.does(ANA, Action.ASK_AGAIN)
    assert access.remote.phase is Phase.ENDED

    access.does(LUIS, Action.ASK_AGAIN)

    assert access.remote.name.untrusted == NAMES[LUIS]
    access.gives_both()
    access.looks(LUIS)
    assert isinstance(access.last, Change)


def test_a_part_of_what_is_asked_is_never_shown() -> None:
    access = Access()
    access.gives(ASKED_FOR[0])
    access.does(ANA, Action.REVEAL)

    assert isinstance(access.last, Refusal)
    assert access.last.ground is Ground.NOTHING_THERE
    assert not any(isinstance(each, AskForm) for each in access.forms)
