"""Readers of files that others write, on damaged ones: each is one line and costs itself, never a traceback or a hang.

The examples are valid files with bytes and words changed, inserted, repeated and cut off. `make test` tries a few
hundred in all, `make prove` ten thousand for each reader.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import AutograderError, UsageError
from autograder.model.assignment import load_assignment, public_view
from autograder.model.gradescope import read_submission_metadata
from autograder.model.sheet import parse_sheet
from autograder.submissions import roster
from autograder.submissions.discover import discover
from autograder.submissions.read import open_submission
from autograder.submissions.refs import SubmissionRef
from tests.grading.toy import ANSWERS, make_assignment
from tests.intake.classes import tar_of, zip_of
from tests.rosters import files

recorded = pytest.mark.recorded("damaged-files", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of the test that draws the same examples each time."""

METADATA = b"""---
submission_1:
  :submitters:
  - &1
    :name: Kim
    :sid: '0471'
    :email: kim@example.org
  :created_at: 2026-01-31 23:10:09.123 -0800
  :score: 0.0
submission_2:
  :submitters: [*1]
  :created_at: 2026-01-31 23:10:09 Z
"""
NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3"}},
        "cells": [{"cell_type": "code", "source": ["%%writefile toys.py\n", "x = 1"], "outputs": [], "id": "a"}],
    }
).encode()
UPLOADED = json.dumps(
    {
        "created_at": "2026-01-31T23:10:09.123456-08:00",
        "assignment": {"due_date": "2026-02-01T00:00:00-08:00"},
        "users": [{"assignment": {"due_date": None}}],
        "previous_submissions": [{}],
    }
).encode()
ANSWER = {name: text.encode() for name, text in ANSWERS.items()}
TABLES = [
    table.encode(encoding)
    for table in (files.CANVAS, files.MOODLE, files.GRADESCOPE, files.BLACKBOARD, files.BRIGHTSPACE)
    for encoding in ("utf-8", "utf-16")
]
TABLES += ["student,name,email\n1,김,a@b.c\n".encode(code) for code in ("utf-8", "cp949")]
PAIRS = [b"student,time\n0471,2027-03-19T23:59+09:00\n", b"student;time\n1;0001-01-01 00:00\n", b"entry,student\na,1\n"]

WORDS = {
    "yaml": [b"&a ", b"*a", b"*1", b"!!python/object/apply:os.system ", b"!!binary ", b"!!set ", b"? ", b"- ", b"[",
             b"{", b"<<: *1", b"|", b">", b"%YAML 9.9\n", b"---\n", b": ", b"\t", b"\xef\xbb\xbf"],
    "json": [b"[", b"{", b'{"a":', b"1e999", b"-", b"9" * 40, b'"\\ud800"', b"null", b"NaN", b"\xed\xa0\x80", b","],
    "csv": [b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"sep=,\n", b"\x00", b"\xff\xfe", b"=1+1",
            b"9999-12-31 23:59", b"0001-01-01 00:00", b"\xc2\xb2", b"student", b"1/1/1"],
    "zip": [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"\xff\xff\xff\xff", b"\x00" * 8, b"../",
            b"toys.py", b"\x0c\x00", b"\x0e\x00", b"\x5d\x00"],
    "tar": [b"ustar\x0000", b"x", b"L", b"g", b"S", b"\x80" + b"\xff" * 11, b"30 size=99999999999999999999\n", b"../",
            b"\x00" * 512, b"\x1f\x8b\x08"],
}  # fmt: skip
"""Words of each format that its readers give a meaning to."""


@st.composite
def damaged(draw, seeds, words):
    """Make a valid file, and damage it a few times."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(data)))
        word = draw(st.sampled_from(words) | st.binary(min_size=1, max_size=4))
        match draw(st.sampled_from(["insert", "replace", "cut", "end", "repeat", "deep"])):
            case "insert":
                data[place:place] = word
            case "replace":
                data[place : place + len(word)] = word
            case "cut":
                del data[place : place + draw(st.integers(1, 40))]
            case "end":
                del data[place:]
            case "repeat":
                data[place:place] = data[max(0, place - 60) : place] * draw(st.integers(1, 9))
            case _:
                data[place:place] = word * draw(st.sampled_from([30, 300, 30_000]))
    return bytes(data)


class Place:
    """A folder with an assignment, for the readers that need files."""

    def __init__(self, root):
        self.root = root
        self.assignment = load_assignment(make_assignment(root / "course"))
        self.export = root / "export"
        for number in (1, 2):
            (self.export / f"submission_{number}").mkdir(parents=True)
            (self.export / f"submission_{number}" / "toys.py").write_bytes(ANSWER["toys.py"])
        self.public = root / "public"
        self.public.mkdir()

    def write(self, name, data):
        """Write a file, and return its path."""
        path = self.root / name
        path.write_bytes(data)
        return path


def read_export(place, data):
    """Collect a Gradescope export with this metadata; every folder of it is accounted for."""
    (place.export / "submission_metadata.yml").write_bytes(data)
    found = discover([place.export], place.assignment, "gradescope")
    entries = {one.entry for one in (*found.submissions, *found.others)}
    assert any("submission_1" in entry for entry in entries)
    assert any("submission_2" in entry for entry in entries)


def read_a_roster(_place, data):
    """Parse a roster, and write it back unchanged."""
    assert parse_sheet(data, "roster.csv").with_cells({}) == data
    roster.parse_roster(data, "roster.csv")


def read_pairs(place, data):
    """Read the tables of two columns."""
    path = place.write("pairs.csv", data)
    for reader in (roster.read_times, roster.read_map):
        try:
            reader(path)
        except UsageError as error:
            one_line(error)


def read_assignment(place, data):
    """Read the public view of an assignment."""
    (place.public / "assignment.json").write_bytes(data)
    load_assignment(place.public)


def read_uploaded(place, data):
    """Read what Gradescope says about an upload; it never raises."""
    read_submission_metadata(place.write("submission_metadata.json", data))


def hand_in(name):
    """Return a reader of a submission that is this file."""

    def read(place, data):
        opened = open_submission(SubmissionRef.from_path(place.write(name, data)), place.assignment)
        assert opened.files or str(opened.reason)

    return read


def one_line(error):
    """Require that an error is a short message of ours."""
    text = str(error)
    assert text
    assert len(text.splitlines()) <= 2, text
    assert "Traceback" not in text


READERS = {
    "submission_metadata.yml": (read_export, [METADATA], "yaml"),
    "roster": (read_a_roster, TABLES, "csv"),
    "times and map": (read_pairs, PAIRS, "csv"),
    "zip": (hand_in("kim.zip"), [zip_of(ANSWER), zip_of({"a/b.zip": zip_of(ANSWER), "toys.py": b"x"})], "zip"),
    "tar": (hand_in("kim.tar"), [tar_of(ANSWER, "w"), tar_of({f"{'d' * 120}/toys.py": b"x"}, "w")], "tar"),
    "tar.gz": (hand_in("kim.tar.gz"), [tar_of(ANSWER)], "tar"),
    "notebook": (hand_in("toys.ipynb"), [NOTEBOOK], "json"),
    "submission_metadata.json": (read_uploaded, [UPLOADED], "json"),
    "assignment.json": (read_assignment, [b"{}"], "json"),
}


def fuzz(kind, root, count):
    """Try `count` damaged files of a kind."""
    read, seeds, words = READERS[kind]
    place = Place(root)
    if kind == "assignment.json":
        seeds = [public_view(place.assignment)]

    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))
    @given(damaged(seeds, WORDS[words]))
    def one(data):
        try:
            read(place, data)
        except AutograderError as error:
            one_line(error)

    one()


@recorded
@pytest.mark.parametrize("kind", READERS)
def test_a_damaged_file_is_one_line(kind, tmp_path):
    """A few damaged files of each kind."""
    fuzz(kind, tmp_path, 40)


@pytest.mark.prove
@pytest.mark.parametrize("kind", READERS)
def test_ten_thousand_damaged_files_are_one_line_each(kind, tmp_path):
    """Ten thousand damaged files of each kind."""
    fuzz(kind, tmp_path, 10_000)


@pytest.mark.parametrize("word", ["- ", "[", "{a: ", "? "])
def test_metadata_of_any_depth_is_one_line(word, tmp_path):
    """Metadata nested a hundred thousand deep, which ends the process of a library in C, is refused."""
    place = Place(tmp_path)
    with pytest.raises(UsageError, match="not the metadata of a Gradescope export"):
        read_export(place, b"submission_1: \n  " + word.encode() * 100_000)


def test_aliases_are_read_once(tmp_path):
    """Metadata whose aliases stand for a billion entries takes no more than what is written."""
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    place = Place(tmp_path)
    with pytest.raises(UsageError, match="not the metadata of a Gradescope export"):
        read_export(place, "\n".join(lines).encode())


@pytest.mark.parametrize("time", ["0001-01-01 00:00", "9999-12-31 23:59", "0001-01-01T00:00+09:00"])
def test_a_time_at_the_end_of_the_calendar_is_no_time(time, tmp_path):
    """A time that cannot be converted between zones is refused with its line."""
    table = tmp_path / "times.csv"
    table.write_text(f"student,time\nkim,{time}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"line 2: .* is not a time"):
        roster.read_times(table)


def test_an_assignment_of_broken_letters_is_one_line(tmp_path):
    """Bytes that are no text inside an assignment's record are reported, with what to do."""
    (tmp_path / "assignment.json").write_bytes(b'{"id":"\xed\xa0\x80"}')
    with pytest.raises(AutograderError, match="unzip the assignment again"):
        load_assignment(tmp_path)
