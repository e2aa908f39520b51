"""`autograder review`: serve the page on which people grade written answers and decide about withheld points."""

import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    AssignmentArgument,
    CourseOption,
    GraderOption,
    LangOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.model.assignment import Assignment
    from autograder.review.app import Reviewing

__all__ = ["EXAMPLE", "review"]

EXAMPLE = "autograder review a1_knn --results results --grader ada"

ADDRESS = "127.0.0.1"


def review(
    assignment: AssignmentArgument,
    grader: GraderOption = "",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0: any free port.")] = 0,
    browser: Annotated[bool, typer.Option("--browser", help="Open the page in the browser.")] = False,
    results: ResultsOption = Path("results"),
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """Grade written answers and withheld points on a page.

    The page is on this machine alone. Ctrl-C ends it and brings all reports up to date.
    """
    from importlib.util import find_spec

    from autograder.gradebook import FILE_NAME
    from autograder.i18n import choose_language
    from autograder.model.grading_rules import load_grading_rules

    if not all(find_spec(name) for name in ("starlette", "uvicorn", "jinja2")):
        raise UsageError("the review page needs more packages; install the package's extra `instructor`")
    found = find_course(course)
    source = found.source(assignment)
    described, rules = source.assignment, load_grading_rules(source.folder, source.assignment)
    from autograder.review.app import Reviewing
    from autograder.review.class_files import refresh
    from autograder.review.roll import Roll

    with open_gradebook(results / FILE_NAME) as book:
        if not book.students(described.id):
            raise UsageError(f"{results / FILE_NAME}: no results of {described.id}; run `autograder grade` first")
        book.remember_rules(described)
        reviewing = Reviewing(Roll(book, described, rules), results, grader.strip(), choose_language(lang))
        reviewing.asked = _asked(found.generated / described.id, described, reviewing.language)
        try:
            _serve(reviewing, port, browser)
        finally:
            if reviewing.changed:
                print(f"bringing the reports of {len(reviewing.changed)} students up to date", flush=True)
                refresh(book, described, reviewing.changed, results)


def _serve(reviewing: "Reviewing", port: int, browser: bool) -> None:
    """Serve the page until Ctrl-C or SIGTERM.

    Raises:
        UsageError: The port is taken.
    """
    import uvicorn

    from autograder.review.app import make_app

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, port))
            listening.listen()  # so that whoever reads the address can come at once
        except OSError as error:
            raise UsageError(f"--port {port}: {error.strerror}; leave it out to take any free port") from None
        port = listening.getsockname()[1]
        address = f"http://{ADDRESS}:{port}/?token={reviewing.token}"
        server = uvicorn.Server(
            uvicorn.Config(make_app(reviewing, port), log_level="warning", access_log=False, lifespan="off")
        )
        print(f"Open {address}\nCtrl-C ends it and brings all reports up to date.", flush=True)
        if browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN if sys.platform != "win32" else signal.SIG_DFL)


def _asked(folder: Path, assignment: "Assignment", language: str) -> dict[str, str]:
    """Return what the written questions ask, from the folder that students receive; nothing if it was not built.

    The notebook has them in one language. `written.md`, which has all languages, adds what no notebook has.
    """
    from autograder.model.written import WRITTEN_FILE
    from autograder.review.views import asked_in, asked_in_notebook
    from autograder.student.written import notebook_names

    names = dict(zip(assignment.languages, notebook_names(assignment), strict=True))
    notebook, written = folder / names.get(language, names["en"]), folder / WRITTEN_FILE
    asked = asked_in(written.read_text(encoding="utf-8")) if written.is_file() else {}
    return asked | (asked_in_notebook(notebook.read_text(encoding="utf-8"), asked) if notebook.is_file() else {})
