"""Each command that reads a results folder accepts one of the previous version."""

import csv
import re
from pathlib import Path

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.final_score import Adjustment
from autograder.reports.results_folder import read_record
from tests.cli.typing_in import run_app
from tests.gradebook.before import SECRET, copy_results, make_class, make_course
from tests.needs import needs


@pytest.fixture
def course(tmp_path):
    """Return the course of the results."""
    return make_course(tmp_path / "course")


@pytest.fixture
def results(tmp_path):
    """Return the results folder as the previous version wrote it."""
    return copy_results(tmp_path / "results")


KEPT = re.compile(r"autograder: (\S+) was converted to the format of this version; the old file is kept as (\S+)\n")


def told_what_is_kept(capsys):
    """Return whether stderr is one line that names the kept old file."""
    said = KEPT.fullmatch(capsys.readouterr().err)
    return said is not None and said[2] == "gradebook.v1.sqlite" and Path(said[1]).with_name(said[2]).is_file()


def test_the_grades_are_those_that_were_exported_before(course, results, capsys):
    """Scores are the same, adjustments included, out of one maximum; the old file is kept with one message."""
    command = ("export", "toy", "--to", "csv", "--results", results, "--course", course, "--out", results / "again.csv")
    before = exported(results / "toy-csv.csv")
    for said in (told_what_is_kept, lambda capsys: capsys.readouterr().err == ""):
        assert run_app(*command) == 0
        assert said(capsys)
        again = exported(results / "again.csv")
        kept = [old | {"max_score": "8"} for old in before]  # The question that is graded by hand counts for all.
        assert [{title: row[title] for title in old} for row, old in zip(again, before, strict=True)] == kept


def exported(path):
    """Return the rows of a table, by title."""
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_the_reports_are_written_from_the_old_records(results, capsys):
    """The pages have the points given by hand and their reasons."""
    assert run_app("report", "--results", results) == 0
    assert told_what_is_kept(capsys)
    (page,) = results.glob("students/kim-*/report.html")
    assert "Why: read twice" in page.read_text(encoding="utf-8")
    assert (results / "class.html").is_file()


def test_decisions_are_added_to_those_that_were_there(course, results, capsys):
    """Adjustments and extensions can be added to the old results."""
    places = ("--results", results, "--course", course)
    assert run_app("adjust", "toy", "lee", "essay", "2", "--because", "late", *places) == 0
    assert told_what_is_kept(capsys)
    assert run_app("extend", "toy", "kim", "2027-05-01T00:00:00Z", "--because", "ill", *places) == 0
    with Gradebook(results / FILE_NAME) as book:
        assert book.adjustments("toy", "lee") == {"essay": Adjustment("essay", 2.0, "late")}
        assert book.adjustments("toy", "kim") == {"essay": Adjustment("essay", 1.5, "read twice")}


def test_a_comparison_leaves_both_as_they_are(results, tmp_path, capsys):
    """`diff` leaves the old folder unchanged, so that the old version can still use it."""
    new = copy_results(tmp_path / "new")
    Gradebook(new / FILE_NAME).close()
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    assert run_app("diff", results, new) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("No score changed (2 submissions).\n", "")
    assert {path: path.read_bytes() for path in results.rglob("*") if path.is_file()} == before


def test_grading_goes_on_where_it_was(course, results, tmp_path, capsys):
    """Only new submissions are graded; the others stay in the class table."""
    needs("linux")
    (tmp_path / "secret").write_bytes(SECRET)
    (tmp_path / "secret").chmod(0o600)
    handed_in = make_class(tmp_path / "class")
    (handed_in / "park").mkdir()
    (handed_in / "park" / "toys.py").write_bytes((handed_in / "kim" / "toys.py").read_bytes())
    records = {path: read_record(path) for path in results.glob("instructor/*/result.json")}
    grades = scores_in(results)
    places = ("--out", results, "--course", course, "--secret", tmp_path / "secret")
    assert run_app("grade", "toy", handed_in, *places) == 0
    said = capsys.readouterr()
    assert "2 already had a result and were skipped" in said.out
    assert KEPT.fullmatch(said.err)
    assert scores_in(results) == grades | {"kim": "7.5", "park": "6"}  # Final scores: kim's was adjusted.
    assert {path: read_record(path) for path in records} == records
    with Gradebook(results / FILE_NAME) as book:
        assert [entry.student for entry in book.latest("toy")] == ["kim", "lee", "park"]


def scores_in(results):
    """Return submission -> score from grades.csv."""
    with (results / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: row["score"] for row in csv.DictReader(file)}
