"""Naming the mistake: a wrong answer that does what a known misconception does, on every test of its question.

A question's tests are run once more on the submission, with inputs that are the same for everybody, and everything that
its code does is recorded. Each misconception of the question (the reference with its edit, in a worker like any other)
runs through the same tests for as long as it does the same, and what it does is remembered for the next submission. The
one that does the same to the end gives the mistake its name. Where two agree, on all inputs, neither is named; where
none does, two at once are tried; then nothing is said. A false name is worse than none.
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
"""Statuses of a question that are worth a second look; what crashed or took too long says what it did by itself."""

MOST_PAIRS = 28
"""Pairs of misconceptions of one question that are tried."""

Several = tuple[Misconception, ...]
"""One misconception, or two at once."""


@dataclass(frozen=True)
class Diagnosis:
    """The mistake in one question.

    Attributes:
        misconceptions: Ids; two where both were made.
        hint: What the catalog says about it.
        evidence: On how much they agree, in one line.
    """

    misconceptions: tuple[str, ...]
    hint: Text
    evidence: Text

    def text(self) -> Text:
        """What the student reads."""
        return Text.of(Lines(self.hint, self.evidence))


@dataclass(frozen=True)
class Attempt:
    """Files to run through a question's tests, from one of them on, for as long as they do what `recordings` says."""

    files: Mapping[str, bytes]
    start: int


Run = Callable[[str, Sequence[Attempt], Recordings], list[Recordings]]
"""Runs attempts at a question; each comes back with what was seen from its start to the first difference."""


class Diagnoser:
    """Compares recordings with those of the catalog.

    Args:
        assignment: Whose questions they are.
        catalog: Its misconceptions.
        reference: File -> content of our own answers.
        run: Runs answers through the tests of a question.
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
        """Whether the catalog has anything about it."""
        return any(entry.question == question for entry in self._catalog)

    def name(self, question: str, recordings: Recordings) -> Diagnosis | None:
        """The mistake that leaves this recordings; None if it is not known, or not certain."""
        own = [(entry,) for entry in self._catalog if entry.question == question]
        found = self._matching(question, own, recordings)
        if not found and self._like_ours(question, recordings):
            found = self._matching(question, _pairs([entry for (entry,) in own]), recordings)
        return _diagnosis(found[0], recordings) if len(found) == 1 else None

    def _like_ours(self, question: str, recordings: Recordings) -> bool:
        """Whether the first test sees values of the shapes that the reference returns, if not their numbers.

        Two mistakes at once are looked for only then: it takes long, and who returns another thing altogether has made
        another mistake.
        """
        (ours,) = self._run(question, [Attempt(self._reference, 0)], recordings)
        return bool(ours) and alike(ours[0], recordings[0])

    def _matching(self, question: str, entries: Sequence[Several], recordings: Recordings) -> list[Several]:
        """Those that do the same as `recordings` in every test; what is not known of them yet is found out."""
        composed = [
            (several, files)
            for several in entries
            if self._agrees_so_far(several, recordings) and (files := self._files(question, several)) is not None
        ]
        begun = [(several, Attempt(files, len(self._seen(several)))) for several, files in composed]
        missing = [(several, attempt) for several, attempt in begun if attempt.start < len(recordings)]
        if missing:
            found = self._run(question, [attempt for _several, attempt in missing], recordings)
            for (several, _attempt), seen in zip(missing, found, strict=True):
                self._known[_key(several)] = (*self._seen(several), *seen)
        return [several for several, _attempt in begun if self._agrees_so_far(several, recordings, entirely=True)]

    def _seen(self, several: Several) -> Recordings:
        return self._known.get(_key(several), ())

    def _agrees_so_far(self, several: Several, recordings: Recordings, entirely: bool = False) -> bool:
        known = self._seen(several)
        if entirely and len(known) != len(recordings):
            return False
        return all(map(same, known, recordings))

    def _files(self, question: str, several: Several) -> dict[str, bytes] | None:
        """The reference with these in it; None where they do not compose."""
        try:
            return _with(self._reference, self._assignment.named(question), several)
        except AssignmentError:
            if len(several) == 1:
                raise
            return None


def _key(several: Several) -> tuple[str, ...]:
    return tuple(entry.id for entry in several)


def _pairs(entries: Sequence[Misconception]) -> list[Several]:
    """Two at once, of those that are edits; no more than can be tried in a second."""
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
