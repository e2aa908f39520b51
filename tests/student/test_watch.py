"""Waiting for files to change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.student.watch import changes


def looks(*actions: Callable[[], object]) -> Callable[[], None]:
    """What happens before each look; after the last, nobody looks any more."""
    queue = list(actions)

    def wait() -> None:
        if not queue:
            raise KeyboardInterrupt
        queue.pop(0)()

    return wait


def seen(folder: Path, *actions: Callable[[], object]) -> list[frozenset[str]]:
    """The changes of `a.py` and `b.py` that are noticed while these things happen."""
    noticed: list[frozenset[str]] = []
    with pytest.raises(KeyboardInterrupt):
        noticed.extend(_collect(folder, noticed, *actions))
    return noticed


def _collect(folder: Path, noticed: list[frozenset[str]], *actions: Callable[[], object]) -> list[frozenset[str]]:
    for changed in changes(folder, ("a.py", "b.py"), looks(*actions)):
        noticed.append(changed)
    return []


def test_files_that_change_appear_or_vanish_are_noticed(tmp_path: Path) -> None:
    """Each look names the files that are not as they were at the look before."""
    a, b = tmp_path / "a.py", tmp_path / "b.py"
    a.write_text("1", encoding="utf-8")
    assert seen(
        tmp_path,
        lambda: a.write_text("22", encoding="utf-8"),
        lambda: b.write_text("1", encoding="utf-8"),
        a.unlink,
    ) == [{"a.py"}, {"b.py"}, {"a.py"}]


def test_what_stays_is_not_noticed(tmp_path: Path) -> None:
    """Other files, and looks at which nothing happened, yield nothing."""
    other = tmp_path / "c.py"
    assert seen(tmp_path, lambda: None, lambda: other.write_text("1", encoding="utf-8")) == []
