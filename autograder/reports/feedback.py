"""Pack students' pages for the way back: an archive that the platform takes, or a folder for each student.

    moodle       Given Family_123456_assignsubmission_file_/report.html    "Upload multiple feedback files in a zip"
    canvas       familygiven_4711_900_report.html                          "Upload Submissions"
    brightspace  12345-67890 - Given Family - Jan 31, 2026 1159 PM/report.html    "Add Feedback Files"
    blackboard, folder    s017/report.html, and mail.csv for a mail merge

The names are those of the download, so that the platform knows whose each file is. Blackboard takes no archive.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.people import Person
from autograder.reports.csv import csv_bytes
from autograder.reports.export import named

__all__ = ["TARGETS", "Feedback", "feedback_files"]

TARGETS = ("moodle", "canvas", "blackboard", "brightspace", "folder")

PAGE = "report.html"
MAIL = "mail.csv"


@dataclass(frozen=True)
class Feedback:
    """What one student gets back.

    Attributes:
        person: The student.
        entry: The entry as the platform named it, without the folders of whoever grades.
        platform: The form that the entry was recognized by.
        page: The student's page.
    """

    person: Person
    entry: str
    platform: str
    page: bytes


def feedback_files(target: str, students: Sequence[Feedback]) -> tuple[dict[str, bytes], list[Message]]:
    """Return the files of the archive, by path, and why some students are not in it.

    Args:
        target: One of `TARGETS`.
        students: The students, with their pages.

    Raises:
        UsageError: No student has an entry of this platform.
    """
    if target in ("folder", "blackboard"):
        return _by_student(students), []
    names = {"moodle": _moodle, "canvas": _canvas, "brightspace": _brightspace}[target]
    files: dict[str, bytes] = {}
    left_out: list[Message] = []
    for one in students:
        path = names(one) if one.platform == target else None
        if path is None or path in files:
            left_out.append(
                Message(
                    "{student}: the name of the hand-in is not one that {platform} takes back",
                    student=named(one.person),
                    platform=target,
                )
            )
        else:
            files[path] = one.page
    if not files:
        raise UsageError(Message("no hand-in came from {platform}; use --to folder", platform=target))
    return files, left_out


def _by_student(students: Iterable[Feedback]) -> dict[str, bytes]:
    used: set[str] = set()
    files: dict[str, bytes] = {}
    mail = [["student", "name", "email", "file"]]
    for one in students:
        folder = re.sub(r"[^\w.@+-]+", "-", one.person.key).strip("-.") or "student"
        names = (f"{folder}-{number}" if number > 1 else folder for number in itertools.count(1))
        folder = next(name for name in names if name.casefold() not in used)  # nobody gets another one's page
        used.add(folder.casefold())
        files[f"{folder}/{PAGE}"] = one.page
        mail.append([one.person.key, one.person.name, one.person.email, f"{folder}/{PAGE}"])
    return {**files, MAIL: csv_bytes(mail)}


def _moodle(one: Feedback) -> str | None:
    """Moodle reads name, number, and the two words of the plugin, separated by underscores."""
    found = re.match(r"(?P<head>.+?_\d+_assignsubmission_)[a-z0-9]+(?:_|$)", one.entry, re.DOTALL)
    if found and f"_{one.person.id}_" in found["head"]:
        return f"{found['head']}file_/{PAGE}"
    if not one.person.id.isdigit():
        return None
    name = re.sub(r"[_/\\]+", " ", one.person.name or "participant").strip()  # another member of a group
    return f"{name}_{one.person.id}_assignsubmission_file_/{PAGE}"


def _canvas(one: Feedback) -> str | None:
    """Canvas reads the numbers of the user and of the file that was handed in."""
    found = re.match(rf"(?P<head>.+?_{re.escape(one.person.id)}_(?:LATE_)?\d+_)", one.entry, re.DOTALL)
    return f"{found['head']}{PAGE}" if found else None


def _brightspace(one: Feedback) -> str | None:
    """Brightspace takes the folders of its download, or its flat names with another file at their end."""
    found = re.match(r"(?P<head>\d+-\d+ - .+? - [^/]*?\d{4}[^/]*?)(?P<file> - [^/]+)?/?$", one.entry, re.DOTALL)
    if found is None:
        return None
    return f"{found['head']} - {PAGE}" if found["file"] else f"{found['head']}/{PAGE}"
