"""Naming the mistake: a wrong answer that does what a known misconception does, on every test of its question.

A question's tests are run once more on the submission, with inputs that are the same for everybody, and everything that
its code does is recorded. Each misconception of the question (the reference with its edit, in a worker like any other)
leaves such a trace too, computed once. The one whose trace is the same gives the mistake its name. Where two agree, on
all inputs, neither is named; where none does, two at once are tried; then nothing is said. A false name is worse than
none.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import AssignmentError
from autograder.i18n import _, in_both
from autograder.model.assignment import Assignment, Question
from autograder.model.misconceptions import Misconception
from autograder.model.mistakes import with_mistakes
from autograder.model.results import Status
from autograder.model.text import Text
from autograder.testing.trace import Seen, same

__all__ = ["DIAGNOSED", "Diagnoser", "Diagnosis", "Trace"]

DIAGNOSED: frozenset[Status] = frozenset({"failed", "error", "memory"})
"""Statuses of a question that are worth a second look; what crashed or took too long says what it did by itself."""

Trace = tuple[Seen, ...]
"""What was seen in each test of a question, in order."""


@dataclass(frozen=True)
class Diagnosis:
    """The mistake in one question.

    Attributes:
        misconceptions: Ids; two where both were made.
        hint: What the catalogue says about it.
        evidence: On how much they agree, in one line.
    """

    misconceptions: tuple[str, ...]
    hint: Text
    evidence: Text

    def text(self) -> Text:
        """What the student reads."""
        return Text(f"{self.hint.en}\n{self.evidence.en}", f"{self.hint.ko}\n{self.evidence.ko}")


class Diagnoser:
    """Compares traces with those of the catalogue.

    Args:
        assignment: Whose questions they are.
        catalogue: Its misconceptions.
        reference: File -> content of our own answers.
        trace: Runs the tests of a question on files.
    """

    def __init__(
        self,
        assignment: Assignment,
        catalogue: Sequence[Misconception],
        reference: Mapping[str, bytes],
        trace: Callable[[Mapping[str, bytes], str], Trace],
    ) -> None:
        self._assignment = assignment
        self._catalogue = catalogue
        self._reference = reference
        self._trace = trace
        self._known: dict[tuple[str, ...], Trace | None] = {}

    def knows(self, question: str) -> bool:
        """Whether the catalogue has anything about it."""
        return any(entry.question == question for entry in self._catalogue)

    def name(self, question: str, trace: Trace) -> Diagnosis | None:
        """The mistake that leaves this trace; None if it is not known, or not certain."""
        own = [entry for entry in self._catalogue if entry.question == question]
        for together in (1, 2):
            found = [several for several in itertools.combinations(own, together) if self._matches(several, trace)]
            if found:
                return _diagnosis(found[0], trace) if len(found) == 1 else None
        return None

    def _matches(self, several: tuple[Misconception, ...], trace: Trace) -> bool:
        key = tuple(entry.id for entry in several)
        if key not in self._known:
            self._known[key] = self._traced(several)
        known = self._known[key]
        return known is not None and len(known) == len(trace) and all(map(same, known, trace))

    def _traced(self, several: tuple[Misconception, ...]) -> Trace | None:
        """The trace of the reference with these in it; None where they do not compose."""
        question = self._assignment.named(several[0].question)
        if len(several) > 1 and not all(entry.edits for entry in several):
            return None
        try:
            files = _with(self._reference, question, several)
        except AssignmentError:
            if len(several) == 1:
                raise
            return None
        return self._trace(files, question.id)


def _with(reference: Mapping[str, bytes], question: Question, several: Sequence[Misconception]) -> dict[str, bytes]:
    assert question.file is not None
    where = f"misconceptions.toml: {' and '.join(entry.id for entry in several)}"
    text = with_mistakes(reference[question.file].decode("utf-8"), question, several, where)
    return {**reference, question.file: text.encode("utf-8")}


def _diagnosis(several: tuple[Misconception, ...], trace: Trace) -> Diagnosis:
    hints = [entry.hint for entry in several]
    values = sum(act.kind in ("value", "changed") for seen in trace for act in seen.acts)

    def evidence() -> str:
        return _("What your code returned agrees with this mistake on all {values} calls of {tests} tests.").format(
            values=values, tests=len(trace)
        )

    return Diagnosis(
        misconceptions=tuple(entry.id for entry in several),
        hint=Text("\n".join(hint.en for hint in hints), "\n".join(hint.ko for hint in hints)),
        evidence=Text(**in_both(evidence)),
    )
