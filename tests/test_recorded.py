"""Tests on record run again when what they read has changed, and only a run that passed is recorded."""

from pathlib import Path

import msgspec
import pytest

from autograder.validation.state import ProofState
from tests.recorded import CHOOSING, chosen, forget, modules_of, state_of_tests
from tests.samples import ROOT
from tools.proofs import Proved, read_proofs

pytest_plugins = ["pytester"]

STATE = ProofState("s", "e", "3.11", "2.4", "1.17")


def proved(cpu=1.0, **changes):
    """Return a run in which all tests passed, on STATE with changes."""
    return Proved("2026-11-30", (), None, {"cpu": cpu}, msgspec.structs.replace(STATE, **changes))


def test_a_module_counts_with_the_helpers_that_it_imports():
    """Modules of tests and tools that it needs, also through a fixture or another one, and nothing of the engine."""
    names = {path.relative_to(ROOT).as_posix() for path in modules_of(ROOT / "tests" / "test_samples.py")}
    assert names >= {"tests/test_samples.py", "tests/graded.py", "tests/needs.py"}
    assert names >= {"tests/conftest.py", "tests/grading/toy.py"}, "its fixtures are made there"
    assert not names & CHOOSING
    assert all(name.startswith(("tests/", "tools/")) for name in names)


def test_what_tests_read_decides_their_state(tmp_path):
    """Statements, files, those of a folder and what a program prints decide; docstrings, comments and caches do not."""
    module, data = tmp_path / "test_a.py", tmp_path / "data"
    data.mkdir()

    def state(text, **files):
        module.write_text(text, encoding="utf-8")
        forget()
        for name, content in files.items():
            (data / name).write_text(content, encoding="utf-8")
        return state_of_tests(module, [str(data)]).sources

    first = state("A = 1\n", one="1")
    assert state('"""Docs."""\nA = 1  # one\n') == first
    (data / "__pycache__").mkdir()
    assert state("A = 1\n", **{"__pycache__/two": "2"}) == first
    (tmp_path / "version").write_text("1")
    with_a_program = [state_of_tests(module, [f"$ cat {tmp_path}/version"]).sources]
    (tmp_path / "version").write_text("2")
    forget()
    with_a_program.append(state_of_tests(module, [f"$ cat {tmp_path}/version"]).sources)
    assert len({first, *with_a_program}) == 3
    assert len({first, state("A = 2\n"), state("A = 1\n", one="2"), state("A = 1\n", one="1", two="")}) == 4


CHOICES = {
    "all are current": ({"k:a": proved(), "k:b": proved()}, set(), []),
    "files of one changed": ({"k:a": proved(sources="t"), "k:b": proved()}, {"k:a"}, []),
    "one was never recorded": ({"k:b": proved()}, {"k:a"}, []),
    "another engine: of each kind the cheapest": (
        {"k:a": proved(2.0, engine="f"), "k:b": proved(1.0, engine="f"), "l": proved(9.0, engine="f")},
        {"k:b", "l"},
        ["k:a: tests of 2026-11-30 are stale (the engine changed). `make prove` runs them."],
    ),
}


@pytest.mark.parametrize("case", CHOICES)
def test_the_state_decides_what_runs(case):
    """Whose files changed; of each kind one for another engine; the others are named."""
    known, run, remarks = CHOICES[case]
    names = ["k:a", "k:b", *(["l"] if "l" in known else [])]
    assert chosen(dict.fromkeys(names, STATE), known) == (run, remarks)


CONFTEST = """
from pathlib import Path
from autograder.validation.state import ProofState
from tests.conftest import pytest_addoption
from tests.cpu_report import CpuReport
from tests.recorded import RecordedTests

def state(module, inputs):
    return ProofState(module.read_text(), "e", "3.11", "2.4", "1.17")

def pytest_configure(config):
    config.addinivalue_line("markers", "recorded: runs when its files change")
    record = Path(config.rootpath, "proofs.json")
    config.pluginmanager.register(RecordedTests(CpuReport(), config.getoption("--prove"), record, state))
"""
TESTS = """
import pytest

@pytest.mark.recorded("kind:{name}")
@pytest.mark.parametrize("number", [1, 2])
def test_it(number):
    assert number < {limit}
"""


def test_only_what_passed_as_a_whole_is_recorded_and_left_out(pytester, monkeypatch):
    """A name of which a test fails runs again; one whose file changed runs again; the end of a run says so."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)  # the runs in here share nothing with each other
    pytester.makeconftest(CONFTEST)
    files = {f"test_{name}": TESTS.format(name=name, limit=limit) for name, limit in (("good", 3), ("bad", 2))}
    pytester.makepyfile(**files)

    def run(*options):
        return pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", *options)

    first = run("--prove")
    first.assert_outcomes(passed=3, failed=1)
    first.stdout.fnmatch_lines(
        ["kind:bad: not recorded; 1 of 2 tests did not pass", "recorded in proofs.json: kind:good"]
    )
    kept = read_proofs(Path(pytester.path, "proofs.json")).tests
    assert (list(kept), kept["kind:good"].figures["tests"]) == (["kind:good"], 2.0)
    again = run()
    again.assert_outcomes(passed=1, failed=1, deselected=2)
    again.stdout.fnmatch_lines(["2 tests passed before on the same files (kind); `--prove` repeats them."])
    pytester.makepyfile(test_good=files["test_good"] + "\n\nMORE = 1\n")
    run().assert_outcomes(passed=3, failed=1)
