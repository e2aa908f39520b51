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
from dataclasses import dataclass

from autograder.errors import AssignmentError
from autograder.grading.same_behavior import agrees_on_shared_inputs, gates_beyond, let_pass, until_they_differ
from autograder.i18n import Lines, Message
from autograder.model.assignment import Assignment, Question
from autograder.model.misconceptions import Misconception
from autograder.model.partial_credit import GateKind
from autograder.model.source_edit import with_mistakes
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo
from autograder.testing.recording import Recordings, alike

__all__ = [
    "Attempt",
    "Candidate",
    "Diagnoser",
    "Diagnosis",
    "Explanation",
    "Replay",
]

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
        forms: Ids of those misconceptions that return right values by themselves, so that they are about form.
    """

    misconceptions: Several
    beyond: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()


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

    def forms(self) -> frozenset[str]:
        """Return the ids of the named misconceptions that return right values by themselves."""
        return self.explanations[0].forms

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


@dataclass(frozen=True)
class Candidate:
    """Files that behave like the submission on the shared inputs.

    Attributes:
        files: File -> content.
        recordings: What they do there in every test of the question.
    """

    files: Mapping[str, bytes]
    recordings: Recordings


Run = Callable[[str, Sequence[Attempt], Recordings | None], list[Recordings]]
"""Runs attempts at a question; returns the recordings of each, from its start to the first difference.

Without recordings to compare with, every test runs to its end, except gates of form, memory and work.

It may stop before the last attempt, when the time for the search is used up."""

Replay = Callable[[str, Sequence[Candidate]], list[tuple[str, ...] | None]]
"""Runs candidates through the tests of a question, on the inputs that graded the submission.

Returns for each what `gates_beyond` says of them and of what the submission did when it was graded. An answer that
draws lots is judged by the draw that counts."""


class Diagnoser:
    """Compares the recordings of submissions with those of the misconceptions in the catalog.

    Args:
        assignment: The assignment.
        catalog: Its misconceptions.
        reference: File -> content of the reference.
        tests: Returns the tests of a question in the order of recordings: gates of form, memory and work come last.
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
        self._ours: dict[str, Recordings] = {}
        self._right_values: dict[str, bool] = {}
        self._gates: dict[str, tuple[GateKind, ...]] = {}

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
        recordings = let_pass(recordings, self._gates_of(question), proven)
        own = [(entry,) for entry in self._catalog if entry.question == question]
        explanations = self._confirmed(question, self._matching(question, own, recordings), recordings, replay)
        if not explanations and self._like_ours(question, recordings):
            together = _together([entry for (entry,) in own])
            candidates = self._matching(question, together, recordings)
            explanations = self._confirmed(question, candidates, recordings, replay)
        exact = [one for one in explanations if not one.beyond]
        return Diagnosis(tuple(exact or explanations), _evidence(recordings)) if explanations else None

    def _confirmed(
        self, question: str, candidates: list[Several], recordings: Recordings, replay: Replay
    ) -> list[Explanation]:
        """Return the candidates that behave like the submission on its own graded inputs too."""
        matching = [
            Candidate(files, self._recorded(several))
            for several in candidates
            if (files := self._files(question, several)) is not None
        ]
        replayed = replay(question, matching) if matching else []
        tests, confirmed = self._tests(question), []
        for several, beyond in zip(candidates, replayed, strict=True):
            if beyond is not None:
                shared = gates_beyond(tests, self._recorded(several), recordings, agrees_on_shared_inputs) or ()
                gates = tuple(dict.fromkeys((*shared, *beyond)))
                confirmed.append(Explanation(several, gates, self._forms(question, several)))
        return confirmed

    def _forms(self, question: str, several: Several) -> frozenset[str]:
        """Return the ids of misconceptions that pass every value test by themselves.

        It matters only where several are named: of a single one, the answer's own tests show it.
        """
        if len(several) == 1:
            return frozenset()
        unknown = [entry for entry in several if entry.id not in self._right_values]
        attempts = [Attempt(files, 0) for entry in unknown if (files := self._files(question, (entry,))) is not None]
        run = self._run(question, attempts, None) if attempts else []
        for entry, recordings in zip(unknown, run, strict=False):
            values = [one for one, test in zip(recordings, self._tests(question), strict=False) if not test.gate]
            self._right_values[entry.id] = all(one.judged().status == "passed" for one in values)
        return frozenset(entry.id for entry in several if self._right_values.get(entry.id, True))

    def _like_ours(self, question: str, recordings: Recordings) -> bool:
        """Return whether the submission's values in the first test have the shapes of the reference's.

        Pairs of misconceptions are tried only then. Trying them takes long, and values of other shapes are probably a
        different mistake.
        """
        if question not in self._ours:
            (self._ours[question],) = self._run(question, [Attempt(self._reference, 0)], None)
        ours = self._ours[question][:1]
        return any(
            alike(one, recordings[0]) or alike(until_they_differ(one, recordings[0]), recordings[0]) for one in ours
        )

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
        gates = self._gates_of(question)
        return all(
            not entirely and one.may_agree(other) if one.cut else agrees_on_shared_inputs(one, other, gate)
            for one, other, gate in zip(known, recordings, gates, strict=False)
        )

    def _gates_of(self, question: str) -> Sequence[GateKind]:
        """Return what the tests of a question check; hundreds of candidates are compared with them."""
        if question not in self._gates:
            self._gates[question] = tuple(test.gate for test in self._tests(question))
        return self._gates[question]

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
