"""A command that is given what the last one was given knows it, and whatever has changed since is noticed."""

import os

import pytest

from autograder.cli.collecting import unchanged as module
from autograder.cli.collecting.collect import CollectOptions
from autograder.cli.collecting.unchanged import LastCommand
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.final_score import Adjustment
from autograder.submissions.refs import SubmissionRef


@pytest.fixture
def place(tmp_path):
    """Lay out a class of one and a results folder."""
    for name in ("class/kim/toys.py", "class/roster.csv", "out/instructor/kim/result.json", "out/grades.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    with Gradebook(tmp_path / "out" / FILE_NAME, create=True) as book:
        book.register("toy", [SubmissionRef.from_path(tmp_path / "class" / "kim")], [])
    return tmp_path


def command(place, more=()):
    """Return a command on the class, at the moment of this call."""
    roster = place / "class" / "roster.csv"
    return LastCommand("toy", place / "out", CollectOptions([place / "class" / "kim"], roster=roster), more)


def test_the_same_command_again_is_known(place, monkeypatch):
    """Nothing has changed, so the command is the same; the file that says so changes nothing."""
    monkeypatch.setattr(module, "SAME_MOMENT", 0)
    with Gradebook(place / "out" / FILE_NAME) as book:
        assert not command(place).was_the_same(book)
        command(place).save(book)
        assert command(place).was_the_same(book)


def same_size_and_time(place):
    """Change a file, and set its time back."""
    path = place / "class" / "kim" / "toys.py"
    before = path.stat()
    path.write_text("x = 2\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {
    "a file of the same size and time": lambda place, _book: same_size_and_time(place),
    "one more file": lambda place, _book: (place / "class" / "kim" / "more.py").write_text(""),
    "the roster": lambda place, _book: (place / "class" / "roster.csv").write_text("x = 3\n"),
    "a result that is gone": lambda place, _book: (place / "out" / "instructor" / "kim" / "result.json").unlink(),
    "a table that somebody edited": lambda place, _book: (place / "out" / "grades.csv").write_text("x = 4\n"),
    "a decision": lambda _place, book: book.adjust("toy", "kim", Adjustment("double", 1.0, "read twice")),
    "another command": lambda place, book: book.register("toy", [SubmissionRef.from_path(place / "class" / "kim")], []),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(place, monkeypatch, change):
    """What was handed in, what was written, what people decided, and which command was the last all count."""
    monkeypatch.setattr(module, "SAME_MOMENT", 0)
    with Gradebook(place / "out" / FILE_NAME) as book:
        command(place).save(book)
        CHANGES[change](place, book)
        assert not command(place).was_the_same(book)


def test_other_options_are_another_command(place, monkeypatch):
    """An option that decides what the command does makes it another one."""
    monkeypatch.setattr(module, "SAME_MOMENT", 0)
    with Gradebook(place / "out" / FILE_NAME) as book:
        command(place).save(book)
        assert not command(place, more=("junit",)).was_the_same(book)


def test_files_of_this_moment_are_read_again(place, monkeypatch):
    """A file that was changed a moment ago could change again with the same time, so the next command reads it."""
    monkeypatch.setattr(module, "SAME_MOMENT", 3_600 * 10**9)
    with Gradebook(place / "out" / FILE_NAME) as book:
        command(place).save(book)
        monkeypatch.setattr(module, "SAME_MOMENT", 0)
        assert not command(place).was_the_same(book)
