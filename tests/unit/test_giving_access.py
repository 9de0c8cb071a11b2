"""The requester is asked for the ID and the password: what they are told, and what is kept of what they write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import intake
from bot.domain.access_words import ALL_OF_IT, ENTER, HELP, NOT_NOW
from bot.domain.conversation import Conversation
from bot.domain.deeds import Change
from bot.domain.deleting import Erase
from bot.domain.effects import Act, Fetch, Relay, Say
from bot.domain.events import Said
from bot.domain.ids import ChatRef, EventId, FileRef, MessageRef, PersonRef, TicketId
from bot.domain.known import Known
from bot.domain.message import File, FileKind
from bot.domain.remote import Over, Phase, Remote
from bot.domain.sealed import KEPT, Held, Looks, SecretField, SecretId
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Requester, Status
from bot.domain.ticket_line import TicketLine
from tests.player import NOON, accepted, read_aloud
from tests.unit.access_player import ANA, WORDS, Access, saacg

ID, PASSWORD = SecretField.REMOTE_ID, SecretField.REMOTE_PASSWORD
SLACK = ChatRef("slack:T:maria")


def test_one_thing_is_asked_in_a_message_and_sealed_as_long_as_it_is_asked() -> None:
    access = Access()
    assert access.heard == [
        "🔒 ¿Qué ID le muestra TeamViewer? Tiene 9 o 10 dígitos.\n"
        "Guardo bajo llave lo que escriba y borro su mensaje: solo lo ve Ana López, una vez.\n"
        "[❓ ¿Dónde lo veo?] [⏳ Ahora no]"
    ]
    assert access.expected is not None
    assert (access.expected.wanted, access.expected.until) == (ID, NOON + KEPT)

    access.gives(ID)

    assert access.heard[1] == (
        "✔ Ya tengo el ID. ¿Y la contraseña que TeamViewer muestra debajo?\n[❓ ¿Dónde lo veo?] [⏳ Ahora no]"
    )
    assert access.expected.wanted is PASSWORD
    assert len(access.store) == 1  # what they wrote as a whole is gone

    access.gives(PASSWORD)

    assert access.heard[2] == (
        "🔒 Ya tengo los dos, bajo llave. Ana López los ve una vez y se conecta; después se borran."
    )
    assert not access.is_expected
    assert (access.remote.phase, set(access.remote.held)) == (Phase.RECEIVED, {ID, PASSWORD})
    assert set(access.store) == set(access.remote.held.values())


def test_both_in_one_message_are_understood() -> None:
    access = Access()
    access.gives_both()

    assert access.remote.phase is Phase.RECEIVED
    assert access.remote.expires == NOON + KEPT
    assert access.timer == NOON + KEPT


def test_the_first_of_the_two_decides_when_both_are_destroyed() -> None:
    access = Access()
    access.gives(ID)
    access.passes(9)
    access.gives(PASSWORD)

    assert access.timer == NOON + KEPT
    access.passes(6)
    assert (access.remote.phase, access.remote.over, access.store) == (Phase.ENDED, Over.EXPIRED, {})
    assert access.heard[-1] == (
        "🗑 Nadie usó el ID y la contraseña de S-7: ya los borré.\nSi hacen falta, le pido otros."
    )


def test_an_id_that_is_given_again_takes_the_place_of_the_first() -> None:
    access = Access()
    access.gives(ID)
    first = access.remote.held[ID]
    access.gives(ID)

    assert access.remote.held[ID] != first
    assert first not in access.store


def test_what_does_not_fit_is_asked_again_in_words() -> None:
    access = Access()
    access.gives()

    assert access.heard[-1] == (
        "No veo ahí un ID: tiene 9 o 10 dígitos, como 123 456 789. ¿Cuál le muestra TeamViewer?\n"
        "[❓ ¿Dónde lo veo?] [⏳ Ahora no]"
    )
    access.gives(ID)
    access.gives()
    assert access.heard[-1].startswith(
        "No sé cuál de las palabras es la contraseña. Por favor escriba solo esa.\n[🔑 Todo eso es la contraseña]"
    )
    wrote = access.remote.held[SecretField.MESSAGE]

    access.presses(ALL_OF_IT)

    assert access.remote.phase is Phase.RECEIVED
    assert access.remote.held[PASSWORD] == wrote


def test_help_says_where_it_is_found_and_asks_again() -> None:
    access = Access()
    access.presses(HELP)

    assert "Asistencia Remota" in access.heard[-2]
    assert access.heard[-1] == access.heard[0]


def test_not_now_ends_it_destroys_what_was_given_and_gives_the_turn_to_the_specialist() -> None:
    access = Access()
    access.gives(ID)
    access.presses(NOT_NOW)

    assert (access.remote.phase, access.remote.over, access.store) == (Phase.ENDED, Over.DECLINED, {})
    assert not access.is_expected
    assert access.heard[-1] == "👌 Está bien, le aviso a Ana López. Lo que escriba ahora llega a la mesa."
    access.gives(ID)
    assert access.heard[-1] == "El ID y la contraseña no hacen falta ahora. Si vuelven a hacer falta, se los pido."
    assert access.store == {}


def test_what_is_not_given_in_time_is_no_longer_waited_for() -> None:
    access = Access()
    access.gives(ID)
    access.passes(15)

    assert (access.remote.phase, access.remote.over, access.store) == (Phase.ENDED, Over.UNANSWERED, {})
    assert access.heard[-1] == (
        "⏳ Ya no espero el ID y la contraseña de S-7.\nLo que escriba ahora llega a la mesa como siempre."
    )


def test_the_clock_waits_for_the_requester_until_both_are_there() -> None:
    access = Access()
    access.gives_both()
    access.looks(ANA)
    access.does(ANA, Action.ASK_AGAIN)
    before = access.ticket.status
    access.gives(ID)
    between = access.ticket.status
    access.gives(PASSWORD)

    assert (before, between) == (Status.WAITING_REQUESTER, Status.WAITING_REQUESTER)
    assert access.ticket.status is Status.IN_PROGRESS


def test_in_slack_they_are_written_into_a_form_and_never_into_a_message() -> None:
    access = Access(SLACK)
    assert access.heard == [
        "🔒 Ana López necesita el ID y la contraseña de TeamViewer.\n"
        "Oprima el botón y escríbalos ahí, nunca en un mensaje: solo los ve Ana López, una vez.\n"
        "[🔒 Escribir ID y contraseña]\n[❓ ¿Dónde lo veo?] [⏳ Ahora no]"
    ]
    access.presses(ENTER)
    assert [each.id for each in access.forms[-1].form.entries] == ["secret_remote_id", "secret_remote_password"]

    access.gives(PASSWORD, form=True)

    (entry,) = access.forms[-1].form.entries  # the one that did not fit, with what is wrong with it
    assert entry.id == "secret_remote_id"
    assert "9 o 10 dígitos" in str(entry.error)
    access.gives(ID, form=True)
    assert access.remote.phase is Phase.RECEIVED


@pytest.mark.parametrize("fields", [(), (ID,), (ID, PASSWORD)])
def test_no_step_of_it_ever_holds_more_than_ids_of_secrets(fields: tuple[SecretField, ...]) -> None:
    access = Access()
    access.gives(*fields)

    assert isinstance(access.last, Change)
    assert access.last.entry is not None
    assert access.last.entry.reason is None
    assert access.last.entry.data["remote"] in ("unfit", "part", "received")


def said(held: Held | None, *files: File) -> Said:
    return Said(
        id=EventId("e"),
        at=NOON + timedelta(minutes=1),
        chat=ChatRef("telegram:1"),
        person=PersonRef("telegram:1"),
        text=Untrusted("•••"),
        message=MessageRef("telegram:1:5"),
        files=files,
        held=held,
    )


PICTURE = File(ref=FileRef("telegram:photo:1"), kind=FileKind.PHOTO, label=Untrusted("pantalla.jpg"))


def line(phase: Phase | None = None, until: datetime = NOON + KEPT) -> TicketLine:
    remote = None if phase is None else Remote(phase=phase, by=ANA, name=Untrusted("Ana"), since=NOON, until=until)
    chat = ChatRef("telegram:1")
    return TicketLine(
        id=TicketId(7),
        code="S-7",
        process=saacg().ref,
        status=Status.IN_PROGRESS,
        title=Untrusted("x"),
        opened_at=NOON,
        assignee_name=Untrusted("Ana"),
        requester=Requester(chat=chat, person=PersonRef(chat), language="es"),
        remote=remote,
    )


def test_what_was_sealed_goes_to_its_ticket_whatever_else_goes_on_and_a_file_with_it_is_not_lost() -> None:
    process, held = saacg(), Held(secrets={ID: SecretId("s")}, looks=Looks.TYPED, ticket=TicketId(7))
    chat = Conversation(chat=ChatRef("telegram:1"), touched=NOON, consents=accepted(process))

    words = intake.decide(process, chat, said(held), Known(tickets=(line(),)))
    both = intake.decide(process, chat, said(held, PICTURE), Known(tickets=(line(),)))

    erase, act = words.effects
    assert isinstance(erase, Erase)
    assert erase.target == "telegram:1:5"
    assert isinstance(act, Act)
    assert (act.action, act.ticket, act.held) == (Action.HAND_OVER, 7, held)
    relayed = [each for each in both.effects if isinstance(each, Relay)]
    assert [(each.files, each.text.untrusted) for each in relayed] == [((PICTURE,), "")]


@pytest.mark.parametrize("held", [None, Held(secrets={ID: SecretId("s")}, looks=Looks.TYPED, ticket=TicketId(7))])
def test_a_picture_while_they_are_asked_for_is_not_taken_since_it_may_show_them(held: Held | None) -> None:
    process = saacg()
    chat = Conversation(chat=ChatRef("telegram:1"), touched=NOON, consents=accepted(process), language="es")

    asked = intake.decide(process, chat, said(held, PICTURE), Known(tickets=(line(Phase.READY),)))

    assert not [each for each in asked.effects if isinstance(each, Relay | Fetch)]
    assert [each.target for each in asked.effects if isinstance(each, Erase)] == ["telegram:1:5"]
    (told,) = (each for each in asked.effects if isinstance(each, Say))
    assert read_aloud(WORDS.message(told.message, "es")) == (
        "🔒 No guardé lo que envió: ahí podrían verse el ID y la contraseña. Escríbalos, por favor.\n"
        "Si era otra cosa, envíela de nuevo cuando los haya escrito."
    )


@pytest.mark.parametrize("known", [line(Phase.RECEIVED), line(Phase.READY, until=NOON), line(Phase.ASKED)])
def test_before_and_afterwards_pictures_are_taken(known: TicketLine) -> None:
    process = saacg()
    chat = Conversation(chat=ChatRef("telegram:1"), touched=NOON, consents=accepted(process))

    later = intake.decide(process, chat, said(None, PICTURE), Known(tickets=(known,)))

    assert [each.files for each in later.effects if isinstance(each, Relay)] == [(PICTURE,)]


def test_of_an_album_that_is_not_taken_it_is_told_once() -> None:
    process = saacg()
    chat = Conversation(chat=ChatRef("telegram:1"), touched=NOON, consents=accepted(process))
    known = Known(tickets=(line(Phase.READY),))

    first = intake.decide(process, chat, replace(said(None, PICTURE), album="a"), known)
    second = intake.decide(process, first.conversation, replace(said(None, PICTURE), album="a"), known)

    assert [sum(isinstance(each, Say) for each in part.effects) for part in (first, second)] == [1, 0]
    assert any(isinstance(each, Erase) for each in second.effects)
