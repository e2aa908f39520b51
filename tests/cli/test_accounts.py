"""Every entry of every form of download is accounted for in submissions.csv, before anything is graded."""

import csv
import io
from datetime import UTC, datetime

import pytest

from autograder.cli.collecting.collect import CollectOptions, collect, remember
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.assignment import load_assignment
from autograder.reports.hand_ins import count_hand_ins, hand_ins_csv
from autograder.review.class_files import hand_ins
from tests.grading.toy import make_assignment
from tests.intake.classes import CONTAINERS, FORMS


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    """The toy assignment."""
    return load_assignment(make_assignment(tmp_path_factory.mktemp("course")))


@pytest.mark.parametrize("container", ["zip", "folder"])
def test_no_entry_of_any_form_vanishes(assignment, tmp_path, container):
    """Each top-level entry of a download has a row, each student one key; the sentence counts each row's entry once."""
    for form, make in FORMS.items():
        made, out = make(), tmp_path / form / "results"
        (tmp_path / form / "download").mkdir(parents=True)
        download = CONTAINERS[container](tmp_path / form / "download", made.files)
        intake = collect(CollectOptions([download]), assignment, out)
        with Gradebook(out / FILE_NAME, create=True) as book:
            for _ in range(2):  # the same command again changes nothing
                remember(intake, assignment.id, book)
                rows = hand_ins(book, assignment.id, assignment)
                found = list(csv.DictReader(io.StringIO(hand_ins_csv(rows).decode("utf-8-sig"), newline="")))
                named = {row["entry"].rpartition("/")[2] for row in found}
                assert {name.partition("/")[0] for name in made.files} <= named, form
                counts = count_hand_ins(rows)
                assert counts.entries == len({row.entry for row in rows}), form
                assert counts.submissions + counts.unusable + counts.ignored + counts.further == counts.entries, form
                assert counts.submissions == len(made.wanted), form
                assert counts.students == len({one.key for one in made.wanted}), form
                assert counts.superseded == counts.submissions - counts.students, form


def test_the_report_of_a_fetch_gives_clones_their_times(assignment, tmp_path):
    """`--times` takes the report of `autograder fetch`: a clone came when it was fetched."""
    for name in ("kim", "lee"):
        (tmp_path / "clones" / name / ".git").mkdir(parents=True)
        (tmp_path / "clones" / name / "toys.py").write_text("", encoding="utf-8")
    report = tmp_path / "fetched.csv"
    report.write_text("name,commit,fetched,problem\nkim,c0,2027-03-01T00:05:00+00:00,\n", encoding="utf-8")
    intake = collect(CollectOptions([tmp_path / "clones"], times=report), assignment, tmp_path / "results")
    times = {one.student: one.handed_in for one in intake.submissions}
    assert times == {"kim": datetime(2027, 3, 1, 0, 5, tzinfo=UTC), "lee": None}


def test_a_time_belongs_to_the_last_submission_of_a_student(assignment, tmp_path):
    """Of several attempts the last one gets the time from --times; the others keep what the platform says."""
    names = [f"HW_st01_attempt_2026-01-{day}-10-00-00_toys.py" for day in (30, 31)]
    for name in names:
        (tmp_path / "class").mkdir(exist_ok=True)
        (tmp_path / "class" / name).write_text("", encoding="utf-8")
    times = tmp_path / "times.csv"
    times.write_text("student,time\nst01,2026-02-05T00:00:00+00:00\n", encoding="utf-8")
    options = CollectOptions([tmp_path / "class"], "blackboard", times=times)
    intake = collect(options, assignment, tmp_path / "results")
    found = {one.entry: (one.handed_in.month, one.handed_in.day) for one in intake.submissions}
    assert {entry.rpartition("/")[2]: day for entry, day in found.items()} == {names[0]: (1, 30), names[1]: (2, 5)}
    with Gradebook(tmp_path / FILE_NAME, create=True) as book:
        remember(intake, assignment.id, book)
        assert [one.status for one in book.standings(assignment.id)] == ["superseded", "waiting"]
