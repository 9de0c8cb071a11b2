"""What a specialist can ask for, and how; and a ticket that rests: the pure core."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest

from bot.app.catalogue import SHIPPED, Catalogue, load_process
from bot.domain.ask import Ask
from bot.domain.buttons import TicketPress, decode
from bot.domain.caller import caller_chat
from bot.domain.calling import moved
from bot.domain.card import triage_card
from bot.domain.chips import FREE, chips_of, named
from bot.domain.deeds import Change, Refusal
from bot.domain.effects import AskForm, SetTimer
from bot.domain.ids import ChatRef
from bot.domain.message import Entered, Form
from bot.domain.process import Process
from bot.domain.soundness import problems_of
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Status
from storage.sql.tickets import line_of
from tests.player import read_aloud
from tests.unit.asking_desk import WORDS, AskingDesk, why


@functools.cache
def saacg() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def desk() -> AskingDesk:
    return AskingDesk(saacg())


def form_of(result: Change | Refusal) -> Form:
    assert isinstance(result, Change)
    assert result.entry is None
    (effect,) = result.effects
    assert isinstance(effect, AskForm)
    return effect.form


def menu(desk: AskingDesk) -> list[str]:
    card = triage_card(desk.process, desk.ticket)
    presses = [decode(each.data) for each in (card.menu.entries if card.menu is not None else ())]
    return [each.action for each in presses if isinstance(each, TicketPress)]


def card(desk: AskingDesk) -> str:
    return read_aloud(WORDS.message(triage_card(desk.process, desk.ticket), "es"))


def test_the_form_offers_every_chip(desk: AskingDesk) -> None:
    what, text = form_of(desk.acts(Action.ASK)).entries
    assert [each.id for each in what.choices] == ["screenshot", "message", "menu", "user", "version", FREE]
    assert (text.id, text.optional) == ("text", True)


def test_a_free_question_without_words_opens_the_form_again_with_the_reason(desk: AskingDesk) -> None:
    result = desk.acts(Action.ASK, "", values={"what": Entered(choices=(FREE,)), "text": Entered()})
    what, text = form_of(result).entries
    assert text.error
    assert what.chosen == (FREE,)
    assert desk.ticket.asked == ()


@pytest.mark.parametrize(
    ("typed", "chip", "rest"),
    [
        ("captura", "screenshot", None),
        ("Captura de pantalla", "screenshot", None),
        ("mensaje", "message", None),
        ("MENSAJE EXACTO: completo, por favor", "message", "completo, por favor"),
        ("menú", "menu", None),
        ("usuario", "user", None),
        ("version", "version", None),
        ("captrua", "screenshot", None),
        ("screenshot", "screenshot", None),
        ("¿Desde cuándo pasa?", FREE, "¿Desde cuándo pasa?"),
        ("Versión de Windows, por favor", FREE, "Versión de Windows, por favor"),
        (":", FREE, ":"),
    ],
)
def test_what_is_typed_names_a_chip_or_is_the_question(typed: str, chip: str, rest: str | None) -> None:
    found, text = named(saacg(), Untrusted(typed))
    assert found.id == chip
    assert text == (None if rest is None else Untrusted(rest))


def test_typed_it_needs_no_form(desk: AskingDesk) -> None:
    desk.acts(Action.ASK, "captura")
    assert [each.what for each in desk.ticket.asked] == ["screenshot"]
    desk.acts(Action.ASK, "¿Qué impresora?", values={"what": Entered(choices=("¿Qué impresora?",))})
    assert [(each.what, each.text) for each in desk.ticket.asked][1] == (FREE, Untrusted("¿Qué impresora?"))


def test_the_same_is_not_asked_twice_at_once(desk: AskingDesk) -> None:
    desk.acts(Action.ASK, "captura")
    assert why(desk.acts(Action.ASK, "captura")) == "SAACG-2026-00001 ya espera eso: Captura de pantalla."


def test_a_caller_is_asked_by_telephone(desk: AskingDesk) -> None:
    requester = replace(desk.ticket.requester, chat=caller_chat("ab12"))
    desk.ticket = replace(desk.ticket, requester=requester)
    result = desk.acts(Action.ASK, "usuario")
    assert isinstance(result, Change)
    assert not any(isinstance(each, SetTimer) for each in result.effects)
    assert desk.thread[-1].startswith("📞 Pregunte por teléfono:\n¿Con qué usuario entró al SAACG.NET?")
    desk.acts(Action.RESUME)
    assert desk.ticket.status is Status.IN_PROGRESS


def test_what_a_caller_was_asked_is_asked_in_the_chat_that_they_bring_the_ticket_to(desk: AskingDesk) -> None:
    own = desk.ticket.requester
    desk.ticket = replace(desk.ticket, requester=replace(own, chat=caller_chat("ab12")))
    desk.acts(Action.ASK, "usuario")
    desk.ticket = moved(desk.process, desk.ticket, own, desk.player.at).ticket
    desk.player.tickets = (line_of(desk.ticket),)
    assert "¿Con qué usuario" in desk.lets_ask()


def test_a_pause_needs_a_reason_and_the_card_shows_it(desk: AskingDesk) -> None:
    assert form_of(desk.acts(Action.PAUSE)).entries[0].error == ()
    assert form_of(desk.acts(Action.PAUSE, "", values={"reason": Entered()})).entries[0].error
    paused = desk.acts(Action.PAUSE, "Esperamos al proveedor")
    assert isinstance(paused, Change)
    assert "⏸ En pausa por Ana López desde" in card(desk)
    assert "Esperamos al proveedor" in card(desk)
    assert desk.history[-1].reason == Untrusted("Esperamos al proveedor")
    assert {getattr(each, "chat", "desk") for each in paused.effects} == {"desk"}, "the requester is not told"
    assert why(desk.acts(Action.PAUSE, "otra vez")) == "SAACG-2026-00001 ya está en pausa; la puso Ana López."


def test_resuming_ends_the_pause(desk: AskingDesk) -> None:
    desk.acts(Action.PAUSE, "Esperamos al proveedor")
    desk.acts(Action.RESUME)
    assert desk.ticket.pause is None
    assert (desk.history[-1].action, desk.history[-1].reason) == (Action.RESUME, Untrusted("Esperamos al proveedor"))
    assert "En pausa" not in card(desk)
    assert why(desk.acts(Action.RESUME)) == "SAACG-2026-00001 no está en pausa."


def test_asking_the_requester_takes_the_place_of_a_pause(desk: AskingDesk) -> None:
    desk.acts(Action.PAUSE, "Esperamos al proveedor")
    desk.acts(Action.ASK, "captura")
    assert desk.ticket.pause is None
    assert desk.ticket.status is Status.WAITING_REQUESTER


def test_the_card_offers_pause_or_resume_whichever_fits(desk: AskingDesk) -> None:
    assert "pause" in menu(desk)
    assert "resume" not in menu(desk)
    desk.acts(Action.PAUSE, "x y z")
    assert "resume" in menu(desk)
    assert "pause" not in menu(desk)
    desk.acts(Action.ASK, "captura")
    assert "resume" in menu(desk)


def test_nothing_rests_on_a_ticket_that_ended(desk: AskingDesk) -> None:
    desk.acts(Action.PAUSE, "x y z")
    desk.acts(Action.RESOLVE, "Listo")
    assert desk.ticket.pause is None


def test_without_a_list_the_chips_follow_from_the_questions() -> None:
    derived = replace(saacg(), asks=())
    assert [chip.id for chip in chips_of(derived)] == [
        "files",
        "version",
        "attempt",
        "menu",
        "button",
        "message",
        "user",
        FREE,
    ]


@pytest.mark.parametrize(
    ("asks", "message"),
    [
        (
            (Ask(id="shot", label={"es": "Foto", "en": "Photo"}),),
            "write either `step`, a question of the intake, or `question`, one that is asked only here",
        ),
        (
            (Ask(id="shot", label={"es": "Foto", "en": "Photo"}, step="filse"),),
            'there is no question "filse"; did you mean "files"?',
        ),
        (
            (Ask(id="means", label={"es": "Recursos", "en": "Resources"}, step="resources"),),
            '"resources" is of kind multi_choice, which one answer does not answer; allowed: '
            "choice, confirmation, contact, email, files, moment, number, phone, text",
        ),
        (
            (Ask(id="free", label={"es": "Libre", "en": "Free"}, step="files"),),
            '"free" is the question in the specialist\'s own words; choose another id',
        ),
        (
            (
                Ask(id="one", label={"es": "Foto", "en": "Photo"}, step="files"),
                Ask(id="two", label={"es": "foto", "en": "Image"}, step="files"),
            ),
            '"foto" already means "one"; specialists find them by their names',
        ),
        (
            (Ask(id="one", label={"es": "Foto"}, step="files"),),
            'the text in "en" is missing; needed: es, en',
        ),
    ],
)
def test_what_cannot_be_asked_is_told_in_words(asks: tuple[Ask, ...], message: str) -> None:
    process = replace(load_process(SHIPPED / "saacg.yaml"), asks=asks)
    assert message in [each.message for each in problems_of(process) if each.severity == "error"]


def test_the_requesters_chat_alone_asks(desk: AskingDesk) -> None:
    result = desk.acts(Action.ASK, "captura")
    assert isinstance(result, Change)
    (timer,) = (each for each in result.effects if isinstance(each, SetTimer))
    assert (timer.chat, timer.due) == (desk.ticket.requester.chat, desk.player.at)
    assert not any(
        getattr(each, "chat", None) == ChatRef(desk.ticket.requester.chat) and each != timer for each in result.effects
    )
