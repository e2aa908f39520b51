"""Generates `assignments/<id>/`, the files that a student receives, from `solutions/<id>/`."""

import difflib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.course import AssignmentSource, Course
from autograder.authoring.docstring_files import docstring_problems, sidecar_name
from autograder.authoring.documents import handout, notebook, written_file
from autograder.authoring.explore import PAGE, explore_page
from autograder.authoring.handout_pages import handout_page
from autograder.authoring.mistakes import fingerprint_file
from autograder.authoring.notebook_tests import otter_tests
from autograder.authoring.skeleton import skeleton
from autograder.authoring.test_files import read_test_files
from autograder.authoring.topics import with_topics
from autograder.authoring.wheel import WHEEL
from autograder.errors import AssignmentError
from autograder.files import os_errors_as_usage_errors, read_bytes, read_text, write_atomically
from autograder.model.assignment import FURTHER, PUBLIC_NAME, SOURCE_NAME, public_view
from autograder.model.proof import Problem
from autograder.model.translations import load_translations
from autograder.model.written import WRITTEN_FILE
from autograder.testing.fingerprints import FINGERPRINTS

__all__ = ["Built", "Difference", "build", "build_all", "differences", "write"]

PYTEST_INI = """\
[pytest]
addopts = -p autograder.testing.plugin --import-mode=importlib
testpaths = tests
pythonpath = tests
"""

REQUIREMENTS = f"""\
# Run in this folder: pip install -r requirements.txt
# For the notebook as well: pip install "./wheels/{WHEEL}[notebook]"
./wheels/{WHEEL}
"""

OUT_OF_THE_WAY = "move it away or change its permissions, then build again"


@dataclass(frozen=True)
class Difference:
    """A generated file that differs from its source.

    Attributes:
        path: The file, from the course's root on.
        diff: The changes that `build` would make in it.
    """

    path: str
    diff: str


@dataclass(frozen=True)
class Built:
    """The result of `build_all`; with `check`, of what it would do.

    Attributes:
        assignments: Ids of the assignments that were built.
        differences: Every file that was not current.
        checked: Whether nothing was written.
        docstrings: Docstrings in other languages that are missing, outdated or unknown.
    """

    assignments: tuple[str, ...]
    differences: tuple[Difference, ...]
    checked: bool
    docstrings: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return 1 if a check found something that is not current, else 0."""
        return 1 if self.checked and (self.differences or self.docstrings) else 0

    def text(self) -> str:
        """Return the message for the author: what is not current; without a check also the files that were written."""
        outdated = [f"{one.where}: {one.found} {one.cure}" for one in self.docstrings]
        return "\n".join([self._files(), *outdated])

    def _files(self) -> str:
        if not self.differences:
            return f"{', '.join(self.assignments)}: current"
        if not self.checked:
            return "\n".join(f"wrote {difference.path}" for difference in self.differences)
        diffs = "\n".join(difference.diff for difference in self.differences)
        count = len(self.differences)
        return f"{diffs}\n{count} generated file{'s are' if count > 1 else ' is'} not current; run `autograder build`"


def build(source: AssignmentSource) -> dict[str, bytes]:
    """Return every file of `assignments/<id>/`, by path; write nothing.

    The fingerprints of mistakes are those of the last build as long as nothing has changed that they are made of.

    Raises:
        AssignmentError: Something in the source is wrong.
        GraderError: The public tests cannot be run, which new fingerprints need.
    """
    files: dict[str, bytes] = {}
    for name, content in _parts(source):
        if name in files:
            raise AssignmentError(source.show(source.folder), f"two files become {name}; rename one")
        files[name] = content
    mistakes = _fingerprints(source, files, Course(source.folder.parent.parent).generated / source.id)
    return files if mistakes is None else {**files, FINGERPRINTS: mistakes}


def _fingerprints(source: AssignmentSource, files: Mapping[str, bytes], before: Path) -> bytes | None:
    """Return the fingerprints of the mistakes; those of the last build if a misconception cannot be made.

    `validate` names that misconception and every other one, so a build does not end at the first.
    """
    try:
        return fingerprint_file(source, files, before)
    except AssignmentError:
        last = before / FINGERPRINTS
        return read_bytes(last, source.show(last)) if last.is_file() else None


def build_all(course: Course, ids: Sequence[str] = (), check: bool = False) -> Built:
    """Build these assignments (all, if none is named), or with `check` report what is not current.

    Everything is generated before anything is written, so a broken source leaves every folder as it was.

    Raises:
        UsageError: An assignment is unknown, or a source is wrong.
    """
    chosen = tuple(dict.fromkeys(ids)) or course.ids()
    built = {assignment: build(course.source(assignment)) for assignment in chosen}
    found: list[Difference] = []
    for assignment, files in built.items():
        found += differences(course, assignment, files)
        if not check:
            write(files, course.generated / assignment)
    for folder in [] if ids else _orphans(course):
        found.append(Difference(_shown(course, folder), f"{_shown(course, folder)}: its source is gone"))
        if not check:
            with os_errors_as_usage_errors("written", folder, OUT_OF_THE_WAY):
                shutil.rmtree(folder)
    docstrings = [problem for assignment in chosen for problem in _docstring_problems(course.source(assignment))]
    return Built(chosen, tuple(found), check, tuple(docstrings))


def _docstring_problems(source: AssignmentSource) -> Iterable[Problem]:
    """Yield what is wrong in the sidecars of an assignment, and in those of its optional question if it has any."""
    yield from docstring_problems(source)
    further = source.further()
    if further and any((further.folder / sidecar_name(one)).is_file() for one in further.assignment.languages):
        yield from docstring_problems(further)


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Make `folder` hold `files` and nothing else (except caches); write each file whole or not at all.

    Raises:
        UsageError: A file cannot be written or removed.
    """
    with os_errors_as_usage_errors("written", folder, OUT_OF_THE_WAY):
        for name in _present(folder) - files.keys():
            (folder / name).unlink()
        for name, content in files.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                write_atomically(path, content, cure=OUT_OF_THE_WAY)
        for parent in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
            if not any(parent.iterdir()):
                parent.rmdir()


def differences(course: Course, assignment: str, files: Mapping[str, bytes]) -> list[Difference]:
    """Return where the folder of an assignment differs from `files`: changed, missing, or not generated.

    Raises:
        UsageError: A file there cannot be read.
    """
    folder = course.generated / assignment
    found = []
    for name in sorted(_present(folder) | files.keys()):
        path = folder / name
        with os_errors_as_usage_errors("read", path, OUT_OF_THE_WAY):
            old = path.read_bytes() if path.is_file() else None
        new = files.get(name)
        if old != new:
            shown = _shown(course, path)
            found.append(Difference(shown, _diff(shown, old, new)))
    return found


def _parts(source: AssignmentSource) -> Iterable[tuple[str, bytes]]:
    assignment = source.assignment
    figures = dict(_files(source, "figures"))
    yield from figures.items()
    for language in assignment.languages:
        text = handout(source, language)
        yield _named("README", language, "md"), text.encode()
        shown = source.show(source.folder / _named("handout", language, "md"))
        yield _named("handout", language, "html"), handout_page(text, language, shown, figures)
    yield from _code(source)
    tests = [test for test_file in read_test_files(source, "public") for test in test_file.tests]
    for name, content in otter_tests(assignment, tests).items():
        yield f"otter_tests/{name}", content
    if further := source.further():
        for name, made in _code(further):
            yield f"{FURTHER}/{name}", made
    yield from _notebooks(source)
    if page := explore_page(source):
        yield PAGE, page
    yield from _files(source, "data")
    lab = source.folder / "lab.py"
    text = read_text(lab, source.show(lab)) if lab.is_file() else ""
    if written := written_file(assignment, text):
        yield WRITTEN_FILE, written.encode()
    yield "requirements.txt", REQUIREMENTS.encode()


def _code(source: AssignmentSource) -> Iterable[tuple[str, bytes]]:
    """Yield the modules, the public tests, and what runs them."""
    for name in source.assignment.files():
        yield name, skeleton(source, name).encode()
    for name in source.assignment.given:
        yield name, _text(source, source.folder / "given" / name)
    for test_file in read_test_files(source, "public"):
        yield f"tests/{test_file.path.name}", test_file.text.encode()
    yield "pytest.ini", PYTEST_INI.encode()
    yield PUBLIC_NAME, public_view(with_topics(source), _titled(source))


def _files(source: AssignmentSource, folder: str) -> Iterable[tuple[str, bytes]]:
    """Yield the files of a folder that students get as they are: `data`, `figures`."""
    for path in sorted(p for p in (source.folder / folder).rglob("*") if p.is_file() and not _is_cache(p)):
        yield path.relative_to(source.folder).as_posix(), read_bytes(path, source.show(path))


def _notebooks(source: AssignmentSource) -> Iterable[tuple[str, bytes]]:
    lab = source.folder / "lab.py"
    if lab.is_file():
        text = read_text(lab, source.show(lab))
        translations = load_translations(source.folder, source.assignment.languages)
        for language in source.assignment.languages:
            texts = translations[language].notebook if language in translations else {}
            made = notebook(text, language, source.show(lab), source.assignment, texts)
            yield _named(source.id, language, "ipynb"), made


def _named(stem: str, language: str, ending: str) -> str:
    """Return the name of a file in one language: `README.md`, `README.ko.md`."""
    return f"{stem}.{ending}" if language == "en" else f"{stem}.{language}.{ending}"


def _titled(source: AssignmentSource) -> set[str]:
    """Return the ids of the public tests, with and without the question at their end."""
    ids = {test.info.id for test_file in read_test_files(source, "public") for test in test_file.tests}
    return ids | {id.partition("[")[0] for id in ids}


def _text(source: AssignmentSource, path: Path) -> bytes:
    return read_text(path, source.show(path)).encode()


def _present(folder: Path) -> set[str]:
    """Return every file in a generated folder, except what running tests or notebooks there leaves behind."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not _is_cache(path.relative_to(folder))
    }


def _is_cache(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _orphans(course: Course) -> list[Path]:
    """Return the generated folders whose source is gone; a source that only cannot be read is not gone."""
    folders = [path.parent for path in sorted(course.generated.glob(f"*/{PUBLIC_NAME}"))]
    return [folder for folder in folders if _is_gone(course.root / "solutions" / folder.name / SOURCE_NAME)]


def _is_gone(source: Path) -> bool:
    with os_errors_as_usage_errors("read", source, "change its permissions, then build again"):
        try:
            source.stat()
        except (FileNotFoundError, NotADirectoryError):
            return True
    return False


def _shown(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()


def _diff(shown: str, old: bytes | None, new: bytes | None) -> str:
    try:
        before = (old or b"").decode().splitlines()
        after = (new or b"").decode().splitlines()
    except UnicodeDecodeError:
        return f"{shown}: the bytes differ"
    source, target = (f"{side}/{shown}" if c is not None else "/dev/null" for side, c in (("a", old), ("b", new)))
    lines = list(difflib.unified_diff(before, after, source, target, lineterm=""))
    return "\n".join(lines) if lines else f"{shown}: line ends, or an empty file"
