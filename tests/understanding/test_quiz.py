"""`autograder quiz` asks after a green check, and a talk is stored without any effect on scores."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from autograder.errors import UsageError
from autograder.gradebook import Gradebook
from autograder.gradebook.decisions import Talk
from autograder.i18n import Message, speaking
from autograder.model.assignment import Question, Quiz
from autograder.model.text import Text
from autograder.understanding.generate import program_of
from autograder.understanding.observe import StudentProgram
from autograder.understanding.question import CodeQuestion, Typed
from autograder.understanding.quiz import ask, main
from tests.samples import ROOT


def _program() -> StudentProgram:
    quiz = Quiz(("answer(1)", "answer(2)"))
    question = Question("answer", Text.of("Answer"), 1, file="work.py", function="answer", quiz=quiz)
    program = program_of({"work.py": "def answer(n):\n    return n\n"}, question)
    assert program
    return program


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


@pytest.mark.parametrize("name", ["search", "nothing"])
def test_a_name_without_quiz_is_refused(tmp_path, name):
    """A file and an unknown name are usage errors."""
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


def test_the_laptop_part_needs_nothing_that_windows_lacks():
    """Without modules and functions that only Unix has, the quiz is imported and a program is run and asked about."""
    script = """
import os, signal, sys
for name in ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog", "readline"):
    sys.modules[name] = None
for name in ("fork", "getuid", "geteuid", "chown", "setsid", "killpg", "wait4", "register_at_fork"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGALRM", "alarm", "setitimer", "SIGKILL", "pthread_sigmask"):
    delattr(signal, name)
from autograder.understanding import quiz
from autograder.understanding.child import run
job = {"files": {"w.py": "def f(x):\\n    a = x + 1\\n    return a"}, "file": "w.py", "function": "f",
       "statements": [[2, 2, ["a"]], [3, 3, []]]}
print(run(job, {"call": "f(1)"})["snapshots"][0]["after"]["values"])
print(sorted(name for name in sys.modules if name.startswith("autograder.sandbox")))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.stderr) == ("[2]\n[]\n", "")


def test_a_typed_answer_is_asked_until_it_can_be_read():
    """Text is asked again, a number is judged, and the right one is shown afterwards."""
    question = CodeQuestion(
        "count", 3, "times", Message("How often?"), (), 0, Message("6 times."), typed=Typed("numbers", (6.0,), True)
    )
    console, program = _console(), _program()
    typed = iter(["six", "", "5"])
    with speaking("en"):
        ask(program, [question], console, lambda prompt: next(typed))
    assert "Not quite." in _shown(console)
    assert "6 times." in _shown(console)
    assert "0 of 1 right" in _shown(console)
