"""A table in memory that can take back what was done to it since the last commit."""

from __future__ import annotations

from typing import Generic, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")

_MISSING = object()


class Rows(dict[K, V], Generic[K, V]):
    """Rows by key. Remembers what each changed key was before, so undoing costs what was done, not what is stored."""

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[K, object] = {}

    def __setitem__(self, key: K, value: V) -> None:
        self._before.setdefault(key, self.get(key, _MISSING))
        super().__setitem__(key, value)

    def pop(self, key: K, default: object = None) -> V:
        """Removes the row."""
        if key in self:
            self._before.setdefault(key, self[key])
        return cast("V", super().pop(key, default))

    def commit(self) -> None:
        """What was done stays."""
        self._before.clear()

    def rollback(self) -> None:
        """As at the last commit, in what each key holds."""
        for key, value in self._before.items():
            if value is _MISSING:
                super().pop(key, None)
            else:
                super().__setitem__(key, cast("V", value))
        self._before.clear()
