"""Compare text, JSON and HTML of small records with reviewed golden files.

`pytest tests/reports --update-golden` rewrites the files; read the changes with `git diff`.
"""

import io
import re

import msgspec
import pytest
from rich.console import Console

from autograder.reports.class_page import class_page
from autograder.reports.html import student_page
from autograder.reports.results_folder import to_json
from autograder.reports.text import class_table, submission_table
from tests.reports.samples import broken, mistaken, slow_and_held

RECORDS = {"mistaken": mistaken(), "slow_and_held": slow_and_held(), "broken": broken()}

each_record = pytest.mark.parametrize("name", RECORDS)


def printed(table):
    """Render for a terminal of 80 columns."""
    console = Console(file=io.StringIO(), width=80, legacy_windows=False)
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())


def markup(page):
    """Return the page without styles, scripts and charts."""
    return re.sub(r"(?s)<(style|script|svg)\b[^>]*>.*?</\1>", r"<\1>…</\1>", page.decode("utf-8"))


@each_record
def test_text(name, golden):
    """The table of one submission equals the golden file."""
    golden(f"{name}.txt", printed(submission_table(RECORDS[name])))


def test_text_of_the_class(golden):
    """The table of a class equals the golden file."""
    golden("class.txt", printed(class_table(RECORDS.values())))


@each_record
def test_json(name, golden):
    """The record as JSON, indented for those who review it, equals the golden file."""
    golden(f"{name}.json", f"{msgspec.json.format(to_json(RECORDS[name]).decode('utf-8'), indent=2)}\n")


@each_record
def test_html(name, golden):
    """The student's page equals the golden file."""
    golden(f"{name}.html", markup(student_page(RECORDS[name])))


def test_html_of_the_class(golden):
    """The class page equals the golden file."""
    golden("class.html", markup(class_page(RECORDS.values(), lambda row: f"{row.submission}.html")))
