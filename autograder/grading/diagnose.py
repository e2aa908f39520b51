"""Name the mistake: find the misconception that behaves like a wrong answer on every test of its question.

The tests of the question are run once more on the submission, with inputs that are the same for every submission, and
everything that its code does is recorded. Each misconception of the question (the reference with its edit, in an
ordinary worker) runs the same tests until its behavior differs; its recordings are kept for the next submission. The
misconception that agrees to the end names the mistake. If several agree, none is named. If none agrees, pairs are
tried. A false name is worse than none.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import AssignmentError
from autograder.i18n import Lines, Message
from autograder.model.assignment import Assignment, Question
from autograder.model.misconceptions import Misconception
from autograder.model.results import Status
from autograder.model.source_edit import with_mistakes
from autograder.model.text import Text
from autograder.testing.recording import Recordings, alike, same

__all__ = ["DIAGNOSED", "Attempt", "Diagnoser", "Diagnosis"]

DIAGNOSED: frozenset[Status] = frozenset({"failed", "error", "memory"})
"""Statuses of a question to diagnose. Crashes and time-outs need no diagnosis: their messages explain them."""

MOST_PAIRS = 28
"""Maximum number of pairs of misconceptions to try for one question."""

Several = tuple[Misconception, ...]
"""One misconception, or two at the same time."""


@dataclass(frozen=True)
class Diagnosis:
    """The named mistake in one question.

    Attributes:
        misconceptions: Ids of the misconceptions; two if the code has both.
        hint: Their hints from the catalog.
        evidence: How many calls and tests agree, in one line.
    """

    misconceptions: tuple[str, ...]
    hint: Text
    evidence: Text

    def text(self) -> Text:
        """Return hint and evidence, for the student."""
        return Text.of(Lines(self.hint, self.evidence))


@dataclass(frozen=True)
class Attempt:
    """Files to run through the tests of a question until their behavior differs from the submission's.

    Attributes:
        files: File -> content.
        start: Index of the first test to run; the tests before it are known to agree.
    """

    files: Mapping[str, bytes]
    start: int


Run = Callable[[str, Sequence[Attempt], Recordings], list[Recordings]]
"""Runs attempts at a question; returns the recordings of each, from its start to the first difference."""


class Diagnoser:
    """Compares the recordings of submissions with those of the misconceptions in the catalog.

    Args:
        assignment: The assignment.
        catalog: Its misconceptions.
        reference: File -> content of the reference.
        run: Runs attempts through the tests of a question.
    """

    def __init__(
        self, assignment: Assignment, catalog: Sequence[Misconception], reference: Mapping[str, bytes], run: Run
    ) -> None:
        self._assignment = assignment
        self._catalog = catalog
        self._reference = reference
        self._run = run
        self._known: dict[tuple[str, ...], Recordings] = {}

    def knows(self, question: str) -> bool:
        """Return whether the catalog has misconceptions of this question."""
        return any(entry.question == question for entry in self._catalog)

    def name(self, question: str, recordings: Recordings) -> Diagnosis | None:
        """Name the mistake behind these recordings; None if none or more than one is possible.

        Args:
            question: Id of the question.
            recordings: Recordings of the submission on the shared inputs, one for each test of the question.
        """
        own = [(entry,) for entry in self._catalog if entry.question == question]
        found = self._matching(question, own, recordings)
        if not found and self._like_ours(question, recordings):
            found = self._matching(question, _pairs([entry for (entry,) in own]), recordings)
        return _diagnosis(found[0], recordings) if len(found) == 1 else None

    def _like_ours(self, question: str, recordings: Recordings) -> bool:
        """Return whether the submission's values in the first test have the shapes of the reference's.

        Pairs of misconceptions are tried only then. Trying them takes long, and values of other shapes are probably a
        different mistake.
        """
        (ours,) = self._run(question, [Attempt(self._reference, 0)], recordings)
        return bool(ours) and alike(ours[0], recordings[0])

    def _matching(self, question: str, entries: Sequence[Several], recordings: Recordings) -> list[Several]:
        """Return the entries that behave like `recordings` in every test; run those that are not known yet."""
        composed = [
            (several, files)
            for several in entries
            if self._agrees(several, recordings) and (files := self._files(question, several)) is not None
        ]
        begun = [(several, Attempt(files, len(self._recorded(several)))) for several, files in composed]
        missing = [(several, attempt) for several, attempt in begun if attempt.start < len(recordings)]
        if missing:
            found = self._run(question, [attempt for _several, attempt in missing], recordings)
            for (several, _attempt), new in zip(missing, found, strict=True):
                self._known[_key(several)] = (*self._recorded(several), *new)
        return [several for several, _attempt in begun if self._agrees(several, recordings, entirely=True)]

    def _recorded(self, several: Several) -> Recordings:
        return self._known.get(_key(several), ())

    def _agrees(self, several: Several, recordings: Recordings, entirely: bool = False) -> bool:
        """Return whether all tests that are recorded agree; if `entirely`, also whether every test is recorded."""
        known = self._recorded(several)
        if entirely and len(known) != len(recordings):
            return False
        return all(map(same, known, recordings))

    def _files(self, question: str, several: Several) -> dict[str, bytes] | None:
        """Return the reference with these misconceptions; None if the edits of a pair cannot be combined."""
        try:
            return _with(self._reference, self._assignment.named(question), several)
        except AssignmentError:
            if len(several) == 1:
                raise
            return None


def _key(several: Several) -> tuple[str, ...]:
    return tuple(entry.id for entry in several)


def _pairs(entries: Sequence[Misconception]) -> list[Several]:
    """Return pairs of misconceptions that consist of edits, at most `MOST_PAIRS`: about a second of work."""
    return list(itertools.islice(itertools.combinations([entry for entry in entries if entry.edits], 2), MOST_PAIRS))


def _with(reference: Mapping[str, bytes], question: Question, several: Sequence[Misconception]) -> dict[str, bytes]:
    assert question.file is not None
    where = f"misconceptions.toml: {' and '.join(entry.id for entry in several)}"
    text = with_mistakes(reference[question.file].decode("utf-8"), question, several, where)
    return {**reference, question.file: text.encode("utf-8")}


def _diagnosis(several: tuple[Misconception, ...], recordings: Recordings) -> Diagnosis:
    hints = [entry.hint for entry in several]
    values = sum(event.kind in ("value", "changed") for recording in recordings for event in recording.events)
    evidence = Message(
        "What your code returned agrees with this mistake on all {values} calls of {tests} tests.",
        values=values,
        tests=len(recordings),
    )
    return Diagnosis(
        misconceptions=tuple(entry.id for entry in several),
        hint=Text.of(Lines(*hints)),
        evidence=Text.of(evidence),
    )
