"""Every entry of every form of download is accounted for in submissions.csv, before anything is graded."""

import csv
import io

import pytest

from autograder.cli.collecting.class_files import hand_ins
from autograder.cli.collecting.collect import CollectOptions, collect, remember
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.assignment import load_assignment
from autograder.reports.hand_ins import count_hand_ins, hand_ins_csv
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
