"""`autograder check --format github`: annotations, the summary, and log commands that must stay inert."""

import re
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.model.assignment import Question
from autograder.model.text import Text
from autograder.student import check
from autograder.student.github import SUMMARY, command, summary
from tests.student.screen import Screen
from tests.student.toy import ANSWERS, SKELETON, make_bundle

WRONG = {**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("2 * x", "x * x")}
RAISES = {
    **ANSWERS,
    "scale.py": ANSWERS["scale.py"].replace(
        "return 2 * x",
        'print("::error file=scale.py::printed")\n    raise ValueError("100%\\n::warning::owned\\n```\\n# big")',
    ),
}


@pytest.fixture
def on_github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Check these files as a workflow does; return exit code, log commands, all log lines and the summary."""

    def run(files: dict[str, str], lang: str = "en") -> tuple[int, list[str], list[str], str]:
        place = tmp_path / "summary.md"
        monkeypatch.setenv(SUMMARY, str(place))
        screen = Screen()
        code = check.main(make_bundle(tmp_path / "toy", files), [], github=True, lang=lang, console=screen)
        lines = screen.text.splitlines()
        return code, obeyed(lines), lines, place.read_text(encoding="utf-8")

    return run


def obeyed(lines: list[str]) -> list[str]:
    """Return the commands in a log that GitHub executes: those outside of stop-commands."""
    found, token = [], None
    for line in lines:
        if token is None and (mark := re.fullmatch(r"::stop-commands::(\w+)", line)):
            token = mark[1]
        elif token is not None and line == f"::{token}::":
            token = None
        elif token is None and line.lstrip().startswith("::"):
            found.append(line)
    assert token is None, "commands stay switched off"
    return found


def test_a_failure_is_a_remark_at_its_function(on_github) -> None:
    """A message without a line of the student is annotated where the question's function begins."""
    code, commands, _, _ = on_github(WRONG)
    assert code == 1
    (said,) = commands
    line = 1 + WRONG["scale.py"].splitlines().index("def double(x):")
    assert said.startswith(f"::error file=scale.py,line={line},title=double%3A Doubling agrees")
    assert "expected" in said


def test_an_exception_is_a_remark_at_its_line(on_github) -> None:
    """A message with several lines is annotated at the innermost line of the student."""
    _, commands, _, _ = on_github(RAISES)
    (said,) = commands
    line = 1 + next(n for n, text in enumerate(RAISES["scale.py"].splitlines()) if "raise ValueError" in text)
    assert said.startswith(f"::error file=scale.py,line={line},")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_what_the_code_says_is_never_obeyed(on_github, lang: str) -> None:
    """Printed lines and exception messages stay text in the log, in annotations and in the summary."""
    _, commands, lines, summary = on_github(RAISES, lang)
    assert len(commands) == 1
    assert "%0A" in commands[0]
    assert "100%25" in commands[0]
    assert not [line for line in lines if re.match(r"\s*::(error|warning)", line) and line not in commands]
    outside = re.sub(r"^(`{3,})text\n.*?^\1$", "", summary, flags=re.MULTILINE | re.DOTALL)
    assert "owned" in summary
    assert "owned" not in outside
    assert "# big" not in outside


def test_a_file_that_is_not_python_is_a_remark_at_its_line(on_github) -> None:
    """The questions of an unreadable file are not run, and the annotation says why."""
    _, commands, _, summary = on_github({**ANSWERS, "scale.py": "x = 1\ndef double(x:\n"})
    assert commands[0].startswith("::error file=scale.py,line=2,title=scale.py::Python cannot read it")
    assert not [line for line in commands if "title=double" in line]
    place, table = summary.index("scale.py:2: Python cannot read it"), summary.index("| question |")
    assert summary.rindex("```text", 0, place) < place < table
    assert "| - | error |" in summary


def test_a_file_that_is_missing_is_reported(on_github) -> None:
    """A missing file is reported without a line, and in the summary."""
    _, commands, _, summary = on_github({name: text for name, text in ANSWERS.items() if name != "summing.py"})
    assert commands == ["::error title=summing.py::summing.py is missing; put it into this folder under this name."]

    assert "```text\nsumming.py is missing; put it into this folder" in summary


def test_of_two_functions_of_one_name_the_last_is_meant(on_github) -> None:
    """The annotation is at the last definition, because Python never calls the first."""
    twice = WRONG["scale.py"] + "\n\ndef double(x):\n    return x * x\n"
    _, commands, _, _ = on_github({**WRONG, "scale.py": twice})
    line = len(twice.splitlines()) - 1
    assert commands[0].startswith(f"::error file=scale.py,line={line},")


def test_what_is_not_written_yet_is_no_failure_to_point_at(on_github) -> None:
    """The untouched skeleton gets no annotation; the summary has a row for each question."""
    code, commands, _, summary = on_github(SKELETON)
    assert (code, commands) == (1, [])
    assert summary.count("not written yet") == 3


def test_right_answers_have_a_short_summary(on_github) -> None:
    """Right answers get no annotation, and the exit code is 0."""
    code, commands, _, summary = on_github(ANSWERS)
    assert (code, commands) == (0, [])
    assert summary.splitlines()[0] == "### 3 of 3 questions pass their public tests."


def test_written_questions_have_a_row_that_says_whether_they_are_answered() -> None:
    """The summary lists written questions with their points; a person grades them, so it states none."""
    written = [Question(id, Text(f"About {id}"), 5.0, kind="manual") for id in ("kinks", "steps")]
    rows = [line for line in summary({}, [], written, ["steps"]).splitlines() if line.startswith("| About")]
    assert rows == [
        "| About kinks (<code>kinks</code>) | 5 | – | answered; graded by hand |",
        "| About steps (<code>steps</code>) | 5 | – | no answer yet |",
    ]


def test_without_the_service_there_is_no_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Annotations are printed without a summary file; an unwritable summary file is a one-line error."""
    folder = make_bundle(tmp_path / "toy", ANSWERS)
    monkeypatch.delenv(SUMMARY, raising=False)
    assert check.main(folder, ["total"], github=True, console=Screen()) == 0
    monkeypatch.setenv(SUMMARY, str(tmp_path))
    with pytest.raises(UsageError, match=f"cannot write the step summary .*; check the variable {SUMMARY}"):
        check.main(folder, ["total"], github=True, console=Screen())


def test_a_command_is_one_line() -> None:
    """Characters that would end a message or a property early are escaped as GitHub documents."""
    said = command("error", "50%\n::error::x", file="a,b:c.py", line=3)
    assert said == "::error file=a%2Cb%3Ac.py,line=3::50%25%0A: :error: :x"


def test_remarks_beyond_what_the_service_shows_are_counted(on_github) -> None:
    """Ten annotations of a kind are printed; one notice points to the summary, which lists the others."""
    imports = "".join(f"import absent{number}\n" for number in range(14))
    _, commands, _, summary = on_github({**WRONG, "scale.py": imports + WRONG["scale.py"]})
    kinds = [line.split(" ")[0].split("::")[1] for line in commands]
    assert kinds == ["warning"] * 10 + ["error", "notice"]
    assert commands[-1] == "::notice ::4 more messages are listed in the summary of this run."
    assert summary.count("absent") == 14
