"""What `autograder validate` prints."""

import io
import json

import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.i18n import speaking
from autograder.model.proof import Part, Problem, Proof, Validation
from autograder.reports.text import PROBLEMS_SHOWN, validation_json, validation_text

PROBLEM = Problem("test_a.py::test_it", "It gives 2 points to zeros. " * 5, "Ask for other values.")
REMARK = Problem("assignment.toml: q.hints", "There are 2 hints.", "Write 3.")
OPEN = Validation(
    1,
    (
        Proof("a1", (Part("metadata", "2 questions", (), (REMARK,)), Part("trivial", "zeros", (PROBLEM,) * 20)), 61.4),
        Proof("a2", (Part("metadata", "3 questions"),), 3.0),
    ),
)
PROVED = Validation(1, (OPEN.proofs[1],))


def shown(validation: Validation) -> str:
    """What it looks like on a terminal of 80 columns."""
    out = io.StringIO()
    Console(file=out, width=80, markup=False, highlight=False).print(validation_text(validation))
    return out.getvalue()


def test_the_verdict_stands_last() -> None:
    """Either all holds, or the parts that do not are named with their assignments."""
    assert shown(PROVED).splitlines()[-1].rstrip() == "Every part of the proof holds."
    assert shown(OPEN).splitlines()[-1].rstrip() == "Not proved: a1 trivial"


def test_a_problem_has_place_finding_and_cure() -> None:
    """Each on lines of its own, below the table."""
    text = shown(OPEN)
    assert text.index("trivial does not hold:") < text.index(PROBLEM.where) < text.index(PROBLEM.cure)


def test_remarks_do_not_speak_against_a_part() -> None:
    """They are worth a look."""
    text = shown(OPEN)
    assert "metadata, worth a look:" in text
    assert "metadata does not hold" not in text


def test_a_part_that_was_not_tried_says_so() -> None:
    """It is not proved, and only the part that has the problem reports it."""
    parts = (Part("metadata", "2 questions", (PROBLEM,)), Part("leaks", "nothing", tried=False))
    text = shown(Validation(1, (Proof("a1", parts, 1.0),)))
    assert [line.split() for line in text.splitlines() if line.startswith("leaks")] == [
        ["leaks", "not", "run", "nothing"]
    ]
    assert text.count(PROBLEM.where) == 1
    assert text.splitlines()[-1].rstrip() == "Not proved: a1 metadata, a1 leaks"


def test_a_long_list_is_cut_and_says_so() -> None:
    """JSON has them all."""
    assert shown(OPEN).count(PROBLEM.where) == PROBLEMS_SHOWN
    assert f"and {20 - PROBLEMS_SHOWN} more" in shown(OPEN)
    assert validation_json(OPEN).decode().count(PROBLEM.where) == 20


@pytest.mark.parametrize("language", ["en", "ko"])
def test_everything_fits_into_80_columns(language: str) -> None:
    """No line is wider than the terminal."""
    with speaking(language):
        assert max(cell_len(line) for line in shown(OPEN).splitlines()) <= 80


def test_json_says_of_everything_whether_it_holds() -> None:
    """The whole, each proof and each part."""
    told = json.loads(validation_json(OPEN))
    assert told["holds"] is False
    assert [proof["holds"] for proof in told["proofs"]] == [False, True]
    assert [part["holds"] for part in told["proofs"][0]["parts"]] == [True, False]
