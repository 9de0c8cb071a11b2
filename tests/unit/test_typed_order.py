"""What is typed after `/ticket`: the words in both languages, numbers as people write them, and what was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.app.order_values import FIELDS, values_of
from bot.app.order_words import NAMES, WORDS
from bot.app.typed_order import nearest, page_of, read_order
from bot.domain.ids import PersonRef
from bot.domain.roles import MAY, DeskOrder, Role, Staff
from bot.domain.text import Phrase, Untrusted, fold
from bot.domain.ticket import Action

ANA = Staff(person=PersonRef("slack:T:U1"), name=Untrusted("Ana López"), roles=frozenset({Role.SPECIALIST}))
LUIS = Staff(person=PersonRef("slack:T:U2"), name=Untrusted("Luis Vera"), roles=frozenset({Role.SPECIALIST}))
LUISA = Staff(person=PersonRef("slack:T:U3"), name=Untrusted("Luisa Paz"), roles=frozenset({Role.SPECIALIST}))
DESK = (ANA, LUIS, LUISA)


def meant(typed: str) -> tuple[str, str, str]:
    order = read_order(typed)
    return (order.word.english if order.word is not None else f"? {order.typed}", order.number, order.rest)


def test_every_name_means_one_thing_and_every_word_has_its_own_in_each_language() -> None:
    names = [name for word in WORDS for name in {*word.names}]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    assert all(NAMES[fold(word.name(language))] is word for word in WORDS for language in ("es", "en"))


def test_everything_that_people_may_ask_for_has_a_word() -> None:
    never_typed = {Action.OPEN, Action.OFFER, Action.TELL, Action.ANSWER, Action.MOVE, Action.RATE, Action.FOLLOW}
    never_typed |= {
        Action.WARN,
        Action.EXPIRE,
        Action.CHECK,
        Action.POSTPONE,
        Action.ERASE,
        Action.HAND_OVER,
        Action.LAPSE,
    }
    never_typed |= {Action.INFORM, Action.DELIVER, Action.RETURN, Action.CONFIRM}  # development's, and a requester's
    wanted = {each for each in MAY if isinstance(each, Action | DeskOrder)} - never_typed
    assert wanted - {word.order for word in WORDS} == set()


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (typed, english)
        for english, said in {
            "help": "help ayuda ? AYUDA",
            "list": "list lista Lista, listado cola fila",
            "mine": "mine mios míos MÍOS mis",
            "show": "show ver mostrar",
            "take": "take tomar tomo",
            "search": "search buscar encontrar",
            "called": "called llamé LLAME",
            "assign": "assign asignar pasar transferir",
            "reply": "reply responder contestar Respónder",
            "note": "note nota notas anotar",
            "ask": "ask pedir preguntar",
            "pause": "pause pausar pausa",
            "resume": "resume reanudar continuar",
            "escalate": "escalate escalar",
            "resolve": "resolve resolver resuelto",
            "close": "close cerrar cierra",
            "reopen": "reopen reabrir",
            "cancel": "cancel cancelar anular",
            "merge": "merge fusionar unir juntar",
            "link": "link ligar vincular relacionar",
            "new": "new nuevo nueva",
            "on": "on entro",
            "off": "off salgo",
            "stats": "stats numeros números estadísticas estadisticas",
            "canned": "canned respuestas plantillas",
            "staff": "staff personal",
            "waive": "waive dispensar",
            "release": "release soltar liberar",
            "watch": "watch seguir",
            "unwatch": "unwatch dejar",
        }.items()
        for typed in said.split()
    ],
)
def test_each_word_and_its_other_names_are_understood(typed: str, word: str) -> None:
    assert meant(typed)[0] == word


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("", ("help", "", "")),
        (" \u00a0\n", ("help", "", "")),
        ("12", ("show", "12", "")),
        ("#12", ("show", "12", "")),
        ("T-2026-012", ("show", "T-2026-012", "")),
        ("012 tomar", ("take", "012", "")),
        ("12 responder Buenos días", ("reply", "12", "Buenos días")),
        ("tomar 12", ("take", "12", "")),
        ("tomar #12.", ("take", "12", "")),
        ("tomar “12”", ("take", "12", "")),
        ("«tomar» ticket 12", ("take", "12", "")),
        ("ver el 12", ("show", "12", "")),
        ("/tomar 12", ("take", "12", "")),
        ("tomar\u00a0T–2026–012", ("take", "T-2026-012", "")),
        ("tomar １２", ("take", "12", "")),
        ("responder\n12\nBuenos días.\n\n“¿Lo apagó?”", ("reply", "12", "Buenos días.\n\n“¿Lo apagó?”")),
        ("responder 12 34 cajas", ("reply", "12", "34 cajas")),
        ("responder Hola", ("reply", "", "Hola")),
        ("segundo nivel 12 No cuadra", ("escalate", "12", "No cuadra")),
        ("dejar de seguir 12", ("unwatch", "12", "")),
        ("mis tickets", ("mine", "", "")),
        ("asignar 12 slack:T:U2|luis Turno", ("assign", "12", "slack:T:U2|luis Turno")),
        ("lista segundo nivel 2", ("list", "", "segundo nivel 2")),
        ("¿?", ("help", "", "")),
        ("12 bailar", ("? bailar", "12", "")),
    ],
)
def test_numbers_and_words_are_found_as_people_write_them(typed: str, order: tuple[str, str, str]) -> None:
    assert meant(typed) == order


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("resolvr", "resolver"),
        ("lst", "list"),
        ("tomr", "tomar"),
        ("estadísitcas", "estadisticas"),
        ("responderle", "responder"),
        ("escal", "escala"),
        ("qwertz", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_found_with_and_without_accents(typed: str, name: str | None) -> None:
    assert nearest(typed) == name


@pytest.mark.parametrize(
    ("words", "found"),
    [("", ("", 1)), ("2", ("", 2)), ("nómina 3", ("nómina", 3)), ("0", ("0", 1)), ("2026-1", ("2026-1", 1))],
)
def test_a_number_at_the_end_of_a_list_is_its_page(words: str, found: tuple[str, int]) -> None:
    assert page_of(words) == found


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("slack:T:U2|luis", LUIS.person),
        ("slack:T:U2", LUIS.person),
        ("ana", ANA.person),
        ("@Ana,", ANA.person),
        ("vera", LUIS.person),
        ("LUISA", LUISA.person),
        ("yo", ANA.person),
        ("-", "-"),
        ("cola", "-"),
    ],
)
def test_a_colleague_is_named_by_mention_by_name_or_as_the_queue(typed: str, person: str) -> None:
    values = values_of(Action.ASSIGN, f"{typed} Sabe de nómina", ANA.person, DESK)
    assert not isinstance(values, Phrase)
    assert values["person"].choices == (person,)
    assert values["reason"].text == Untrusted("Sabe de nómina")


@pytest.mark.parametrize("typed", ["slack:T:U9|pedro", "pedro", "lui", "@", "“”"])
def test_a_name_of_nobody_or_of_several_is_refused_in_words(typed: str) -> None:
    assert isinstance(values_of(Action.ASSIGN, typed, ANA.person, DESK), Phrase)


def test_words_after_the_number_stand_under_the_fields_of_the_action() -> None:
    for action, fields in FIELDS.items():
        values = values_of(action, "-  uno dos", ANA.person, DESK)
        assert not isinstance(values, Phrase)
        assert values_of(action, "", ANA.person, DESK) == {}
        assert tuple(values) == fields
    merged = values_of(Action.MERGE, "#11 Lo mismo", ANA.person, DESK)
    assert not isinstance(merged, Phrase)
    assert (merged["other"].text, merged["reason"].text) == (Untrusted("11"), Untrusted("Lo mismo"))


@given(
    st.text()
    | st.lists(st.sampled_from([*NAMES, "12", "#7", "T-2026-001", "“", "\u00a0", "\n", "-", "@"])).map(" ".join)
)
@example("\u0660\u0661 tomar")
@example("tomar ½")
@example("ﬁ 12")
def test_whatever_is_typed_is_read_and_nothing_of_it_is_lost(typed: str) -> None:
    order = read_order(typed)
    assert order.word is not None or order.typed
    assert order.rest in typed
    nearest(order.typed)
    page_of(order.rest)
    for action in Action:
        values_of(action, order.rest, ANA.person, DESK)
