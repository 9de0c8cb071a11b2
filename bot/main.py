"""Composition: the only module that brings adapters and storage together."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.attachments import Attachments
from adapters.clock import SystemClock
from adapters.http import HttpServer
from adapters.key_file import KeyFile, KeyFileError
from adapters.sealer import AesSealer
from adapters.slack.acquaintance import Acquaintance
from adapters.slack.client import close_client, slack_client
from adapters.slack.errors import TOKEN
from adapters.slack.platform import SlackPlatform
from adapters.slack.references import NAME as SLACK
from adapters.slack.references import desk_chat, person_ref
from adapters.telegram.platform import TelegramPlatform
from adapters.telegram.registration import WebhookAddress
from adapters.telegram.request import telegram_bot
from bot.app.catalogue import Catalogue, load_process, located
from bot.app.files import Files
from bot.app.pinning import pin
from bot.app.ports import Clock, Crashpoint, Database, no_crash
from bot.app.shelving import load_shipped
from bot.app.staffing import appoint
from bot.app.words import Words
from bot.config import Settings, Slack, Telegram
from bot.domain.commands import Command
from bot.domain.ids import DESK, ChatRef
from bot.domain.process import Process
from bot.domain.text import Phrase, phrase
from bot.service import Plan, Platform, Service
from storage.engine import open_database
from storage.schema import current, require_head

ASK_SLACK_AGAIN = 5.0
"""Seconds until Slack is asked again who we are, when it could not be reached at the start."""

log = structlog.get_logger(__name__)


class CannotStart(Exception):
    """The service cannot start; the text says what to do."""


async def open_service(settings: Settings, *, clock: Clock | None = None, crashpoint: Crashpoint = no_crash) -> Service:
    """A service ready to start. CannotStart, StorageError, SettingsError or ProcessFileError say in words why not."""
    clock = clock or SystemClock()
    if settings.telegram.token is None and settings.slack.bot_token is None:
        raise CannotStart(
            "No platform is set up. Set VENTANILLA_TELEGRAM__TOKEN (from BotFather), or VENTANILLA_SLACK__BOT_TOKEN,"
            " VENTANILLA_SLACK__APP_TOKEN and VENTANILLA_SLACK__TRIAGE_CHANNEL; the README says how. `ventanilla demo`"
            " needs none of them."
        )
    prepare_database(settings)
    database = await open_database(settings.database, clock=clock, crash=crashpoint)
    try:
        return await _compose(settings, database, clock, crashpoint)
    except BaseException:
        await database.close()
        raise


def prepare_database(settings: Settings) -> None:
    """A SQLite file that does not exist yet is made; an existing database must have this version's schema."""
    url = settings.database
    file = make_folder(settings)
    if file is not None and current(url) is None and not (file.exists() and file.stat().st_size):
        upgrade_database(url)
    require_head(url)


def upgrade_database(url: str) -> None:
    """Migrates to this version's schema. Alembic is loaded only here: it would be a quarter of every start."""
    importlib.import_module("storage.upgrade").upgrade(url)


def make_folder(settings: Settings) -> Path | None:
    """The SQLite file of the settings, its folder made; None for a server."""
    if not settings.database.startswith("sqlite:"):
        return None
    file = Path(settings.database.removeprefix("sqlite:///"))
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


async def _compose(settings: Settings, database: Database, clock: Clock, crashpoint: Crashpoint) -> Service:
    words = Words.load()
    process = load_process(located(settings.process))
    kept = await pin(database, process)
    await load_shipped(database, process, located(settings.process))
    catalogue = Catalogue([_adapted(each, settings) for each in kept.all()])
    server = HttpServer(host=settings.http.host, port=settings.http.port)
    files = Attachments(settings.data_dir / "attachments")
    platforms: list[Platform] = []
    desk = development = DESK
    if settings.telegram.token is not None:
        platforms.append(_telegram(settings.telegram, words, clock, server, files, crashpoint))
    if settings.slack.bot_token is not None:
        slack, desk, development = await _slack(settings.slack, database, clock, server, files)
        platforms.append(slack)
    else:
        log.warning(
            "desk.missing",
            why="Slack is not set up: requesters can open tickets, but no specialist sees their cards. Set"
            " VENTANILLA_SLACK__BOT_TOKEN, VENTANILLA_SLACK__APP_TOKEN and VENTANILLA_SLACK__TRIAGE_CHANNEL.",
        )
    return Service(
        Plan(
            database=database,
            clock=clock,
            catalogue=catalogue,
            current=process.id,
            words=words,
            platforms=platforms,
            desk=desk,
            development=development,
            server=server,
            files=files,
            sealer=sealer_of(settings, clock),
            alone=settings.database.startswith("sqlite:"),
            crashpoint=crashpoint,
        )
    )


def sealer_of(settings: Settings, clock: Clock) -> AesSealer:
    """What secrets are sealed with; CannotStart when its key file cannot be used."""
    keys = KeyFile(settings.key_file)
    try:
        keys.prepare(clock.now())
    except KeyFileError as error:
        raise CannotStart(str(error)) from None
    return AesSealer(keys)


def _adapted(process: Process, settings: Settings) -> Process:
    """The process with the operator's language first and the operator's zone, where they were set."""
    languages = process.languages
    if settings.language in languages:
        languages = (settings.language, *(each for each in languages if each != settings.language))
    desk = replace(process.desk, zone=settings.timezone) if settings.timezone else process.desk
    return replace(process, languages=languages, desk=desk)


def _telegram(
    settings: Telegram, words: Words, clock: Clock, server: HttpServer, files: Files, crashpoint: Crashpoint
) -> TelegramPlatform:
    token = settings.token.get_secret_value() if settings.token is not None else ""
    bot = telegram_bot(token=token, base_url=settings.base_url, base_file_url=settings.base_file_url)
    webhook = None
    if settings.mode == "webhook" and settings.webhook_url and settings.webhook_secret is not None:
        webhook = WebhookAddress(url=settings.webhook_url, secret=settings.webhook_secret.get_secret_value())
    return TelegramPlatform(
        bot=bot,
        clock=clock,
        descriptions=_descriptions(words),
        server=server,
        files=files,
        webhook=webhook,
        poll_timeout=settings.poll_timeout,
        crashpoint=crashpoint,
    )


_MENU: Mapping[Command, Phrase] = {
    Command.NEW: phrase("Open a support request"),
    Command.STATUS: phrase("How my tickets are doing"),
    Command.MINE: phrase("My tickets"),
    Command.WHY: phrase("Until when I am answered"),
    Command.PROFILE: phrase("My details"),
    Command.ERASE: phrase("Erase my data"),
    Command.MY_DATA: phrase("All that you hold about me"),
    Command.LINK: phrase("Link my other account"),
    Command.CANCEL: phrase("Stop, without sending anything"),
    Command.HELP: phrase("Help"),
    Command.LANGUAGE: phrase("Idioma / language"),
    Command.ZONE: phrase("The hour where I am"),
}


def _descriptions(words: Words) -> dict[str, dict[Command, str]]:
    """What the platform's own menu says of each command; the empty language is everybody else's."""
    return {
        code: {command: "".join(str(span) for span in words.span(said, language)) for command, said in _MENU.items()}
        for code, language in (("", "es"), ("es", "es"), ("en", "en"))
    }


async def _slack(
    settings: Slack, database: Database, clock: Clock, server: HttpServer, files: Files
) -> tuple[SlackPlatform, ChatRef, ChatRef]:
    token = settings.bot_token.get_secret_value() if settings.bot_token is not None else ""
    client = slack_client(token=token, base_url=settings.base_url)
    try:
        team, *ours = await _workspace(client, clock)
        known = Acquaintance(client, frozenset((team, *ours)))
        administrators = [person_ref(team, user) for user in settings.administrators]
        await appoint(database, administrators, SLACK, known.of_person, clock.now())
    except BaseException:
        await close_client(client)
        raise
    app_token = settings.app_token.get_secret_value() if settings.app_token and settings.mode == "socket" else None
    secret = settings.signing_secret.get_secret_value() if settings.signing_secret is not None else ""
    channel = settings.triage_channel or ""
    platform = SlackPlatform(
        client=client,
        clock=clock,
        server=server,
        files=files,
        acquaintance=known,
        desk=channel,
        developers=settings.developers_channel or "",
        app_token=app_token,
        signing_secret=secret,
    )
    desk = desk_chat(team, channel)
    development = desk_chat(team, settings.developers_channel or channel)
    moved = await database.run(lambda uow: uow.outbox.move_desk(desk, development))
    if moved:
        log.info("desk.moved", letters=moved)
    return platform, desk, development


async def _workspace(client: AsyncWebClient, clock: Clock) -> tuple[str, ...]:
    """The workspace of the token, and its organisation where it has one. Waits for Slack when it cannot be reached; CannotStart when it refuses the token."""
    while True:
        try:
            answer = await client.auth_test()
            return tuple(str(each) for each in (answer["team_id"], answer.get("enterprise_id")) if each)
        except SlackApiError as error:
            if error.response.get("error") in TOKEN:
                raise CannotStart(
                    "Slack does not accept VENTANILLA_SLACK__BOT_TOKEN. Copy the “Bot User OAuth Token” (xoxb-…) of the"
                    " app once more, under OAuth & Permissions."
                ) from None
            log.warning("slack.not_ready", error=str(error.response.get("error")), again_in=ASK_SLACK_AGAIN)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack.not_reached", error=type(error).__name__, again_in=ASK_SLACK_AGAIN)
        await clock.sleep(ASK_SLACK_AGAIN)
