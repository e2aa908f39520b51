"""Test that `forget` deletes one student, or a term, and nothing else."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.final_score import Adjustment
from autograder.model.people import Person
from autograder.reports.results_folder import write_result
from autograder.review.class_files import StudentRecords, write_class_files
from autograder.submissions.refs import SubmissionPart, SubmissionRef
from autograder.submissions.roster import parse_roster
from tests.cli.typing_in import run_app
from tests.reports.samples import one_test, question, record

MINA = Person("s1", name="Kim Mina", email="mina@uni.example")
ANNA = Person("s2", name="de Vries, Anna", email="anna@uni.example")
JIWON = Person("s3", name="박지원")
ROSTER = 'student,name,email\ns1,Kim Mina,mina@uni.example\ns2,"de Vries, Anna",anna@uni.example\ns3,박지원,\n'
SIMILAR = ("similar-a9_toy.html", "similar-a9_toy.csv")


@pytest.fixture
def results(tmp_path):
    """A results folder: Mina twice and in a group with Jiwon, Anna alone; decisions, a roster, a map, exports."""
    folder = tmp_path / "results"
    (tmp_path / "class.zip").write_bytes(b"zip")
    with Gradebook(folder / FILE_NAME, create=True) as book:
        for number, (entry, people) in enumerate(
            [("kim mina", (MINA,)), ("kim mina again", (MINA,)), ("anna", (ANNA,)), ("team", (MINA, JIWON))]
        ):
            made = record(question("q", one_test(score=1.0)), submission=entry, digest=f"{number}" * 64)
            made.digests["assignment"] = "a" * 64
            people = tuple(msgspec.structs.replace(one, group="Team 1") if len(people) > 1 else one for one in people)
            place = SubmissionPart("", tmp_path / "class.zip")
            ref = SubmissionRef(entry, entry, people, (place,), datetime(2027, 3, 1 + number, tzinfo=UTC))
            book.register("a9_toy", [ref])
            book.add(ref, made)
            book.add(ref, made)  # graded again, so that there is a history
            write_result(made, folder, (), StudentRecords(book, "a9_toy").of_submission(ref, made))
        for student in ("s1", "s2"):
            book.adjust("a9_toy", student, Adjustment("q", 0.5, f"read {student} twice"))
            book.extend("a9_toy", student, datetime(2027, 4, 1, tzinfo=UTC), "ill")
        book.remember_roster("a9_toy", parse_roster(ROSTER.encode(), "class.csv"))
        book.remember_map("a9_toy", {"kim mina": ("Kim Mina",), "team": ("s1", "s3")})
        write_class_files(book, "a9_toy", folder, page=folder / "class.html", wanted=lambda _: False)
    (folder / "class.html").write_text("<p>Kim Mina</p>", encoding="utf-8")
    (folder / "submissions.csv").write_text(
        "entry,student,name\nkim mina,s1,Kim Mina\nanna,s2,Anna\n", encoding="utf-8"
    )
    for name in ("a9_toy-canvas.csv", "notes.txt", "gradebook.v2.sqlite", "my-csv.csv", *SIMILAR):
        (folder / name).write_text("s1 Kim Mina", encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of each file, except the gradebook's log."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if "-" not in path.suffix}


def test_without_yes_nothing_is_deleted(results, capsys):
    """The list names every folder and file, the exit code is 1, and all of it is still there."""
    before = files(results)
    assert run_app("forget", "Kim Mina", "--results", results) == 1
    said = capsys.readouterr().out
    assert f"s1: 6 results, 2 adjustments and extensions, 1 rosters in {results / FILE_NAME}" in said
    for name in ("kim-mina-00000000", "kim-mina-again-11111111", "a9_toy-canvas.csv", "gradebook.v2.sqlite"):
        assert name in said
    assert str(results.parent / "class.zip") in said
    assert "repeat the command with --yes" in said
    after = files(results)
    assert {name: after[name] for name in after if name != FILE_NAME} == {
        name: before[name] for name in before if name != FILE_NAME
    }
    with Gradebook(results / FILE_NAME) as book:
        assert [entry.student for entry in book.entries("a9_toy")] == ["s1", "s1", "s1", "s2", "s3"]


def test_one_student_leaves_no_trace(results, capsys):
    """No file of ours has the name, address or key any more; everybody else keeps everything."""
    assert run_app("forget", "mina@uni.example", "--results", results, "--yes") == 0
    left = files(results)
    assert left.pop("notes.txt") == left.pop("my-csv.csv") == b"s1 Kim Mina"
    for name, content in left.items():
        assert not [word for word in (b"Kim Mina", b"kim mina", b"mina@uni", b'"s1"', b"s1,") if word in content], name
    with Gradebook(results / FILE_NAME) as book:
        assert [entry.student for entry in book.entries("a9_toy")] == ["s2", "s3"]
        assert book.adjustments("a9_toy", "s2") == {"q": Adjustment("q", 0.5, "read s2 twice")}
        assert book.adjustments("a9_toy", "s1") == {}
        assert set(book.extensions("a9_toy")) == {"s2"}
        assert [one.key for one in book.roster("a9_toy").people] == ["s2", "s3"]
        assert book.map("a9_toy") == {"team": ("s3",)}
    rows = list(csv.DictReader((results / "grades.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["student"] for row in rows] == ["s2", "s3"]
    assert "2 results of a group stay" in capsys.readouterr().out


def test_a_member_of_a_group_keeps_the_result(results):
    """The other member has the record, the page and the grade as before."""
    before = {name: content for name, content in files(results).items() if "team" in name and "s1" not in name}
    assert run_app("forget", "s1", "--results", results, "--yes") == 0
    after = files(results)
    assert len(before) == 3
    assert {name: after.get(name) for name in before} == before


def test_a_term_is_deleted_and_strange_files_stay(results, capsys):
    """`--all` lists first; then only what this package did not write is left, and named."""
    before = files(results)
    assert run_app("forget", "--all", "--results", results) == 1
    assert files(results) == before
    capsys.readouterr()
    assert run_app("forget", "--all", "--results", results, "--yes") == 0
    assert sorted(path.name for path in results.iterdir()) == ["my-csv.csv", "notes.txt"]
    assert "notes.txt" in capsys.readouterr().out


def test_a_wrong_name_or_folder_deletes_nothing(results, capsys):
    """A stranger, an ambiguous call and a folder without a gradebook are each one clear line."""
    before = files(results)
    for arguments, problem in [
        (("Kim Mona", "--results", results, "--yes"), "there is no student 'Kim Mona'"),
        (("--results", results), "name one student, or use --all"),
        (("s1", "--all", "--results", results), "name one student, or use --all"),
        (("--all", "--yes", "--results", results.parent), "there is no gradebook in it, so nothing is deleted"),
    ]:
        assert run_app("forget", *arguments) == 2
        assert problem in capsys.readouterr().err
    after = files(results)
    assert after.keys() == before.keys()
