"""Where things stand in a course: people write `solutions/<assignment>/`, and `assignments/<assignment>/` falls out."""

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.model.assignment import SOURCE_NAME, Assignment, load_assignment

__all__ = ["AssignmentSource", "Course"]


@dataclass(frozen=True)
class AssignmentSource:
    """The source folder of one assignment, and what its `assignment.toml` says."""

    folder: Path
    assignment: Assignment

    @property
    def id(self) -> str:
        """The assignment's id, which is the folder's name."""
        return self.assignment.id

    def show(self, path: Path) -> str:
        """`path` as messages name it: from the course's root on, so that it says which assignment."""
        return path.relative_to(self.folder.parent.parent).as_posix()


@dataclass(frozen=True)
class Course:
    """A folder with `solutions/`, and `assignments/` once something is built."""

    root: Path

    @property
    def generated(self) -> Path:
        """The folder that holds nothing but what `autograder build` writes."""
        return self.root / "assignments"

    def ids(self) -> tuple[str, ...]:
        """Every assignment that has a source, by name.

        Raises:
            UsageError: There is none.
        """
        found = tuple(sorted(path.parent.name for path in (self.root / "solutions").glob(f"*/{SOURCE_NAME}")))
        if not found:
            raise UsageError(f"{self.root}: no solutions/*/{SOURCE_NAME} here; name the course's folder with --course")
        return found

    def source(self, assignment: str) -> AssignmentSource:
        """The source of one assignment.

        Raises:
            UsageError: There is none of this id.
            AssignmentError: Its `assignment.toml` is broken.
        """
        known = self.ids()
        if assignment not in known:
            raise UsageError(f"{self.root} has no assignment {assignment!r}; it has {', '.join(known)}")
        folder = self.root / "solutions" / assignment
        return AssignmentSource(folder, load_assignment(folder))

    def sources(self) -> tuple[AssignmentSource, ...]:
        """The sources of all assignments."""
        return tuple(self.source(assignment) for assignment in self.ids())
