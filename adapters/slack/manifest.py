"""What Slack is told of the app: `manifest.yaml`, for one of the two ways in which Slack reaches us."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from yarl import URL

from adapters.slack.events import PATH

Mode = Literal["socket", "http"]

FILE = Path(__file__).with_name("manifest.yaml")


def manifest(mode: Mode = "socket", url: str | None = None) -> Mapping[str, Any]:
    """The manifest as data. `url` is the service's address as Slack reaches it, for the mode `http` only; ValueError with
    a sentence for the administrator when it is missing, too much or no https address."""
    found: Mapping[str, Any] = _addressed(YAML(typ="safe").load(FILE), mode, url)
    return found


def printed(mode: Mode = "socket", url: str | None = None) -> str:
    """The manifest as it is pasted into Slack, what each thing is for beside it; ValueError as `manifest`."""
    yaml = YAML()
    yaml.width = 1000  # longer than any line of the file, which stays as it is
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump(_addressed(yaml.load(FILE), mode, url), text)
    return text.getvalue()


def _addressed(loaded: Any, mode: Mode, url: str | None) -> Any:
    if mode == "socket":
        if url is not None:
            raise ValueError("an address is for the mode http only: in the mode socket Slack calls nobody")
        return loaded
    address = _address(url)
    for command in loaded["features"]["slash_commands"]:
        command["url"] = address
    settings = loaded["settings"]
    settings["event_subscriptions"]["request_url"] = address
    settings["interactivity"]["request_url"] = address
    settings["socket_mode_enabled"] = False
    return loaded


def _address(url: str | None) -> str:
    """Where Slack posts to: the path of ours is added where only the host is given."""
    if not url:
        raise ValueError("the mode http needs the address at which Slack reaches the service: --url https://…")
    try:
        given = URL(url)
    except ValueError:
        given = URL()
    if given.scheme != "https" or not given.host:
        raise ValueError(f"Slack posts to https addresses only, and this is none: {url}")
    return str(given if given.path == PATH else given.with_path(given.path.rstrip("/") + PATH))
