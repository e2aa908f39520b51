"""Run `run_autograder` in a folder laid out like Gradescope's container and read `results.json`."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.build import build_all
from autograder.bundles.gradescope import MODES, GradescopeOptions, gradescope_files
from autograder.model.gradescope import read_submission_metadata
from tests.needs import needs
from tests.schemas import gradescope_results
from tests.shared import once
from tests.toy_course import TOML, TOYS, make_course, put

pytestmark = pytest.mark.slow
recorded = pytest.mark.recorded(
    "gradescope-container", "autograder", "pyproject.toml", "requirements.lock", "tests/schemas"
)
"""The mark of what a right answer, a wrong one and a missing layer of the sandbox, which always run, do not show."""

LANGUAGES = ("en", "ko")
DUE = "2027-03-19T23:59:00+09:00"
TOY = TOML.replace('given = ["helpers.py"]', f"given = ['helpers.py']\ndue = {DUE}\nlate = {{ per_day = 0.1 }}")
TOY += "\n[limits]\ncpu = 0.5\n"
RIGHT = {"toys.py": TOYS}
WRONG_MEANS = {"toys.py": TOYS.replace("row_sum / row.shape[0]", "row_sum / 2")}
HANGS = {"toys.py": TOYS.replace("return x + x", "while True: pass")}


class Container:
    """Create a folder like Gradescope's `/autograder`, with the toy assignment's bundle unpacked in it.

    Args:
        root: An empty folder.
        files: The bundle.
    """

    def __init__(self, root: Path, files: dict[str, bytes]) -> None:
        self.root, self.results = root / "autograder", root / "autograder/results/results.json"
        for name, content in files.items():
            place = self.root / "source" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            place.chmod(MODES.get(name, 0o644))
        (self.root / "submission").mkdir()
        self.metadata(created_at="2027-03-19T20:00:00+09:00")
        self.venv, self.output = Path(sys.prefix), ""

    def hand_in(self, files: dict[str, str | bytes]) -> "Container":
        """Write the files of the submission."""
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (self.root / "submission" / name).write_bytes(data)
        return self

    def metadata(self, **told: object) -> None:
        """Write Gradescope's metadata about the submission."""
        (self.root / "submission_metadata.json").write_text(json.dumps(told))

    def change(self, name: str, content: str) -> None:
        """Damage a file of the bundle."""
        (self.root / "source" / name).write_text(content)

    def run(self, *before: str) -> dict:
        """Run `run_autograder` as Gradescope does; return the result, checked against Gradescope's schema."""
        variables = {**os.environ, "AUTOGRADER_ROOT": str(self.root), "AUTOGRADER_VENV": str(self.venv)}
        command = [*before, "sh", str(self.root / "source/run_autograder")]
        done = subprocess.run(command, env=variables, cwd=self.root, capture_output=True, text=True)
        self.output = done.stdout + done.stderr
        assert done.returncode == 0, self.output
        return gradescope_results(self.results.read_bytes())


def bundles(folder):
    """Build the toy assignment; return language -> files of its bundle."""
    course = make_course(folder / "course")
    put(folder / "course/solutions/a1_toy/assignment.toml", TOY)
    build_all(course)
    source = course.source("a1_toy")
    return {language: dict(gradescope_files(source, GradescopeOptions(b"s" * 32, language))) for language in LANGUAGES}


@pytest.fixture
def container(tmp_path, tmp_path_factory, request):
    """Return a container without a submission."""
    needs("linux")
    return Container(tmp_path, once(tmp_path_factory, "gradescope-bundles", bundles)[getattr(request, "param", "en")])


def scores(results):
    """Return the points of each question."""
    found: dict[str, float] = {}
    for test in results["tests"]:
        question = test["extra_data"]["question"]
        found[question] = round(found.get(question, 0) + test["score"], 2)
    return found


def test_a_right_answer_gets_full_marks(container):
    """Every question is graded, nothing is withheld, and only root can read secret, source and results.

    The result has no execution time: it depends on what the submission did with hidden inputs.
    """
    results = container.hand_in(RIGHT).run()
    assert "time" not in results["extra_data"]
    assert "execution_time" not in container.results.read_text()
    assert (results["score"], results["extra_data"]["held"]) == (10, False)
    assert scores(results) == {"double": 3, "mean_row": 7}
    assert results["stdout_visibility"] == "hidden"
    assert "Your instructor must act" not in results["output"]
    places = ("source", "source/secret", "results", "submission", "submission_metadata.json")
    assert [(container.root / place).stat().st_mode & 0o077 for place in places] == [0, 0, 0, 0, 0]


def test_a_wrong_answer_costs_its_question_and_tells_no_hidden_value(container):
    """Details of hidden tests are in the instructor's output and not in the student's result."""
    results = container.hand_in(WRONG_MEANS).run()
    assert scores(results)["double"] == 3
    assert scores(results)["mean_row"] < 7
    assert "12345" not in container.results.read_text(encoding="utf-8")
    assert "mean_row" in container.output


@recorded
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "none of the assignment's files"),
        ({"notes.txt": "hello"}, "none of the assignment's files"),
        ({"submission.zip": b"PK\x03\x04 and no more"}, "not a zip that can be opened"),
    ],
    ids=["empty", "other files", "broken zip"],
)
def test_what_cannot_be_graded_is_a_zero_with_its_reason(container, files, said):
    """If the submission is wrong, the text says what is wrong, and nothing is withheld."""
    results = container.hand_in(files).run()
    assert (results["score"], results["extra_data"]["held"]) == (0, False)
    assert said in results["output"]


@recorded
def test_a_zip_that_was_not_unpacked_is_graded(container, tmp_path):
    """If the only submitted file is a zip, its content is graded."""
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        archive.writestr("a1_toy/toys.py", TOYS)
    assert container.hand_in({"mine.zip": (tmp_path / "mine.zip").read_bytes()}).run()["score"] == 10


@recorded
def test_a_syntax_error_is_the_students(container):
    """All questions of a file with a syntax error fail with its line, and nothing is withheld."""
    results = container.hand_in({"toys.py": "def double(x:\n    return x\n"}).run()
    assert (results["score"], results["extra_data"]["held"]) == (0, False)
    assert "line 1" in results["tests"][0]["output"]


@recorded
def test_an_endless_loop_costs_its_question(container):
    """One endless loop does not affect the points of the other question."""
    results = container.hand_in(HANGS).run()
    assert scores(results) == {"double": 0, "mean_row": 7}
    assert not results["extra_data"]["held"]


EARLIER = [{"submission_time": f"2027-03-19T1{hour}:00:00+09:00", "score": "0.0"} for hour in range(5)]


@recorded
@pytest.mark.parametrize(("earlier", "shown"), [(EARLIER[:4], True), (EARLIER, False)])
def test_hidden_results_are_shown_five_times_a_day_where_the_bundle_says_so(container, earlier, shown):
    """With --show-hidden, five submissions a day show hidden tests; the next is graded, and says that it does not."""
    settings = json.loads((container.root / "source/settings.json").read_text())
    container.change("settings.json", json.dumps({**settings, "show_hidden": True}))
    users = [{"id": 7, "assignment": {"due_date": DUE}}]
    container.metadata(created_at="2027-03-19T20:00:00+09:00", users=users, previous_submissions=earlier)
    results = container.hand_in(WRONG_MEANS).run()
    assert ({test["visibility"] for test in results["tests"]} == {"visible"}) is shown
    assert ("as often as is possible" not in results["output"]) is shown
    assert scores(results)["double"] == 3


@recorded
def test_a_late_submission_keeps_what_the_policy_says(container):
    """Slightly more than a day late counts as two days, so 80 % of ten points; the text says why."""
    container.metadata(created_at="2027-03-21T00:30:00+09:00", assignment={"due_date": DUE})
    results = container.hand_in(RIGHT).run()
    assert results["score"] == 8
    assert "Handed in 24.52 hours late: 80 % of the points below count." in results["output"]


@recorded
def test_a_students_own_due_time_counts(container):
    """An extension on Gradescope counts, for the whole group."""
    later = [{"id": 1, "assignment": {"due_date": DUE}}, {"id": 2, "assignment": {"due_date": "2027-04-01T00:00:00Z"}}]
    container.metadata(created_at="2027-03-21T00:30:00+09:00", assignment={"due_date": DUE}, users=later)
    assert container.hand_in(RIGHT).run()["score"] == 10


UNREADABLE = [
    None,
    "",
    "{",
    "[]",
    '{"created_at": 7, "users": {}, "assignment": "no", "previous_submissions": 3}',
    "[" * 100_000,
]
"""Contents of `submission_metadata.json`; None if it is missing."""


def test_metadata_that_cannot_be_read_has_no_time_and_a_problem(tmp_path):
    """No content is an error; each leaves time and due time unknown and is named for the instructor."""
    for content in UNREADABLE:
        place = tmp_path / "submission_metadata.json"
        place.unlink(missing_ok=True) if content is None else place.write_text(content)
        found = read_submission_metadata(place)
        assert (found.handed_in, found.due) == (None, None), content
        assert "submission_metadata.json" in found.problem, content


@recorded
def test_without_metadata_it_is_graded_and_lateness_left_to_the_instructor(container):
    """Without a known time, no penalty applies, and both student and instructor read so."""
    (container.root / "submission_metadata.json").write_text(UNREADABLE[-1])
    results = container.hand_in(RIGHT).run()
    assert results["score"] == 10
    assert "no late penalty was applied; your instructor may apply it later" in results["output"]
    assert "submission_metadata.json" in container.output


@recorded
@pytest.mark.parametrize("own", [True, False], ids=["a student's", "the assignment's"])
def test_a_due_time_that_cannot_be_read_costs_nothing(container, own):
    """If the metadata has an unknown form of extension, no penalty applies and the instructor reads why."""
    told = {"due_date": "2027-04-01 00:00:00 UTC"}
    users = [{"assignment": told if own else {}}]
    due = {"due_date": DUE} if own else told
    container.metadata(created_at="2027-03-21T00:30:00+09:00", assignment=due, users=users)
    results = container.hand_in(RIGHT).run()
    assert results["score"] == 10
    assert "no late penalty was applied; your instructor may apply it later" in results["output"]
    assert "2027-04-01 00:00:00 UTC" in container.output


def held(results):
    """Return whether everything is withheld and the text says who must act."""
    lines = [test["output"] for test in results["tests"]]
    return (
        results["extra_data"]["held"]
        and "Your instructor must act" in results["output"]
        and "The 0 shown here is not your result" in results["output"]
        and all("withheld" in line for line in lines)
    )


@recorded
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("secret", "short", "bytes instead of 32"),
        ("settings.json", "{", "release the bundle again"),
        ("solutions/a1_toy/assignment.toml", "schema = 2", "assignment.toml"),
        ("solutions/a1_toy/tests/hidden/test_toys_hidden.py", "import nowhere", "nowhere"),
    ],
)
def test_a_damaged_bundle_is_not_the_students_zero(container, name, content, told):
    """A broken bundle withholds all points; the student reads who must act, the instructor what is broken."""
    container.change(name, content)
    assert held(container.hand_in(RIGHT).run())
    assert told in container.output
    assert "what to do: see docs/gradescope" in container.output


@recorded
def test_an_image_that_was_never_set_up_is_not_the_students_zero(container, tmp_path):
    """Without Python in the image, there is still a result."""
    container.venv = tmp_path / "nothing"
    assert held(container.hand_in(RIGHT).run())
    assert "read the output of setup.sh" in container.output


@recorded
def test_a_grader_that_is_killed_is_not_the_students_zero(container, tmp_path):
    """If the autograder is killed before grading, the first result remains."""
    python = tmp_path / "venv/bin/python"
    put(python, "#!/bin/sh\nkill -9 $$\n").chmod(0o755)
    container.venv = tmp_path / "venv"
    assert held(container.hand_in(RIGHT).run())
    assert "out of memory; choose a larger container" in container.output


KILLED = """
import os, pathlib, signal, sys
from autograder import files
from autograder.cli.gradescope import grade_container

write = files.write_atomically

def once(path, data):
    write(path, data)
    os.kill(os.getpid(), signal.SIGKILL)

files.write_atomically = once
grade_container(pathlib.Path(sys.argv[1]))
"""
"""Ends the process after the first question, as Gradescope's timeout may."""


@recorded
def test_what_was_graded_before_a_kill_counts(container):
    """The first question keeps its points, the other is withheld, and the text says that grading was cut off."""
    container.hand_in(RIGHT)
    ended = subprocess.run([sys.executable, "-c", KILLED, container.root], capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    results = gradescope_results(container.results.read_bytes())
    assert scores(results) == {"double": 3, "mean_row": 0}
    assert results["extra_data"]["held"]
    assert "Results so far: 1 of 2 questions are graded." in results["output"]
    assert "your instructor must grade again" in results["output"]


LACKS_A_LAYER = """
import pathlib, sys
from autograder.cli.gradescope import grade_container
from autograder.sandbox import lockdown
from autograder.grading import worker_transport

layers = dict.fromkeys(lockdown.LAYERS, "on")
worker_transport.isolation_here = lambda limits: {**layers, "seccomp": "this kernel has none"}
raise SystemExit(grade_container(pathlib.Path(sys.argv[1])))
"""


def test_without_a_layer_of_the_sandbox_nothing_is_graded(container):
    """The instructor reads which is missing, and what stood there before stays; unless settings.json accepts it."""
    container.hand_in(RIGHT)
    command = [sys.executable, "-c", LACKS_A_LAYER, container.root]
    refused = subprocess.run(command, capture_output=True, text=True)
    assert (refused.returncode, container.results.exists()) == (3, False)
    assert "seccomp: this kernel has none" in refused.stdout
    assert "set require_isolation to false" in refused.stdout
    container.change("settings.json", json.dumps({"assignment": "a1_toy", "require_isolation": False}))
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert json.loads(container.results.read_bytes())["score"] == 10


@recorded
def test_when_time_runs_out_the_rest_is_withheld(container):
    """Grading stops before Gradescope's timeout, and student and instructor read so."""
    container.change("settings.json", json.dumps({"assignment": "a1_toy", "minutes": 0.0001}))
    results = container.hand_in(RIGHT).run()
    assert scores(results) == {"double": 0, "mean_row": 0}
    assert results["extra_data"]["held"]
    assert "questions not graded: 2" in results["output"]
    assert "not graded: double, mean_row" in container.output


@recorded
def test_a_full_disk_is_not_the_students_zero(container):
    """If no further result can be written, the first result remains."""
    needs("root", "unshare", "mount")
    first = (container.root / "source/not_graded.json").stat().st_size
    pages = -(-first // 4096)
    (container.root / "results").mkdir()
    mount = f"mount -t tmpfs -o size={4096 * (pages + 1)} none {container.root}/results"
    keep = f"cp {container.root}/results/results.json {container.root}/kept.json"
    script = f'{mount} && cp {container.root}/source/READ_ME_FIRST.txt {container.root}/results/stdout && "$@"; {keep}'
    container.hand_in(RIGHT)
    variables = {**os.environ, "AUTOGRADER_ROOT": str(container.root), "AUTOGRADER_VENV": str(container.venv)}
    command = ["unshare", "-m", "sh", "-c", script, "sh", "sh", container.root / "source/run_autograder"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert "No space left on device" in done.stdout
    assert held(gradescope_results((container.root / "kept.json").read_bytes()))


@recorded
@pytest.mark.parametrize("container", ["ko"], indirect=True)
def test_students_read_korean_where_that_was_chosen(container):
    """Texts of the autograder and of the assignment are Korean."""
    results = container.hand_in(HANGS).run()
    assert results["tests"][0]["name"].startswith("두 배")
    assert "점" in results["output"]
