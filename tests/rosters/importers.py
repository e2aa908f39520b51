"""Read an exported file by each platform's own rules, written from its importer or documentation and not from ours."""

import csv
import io
import re
from dataclasses import dataclass, field

__all__ = ["CanvasCourse", "MoodleAssignment", "read_blackboard", "read_brightspace"]


@dataclass
class CanvasCourse:
    """A course in Canvas that imports a gradebook.

    Attributes:
        students: Canvas user id -> (name, SIS user id, SIS login id).
        assignments: Assignment id -> title.
        grades: (user id or new name, assignment title) -> grade, filled by `load`.
        invented: Students and assignments that the import would create.
    """

    students: dict[int, tuple[str, str, str]]
    assignments: dict[int, str]
    grades: dict[tuple[object, str], str] = field(default_factory=dict)
    invented: list[str] = field(default_factory=list)

    def load(self, data: bytes) -> None:
        """Import a gradebook as `GradebookImporter` does."""
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        head = rows[0]
        assert "Student" in head[0]
        assert "ID" in head[1]
        columns, sis, login = 3, None, None
        if re.search(r"SIS\s+Login\s+ID", head[2]):
            login, columns = 2, 4
        elif re.search(r"SIS\s+User\s+ID", head[2]) and re.search(r"SIS\s+Login\s+ID", head[3]):
            sis, login, columns = 2, 3, 5
        assert "Section" in head[columns - 1], "invalid header row"
        places = {self._assignment(title): place for place, title in enumerate(head) if place >= columns}
        for row in rows[1:]:
            if "Points Possible" in row[0] or all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", c) for c in row):
                continue
            student = self._student(row, sis, login)
            for title, place in places.items():
                self.grades[student, title] = row[place].strip()

    def _assignment(self, header: str) -> str:
        found = re.fullmatch(r"(.*) \((\d+)\)", header)
        if found and int(found[2]) in self.assignments:
            return self.assignments[int(found[2])]
        if header not in self.assignments.values():
            self.invented.append(header)
        return header

    def _student(self, row: list[str], sis: int | None, login: int | None) -> object:
        digits = re.match(r"\d+", row[1])
        if digits and int(digits[0]) in self.students:
            return int(digits[0])
        for column, place in ((sis, 1), (login, 2)):
            for id, about in self.students.items():
                if column is not None and row[column] and about[place] == row[column]:
                    return id
        for id, about in self.students.items():
            if about[0] == row[0]:
                return id
        self.invented.append(row[0])
        return row[0]


@dataclass
class MoodleAssignment:
    """An assignment in Moodle that imports a grading worksheet.

    Attributes:
        users: Participant number -> name.
        maximum: Maximum grade.
        hidden: How the language calls a participant (`Participant `).
        titles: Titles of identifier, grade, time of the grade and comments in the language of the importer.
        grades: Participant number -> grade.
        comments: Participant number -> comment.
    """

    users: dict[int, str]
    maximum: float
    hidden: str = "Participant "
    titles: tuple[str, str, str, str] = ("Identifier", "Grade", "Last modified (grade)", "Feedback comments")
    grades: dict[int, float] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)

    def load(self, data: bytes) -> None:
        """Import a worksheet as `assignfeedback_offline` does."""
        head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        places = [head.index(title) for title in self.titles]
        for row in rows:
            number = int(row[places[0]][len(self.hidden) :])
            if number not in self.users:
                continue
            text = row[places[1]].replace(" ", "")
            if text and 0 <= float(text) <= self.maximum:
                self.grades[number] = float(text)
            self.comments[number] = row[places[3]]


def read_blackboard(data: bytes, columns: dict[int, str]) -> dict[tuple[str, str], str]:
    """Upload a file to the Grade Center: students by Username, columns by the number at the end of the title.

    Args:
        data: The file; a tab in it decides that tabs divide cells.
        columns: Number of a column -> its name.

    Returns:
        (user name, name of the column) -> grade.
    """
    text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ",")
    user = head.index("Username")
    found = {place: columns[int(title.rpartition("|")[2])] for place, title in enumerate(head) if "|" in title}
    return {(row[user], name): row[place] for row in rows for place, name in found.items()}


def read_brightspace(data: bytes, items: set[str]) -> dict[tuple[str, str], str]:
    """Import grades: students by OrgDefinedId or Username, items by `<name> Points Grade`, rows up to `#`.

    Args:
        data: The file.
        items: Names of the grade items.

    Returns:
        (OrgDefinedId or Username, name of the item) -> grade.
    """
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert head[-1] == "End-of-Line Indicator"
    assert all(row[-1] == "#" for row in rows)
    ids = [place for place, title in enumerate(head) if title in ("OrgDefinedId", "Username")]
    grades = {}
    for place, title in enumerate(head):
        name = title.split(" Points Grade")[0]
        if " Points Grade" in title and name in items:
            for row in rows:
                grades[next(row[id].lstrip("#") for id in ids if row[id]), name] = row[place]
    return grades
