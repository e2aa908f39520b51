"""Explain a wrong answer: find the misconceptions that behave like it on every test of its question.

The tests of the question are run once more on the submission, with inputs that are the same for every submission, and
everything that its code does is recorded. Each misconception of the question (the reference with its edit, in an
ordinary worker) runs the same tests until the first call on which it differs; its recordings are kept for the next
submission. If none agrees, pairs are tried, then three at a time of the frequent ones, the likeliest first, until the
time for the search is used up. What agrees to the end is a candidate. A candidate explains the answer only if it also
behaves like it on the inputs that graded the submission. One explanation names the mistake. If there are several, none
is named, because a false name is worse than none; the lowest of their floors counts.

A gate that the answer fails and the candidate passes does not refute the candidate, since both compute the same values.
It is noted as `beyond`, and costs its points besides the mistake.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.errors import AssignmentError
from autograder.i18n import Lines, Message
from autograder.model.assignment import Assignment, Question
from autograder.model.misconceptions import Misconception
from autograder.model.partial_credit import GateKind
from autograder.model.results import Status
from autograder.model.source_edit import with_mistakes
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo
from autograder.testing.recording import Recording, Recordings, alike, same

__all__ = ["DIAGNOSED", "Attempt", "Diagnoser", "Diagnosis", "Explanation", "agrees_but_for_gates", "excused"]

DIAGNOSED: frozenset[Status] = frozenset({"failed", "error", "memory"})
"""Statuses of a question to diagnose. Crashes and time-outs need no diagnosis: their messages explain them."""

IN_TRIPLES = 5
"""How many of a question's most frequent misconceptions are also tried three at a time."""

Several = tuple[Misconception, ...]
"""One misconception, or two at the same time."""


@dataclass(frozen=True)
class Explanation:
    """A candidate that behaves like the answer.

    Attributes:
        misconceptions: One misconception, or several at the same time.
        beyond: Functions of the gates that the answer fails and the candidate passes.
    """

    misconceptions: Several
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """What explains a wrong answer to one question.

    Attributes:
        explanations: Every candidate that behaves like the answer; at least one.
        evidence: How many calls and tests agree, in one line.
    """

    explanations: tuple[Explanation, ...]
    evidence: Text

    def named(self) -> Several:
        """Return the misconceptions that name the mistake; empty if there are several explanations."""
        return self.explanations[0].misconceptions if len(self.explanations) == 1 else ()

    def text(self) -> Text:
        """Return the hints and the evidence, for the student."""
        return Text.of(Lines(*(entry.hint for entry in self.named()), self.evidence))


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
"""Runs attempts at a question; returns the recordings of each, from its start to the first difference.

It may stop before the last attempt, when the time for the search is used up."""

Replay = Callable[[str, Sequence[Mapping[str, bytes]]], list[bool]]
"""Runs files through the hidden tests of a question, on the inputs that graded the submission.

Returns for each whether it behaves like the submission."""


def agrees_but_for_gates(found: Recording, answer: Recording, gate: GateKind) -> bool:
    """Check whether a candidate behaves like an answer in one test; the answer may fail a gate that it passes.

    Args:
        found: The recording of the candidate.
        answer: The recording of the answer.
        gate: What the test checks; empty for a value test.
    """
    status = _status(found, answer)
    if gate and status != answer.status:
        return status == "passed"
    return same(replace(found, status=status), answer)


def excused(recordings: Recordings, gates: Sequence[GateKind], proven: bool) -> Recordings:
    """Let gates pass that failed for a cause for which another failed gate of the question takes points.

    Args:
        recordings: What an answer does in every test of a question.
        gates: What these tests check.
        proven: Whether the answer's source proves that it has no loop; otherwise nothing is excused.
    """
    if not proven:
        return tuple(replace(one, excuse="") for one in recordings)
    failed = {gate for one, gate in zip(recordings, gates, strict=True) if gate and one.status != "passed"}
    return tuple(replace(one, status="passed") if one.excuse in failed else one for one in recordings)


def _status(found: Recording, answer: Recording) -> str:
    """Return the status of a candidate in a test, excused where the answer's is.

    Where the candidate alone is excused, it has no loop, so it does not explain why the answer fails.
    """
    if found.excuse and not answer.excuse:
        return "passed"
    return answer.status if answer.excuse and answer.excuse == found.excuse else found.status


class Diagnoser:
    """Compares the recordings of submissions with those of the misconceptions in the catalog.

    Args:
        assignment: The assignment.
        catalog: Its misconceptions.
        reference: File -> content of the reference.
        tests: Returns the tests of a question, in the order of recordings.
        run: Runs attempts through the tests of a question.
    """

    def __init__(
        self,
        assignment: Assignment,
        catalog: Sequence[Misconception],
        reference: Mapping[str, bytes],
        tests: Callable[[str], Sequence[TestInfo]],
        run: Run,
    ) -> None:
        self._assignment = assignment
        self._catalog = sorted(catalog, key=lambda entry: -entry.frequency)
        self._reference = reference
        self._tests = tests
        self._run = run
        self._known: dict[tuple[str, ...], Recordings] = {}

    def knows(self, question: str) -> bool:
        """Return whether the catalog has misconceptions of this question."""
        return any(entry.question == question for entry in self._catalog)

    def explain(self, question: str, recordings: Recordings, replay: Replay, proven: bool = False) -> Diagnosis | None:
        """Explain the answer behind these recordings; None if nothing in the catalog does.

        Args:
            question: Id of the question.
            recordings: Recordings of the submission on the shared inputs, one for each test of the question.
            replay: Compares candidates with the submission on its own graded inputs.
            proven: Whether the source of the answer proves that it has no loop.
        """
        recordings = excused(recordings, [test.gate for test in self._tests(question)], proven)
        own = [(entry,) for entry in self._catalog if entry.question == question]
        found = self._confirmed(question, self._matching(question, own, recordings), replay)
        if not found and self._like_ours(question, recordings):
            together = _together([entry for (entry,) in own])
            found = self._confirmed(question, self._matching(question, together, recordings), replay)
        explanations = [Explanation(several, self._beyond(question, several, recordings)) for several in found]
        exact = [one for one in explanations if not one.beyond]
        return Diagnosis(tuple(exact or explanations), _evidence(recordings)) if explanations else None

    def _confirmed(self, question: str, candidates: list[Several], replay: Replay) -> list[Several]:
        """Return the candidates that behave like the submission on its own graded inputs too."""
        files = [files for several in candidates if (files := self._files(question, several)) is not None]
        agree = replay(question, files) if files else []
        return [several for several, holds in zip(candidates, agree, strict=True) if holds]

    def _beyond(self, question: str, several: Several, recordings: Recordings) -> tuple[str, ...]:
        """Return the functions of the gates that the answer fails and a candidate passes."""
        pairs = zip(self._tests(question), self._recorded(several), recordings, strict=True)
        return tuple(
            test.function() for test, ours, theirs in pairs if test.gate and _status(ours, theirs) != theirs.status
        )

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
            if self._agrees(question, several, recordings) and (files := self._files(question, several)) is not None
        ]
        begun = [(several, Attempt(files, len(self._whole(several)))) for several, files in composed]
        missing = [(several, attempt) for several, attempt in begun if attempt.start < len(recordings)]
        if missing:
            found = self._run(question, [attempt for _several, attempt in missing], recordings)
            for (several, _attempt), new in zip(missing, found, strict=False):  # the time may end before the last
                self._known[_key(several)] = (*self._whole(several), *new)
        return [several for several, _attempt in begun if self._agrees(question, several, recordings, entirely=True)]

    def _recorded(self, several: Several) -> Recordings:
        return self._known.get(_key(several), ())

    def _whole(self, several: Several) -> Recordings:
        """Return the recordings of tests that ran to their end."""
        return tuple(recording for recording in self._recorded(several) if not recording.cut)

    def _agrees(self, question: str, several: Several, recordings: Recordings, entirely: bool = False) -> bool:
        """Return whether all tests that are recorded agree; if `entirely`, also whether every test is recorded."""
        known = self._recorded(several)
        if entirely and len(known) != len(recordings):
            return False
        gates = [test.gate for test in self._tests(question)]
        return all(
            not entirely and one.may_agree(other) if one.cut else agrees_but_for_gates(one, other, gate)
            for one, other, gate in zip(known, recordings, gates, strict=False)
        )

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


def _together(entries: Sequence[Misconception]) -> list[Several]:
    """Return what may be wrong at once: all pairs, and the frequent ones three at a time, the likeliest first.

    Only misconceptions that consist of edits can be combined.
    """
    edits = sorted((entry for entry in entries if entry.edits), key=lambda entry: -entry.frequency)
    pairs = itertools.combinations(edits, 2)
    triples = itertools.combinations(edits[:IN_TRIPLES], 3)
    by_frequency = sorted(pairs, key=lambda pair: -pair[0].frequency * pair[1].frequency)
    return [*by_frequency, *triples]


def _with(reference: Mapping[str, bytes], question: Question, several: Sequence[Misconception]) -> dict[str, bytes]:
    assert question.file is not None
    where = f"misconceptions.toml: {' and '.join(entry.id for entry in several)}"
    text = with_mistakes(reference[question.file].decode("utf-8"), question, several, where)
    return {**reference, question.file: text.encode("utf-8")}


def _evidence(recordings: Recordings) -> Text:
    values = sum(event.kind in ("value", "changed") for recording in recordings for event in recording.events)
    return Text.of(
        Message(
            "What your code returned agrees with this mistake on all {values} calls of {tests} tests.",
            values=values,
            tests=len(recordings),
        )
    )
