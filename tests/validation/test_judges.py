"""Each judge of a proof reports what is wrong in records, and only that; the records are made by hand."""

from functools import partial

import pytest
from msgspec.structs import replace

from autograder.model.results import Timing
from autograder.model.text import Text
from autograder.validation.judges import right, wrong
from autograder.validation.judges.evidence import Evidence
from autograder.validation.variants import Variant
from tests.reports.samples import one_test, question, record
from tests.toy_course import make_course

QUESTIONS = {
    "double": {
        "test_toys.py::test_double_gives_a_number": (0.6, True),
        "test_toys.py::test_double_by_hand": (0.6, False),
        "test_toys_hidden.py::test_double_of_more": (1.8, False),
    },
    "mean_row": {
        "test_toys.py::test_means": (1.4, False),
        "test_toys_hidden.py::test_means_of_the_reference": (2.8, False),
        "test_toys_hidden.py::test_mean_of_one_row": (2.8, False),
    },
}
"""The toy's tests with their points; the first is a gate."""

SUM_OF_ROW = "test_toys_hidden.py::test_mean_of_one_row"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return the source of the toy assignment."""
    return make_course(tmp_path_factory.mktemp("judges") / "course").source("a1_toy")


def graded(status="passed", message="", **changes):
    """Return a record in which every test has this status; `changes` gives other fields to tests, by function name."""
    questions = []
    for name, tests in QUESTIONS.items():
        told = message or {"not_implemented": f"{name}: not written yet (toys.py)"}.get(status, "")
        made = []
        for id, (points, gate) in tests.items():
            shown = "visible" if id.startswith("test_toys.py") else "hidden"
            test = one_test(id, status, 0.0, points, shown, gate=gate, cpu=0.1, instructor_message=Text(told, told))
            test = replace(test, **changes.get(id.partition("::")[2], {}))
            made.append(replace(test, score=points if test.status == "passed" else 0.0))
        questions.append(question(name, *made))
    return record(*questions)


def changed(status, message, **more):
    """Return other fields for a test."""
    return {"status": status, "instructor_message": Text(message, message), **more}


ZERO = partial(graded, "failed", "twice is 0, expected 4.")


def judged(judge, source, *records, local=None, laptop=None):
    """Return the judge's part for `(kind, name, record, question)`; a second record of a name is a repetition."""
    found, seen = [], {}
    for kind, name, made, *of in records:
        seen[kind, name] = seen.get((kind, name), 0) + 1
        found.append((Variant(kind, name, {}, of[0] if of else None, seen[kind, name]), made))
    return judge(Evidence(source, found, local or {}, laptop))


def reports(part):
    """Return place and text of each problem, and require a cure."""
    assert all(problem.cure for problem in (*part.problems, *part.remarks))
    return [(problem.where, problem.found) for problem in part.problems]


def test_the_reference_must_have_full_marks(source):
    """A test that the reference does not pass is reported with its first lines."""
    assert reports(judged(right.reference, source, ("reference", "reference", graded()))) == []
    made = graded(test_double_of_more=changed("failed", "twice is 42, expected 63.\n  more\n  lines\n  that are cut"))
    assert reports(judged(right.reference, source, ("reference", "reference", made))) == [
        (
            "test_toys_hidden.py::test_double_of_more (double), reference.reference",
            "failed: twice is 42, expected 63. more lines",
        )
    ]


def test_every_test_in_the_files_must_run_and_no_other(source):
    """A test that was not run and one that is in no file are reported."""
    made = graded()
    (double, mean) = made.questions
    made = replace(made, questions=(replace(double, tests=double.tests[:-1]), mean))
    (where, found), *others = reports(judged(right.reference, source, ("reference", "reference", made)))
    assert (where, "not run" in found, others) == ("test_toys_hidden.py::test_double_of_more", True, [])
    more = one_test("test_toys.py::test_loop[0]", score=1.0)
    made = replace(graded(), questions=(replace(double, tests=(*double.tests, more)), mean))
    (where, found), *others = reports(judged(right.reference, source, ("reference", "reference", made)))
    assert (where, "is in no file" in found, others) == ("test_toys.py::test_loop[0]", True, [])


def test_an_alternative_must_have_full_marks(source):
    """A correct answer in another style that fails a test is reported, and one that was not graded."""
    whole = ("alternative", "other_style", graded())
    made = graded(test_means=changed("failed", "means has the wrong shape."))
    part = judged(right.alternatives, source, whole, ("alternative", "numpy_mean", made))
    assert reports(part) == [
        ("test_toys.py::test_means (mean_row), alternative.numpy_mean", "failed: means has the wrong shape.")
    ]
    assert part.figures == {"alternatives": 2}
    empty = record(reason=Text("No file.", "파일이 없습니다."))
    assert reports(judged(right.alternatives, source, ("alternative", "empty", empty))) == [
        ("alternative.empty", "No file.")
    ]


def test_a_test_must_not_pay_the_skeleton(source):
    """Points for the untouched skeleton are reported, and a status other than the notice of the test's own question."""
    zero = graded("not_implemented")
    assert reports(judged(wrong.skeleton, source, ("skeleton", "skeleton", zero))) == []
    paid = graded("not_implemented", test_double_of_more={"status": "passed"})
    assert reports(judged(wrong.skeleton, source, ("skeleton", "skeleton", paid))) == [
        ("test_toys_hidden.py::test_double_of_more", "The test gives 1.8 points to the untouched skeleton.")
    ]
    other = graded("not_implemented", test_means=changed("not_implemented", "double: not written yet (toys.py)"))
    assert [where for where, _ in reports(judged(wrong.skeleton, source, ("skeleton", "skeleton", other)))] == [
        "test_toys.py::test_means (mean_row)"
    ]


def test_a_test_must_not_pay_a_thoughtless_answer(source):
    """Points for zeros are reported, except those of a gate, which are worth nothing alone."""
    gate = ZERO(test_double_gives_a_number={"status": "passed"})
    assert reports(judged(wrong.trivial, source, ("trivial", "zeros", gate))) == []
    paid = ZERO(test_double_by_hand={"status": "passed"})
    assert reports(judged(wrong.trivial, source, ("trivial", "zeros", paid))) == [
        ("test_toys.py::test_double_by_hand", "The test gives 0.6 points to an answer of the kind `zeros`.")
    ]


def test_answers_by_heart_get_the_points_of_the_public_tests_at_most(source):
    """Points beyond those of the public tests are reported with the hidden tests that give them."""
    public = graded(
        test_double_of_more={"status": "failed"},
        test_means_of_the_reference={"status": "failed"},
        test_mean_of_one_row={"status": "failed"},
    )
    assert reports(judged(wrong.by_heart, source, ("by_heart", "by_heart", public))) == []
    more = graded(test_double_of_more={"status": "failed"}, test_means_of_the_reference={"status": "failed"})
    ((where, found),) = reports(judged(wrong.by_heart, source, ("by_heart", "by_heart", more)))
    assert where == "mean_row"
    assert "get 4.2 points; those tests are worth 1.4" in found
    assert found.endswith(SUM_OF_ROW)


@pytest.mark.parametrize("kind", ["rubbish", "trivial"])
def test_no_return_value_may_break_a_test(source, kind):
    """An internal error on any return value is reported with its last line."""
    made = ZERO(test_mean_of_one_row=changed("grader_error", "Traceback:\n  line 3\nIndexError: too many indices"))
    assert reports(judged(wrong.rubbish, source, ("rubbish", "text", ZERO()), (kind, "integer", made))) == [
        (f"{SUM_OF_ROW} (mean_row), {kind}.integer", "The test itself raised an error: IndexError: too many indices")
    ]


def test_a_misconception_must_cost_points(source):
    """A misconception with full marks in its question is reported."""
    part = judged(wrong.misconceptions, source, ("misconception", "thrice", graded(), "double"))
    assert reports(part) == [("solutions/a1_toy/misconceptions.toml: thrice", "No test of double detects it.")]
    assert part.figures == {"misconceptions": 1, "named": 0}


def test_a_misconception_that_is_named_needs_no_remark(source):
    """Only hidden tests detect it, and grading names it."""
    made = graded(test_double_of_more=changed("failed", "wrong", misconception="thrice"))
    part = judged(wrong.misconceptions, source, ("misconception", "thrice", made, "double"))
    assert (part.problems, part.remarks, part.figures["named"]) == ((), (), 1)


def test_a_misconception_of_another_name_is_remarked_on(source):
    """The remark states the name that grading gives instead."""
    made = graded(test_double_of_more=changed("failed", "wrong", misconception="sums"))
    part = judged(wrong.misconceptions, source, ("misconception", "thrice", made, "double"))
    assert (part.holds, part.figures["named"]) == (True, 0)
    assert [remark.found for remark in part.remarks] == ["Grading names another misconception instead: sums"]


def test_a_misconception_that_only_raises_is_remarked_on(source):
    """A misconception whose tests all end in errors may be a typing error in its edit."""
    made = graded("error", "name 'xx' is not defined")
    part = judged(wrong.misconceptions, source, ("misconception", "thrice", made, "double"))
    assert part.holds
    assert part.remarks[0].found == "Every test of double ends in an error: name 'xx' is not defined"


def test_hidden_tests_that_detect_nothing_more_are_remarked_on(source):
    """If public tests detect each misconception of a question, its hidden tests add nothing."""
    made = graded(
        test_double_by_hand=changed("failed", "wrong", misconception="thrice"),
        test_double_of_more=changed("failed", "wrong", misconception="thrice"),
    )
    part = judged(wrong.misconceptions, source, ("misconception", "thrice", made, "double"))
    assert [remark.found for remark in part.remarks] == [
        "The hidden tests of double detect no mistake that its public tests miss."
    ]


def test_a_broken_question_costs_no_other(source):
    """A test of another question that fails is reported; so is one of its own that gives points."""
    fails = changed("error", "Broken: broken on purpose")
    own = dict.fromkeys(("test_double_gives_a_number", "test_double_by_hand", "test_double_of_more"), fails)
    assert reports(judged(wrong.independence, source, ("broken", "double", graded(**own), "double"))) == []
    made = graded(**own, test_mean_of_one_row=fails)
    assert reports(judged(wrong.independence, source, ("broken", "double", made, "double"))) == [
        (f"{SUM_OF_ROW} (mean_row), double", "A mistake in double costs points here: Broken: broken on purpose")
    ]
    made = graded(**{**own, "test_double_by_hand": {"status": "passed"}})
    assert reports(judged(wrong.independence, source, ("broken", "double", made, "double"))) == [
        ("test_toys.py::test_double_by_hand", "The test gives 0.6 points to an answer that only raises an exception.")
    ]


def test_a_laptop_and_the_sandbox_must_agree(source):
    """A status that differs is reported; a test that needs the reference does not run on a laptop."""
    here = {id: "passed" for tests in QUESTIONS.values() for id in tests if "reference" not in id}
    local = {"alternative.numpy_mean": here}
    variant = ("alternative", "numpy_mean", graded())
    assert reports(judged(right.transports, source, variant, local=local)) == []
    local = {"alternative.numpy_mean": {**here, "test_toys.py::test_double_by_hand": "failed"}}
    assert reports(judged(right.transports, source, variant, local=local)) == [
        ("test_toys.py::test_double_by_hand, alternative.numpy_mean", "In the sandbox: passed. On a laptop: failed.")
    ]


@pytest.mark.parametrize(("cpu", "problems", "remarks"), [(0.5, 0, 0), (1.5, 0, 1), (2.5, 1, 0)])
def test_too_much_cpu_time_does_not_hold(source, cpu, problems, remarks):
    """More than 2 seconds are a problem, more than 1 is a remark; the fastest of several gradings counts."""
    runs = [("reference", "reference", replace(graded(), timing=Timing(9.0, spent, 0.25))) for spent in (9.0, cpu)]
    part = judged(right.time, source, *runs, laptop=3.0)
    assert (len(part.problems), len(part.remarks)) == (problems, remarks)
    assert part.figures == {"reference_and_oracle_cpu": cpu + 0.25, "public_tests_wall": 3.0}
    for problem in (*part.problems, *part.remarks):
        assert "s of CPU; most of it: double 0.30 s, mean_row 0.30 s" in problem.found


def test_public_tests_that_take_long_are_remarked_on(source):
    """Students wait for them."""
    part = judged(right.time, source, ("reference", "reference", graded()), laptop=6.0)
    assert [remark.found for remark in part.remarks] == ["The public tests take 6.0 s here."]


def test_a_verdict_that_changes_is_reported(source):
    """A test that one of several gradings of a right answer fails is reported with the number of each status."""
    unlucky = graded(test_means_of_the_reference=changed("failed", "bad luck"))
    steady = [("reference", "reference", graded())] * 2
    assert reports(judged(right.repetitions, source, *steady)) == []
    runs = [*steady, ("reference", "reference", unlucky), *[("alternative", "numpy_mean", unlucky)] * 2]
    part = judged(right.repetitions, source, *runs)
    assert reports(part) == [
        (
            "test_toys_hidden.py::test_means_of_the_reference, reference.reference",
            "The status varies: 2 passed, 1 failed. bad luck",
        )
    ]
    assert part.looked_at.startswith("5 gradings of 2 correct answers")
