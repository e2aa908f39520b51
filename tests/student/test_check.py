"""`autograder check`."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from autograder.errors import UsageError
from autograder.model.graded_with import GradedWith
from autograder.model.text import NO_TEXT
from autograder.student import check
from autograder.student.show import show_slow
from autograder.testing.outcome import TestInfo, TestOutcome
from tests.student.screen import Screen
from tests.student.toy import ANSWERS, SKELETON, TOY, make_bundle

WRONG = {**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("2 * x", "x * x")}


def checked(folder: Path, *selection: str, lang: str = "en") -> tuple[int, Screen]:
    """Run a check; return exit code and screen."""
    screen = Screen()
    return check.main(folder, selection, lang=lang, console=screen), screen


def test_the_untouched_skeleton_is_one_line_a_question(tmp_path: Path) -> None:
    """Each question is reported as not written yet, with its file; there is no traceback and no failure."""
    code, screen = checked(make_bundle(tmp_path / "toy", SKELETON))
    lines = screen.text.splitlines()
    assert code == 1
    assert [" ".join(line.split()[1:]) for line in lines[1:4]] == [
        "double 2 0/2 not written yet: scale.py",
        "halve 3.5 0/1 not written yet: scale.py",
        "total 4 0/1 not written yet: summing.py",
    ]
    assert len(lines) < 10
    assert "Traceback" not in screen.text


def test_a_half_written_answer_says_what_is_there_and_what_is_next(tmp_path: Path) -> None:
    """Below the status stand how many parts are written, and the line of the next one."""
    stub = 'raise NotImplementedError("halve: not written yet (scale.py)")'
    half = f"    # TODO(halve): first (1 line).\n    y = x\n    # TODO(halve): then (1 line).\n    {stub}\n"
    text = SKELETON["scale.py"].replace(f"    {stub}\n", half)
    _, screen = checked(make_bundle(tmp_path / "toy", {**SKELETON, "scale.py": text}), "halve")
    assert "not written yet: scale.py" in screen.text
    assert "1 of 2 parts written; line 13 is the next." in screen.flat


def test_the_skeleton_says_where_to_begin(tmp_path: Path) -> None:
    """The next command is that of the first question."""
    _, screen = checked(make_bundle(tmp_path / "toy", SKELETON))
    assert screen.flat.endswith("Next: write double in scale.py, then autograder check double")


def test_right_answers_end_with_packing(tmp_path: Path) -> None:
    """When everything passes, the exit code is 0 and the next step is to hand in."""
    code, screen = checked(make_bundle(tmp_path / "toy", ANSWERS))
    assert code == 0
    assert "3 of 3 questions pass" in screen.text
    assert screen.flat.endswith("autograder pack")


def test_a_failure_shows_title_message_slip_and_the_next_command(tmp_path: Path) -> None:
    """Only the first failing test of each question is shown."""
    code, screen = checked(make_bundle(tmp_path / "toy", WRONG))
    assert code == 1
    assert "double: Doubling agrees with a hand-worked case." in screen.text
    assert "expected 2" in screen.text
    assert "Is it squared?" in screen.text
    assert "Next: autograder hint double" in screen.text
    assert screen.text.count("Next:") == 1


def test_korean_is_spoken_on_request(tmp_path: Path) -> None:
    """Authored texts are the Korean ones with `--lang ko`."""
    _, screen = checked(make_bundle(tmp_path / "toy", WRONG), lang="ko")
    assert "손으로 푼 예와 같습니다" in screen.text
    assert "제곱했나요?" in screen.text


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_screen_is_80_columns_wide(tmp_path: Path, lang: str) -> None:
    """No line is wider than the terminal, in either language."""
    _, screen = checked(make_bundle(tmp_path / "toy", WRONG), lang=lang)
    assert max(cell_len(line) for line in screen.text.splitlines()) <= 80


@pytest.mark.parametrize("name", ["scale.py", "scale", "./scale.py"])
def test_a_file_means_its_questions(name: str) -> None:
    """A file name, with or without suffix or folder, selects the questions answered in the file."""
    assert [question.id for question in check.select(TOY, [name])] == ["double", "halve"]


def test_questions_and_files_may_be_mixed() -> None:
    """The selection is in the order of the assignment, each question once."""
    assert [question.id for question in check.select(TOY, ["total", "scale.py", "double"])] == [
        "double",
        "halve",
        "total",
    ]


def test_no_selection_means_everything_that_tests_grade() -> None:
    """Written questions are not checked."""
    essay = msgspec.structs.replace(TOY.question[2], kind="manual")
    toy = msgspec.structs.replace(TOY, question=(*TOY.question[:2], essay))
    assert [question.id for question in check.select(toy, [])] == ["double", "halve"]


def test_an_unknown_name_is_answered_with_what_is_near() -> None:
    """A misspelled name is answered with the nearest name."""
    with pytest.raises(UsageError, match=r"'dubble' is neither .* did you mean double\?"):
        check.select(TOY, ["dubble"])


def test_a_name_that_is_far_from_all_is_answered_with_all() -> None:
    """A name unlike any other is answered with the list of all names."""
    with pytest.raises(UsageError, match=r"choose from: double, halve, total, scale\.py, summing\.py"):
        check.select(TOY, ["nothing_like_it"])


def test_a_folder_that_is_no_assignment(tmp_path: Path) -> None:
    """The message names the folder and the missing file."""
    with pytest.raises(UsageError, match=r"assignment\.json is missing.*: cd \.\.\."):
        checked(tmp_path)


def test_the_folder_above_an_assignment(tmp_path: Path) -> None:
    """If the assignment is in a subfolder, the message has the command that goes there."""
    make_bundle(tmp_path / "toy", SKELETON)
    with pytest.raises(UsageError, match=r"assignment\.json is missing.*: cd toy$"):
        checked(tmp_path)


def test_a_bundle_without_its_configuration(tmp_path: Path) -> None:
    """Without pytest.ini nothing runs, and the message says what to do."""
    toy = make_bundle(tmp_path / "toy", ANSWERS)
    (toy / "pytest.ini").unlink()
    with pytest.raises(UsageError, match=r"pytest\.ini is missing; unzip"):
        checked(toy)


def test_what_grading_would_stop_is_named() -> None:
    """A passed test that uses more CPU time than grading allows is named, and one within the limit is not."""
    screen = Screen()
    info = TestInfo("test_toy.py::test_x", "double", NO_TEXT, 1.0, "", False, "visible")
    slow = TestOutcome(info, "passed", cpu=TOY.limits.cpu + 1.2)
    fast = TestOutcome(replace(info, question="total"), "passed", cpu=TOY.limits.cpu / 2)
    show_slow(screen, TOY, [slow, fast])
    limit = TOY.limits.cpu
    assert screen.flat == (
        f"double took {limit + 1.2:.0f} s of CPU time in one test here; grading stops a test after {limit:g} s."
    )


def test_a_broken_file_is_reported_once_and_costs_its_questions(tmp_path: Path) -> None:
    """A syntax error is shown at the top with its line; its questions are not run, others are."""
    toy = make_bundle(
        tmp_path / "toy", {**ANSWERS, "scale.py": "def double(x:\n", "summing.py": SKELETON["summing.py"]}
    )
    code, screen = checked(toy)
    assert code == 1
    assert screen.text.startswith("scale.py:1: Python cannot read it")
    assert screen.text.count("Python cannot read it") == 1
    assert screen.flat.count("not run: see scale.py above") == 2
    assert "not written yet: summing.py" in screen.text


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    """A file that was deleted is named; nothing is run for it."""
    toy = make_bundle(tmp_path / "toy", {"summing.py": SKELETON["summing.py"]})
    _, screen = checked(toy, "scale.py")
    assert screen.text.startswith("scale.py is missing")


def test_only_the_files_concerned_are_remarked_on(tmp_path: Path) -> None:
    """Checking one file reports nothing about another."""
    toy = make_bundle(tmp_path / "toy", {**ANSWERS, "summing.py": "import pandas\n"})
    code, screen = checked(toy, "scale.py")
    assert (code, "pandas" in screen.text) == (0, False)


def test_forbidden_imports_are_reported_and_the_tests_run(tmp_path: Path) -> None:
    """An import that grading lacks is a warning with its line, not an error."""
    toy = make_bundle(tmp_path / "toy", {**ANSWERS, "scale.py": "import tqdm\n" + ANSWERS["scale.py"]})
    code, screen = checked(toy, "double")
    assert code == 0
    assert "scale.py:1: tqdm: grading does not have it." in screen.flat


def test_markup_in_what_a_student_prints_is_only_text(tmp_path: Path) -> None:
    """Square brackets in output and messages are shown as text, not parsed as markup."""
    toy = make_bundle(
        tmp_path / "toy", {**ANSWERS, "scale.py": "def double(x):\n    print('[/red]')\n    raise ValueError('[/b]')\n"}
    )
    _, screen = checked(toy, "double")
    assert "| [/red]" in screen.text
    assert "ValueError: [/b]" in screen.text


class Editor:
    """Replace the pause between two checks: edit a file each time, then raise KeyboardInterrupt."""

    def __init__(self, *edits: tuple[Path, str]) -> None:
        self._edits = list(edits)

    def __call__(self) -> None:
        """Make the next edit."""
        if not self._edits:
            raise KeyboardInterrupt
        path, text = self._edits.pop(0)
        path.write_text(text, encoding="utf-8")


def test_watch_checks_what_a_change_concerns(tmp_path: Path) -> None:
    """Saving a file checks its questions and those of importing files again; Ctrl-C exits with 0."""
    toy = make_bundle(tmp_path / "toy", SKELETON)
    screen = Screen()
    edits = Editor((toy / "summing.py", ANSWERS["summing.py"]), (toy / "scale.py", ANSWERS["scale.py"]))
    code = check.main(toy, [], watch=True, lang="en", console=screen, wait=edits)
    first, second, third, *rest = screen.text.split("Watching scale.py, summing.py. Press Ctrl-C to stop.")
    assert code == 0
    assert "not written yet: summing.py" in first
    assert "1 of 1 questions pass" in second
    assert "3 of 3 questions pass" in third
    assert "".join(rest).strip() == ""


def test_watch_leaves_other_questions_alone(tmp_path: Path) -> None:
    """A change that affects none of the selected questions runs nothing."""
    toy = make_bundle(tmp_path / "toy", SKELETON)
    screen = Screen()
    edit = Editor((toy / "summing.py", ANSWERS["summing.py"]))
    check.main(toy, ["double"], watch=True, lang="en", console=screen, wait=edit)
    assert screen.text.count("questions pass") == 1


def looks(*actions: Callable[[], object]) -> Callable[[], None]:
    """Return a pause that runs one action per call, and stops the iteration after the last."""
    queue = list(actions)

    def wait() -> None:
        if not queue:
            raise KeyboardInterrupt
        queue.pop(0)()

    return wait


def seen(folder: Path, *actions: Callable[[], object]) -> list[frozenset[str]]:
    """Return the changes of `a.py` and `b.py` that are found while the actions run."""
    noticed: list[frozenset[str]] = []
    with pytest.raises(KeyboardInterrupt):
        noticed.extend(_collect(folder, noticed, *actions))
    return noticed


def _collect(folder: Path, noticed: list[frozenset[str]], *actions: Callable[[], object]) -> list[frozenset[str]]:
    for changed in check.changes(folder, ("a.py", "b.py"), looks(*actions)):
        noticed.append(changed)
    return []


def test_files_that_change_appear_or_vanish_are_noticed(tmp_path: Path) -> None:
    """Each check names the files that differ from the previous check."""
    a, b = tmp_path / "a.py", tmp_path / "b.py"
    a.write_text("1", encoding="utf-8")
    assert seen(
        tmp_path,
        lambda: a.write_text("22", encoding="utf-8"),
        lambda: b.write_text("1", encoding="utf-8"),
        a.unlink,
    ) == [{"a.py"}, {"b.py"}, {"a.py"}]


def test_what_stays_is_not_noticed(tmp_path: Path) -> None:
    """Other files, and checks without a change, yield nothing."""
    other = tmp_path / "c.py"
    assert seen(tmp_path, lambda: None, lambda: other.write_text("1", encoding="utf-8")) == []


def test_the_versions_that_grade_are_stated_and_compared(tmp_path: Path) -> None:
    """`check` says which Python and NumPy grade, and both versions of this computer if they differ."""
    here = GradedWith.here()
    for number, (versions, words) in enumerate(
        [
            (here, f"Grading uses Python {here.python} and NumPy {here.numpy}, like this computer."),
            (
                GradedWith("3.99", "2.0"),
                "Grading uses Python 3.99 and NumPy 2.0; this computer has Python 3.",
            ),
        ]
    ):
        stated = msgspec.structs.replace(TOY, graded_with=versions)
        _, screen = checked(make_bundle(tmp_path / str(number), SKELETON, stated))
        assert words in screen.flat


def test_syntax_that_grading_lacks_costs_its_file_at_home(tmp_path: Path) -> None:
    """A readable file that grading's older Python cannot read is reported as grading would, and not run."""
    old = msgspec.structs.replace(TOY, graded_with=GradedWith("3.10", "2.0"))
    new = "try:\n    pass\nexcept* ValueError:\n    pass\n" + ANSWERS["scale.py"]
    code, screen = checked(make_bundle(tmp_path / "toy", {**ANSWERS, "scale.py": new}, old), "scale.py")
    assert code == 1
    assert "Grading uses Python 3.10; this needs Python 3.11." in screen.flat
    assert screen.flat.count("not run: see scale.py above") == 2
