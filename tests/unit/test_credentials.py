"""What people write when they are asked for the ID and the password of their remote help, and what of it is which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.credentials import LONGEST_TEXT, Credentials, in_groups, read_credentials
from bot.domain.sealed import SecretField

NINE, TEN, SECRET = "123 456 789", "1 234 567 890", "k7x2pq"

BOTH = (
    "123456789 k7x2pq",
    "123 456 789 k7x2pq",
    "123.456.789 / k7x2pq",
    "123-456-789, k7x2pq",
    "123456789-k7x2pq",
    "123456789\nk7x2pq",
    "ID 123 456 789\nContraseña k7x2pq",
    "ID: 123456789 Contraseña: k7x2pq",
    "id:123456789 pass:k7x2pq",
    "ID123456789 PASS k7x2pq",
    "Su ID\n123 456 789\nContraseña\nk7x2pq",
    "Mi ID es 123 456 789 y la contraseña es k7x2pq",
    "mi id es el 123 456 789 y mi clave es: k7x2pq.",
    "Buenos días, el id es 123456789 y la contraseña k7x2pq, gracias",
    "contraseña k7x2pq id 123456789",
    "La contrasena es k7x2pq, el ID 123.456.789",
    "TeamViewer 123456789 contraseña de TeamViewer: k7x2pq",
    "Aquí están: 123 456 789  k7x2pq",
    "k7x2pq es la contraseña y el ID 123 456 789",
    'ID = 123456789; password = "k7x2pq"',
    "My ID is 123 456 789 and the password is k7x2pq",
    "Your ID 123 456 789 Password k7x2pq",
    "user id 123456789, pw: k7x2pq, thanks",
    "123\u00a0456\u00a0789 k7x2pq",
    "ID 123 456 789 (contraseña k7x2pq)",
    "id: 123456789 -> k7x2pq",
    "hola, 123456789 clave k7x2pq por favor",
    "123 456 789 contraseña temporal k7x2pq",
)

ONLY_ID = {
    "123456789": NINE,
    "123 456 789": NINE,
    "123.456.789": NINE,
    "123-456-789": NINE,
    " 12 34 56 789 ": NINE,
    "1234567890": TEN,
    "1 234 567 890": TEN,
    "1.234.567.890": TEN,
    "123 456 7890": TEN,
    "ID: 123456789": NINE,
    "Mi ID es 123 456 789": NINE,
    "Me aparece el 123 456 789": NINE,
    "es el 123 456 789, gracias": NINE,
    "it is 123 456 789": NINE,
    "123 456 789 la contraseña no la veo": NINE,
}

ONLY_PASSWORD = {
    "k7x2pq": "k7x2pq",
    "4821": "4821",
    "perro": "perro",
    "Contabilidad2024": "Contabilidad2024",
    "es k7x2pq": "k7x2pq",
    "contraseña: k7x2pq": "k7x2pq",
    "La contraseña es k7x2pq": "k7x2pq",
    "la clave es Perro#1": "Perro#1",
    'contraseña "mi perro azul"': "mi perro azul",
    "Contraseña:\nk7x2pq": "k7x2pq",
    "password is k7x2pq": "k7x2pq",
    "k7x2pq gracias": "k7x2pq",
    "a!b#c": "a!b#c",
    "k7x2pq!": "k7x2pq!",
}

NEITHER = (
    "",
    "hola",
    "no",
    "ok",
    "ya voy",
    "no sé dónde está",
    "espéreme un momento por favor",
    "No encuentro el programa, ¿me puede ayudar por teléfono?",
    "la contraseña no la veo",
    "mi teléfono es 33 3669 5550",
    "llámeme al 3336695550",
    "+52 33 3669 5550",
    "se cerró la ventana cuando puse el ejercicio 2026",
    "where is it",
    "¿?",
)


WANTED = (SecretField.REMOTE_ID, SecretField.REMOTE_PASSWORD)


@pytest.mark.parametrize("wanted", WANTED)
@pytest.mark.parametrize("text", BOTH)
def test_both_are_understood_in_one_message(text: str, wanted: SecretField) -> None:
    if wanted is SecretField.REMOTE_PASSWORD and len(text.split()) == 1:
        return  # a single word is the password then
    read = read_credentials(text, wanted)
    assert (read.id, read.password) == (NINE, SECRET)


@pytest.mark.parametrize(("text", "found"), ONLY_ID.items())
def test_an_id_has_nine_or_ten_digits_however_they_are_grouped(text: str, found: str) -> None:
    read = read_credentials(text)
    assert (read.id, read.password) == (found, None)


@pytest.mark.parametrize(("text", "found"), ONLY_PASSWORD.items())
def test_a_password_is_what_is_called_one_or_the_only_word_that_is_left(text: str, found: str) -> None:
    read = read_credentials(text, SecretField.REMOTE_PASSWORD)
    assert (read.id, read.password) == (None, found)


def test_while_the_id_is_asked_a_word_is_no_password_unless_it_is_called_one() -> None:
    for text in ("k7x2pq", "4821", "perro", "12345", "es k7x2pq"):
        assert read_credentials(text) == Credentials(), text
    assert read_credentials("contraseña: k7x2pq").password == "k7x2pq"


def test_while_the_password_is_asked_a_single_word_is_that_even_nine_digits() -> None:
    assert read_credentials("123456789", SecretField.REMOTE_PASSWORD).password == "123456789"
    assert read_credentials("123 456 789", SecretField.REMOTE_PASSWORD).id == NINE


@pytest.mark.parametrize("wanted", WANTED)
@pytest.mark.parametrize("text", NEITHER)
def test_words_for_the_specialist_are_neither(text: str, wanted: SecretField) -> None:
    assert read_credentials(text, wanted) == Credentials()


def test_digits_alone_may_be_the_password_beside_an_id() -> None:
    for text in ("123456789 4821", "123 456 789 4821", "4821 123 456 789", "ID 123 456 789 contraseña 4821"):
        read = read_credentials(text)
        assert (read.id, read.password) == (NINE, "4821"), text


@given(st.integers(100_000_000, 9_999_999_999), st.sampled_from(["", " ", ".", "-"]))
def test_every_id_is_found_as_teamviewer_shows_it(number: int, gap: str) -> None:
    shown = in_groups(str(number))
    assert read_credentials(shown.replace(" ", gap)).id == shown


@given(st.text(max_size=80))
def test_anything_can_be_read_and_nothing_is_shown_of_it(text: str) -> None:
    read = read_credentials(text)
    assert repr(read) in {
        f"Credentials(id={has_id}, password={has_password})"
        for has_id in (True, False)
        for has_password in (True, False)
    }


def test_a_long_text_is_no_answer_and_costs_nothing() -> None:
    assert read_credentials(f"123456789 k7x2pq {'a' * LONGEST_TEXT}") == Credentials()
