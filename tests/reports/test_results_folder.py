"""Test the results folder."""

import os
from pathlib import Path

import msgspec
import pytest

from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.model.results import Record, student_view
from autograder.model.text import Text
from autograder.reports.class_summary import summarize
from autograder.reports.results_folder import to_json, write_grades, write_result
from tests.reports.samples import DIGEST, broken, one_test, question, record

SECRET = Text("canary", "canary")
MADE = record(
    question(
        "one",
        one_test(score=1.0),
        one_test("test_hidden", "failed", visibility="hidden"),
        one_test("test_later", "failed", visibility="after_published", instructor_message=SECRET),
    )
)
FOLDER = f"kim-{DIGEST[:8]}"


def write_all(records: list[Record], out: Path) -> None:
    """Write the files of a whole class."""
    write_grades([write_result(made, out) for made in records], out)


def files(out: Path) -> set[str]:
    """Return the relative path of every file under `out`."""
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def test_each_submission_has_a_folder_for_instructors_and_one_for_its_student(tmp_path: Path) -> None:
    """The files are exactly those of the documented layout."""
    write_all([MADE], tmp_path)
    assert files(tmp_path) == {
        f"instructor/{FOLDER}/result.json",
        f"students/{FOLDER}/result.json",
        f"students/{FOLDER}/report.html",
        "grades.csv",
    }


def test_instructors_get_the_record_and_students_their_view(tmp_path: Path) -> None:
    """The instructor's file is the whole record, the student's file the student's view."""
    write_all([MADE], tmp_path)
    for room, expected in (("instructor", MADE), ("students", student_view(MADE))):
        data = (tmp_path / room / FOLDER / "result.json").read_bytes()
        assert msgspec.json.decode(data, type=Record) == expected


def test_nothing_for_instructors_reaches_a_students_folder(tmp_path: Path) -> None:
    """Students' files contain nothing for instructors."""
    write_all([MADE], tmp_path)
    for path in (tmp_path / "students" / FOLDER).iterdir():
        assert b"canary" not in path.read_bytes()
        assert b"test_hidden" not in path.read_bytes()


def test_a_result_is_written_as_it_arrives(tmp_path: Path) -> None:
    """Each record is written before the next is graded, and its summary is returned."""
    assert write_result(MADE, tmp_path) == summarize(MADE)
    assert f"instructor/{FOLDER}/result.json" in files(tmp_path)


def test_every_submission_is_in_the_grades(tmp_path: Path) -> None:
    """A submission that could not be opened has files and a row like any other."""
    write_all([MADE, broken()], tmp_path)
    assert "instructor/lee-ffffffff/result.json" in files(tmp_path)
    assert "lee,0,2,0" in (tmp_path / "grades.csv").read_text(encoding="utf-8-sig")


def test_hostile_names_stay_inside(tmp_path: Path) -> None:
    """A name that contains a path is written inside the results folder."""
    out = tmp_path / "deep" / "out"
    write_all([record(submission="../../escaped"), record(submission="/etc/x", digest="ab" * 32)], out)
    assert {path.name for path in tmp_path.iterdir()} == {"deep"}
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"out"}


def test_writing_again_replaces(tmp_path: Path) -> None:
    """A second run replaces the result and leaves no other file."""
    write_all([MADE], tmp_path)
    before = files(tmp_path)
    write_all([msgspec.structs.replace(MADE, score=0.5)], tmp_path)
    assert files(tmp_path) == before
    assert b'"score":0.5' in (tmp_path / "instructor" / FOLDER / "result.json").read_bytes()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a file cannot be replaced, the old file stays and no partial file is left."""
    path = tmp_path / "result.json"
    write_atomically(path, b"old")

    def full(_source: str, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == {"result.json"}


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    """A file in place of a folder is named with what to do."""
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(UsageError, match=r"out.*cannot be written.*choose another"):
        write_all([MADE], tmp_path / "out")


def test_a_record_survives_the_file() -> None:
    """A record survives writing and reading."""
    made = record(question("one", one_test(status="failed"), one_test("test_b", score=1.0)))
    assert msgspec.json.decode(to_json(made), type=Record) == made


def test_equal_records_give_equal_bytes() -> None:
    """The insertion order of mappings does not change the file."""
    first = record(isolation={"seccomp": "on", "landlock": "on"})
    second = record(isolation={"landlock": "on", "seccomp": "on"})
    assert to_json(first) == to_json(second)


def test_the_file_is_readable_text() -> None:
    """JSON has unescaped Korean, no defaults, and a final newline."""
    text = to_json(record(question("one", one_test()))).decode("utf-8")
    assert '"ko":"one의 제목"' in text
    assert "misconception" not in text
    assert text.endswith("}\n")
