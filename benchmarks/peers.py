"""Measure the same tests with `otter run`, an `nbgrader autograde` batch, bare pytest, and this grader.

nbgrader conflicts with the project's dependencies, so it gets its own environment in the user's cache.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder.authoring.build import build_all
from autograder.authoring.course import Course
from autograder.bundles.release import release
from benchmarks.measure import COURSE, Finished, class_of, grade_command, median, run

__all__ = ["peers", "real"]

OURS, OTTER, NBGRADER = 40, 5, 6
REAL, REAL_OTTER, REAL_NBGRADER = 6, 2, 3
NBGRADER_VERSION = "0.9.6"


def peers() -> list[str]:
    """Measure submissions a minute, each on the same six tests of three questions."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        course = Course(Path(shutil.copytree(COURSE, root / "course")))
        build_all(course, [], False)
        source = course.root / "solutions" / "b1_bench"
        ours = _ours(root)
        times = {
            "otter run": _otter(root, course, source),
            "nbgrader autograde, one batch": _nbgrader(root, source),
            "bare pytest": _pytest(root, course, source),
        }
    lines = [f"ours, a batch of {OURS} on two processes, start included: {60 / ours:.0f} submissions a minute"]
    bars = {"otter run": " (bar: 10)", "nbgrader autograde, one batch": " (bar: 5)"}
    for name, seconds in times.items():
        lines.append(
            f"{name}: {60 / seconds:.0f} a minute; ours {seconds / ours:.1f} times as many{bars.get(name, '')}"
        )
    return lines


def real() -> list[str]:
    """Measure CPU seconds of a submission of real assignments, public tests alone, one process each."""
    return [_against_peers(id) for id in ("a1_knn", "a3_gradients", "a5_networks")]


def _against_peers(id: str) -> str:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        course = Course(root / "course")
        source = Path(shutil.copytree(Path.cwd() / "solutions" / id, course.root / "solutions" / id))
        shutil.rmtree(source / "tests" / "hidden")  # otter's bundles have public tests only
        build_all(course, [], False)
        files = [path for path in source.glob("*.py") if path.name != "lab.py"]
        for number in range(REAL):
            home = root / "class" / f"s{number}"
            home.mkdir(parents=True)
            for path in files:
                text = path.read_text(encoding="utf-8")
                (home / path.name).write_text(f"{text}\n# {number}\n", encoding="utf-8")
        ours = run(grade_command(root / "class", root / "out", 1, course.root, id)).cpu / REAL
        release(course, id, "otter", root / "dist")
        handed_in = root / "handed_in.zip"
        with zipfile.ZipFile(handed_in, "w") as archive:
            archive.write(course.generated / id / f"{id}.ipynb", f"{id}.ipynb")
            for path in files:
                archive.write(path, path.name)
        command = _otter_command(next((root / "dist").glob("*.zip")), root / "otter", handed_in)
        otter = median([run(command, root).cpu for _ in range(REAL_OTTER)])
        nbgrader = _nbgrader_on(root, course.generated / id, files)
    return (
        f"{id}, public tests, one process each, {REAL} submissions (ours, start included), {REAL_OTTER} (otter) and "
        f"{REAL_NBGRADER} (nbgrader, one batch): {60 / ours:.0f} submissions a CPU minute against {60 / otter:.1f} of "
        f"`otter run`, {otter / ours:.1f} times (bar: 10), and {60 / nbgrader:.1f} of `nbgrader autograde`, "
        f"{nbgrader / ours:.1f} times (bar: 5)"
    )


def _nbgrader_on(root: Path, bundle: Path, files: list[Path]) -> float:
    """Return CPU seconds of a submission: pytest runs the public tests of each file in a cell that gives points."""
    python = _nbgrader_environment()
    run([python, "-m", "pip", "install", "-q", "--force-reinstall", "--no-deps", Path.cwd()])
    book, id = root / "nbgrader", bundle.name
    hand_ins = [book / "submitted" / f"s{number}" / id for number in range(REAL_NBGRADER)]
    tests = sorted(path.relative_to(bundle).as_posix() for path in bundle.glob("tests/test_*.py"))
    text = "import pytest\nassert pytest.main(['-q', '-p', 'no:cacheprovider', {!r}]) == 0"
    cells = [_cell("files", "pass", solution=True)]
    cells += [_cell(f"tests{index}", text.format(name), points=1) for index, name in enumerate(tests)]
    for folder in (book / "source" / id, *hand_ins):
        shutil.copytree(bundle, folder, ignore=shutil.ignore_patterns("*.ipynb", "*.html", "__pycache__"))
        nbformat.write(new_notebook(cells=cells), folder / f"{id}.ipynb")
        for path in files:
            shutil.copy(path, folder)
    return _autograde(python, book, id).cpu / REAL_NBGRADER


def _otter_command(bundle: Path, out: Path, handed_in: Path) -> list[str | Path]:
    out.mkdir()
    return [sys.executable, "-m", "otter", "run", "--no-logo", "-a", bundle, "-o", out, handed_in]


def _ours(root: Path) -> float:
    handed_in = class_of(root / "class", OURS)
    return median([run(grade_command(handed_in, root / f"out{n}", 2)).wall for n in range(3)]) / OURS


def _otter(root: Path, course: Course, source: Path) -> float:
    release(course, "b1_bench", "otter", root / "dist")
    bundle = next((root / "dist").glob("*.zip"))
    handed_in = root / "handed_in.zip"
    with zipfile.ZipFile(handed_in, "w") as archive:
        archive.write(course.generated / "b1_bench" / "b1_bench.ipynb", "b1_bench.ipynb")
        archive.write(source / "answers.py", "answers.py")
    command = _otter_command(bundle, root / "otter", handed_in)
    return median([run(command, root).wall for _ in range(OTTER)])


def _pytest(root: Path, course: Course, source: Path) -> float:
    home = Path(shutil.copytree(course.generated / "b1_bench", root / "bare"))
    shutil.copy(source / "answers.py", home)
    shutil.copytree(source / "tests" / "hidden", home / "tests" / "hidden")
    command = [sys.executable, "-m", "pytest", "-q"]
    return median([run(command, home).wall for _ in range(OTTER)])


def _nbgrader(root: Path, source: Path) -> float:
    python = _nbgrader_environment()
    book = root / "nbgrader"
    for folder in ("source/b1_bench", *(f"submitted/s{number}/b1_bench" for number in range(NBGRADER))):
        (book / folder).mkdir(parents=True)
    solution = (source / "answers.py").read_text(encoding="utf-8")
    cells = [_cell("answers", _in_notebook(solution), solution=True)]
    cells += [_cell(name, text, points=1) for name, text in _asserts().items()]
    notebook = new_notebook(cells=cells)
    for folder in ("source", *(f"submitted/s{number}" for number in range(NBGRADER))):
        nbformat.write(notebook, book / folder / "b1_bench" / "b1_bench.ipynb")
    return _autograde(python, book, "b1_bench").wall / NBGRADER


def _autograde(python: Path, book: Path, id: str) -> Finished:
    """Grade all that was handed in of an assignment with nbgrader; the notebook of its source passes."""
    (book / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.root = {str(book)!r}\n")
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    run([python.with_name("nbgrader"), "generate_assignment", id, "--force"], book, PATH=path)
    return run([python.with_name("nbgrader"), "autograde", id, "--force"], book, PATH=path)


def _in_notebook(solution: str) -> str:
    return solution.replace("    # BEGIN SOLUTION\n", "    ### BEGIN SOLUTION\n").replace(
        "    # END SOLUTION\n", "    ### END SOLUTION\n"
    )


def _asserts() -> dict[str, str]:
    """Return the six tests as plain asserts, as nbgrader uses them."""
    start = (
        "import math\nimport numpy as np\nfrom scipy.spatial.distance import cdist\nrng = np.random.default_rng(0)\n"
    )
    return {
        "small_sum": start + "assert total(np.array([1.0, 2.0, 3.0])) == 6",
        "small_matrix": "assert np.allclose(centered(np.array([[1.0, 5.0], [3.0, 1.0]])), [[-1, 2], [1, -2]])",
        "small_distances": "assert np.allclose(distances(np.zeros((1, 2)), np.array([[3.0, 4.0]])), 25)",
        "random_sum": "x = rng.normal(size=50)\nassert np.isclose(total(x), math.fsum(x))",
        "random_matrix": "X = rng.normal(size=(20, 3)) + 5\nassert np.allclose(centered(X), X - X.mean(axis=0))",
        "random_distances": "A, B = rng.normal(size=(9, 3)), rng.normal(size=(7, 3))\n"
        "assert np.allclose(distances(A, B), cdist(A, B, 'sqeuclidean'))",
    }


def _cell(id: str, text: str, points: int = 0, solution: bool = False) -> nbformat.NotebookNode:
    given = {
        "grade": not solution,
        "grade_id": id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
    }
    given |= {"task": False, **({} if solution else {"points": points})}
    cell: nbformat.NotebookNode = new_code_cell(text, metadata={"nbgrader": given})
    return cell


def _nbgrader_environment() -> Path:
    """Return the Python of an environment with nbgrader; create the environment once."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "image-classification-course"
    home = base / f"nbgrader-{NBGRADER_VERSION}"
    python = home / "bin" / "python"
    if not (home / "bin" / "nbgrader").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        wanted = [f"nbgrader=={NBGRADER_VERSION}", "ipykernel", str(Path.cwd())]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
    return python
