"""Makes a new assignment: a small one that is complete, for its author to change piece by piece."""

import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.authoring.build import build_all
from autograder.authoring.course import Course
from autograder.authoring.templates import filled
from autograder.errors import UsageError
from autograder.files import os_errors_as_usage_errors
from autograder.model.assignment import LONGEST_ID, Identifier

__all__ = ["Made", "new"]

ELSEWHERE = "choose another place"


@dataclass(frozen=True)
class Made:
    """A new assignment.

    Attributes:
        folder: Its source.
        files: What lies in it.
        elsewhere: Whether the commands need to be told where the course is.
    """

    folder: Path
    files: tuple[str, ...]
    elsewhere: bool

    def text(self) -> str:
        """What to tell the author."""
        course = f" --course {shlex.quote(str(self.folder.parent.parent))}" if self.elsewhere else ""
        return "\n".join(
            [
                *(f"wrote {self.folder / name}" for name in self.files),
                f"Next: autograder validate {self.folder.name}{course}",
                f"After every change: autograder build {self.folder.name}{course}",
            ]
        )


def new(course: Course, assignment: str, elsewhere: bool = False) -> Made:
    """Write `solutions/<assignment>/`, and build it; both appear whole or not at all.

    Args:
        course: Where; a folder that does not exist yet becomes a course.
        assignment: The new id.
        elsewhere: Whether the course was named, and is not simply the one around the current folder.

    Raises:
        UsageError: The id is none, is taken, or the place cannot be written to.
    """
    _require_id(assignment)
    places = [course.root / room / assignment for room in ("solutions", "assignments")]
    for place in places:
        if place.exists() or place.is_symlink():
            raise UsageError(f"{place}: there is one already; choose another id, or take that folder away first")
    files = filled(Path(__file__).parent / "template", {"ID": assignment})
    with os_errors_as_usage_errors("written", course.root, ELSEWHERE), _beside(course.root) as stage:
        for name, text in files.items():
            path = stage / "solutions" / assignment / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        build_all(Course(stage), [assignment])
        # The source last: what has no source is cleared away by the next build.
        _move({stage / place.relative_to(course.root): place for place in reversed(places)})
    return Made(places[0], tuple(files), elsewhere)


def _move(targets: Mapping[Path, Path]) -> None:
    """Move each folder to its place; if one cannot be moved, none is, and no room is left that was not there before."""
    with ExitStack() as undo:
        for origin, place in targets.items():
            with os_errors_as_usage_errors("written", place, ELSEWHERE):
                if not place.parent.exists():
                    place.parent.mkdir()
                    undo.callback(place.parent.rmdir)
                origin.rename(place)
            undo.callback(place.rename, origin)
        undo.pop_all()


def _require_id(assignment: str) -> None:
    try:
        msgspec.convert(assignment, Identifier)
    except msgspec.ValidationError:
        raise UsageError(
            f"{assignment!r} is no id; write small letters, digits and _, a letter first, {LONGEST_ID} characters at "
            "most, as in a6_trees"
        ) from None


@contextmanager
def _beside(root: Path) -> Iterator[Path]:
    """A folder on the disk of `root` that is gone afterwards, and `root` too if it was made in vain."""
    made = [folder for folder in (root, *root.parents) if not folder.exists()]
    root.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".new-", dir=root))
    try:
        yield stage
    finally:
        shutil.rmtree(stage)
        for folder in made:
            if any(folder.iterdir()):
                break
            folder.rmdir()
