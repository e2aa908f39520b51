"""Name the mistake behind failed public tests, if the bundle has a fingerprint of it.

Once all tests have run, those of a failed question run again and are recorded to their ends: a failed comparison does
not end a recorded test, so it shows more calls than a student's run. A file without failures costs nothing.
"""

import contextvars
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from autograder.i18n import Lines, Message
from autograder.model.text import Text
from autograder.testing.fingerprints import CaseRun, Match, case_of, load_fingerprints, match
from autograder.testing.outcome import TestOutcome
from autograder.testing.plugin.outcomes import OUTCOME
from autograder.testing.plugin.rerun import run_recorded
from autograder.testing.plugin.stash import RECORDER

__all__ = ["MistakeNamer", "OutcomeCollector", "named_text"]

SECONDS = 5.0
"""Wall time that the tests may take again. Code that hangs after its first mistake keeps its messages, without name."""

WORTH_IT = frozenset({"passed", "failed", "error"})
"""Statuses of a question's tests that leave a mistake to be named."""

_NAMED: pytest.StashKey[dict[str, Match]] = pytest.StashKey()
"""Key under which the session's config has the named mistakes, by question."""


class OutcomeCollector:
    """A plugin that collects the outcomes of a run, and the named mistakes.

    Attributes:
        outcomes: One for each case, in the order in which they ended.
        names: Question -> the named mistake.
    """

    def __init__(self) -> None:
        self.outcomes: list[TestOutcome] = []
        self.names: dict[str, Match] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Collect the outcome, which the plugin has stored when the call was reported."""
        if OUTCOME in item.stash and RECORDER not in item.stash:
            self.outcomes.append(item.stash[OUTCOME])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Collect the names, which `MistakeNamer` has found by now."""
        self.names = session.config.stash.get(_NAMED, {})


def named_text(match: Match) -> Text:
    """Return the hint of a named mistake and the evidence, in one line."""
    evidence = Message(
        "What your code returned agrees with this mistake on all {values} calls of {tests} tests.",
        values=match.calls,
        tests=match.tests,
    )
    return Text.of(Lines(match.hint, evidence, separator=" "))


@dataclass
class _Failed:
    """The failures of a question, with pytest's reports of them."""

    outcomes: list[tuple[TestOutcome, pytest.TestReport]] = field(default_factory=list)
    statuses: set[str] = field(default_factory=set)


class MistakeNamer:
    """A plugin that names mistakes at the end of a session.

    Args:
        folder: The folder that may contain fingerprints.
        assignment: Id of the assignment.
        renamed: Called with each outcome whose explanation the name of a mistake has replaced.
    """

    def __init__(self, folder: Path, assignment: str, renamed: Callable[[TestOutcome], None]) -> None:
        self._folder = folder
        self._assignment = assignment
        self._renamed = renamed
        self._questions: dict[str, _Failed] = {}

    def add(self, outcome: TestOutcome, report: pytest.TestReport) -> None:
        """Remember a case that has ended."""
        question = self._questions.setdefault(outcome.test.question, _Failed())
        question.statuses.add(outcome.status)
        if outcome.status != "passed":
            question.outcomes.append((outcome, report))

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Name what can be named, before pytest prints the failures."""
        session.config.stash[_NAMED] = {}
        open_ = {id: one for id, one in self._questions.items() if one.outcomes and one.statuses <= WORTH_IT}
        if open_ and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            found = self._matches(session, set(open_))
            session.config.stash[_NAMED] = found
            for id, one in found.items():
                self._show(open_[id], one)

    def _matches(self, session: pytest.Session, questions: set[str]) -> dict[str, Match]:
        """Return the named mistakes; none if the tests take too long."""
        fingerprints = load_fingerprints(self._folder)
        if fingerprints is None:
            return {}
        known = {id: one for id, one in fingerprints.questions.items() if id in questions}
        items = {case_of(item.path.name, item.name): item for item in session.items}
        found: dict[str, Match] = {}

        def search() -> None:
            for id, one in known.items():
                own = [case for case in one.cases if case in items]
                runs: Mapping[str, CaseRun] = {case: run_recorded(items[case]) for case in own if own == [*one.cases]}
                named = match(self._assignment, id, one, runs)
                if named is not None:
                    found[id] = named

        return found if _ends(search, session) else {}

    def _show(self, question: _Failed, found: Match) -> None:
        """Put the name of a mistake into the first failure; the others lose their guesses."""
        texts = [named_text(found)]
        for outcome, report in question.outcomes:
            explained = Text.of(Lines(outcome.unguessed(), *texts))
            texts = []
            report.longrepr = str(explained)
            self._renamed(replace(outcome, explanation=explained))


def _ends(work: Callable[[], None], session: pytest.Session) -> bool:
    """Do some work in a thread; return whether it has ended in time."""
    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True)
    thread.start()
    thread.join(SECONDS)
    if thread.is_alive():
        _abandon(session)
    return not thread.is_alive()


def _abandon(session: pytest.Session) -> None:
    """Let pytest end as if the test that hangs had never begun: its fixtures stay open, its output is not captured."""
    session._setupstate.stack.clear()
    capture = session.config.pluginmanager.getplugin("capturemanager")
    if capture is not None:
        capture.suspend_global_capture()
