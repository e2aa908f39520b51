"""The record as a file."""

import msgspec

from autograder.model.results import Record
from autograder.reports.json import to_json
from tests.reports.samples import one_test, question, record


def test_a_record_survives_the_file() -> None:
    """What is read back from the JSON equals the record."""
    made = record(question("one", one_test(status="failed"), one_test("test_b", score=1.0)))
    assert msgspec.json.decode(to_json(made), type=Record) == made


def test_equal_records_give_equal_bytes() -> None:
    """The order in which a mapping was filled does not show."""
    first = record(isolation={"seccomp": "on", "landlock": "on"})
    second = record(isolation={"landlock": "on", "seccomp": "on"})
    assert to_json(first) == to_json(second)


def test_the_file_is_readable_text() -> None:
    """Korean stands as Korean, one field on a line, with a newline at the end."""
    text = to_json(record(question("one", one_test()))).decode("utf-8")
    assert '"ko": "one의 제목"' in text
    assert text.endswith("}\n")
