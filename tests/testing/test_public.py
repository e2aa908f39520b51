"""The public interface: what tests import, and what its documentation says."""

import ast
import doctest
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.testing.provider import public_seed
from autograder.testing.speed import IterationJudge
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport
from tools.api import PACKAGES, examples, members, sections

ROOT = Path(__file__).resolve().parent.parent.parent
ALLOWED = {"autograder.testing", "autograder.datasets", "autograder.plots"}
SHIPPED = sorted(
    path
    for pattern in ("assignments/**/*.py", "assignments/**/*.ipynb", "solutions/**/*.py", "autograder/**/*.py.in")
    for path in ROOT.glob(pattern)
)
PUBLIC = {
    f"{package.__name__}.{name}": getattr(package, name)
    for package in PACKAGES
    for name in package.__all__
    if callable(getattr(package, name))
}
METHODS = {
    f"{name}.{method}": function for name, value in PUBLIC.items() for method, function in members(value).items()
}


def code_of(path: Path) -> str:
    """The Python code of a module, of a template without its blanks, or of a notebook's cells without their magics."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return re.sub(r"@\w+@", "", text) if path.suffix == ".in" else text
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", "\n".join(cells), flags=re.M)


def imported(code: str) -> set[str]:
    """The modules of the engine that a program imports, anywhere in its text."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = node.module or ""
            found |= {f"autograder.{alias.name}" for alias in node.names} if package == "autograder" else {package}
    return {name for name in found if name.partition(".")[0] == "autograder"}


def test_what_an_assignment_holds_imports_the_public_packages_alone():
    """Tests, hidden ones too, oracles, notebooks and otter's files import no other module of the engine."""
    others = {path.relative_to(ROOT).as_posix(): imported(code_of(path)) - ALLOWED for path in SHIPPED}
    assert {name: found for name, found in others.items() if found} == {}


def test_every_kind_of_file_is_read():
    """The files that the rule reads are there: hidden tests, oracles, otter's files and notebooks."""
    places = [path.relative_to(ROOT).as_posix() for path in SHIPPED]
    for part in ("/tests/hidden/", "_oracles.py", "/otter_tests/", ".ipynb", "/given/", "/template/"):
        assert any(part in place for place in places), part


@pytest.mark.parametrize(
    "code",
    [
        "from autograder.errors import Failed",
        "import autograder.model.text",
        "from autograder import i18n",
        "def f():\n    from autograder.testing.otter import run_test",
    ],
)
def test_another_import_is_found(code):
    """Other modules of the engine are found in every form of import."""
    assert not imported(code) <= ALLOWED


def test_importing_the_interface_does_not_import_pytest():
    """`import autograder.testing` leaves pytest and SciPy alone, which a notebook would wait for."""
    code = "import sys, autograder.testing; print({'pytest', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_public_docstring_is_the_whole_contract():
    """Each parameter stands under Args, a result under Returns."""
    for name, value in {**PUBLIC, **METHODS}.items():
        found = sections(value)
        assert found[""], name
        if inspect.isclass(value):
            continue
        signature = inspect.signature(value)
        wanted = [parameter for parameter in signature.parameters if parameter != "self"]
        assert re.findall(r"^(\w+): ", found.get("Args", ""), re.M) == wanted, name
        assert ("Returns" in found) is (signature.return_annotation is not None), name


def test_a_public_docstring_has_an_example():
    """Each public name shows how it is used."""
    assert [name for name, value in PUBLIC.items() if not examples(value)] == []


@pytest.fixture
def names(tmp_path, monkeypatch):
    """What the examples use: NumPy, every public name, and the fixtures, in the folder of a solved assignment."""
    solutions = ROOT / "solutions"
    files = [
        *(solutions / "a1_knn").glob("*.py"),
        solutions / "a3_gradients/numeric.py",
        solutions / "a4_sgd/descent.py",
    ]
    sources = {path.name: path.read_bytes() for path in files if path.name != "lab.py"}
    for path in (ROOT / "assignments/a1_knn").rglob("*"):
        if path.is_file() and path.suffix in (".py", ".json"):
            target = tmp_path / path.relative_to(ROOT / "assignments/a1_knn")
            target.parent.mkdir(exist_ok=True, parents=True)
            target.write_bytes(sources.get(path.name, path.read_bytes()))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTOGRADER_DATA", raising=False)
    transport = InProcessTransport(sources, frozenset(), {}, 1 << 30)
    submission = Submission(transport, frozenset(name.removesuffix(".py") for name in sources))
    submission.reset(0)
    public = {name: getattr(package, name) for package in PACKAGES for name in package.__all__}
    rng = np.random.default_rng(0)
    judge = IterationJudge(submission, lambda label: public_seed("test", label))
    yield {
        **public,
        "np": np,
        "submission": submission,
        "rng": rng,
        "speed": judge,
    }
    transport.close()


@pytest.mark.parametrize("name", [name for name, value in {**PUBLIC, **METHODS}.items() if examples(value)])
def test_an_example_does_what_it_shows(name, names):
    """Each example runs, with the output that stands below it."""
    test = doctest.DocTestParser().get_doctest(
        examples(PUBLIC.get(name) or METHODS[name]) + "\n", names, name, None, None
    )
    report: list[str] = []
    runner = doctest.DocTestRunner()
    runner.run(test, out=report.append)
    assert "".join(report) == ""
    assert runner.tries > 0
