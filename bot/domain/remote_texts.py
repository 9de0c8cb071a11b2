"""What a desk says of its remote help: part of a process file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteTexts:
    """How the credentials of remote help are spoken of. `program` is the program that shows them; `where` says where its ID
    and password are found; `afterwards` is asked at the end of a session: to change the password, or to close the program."""

    program: str = "TeamViewer"
    where: Mapping[str, str] | None = None
    afterwards: Mapping[str, str] | None = None
