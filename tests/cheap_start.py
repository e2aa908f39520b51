"""Start the processes of a test run cheaply: what each of them would do, one does."""

import contextlib
import gc
import importlib
from collections.abc import Generator
from pathlib import Path

import pytest

__all__ = ["CheapStart", "share_of"]

HERE = Path(__file__).resolve().parent


def share_of(names: list[str], worker: int, workers: int) -> list[str]:
    """Return the names that one of several workers takes; together they take each of them once."""
    return names[worker::workers]


class CheapStart:
    """Import test modules in turns, and collect without looking for garbage.

    pytest rewrites the assertions of each module when it is first imported, and keeps the result in a file. Workers
    that collect side by side would all rewrite all modules of a fresh checkout. So each imports its share first, and
    finds those of the others rewritten when it collects.
    """

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Import the share of this worker, if everything is collected."""
        worker = getattr(session.config, "workerinput", None)
        if worker is None or [Path(place).resolve() for place in session.config.args] != [HERE]:
            return
        files = sorted(path.relative_to(HERE.parent) for path in HERE.rglob("test_*.py") if _is_module(path))
        names = [".".join(path.with_suffix("").parts) for path in files]
        for name in share_of(names, int(worker["workerid"].removeprefix("gw")), worker["workercount"]):
            with contextlib.suppress(Exception, pytest.skip.Exception):  # collecting it shows what is wrong
                importlib.import_module(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Collect thousands of tests without a search for garbage, and never search among them afterwards."""
        gc.disable()
        try:
            return (yield)
        finally:
            gc.enable()
            gc.freeze()


def _is_module(path: Path) -> bool:
    """Return whether each folder down to a file is a package, so that samples of student code are left alone."""
    folders = [folder for folder in path.parents if folder.is_relative_to(HERE)]
    return all((folder / "__init__.py").is_file() for folder in folders)
