"""Collect the code to compare: of the class, of an earlier class, of the authors, and what students were given."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.authoring.skeleton import skeleton
from autograder.errors import UsageError
from autograder.files import read_bytes
from autograder.gradebook import FILE_NAME, Entry, Gradebook
from autograder.i18n import Message
from autograder.model.people import Person
from autograder.submissions.discover import discover
from autograder.submissions.read import open_submission
from autograder.understanding.fingerprints import all_runs, fingerprints_of
from autograder.understanding.similarity import CodeAnswer
from autograder.validation.variants import alternatives_in

__all__ = ["CollectedCode", "authors_answers", "class_code", "earlier_code", "given_runs"]


@dataclass
class CollectedCode:
    """The code of a class.

    Attributes:
        answers: One per student or group that has code.
        left_out: Names whose code is not compared, because the gradebook has none or none of it is Python.
        unreadable: `name: file` for each file that is not Python.
    """

    answers: list[CodeAnswer] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def add(
        self, people: Iterable[Person], name: str, files: Mapping[str, bytes], given: frozenset[bytes], earlier: bool
    ) -> None:
        """Add the code of a student or group.

        Args:
            people: The students.
            name: Name where no student is known.
            files: File -> content.
            given: Runs of the code that students were given.
            earlier: Whether it belongs to an earlier class.
        """
        known = tuple(people)
        shown = ", ".join(sorted(map(_shown, known))) or name
        code = {file: content for file, content in files.items() if file.endswith(".py")}
        prints = fingerprints_of(code, given)
        if len(prints.unreadable) == len(code):
            self.left_out.append(shown)
            return
        self.unreadable += [f"{shown}: {file}" for file in prints.unreadable]
        team = next((person.group for person in known if person.group), "")
        keys = frozenset(person.key for person in known)
        self.answers.append(CodeAnswer(shown, code, prints.hashes, keys, team, earlier))


def _shown(person: Person) -> str:
    return person.key if person.name in ("", person.key) else f"{person.key} ({person.name})"


def class_code(book: Gradebook, assignment: str, given: frozenset[bytes], earlier: bool = False) -> CollectedCode:
    """Collect the submission of each student that counts; the members of a group have one.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        given: Runs of the code that students were given.
        earlier: Whether the gradebook belongs to an earlier class.
    """
    shared: dict[tuple[str, str], list[Entry]] = {}
    for entry in book.latest(assignment):
        shared.setdefault((entry.record.submission, entry.standing.digests[1]), []).append(entry)
    found = CollectedCode()
    for (name, digest), entries in shared.items():
        found.add([entry.person for entry in entries], name, book.source(digest), given, earlier)
    return found


def earlier_code(place: Path, source: AssignmentSource, given: frozenset[bytes]) -> CollectedCode:
    """Collect the code of an earlier class, from its results folder or from its hand-ins as the platform wrote them.

    Raises:
        UsageError: The place does not exist or has no code for the assignment.
    """
    if (place / FILE_NAME).is_file():
        with Gradebook(place / FILE_NAME, unchanged=True) as book:
            found = class_code(book, source.id, given, earlier=True)
    else:
        found = CollectedCode()
        for ref in discover([place], source.assignment).submissions:
            found.add(ref.people, ref.name, open_submission(ref, source.assignment).files, given, earlier=True)
    if not found.answers:
        raise UsageError(
            Message(
                "--with {place}: no code for {assignment} in it; name a results folder or a folder of hand-ins",
                place=place,
                assignment=source.id,
            )
        )
    return found


def authors_answers(source: AssignmentSource, given: frozenset[bytes]) -> list[CodeAnswer]:
    """Return the reference and the alternatives, each with the files that it answers: right answers that differ."""
    folders = {"reference": [source.folder / name for name in source.assignment.files()]}
    folders |= {folder.name: sorted(folder.glob("*.py")) for folder in alternatives_in(source)}
    made = []
    for name, paths in folders.items():
        files = {path.name: read_bytes(path, source.show(path)) for path in paths}
        made.append(CodeAnswer(name, files, fingerprints_of(files, given).hashes))
    return made


def given_runs(source: AssignmentSource) -> frozenset[bytes]:
    """Return the runs of everything that students were given as code: skeletons and given files."""
    return all_runs(_given_files(source))


def _given_files(source: AssignmentSource) -> Iterator[bytes]:
    for name in source.assignment.files():
        yield skeleton(source, name).encode("utf-8")
    for path in sorted((source.folder / "given").rglob("*.py")):
        yield read_bytes(path, source.show(path))
