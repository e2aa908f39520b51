"""`autograder quiz` asks after a green check, and a talk is stored without any effect on scores."""

import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from autograder.errors import UsageError
from autograder.gradebook import Gradebook
from autograder.gradebook.decisions import Talk
from autograder.understanding.quiz import main
from tests.samples import ROOT


def _folder(place: Path, solved: bool) -> Path:
    folder = place / "a2_linear"
    shutil.copytree(ROOT / "assignments" / "a2_linear", folder)
    if solved:
        for name in ("losses.py", "scores.py", "search.py"):
            shutil.copy(ROOT / "solutions" / "a2_linear" / name, folder / name)
    return folder


def _console() -> Console:
    return Console(file=io.StringIO(), width=100)


def _shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_three_questions_are_asked_after_a_green_check(tmp_path):
    """Each answer is followed by what really happens; anything but a letter is asked again."""
    typed = iter(["", "x", "a", "b", "c"])
    console = _console()
    code = main(
        _folder(tmp_path, True), "penalty", lang="en", console=console, read=lambda _prompt: next(typed), seed="1"
    )
    assert code == 0
    assert "Question 3 of 3" in _shown(console)
    assert "of 3 right. This is for you alone" in _shown(console)


def test_there_is_no_quiz_before_the_tests_pass(tmp_path):
    """An answer that is not written gets no question."""
    console = _console()
    assert main(_folder(tmp_path, False), "penalty", lang="en", console=console) == 1
    assert "begins when the public tests" in _shown(console)


@pytest.mark.parametrize("name", ["search", "random_search", "nothing"])
def test_a_name_without_quiz_is_refused(tmp_path, name):
    """A file, a question without inputs and an unknown name are usage errors."""
    with pytest.raises(UsageError):
        main(_folder(tmp_path, True), name, lang="en", console=_console())


def test_a_talk_is_stored_and_forgotten_with_the_student(tmp_path):
    """Talks are kept in order, and `forget` deletes them."""
    with Gradebook(tmp_path / "gradebook.sqlite", create=True) as book:
        book.record_talk("a1", "s1", Talk("ada", 2, 3, "calm"))
        book.record_talk("a1", "s2", Talk("ada", 1, 3))
        assert [talk for _at, talk in book.talks("a1", "s1")] == [Talk("ada", 2, 3, "calm")]
        book.forget("s1")
        assert book.talks("a1", "s1") == []
        assert len(book.talks("a1", "s2")) == 1
