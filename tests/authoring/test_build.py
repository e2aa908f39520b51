"""From a source folder to everything that a student receives."""

import json
import subprocess
import sys

import nbformat
import pytest

from autograder.authoring.build import build, build_all
from autograder.errors import AssignmentError, UsageError
from autograder.model.assignment import load_assignment
from tests.toy_course import put


def _files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_built_folder_holds_what_students_need_and_nothing_else(course):
    """Handouts, skeletons, given files, public tests, otter's view of them, notebooks, data and settings."""
    assert build_all(course, ["a1_toy"]).exit_code == 0
    assert sorted(_files(course.root / "assignments/a1_toy")) == [
        "README.ko.md",
        "README.md",
        "a1_toy.ipynb",
        "a1_toy.ko.ipynb",
        "assignment.json",
        "data/numbers.csv",
        "helpers.py",
        "otter_tests/double.py",
        "otter_tests/mean_row.py",
        "pytest.ini",
        "requirements.txt",
        "tests/test_toys.py",
        "tests/toy_oracles.py",
        "toys.py",
    ]
    assert not (course.root / "assignments/a2_other").exists()


def test_building_twice_changes_nothing(course):
    """What was built is current, by check and by a second build."""
    assert len(build_all(course).differences) == 22
    again = build_all(course)
    assert (again.differences, again.text()) == ((), "a1_toy, a2_other: current")
    assert build_all(course, check=True).exit_code == 0


def test_check_shows_the_difference_and_writes_nothing(course):
    """A changed reference, a file edited by hand and a stale file appear as a unified diff, with exit code 1."""
    build_all(course)
    folder = course.root / "assignments/a1_toy"
    put(course.root / "solutions/a1_toy/given/helpers.py", '"""Given."""\n\nONE = 2\n')
    put(folder / "toys.py", "# mine\n")
    put(folder / "stale.txt", "old\n")
    (folder / "data/numbers.csv").unlink()
    before = _files(folder)
    checked = build_all(course, ["a1_toy"], check=True)
    assert checked.exit_code == 1
    assert [d.path.removeprefix("assignments/a1_toy/") for d in checked.differences] == [
        "data/numbers.csv",
        "helpers.py",
        "stale.txt",
        "toys.py",
    ]
    text = checked.text()
    assert "--- a/assignments/a1_toy/helpers.py\n+++ b/assignments/a1_toy/helpers.py\n@@" in text
    assert "\n-ONE = 1\n+ONE = 2\n" in text
    assert "--- /dev/null\n+++ b/assignments/a1_toy/data/numbers.csv" in text
    assert "--- a/assignments/a1_toy/stale.txt\n+++ /dev/null" in text
    assert text.endswith("4 generated files are not current; run `autograder build`")
    assert _files(folder) == before


def test_building_removes_stale_files_and_folders_but_no_caches(course):
    """What no source stands for goes; what running tests left behind is nobody's business."""
    build_all(course)
    folder = course.root / "assignments/a1_toy"
    put(folder / "old/stale.txt", "old\n")
    put(folder / "__pycache__/toys.pyc", "cache\n")
    put(folder / ".pytest_cache/README.md", "cache\n")
    assert build_all(course, ["a1_toy"]).text() == "wrote assignments/a1_toy/old/stale.txt"
    assert not (folder / "old").exists()
    assert (folder / "__pycache__/toys.pyc").exists()
    assert (folder / ".pytest_cache/README.md").exists()


def test_a_folder_whose_source_is_gone_goes_too(course):
    """Building the whole course leaves no assignment that has no source; naming some leaves the others alone."""
    build_all(course)
    (course.root / "solutions/a2_other/assignment.toml").unlink()
    assert build_all(course, ["a1_toy"]).differences == ()
    assert build_all(course, check=True).text().startswith("assignments/a2_other: its source is gone")
    build_all(course)
    assert not (course.root / "assignments/a2_other").exists()


def test_a_broken_source_leaves_every_folder_as_it_was(course):
    """Nothing is written until everything is generated."""
    build_all(course)
    before = _files(course.root / "assignments")
    put(course.root / "solutions/a1_toy/given/helpers.py", "TWO = 2\n")
    put(course.root / "solutions/a2_other/others.py", "# BEGIN SOLUTION\n")
    with pytest.raises(AssignmentError, match=r"solutions/a2_other/others\.py:1"):
        build_all(course)
    assert _files(course.root / "assignments") == before


def test_the_public_view_is_what_the_student_side_reads(course):
    """`assignment.json` loads as the assignment itself."""
    build_all(course, ["a1_toy"])
    source = course.source("a1_toy")
    assert load_assignment(course.root / "assignments/a1_toy") == source.assignment


@pytest.mark.parametrize(("language", "header"), [("", "| Question | Points |"), (".ko", "| 문제 | 배점 |")])
def test_the_handout_has_a_table_of_the_questions(course, language, header):
    """Title, points, file, function and command of each question, in the handout's language."""
    text = build(course.source("a1_toy"))[f"README{language}.md"].decode()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[0].startswith(header)
    assert rows[3].endswith("| 7 | `toys.py` | `Rows.mean` | `autograder check mean_row` |")
    assert rows[2].startswith("| Twice \\| as much |" if not language else "| 두 배 |")
    assert rows[4].endswith("| 2 | – | – | – |")
    assert "<!--" not in text


@pytest.mark.parametrize("text", ["# Toys\n", "<!-- questions -->\n<!-- questions -->\n", "The <!-- questions -->\n"])
def test_a_handout_needs_one_line_for_the_table(course, text):
    """No line, two lines, or one within a sentence is an error that quotes the line."""
    put(course.root / "solutions/a1_toy/handout.ko.md", text)
    with pytest.raises(AssignmentError, match=r"a1_toy/handout\.ko\.md: the line `<!-- questions -->` stands in it \d"):
        build(course.source("a1_toy"))


def test_two_files_of_one_name_are_an_error(course):
    """A given file that would overwrite the settings is refused."""
    put(course.root / "solutions/a1_toy/data/../given/helpers.py", "")
    path = course.root / "solutions/a1_toy/assignment.toml"
    put(path, path.read_text(encoding="utf-8").replace('["helpers.py"]', '["helpers.py", "helpers.py"]'))
    with pytest.raises(AssignmentError, match=r"two files become helpers\.py"):
        build(course.source("a1_toy"))


def test_an_unknown_assignment_or_folder_is_the_callers_mistake(course, tmp_path):
    """The message names what there is."""
    with pytest.raises(UsageError, match="has no assignment 'a9'; it has a1_toy, a2_other"):
        build_all(course, ["a9"])
    with pytest.raises(UsageError, match="no solutions"):
        build_all(type(course)(tmp_path / "nowhere"))


def test_both_notebooks_are_valid_and_hold_their_own_language(course):
    """English or Korean cells and the shared ones; magics work; no outputs; tags of languages are gone."""
    files = build(course.source("a1_toy"))
    english = nbformat.reads(files["a1_toy.ipynb"].decode(), as_version=4)
    korean = nbformat.reads(files["a1_toy.ko.ipynb"].decode(), as_version=4)
    for book in (english, korean):
        nbformat.validate(book, relax_add_props=False)
        assert all(cell.outputs == [] for cell in book.cells if cell.cell_type == "code")
        assert book.metadata.kernelspec.name == "python3"
    assert [cell.source.splitlines()[0] for cell in english.cells] == [
        "# Toys",
        "%env AUTOGRADER_LANG=en",
        'print("hello")',
        'grader.check("double")',
        'grader.check("mean_row")',
    ]
    assert [cell.source for cell in korean.cells if "안녕" in cell.source or "장난감" in cell.source] == [
        "# 장난감",
        'print("안녕하세요")',
    ]
    assert english.cells[2].metadata == {"tags": ["hide-input"]}


def test_cell_ids_stay_when_another_cell_changes(course):
    """A new first cell changes no id of the others, and equal cells have different ids."""
    lab = course.root / "solutions/a1_toy/lab.py"
    text = lab.read_text(encoding="utf-8") + '\n# %%\ngrader.check("double")\n'
    put(lab, text)
    before = [cell["id"] for cell in json.loads(build(course.source("a1_toy"))["a1_toy.ipynb"])["cells"]]
    put(lab, "# %%\nimport os\n\n" + text)
    after = [cell["id"] for cell in json.loads(build(course.source("a1_toy"))["a1_toy.ipynb"])["cells"]]
    assert after[1:] == before
    assert len(set(after)) == len(after)


def test_a_cell_of_two_languages_is_an_error(course):
    """Shared cells have no language tag at all."""
    put(course.root / "solutions/a1_toy/lab.py", '# %% tags=["en", "ko"]\nprint(1)\n')
    with pytest.raises(AssignmentError, match=r"lab\.py: the cell `print\(1\)` is tagged en and ko"):
        build(course.source("a1_toy"))


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('# %% [markdown] tags=["kr"]', "'kr'"),
        ('# %% [markdown] tags=["ko", "keep"]', "'keep'"),
        ('# %% [markdown] tag=["ko"]', "'tag'"),
        ('# %% [markdown] lang="ko"', "'lang'"),
        ('# %% [markdown] tags=["ko"', "'tags=[\"ko\"'"),
        ('# %% [markdwon] tags=["ko"]', "'[markdwon]'"),
    ],
)
def test_a_slip_in_the_head_of_a_cell_is_an_error_with_its_line(course, head, found):
    """Else a Korean text would stand in the English notebook too, and nobody would notice."""
    put(course.root / "solutions/a1_toy/lab.py", f"# %%\nkr = 1\n\n{head}\n# 안녕하세요\n")
    with pytest.raises(AssignmentError) as caught:
        build(course.source("a1_toy"))
    assert str(caught.value).startswith(f"solutions/a1_toy/lab.py:4: found {found} in the head of a cell; write [mark")
    assert "of tags only en, ko, raises-exception" in str(caught.value)


def test_tags_that_are_no_list_are_an_error(course):
    """The message says what was found."""
    put(course.root / "solutions/a1_toy/lab.py", '# %% tags="ko"\nprint(1)\n')
    with pytest.raises(AssignmentError, match=r"a1_toy/lab\.py: no valid notebook: 'ko' is not of type 'array'"):
        build(course.source("a1_toy"))


def test_pytest_collects_the_tests_of_a_bundle(course):
    """`pytest.ini` names plugin and paths: every test is found and nothing else is needed."""
    build_all(course, ["a1_toy"])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=course.root / "assignments/a1_toy",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 tests collected" in done.stdout


@pytest.mark.parametrize("name", ["handout.md", "toys.py", "tests/public/test_toys.py"])
def test_a_source_that_cannot_be_read_is_told_with_its_place(course, name):
    """A folder stands where a file should: one line that names it."""
    path = course.root / "solutions/a1_toy" / name
    path.unlink()
    path.mkdir()
    with pytest.raises(AssignmentError, match=rf"solutions/a1_toy/{name}: cannot be read \(Is a directory\); it must"):
        build_all(course, ["a1_toy"])


def test_a_generated_file_that_cannot_be_written_is_told_with_its_place(course):
    """A folder with something in it stands where a file should: the message names it, and no half of a file is left."""
    folder = course.generated / "a1_toy"
    put(folder / "README.md/.keep", "mine\n")
    with pytest.raises(UsageError, match=r"assignments/a1_toy/README\.md: cannot be written \(.*\); take it out of"):
        build_all(course, ["a1_toy"])
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [".keep"]


def test_a_read_only_generated_file_is_replaced(course):
    """What is generated is nobody's to keep; the new file has the rights that generated files have."""
    build_all(course, ["a1_toy"])
    path = course.generated / "a1_toy/README.md"
    path.write_text("old\n")
    path.chmod(0o444)
    assert build_all(course, ["a1_toy"]).text() == "wrote assignments/a1_toy/README.md"
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_generated_file_is_written_whole(course):
    """Who has it open while it is written anew reads all of the old one."""
    build_all(course, ["a1_toy"])
    path = course.generated / "a1_toy/README.md"
    path.write_text("old\n")
    with path.open() as reader:
        build_all(course, ["a1_toy"])
        assert reader.read() == "old\n"
