"""One test function that grades several questions, wherever tests are read or run."""

import os

import pytest

from autograder.authoring.course import Course
from autograder.authoring.notebook_tests import otter_tests
from autograder.authoring.test_files import read_test_files
from autograder.errors import AssignmentError
from autograder.testing.provider import public_seed
from autograder.testing.report_log import read_report
from tests.graded import grade
from tests.toy_course import make_course, put
from tests.warm_pytest import run_pytest

TOML = """
schema = 1
languages = ["en", "ko"]
id = "a1_pair"
title = { en = "A pair", ko = "한 쌍" }

[[question]]
id = "double"
title = { en = "Twice", ko = "두 배" }
variant = { en = "By loops", ko = "반복문" }
file = "pair.py"
function = "double"
points = 3
hints = [ { en = "Add.", ko = "더하세요." } ]

[[question]]
id = "double_fast"
title = { en = "Twice, fast", ko = "빠른 두 배" }
variant = { en = "Vectorized", ko = "벡터화" }
file = "pair.py"
function = "twice"
points = 7
hints = [ { en = "Multiply.", ko = "곱하세요." } ]
"""
ANSWER = """
def double(x):
    # BEGIN SOLUTION
    return x + x
    # END SOLUTION


def twice(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
"""
TESTS = '''
import pytest

from autograder.testing import assert_close, scalar


@pytest.mark.question("double", "double_fast", weight=2, ko="{variant}: 셋의 두 배")
def test_three(function):
    """{variant}: three is doubled."""
    assert_close(function.call(3, returns=scalar("twice")), 6, "twice")


@pytest.mark.question("double", "double_fast", ko="무작위 수의 두 배")
@pytest.mark.parametrize("shift", [0, 1])
def test_random(submission, question, rng, shift):
    """Random numbers are doubled."""
    x = float(rng.normal()) + shift
    name = {"double": "double", "double_fast": "twice"}[question]
    assert_close(getattr(submission.pair, name).call(x, returns=scalar("twice")), 2 * x, "twice")


@pytest.mark.question("double_fast", ko="0의 두 배")
def test_zero(function, question):
    """Zero stays zero."""
    assert question == "double_fast"
    assert_close(function.call(0, returns=scalar("twice")), 0, "twice")
'''
THREE, RANDOM = "test_pair.py::test_three", "test_pair.py::test_random"


@pytest.fixture
def source(tmp_path):
    """An assignment of two questions that share their tests; the hidden ones are the public ones under another name."""
    course = make_course(tmp_path)
    folder = course.root / "solutions" / "a1_pair"
    put(folder / "assignment.toml", TOML)
    put(folder / "pair.py", ANSWER)
    put(folder / "tests/public/test_pair.py", TESTS)
    put(folder / "tests/hidden/test_pair_hidden.py", TESTS)
    return course.source("a1_pair")


def infos(source, kind="public"):
    """What the reader that runs nothing says."""
    return [test.info for test_file in read_test_files(source, kind) for test in test_file.tests]


def run(source, *options):
    """Run pytest on the public tests, and return the lines of its report."""
    report = source.folder.parent / "report.jsonl"
    report.unlink(missing_ok=True)
    command = ["-q", "-p", "no:cacheprovider", "-p", "autograder.testing.plugin"]
    places = [f"--autograder-submission={source.folder}", f"--autograder-report={report}", "tests/public"]
    done = run_pytest(source.folder, [*command, *options, *places], os.environ)
    assert done.returncode == 0, done.stdout
    return [line for line in read_report(report.read_bytes().splitlines()) if line.kind == "ended"]


def test_each_question_has_a_test_of_its_own_id(source):
    """The id carries the question where there are several, and stays as it is where there is one."""
    ids = [(info.id, info.question) for info in infos(source)]
    assert ids == [
        (f"{THREE}[double]", "double"),
        (f"{THREE}[double_fast]", "double_fast"),
        (f"{RANDOM}[double]", "double"),
        (f"{RANDOM}[double_fast]", "double_fast"),
        ("test_pair.py::test_zero", "double_fast"),
    ]


def test_a_title_has_the_variant_of_its_question(source):
    """`{variant}` in a docstring and in a translated title becomes the question's own words."""
    loops, fast, plain, *_more = infos(source)
    assert (loops.title.en, loops.title.ko) == ("By loops: three is doubled.", "반복문: 셋의 두 배")
    assert (fast.title.en, fast.title.ko) == ("Vectorized: three is doubled.", "벡터화: 셋의 두 배")
    assert plain.title.en == "Random numbers are doubled."


def test_pytest_collects_the_tests_that_the_reader_finds(source):
    """Every question runs, each parameter of a parametrized test is a case of its question's test."""
    lines = run(source)
    assert {line.test for line in lines} == set(infos(source))
    assert [line.test.id for line in lines].count(f"{RANDOM}[double]") == 2


def test_one_question_may_be_chosen(source):
    """`--autograder-question` leaves the items of the other question out."""
    lines = run(source, "--autograder-question=double")
    assert {line.test.id for line in lines} == {f"{THREE}[double]", f"{RANDOM}[double]"}


def test_each_question_draws_inputs_of_its_own(source):
    """The seed follows from the id, so two questions of one test meet different inputs."""
    first, second = (public_seed("a1_pair", f"{RANDOM}[{question}]") for question in ("double", "double_fast"))
    assert first != second


def test_a_wrong_answer_costs_its_own_question_alone(source, tmp_path):
    """The other question keeps all of its points."""
    put(tmp_path / "handed/pair.py", ANSWER.replace("2 * x", "3 * x"))
    (record,) = grade(source.folder, [tmp_path / "handed"], b"s" * 32, jobs=1)
    scores = {question.id: question.score for question in record.questions}
    assert scores["double"] == 3
    assert 0 <= scores["double_fast"] < 7
    failed = {test.id for question in record.questions for test in question.tests if test.status == "failed"}
    assert failed >= {f"{THREE}[double_fast]", "test_pair_hidden.py::test_random[double_fast]"}
    assert not any(id.endswith("[double]") for id in failed)


def test_otter_runs_a_shared_test_for_one_question(source):
    """The file of a question names that question where its test has several."""
    tests = [test for test_file in read_test_files(source, "public") for test in test_file.tests]
    files = otter_tests(source.assignment, tests)
    assert b'run_test("test_pair.py", "test_three", "double")' in files["double.py"]
    assert b'run_test("test_pair.py", "test_three", "double_fast")' in files["double_fast.py"]
    assert b'run_test("test_pair.py", "test_zero")' in files["double_fast.py"]


@pytest.mark.parametrize(
    ("mark", "problem"),
    [
        ('"double", "double", ko="둘"', "names a question twice; name each question once"),
        ('"double", "triple", ko="둘"', "names the question 'triple'; there are double, double_fast"),
    ],
)
def test_a_wrong_list_of_questions_is_an_error(source, mark, problem):
    """A question that stands twice or does not exist is named."""
    text = TESTS.replace('"double", "double_fast", ko="무작위 수의 두 배"', mark)
    put(source.folder / "tests/public/test_pair.py", text)
    with pytest.raises(AssignmentError, match=problem):
        infos(source)


def test_a_place_for_a_variant_needs_one(source):
    """A title with `{variant}` is an error for a question that has none."""
    put(source.folder / "assignment.toml", TOML.replace('variant = { en = "Vectorized", ko = "벡터화" }\n', ""))
    reread = Course(source.folder.parent.parent).source(source.id)
    with pytest.raises(AssignmentError, match="double_fast has no `variant`"):
        infos(reread)
