"""Somebody who has the fingerprints of mistakes, and no answer, gets neither a right value nor a point out of them.

The attackers here know the file, its format and all of this code, and they search: a dictionary of typical values, a
grid of constants, multiples of what the public tests print. They keep what no fingerprint matches.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.build import build
from autograder.authoring.course import AssignmentSource
from autograder.authoring.mistake_runs import TrialAnswer, run_answers
from autograder.model.results import Record
from autograder.testing import fingerprints
from autograder.testing.fingerprints import FingerprintsOfQuestion
from autograder.testing.provider import read_sources
from autograder.testing.recording import Event, arrays_in
from autograder.validation.fake_answers import prelude
from autograder.validation.local_run import run_locally
from autograder.validation.reference_edits import decorated
from autograder.validation.variants import reference_texts
from tests.graded import grade
from tests.needs import needs
from tests.samples import ASSIGNMENTS
from tests.test_named_at_home import COURSE, known

pytestmark = pytest.mark.prove

SEARCHES = '''\
import hashlib

directions = {{}}

def parts(value):
    """Form and numbers of a value, as fingerprints have them."""
    if isinstance(value, (list, tuple)):
        several = [parts(item) for item in value]
        return f"({{' '.join(form for form, _ in several)}})", [one for _, arrays in several for one in arrays]
    array = _np.asarray(value, _np.float64)
    return f"{{array.shape}}f", [array.ravel()]

def signs(size):
    if size not in directions:
        rows = [hashlib.shake_256(f"{{size}} {{number}}".encode()).digest(-(-size // 8)) for number in range(4)]
        directions[size] = _np.array(
            [2.0 * _np.unpackbits(_np.frombuffer(row, _np.uint8))[:size].astype(float) - 1.0 for row in rows]
        )
    return directions[size]

def matches(value):
    """How many fingerprints of the file this value gives, put into each of their calls."""
    form, arrays = parts(value)
    if sum(array.size for array in arrays) > 500:
        return 0
    pieces, found = [f"value {{form}}".encode()], []
    for array in arrays:
        largest = _np.abs(array).max(initial=0.0)
        pieces += [b"", b"0" if largest == 0 else b"1"]
        if largest:
            unit = array / largest
            norm = _np.sqrt(_np.sum(unit * unit))
            found.append(_np.log(largest) + _np.log(norm))
            if array.size == 1:
                pieces.append(b"-" if array[0] < 0 else b"+")
            else:
                found += list(signs(array.size) @ unit / norm)
    count = 0
    for salt, calls, grids, tag in {prints!r}:
        times = len(calls) // 2
        cells = _np.array(found * times) * 2.0**12
        offsets = _np.unpackbits(_np.frombuffer(grids, _np.uint8))[: cells.size] / 2
        if offsets.size == cells.size:
            whole = [salt.encode(), calls, *([b"\\0".join(pieces)] * times)]
            whole.append(_np.floor(cells + offsets).astype("<i8").tobytes())
            digest = hashlib.sha256(b"".join(len(one).to_bytes(8, "little") + one for one in whole)).digest()
            count += digest[:4] == tag
    return count

def constant(number):
    return lambda a: _np.full(a.shape, number).astype(a.dtype)

if known(args, kwargs) in {inputs!r}:
    return answer(*args, **kwargs)
typical = [float(_np.mean(arg)) for arg in given if isinstance(arg, _np.ndarray) and arg.dtype.kind in "iuf"]
typical += [float(_np.sum(arg)) for arg in given if isinstance(arg, _np.ndarray) and arg.dtype.kind in "iuf"]
changes = [constant(number) for number in [0, *_np.arange(-8, 9) / 4, *typical]]
changes += [lambda a: _np.arange(a.size).reshape(a.shape).astype(a.dtype)]
candidates = [shaped(change, args, kwargs) for change in changes[: 1 if sum(map(_np.size, given)) > 5000 else None]]
return min(candidates, key=lambda value: matches(value) if value is not None else 9)'''
"""A body that is right on logged inputs, and else returns the candidate that the fewest fingerprints match."""

LOGS = """\
with open({path!r}, "a", encoding="utf-8") as file:
    print(known(args, kwargs), file=file)
return answer(*args, **kwargs)"""


def searching(source: AssignmentSource, scratch: Path) -> dict[str, str]:
    """An answer that has learned the public tests by heart, and searches the fingerprints where they do not help."""
    questions, record = source.assignment.auto(), scratch / "inputs.txt"
    texts = reference_texts(source)
    watched = {**texts, **decorated(source, questions, prelude(LOGS.format(path=str(record))), "_instead")}
    run_locally(source, build(source), watched, hidden=False, free=True)
    prints = [
        (fingerprints.salt_of(source.id, id), one.calls, one.grids, one.tag)
        for id, question in known(source.id).questions.items()
        for one in question.mistakes
    ]
    body = SEARCHES.format(prints=prints, inputs=set(record.read_text(encoding="utf-8").split()))
    return {**texts, **decorated(source, questions, prelude(body), "_instead")}


def hidden_points(record: Record) -> dict[str, float]:
    """The hidden tests that gave points."""
    tests = [test for question in record.questions for test in question.tests]
    return {test.id: test.score for test in tests if test.visibility != "visible" and test.score}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_searching_the_fingerprints_earns_nothing(assignment: str, tmp_path: Path) -> None:
    """With the public tests by heart, a search that the fingerprints guide gets no point of a hidden test."""
    needs("linux")
    source = COURSE.source(assignment)
    folder = tmp_path / "attacker"
    folder.mkdir()
    for name, text in searching(source, tmp_path).items():
        (folder / name).write_text(text, encoding="utf-8")
    (record,) = grade(source.folder, [folder], b"a" * 32, diagnose=False)
    assert record.score > 0  # what it has learned works
    assert hidden_points(record) == {}


def changed(values: Mapping[int, list[Event]], change: str, number: float) -> dict[int, list[Event]]:
    """The values of all calls, changed alike."""
    return {case: [_changed(event, change, number) for event in events] for case, events in values.items()}


def _changed(event: Event, change: str, number: float) -> Event:
    def made(what: Any) -> Any:
        if isinstance(what, tuple):
            return tuple(made(item) for item in what)
        _form, arrays = arrays_in(Event("value", what))
        if len(arrays) != 1 or not hasattr(what, "numbers"):
            return what
        found = arrays[0]
        new = {"times": found * number, "plus": found + number, "constant": np.full(found.shape, number)}[change]
        return type(what)(what.shape, new.view(what.numbers.dtype))

    return Event(event.kind, made(event.what), event.coarse)


def opened(salt: str, question: FingerprintsOfQuestion, values: Mapping[int, list[Event]]) -> int:
    """How many fingerprints of a question these values match, whatever the statuses of the tests."""
    count = 0
    for mistake in question.mistakes:
        quantities = [
            fingerprints.quantity(values[case][number]) if number < len(values[case]) else None
            for case, number in mistake.places()
        ]
        whole = [one for one in quantities if one is not None]
        if len(whole) == len(quantities):
            count += fingerprints.hashed(salt, mistake.calls, whole, mistake.grids)[: fingerprints.TAG] == mistake.tag
    return count


def guesses() -> Iterator[tuple[str, float]]:
    """What a search tries beside each value that a public test prints, and without it.

    Factors such as 2 and sums such as 1 are left out: they are mistakes, which match by right.
    """
    yield from (("plus", number) for number in (1e-3, 1e-2, 0.37))
    yield from (("times", number) for number in (1.001, 1.01, 3.7))
    yield from (("constant", number) for number in np.arange(-8, 9) / 4)


ZEROS = {("a4_sgd", "train"): {("constant", 0.0): 1}}
"""Where a guess opens a hint, because the mistake's own values are constant: training begins with weights of 0."""


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_fingerprints_do_not_tell_right_from_wrong(assignment: str) -> None:
    """Right values match no fingerprint, and neither do constants or values beside the right ones: all look alike."""
    source = COURSE.source(assignment)
    bundle = {name: content for name, content in build(source).items() if name != fingerprints.FINGERPRINTS}
    (runs,) = run_answers(bundle, [TrialAnswer(read_sources(source.folder, source.assignment))])
    for id, question in known(assignment).questions.items():
        salt = fingerprints.salt_of(assignment, id)
        right = {number: fingerprints.values_of(runs[id][case].events) for number, case in enumerate(question.cases)}
        found = {guess: opened(salt, question, changed(right, *guess)) for guess in guesses()}
        assert opened(salt, question, right) == 0, id
        assert {guess: count for guess, count in found.items() if count} == ZEROS.get((assignment, id), {}), id
