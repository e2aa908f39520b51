"""Test display names and folder names of submissions."""

import re

import pytest

from autograder.reports.class_summary import display_names, folder_name, summaries, summarize
from tests.reports.samples import DIGEST, one_test, question, record

HOSTILE = [
    "../../etc/passwd",
    "..",
    "/root",
    "C:\\Windows\\x",
    "a/b",
    "",
    "  ",
    ".x",
    "-rf",
    "a\nb",
    "x" * 5000,
    "가" * 5000,
]
RESERVED = ["con", "PRN", "aux", "NUL", "com1", "LPT9", "con.txt"]


def test_a_submission_goes_by_its_own_name() -> None:
    """Different names are shown unchanged."""
    assert display_names(summaries([record(submission="kim"), record(submission="lee")])) == ["kim", "lee"]


def test_a_digest_tells_two_of_the_same_name_apart() -> None:
    """Only colliding names are followed by the first digits of their digests."""
    rows = summaries(
        [
            record(submission="kim"),
            record(submission="kim", digest="ab" * 32),
            record(submission="lee", digest="1" * 64),
        ]
    )
    assert display_names(rows) == ["kim [01234567]", "kim [abababab]", "lee"]


def test_names_that_look_the_same_collide() -> None:
    """Names that differ only in case or Unicode form collide."""
    rows = summaries([record(submission="김"), record(submission="김", digest="ab" * 32)])
    assert all("[" in name for name in display_names(rows))
    assert all("[" in name for name in display_names(summaries([record(submission="Kim"), record(submission="kim")])))


def test_the_same_submission_twice_is_numbered() -> None:
    """With equal digests, the second name gets a number."""
    assert display_names(summaries([record(), record()])) == ["kim [01234567]", "kim [01234567] (2)"]


@pytest.mark.parametrize("name", [*HOSTILE, *RESERVED])
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    """Any submission name gives a short, safe path component for every system."""
    folder = folder_name(record(submission=name))
    assert re.fullmatch(r"\w[\w-]*-[0-9a-f]{8}", folder)
    assert len(folder.encode()) < 250
    assert folder.upper() not in {name.upper() for name in RESERVED}


def test_folders_differ_where_case_does_not_count() -> None:
    """Names that differ only in case give folder names that differ in more than case."""
    first = folder_name(record(submission="Kim"))
    second = folder_name(record(submission="kim", digest="ab" * 32))
    assert first.casefold() != second.casefold()


def test_a_korean_name_stays_readable() -> None:
    """Letters of every script are kept in the folder name."""
    assert folder_name(record(submission="김 수빈.zip")) == f"김-수빈-zip-{DIGEST[:8]}"


def test_a_lying_digest_cannot_leave_the_folder() -> None:
    """An invalid digest is not used in a folder name."""
    folder = folder_name(record(digest="../../../../x"))
    assert re.fullmatch(r"kim-[0-9a-f]{8}", folder)


def test_a_summary_says_which_questions_are_held() -> None:
    """One withheld test withholds its question."""
    row = summarize(record(question("one", one_test(status="review")), question("two", one_test())))
    assert row.held() == ("one",)
