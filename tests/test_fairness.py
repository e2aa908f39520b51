"""Points of imperfect answers agree with those of independent graders.

`tests/fairness/` has 28 answers, one function each, without its docstring. Three people graded each from the contract
and the code alone; the column `fair` of `cases.csv` has the median of their points.
"""

import csv
import itertools
import textwrap
from pathlib import Path

import pytest

from autograder.grading.grade import grade_all
from autograder.grading.job import GradeOptions
from autograder.model.assignment import load_assignment
from autograder.model.misconceptions import Misconception
from autograder.model.source_edit import with_mistakes
from autograder.model.text import NO_TEXT
from autograder.submissions.refs import SubmissionRef
from tests.needs import needs
from tests.samples import ASSIGNMENTS, ROOT

ANSWERS = Path(__file__).parent / "fairness"
CASES = list(csv.DictReader((ANSWERS / "cases.csv").read_text(encoding="utf-8").splitlines()))

MEAN, APART = 0.10, 0.15
"""Bars: the mean difference, and from which difference on an order counts; both in shares of the points."""


def submitted(folder, case, into):
    """Write the reference with the answer in place of its own function, and return the folder."""
    assignment = load_assignment(folder)
    question = assignment.named(case["question"])
    answer = textwrap.dedent((ANSWERS / f"{case['answer']}.py").read_text(encoding="utf-8"))
    entry = Misconception(f"answer_{case['answer']}", question.id, "answer", NO_TEXT, body=answer)
    place = into / case["answer"]
    place.mkdir(parents=True)
    for name in assignment.files():
        text = (folder / name).read_text(encoding="utf-8")
        changed = with_mistakes(text, question, [entry], case["answer"]) if name == question.file else text
        (place / name).write_text(changed, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def shares(tmp_path_factory):
    """Answer -> its share of the question's points: as graded here, and as people graded it."""
    needs("linux")
    found = {}
    for id, cases in itertools.groupby(sorted(CASES, key=lambda case: case["assignment"]), lambda c: c["assignment"]):
        folder = ROOT / "solutions" / id
        refs, options = [], {}
        for case in cases:
            place = submitted(folder, case, tmp_path_factory.mktemp(id))
            refs.append(SubmissionRef.from_path(place, place.name))
            options[place.name] = GradeOptions(case["question"], every_test=True)
        graded = grade_all(folder, load_assignment(folder), refs, b"f" * 32, 2, options=options)
        for done in graded:
            question = options[done.record.submission].question
            (result,) = [one for one in done.record.questions if one.id == question]
            found[done.record.submission] = result.score / result.points
    fair = {case["answer"]: float(case["fair"]) / float(case["points"]) for case in CASES}
    return {answer: (found[answer], fair[answer]) for answer in fair}


@pytest.mark.slow
@pytest.mark.recorded("fairness", "tests/fairness", *(f"solutions/{id}" for id in ASSIGNMENTS))
def test_points_are_near_those_of_people_and_in_their_order(shares):
    """The mean difference is at most a tenth of the points; of two answers that people set apart, ours agree.

    One test, because each process that asks for the points would grade all answers.
    """
    differences = {answer: round(abs(ours - fair), 2) for answer, (ours, fair) in shares.items()}
    assert sum(differences.values()) / len(differences) <= MEAN, differences
    assignments = {case["answer"]: case["assignment"] for case in CASES}
    upside_down = [
        (one, other)
        for one, other in itertools.combinations(shares, 2)
        if assignments[one] == assignments[other]
        and abs(shares[one][1] - shares[other][1]) >= APART
        and (shares[one][1] - shares[other][1]) * (shares[one][0] - shares[other][0]) < 0
        and abs(shares[one][0] - shares[other][0]) > APART
    ]
    assert upside_down == []
