"""Makes a new assignment: small and complete, for its author to change piece by piece."""

import json
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
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

TEMPLATE = Path(__file__).parent / "template"
OFFERED = ("en", "ko")
"""Languages that the template is written in."""

KOREAN_SLIP = ', "이미지마다 평균이 하나씩 나오나요?"'


@dataclass(frozen=True)
class Made:
    """A new assignment.

    Attributes:
        folder: Its source.
        files: Paths of the files in it.
        elsewhere: Whether the next commands need `--course`.
    """

    folder: Path
    files: tuple[str, ...]
    elsewhere: bool

    def text(self) -> str:
        """Return the message for the author: the files, and the commands to run next."""
        course = f" --course {shlex.quote(str(self.folder.parent.parent))}" if self.elsewhere else ""
        return "\n".join(
            [
                *(f"wrote {self.folder / name}" for name in self.files),
                f"Next: autograder validate {self.folder.name}{course}",
                f"After every change: autograder build {self.folder.name}{course}",
            ]
        )


def new(course: Course, assignment: str, elsewhere: bool = False, languages: Sequence[str] = ("en",)) -> Made:
    """Write `solutions/<assignment>/` and build it; both appear whole or not at all.

    Args:
        course: The course; a folder that does not exist yet becomes one.
        assignment: The new id.
        elsewhere: Whether the course was named, and is not the one around the current folder.
        languages: The languages of its texts, English among them.

    Raises:
        UsageError: The id is not valid or is taken, a language is not offered, or the folder cannot be written.
    """
    _require_id(assignment)
    _require_offered(languages)
    places = [course.root / room / assignment for room in ("solutions", "assignments")]
    for place in places:
        if place.exists() or place.is_symlink():
            raise UsageError(f"{place}: there is one already; choose another id, or remove that folder first")
    files = _files(assignment, languages)
    with os_errors_as_usage_errors("written", course.root, ELSEWHERE), _beside(course.root) as stage:
        for name, text in files.items():
            path = stage / "solutions" / assignment / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        build_all(Course(stage), [assignment])
        # The source last: the next build removes a generated folder that has no source.
        _move({stage / place.relative_to(course.root): place for place in reversed(places)})
    return Made(places[0], tuple(files), elsewhere)


def _files(assignment: str, languages: Sequence[str]) -> dict[str, str]:
    """Return the files of a new assignment in these languages, by path."""
    korean = "ko" in languages
    values = {
        "ID": assignment,
        "LANGUAGES": json.dumps(list(languages)),
        "KOREAN_SLIP": KOREAN_SLIP if korean else "",
    }
    files = filled(TEMPLATE, values)
    if not korean:
        files = {name: text for name, text in files.items() if ".ko." not in name and name != "ko.toml"}
        files["lab.py"] = re.sub(
            r'(?s)# %% \[markdown\] tags=\["(ko|en)"\]\n.*?(?=# %%)', _english_cell, files["lab.py"]
        )
    return files


def _english_cell(found: re.Match[str]) -> str:
    """Return an English cell without its tag, and nothing for a cell in another language."""
    return found[0].replace(' tags=["en"]', "") if found[1] == "en" else ""


def _require_offered(languages: Sequence[str]) -> None:
    if "en" not in languages or not {*languages} <= {*OFFERED} or len({*languages}) < len(languages):
        raise UsageError(
            f"--languages {','.join(languages)}: write en or en,ko; add other languages to assignment.toml afterwards"
        )


def _move(targets: Mapping[Path, Path]) -> None:
    """Move each folder to its place; if one cannot be moved, move none, and leave no new folder behind."""
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
            f"{assignment!r} is not a valid id; write small letters, digits and _, a letter first, "
            f"{LONGEST_ID} characters at most, as in a6_trees"
        ) from None


@contextmanager
def _beside(root: Path) -> Iterator[Path]:
    """Make a folder on the disk of `root` for a while; remove `root` too if nothing was put there."""
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
