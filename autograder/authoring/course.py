"""Finds the folders of a course: authors write `solutions/<assignment>/`; `assignments/<assignment>/` is generated."""

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.model.assignment import FURTHER, SOURCE_NAME, Assignment, load_assignment

__all__ = ["AssignmentSource", "Course"]


@dataclass(frozen=True)
class AssignmentSource:
    """The source folder of one assignment, and its description from `assignment.toml`."""

    folder: Path
    assignment: Assignment

    @property
    def id(self) -> str:
        """Return the assignment's id, which is the folder's name."""
        return self.assignment.id

    def show(self, path: Path) -> str:
        """Return the name of `path` in messages: relative to the course's root, so that it names the assignment."""
        return path.relative_to(self.folder.parent.parent).as_posix()

    def further(self) -> "AssignmentSource | None":
        """Return the optional assignment in the folder `further`, which nobody grades; None if there is none.

        Raises:
            AssignmentError: Its `assignment.toml` is broken.
        """
        folder = self.folder / FURTHER
        return AssignmentSource(folder, load_assignment(folder)) if (folder / SOURCE_NAME).is_file() else None


@dataclass(frozen=True)
class Course:
    """A folder with `solutions/`, and with `assignments/` after the first build."""

    root: Path

    @property
    def generated(self) -> Path:
        """Return the folder that `autograder build` writes; it holds nothing else."""
        return self.root / "assignments"

    def ids(self) -> tuple[str, ...]:
        """Return every assignment that has a source, by name.

        Raises:
            UsageError: The course has no assignment.
        """
        found = tuple(sorted(path.parent.name for path in (self.root / "solutions").glob(f"*/{SOURCE_NAME}")))
        if not found:
            raise UsageError(f"{self.root}: no solutions/*/{SOURCE_NAME} here; name the course's folder with --course")
        return found

    def source(self, assignment: str) -> AssignmentSource:
        """Return the source of one assignment.

        Raises:
            UsageError: No assignment has this id.
            AssignmentError: Its `assignment.toml` is broken.
        """
        known = self.ids()
        if assignment not in known:
            raise UsageError(f"{self.root} has no assignment {assignment!r}; it has {', '.join(known)}")
        folder = self.root / "solutions" / assignment
        return AssignmentSource(folder, load_assignment(folder))

    def sources(self) -> tuple[AssignmentSource, ...]:
        """Return the sources of all assignments."""
        return tuple(self.source(assignment) for assignment in self.ids())
