"""The pictures of `docs/slack.md`: a short story on a stage, photographed in the pretend Slack.

`python -m docs.pictures.make` writes them beside this file; `… make card home` only those; with `--look` the story stays on
the stage and the address of its pages is printed, until Enter. A picture of what is not there yet is left out, and said.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from adapters.sandbox.slack import NoSuchChoiceError
from adapters.sandbox.slack.block_kit import elements_of
from adapters.sandbox.slack.channels import Channel
from adapters.sandbox.slack.state import Message
from adapters.sandbox.slack.views import View
from adapters.sandbox.telegram.messages import Message as TelegramMessage
from adapters.sandbox.telegram.people import Person
from bot.demo import ANSWERS, FIRST
from bot.stage import Stage
from docs.pictures.browser import Browser, NoBrowserError

FOLDER = Path(__file__).parent
SPEED = 25.0
PATIENCE = 20.0
REPLY = "Buenos días, María. ¿Puede decirme qué impresora tiene elegida?"
CARD_WIDTH, MODAL_WIDTH, HOME_WIDTH, DESK_WIDTH = 680, 580, 720, 1180


class Story:
    """A ticket from Telegram, taken by Ana."""

    def __init__(self, stage: Stage, person: Person) -> None:
        self._stage = stage
        self._person = person
        self._slack = stage.slack.origin
        self.card: Message

    async def begin(self) -> None:
        """Until Ana has taken the ticket, and the requester has said one thing more."""
        await self._stage.open_desk()
        self._person.say(FIRST)
        for question, answer in ANSWERS:
            await self._person.wait_for(lambda message: self._is_asked(message, question), PATIENCE)  # noqa: B023 - awaited at once
            if answer.startswith("["):
                self._person.press(self._button(answer[1:]) or answer[1:])
            else:
                self._person.say(answer)
        await self._person.wait_for("Su número de ticket es", PATIENCE)
        self.card = await self._stage.channel.wait_for("María Pérez Ruiz", timeout=PATIENCE)
        await self._stage.specialist.press("Tomar", self._stage.channel, ts=self.card.ts)
        await self._person.wait_for("ya está trabajando", PATIENCE)
        self._person.say("También pasa con las pólizas de febrero")
        await self._stage.channel.wait_for("pólizas de febrero", timeout=PATIENCE)
        await self._stage.quiet()

    async def shown_card(self) -> str:
        """The card."""
        return f"{self._page('channels', self._stage.channel.id)}&only={self.card.ts}"

    async def desk(self) -> str:
        """The channel with the ticket's thread beside it."""
        return f"{self._page('channels', self._stage.channel.id)}&thread={self.card.ts}"

    async def menu(self) -> str:
        """The card with its menu open."""
        if not any(
            element["type"] in ("overflow", "static_select") for element in _actions(self._stage.channel, self.card)
        ):
            raise NoSuchChoiceError("the card has no menu")
        return f"{self._page('channels', self._stage.channel.id)}&only={self.card.ts}&opened=1"

    async def reply(self) -> str:
        """The form to answer the requester, filled in."""
        ana = self._stage.specialist
        await ana.press("Responder", self._stage.channel, ts=self.card.ts)
        view = await ana.wait_for_modal(timeout=PATIENCE)
        await ana.fill({_first_text(view): REPLY})
        return f"{self._page('members', ana.id)}&only=modal"

    async def preview(self) -> str:
        """The answer as its reader will see it, before it is sent."""
        ana = self._stage.specialist
        await self.reply()
        await ana.submit()
        await ana.wait_for_modal("Así lo leerá", timeout=PATIENCE)
        return f"{self._page('members', ana.id)}&only=modal"

    async def home(self) -> str:
        """The specialist's Home tab."""
        ana = self._stage.specialist
        await ana.open_home()
        await ana.wait_for_home(timeout=PATIENCE / 4)
        return f"{self._page('members', ana.id)}&tab=home"

    def _page(self, kind: str, of: str) -> str:
        return f"{self._slack}/page/{kind}/{of}?reader={self._stage.specialist.id}"

    def _is_asked(self, message: TelegramMessage, question: str) -> bool:
        return question in message.text or any(question in label for row in message.keyboard for label, _ in row)

    def _button(self, start: str) -> str | None:
        labels = (label for message in reversed(self._person.messages) for row in message.keyboard for label, _ in row)
        return next((label for label in labels if label.startswith(start)), None)


def _actions(channel: Channel, card: Message) -> list[dict[str, Any]]:
    """What can be pressed or chosen on the card as it is now."""
    now = next(message for message in channel.messages if message.ts == card.ts)
    return [element for block in now.blocks for element, _ in elements_of(block)]


def _first_text(view: View) -> str:
    """The first field of a form that one can type in."""
    for block in view.blocks:
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input":
            return str(block["block_id"])
    raise NoSuchChoiceError(f"there is nothing to type in:\n{view.rendered}")


def _scenes(story: Story) -> dict[str, tuple[Callable[[], Awaitable[str]], int]]:
    """What is photographed, in this order, and how wide."""
    return {
        "card": (story.shown_card, CARD_WIDTH),
        "menu": (story.menu, CARD_WIDTH),
        "desk": (story.desk, DESK_WIDTH),
        "home": (story.home, HOME_WIDTH),
        "reply": (story.reply, MODAL_WIDTH),
        "preview": (story.preview, MODAL_WIDTH),
    }


async def photograph(story: Story, browser: Browser, wanted: list[str]) -> list[str]:
    """Takes the pictures, all of them when none is named; returns the names of those that could not be taken."""
    missing = []
    for name, (scene, width) in _scenes(story).items():
        if wanted and name not in wanted:
            continue
        try:
            address = await scene()
        except (AssertionError, NoSuchChoiceError) as reason:
            missing.append(name)
            _say(f"{name}: not there ({str(reason).splitlines()[0]})")
            continue
        _keep(name, await browser.picture(address, width=width))
    return missing


async def run(arguments: list[str]) -> int:
    """0 when every picture that was asked for was taken."""
    wanted = [name for name in arguments if not name.startswith("-")]
    async with Stage("saacg", speed=SPEED) as stage:
        story = Story(stage, stage.telegram.person(first_name="María", language_code="es"))
        await story.begin()
        if "--look" in arguments:
            await asyncio.to_thread(input, f"Look at {stage.slack.origin}/page and press Enter.")
            return 0
        async with Browser() as browser:
            return 1 if await photograph(story, browser, wanted) else 0


def _keep(name: str, picture: bytes) -> None:
    file = FOLDER / f"{name}.png"
    file.write_bytes(picture)
    _say(f"{name}: {file}")


def main() -> None:
    """The entry point."""
    try:
        raise SystemExit(asyncio.run(run(sys.argv[1:])))
    except NoBrowserError as problem:
        _say(str(problem))
        raise SystemExit(2) from None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
