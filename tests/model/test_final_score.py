"""The final score of a submission."""

from autograder.model.final_score import Adjustment, compute_final_score
from tests.reports.samples import one_test, question, record

MADE = record(
    question("one", one_test(score=0.5)),
    question("two", one_test(status="review")),
    question("essay", manual=True),
    score=0.5,
    max_score=2.0,
)


def test_without_decisions_it_counts_what_was_graded():
    """Raw and final score are those of the record, of the points of all questions; what waits or is held is listed."""
    score = compute_final_score(MADE)
    assert (score.raw, score.final, score.max_score, score.held) == (0.5, 0.5, 4.0, ("two",))
    assert score.waiting == ("essay",)
    assert score.questions == {"one": 0.5, "two": 0.0, "essay": None}


def test_a_person_decides_held_and_written_questions():
    """An adjustment replaces the points of tests, releases withheld points, and adds written questions to the total."""
    given = {id: Adjustment(id, points, "read it") for id, points in (("two", 1.0), ("essay", 1.5))}
    score = compute_final_score(MADE, given)
    assert (score.raw, score.max_score, score.held, score.adjusted) == (3.0, 4.0, (), ("two", "essay"))


def test_lateness_comes_last_and_both_scores_are_kept():
    """The late penalty applies to the adjusted points; the raw score is kept, and the final one is rounded to 0.01."""
    score = compute_final_score(MADE, {"one": Adjustment("one", 0.33, "typo")}, late_factor=0.9)
    assert (score.raw, score.final, score.late_factor) == (0.33, 0.3, 0.9)


def test_a_score_that_depends_on_an_unknown_time_is_marked():
    """Without a factor the points are those without a penalty, and the score says that it is not final."""
    score = compute_final_score(MADE, late_factor=None)
    assert (score.raw, score.final, score.late_factor, score.late_unknown) == (0.5, 0.5, 1.0, True)


def test_a_comment_alone_changes_no_points():
    """A decision without points leaves those of the tests, and a written question waits on."""
    comments = {id: Adjustment(id, None, "", "Nice.") for id in ("one", "essay", "")}
    assert compute_final_score(MADE, comments) == compute_final_score(MADE)
