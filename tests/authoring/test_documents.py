"""Handouts and notebooks, in each language."""

import json

import nbformat
import pytest

from autograder.authoring.build import build
from autograder.errors import AssignmentError
from tests.toy_course import put


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
        "### Written question (`explain`, graded by a person)",
        "*Write your answer here, in place of this line.*",
    ]
    assert english.cells[-1].metadata == {"autograder": {"question": "explain"}, "deletable": False}
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


WRONG_PLACES = {
    "no cell": (
        'question="explain"',
        "",
        "cells with question=... in en: none; each written question needs one: explain",
    ),
    "another question": ('question="explain"', 'question="double"', "cells with question=... in en: double"),
    "a text of its own": (
        "*Write your answer here, in place of this line.*",
        "Your answer:",
        "make it a Markdown cell with",
    ),
    "text after it": (
        '# %% [markdown] tags=["ko"] question="explain"',
        '# %% [markdown] tags=["en"]\n# More.\n\n# %% [markdown] tags=["ko"] question="explain"',
        "the cell after that for explain: begin it with a heading",
    ),
}


@pytest.mark.parametrize("case", WRONG_PLACES)
def test_a_written_question_without_a_proper_place_is_refused(course, case):
    """Each written question has one Markdown cell with the placeholder, and a heading or code after it."""
    old, new, said = WRONG_PLACES[case]
    lab = course.root / "solutions/a1_toy/lab.py"
    lab.write_text(lab.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(AssignmentError) as refused:
        build(course.source("a1_toy"))
    assert said in str(refused.value)


def test_the_file_for_those_without_a_notebook_has_the_questions(course):
    """`written.md` has a heading, the text of the question in each language, and a place for the answer."""
    text = build(course.source("a1_toy"))["written.md"].decode()
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## `explain`: In your own words / 자신의 말로"
    ]
    parts = ["Why is the mean in the middle?", "평균은 왜 가운데에 있나요?", "<!-- /question -->", "*Write your answer"]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert "written.md" not in build(course.source("a2_other"))
