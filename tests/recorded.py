"""Leave out tests that passed before with the same sources, engine, Python, NumPy and SciPy; record those that pass.

Some tests give the same result whenever the files that they read are the same: the sample submissions of an assignment,
its notebook, the points of answers that people graded. Such a test has a mark with a name and with what it reads:

    @pytest.mark.recorded("samples:a1_knn", "solutions/a1_knn", "tests/submissions/a1_knn")

Its own module counts too, and each `conftest.py` above it, with every module of the project's tests and tools that they
import. `docs/validity.json` has the state of the last run in which all tests of that name passed, and
`tools.proofs.again` chooses, among names of one kind (what is before the colon), which of them run. With `--prove` all
of them run, and those that pass are recorded.

What is read may be a program of the machine, too: `"$ chromium --version"` counts with what that command prints.
"""

import ast
import re
import shlex
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.authoring.deciding import CACHES, reduced
from autograder.grading.digests import digest_of_files
from autograder.validation.state import DIGITS, ProofState, digest_of_proving_engine, digest_of_sources, present_state
from tests.cpu_report import CpuReport
from tests.shared import once
from tools.proofs import FILE, Proved, again, in_words, read_proofs, write_proofs

__all__ = ["CHOOSING", "MARK", "RecordedTests", "chosen", "forget", "modules_of", "state_of_tests"]

MARK = "recorded"
ROOT = Path(__file__).resolve().parent.parent
State = Callable[[Path, Sequence[str]], ProofState]
SHARED = re.compile(r"(?:tests|tools)(?:\.\w+)*")
ASSIGNMENT = re.compile(r"solutions/\w+")
COMMAND = "$ "
CHOOSING = frozenset({"tests/cheap_start.py", "tests/cpu_report.py", "tests/recorded.py", "tools/proofs.py"})
"""What `tests/conftest.py` imports to choose and measure tests. It decides whether a test runs, not how it ends."""


def state_of_tests(module: Path, inputs: Sequence[str]) -> ProofState:
    """Return the state of everything that decides the result of recorded tests.

    Args:
        module: The file of the tests.
        inputs: Files and folders that they read, relative to the project, and commands after `$ `. An assignment in
            `solutions/` counts without its texts for people.
    """
    parts = {f"module {name}": data for name, data in _reduced(modules_of(module))}
    for name in inputs:
        if ASSIGNMENT.fullmatch(name):
            parts[name] = digest_of_sources(ROOT / name).encode()
        elif name.startswith(COMMAND):
            parts[name] = _printed(name.removeprefix(COMMAND))
        elif (place := ROOT / name).is_dir():
            inside = (path for path in place.rglob("*") if not CACHES.search(path.relative_to(place).as_posix()))
            parts |= _reduced(path for path in inside if path.is_file())
        else:
            parts |= _reduced([place])
    return present_state(digest_of_files(parts)[:DIGITS])


def _reduced(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file, and what decides in it."""
    for path in paths:
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        yield name.as_posix(), _deciding(path)


@cache
def _deciding(path: Path) -> bytes:
    return reduced(path.name, path)


@cache
def _printed(command: str) -> bytes:
    """Return what a program of the machine says about itself; nothing if it is missing."""
    try:
        return subprocess.run(shlex.split(command), capture_output=True, check=False).stdout
    except OSError:
        return b""


@cache
def modules_of(module: Path) -> tuple[Path, ...]:
    """Return a module of tests, and each `conftest.py` above it, with the modules of `tests` and `tools` they import.

    Args:
        module: The file of the tests.
    """
    found: dict[Path, None] = {}
    above = [folder / "conftest.py" for folder in module.parents if folder.is_relative_to(ROOT / "tests")]
    todo = [module, *filter(Path.is_file, above)]
    while todo:
        path = todo.pop()
        if path not in found:
            found[path] = None
            todo += _imported(path)
    return tuple(sorted(found))


@cache
def _imported(module: Path) -> tuple[Path, ...]:
    return tuple(_imports_of(module))


def _imports_of(module: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        for name in filter(SHARED.fullmatch, names):
            place = ROOT.joinpath(*name.split("."))
            for path in (place.with_suffix(".py"), place / "__init__.py"):
                if path.is_file() and path.relative_to(ROOT).as_posix() not in CHOOSING:
                    yield path


def forget() -> None:
    """Read every file again that was read before."""
    modules_of.cache_clear()
    _imported.cache_clear()
    _deciding.cache_clear()
    _printed.cache_clear()
    digest_of_proving_engine.cache_clear()


def chosen(now: Mapping[str, ProofState], known: Mapping[str, Proved]) -> tuple[set[str], list[str]]:
    """Return which recorded tests run, and a remark for each name that is stale and does not run.

    Args:
        now: Name -> present state.
        known: Name -> last run in which all tests of that name passed.
    """
    run: set[str] = set()
    for kind in {_kind(name) for name in now}:
        run |= again({name: state for name, state in now.items() if _kind(name) == kind}, known)
    remarks = []
    for name in sorted(set(now) - run):
        if changed := known[name].state.differs(now[name]):
            date = known[name].date
            remarks.append(f"{name}: tests of {date} are stale ({in_words(changed)} changed). `make prove` runs them.")
    return run, remarks


def _kind(name: str) -> str:
    return name.partition(":")[0]


class RecordedTests:
    """Choose which recorded tests run, in the process that collects; record them in the process that prints."""

    def __init__(self, cpu: CpuReport, prove: bool, path: Path = FILE, state: State = state_of_tests) -> None:
        """Start with nothing collected.

        Args:
            cpu: Measures the CPU seconds of each test.
            prove: Whether to run all of them, and to record those that pass.
            path: The file of the proofs.
            state: Returns the state of what decides the result of tests.
        """
        self.cpu, self.prove, self.path, self.state = cpu, prove, path, state
        self.tests: dict[str, list[str]] = {}
        self.now: dict[str, ProofState] = {}
        self.read: dict[str, tuple[str, ...]] = {}  # the file of the tests, and what else they read
        self.remarks: list[str] = []
        self.passed: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what the record answers for."""
        names: dict[pytest.Item, str] = {}
        for item in items:
            if (mark := item.get_closest_marker(MARK)) is not None:
                name, *inputs = mark.args
                names[item] = name
                self.tests.setdefault(name, []).append(item.nodeid)
                if self.read.setdefault(name, (str(item.path), *inputs)) != (str(item.path), *inputs):
                    raise pytest.UsageError(f"{item.nodeid}: tests of {name!r} must be in one file and read the same.")
        if names:
            self.now = once(config._tmp_path_factory, "states", lambda _folder: self._states())  # type: ignore[attr-defined]
        if self.prove or not names:
            return
        known = read_proofs(self.path).tests
        run, self.remarks = chosen(self.now, known)
        out = [item for item, name in names.items() if name not in run]
        if out:
            left = ", ".join(sorted({_kind(names[item]) for item in out}))
            self.remarks.append(f"{len(out)} tests passed before on the same files ({left}); `--prove` repeats them.")
            items[:] = [item for item in items if item not in set(out)]
            config.hook.pytest_deselected(items=out)

    def _states(self) -> dict[str, ProofState]:
        forget()
        return {name: self.state(Path(module), inputs) for name, (module, *inputs) in self.read.items()}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that passed."""
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)
        elif not report.passed:
            self.passed.discard(report.nodeid)  # its end failed

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand what a worker process of pytest-xdist has collected to the process that prints."""
        if (output := getattr(session.config, "workeroutput", None)) is not None:
            output[MARK] = (self.tests, msgspec.to_builtins(self.now), self.read, self.remarks)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker process has collected; each has collected the same."""
        if MARK in getattr(node, "workeroutput", {}):
            self.tests, now, self.read, self.remarks = node.workeroutput[MARK]
            self.now = msgspec.convert(now, dict[str, ProofState])

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Record the tests that passed, or say what the record answers for."""
        lines = [*self.remarks, *(self.record() if self.prove else ())]
        if lines:
            terminalreporter.section("tests on record")
            for line in lines:
                terminalreporter.write_line(line)

    def record(self) -> list[str]:
        """Write the names whose tests all passed into the file of the proofs; return what was done."""
        lines, done = [], {}
        after = self._states()
        for name, tests in sorted(self.tests.items()):
            if missing := [test for test in tests if test not in self.passed]:
                lines.append(f"{name}: not recorded; {len(missing)} of {len(tests)} tests did not pass")
                continue
            if after[name] != self.now[name]:
                lines.append(f"{name}: not recorded; its files or the engine were edited during the run")
                continue
            cpu = sum(self.cpu.tests[test][1] for test in tests if test in self.cpu.tests)
            figures = {"tests": float(len(tests)), "cpu": round(cpu, 1)}
            done[name] = Proved(str(datetime.now(UTC).date()), (), None, figures, self.now[name])
        if done:
            proofs = read_proofs(self.path)
            write_proofs(msgspec.structs.replace(proofs, tests={**proofs.tests, **done}), self.path)
            lines.append(f"recorded in {self.path.name}: {', '.join(done)}")
        return lines
