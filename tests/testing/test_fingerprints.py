"""Fingerprints: what they recognize, and what they do not tell."""

import msgspec
import numpy as np
import pytest

from autograder.model.text import Text
from autograder.testing import fingerprints
from autograder.testing.fingerprints import CaseRun, FingerprintsOfQuestion, MistakePrint
from autograder.testing.recording import Event

HINT = Text("Divide by the number of examples.", "예제 수로 나누세요.")
SALT = fingerprints.salt_of("a1", "mean")
WRONG = np.linspace(1.0, 3.0, 6)


def event(value):
    """The event of a call that returned `value`."""
    found = Event.of_reply({"re": "value", "value": value})
    assert found is not None
    return found


def known(values, statuses="fp", cases=("t::one", "t::two")):
    """The fingerprint of a mistake that gives these values in the first case."""
    quantities = [fingerprints.quantity(event(value)) for value in values]
    calls = b"".join(bytes([0, number]) for number in range(len(values)))
    grids = fingerprints.grids_for(quantities)
    key = fingerprints.hashed(SALT, calls, quantities, grids)
    mistake = MistakePrint(statuses, calls, grids, key[: fingerprints.TAG], fingerprints.seal(HINT, key))
    return FingerprintsOfQuestion(cases, (mistake,))


def named(question, values, statuses=("failed", "passed"), gate=False):
    """The match of an answer that gives these values in the first case."""
    runs = {
        case: CaseRun(status, gate, tuple(event(value) for value in values) if number == 0 else ())
        for number, (case, status) in enumerate(zip(question.cases, statuses, strict=False))
    }
    return fingerprints.match("a1", "mean", question, runs)


def test_the_same_values_reveal_the_hint():
    """An answer with the mistake's values gets its hint in every language, with the number of calls and tests."""
    found = named(known([WRONG, 2 * WRONG]), [WRONG, 2 * WRONG])
    assert (found.hint, found.calls, found.tests) == (HINT, 2, 1)


@pytest.mark.parametrize("seed", range(20))
def test_rounding_does_not_matter(seed):
    """Values in another order of summation have the same fingerprint, wherever they lie in their cells."""
    rng = np.random.default_rng(seed)
    values = [rng.normal(size=(3, 4)), rng.normal(), (rng.normal(), rng.normal(size=5))]
    moved = [
        tuple(part * (1 + 1e-9 * rng.uniform(-1, 1)) for part in value)
        if isinstance(value, tuple)
        else value * (1 + 1e-9 * rng.uniform(-1, 1))
        for value in values
    ]
    assert named(known(values), moved) is not None


@pytest.mark.parametrize(
    "other",
    [
        [WRONG, 2.003 * WRONG],
        [WRONG[::-1], 2 * WRONG],
        [WRONG.reshape(2, 3), 2 * WRONG],
        [-WRONG, 2 * WRONG],
        [np.where(WRONG > 2, np.nan, WRONG), 2 * WRONG],
        [np.zeros(6), 2 * WRONG],
        [WRONG],
        [WRONG, "text"],
        [WRONG.astype(np.float32), 2 * WRONG],
    ],
)
def test_other_values_reveal_nothing(other):
    """A factor, another order, shape or sign, NaN, a missing or coarse value: no name."""
    assert named(known([WRONG, 2 * WRONG]), other) is None


def test_statuses_must_agree_but_for_gates():
    """Another test that passes or fails refutes the mistake; a gate that fails besides does not."""
    question = known([WRONG, 2 * WRONG])
    assert named(question, [WRONG, 2 * WRONG], ("failed", "failed")) is None
    assert named(question, [WRONG, 2 * WRONG], ("passed", "passed")) is None
    assert named(question, [WRONG, 2 * WRONG], ("failed", "failed"), gate=True) is not None


def test_a_part_of_the_tests_names_nothing():
    """Where not all cases of the question ran, nothing is named."""
    assert named(known([WRONG, 2 * WRONG]), [WRONG, 2 * WRONG], ("failed",)) is None


def test_two_mistakes_that_fit_name_nothing():
    """A false name is worse than none."""
    question = known([WRONG, 2 * WRONG])
    twice = FingerprintsOfQuestion(question.cases, question.mistakes * 2)
    assert named(twice, [WRONG, 2 * WRONG]) is None


def test_the_hint_is_not_in_the_file(tmp_path):
    """The file shows neither the hint nor a value; a damaged one names nothing."""
    found = fingerprints.MistakeFile("state", {"mean": known([WRONG, 2 * WRONG])})
    data = msgspec.msgpack.encode(found)
    assert not any(word in data for word in (b"Divide", "나누".encode(), WRONG.tobytes()[8:16]))
    (tmp_path / fingerprints.FINGERPRINTS).write_bytes(data)
    assert fingerprints.load_fingerprints(tmp_path) == found
    (tmp_path / fingerprints.FINGERPRINTS).write_bytes(data[:-3])
    assert fingerprints.load_fingerprints(tmp_path) is None
    damaged = msgspec.structs.replace(found.questions["mean"].mistakes[0], hint=b"\0" * 40)
    assert named(FingerprintsOfQuestion(("t::one", "t::two"), (damaged,)), [WRONG, 2 * WRONG]) is None
