"""Each part of a proof holds for the toy course and reports what is wrong with a damaged one."""

import shutil

import pytest

from autograder.authoring.build import build_all
from autograder.authoring.course import Course
from autograder.errors import UsageError
from autograder.i18n import speaking
from autograder.validation.judges.metadata import judge_metadata
from autograder.validation.plan import PARTS, plans
from autograder.validation.prove import validate
from tests.needs import needs
from tests.shared import once
from tests.toy_course import OTHERS, make_course, put

SOURCE = "solutions/a1_toy"

MISCONCEPTIONS = """
[[misconception]]
id = "thrice"
question = "double"
idea = "wrong_factor"
edits = [{ find = "x + x", put = "x + x + x" }]
hint = { en = "This is three times as much.", ko = "세 배예요." }

[[misconception]]
id = "sums"
question = "mean_row"
idea = "division_left_out"
body = '''
def mean(self):
    return self.X.sum(axis=1)
'''
hint = { en = "Is it divided?", ko = "나누었나요?" }
"""

ALTERNATIVE = """
import numpy as np


def double(x):
    return 2 * x


class Rows:
    def __init__(self, X):
        self.X = X

    def mean(self):
        return np.mean(self.X, axis=1)
"""


def _built(folder):
    """Build the toy course with misconceptions and an alternative, and return its folder."""
    course = make_course(folder / "course")
    put(course.root / SOURCE / "misconceptions.toml", MISCONCEPTIONS)
    put(course.root / SOURCE / "alternatives/numpy_mean/toys.py", ALTERNATIVE)
    build_all(course)
    return course.root


@pytest.fixture
def course(tmp_path, tmp_path_factory):
    """Return a copy of the built toy course with misconceptions and an alternative."""
    return Course(shutil.copytree(once(tmp_path_factory, "course-to-prove", _built), tmp_path / "course"))


def prove(course, *only, repeat=2, load=False):
    """Return name -> part of the proof of a1_toy."""
    with speaking("en"):
        (proof,) = validate(plans(course, ["a1_toy"], only, repeat, load), lambda: None).proofs
    return {part.name: part for part in proof.parts}


def spoil(course, file, old, new):
    """Replace a text in a file of a1_toy; the file must contain it."""
    path = course.root / SOURCE / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def one_problem(part):
    """Return the only problem of a part."""
    (problem,) = part.problems
    return problem


@pytest.fixture
def linux():
    """Skip the test if this machine cannot grade."""
    needs("linux")


@pytest.mark.slow
@pytest.mark.recorded("toy-proofs")
@pytest.mark.usefixtures("linux")
def test_every_part_holds_for_the_toy_course(course):
    """The proof of the toy course has all parts in order, without problems, and takes a step for each submission."""
    steps = []
    (planned,) = plans(course, ["a1_toy"], repeat=2)
    (proof,) = validate([planned], lambda: steps.append(1)).proofs
    parts = {part.name: part for part in proof.parts}
    assert tuple(parts) == PARTS
    assert [problem for part in proof.parts for problem in part.problems] == []
    assert parts["misconceptions"].figures == {"misconceptions": 2, "named": 2}
    assert 0 < parts["time"].figures["reference_and_oracle_cpu"] < 1
    assert parts["time"].figures["public_tests_wall"] > 0
    assert len(steps) == planned.steps


def test_every_submission_is_a_step(course):
    """The plan counts each grading of a right answer, and each run on a laptop."""
    (planned,) = plans(course, ["a1_toy"], ["transports", "repetitions"], repeat=3)
    assert planned.steps == (1 + 1) * 3 + 2 + (1 + 1 + 2)


def test_only_what_is_asked_for_is_proved(course):
    """`--only` skips the other parts and the submissions that only they need."""
    (planned,) = plans(course, ["a1_toy"], ["metadata", "skeleton"])
    assert (planned.parts, planned.steps) == (("metadata", "skeleton"), 1)


def test_a_run_on_what_students_receive_is_a_step(course):
    """The part `pasted` counts as one step."""
    (planned,) = plans(course, ["a1_toy"], ["pasted"])
    assert (planned.variants, planned.steps) == ((), 1)


def test_an_unknown_part_is_refused(course):
    """An unknown part is answered with the list of parts."""
    with pytest.raises(UsageError, match=r"--only spelling: unknown part; use metadata, generated, leaks"):
        plans(course, ["a1_toy"], ["spelling"])


def test_no_repetition_is_refused(course):
    """`--repeat` must be at least 1."""
    with pytest.raises(UsageError, match="--repeat 0: use 1 or more"):
        plans(course, ["a1_toy"], repeat=0)


def test_all_assignments_are_proved_by_default(course):
    """Without names, all assignments of the course are planned."""
    assert [plan.source.id for plan in plans(course, only=["metadata"])] == ["a1_toy", "a2_other"]


def test_metadata_names_an_edit_that_does_not_apply(course):
    """An edit that does not apply is reported with its text, place and number of occurrences."""
    spoil(course, "misconceptions.toml", 'find = "x + x"', 'find = "x * 2"')
    problem = one_problem(prove(course, "metadata")["metadata"])
    assert problem.where == "solutions/a1_toy/misconceptions.toml: thrice"
    assert problem.found == "`x * 2` occurs 0 times in toys.py: double"
    assert problem.cure == "it must occur exactly once"


def test_metadata_names_a_misconception_that_is_no_python(course):
    """An edit whose result is not Python is a problem."""
    spoil(course, "misconceptions.toml", 'put = "x + x + x"', 'put = "x +"')
    assert "not valid Python" in one_problem(prove(course, "metadata")["metadata"]).found


BEYOND = """
[[misconception]]
id = "{id}"
question = "double"
idea = "{id}"
edits = [{{ find = "x + x", put = "x + x + x\\n\\n{more}" }}]
hint = {{ en = "Three times?", ko = "세 배인가요?" }}
"""


def test_metadata_names_an_edit_that_reaches_beyond_its_function(course):
    """An edit beyond the question's function is a problem, because it could affect other questions."""
    more = {"constant": "half = 0.5", "function": "def other(y):\\n    return y"}
    put(course.root / SOURCE / "misconceptions.toml", "".join(BEYOND.format(id=id, more=more[id]) for id in more))
    problems = judge_metadata(course.source("a1_toy"), None).problems
    assert [problem.where.rpartition(" ")[2] for problem in problems] == list(more)
    assert all("more than the body of double" in problem.found for problem in problems)


def test_metadata_names_a_body_of_another_name(course):
    """A `body` for another function is a problem."""
    spoil(course, "misconceptions.toml", "def mean(self)", "def average(self)")
    assert "`def mean(...)`" in one_problem(prove(course, "metadata")["metadata"]).found


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("tests/public/test_toys.py", "정수를 돌려준다", "an integer", "test_toys.py::test_double_gives_a_number"),
        ("misconceptions.toml", "세 배예요.", "Thrice.", "solutions/a1_toy/misconceptions.toml: thrice.hint"),
        (
            "tests/hidden/test_toys_hidden.py",
            "SECRET_CASE = 21",
            'SECRET_CASE, SLIP = 21, Text("Twice?", "Twice?")',
            "solutions/a1_toy/tests/hidden/test_toys_hidden.py:8",
        ),
    ],
)
def test_metadata_names_a_korean_text_without_hangul(course, file, old, new, where):
    """A Korean text without Hangul is reported for titles of tests, hints of misconceptions, and mistakes in tests."""
    spoil(course, file, old, new)
    problem = one_problem(prove(course, "metadata")["metadata"])
    assert problem.where == where
    assert "no Hangul" in problem.found


def test_metadata_holds_the_rules_of_the_suite(course):
    """A hidden share that is too small is reported."""
    spoil(course, "tests/hidden/test_toys_hidden.py", '"double", weight=3', '"double", weight=1')
    problem = one_problem(prove(course, "metadata")["metadata"])
    assert (problem.where, problem.cure) == ("solutions/a1_toy/tests: double", "it must be 60 % or more")


def test_metadata_remarks_on_few_hints_and_missing_misconceptions(course):
    """Both are reported as remarks, not as problems."""
    put(course.root / SOURCE / "misconceptions.toml", MISCONCEPTIONS.split("\n\n[[")[0])
    part = judge_metadata(course.source("a1_toy"), None)
    assert part.holds
    assert [remark.found for remark in part.remarks] == [
        "There are 1 hints.",
        "There are 1 hints.",
        "mean_row has no misconception.",
    ]


def test_generated_files_must_be_current(course):
    """A generated file that was edited by hand is reported with the command that fixes it."""
    put(course.generated / "a1_toy/README.md", "edited")
    problem = one_problem(prove(course, "generated")["generated"])
    assert problem.where == "assignments/a1_toy/README.md"
    assert "autograder build a1_toy" in problem.cure


@pytest.mark.slow
def test_leaks_are_found_in_every_bundle(course):
    """A helper with the answer of another assignment is reported for both bundles."""
    put(course.root / SOURCE / "tests/public/more_oracles.py", OTHERS.replace("spread", "reach"))
    problems = prove(course, "leaks")["leaks"].problems
    assert [problem.where for problem in problems] == ["a1_toy-github", "a1_toy-otter", "a1_toy-student"]
    assert all("the answer to spread" in problem.found for problem in problems)


@pytest.mark.parametrize("first", PARTS)
def test_a_source_that_cannot_be_built_is_reported_once(course, first):
    """The first part reports the problem; parts that need the generated files are not tried and do not hold."""
    (course.root / SOURCE / "handout.md").unlink()
    parts = prove(course, *PARTS[PARTS.index(first) :])
    assert one_problem(parts.pop(first)).where == "solutions/a1_toy/handout.md"
    assert all((part.tried, part.holds, part.problems) == (False, False, ()) for part in parts.values())


def test_metadata_finds_a_marker_that_is_not_closed(course):
    """A marker that is not closed prevents the build and is reported with its line."""
    spoil(course, "toys.py", "return x + x\n    # END SOLUTION", "return x + x")
    problem = prove(course, "metadata")["metadata"].problems[0]
    assert problem.where == "solutions/a1_toy/toys.py:19"
    assert "inside the region that begins in line" in problem.found


def test_metadata_tells_a_broken_file_of_tests_once(course):
    """A test file with a syntax error is reported; it prevents the build."""
    spoil(course, "tests/public/test_toys.py", "import numpy as np", "import numpy as")
    assert one_problem(prove(course, "metadata")["metadata"]).where.startswith(
        "solutions/a1_toy/tests/public/test_toys"
    )


@pytest.mark.slow
@pytest.mark.recorded("toy-proofs")
@pytest.mark.usefixtures("linux")
@pytest.mark.parametrize(("old", "new"), [('find = "x + x"', 'find = "x * 2"'), ('put = "x + x + x"', 'put = "x +"')])
def test_a_misconception_that_cannot_be_made_is_not_counted(course, old, new):
    """A misconception that cannot be applied is reported and not counted."""
    put(course.root / SOURCE / "misconceptions.toml", MISCONCEPTIONS.split("\n\n[[")[0])
    spoil(course, "misconceptions.toml", old, new)
    part = prove(course, "misconceptions")["misconceptions"]
    assert one_problem(part).where == "solutions/a1_toy/misconceptions.toml: thrice"
    assert part.figures == {"misconceptions": 0, "named": 0}


@pytest.mark.parametrize("part", ["misconceptions", "alternatives"])
def test_what_there_is_none_of_holds(course, part):
    """A part without submissions to grade holds."""
    put(course.root / SOURCE / "misconceptions.toml", "")
    shutil.rmtree(course.root / SOURCE / "alternatives")
    assert prove(course, part)[part].holds


DAMAGE = (
    (
        "tests/hidden/test_toys_hidden.py",
        'assert_close(submission.toys.double.call(case, returns=scalar("twice")), 2 * case, "twice")',
        "submission",
    ),
    (
        "tests/hidden/test_toys_hidden.py",
        'rows.call("mean", returns=array("means", shape=(1,))), [mean]',
        'rows.call("mean", returns="means")[0], mean',
    ),
    (
        "toys.py",  # the broken question must be noticed although this one hides every Exception
        "row = self.X[i, :] * 1.0",
        "try:\n                half = double(0.5)\n            except Exception:\n                half = 1.0\n"
        "            row = self.X[i, :] * half",
    ),
    ("misconceptions.toml", "x + x + x", "x * 2"),
    ("alternatives/numpy_mean/toys.py", "np.mean(self.X, axis=1)", "np.mean(self.X, axis=1, keepdims=True)"),
    (
        "alternatives/numpy_mean/toys.py",
        "return 2 * x",
        "import sys\n\n    return 2 * x * ('pytest' not in sys.modules)",
    ),
)
"""Damage to the toy course that leaves its reference right."""

FOUND = {
    "skeleton": ("test_toys_hidden.py::test_double_of_more", "The test gives 1.8 points to the untouched skeleton."),
    "trivial": (
        "test_toys_hidden.py::test_double_of_more",
        "The test gives 1.8 points to an answer of the kind `",
    ),
    "rubbish": (
        "test_toys_hidden.py::test_mean_of_one_row (mean_row), rubbish.integer",
        "The test itself raised an error: IndexError: too many indices",
    ),
    "misconceptions": ("solutions/a1_toy/misconceptions.toml: thrice", "No test of double detects it."),
    "alternatives": (
        "test_toys.py::test_means (mean_row), alternative.numpy_mean",
        "failed: means has the wrong shape.",
    ),
    "independence": (
        "test_toys.py::test_means (mean_row), double",
        "A mistake in double costs points here: Broken: broken on purpose",
    ),
    "transports": (
        "test_toys.py::test_double_by_hand, alternative.numpy_mean",
        "In the sandbox: passed. On a laptop: failed.",
    ),
}
"""The first problem of each part."""


@pytest.mark.slow
@pytest.mark.recorded("toy-proofs")
@pytest.mark.usefixtures("linux")
def test_a_part_that_does_not_hold_says_where_and_what(course):
    """Each part reports the problem with the test or file and what to do; `test_judges.py` has each judge's rules."""
    for damage in DAMAGE:
        spoil(course, *damage)
    parts = prove(course, *FOUND)
    first = {name: part.problems[0] for name, part in parts.items()}
    for name, (where, found) in FOUND.items():
        assert (name, first[name].where) == (name, where)
        assert first[name].found.startswith(found)
        assert first[name].cure
    assert {problem.where for problem in parts["independence"].problems} >= {
        "test_toys.py::test_means (mean_row), double",
        "test_toys_hidden.py::test_mean_of_one_row (mean_row), double",
        "test_toys_hidden.py::test_means_of_the_reference (mean_row), double",
    }
    assert "Replace double here with `submission.stand_in`" in first["independence"].cure


@pytest.mark.prove
@pytest.mark.usefixtures("linux")
def test_a_verdict_that_changes_is_listed_under_load(course):
    """A test that depends on random inputs is found by repetition; 2 in 10,000,000 runs miss this one."""
    spoil(
        course,
        "tests/hidden/test_toys_hidden.py",
        '    """The means agree with the reference."""',
        '    """The means agree with the reference."""\n    assert rng.random() < 0.5, "bad luck"',
    )
    problems = prove(course, "repetitions", repeat=12, load=True)["repetitions"].problems
    assert {problem.where.partition(",")[0] for problem in problems} == {
        "test_toys_hidden.py::test_means_of_the_reference"
    }
    assert all("bad luck" in problem.found for problem in problems)


@pytest.mark.slow
@pytest.mark.recorded("toy-proofs")
@pytest.mark.usefixtures("linux")
def test_tests_that_cannot_be_collected_are_reported_once(course):
    """An exception while importing tests does not crash the proof or affect parts that run no tests."""
    spoil(course, "tests/hidden/test_toys_hidden.py", "SECRET_CASE = 21", "SECRET_CASE = 21 / 0")
    parts = prove(course, "generated", "pasted", "reference", "skeleton")
    assert parts["generated"].holds
    assert one_problem(parts["pasted"]).where.endswith("tests/hidden/test_toys_hidden.py:8")
    assert "ZeroDivisionError" in one_problem(parts["pasted"]).found
    assert all((parts[name].tried, parts[name].problems) == (False, ()) for name in ("reference", "skeleton"))
