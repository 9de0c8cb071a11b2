"""What tests of several folders share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage.upgrade import upgrade
from tests.clock import FakeClock

pytest_plugins = ["tests.fixtures_postgres"]

_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # others' work makes nothing wrong
settings.register_profile("repeatable", _UNHURRIED, derandomize=True)
settings.register_profile("explore", _UNHURRIED, max_examples=1000)
"""Every run tries the same examples, so that a red one says what was changed; `make test ARGS=--hypothesis-profile=explore`
looks for new ones."""


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still at noon until the test moves it."""
    return FakeClock()


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "ventanilla.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(_migrated_file: Path, tmp_path: Path) -> str:
    """A migrated SQLite file without rows."""
    file = tmp_path / "ventanilla.db"
    shutil.copyfile(_migrated_file, file)
    return f"sqlite:///{file}"
