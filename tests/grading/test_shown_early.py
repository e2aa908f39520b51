"""Results that are shown before the deadline: what a student can learn by handing in again is bounded."""

from datetime import UTC, datetime, timedelta

import pytest

from autograder.grading.digests import digest_of_code
from autograder.grading.grade import grade_all
from autograder.model.assignment import load_assignment
from autograder.model.gradescope import SubmissionMetadata
from autograder.submissions.refs import SubmissionRef
from tests.grading.toy import submit
from tests.needs import needs

CODE = "def double(x):\n    return x + x\n"
SAME = {
    "a comment": "# again\ndef double(x):\n    return x + x  # and again\n",
    "a docstring": 'def double(x):\n    """Twice."""\n    return x + x\n',
    "layout": "def double(x):\n\n    return (x\n        + x)\n",
    "a constant that stands alone": "0\ndef double(x):\n    'no docstring'\n    ...\n    return x + x\n    17\n",
    "pass": "pass\ndef double(x):\n    pass\n    return x + x\n",
}
OTHER = {"an operator": CODE.replace("+", "-"), "a name": CODE.replace("x", "y"), "not Python": "def double(x:\n"}


@pytest.mark.parametrize("what", SAME)
def test_what_does_nothing_draws_nothing_anew(what):
    """Comments, docstrings, layout and statements without effect leave the hidden inputs as they were."""
    assert digest_of_code("mina", {"a.py": SAME[what].encode()}) == digest_of_code("mina", {"a.py": CODE.encode()})


@pytest.mark.parametrize("what", OTHER)
def test_other_code_draws_other_inputs(what):
    """Code that does something else, and code that cannot be read, has inputs of its own."""
    assert digest_of_code("mina", {"a.py": OTHER[what].encode()}) != digest_of_code("mina", {"a.py": CODE.encode()})


def test_each_student_has_inputs_of_their_own():
    """The same code of another student, or in another file, draws other inputs."""
    one = digest_of_code("mina", {"a.py": CODE.encode()})
    assert one != digest_of_code("jun", {"a.py": CODE.encode()})
    assert one != digest_of_code("mina", {"b.py": CODE.encode()})


@pytest.mark.parametrize("source", ["-" * 200_000 + "1", "(" * 5_000, "x = [" + "[" * 90, "\0", "a" + ".b" * 80_000])
def test_no_source_breaks_it(source):
    """Sources that Python cannot parse, or only with too deep a recursion, count as they are."""
    data = source.encode()
    assert digest_of_code("mina", {"a.py": data}) == digest_of_code("mina", {"a.py": data})


NOON = datetime(2027, 3, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        ([], True),
        ([1, 2, 3, 4], True),
        ([1, 2, 3, 4, 5], False),
        ([25, 26, 27, 28, 29], True),
        ([1, 2, 23, 23.5, 25], True),
        ([1, 2, 3, 4, 5, 6, 7, 8], False),
        ([24.5, 24.6, 24.7, 24.8, 24.9, 14, 13, 12, 11, 10], True),  # the last five showed nothing
    ],
)
def test_five_submissions_a_day_show_hidden_results(hours, shown):
    """Of the submissions in 24 hours five show results of hidden tests; those that show nothing do not count."""
    times = tuple(NOON - timedelta(hours=one) for one in hours)
    metadata = SubmissionMetadata(NOON, earlier=len(times), students="7", times=times)
    assert metadata.shows_hidden(5) is shown


@pytest.mark.parametrize(
    "metadata",
    [
        SubmissionMetadata(None, students="7"),
        SubmissionMetadata(NOON),
        SubmissionMetadata(NOON, earlier=2, students="7", times=(NOON - timedelta(hours=1),)),
    ],
)
def test_what_cannot_be_counted_shows_nothing(metadata):
    """Without the time, the student, or the times of all earlier submissions, hidden results are not shown."""
    assert not metadata.shows_hidden(5)


@pytest.mark.slow
def test_a_comment_draws_no_new_hidden_inputs(toy, tmp_path):
    """Where results are shown early, the same code with another comment gets the same inputs; elsewhere others."""
    needs("linux")
    wrong = "def double(x):\n    return x * 3"
    paths = [submit(tmp_path / str(n) / "mina", toys=f"{wrong}  # {n}") for n in range(2)]

    def messages(early):
        refs = [SubmissionRef.from_path(path) for path in paths]
        graded = grade_all(toy, load_assignment(toy), refs, b"e" * 32, diagnose=False, early=early)
        tests = [[one for one in done.record.questions[0].tests if "hidden" in one.id] for done in graded]
        assert len(tests) == len(paths)
        return {first.instructor_message.en for first, *_ in tests}

    assert len(messages(lambda ref: True)) == 1
    assert len(messages(None)) == 2


@pytest.mark.slow
def test_who_must_wait_is_not_graded(toy, tmp_path):
    """A submission that may not be graded now has no record."""
    needs("linux")
    refs = [SubmissionRef.from_path(submit(tmp_path / name)) for name in ("mina", "jun")]
    graded = grade_all(toy, load_assignment(toy), refs, b"e" * 32, early=lambda ref: ref.name == "jun")
    assert [done.record.submission for done in graded] == ["jun"]
