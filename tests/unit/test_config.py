"""Settings: all problems at once, in words, and no secret in any of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, load, names

TOKEN = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def problems(**environment: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(environment)
    return caught.value.problems


def test_without_any_setting_everything_has_a_default() -> None:
    settings = load({})
    assert settings.process == "saacg"
    assert settings.database == "sqlite:///data/ventanilla.db"
    assert settings.telegram.token is None


def test_an_unknown_name_is_refused_with_the_nearest_valid_one() -> None:
    assert problems(VENTANILLA_TELEGRAM__TOKNE="x") == (
        "VENTANILLA_TELEGRAM__TOKNE: there is no such setting; did you mean VENTANILLA_TELEGRAM__TOKEN?",
    )


def test_all_problems_are_reported_at_once() -> None:
    found = problems(
        VENTANILLA_LANGUAGE="fr",
        VENTANILLA_TIMEZONE="America/Mexico",
        VENTANILLA_HTTP__PORT="http",
        VENTANILLA_DATABASE_URL="mysql://x",
        VENTANILLA_NONSENSE="1",
        VENTANILLA_SLACK__BOT_TOKEN="xoxb-1",
    )
    assert len(found) == 6
    text = "\n".join(found)
    assert "VENTANILLA_LANGUAGE: Input should be 'es' or 'en'" in text
    assert "VENTANILLA_TIMEZONE: no such time zone; did you mean America/Mexico_City?" in text
    assert "VENTANILLA_DATABASE_URL: must begin with sqlite:/// (a file) or postgresql:// (a server)" in text
    assert (
        "VENTANILLA_SLACK: socket mode needs VENTANILLA_SLACK__TRIAGE_CHANNEL and VENTANILLA_SLACK__APP_TOKEN as well"
        in text
    )


def test_webhook_mode_needs_its_address_and_secret() -> None:
    assert problems(VENTANILLA_TELEGRAM__TOKEN=TOKEN, VENTANILLA_TELEGRAM__MODE="webhook") == (
        "VENTANILLA_TELEGRAM: webhook mode needs VENTANILLA_TELEGRAM__WEBHOOK_URL and"
        " VENTANILLA_TELEGRAM__WEBHOOK_SECRET as well",
    )


def test_no_token_is_in_a_problem_or_in_the_repr() -> None:
    found = problems(VENTANILLA_TELEGRAM__TOKEN=TOKEN, VENTANILLA_TELEGRAM__POLL_TIMEOUT="99")
    assert TOKEN not in "\n".join(found)
    settings = load({"VENTANILLA_TELEGRAM__TOKEN": TOKEN, "VENTANILLA_DATABASE_URL": "postgresql://u:geheim@h/d"})
    assert TOKEN not in repr(settings)
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "pasted", "words"),
    [
        (
            "VENTANILLA_TELEGRAM__TOKEN",
            "xoxb-geheim",
            "not a Telegram token (digits, a colon, letters); @BotFather gives it: /mybots",
        ),
        (
            "VENTANILLA_TELEGRAM__TOKEN",
            "123456:geheim\n",
            "not a Telegram token (digits, a colon, letters); @BotFather gives it: /mybots",
        ),
        (
            "VENTANILLA_SLACK__BOT_TOKEN",
            "xapp-geheim",
            "must begin with xoxb-: the app's “Bot User OAuth Token”, under OAuth & Permissions",
        ),
        (
            "VENTANILLA_SLACK__APP_TOKEN",
            "xoxb-geheim",
            "must begin with xapp-: the app's “App-Level Token”, under Basic Information",
        ),
    ],
)
def test_a_token_pasted_in_the_wrong_place_is_refused_without_quoting_it(name: str, pasted: str, words: str) -> None:
    assert problems(**{name: pasted}) == (f"{name}: {words}",)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("VENTANILLA_PROCESS=advertmind\nVENTANILLA_HTTP__PORT=9000\nOTHER=1\n")
    settings = load({"VENTANILLA_HTTP__PORT": "9001"}, dotenv)
    assert (settings.process, settings.http.port) == ("advertmind", 9001)


def test_every_name_of_the_issue_can_be_set() -> None:
    assert {"VENTANILLA_DATABASE_URL", "VENTANILLA_TELEGRAM__BASE_FILE_URL", "VENTANILLA_SLACK__TRIAGE_CHANNEL"} < set(
        names()
    )


def test_administrators_are_written_with_commas() -> None:
    assert load({"VENTANILLA_SLACK__ADMINISTRATORS": "U1, U2"}).slack.administrators == ("U1", "U2")


def test_settings_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().process = "x"  # type: ignore[misc]  # that it is refused is the point
