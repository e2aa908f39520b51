"""Create the zip for `otter run`, with otter's own generator.

otter runs its tests, its scorer and the student's code in one process, so the student's code can read the whole
bundle. The bundle contains the public tests, and the hidden tests that need neither reference nor secret.
"""

import contextlib
import importlib
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.course import AssignmentSource
from autograder.authoring.notebook_tests import otter_tests
from autograder.authoring.test_files import Test, TestFile, imported, keepers, pruned, read_test_files
from autograder.authoring.wheel import WHEEL, wheel_bytes
from autograder.errors import AssignmentError, UsageError
from autograder.model.assignment import PUBLIC_NAME
from autograder.testing.fingerprints import FINGERPRINTS

__all__ = ["otter_files", "otter_sources"]

INSIDE = "/autograder/source/files"
"""Where otter's image unpacks the files of a bundle."""


@dataclass(frozen=True)
class _Hidden:
    """Hold the hidden tests that may be included.

    Attributes:
        files: File name -> text.
        tests: The included tests.
        left_out: Names of the hidden tests that are not included.
    """

    files: Mapping[str, str]
    tests: tuple[Test, ...]
    left_out: tuple[str, ...]


def otter_files(source: AssignmentSource, built: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of the bundle, and what a submission could read in it.

    Args:
        source: The assignment.
        built: Path -> content of the generated assignment folder.

    Returns:
        Path -> content, and one line for each kind of secret that a submission could read.

    Raises:
        AssignmentError: A hidden test file has the name of a public file.
        UsageError: otter-grader is not installed.
    """
    tests, beside, hidden = _sources(source, built)
    return _generate(tests, beside), _readable(hidden)


def otter_sources(source: AssignmentSource, built: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what the assignment puts into the bundle, without the files of otter's generator, which need otter.

    Raises:
        AssignmentError: A hidden test file has the name of a public file.
    """
    tests, beside, _ = _sources(source, built)
    return {f"tests/{name}": content for name, content in tests.items()} | {
        f"files/{name}": content for name, content in beside.items()
    }


def _sources(
    source: AssignmentSource, built: Mapping[str, bytes]
) -> tuple[dict[str, bytes], dict[str, bytes], _Hidden]:
    """Return otter's test files, the files beside the student's modules, and the hidden tests among them."""
    hidden = _hidden(source)
    public = [test for test_file in read_test_files(source, "public") for test in test_file.tests]
    tests = otter_tests(source.assignment, [*public, *hidden.tests])
    return tests, _beside(source, built, hidden), hidden


def _hidden(source: AssignmentSource) -> _Hidden:
    test_files = read_test_files(source, "hidden")
    files: dict[str, str] = {}
    tests: list[Test] = []
    left_out: list[str] = []
    for test_file in test_files:
        keep = keepers(test_file)
        tests += [test for test in test_file.tests if test.function in keep]
        left_out += dict.fromkeys(test.function for test in test_file.tests if test.function not in keep)
        if keep:
            files[test_file.path.name] = pruned(test_file, keep)
    helpers = {
        test_file.path.name: test_file for test_file in test_files if not test_file.path.name.startswith("test_")
    }
    return _Hidden(files | _helpers(helpers, files.values()), tuple(tests), tuple(left_out))


def _helpers(helpers: Mapping[str, TestFile], texts: Iterable[str]) -> dict[str, str]:
    """Return the helper modules that the hidden tests import, directly or indirectly."""
    found: dict[str, str] = {}
    waiting = list(texts)
    while waiting:
        for name in (f"{module}.py" for module in imported(waiting.pop())):
            if name in helpers and name not in found:
                found[name] = helpers[name].text
                waiting.append(found[name])
    return found


def _beside(source: AssignmentSource, built: Mapping[str, bytes], hidden: _Hidden) -> dict[str, bytes]:
    """Return the files to put beside the student's modules; flat, because otter overwrites files but not folders."""
    files = {name: built[name] for name in (*source.assignment.given, PUBLIC_NAME, FINGERPRINTS) if name in built}
    files |= {name.removeprefix("tests/"): content for name, content in built.items() if name.startswith("tests/")}
    for name, text in hidden.files.items():
        if name in files:
            raise AssignmentError(source.show(source.folder / "tests/hidden" / name), "a public file has this name")
        files[name] = text.encode()
    files |= {name: content for name, content in built.items() if name.startswith("data/")}
    return files | {WHEEL: wheel_bytes()}


def _generate(tests: Mapping[str, bytes], beside: Mapping[str, bytes]) -> dict[str, bytes]:
    """Run otter's generator in a temporary folder and return the files of its zip."""
    generate = _otter()
    with tempfile.TemporaryDirectory(prefix="otter-") as folder, contextlib.chdir(folder):
        _put(Path("tests"), tests)
        _put(Path("files"), beside)
        Path("requirements.txt").write_text(f"{INSIDE}/{WHEEL}\n", encoding="utf-8")
        with contextlib.chdir("files"):  # otter takes them relative to where it runs
            top = sorted({name.partition("/")[0] for name in beside})
            generate.main(
                tests_dir="../tests",
                output_path="../bundle.zip",
                no_config=True,
                requirements="../requirements.txt",
                no_environment=True,
                files=top,
            )
        with zipfile.ZipFile("bundle.zip") as bundle:
            return {name: bundle.read(name) for name in bundle.namelist()}


def _otter() -> Any:
    try:
        return importlib.import_module("otter.generate")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{error.name} is not installed; otter bundles need it: run `make environment` in the repository, or "
            "pip install 'image-classification-course[notebook]'"
        ) from None


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _readable(hidden: _Hidden) -> tuple[str, ...]:
    lines = [f"{name}: hidden tests, or their helpers" for name in sorted(hidden.files)]
    lines.append("tests/*.py: the titles and points of all tests in this bundle")
    if hidden.left_out:
        lines.append(f"(left out, because they need the reference: {', '.join(hidden.left_out)})")
    return tuple(lines)
