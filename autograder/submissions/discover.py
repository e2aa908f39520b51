"""What was handed in, and by whom: single submissions, folders of them, and the exports of learning platforms.

a folder or zip with the assignment's files      one submission
a git clone                                      one submission, whatever lies in it
a folder of such folders and zips                a class, each named by its entry; also if there is one entry alone,
                                                 unless its name is the assignment's and so no student's
a folder of git clones                           the same; `<assignment>-<student>` names the student
a folder with `submission_metadata.yml`          Gradescope's export
a zip of `name_id_id_file` entries               Canvas's export
"""

import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.errors import UsageError
from autograder.model.assignment import PACKED_NAME, Assignment
from autograder.model.text import clean_text
from autograder.submissions.read import MAX_ARCHIVE, MAX_ENTRIES, MAX_SOURCE

__all__ = ["SubmissionRef", "discover"]

GRADESCOPE = "submission_metadata.yml"
_CANVAS = re.compile(r"^(?P<name>[^_/\\]+)(?P<late>_LATE)?_(?P<id>\d+)_(?P<submission>\d+)_(?P<file>[^/\\]+)$")
_AGAIN = re.compile(r"-\d+(?=\.[A-Za-z]+$)")
"""What Canvas adds to the name of a file that is handed in again: `knn-1.py`."""


@dataclass(frozen=True)
class SubmissionRef:
    """One submission, not opened yet.

    Attributes:
        student: Who it counts for: the platform's id, else the folder's or zip's own name.
        path: Folder or zip.
        name: What results call it.
        at: When it came, where the platform says so; what a student's own files say of it is not believed.
        who: What else the platform says: `name`, `email`, `sid`, `submission`.
    """

    student: str
    path: Path
    name: str
    at: datetime | None = None
    who: dict[str, str] = field(default_factory=dict)

    @classmethod
    def alone(cls, path: Path, prefix: str = "") -> "SubmissionRef":
        """A submission under its own name.

        Args:
            path: Folder or zip.
            prefix: Of a clone's name (`a1_knn-mina`), which is the assignment's and not the student's.

        Raises:
            UsageError: There is nothing at `path`.
        """
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder; name a submission's folder or zip")
        name = clean_text(path.resolve().name.removesuffix(".zip"), 200)
        student = name
        for form in filter(None, (prefix, prefix.replace("_", "-"))):
            student = student.removeprefix(f"{form}-")
        return cls(student or name, path, name)


def discover(paths: Sequence[Path], assignment: Assignment, scratch: Path) -> list[SubmissionRef]:
    """Everything that was handed in below `paths`, in order.

    Args:
        paths: What the caller named.
        assignment: Whose files to look for.
        scratch: An empty folder, to unpack a Canvas export into.

    Raises:
        UsageError: There is nothing at a path, or an export is damaged.
    """
    found: list[SubmissionRef] = []
    for number, path in enumerate(paths):
        found += _at(path, assignment, scratch / str(number))
    return _told_apart(found)


def _told_apart(found: list[SubmissionRef]) -> list[SubmissionRef]:
    """Plain submissions of one name at several places belong to several students: their folder tells them apart."""
    count = Counter(one.student for one in found)
    return [
        replace(one, student=f"{one.path.resolve().parent.name}/{one.student}")
        if count[one.student] > 1 and not one.who
        else one
        for one in found
    ]


def _at(path: Path, assignment: Assignment, scratch: Path) -> list[SubmissionRef]:
    if not path.is_dir():
        return list(_canvas(path, scratch)) if _is_canvas(path) else [SubmissionRef.alone(path)]
    if _is_clone(path):  # a student's: who handed in what is nothing that a file in it may say
        return [SubmissionRef.alone(path)]
    if (path / GRADESCOPE).is_file():
        return list(_gradescope(path))
    visible = _visible(path)
    members = [entry for entry in visible if entry.is_dir() or entry.suffix == ".zip"]
    if not members or any((path / name).is_file() for name in assignment.files()):
        return [SubmissionRef.alone(path)]
    if len(members) == 1 and not _is_clone(members[0]) and (len(visible) > 1 or _is_nobody(members[0], assignment)):
        return [_wrapped(path, members[0])]
    return [SubmissionRef.alone(member, assignment.id) for member in members]


def _visible(folder: Path) -> list[Path]:
    """What lies in a folder, by name; links and hidden entries left out."""
    return [entry for entry in sorted(folder.iterdir()) if not entry.is_symlink() and entry.name[0] not in "._"]


def _is_clone(folder: Path) -> bool:
    return (folder / ".git").exists()


def _is_nobody(member: Path, assignment: Assignment) -> bool:
    """Whether it is called after the assignment (`a1_knn`, `a1-knn`, `a1`), or as `autograder pack` calls its zip."""
    name = member.name.removesuffix(".zip").replace("-", "_")
    return f"{name}.zip" == PACKED_NAME or f"{assignment.id}_".startswith(f"{name}_")


def _wrapped(folder: Path, member: Path) -> SubmissionRef:
    """A student's own folder around the only folder or zip in it."""
    outside = SubmissionRef.alone(folder)
    return outside if member.is_dir() else replace(outside, path=member)


def _gradescope(folder: Path) -> Iterator[SubmissionRef]:
    """Gradescope's export: `submission_<id>` folders, and who they belong to in `submission_metadata.yml`."""
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
            yield from (_of_gradescope(folder / key, entry, person) for person in _submitters(entry))


def _submitters(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Everybody of a group; a nameless one where the metadata names nobody."""
    people = entry.get(":submitters")
    return [person for person in people if isinstance(person, dict)] if isinstance(people, list) and people else [{}]


def _of_gradescope(path: Path, entry: dict[str, Any], person: dict[str, Any]) -> SubmissionRef:
    told = {key: clean_text(str(person.get(f":{key}") or ""), 200) for key in ("name", "email", "sid")}
    student = told["sid"] or told["email"] or path.name
    who = {**told, "submission": path.name.removeprefix("submission_")}
    return SubmissionRef(student, path, student, _time(entry.get(":created_at")), who)


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
    """Whether every file of a zip is named as Canvas names them."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [member.filename for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # opened again as a submission, it gets its written 0
    return bool(names) and all(_CANVAS.match(name) for name in names)


def _canvas(path: Path, scratch: Path) -> Iterator[SubmissionRef]:
    """Unpack a Canvas export: one folder a student, or the zip that the student handed in."""
    with zipfile.ZipFile(path) as archive:
        by_student: dict[str, list[tuple[re.Match[str], zipfile.ZipInfo]]] = {}
        for member in archive.infolist():
            if told := _CANVAS.match(member.filename):
                by_student.setdefault(told["id"], []).append((told, member))
        for student, members in by_student.items():
            if len(members) <= MAX_ENTRIES:
                yield _of_canvas(archive, student, members, scratch / student)


def _of_canvas(
    archive: zipfile.ZipFile, student: str, members: list[tuple[re.Match[str], zipfile.ZipInfo]], home: Path
) -> SubmissionRef:
    home.mkdir(parents=True)
    for told, member in members:
        name = clean_text(_AGAIN.sub("", told["file"]), 100).replace("/", "_").replace("\\", "_").lstrip(".")
        most = MAX_ARCHIVE if name.endswith(".zip") else MAX_SOURCE
        with archive.open(member) as source, (home / (name or "file")).open("wb") as target:
            shutil.copyfileobj(_Capped(source, most + 1), target)
    zips = sorted(home.glob("*.zip"))
    first = members[0][0]
    who = {"name": clean_text(first["name"], 200), "submission": first["submission"], "late": first["late"] or ""}
    return SubmissionRef(student, zips[0] if len(zips) == 1 else home, f"{who['name']}_{student}", None, who)


class _Capped:
    """Reads at most so many bytes: what an archive says of its sizes may be a lie."""

    def __init__(self, source: Any, most: int) -> None:
        self._source = source
        self._left = most

    def read(self, count: int = -1) -> bytes:
        data: bytes = self._source.read(min(count if count >= 0 else self._left, self._left))
        self._left -= len(data)
        return data
