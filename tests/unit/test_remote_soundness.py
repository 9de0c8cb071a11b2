"""`remote` in a process file: what is wrong with it is said in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.catalogue import Catalogue
from bot.domain.process import Process
from bot.domain.remote_rules import RemoteHelp, RemoteQuestion
from bot.domain.soundness import problems_of

TEXT = {"es": "Algo", "en": "Something"}
ASK = {"es": "¿Está listo?", "en": "Is it ready?"}


@pytest.fixture(scope="module")
def process() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


def question(name: str, **more: dict[str, str]) -> RemoteQuestion:
    return RemoteQuestion(id=name, **({"label": TEXT, "ask": ASK, "help": TEXT, "if_no": TEXT} | more))


def told(process: Process, remote: RemoteHelp) -> list[str]:
    found = problems_of(replace(process, remote=remote))
    return [each.message for each in found if each.path[0] == "remote"]


@pytest.mark.parametrize(
    ("remote", "message"),
    [
        (RemoteHelp(label=TEXT, questions=()), "this list is empty; remote help needs at least one question"),
        (
            RemoteHelp(label=TEXT, questions=(question("one"), question("one"))),
            'the id "one" is used twice in this list; every entry needs its own',
        ),
        (
            RemoteHelp(label=TEXT, questions=(question("is_the_machine_with_the_system_really_on"),)),
            'the id "is_the_machine_with_the_system_really_on" is too long for a button of Telegram;'
            " shorten it by 2 characters",
        ),
        (
            RemoteHelp(label=TEXT, questions=(question("one"),), remind_minutes=20),
            "the specialist is told after the reminder: this must be more than `remind_minutes`",
        ),
        (
            RemoteHelp(label=TEXT, questions=(question("one"),), soon_minutes=0),
            "write the minutes as a whole number from 1 to 1440, which is a day",
        ),
        (
            RemoteHelp(label=TEXT, questions=(question("one", if_no={"es": "Hágalo."}),)),
            'the text in "en" is missing; needed: es, en',
        ),
        (
            RemoteHelp(label=TEXT, questions=(question("one", ask={"es": "¿Está?", "en": "It is on"}),)),
            "this has no question mark; it is answered with the buttons yes and no",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(process: Process, remote: RemoteHelp, message: str) -> None:
    assert message in told(process, remote)


def test_a_sound_one_is_taken(process: Process) -> None:
    assert told(process, RemoteHelp(label=TEXT, questions=(question("one"), question("two")))) == []
