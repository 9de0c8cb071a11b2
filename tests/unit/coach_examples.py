"""What the tests of the coach share."""

from __future__ import annotations

from pathlib import Path

from bot.app.catalogue import SHIPPED, load_process

SAACG = load_process(SHIPPED / "saacg.yaml")


ADVERTMIND = load_process(SHIPPED / "advertmind.yaml")


SOUND = load_process(Path(__file__).parent / "sound_process.yaml")
