"""Make the file by which a bundle names mistakes: fingerprints of what the public tests get from each misconception.

`autograder.testing.fingerprints` describes the file. A call gets a fingerprint only if its value differs from the
reference's and from every alternative's, and does not depend on the order of rounding. A mistake gets into the file
only if its calls tell it from every other misconception of the question.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

import autograder
from autograder.authoring.course import AssignmentSource
from autograder.authoring.deciding import reduced
from autograder.authoring.jitter import jittered
from autograder.authoring.mistake_runs import Runs, TrialAnswer, run_answers
from autograder.files import read_bytes
from autograder.grading.digests import digest_of_files
from autograder.model.assignment import Question, load_assignment
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.source_edit import with_mistakes
from autograder.testing import fingerprints
from autograder.testing.fingerprints import (
    CELL,
    FINGERPRINTS,
    LEAST_CALLS,
    LEAST_NUMBERS,
    TAG,
    UNKNOWN,
    CaseRun,
    FingerprintsOfQuestion,
    MistakeFile,
    MistakePrint,
    Quantity,
    load_fingerprints,
)
from autograder.testing.provider import read_sources

__all__ = ["fingerprint_file"]

FAR = 1e-3 / CELL
"""Minimum distance of values that are told apart, in cells."""

STABLE = 0.05
"""Maximum distance of a value from itself with disturbed rounding, in cells; its cell ends a quarter of a cell away."""

SEEDS = (1, 2)
"""Seeds of the disturbed runs."""

MOST_CALLS = 24
"""Maximum number of calls in a fingerprint."""

DECIDING = (
    *("authoring/jitter.py", "authoring/mistakes.py", "testing/fingerprints.py", "testing/plugin/rerun.py"),
    "testing/recording.py",
)
"""Modules that decide what is in the file; tests and answers decide the rest."""

Cases = Mapping[str, CaseRun]


def fingerprint_file(source: AssignmentSource, bundle: Mapping[str, bytes], before: Path) -> bytes | None:
    """Return the content of the file; None if the assignment has no public tests or no misconceptions.

    Args:
        source: The assignment.
        bundle: Path -> content of the other generated files.
        before: The folder of the last build. Its file stays if nothing has changed that it was made of.

    Raises:
        GraderError: The public tests cannot be run.
        AssignmentError: A misconception does not apply.
    """
    if not any(name.startswith("tests/test_") for name in bundle):
        return None
    misconceptions = load_misconceptions(source.folder, source.assignment)
    if not misconceptions:
        return None
    state, known = _state(source, misconceptions), load_fingerprints(before)
    if known is not None and known.state == state:
        return read_bytes(before / FINGERPRINTS, source.id)
    return _made(source.folder, state, tuple(sorted(bundle.items())))


def _state(source: AssignmentSource, misconceptions: Sequence[Misconception]) -> str:
    """Return the digest of what decides the content: answers, public tests, hints and the engine's modules.

    It leaves out what the digest of a proof leaves out: comments, titles and other texts for people.
    """
    folder, engine = source.folder, Path(autograder.__file__).parent
    patterns = ("*.py", "given/*.py", "alternatives/*/*.py", "tests/public/*.py", "misconceptions.toml")
    paths = {path.relative_to(folder).as_posix(): path for pattern in patterns for path in folder.glob(pattern)}
    paths.pop("lab.py", None)
    files = {name: reduced(name, path, weights=False) for name, path in paths.items()}
    files |= {f"engine/{name}": reduced(name, engine / name) for name in DECIDING}
    hints = [(entry.id, sorted(entry.hint.texts().items())) for entry in misconceptions]
    return digest_of_files({**files, "hints": msgspec.json.encode(hints)})[:16]


@lru_cache(maxsize=8)  # `build` is called several times by a proof or a release, and writes nothing
def _made(folder: Path, state: str, bundle: tuple[tuple[str, bytes], ...]) -> bytes:
    source = AssignmentSource(folder, load_assignment(folder))
    misconceptions = load_misconceptions(folder, source.assignment)
    reference = read_sources(folder, source.assignment)
    right = [reference, *_alternatives(source, reference)]
    answers = [TrialAnswer(files) for files in right]
    for entry in misconceptions:
        question = source.assignment.named(entry.question)
        files = _with_mistake(reference, question, entry)
        disturbed = ({**files, str(question.file): jittered(files[str(question.file)], seed)} for seed in SEEDS)
        answers += [TrialAnswer(one, entry.question) for one in (files, *disturbed)]
    runs = run_answers(dict(bundle), answers)
    first = len(right)
    step = 1 + len(SEEDS)
    observed = [
        _Observed(entry, *(one.get(entry.question, {}) for one in runs[first + step * number :][:step]))
        for number, entry in enumerate(misconceptions)
    ]
    questions = {
        question.id: found
        for question in source.assignment.auto()
        if (found := _fingerprints_of(source.id, question.id, observed, runs[:first])).mistakes
    }
    return msgspec.msgpack.encode(MistakeFile(state, questions))


def _alternatives(source: AssignmentSource, reference: Mapping[str, bytes]) -> list[dict[str, bytes]]:
    folders = sorted({path.parent for path in source.folder.glob("alternatives/*/*.py")})
    return [{**reference, **read_sources(folder, source.assignment)} for folder in folders]


def _with_mistake(reference: Mapping[str, bytes], question: Question, entry: Misconception) -> dict[str, bytes]:
    name = str(question.file)
    text = with_mistakes(reference[name].decode(), question, [entry], f"misconceptions.toml: {entry.id}")
    return {**reference, name: text.encode()}


class _Values:
    """The values of an answer, by case and number, ready to be quantized."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self._events = {case: fingerprints.values_of(run.events) for case, run in cases.items()}
        self._found: dict[tuple[str, int], Quantity | None] = {}

    def count(self, case: str) -> int:
        """Return the number of values of a case."""
        return len(self._events.get(case, ()))

    def at(self, case: str, number: int) -> Quantity | None:
        """Return a value; None if there is none, or none that can be quantized."""
        if (case, number) not in self._found:
            events = self._events.get(case, [])[number : number + 1]
            self._found[case, number] = fingerprints.quantity(events[0]) if events else None
        return self._found[case, number]

    def distance(self, other: "_Values", case: str, number: int) -> float:
        """Return the largest difference of the coordinates, in cells; infinity if the forms differ."""
        one, two = self.at(case, number), other.at(case, number)
        if one is None or two is None or one.form != two.form:
            return np.inf
        return float(np.abs(one.found - two.found).max(initial=0.0))


class _Observed:
    """A misconception and what the public tests get from it, as it is and with disturbed rounding."""

    def __init__(self, entry: Misconception, cases: Cases, *disturbed: Cases) -> None:
        self.entry = entry
        self.cases = cases
        self.values = _Values(cases)
        self.disturbed = [_Values(one) for one in disturbed]

    def statuses(self, cases: Iterable[str]) -> str:
        """Return the first letters of the statuses; `?` where disturbed rounding changes a test of values."""
        return "".join(self._status(case) for case in cases)

    def _status(self, case: str) -> str:
        run = self.cases.get(case)
        if run is None:
            return UNKNOWN
        others = {one.cases[case].status if case in one.cases else None for one in self.disturbed}
        return run.status[0] if run.gate or others == {run.status} else UNKNOWN

    def is_stable(self, case: str, number: int) -> bool:
        """Return whether a value does not depend on rounding."""
        return all(self.values.distance(one, case, number) <= STABLE for one in self.disturbed)


def _fingerprints_of(
    assignment: str, question: str, observed: Sequence[_Observed], right: Sequence[Runs]
) -> FingerprintsOfQuestion:
    """Return the mistakes of a question that its public tests detect and tell from one another."""
    cases = tuple(right[0].get(question, {}))
    rights = [_Values(one.get(question, {})) for one in right]
    own = [one for one in observed if one.entry.question == question]
    known = [(one, _print(fingerprints.salt_of(assignment, question), cases, one, rights)) for one in own]
    mistakes = (
        found
        for one, found in known
        if found is not None and all(_tells(one, found, other, cases) for other in own if other is not one)
    )
    return FingerprintsOfQuestion(cases, tuple(mistakes))


def _print(salt: str, cases: Sequence[str], observed: _Observed, rights: Sequence[_Values]) -> MistakePrint | None:
    """Return the fingerprint of a misconception; None if too few calls have a value of its own."""
    statuses, calls, quantities = observed.statuses(cases), b"", []
    for index, case in enumerate(cases):
        for number in range(observed.values.count(case)):
            found = observed.values.at(case, number)
            far = found and all(observed.values.distance(one, case, number) >= FAR for one in rights)
            if found and far and observed.is_stable(case, number) and max(index, number) < 256:
                calls += bytes([index, number])
                quantities.append(found)
    calls, quantities = calls[: 2 * MOST_CALLS], quantities[:MOST_CALLS]
    numbers = sum(one.numbers for one in quantities)
    if len(quantities) < LEAST_CALLS or numbers < LEAST_NUMBERS or set(statuses) <= {"p", UNKNOWN}:
        return None
    grids = fingerprints.grids_for(quantities)
    key = fingerprints.hashed(salt, calls, quantities, grids)
    return MistakePrint(statuses, calls, grids, key[:TAG], fingerprints.seal(observed.entry.hint, key))


def _tells(one: _Observed, known: MistakePrint, other: _Observed, cases: Sequence[str]) -> bool:
    """Return whether the fingerprint of a mistake does not fit another one."""
    for index, case in enumerate(cases):
        run = other.cases.get(case)
        if run is None or not known.allows(index, run.status, run.gate):
            return True
    return any(one.values.distance(other.values, cases[case], number) >= FAR for case, number in known.places())
