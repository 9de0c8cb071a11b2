"""What the command line asks of the registers and the knowledge, as one value: it can be done here, or handed to the
service that has the database."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.app.disclosing_by_letter import disclosed
from bot.app.histories import exported, verified
from bot.app.importing import export_register, import_register
from bot.app.ports import UnitOfWork
from bot.app.shelving import items_of, shelve
from bot.domain.process import Process
from bot.domain.register import Register


class Task(StrEnum):
    """What is asked besides the registers: whether the histories are as they were written, or all of them as a file; all that
    is held about somebody."""

    VERIFY = "verify"
    HISTORY = "history"
    DISCLOSE = "disclose"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskOrder:
    """Import of a file's `content` (really, when `apply`), or with None an export. `file` is its name in the report.

    With a `task` it is about the histories of the tickets, or about the person named in `file`, as of `at`. Without a `register` it is about the knowledge, which is only imported, and whose content is items that were read
    already (`shelving.content_of`).
    """

    register: Register | None = None
    task: Task | None = None
    content: bytes | None = None
    file: str = ""
    apply: bool = False
    at: datetime | None = None

    def do(self, uow: UnitOfWork, process: Process) -> DeskReply:
        """Does it."""
        if self.task is Task.VERIFY:
            report, misfits = verified(uow)
            return DeskReply(report=report, bad=misfits)
        if self.task is Task.HISTORY:
            return DeskReply(content=exported(uow))
        if self.task is Task.DISCLOSE and self.at is not None:
            return DeskReply(content=disclosed(uow, process, self.file, self.at) or b"")
        if self.register is None:
            return DeskReply(
                report=shelve(uow, process, items_of(self.content or b"", process), apply=self.apply).report
            )
        if self.content is None:
            return DeskReply(content=export_register(uow, self.register))
        done = import_register(uow, process, self.register, self.content, apply=self.apply)
        return DeskReply(report=done.report(self.file), bad=bool(done.problems))

    def dump(self) -> bytes:
        """As bytes for another process."""
        content = None if self.content is None else base64.b64encode(self.content).decode()
        shape = {
            "register": self.register,
            "task": self.task,
            "content": content,
            "file": self.file,
            "apply": self.apply,
            "at": None if self.at is None else self.at.isoformat(),
        }
        return json.dumps(shape).encode()

    @classmethod
    def load(cls, data: bytes) -> DeskOrder:
        """From another process; ValueError when it is none."""
        try:
            shape = json.loads(data)
            content = None if shape["content"] is None else base64.b64decode(shape["content"])
            register = None if shape["register"] is None else Register(shape["register"])
            task = None if shape.get("task") is None else Task(shape["task"])
            at = None if shape.get("at") is None else datetime.fromisoformat(shape["at"])
            return cls(
                register=register,
                task=task,
                content=content,
                file=str(shape["file"]),
                apply=shape["apply"] is True,
                at=at,
            )
        except (KeyError, TypeError) as wrong:
            raise ValueError("this is no order") from wrong


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskReply:
    """The report of an import, and whether it had `bad` rows; or the exported `content`; or why it failed."""

    report: str = ""
    bad: bool = False
    content: bytes = b""
    failed: str = ""

    def dump(self) -> bytes:
        """As bytes for another process."""
        content = base64.b64encode(self.content).decode()
        return json.dumps({"report": self.report, "bad": self.bad, "content": content, "failed": self.failed}).encode()

    @classmethod
    def load(cls, data: bytes) -> DeskReply:
        """From another process; ValueError when it is none."""
        try:
            shape = json.loads(data)
            content = base64.b64decode(shape["content"])
            return cls(report=shape["report"], bad=shape["bad"], content=content, failed=shape["failed"])
        except (KeyError, TypeError) as wrong:
            raise ValueError("this is no reply") from wrong
