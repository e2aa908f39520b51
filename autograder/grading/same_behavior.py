"""Compare what a candidate does in the tests of a question with what an answer does, gates apart.

How slow an answer is depends on the machine, and a gate says how the code computes and not what. So a gate that the
answer fails and the candidate passes refutes no explanation, and one that the points excuse counts for nothing.
"""

import bisect
from collections.abc import Callable, Sequence
from dataclasses import replace

from autograder.model.partial_credit import FORM_GATES, Checked, GateKind, excused
from autograder.model.results import Status, worst
from autograder.testing.outcome import VALUES, TestInfo, TestOutcome
from autograder.testing.recording import Recording, Recordings, same

__all__ = [
    "DIAGNOSED",
    "agrees_but_for_gates",
    "agrees_on_shared_inputs",
    "gates_beyond",
    "let_pass",
    "may_have_a_name",
    "status_beside",
    "until_they_differ",
]

DIAGNOSED: frozenset[Status] = frozenset({"failed", "error", "memory"})
"""Statuses of a question to diagnose. Crashes and time-outs need no diagnosis: their messages explain them."""


def may_have_a_name(outcomes: Sequence[TestOutcome], is_proven: Callable[[], bool]) -> bool:
    """Return whether the mistake in a wrong answer may have a name.

    Gates that the points excuse do not count: how slow such an answer is, and with it whether they failed or ask for a
    person, depends on the machine.

    Args:
        outcomes: Outcomes of the tests of one question.
        is_proven: Returns whether the source of the answer proves that it has no loop.
    """
    free = excused([Checked(one.test.gate, one.status == "passed", one.excuse) for one in outcomes])
    left_out = free if any(free) and is_proven() else [False] * len(outcomes)
    return worst([one.status for one, is_out in zip(outcomes, left_out, strict=True) if not is_out]) in DIAGNOSED


def agrees_but_for_gates(found: Recording, answer: Recording, gate: GateKind) -> bool:
    """Check whether a candidate behaves like an answer in one test; the answer may fail a gate that it passes.

    Args:
        found: The recording of the candidate.
        answer: The recording of the answer.
        gate: What the test checks; empty for a value test.
    """
    status = status_beside(found, answer)
    if gate and status != answer.status:
        return status == "passed"
    if answer.excuse == VALUES and status != "passed" and found.excuse != VALUES:
        return False  # the candidate loops, the answer does not
    return same(replace(found, status=status), answer)


def agrees_on_shared_inputs(found: Recording, answer: Recording, gate: GateKind) -> bool:
    """Do the same on the shared inputs, where the status alone counts of gates of form, memory and work.

    Their calls have been made on the inputs that graded the answer, and are compared there.

    Args:
        found: The recording of the candidate.
        answer: The recording of the answer.
        gate: What the test checks; empty for a value test.
    """
    if gate in FORM_GATES:
        found, answer = replace(found, events=()), replace(answer, events=())
    return agrees_but_for_gates(found, answer, gate)


def gates_beyond(
    tests: Sequence[TestInfo],
    found: Recordings,
    answer: Recordings,
    agree: Callable[[Recording, Recording, GateKind], bool] = agrees_but_for_gates,
) -> tuple[str, ...] | None:
    """Return the functions of the gates that an answer fails and a candidate passes; None if they do not agree.

    Args:
        tests: The tests.
        found: Recordings of the candidate.
        answer: Recordings of the answer, one for each test.
        agree: Compares two recordings of a test.
    """
    gates = [test.gate for test in tests]
    if len(found) != len(answer) or not all(map(agree, found, answer, gates)):
        return None
    trios = zip(tests, found, answer, strict=True)
    return tuple(
        test.function() for test, ours, theirs in trios if test.gate and status_beside(ours, theirs) != theirs.status
    )


def let_pass(recordings: Recordings, gates: Sequence[GateKind], proven: bool) -> Recordings:
    """Let excused gates pass, as the points do.

    Args:
        recordings: What an answer does in every test of a question.
        gates: What these tests check.
        proven: Whether the answer's source proves that it has no loop; otherwise nothing is excused.
    """
    if not proven:
        return tuple(one if one.excuse == VALUES else replace(one, excuse="") for one in recordings)
    pairs = zip(recordings, gates, strict=True)
    free = excused([Checked(gate, one.status == "passed", one.excuse) for one, gate in pairs])
    return tuple(
        replace(one, status="passed") if is_free else one for one, is_free in zip(recordings, free, strict=True)
    )


def status_beside(found: Recording, answer: Recording) -> str:
    """Return the status of a candidate in a test, excused where the answer's is.

    Where the candidate alone is excused, it has no loop, so it does not explain why the answer fails. Nor does a doubt
    about its time, which is the machine's: it is our own code, and what it did is kept for the whole batch.
    """
    if found.excuse and not answer.excuse and (found.excuse, answer.status) != (VALUES, "passed"):
        return "passed"
    if answer.excuse and answer.excuse == found.excuse:
        return answer.status
    return "passed" if found.status == "review" else found.status


def until_they_differ(one: Recording, other: Recording) -> Recording:
    """Return a recording up to its first event that is not the other's."""
    same_events = bisect.bisect(
        range(len(one.events)), 0, key=lambda last: not replace(one, events=one.events[: last + 1]).may_agree(other)
    )
    return replace(one, events=one.events[: same_events + 1])
