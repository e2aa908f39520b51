"""Grading a class again: what nobody changed is not written again, and what somebody changed is."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.assignment import load_assignment
from autograder.model.final_score import Adjustment
from autograder.model.lateness import LatePolicy
from autograder.review.class_files import StudentRecords
from autograder.submissions.refs import SubmissionRef
from tests.cli.batches import Batch
from tests.cli.typing_in import run_app
from tests.grading.toy import submit
from tests.needs import needs

pytestmark = pytest.mark.slow

DUE = datetime(2026, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of two, graded once."""
    needs("linux")
    batch = Batch(tmp_path_factory.mktemp("batch"), size=2)
    assert batch.finish().returncode == 0
    return batch


@pytest.fixture
def batch(graded, tmp_path):
    """A copy of its results, with the same class."""
    copy = object.__new__(Batch)
    copy.__dict__ = {**graded.__dict__, "out": shutil.copytree(graded.out, tmp_path / "results")}
    return copy


def again(batch, *more):
    """Grade the class again in this process; return the files that were written, the gradebook aside."""
    before = {path: path.stat().st_mtime_ns for path in files(batch)}
    assert run_app(*batch.command(*more)[1:]) == 0
    return {
        path.relative_to(batch.out).as_posix() for path in files(batch) if path.stat().st_mtime_ns != before.get(path)
    }


def files(batch):
    """Return the files of the results folder without the gradebook's."""
    return [path for path in batch.out.rglob("*") if path.is_file() and FILE_NAME not in path.name]


def page(batch, name):
    """Return the page of a student."""
    (found,) = batch.out.glob(f"students/{name}-*/report.html")
    return found


def test_a_resume_with_nothing_to_do_writes_nothing(batch, capsys):
    """Neither pages nor tables are written again; the command still lists everybody, and reads nobody's files twice."""
    assert again(batch) <= {"instructor/.given"}  # the results lie in another folder now
    listed = capsys.readouterr().out
    assert again(batch) == set()
    assert "/2: " not in (out := capsys.readouterr().out)
    assert [line for line in listed.splitlines() if "/2: " not in line] == out.splitlines()
    assert "2 already had a result and were skipped" in out


def test_a_page_that_is_gone_is_written_again(batch):
    """A file that somebody deleted is back, and the others stay."""
    gone = page(batch, "s1")
    gone.unlink()
    written = again(batch)
    assert gone.is_file()
    assert page(batch, "s0").relative_to(batch.out).as_posix() not in written


def test_a_decision_in_the_meantime_is_on_the_page(batch):
    """Points that somebody gave reach the page, whoever wrote the page before."""
    with Gradebook(batch.out / FILE_NAME) as book:
        book.adjust("toy", "s0", Adjustment("double", 1.0, "read twice"))
    assert page(batch, "s0").relative_to(batch.out).as_posix() in again(batch)
    assert "read twice" in page(batch, "s0").read_text("utf-8")
    assert again(batch) == set()


def test_another_form_is_written(batch):
    """A format that is asked for now is written for everybody."""
    assert {path.rpartition("/")[2] for path in again(batch, "--format", "gradescope")} >= {"results.json"}
    assert len(list(batch.out.glob("students/*/results.json"))) == 2


def test_who_comes_later_leaves_the_other_pages_alone(batch, tmp_path):
    """One more submission writes its own files and those of the class, and no other student's."""
    batch.handed_in = shutil.copytree(batch.handed_in, tmp_path / "class")
    again(batch)  # the class lies in another folder now
    submit(batch.handed_in / "s7", toys="def double(x):\n    return x + x")
    written = again(batch)
    assert {path.split("/")[1][:2] for path in written if path.startswith("students/")} == {"s7"}
    assert "grades.csv" in written


def test_a_time_that_is_not_repeated_stays_on_the_page(batch, tmp_path):
    """Lateness by a time of an earlier command stays on the page when the class is graded again without it."""
    with Gradebook(batch.out / FILE_NAME) as book:
        (one,) = (one for one in book.standings("toy") if one.student == "s0")
        assert book.time_of("toy", one.entry, one.digests[1]) is None
    times = tmp_path / "times.csv"
    times.write_text("student,time\ns0,2027-01-01T10:00+00:00\n", encoding="utf-8")
    again(batch, "--times", str(times))
    with Gradebook(batch.out / FILE_NAME) as book:
        assert book.time_of("toy", one.entry, one.digests[1]).isoformat() == "2027-01-01T10:00:00+00:00"
        ref = SubmissionRef.from_path(batch.handed_in / "s0")
        late = LatePolicy(per_day=0.1)
        book.remember_rules(msgspec.structs.replace(load_assignment(batch.source), due=DUE, late=late))
        (views,) = StudentRecords(book, "toy").of_submission(replace(ref, entry=one.entry), book.entry(one).record)
    assert "late" in views.late.en
