"""`autograder report`."""

import io

import msgspec
import pytest
from rich.console import Console

from autograder.cli.report import write_pages
from autograder.errors import UsageError
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.final_score import Adjustment
from autograder.reports.page import pages_can_be_made
from autograder.reports.results_folder import write_class_page, write_result
from autograder.submissions.refs import SubmissionRef
from tests.cli.batches import Batch
from tests.needs import needs
from tests.reports.samples import broken, mistaken, one_test, question, record


@pytest.fixture
def out(tmp_path):
    """Return a folder with the results of two submissions."""
    for one in (mistaken(), broken()):
        write_result(one, tmp_path)
    write_class_page([mistaken(), broken()], tmp_path / "class.html")
    return tmp_path


def run(out):
    """Return the output of the command."""
    console = Console(file=io.StringIO(), width=200)
    write_pages(out, console)
    return console.file.getvalue()


def test_every_page_is_written_again_from_the_records(out):
    """Deleted pages are rewritten byte for byte."""
    before = {path: path.read_bytes() for path in out.rglob("*.html")}
    assert len(before) == 3
    for path in before:
        path.unlink()
    assert str(out / "class.html") in run(out)
    assert {path: path.read_bytes() for path in out.rglob("*.html")} == before


def test_what_a_person_decided_is_on_the_students_page(out):
    """Points given by hand count in the total, and the page shows their reason."""
    digests = {"assignment": "a" * 64, "submission": "c" * 64}
    questions = question("one", one_test(status="failed")), question("essay", manual=True)
    one = record(*questions, submission="yun", digests=digests, max_score=1.0)
    write_result(one, out)
    with Gradebook(out / FILE_NAME, create=True) as book:
        book.add(SubmissionRef.from_path(out, "yun"), one)
        book.adjust(one.assignment, "yun", Adjustment("essay", 1.5, "read <twice>"))
    run(out)
    (page,) = out.glob("students/yun-*/report.html")
    text = page.read_text(encoding="utf-8")
    assert "<b>1.5</b> / 3" in text
    assert "Why: read &lt;twice&gt;" in text


def test_several_assignments_have_a_page_each(out):
    """A folder with several assignments gets one class page per assignment."""
    write_result(record(question("one", one_test()), submission="choi", digest="c" * 64, assignment="a8_other"), out)
    run(out)
    assert {path.name for path in out.glob("class-*.html")} == {"class-a8_other.html", "class-a9_toy.html"}


def test_a_folder_without_results_is_one_clear_line(tmp_path):
    """A folder without results is named with the command that creates results."""
    with pytest.raises(UsageError, match=r"no results; run `autograder grade`"):
        run(tmp_path)


def test_a_file_that_is_no_record_is_one_clear_line(out):
    """A file that is not a record is named with what to do."""
    (out / "instructor" / "lee-ffffffff" / "result.json").write_text('{"schema": 2}', encoding="utf-8")
    with pytest.raises(UsageError, match=r"lee-ffffffff.*not a record of this version.*grade again"):
        run(out)


def test_without_what_html_needs_results_are_written_all_the_same(tmp_path, monkeypatch):
    """Without the extra packages, grading works without pages, and `report` says what is missing."""
    monkeypatch.setattr("autograder.reports.page.find_spec", lambda name: None)
    pages_can_be_made.cache_clear()
    try:
        write_result(mistaken(), tmp_path)
        with pytest.raises(UsageError, match="extra `instructor`"):
            run(tmp_path)
    finally:
        pages_can_be_made.cache_clear()
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".json"}


@pytest.mark.slow
def test_grading_ends_with_the_pages(tmp_path):
    """`autograder grade` and `report` write the same pages."""
    needs("linux")
    batch = Batch(tmp_path, size=2)
    done = batch.finish()
    assert done.returncode == 0, done.stderr
    pages = {path: path.read_bytes() for path in batch.out.rglob("*.html")}
    assert len(pages) == 3
    assert str(batch.out / "class.html") in done.stdout
    run(batch.out)
    assert {path: path.read_bytes() for path in batch.out.rglob("*.html")} == pages


def test_an_earlier_class_is_compared_from_its_gradebook(out, tmp_path_factory):
    """`--compare` reads another results folder; one without results of the assignment is refused with the way out."""
    earlier = tmp_path_factory.mktemp("earlier")
    with Gradebook(earlier / FILE_NAME, create=True) as book:
        digests = {"assignment": "a" * 64, "submission": "d" * 64}
        book.add(SubmissionRef.from_path(earlier, "old"), msgspec.structs.replace(mistaken("old"), digests=digests))
    write_pages(out, Console(file=io.StringIO()), earlier)
    assert "Compared with the earlier class" in (out / "class.html").read_text(encoding="utf-8")
    with Gradebook(earlier / "empty" / FILE_NAME, create=True):
        pass
    with pytest.raises(UsageError, match="no results of a9_toy; name the results folder of an earlier class"):
        write_pages(out, Console(file=io.StringIO()), earlier / "empty")
