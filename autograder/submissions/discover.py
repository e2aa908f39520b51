"""Find submissions, and the student of each: single ones, folders of them, and exports of learning platforms.

a folder or zip with the assignment's files      one submission
a git clone                                      one submission, whatever it contains
a folder of such folders and zips                a class, in which each entry names its student; even a single
                                                 entry does, unless it is named after the assignment
a folder of git clones                           the same; `<assignment>-<student>` names the student
a folder with `submission_metadata.yml`          Gradescope's export
a zip of `name_id_id_file` entries               Canvas's export
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.errors import UsageError
from autograder.model.assignment import PACKED_NAME, Assignment
from autograder.model.people import Person
from autograder.model.text import clean_text
from autograder.submissions.refs import Collected, SubmissionPart, SubmissionRef

__all__ = ["discover"]

GRADESCOPE = "submission_metadata.yml"
_CANVAS = re.compile(r"^(?P<name>[^_/\\]+)(?P<late>_LATE)?_(?P<id>\d+)_(?P<submission>\d+)_(?P<file>[^/\\]+)$")
_AGAIN = re.compile(r"-\d+(?=\.[A-Za-z]+$)")
"""What Canvas adds to the name of a file that a student hands in again: `knn-1.py`."""


def discover(paths: Sequence[Path], assignment: Assignment, platform: str | None = None) -> Collected:
    """Find every submission in `paths`.

    Args:
        paths: Submissions, folders of them, or exports.
        assignment: The assignment whose files to look for.
        platform: The form to read them by; None to recognize it.

    Returns:
        The submissions and all other entries, in the order of `paths` and by name within each.

    Raises:
        UsageError: A path does not exist, or an export is damaged.
    """
    found: list[SubmissionRef] = []
    for path in paths:
        found += _discover_at(path, assignment)
    return Collected(tuple(_disambiguate(found)))


def _disambiguate(found: list[SubmissionRef]) -> list[SubmissionRef]:
    """Add the parent folder to ids that several plain submissions share: they belong to different students."""
    count = Counter(one.student for one in found)
    return [
        replace(one, people=(Person(f"{one.parts[0].container.resolve().parent.name}/{one.student}"),))
        if count[one.student] > 1 and one.platform == "folder"
        else one
        for one in found
    ]


def _discover_at(path: Path, assignment: Assignment) -> list[SubmissionRef]:
    if not path.is_dir():
        return list(_canvas(path)) if _is_canvas(path) else [SubmissionRef.from_path(path)]
    if _is_clone(path):  # a student's own, so no file in it decides who handed in what
        return [SubmissionRef.from_path(path)]
    if (path / GRADESCOPE).is_file():
        return list(_gradescope(path))
    visible = _visible(path)
    members = [entry for entry in visible if entry.is_dir() or entry.suffix == ".zip"]
    if not members or any((path / name).is_file() for name in assignment.files()):
        return [SubmissionRef.from_path(path)]
    if len(members) == 1 and not _is_clone(members[0]) and (len(visible) > 1 or _is_unnamed(members[0], assignment)):
        return [_wrapped(path, members[0])]
    return [_named(member, assignment.id) for member in members]


def _named(path: Path, prefix: str) -> SubmissionRef:
    """Refer to a member of a class, without the assignment's part of a clone's name (`a1_knn-mina`)."""
    one = SubmissionRef.from_path(path)
    student = one.name
    for form in (prefix, prefix.replace("_", "-")):
        student = student.removeprefix(f"{form}-")
    return replace(one, people=(Person(student or one.name),))


def _visible(folder: Path) -> list[Path]:
    """Return the entries of a folder, sorted by name, without links and hidden entries."""
    return [entry for entry in sorted(folder.iterdir()) if not entry.is_symlink() and entry.name[0] not in "._"]


def _is_clone(folder: Path) -> bool:
    return (folder / ".git").exists()


def _is_unnamed(member: Path, assignment: Assignment) -> bool:
    """Return whether an entry has no student's name: the assignment's (`a1_knn`, `a1-knn`, `a1`) or that of `pack`."""
    name = member.name.removesuffix(".zip").replace("-", "_")
    return f"{name}.zip" == PACKED_NAME or f"{assignment.id}_".startswith(f"{name}_")


def _wrapped(folder: Path, member: Path) -> SubmissionRef:
    """Refer to a student's folder whose only content is another folder or a zip."""
    outer = SubmissionRef.from_path(folder)
    return outer if member.is_dir() else replace(outer, parts=(SubmissionPart("", member),))


def _gradescope(folder: Path) -> Iterator[SubmissionRef]:
    """Read Gradescope's export: folders `submission_<id>`, and their students in `submission_metadata.yml`."""
    try:
        import yaml  # an instructor's need, so an extra
    except ImportError:
        raise UsageError(
            f"{folder / GRADESCOPE}: reading it needs PyYAML; pip install 'image-classification-course[instructor]'"
        ) from None
    try:
        table = yaml.safe_load((folder / GRADESCOPE).read_text(encoding="utf-8"))
        entries = [(str(key), dict(value)) for key, value in table.items()]
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, ValueError):
        raise UsageError(
            f"{folder / GRADESCOPE}: not the metadata of a Gradescope export; download the export again"
        ) from None
    for key, entry in entries:
        if (folder / key).is_dir() and PurePosixPath(key).name == key:
            people = tuple(_person(folder / key, person) for person in _submitters(entry))
            yield SubmissionRef(
                key,
                people[0].key,
                people,
                (SubmissionPart("", folder / key),),
                _time(entry.get(":created_at")),
                platform="gradescope",
            )


def _submitters(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the members of a group; one without a name if the metadata names nobody."""
    people = entry.get(":submitters")
    return [person for person in people if isinstance(person, dict)] if isinstance(people, list) and people else [{}]


def _person(path: Path, person: dict[str, Any]) -> Person:
    found = {key: clean_text(str(person.get(f":{key}") or ""), 200) for key in ("name", "email", "sid")}
    return Person(found["sid"] or found["email"] or path.name, **found)


def _time(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00").replace(" Z", "+00:00"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _is_canvas(path: Path) -> bool:
    """Return whether every file in a zip has a name as Canvas writes them."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [member.filename for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # opened again as a submission, it gets its written 0
    return bool(names) and all(_CANVAS.match(name) for name in names)


def _canvas(path: Path) -> Iterator[SubmissionRef]:
    """Collect the files of each student in a Canvas export."""
    with zipfile.ZipFile(path) as archive:
        by_student: dict[str, list[tuple[re.Match[str], str]]] = {}
        for name in archive.namelist():
            if found := _CANVAS.match(name):
                by_student.setdefault(found["id"], []).append((found, name))
    for student, members in by_student.items():
        parts = tuple(SubmissionPart(_AGAIN.sub("", found["file"]), path, name) for found, name in members)
        first = members[0][0]
        name = clean_text(first["name"], 200)
        person = Person(student, id=student, name=name)
        yield SubmissionRef(
            first[0], f"{name}_{student}", (person,), parts, marked_late=bool(first["late"]), platform="canvas"
        )
