"""The optional question at the end of each assignment: it is solved by its reference and by nothing near it."""

import shutil

import pytest

from autograder.authoring.course import Course
from autograder.authoring.leaks import collect_answers, scan
from autograder.authoring.mistake_runs import TrialAnswer, run_answers
from autograder.errors import AssignmentError, UsageError
from autograder.model.assignment import FURTHER
from autograder.student import check, runner
from autograder.student.pack import pack
from autograder.validation.state import digest_of_sources
from tests import warm_pytest
from tests.assignments.sources import COURSE, IDS
from tests.student.screen import Screen

WRONG = {
    "a1_knn": {
        "kd_nearest": [
            (" or abs(gap) <= best[-1][0]", ""),
            ("abs(gap) <= best", "abs(gap) < best"),
            ("if len(best) < k or abs(gap) <= best[-1][0]:", "if True:"),
        ],
    },
    "a2_linear": {
        "calibration_error": [
            ("inside.mean() * abs(", "abs("),
            ("np.ceil(confidence * bins)", "1 + confidence * bins // 1"),
        ],
        "best_temperature": [
            ("scores / temperature", "scores * temperature"),
            ("cooled = cooled - cooled.max", "cooled.max"),
        ],
    },
    "a3_gradients": {
        "hessian_vector_difference": [
            ("gradient(W - h * V)) / (2 * h)", "gradient(W - h * V)) / 2 * h"),
            ("gradient(W - h * V)) / (2 * h)", "gradient(W)) / h"),
        ],
        "softmax_hessian_vector": [("(R - (P * R).sum(axis=1, keepdims=True))", "R"), ("2 * reg * V", "2 * reg * W")],
    },
    "a4_sgd": {
        "heavy_ball": [
            ("velocity - learning_rate * gradient(w)", "velocity - (1 - momentum) * learning_rate * gradient(w)"),
            ("velocity - learning_rate * gradient(w)", "learning_rate * gradient(w)"),
        ],
        "nesterov": [("gradient(ahead)", "gradient(w)"), ("ahead = w + momentum", "ahead = w + learning_rate")],
    },
    "a5_networks": {
        "batch_norm_forward": [
            ("xhat = (x - x.mean(axis=0)) / np", "xhat = (x - x.mean()) / np"),
            ("return gamma * xhat + beta", "return gamma * (xhat + beta)"),
        ],
        "batch_norm_backward": [
            (" - xhat * (dxhat * xhat).mean(axis=0)", ""),
            ("dout.sum(axis=0)", "dout.mean(axis=0)"),
        ],
    },
}
"""Assignment -> question -> edits of its reference, each of which makes this question wrong."""


def _bundle(source):
    """Return the generated files of the optional assignment, by path."""
    folder = COURSE.generated / source.id / FURTHER
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _failing(runs):
    return {question for question, cases in runs.items() if any(case.status != "passed" for case in cases.values())}


def _recorded(assignment):
    """Mark a test of the optional questions of an assignment: it reads their sources and what students receive."""
    read = (f"solutions/{assignment}", f"solutions/{assignment}/{FURTHER}", f"assignments/{assignment}/{FURTHER}")
    return pytest.mark.recorded(f"further:{assignment}", *read, "autograder/i18n/__init__.py")


@pytest.mark.slow
@pytest.mark.parametrize("assignment", [pytest.param(id, marks=_recorded(id)) for id in IDS])
def test_the_reference_passes_its_tests_and_every_mistake_fails_in_its_question(assignment):
    """The reference passes, the skeleton is not written yet, and at least two mistakes fail where they are."""
    source = COURSE.source(assignment)
    further = source.further()
    (name,) = further.assignment.files()
    bundle, right = _bundle(source), (further.folder / name).read_bytes()
    edits = [(question, *edit) for question, several in WRONG[assignment].items() for edit in several]
    assert [old for _, old, _ in edits if right.count(old.encode()) != 1] == []
    wrong = [right.replace(old.encode(), new.encode()) for _, old, new in edits]
    runs = run_answers(bundle, [TrialAnswer({name: content}) for content in (right, bundle[name], *wrong)])
    assert sorted(runs[0]) == sorted(WRONG[assignment]) == sorted(q.id for q in further.assignment.question)
    assert _failing(runs[0]) == set()
    assert {case.status for cases in runs[1].values() for case in cases.values()} == {"not_implemented"}
    assert [_failing(run) for run in runs[2:]] == [{question} for question, _, _ in edits]


@pytest.mark.parametrize("assignment", IDS)
def test_it_is_explained_in_both_languages_and_has_no_points(assignment):
    """Both handouts end with it, every text has its Korean, there are three hints, and no point depends on it."""
    source = COURSE.source(assignment)
    further = source.further()
    assert further.assignment.languages == source.assignment.languages == ("en", "ko")
    for question in further.assignment.question:
        assert (question.points, len(question.hints)) == (0, 3)
        assert all(set(text.texts()) == {"en", "ko"} for text in (question.title, *question.hints))
    for name, heading in (("handout.md", "## Further"), ("handout.ko.md", "## 더 나아가기")):
        last = (source.folder / name).read_text(encoding="utf-8").split("\n## ")[-1]
        assert f"## {last}".startswith(heading)
        assert "`autograder check further`" in last
        assert all(f"`{question.id}`" in last for question in further.assignment.question)


def test_the_leak_scan_knows_its_answers():
    """Each reference would be found in a bundle."""
    answers = collect_answers(COURSE)
    for source in COURSE.sources():
        further = source.further()
        for name in further.assignment.files():
            content = b"".join(
                line
                for line in (further.folder / name).read_bytes().splitlines(keepends=True)
                if b"# BEGIN" not in line and b"# END" not in line
            )
            leaks = scan({"pasted.py": content}, answers)
            assert {question.id for question in further.assignment.question} <= {leak.answer.question for leak in leaks}


def test_a_proof_and_the_points_do_not_depend_on_it(tmp_path):
    """Without it the digest of the sources is the same."""
    shutil.copytree(COURSE.root / "solutions/a1_knn", tmp_path / "solutions/a1_knn")
    source = Course(tmp_path).source("a1_knn")
    with_it = digest_of_sources(source.folder)
    shutil.rmtree(source.folder / FURTHER)
    assert digest_of_sources(source.folder) == with_it
    assert (source.further(), Course(tmp_path).ids()) == (None, ("a1_knn",))


def test_only_optional_questions_have_no_points(tmp_path):
    """A question of the assignment itself needs points, and an optional one must not have any."""
    shutil.copytree(COURSE.root / "solutions/a1_knn", tmp_path / "solutions/a1_knn")
    folder = tmp_path / "solutions/a1_knn"
    for path, old, new in ((folder, "points = 4", "points = 0"), (folder / FURTHER, "points = 0", "points = 4")):
        description = path / "assignment.toml"
        text = description.read_text(encoding="utf-8")
        description.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(AssignmentError, match=r"question\[0\]\.points: found .; 0 is for"):
            Course(tmp_path).source("a1_knn").further()
        description.write_text(text, encoding="utf-8")


@pytest.fixture
def _warm():
    """End the process from which runs are forked."""
    yield
    warm_pytest.stop()


@pytest.mark.usefixtures("_warm")
def test_a_student_checks_it_by_name_and_does_not_hand_it_in(tmp_path, monkeypatch):
    """`check further` and a question's name check it; an untouched one says what to write; `pack` leaves it out."""
    monkeypatch.setattr(runner, "_start_pytest", warm_pytest.WarmRun.of_student)
    folder = tmp_path / "a1_knn"
    shutil.copytree(COURSE.generated / "a1_knn", folder)
    for name in (FURTHER, "kd_nearest"):
        screen = Screen()
        assert check.main(folder, [name], lang="en", console=screen) == 1
        assert "not written yet: kd_tree.py" in screen.text
        assert screen.flat.endswith("Next: write KDTree.nearest in kd_tree.py, then autograder check kd_nearest")
        assert "Traceback" not in screen.text
    shutil.copy(COURSE.root / "solutions/a1_knn/further/kd_tree.py", folder / FURTHER)
    screen = Screen()
    assert check.main(folder, [FURTHER], lang="en", console=screen) == 0
    assert screen.flat.endswith("Nothing of this is graded or handed in.")
    assert not [name for name in pack(folder).files if "kd_tree" in name]
    with pytest.raises(UsageError, match=r"Nothing in this folder is handed in; go to the folder above: cd \.\."):
        pack(folder / FURTHER)
