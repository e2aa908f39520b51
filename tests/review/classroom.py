"""A gradebook with a class whose written answers wait, and the review page of it as a process."""

import http.cookiejar
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.people import Person
from autograder.model.results import Record
from autograder.model.text import Text
from autograder.model.written import WrittenAnswer
from autograder.submissions.refs import SubmissionPart, SubmissionRef
from tests.grading.toy import make_assignment
from tests.reports.samples import one_test, question, record

__all__ = ["RULES", "Page", "add", "make_class", "serve"]

RULES = """
[[rubric]]
question = "essay"
points = 1.5
text = { en = "Says why.", ko = "이유를 말했습니다." }

[[rubric]]
question = "essay"
points = 0.5
text = { en = "Says $x$.", ko = "$x$를 말했습니다." }

[[rubric]]
question = "essay"
points = -0.5
text = { en = "Calls it magic.", ko = "마법이라고 했습니다." }

[[answer]]
question = "essay"
text = "Because of **that**."
"""

CODE = {"toys.py": b"def double(x):\n    return x * 2  # <b>\n"}


def _record(student: str, digest: str, *, held: bool) -> Record:
    slow = one_test("t2", "review", 0.0, 2.0, instructor_message=Text("A factor of 25."))
    double = question("double", one_test("t1", score=1.0), slow if held else one_test("t2", score=2.0, max_score=2.0))
    made = record(double, question("essay", manual=True), submission=student, digest=digest, assignment="toy")
    made.digests["assignment"] = "a" * 64
    return msgspec.structs.replace(made, max_score=3.0)


def add(book: Gradebook, student: str, answer: str, *, held: bool = False) -> None:
    """Store a graded submission with a written answer; an empty answer is none."""
    ref = SubmissionRef(f"{student}.zip", student, (Person(student, name=student.title()),), (_PART,))
    digest = student.encode().hex().ljust(64, "0")[:64]
    written = (WrittenAnswer("essay", "toy.ipynb", answer),) if answer else ()
    book.add(ref, _record(student, digest, held=held), False, written, CODE)


_PART = SubmissionPart("", Path("class.zip"))


def make_class(root: Path, answers: Mapping[str, str], held: tuple[str, ...] = ()) -> Path:
    """Write a course with a rubric, and the results of a class; return the course.

    Args:
        root: An empty folder; the results go to `results` in it.
        answers: Student -> written answer.
        held: Students with withheld points.
    """
    source = make_assignment(root / "course")
    (source / "grading.toml").write_text(RULES, encoding="utf-8")
    with Gradebook(root / "results" / FILE_NAME, create=True) as book:
        for student, answer in answers.items():
            add(book, student, answer, held=student in held)
    return root / "course"


class Page:
    """The review page, as a process, and a client of it without a browser.

    Args:
        root: The folder of `make_class`.
        more: More arguments of the command.
    """

    def __init__(self, root: Path, *more: str) -> None:
        command = [str(Path(sys.executable).with_name("autograder")), "review", "toy"]
        places = ["--course", str(root / "course"), "--results", str(root / "results")]
        self.process = subprocess.Popen([*command, *places, *more], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = re.search(r"(http://127\.0\.0\.1:\d+)(/\?token=\S+)", self.process.stdout.readline())
        assert found, "it did not start"
        self.origin, self.start = found[1], found[2]
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Return status, text and address of a page."""
        return self._ask(urllib.request.Request(self.origin + path, headers=headers))

    def post(self, path: str, fields: Any, **headers: str) -> tuple[int, str, str]:
        """Send a form; return status, text and address of what comes."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return self._ask(urllib.request.Request(self.origin + path, body, {"Origin": self.origin, **headers}))

    def _ask(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode(), answer.url.removeprefix(self.origin)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.url.removeprefix(self.origin)

    def stop(self, how: int = signal.SIGINT) -> str:
        """End the process; return what it printed at the end."""
        self.process.send_signal(how)
        printed, _ = self.process.communicate(timeout=60)
        return printed


def serve(root: Path, *more: str) -> Page:
    """Start the page and go in with the token."""
    page = Page(root, *more)
    assert page.get(page.start)[0] == 200
    return page
