"""The command line: `ventanilla …` or `python -m bot …`. Exit status 0 is well, 1 failed, 2 used wrongly."""

from __future__ import annotations

import importlib
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.config import Settings, SettingsError, load

VERSION = "0.1.0"

slack = typer.Typer(help="What Slack needs to know of the app.", no_args_is_help=True)
app = typer.Typer(
    name="ventanilla",
    help="Chat intake assistant for software support desks, in Telegram and Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(slack, name="slack")
audit = typer.Typer(help="What was done, and whether the record of it is whole.", no_args_is_help=True)
app.add_typer(audit, name="audit")
data = typer.Typer(help="What is held about a person.", no_args_is_help=True)
app.add_typer(data, name="data")
keys = typer.Typer(help="The keys under which secrets are sealed.", no_args_is_help=True)
app.add_typer(keys, name="keys")


def main() -> None:
    """The entry point."""
    app()


@app.command()
def run() -> None:
    """Runs the service until it is told to stop (SIGTERM, Ctrl-C)."""
    settings = _settings()
    raise typer.Exit(_part("bot.running").run(settings))


@app.command()
def demo(
    batch: Annotated[
        bool, typer.Option("--batch", help="End after the played conversation, also on a terminal.")
    ] = False,
) -> None:
    """Plays a whole conversation, both sides, against a pretend Telegram and a pretend Slack. Needs no tokens."""
    raise typer.Exit(_part("bot.demo").run(_settings(), interactive=not batch))


@keys.command()
def rotate() -> None:
    """Makes a new master key. A running service takes it up by itself, and forgets the old one a minute later."""
    raise typer.Exit(_part("bot.rotating").run(_settings()))


@app.command("try")
def try_(
    process: Annotated[str, typer.Argument(help="A process that comes with the product (saacg), or a .yaml file.")],
    language: Annotated[str, typer.Option(help="The language to be asked in.")] = "es",
) -> None:
    """Plays a process in this terminal: you answer, nothing is sent."""
    raise typer.Exit(_part("bot.trying").run(process, language))


@app.command()
def check(
    files: Annotated[
        list[str] | None, typer.Argument(help="Process files; all that come with the product when none.")
    ] = None,
) -> None:
    """Checks process files and the knowledge beside them: says what is wrong by file, line and words."""
    checking = _part("bot.app.checking")
    failed = False
    for name in files or checking.shipped():
        problems = checking.problems_in(name)
        for problem in problems:
            typer.echo(str(problem))
        wrong = any(problem.severity == "error" for problem in problems)
        failed = failed or wrong
        typer.echo(f"{name}: {'has errors' if wrong else 'ok'}")
    raise typer.Exit(1 if failed else 0)


_REGISTER = "organisations, licences, people or courses (organizaciones, licencias, personas, cursos)"


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help=f"What the file holds: {_REGISTER}; or knowledge (conocimiento).")],
    file: Annotated[Path, typer.Argument(help="A CSV file, as a spreadsheet saves it; knowledge as YAML, too.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it. Without this, it only says what would happen.")
    ] = False,
) -> None:
    """Imports a register, or the desk's knowledge: says what is new, what changes and every bad row; with --apply all of it,
    or nothing."""
    if kind.casefold() in ("knowledge", "conocimiento"):
        raise typer.Exit(_part("bot.importing_knowledge").run(_settings(), file, apply=apply))
    raise typer.Exit(_part("bot.registers").import_(_settings(), kind, file, apply=apply))


@app.command()
def export(
    register: Annotated[str, typer.Argument(help=f"{_REGISTER}; or history (historial): all that was done to tickets")],
    file: Annotated[Path | None, typer.Argument(help="The file to write; the terminal without one.")] = None,
) -> None:
    """Writes a register as a CSV file that can be edited and imported again; the history as a JSON object in each line."""
    raise typer.Exit(_part("bot.registers").export(_settings(), register, file))


@audit.command()
def verify() -> None:
    """Checks the hash chain of every ticket's history, and names the first entry that is not as it was written."""
    raise typer.Exit(_part("bot.registers").verify(_settings()))


@data.command("export")
def export_data(
    whom: Annotated[str, typer.Argument(help="A chat (telegram:123, slack:T1:U1), or an e-mail address.")],
    file: Annotated[Path | None, typer.Argument(help="The file to write (.html); the terminal without one.")] = None,
) -> None:
    """Writes all that is held about a person as a page, for those who ask by letter. Make sure first who asks."""
    raise typer.Exit(_part("bot.disclosing").export(_settings(), whom, file))


@app.command()
def diagram(
    process: Annotated[str, typer.Argument(help="A process that comes with the product (saacg), or a .yaml file.")],
) -> None:
    """Prints a process as diagrams (Mermaid): the states of tickets and incidents, and what is done at deadlines."""
    try:
        typer.echo(_part("bot.app.diagram").printed(process), nl=False)
    except _part("bot.app.catalogue").ProcessFileError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None


@app.command()
def migrate() -> None:
    """Brings the database to this version's schema."""
    raise typer.Exit(_part("bot.running").migrate(_settings()))


class SlackMode(StrEnum):
    """How Slack reaches the service."""

    SOCKET = "socket"
    HTTP = "http"


@slack.command()
def manifest(
    mode: Annotated[
        SlackMode, typer.Option(help="socket: the service calls Slack. http: Slack calls the service.")
    ] = SlackMode.SOCKET,
    url: Annotated[
        str | None, typer.Option(help="For http: where Slack reaches the service, https://your.host.")
    ] = None,
) -> None:
    """Prints the manifest for "Create New App > From a manifest" at api.slack.com/apps."""
    try:
        text = _part("adapters.slack.manifest").printed(mode.value, url)
    except ValueError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    typer.echo(text, nl=False)


@app.command()
def version() -> None:
    """The version of the product and of its schema."""
    typer.echo(f"ventanilla {VERSION}, schema {_part('storage.schema').head()}")


def _part(module: str) -> Any:
    """Loaded when it is needed: help and errors must not wait for the platforms' libraries."""
    return importlib.import_module(module)


def _settings() -> Settings:
    try:
        return load(os.environ, Path(".env"))
    except SettingsError as error:
        for problem in error.problems:
            typer.echo(problem, err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    main()
