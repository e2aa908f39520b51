"""Texts and names of a submission do no harm in any output format."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from rich.console import Console

from autograder.reports.class_summary import folder_name
from autograder.reports.csv import to_overview_csv
from autograder.reports.gradescope import to_gradescope
from autograder.reports.junit import to_junit
from autograder.reports.markdown import class_markdown, to_markdown
from autograder.reports.results_folder import to_json
from autograder.reports.text import class_table, submission_table
from tests.attacks.attack import ATTACKS
from tests.attacks.naive_writers import COMMAND, HARMFUL
from tests.needs import needs

pytestmark = pytest.mark.slow

OUTPUTS = [attack for attack in ATTACKS if attack.group == "outputs"]


@pytest.fixture
def records(graded):
    """Return the records of all attacks on outputs."""
    needs("linux")
    return [graded.of(attack) for attack in OUTPUTS]


def _printed(table, width=80):
    console = Console(file=io.StringIO(), width=width, force_terminal=False, legacy_windows=False)
    console.print(table)
    return console.file.getvalue()


def test_json_holds_clean_text(records):
    """Both JSON formats are UTF-8, and no string contains a command for a terminal or a log."""
    for record in records:
        for data in (to_json(record), to_gradescope(record)):
            texts = list(_strings(json.loads(data.decode("utf-8"))))
            assert not [text for text in texts if HARMFUL.search(text) or COMMAND.search(text)], record.submission


def test_gradescope_takes_everything_for_plain_text(records):
    """Every text for Gradescope is marked as plain, so that Gradescope shows markup and runs none."""
    for record in records:
        results = json.loads(to_gradescope(record))
        assert {results["output_format"], *(test["output_format"] for test in results["tests"])} == {"text"}, (
            record.submission
        )


@pytest.mark.parametrize("instructor", [False, True])
def test_junit_is_valid_and_escaped(records, instructor):
    """JUnit output is valid XML, without elements from a message."""
    for record in records:
        data = to_junit(record, instructor=instructor)
        root = ElementTree.fromstring(data)
        known = {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped"}
        assert {element.tag for element in root.iter()} <= known, record.submission
        assert not HARMFUL.search(data.decode("utf-8")), record.submission


@pytest.mark.parametrize("instructor", [False, True])
def test_markdown_keeps_everything_in_code(records, instructor):
    """Outside of code there is no tag, link or @mention."""
    for record in records:
        text = to_markdown(record, instructor=instructor).decode("utf-8") + class_markdown([record]).decode("utf-8")
        assert not HARMFUL.search(text), record.submission
        outside = re.sub(r"^(`{3,})text\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
        assert not re.search(r"[<>\[\]@`$\\]|://", re.sub(r"<code>[^<>\[\]@`|]*</code>", "", outside)), (
            record.submission
        )


def test_a_spreadsheet_finds_no_formula(records):
    """No cell of grades.csv begins like a formula, and each is on one line."""
    for record in records:
        rows = list(csv.reader(io.StringIO(to_overview_csv([record]).decode("utf-8-sig"), newline="")))
        cells = [cell for row in rows for cell in row]
        assert not [
            cell for cell in cells if cell.startswith(("=", "+", "-", "@")) or "\n" in cell or HARMFUL.search(cell)
        ], record.submission


@pytest.mark.parametrize("width", [60, 80, 100, 119])
def test_the_terminal_is_told_nothing(records, width):
    """Tables contain no escape sequence, no interpreted markup, and no line that a CI service would execute."""
    for record in records:
        for table in (class_table([record], width=width), submission_table(record, instructor=True, width=width)):
            text = _printed(table, width)
            assert not HARMFUL.search(text), record.submission
            assert not COMMAND.search(text), record.submission


def test_markup_is_shown_as_it_was_written(graded):
    """The table library shows markup from a submission as text."""
    needs("linux")
    record = next(record for name, record in graded.records.items() if name == "outputs/rich_markup")
    assert "[red]markup[bold]" in _printed(class_table([record], width=119), 119)


def test_results_stay_in_their_folder(graded, records):
    """A results folder's name has only letters, digits, hyphens and underscores, whatever the submission's name is."""
    for record in records:
        assert re.fullmatch(r"[\w-]+", folder_name(record)), record.submission
        assert (graded.places.out / "students" / folder_name(record) / "result.json").is_file(), record.submission


def _strings(value):
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value
