"""Written answers are read from notebooks and from written.md, whatever students do to cells and headings."""

import base64
import json
import struct
import zipfile
from pathlib import Path

import pytest

from autograder.model.assignment import load_assignment
from autograder.model.written import placeholders, same_answer
from autograder.submissions.read import open_submission
from autograder.submissions.refs import SubmissionRef
from autograder.submissions.written import LIMITS
from tests.toy_course import TOML

recorded = pytest.mark.recorded("written-answers", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of tests that read megabytes."""

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
PLACEHOLDER = placeholders(["en"])[0]
MARKED = {"autograder": {"question": "explain"}, "deletable": False}
CODE = b"def double(x):\n    return x + x\n"


def cell(source, metadata=None, kind="markdown", **more):
    """Make a cell as a program for notebooks saves it."""
    return {"cell_type": kind, "metadata": metadata or {}, "source": source.splitlines(keepends=True), **more}


def notebook(*cells):
    """Make a notebook."""
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)}).encode()


def answers(tmp_path, files):
    """Hand in files as a zip; return (file, text) of each answer, and the answers."""
    (tmp_path / "a1_toy").mkdir(exist_ok=True)
    (tmp_path / "a1_toy" / "assignment.toml").write_text(TOML, "utf-8")
    with zipfile.ZipFile(tmp_path / "kim.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assignment = load_assignment(tmp_path / "a1_toy")
    opened = open_submission(SubmissionRef.from_path(tmp_path / "kim.zip"), assignment)
    return [(one.place, one.text) for one in opened.written], opened


HEADING = cell("### Written question (`explain`, graded by a person)\n\nWhy?")
NEXT = cell("## Next section")

NOTEBOOKS = {
    "in its cell": ([HEADING, cell("Because.", MARKED), NEXT], "Because."),
    "the placeholder left above": ([cell(f"{PLACEHOLDER}\n\nBecause.", MARKED)], "Because."),
    "untouched": ([HEADING, cell(PLACEHOLDER, MARKED), NEXT], None),
    "blank": ([cell("  \n", MARKED)], None),
    "copied": ([cell("First.", MARKED), NEXT, cell("Second.", MARKED), cell("First.", MARKED)], "First.\n\nSecond."),
    "in a cell added below": ([cell(PLACEHOLDER, MARKED), cell("Because."), NEXT, cell("Not this.")], "Because."),
    "in two cells added below": (
        [cell("A", MARKED), cell("B"), cell("C"), cell("x = 1", kind="code"), cell("D")],
        "A\n\nB\n\nC",
    ),
    "made a code cell": ([cell("Because.", MARKED, "code")], "Because."),
    "made a raw cell": ([cell("Because.", MARKED, "raw")], "Because."),
    "metadata lost": ([HEADING, cell("x = 1", kind="code"), cell("Because."), NEXT, cell("Not this.")], "Because."),
    "cell deleted": ([HEADING, NEXT, cell("Not this.")], None),
    "moved away": ([HEADING, NEXT, cell("text"), cell("Because.", MARKED)], "Because."),
    "with a heading of its own": ([cell("# My answer\nBecause.", MARKED)], "# My answer\nBecause."),
    "metadata of another tool": ([cell("Because.", MARKED | {"id": "x", "nbgrader": {"grade": True}})], "Because."),
    "source as one string": ([{"cell_type": "markdown", "metadata": MARKED, "source": "Because."}], "Because."),
    "with LaTeX": ([cell(r"$\frac{1}{2}$ and $$x$$", MARKED)], r"$\frac{1}{2}$ and $$x$$"),
}


@pytest.mark.parametrize("case", NOTEBOOKS)
def test_an_answer_in_a_notebook_is_found(tmp_path, case):
    """What was written for a question is found, and nothing else, whatever happened to the cells."""
    cells, expected = NOTEBOOKS[case]
    found, _ = answers(tmp_path, {"toys.py": CODE, "a1_toy.ipynb": notebook(*cells)})
    assert found == ([("a1_toy.ipynb", expected)] if expected else [])


FILES = {
    "below its heading": ("# Answers\n\n## `explain`: In your own words\n\nBecause.\n", "Because."),
    "without backticks": ("explain\n=======\n## explain\nBecause.", "Because."),
    "with the text of the question": (
        "## `explain`: x\n\n<!-- question -->\n\nWhy?\n\n<!-- /question -->\n\n" + PLACEHOLDER + "\nBecause.",
        "Because.",
    ),
    "untouched": ("## `explain`: x\n\n<!-- question -->\n\nWhy?\n\n<!-- /question -->\n\n" + PLACEHOLDER, None),
    "with headings of its own": ("## explain\n### First\na\n### Second\nb", "### First\na\n### Second\nb"),
    "a heading in a code block": ("## explain\n```\n# explain\n```\nend", "```\n# explain\n```\nend"),
    "Windows line ends": ("## explain\r\n\r\nBecause.\r\n", "Because."),
    "a byte order mark": ("\ufeff## explain\nBecause.", "Because."),
    "longer words are other words": ("## explained\nno\n## explain\nBecause.", "Because."),
    "no heading": ("Because.", None),
}


@pytest.mark.parametrize("case", FILES)
def test_an_answer_in_the_file_is_found(tmp_path, case):
    """In written.md an answer is what stands below the heading with the question's id."""
    text, expected = FILES[case]
    found, _ = answers(tmp_path, {"toys.py": CODE, "written.md": text.encode()})
    assert found == ([("written.md", expected)] if expected else [])


def test_both_are_shown_and_equal_ones_once(tmp_path):
    """Answers in two notebooks and in the file are all kept; the same text counts once."""
    files = {
        "toys.py": CODE,
        "a1_toy.ipynb": notebook(cell("One.", MARKED)),
        "a1_toy.ko.ipynb": notebook(cell("둘.", MARKED)),
        "written (1).md": b"## explain\nOne.",
        "deep/er/written.md": b"## explain\nThree.",
    }
    found, _ = answers(tmp_path, files)
    assert sorted(text for _, text in found) == ["One.", "Three.", "둘."]


@recorded
def test_no_answer_hides_behind_other_notebooks(tmp_path):
    """In a whole folder of notebooks the assignment's own is read first; what is not read any more is named."""
    others = {f"a{week}_other/a{week}_other.ipynb": notebook(cell(str(week))) for week in range(20, 40)}
    own = {"z/a1_toy.ipynb": notebook(cell("Because.", MARKED)), "z/toys.py": CODE}
    found, opened = answers(tmp_path, {**others, **own})
    assert found == [("a1_toy.ipynb", "Because.")]
    assert "a39_other.ipynb" in opened.notes.en


def test_without_code_the_answers_stay(tmp_path):
    """A hand-in with the notebook alone gets 0 points from the tests, but its answers can be graded."""
    found, opened = answers(tmp_path, {"a1_toy.ipynb": notebook(cell("Because.", MARKED))})
    assert (found, opened.files) == ([("a1_toy.ipynb", "Because.")], {})
    assert "none of the assignment's files" in opened.reason.en


def test_pictures_come_along(tmp_path):
    """Pasted pictures are kept in their places; an SVG, which can hold a script, is not."""
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>").decode()
    second, third = (base64.b64encode(base64.b64decode(PNG) + more).decode() for more in (b"2", b"3"))
    source = (
        f'![a](attachment:a.png) ![s](attachment:s.svg) <img src="data:image/png;base64,{second}"> ![l](http://x/y.png)'
    )
    attachments = {"a.png": {"image/png": PNG}, "s.svg": {"image/svg+xml": svg}, "unused.png": {"image/png": [third]}}
    _, opened = answers(tmp_path, {"a1_toy.ipynb": notebook(cell(source, MARKED, attachments=attachments))})
    (answer,) = opened.written
    first, last = answer.text.split("\n")
    assert first == "![a](picture:0) [s] ![](picture:1) ![l](http://x/y.png)"
    assert last == "![unused.png](picture:2)"
    assert ([one.kind for one in answer.pictures], answer.cut) == (["png"] * 3, True)


def test_a_picture_that_is_shown_twice_is_kept_once(tmp_path):
    """Equal pictures have one number, so a copy of a cell with a picture counts once, as one without does."""
    same = cell("![a](attachment:a.png) ![a](attachment:a.png)", MARKED, attachments={"a.png": {"image/png": PNG}})
    found, opened = answers(tmp_path, {"a1_toy.ipynb": notebook(same, same)})
    assert found == [("a1_toy.ipynb", "![a](picture:0) ![a](picture:0)")]
    assert len(opened.written[0].pictures) == 1


def test_answers_with_other_pictures_are_other_answers(tmp_path):
    """Two files whose texts are equal and whose pictures are not are both kept."""
    other = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(41)).decode()
    books = {
        f"{name}.ipynb": notebook(cell("![p](attachment:p)", MARKED, attachments={"p": {"image/png": data}}))
        for name, data in (("one", PNG), ("two", other))
    }
    found, _ = answers(tmp_path, books)
    assert sorted(found) == [("one.ipynb", "![p](picture:0)"), ("two.ipynb", "![p](picture:0)")]


HUGE = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 30_000, 30_000),
    "gif": b"GIF89a" + struct.pack("<HH", 60_000, 60_000),
    "jpeg": b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08" + struct.pack(">HH", 60_000, 60_000) + b"\3",
    "webp": b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 16_000, 16_000),
    "webp without loss": b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 16_000 | 16_000 << 14),
    "webp with more": b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + (60_000).to_bytes(3, "little") * 2,
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_picture_that_would_fill_the_memory_of_a_browser_is_left_out(tmp_path, kind):
    """The head of a picture says how many pixels it has; a hundred million in an answer are enough."""
    data = base64.b64encode(HUGE[kind] + bytes(20)).decode()
    found, opened = answers(
        tmp_path, {"toys.py": CODE, "written.md": f"# explain\n![p](data:image/x;base64,{data})".encode()}
    )
    assert (found, opened.written[0].pictures, opened.written[0].cut) == ([("written.md", "[p]")], (), True)


HOSTILE = {
    "addresses that never end": "![](data:" * 900_000,
    "names that never end": "![" * 4_000_000,
    "tags that never end": "<img src='data:" * 500_000,
    "marks of questions that never end": "<!-- question -->\n" * 450_000,
}


@recorded
@pytest.mark.slow
@pytest.mark.parametrize("case", HOSTILE)
def test_reading_takes_linear_time(tmp_path, case):
    """Eight megabytes of beginnings are read far below the limit of CPU time: reading one takes no look at the rest."""
    found, opened = answers(
        tmp_path, {"toys.py": CODE, "written.md": f"## explain\nBecause.\n{HOSTILE[case]}".encode()}
    )
    assert [(place, text[:8]) for place, text in found] == [("written.md", "Because.")]
    assert opened.written[0].cut


@recorded
@pytest.mark.slow
def test_a_picture_is_decoded_once_however_often_it_stands_there(tmp_path):
    """A large picture that a cell names 400,000 times does not use up the time for reading."""
    large = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(1_900_000)).decode()
    many = cell("![](attachment:a)" * 400_000, MARKED, attachments={"a": {"image/png": large}})
    found, opened = answers(tmp_path, {"a1_toy.ipynb": notebook(many)})
    assert len(found) == 1
    assert len(opened.written[0].pictures) == 1


def test_a_huge_answer_is_cut(tmp_path):
    """An answer of 2 MB is cut, and says so."""
    _, opened = answers(tmp_path, {"written.md": b"## explain\n" + b"why " * 500_000})
    (answer,) = opened.written
    assert (len(answer.text) <= LIMITS["text"], answer.cut) == (True, True)


BROKEN = {
    "no JSON": b"{",
    "deep": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a list": b"[]",
    "cells of other kinds": json.dumps(
        {"cells": [1, None, {"source": 5, "metadata": MARKED}, {"metadata": []}]}
    ).encode(),
    "attachments of other kinds": notebook(cell("x", MARKED, attachments={"a": 5, "b": {"image/png": 5}})).replace(
        b'"x"', b'""'
    ),
    "no UTF-8": b"\xff\xfe{}",
    "empty": b"",
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_notebook_costs_itself_alone(tmp_path, case):
    """A notebook that cannot be read has no answers; the other files count."""
    found, opened = answers(tmp_path, {"toys.py": CODE, "a.ipynb": BROKEN[case], "written.md": b"## explain\nYes."})
    assert found[-1] == ("written.md", "Yes.")
    assert opened.files == {"toys.py": CODE}


def test_what_is_too_large_is_named(tmp_path):
    """A notebook beyond the limit is not read, and the submission says so."""
    huge = notebook(cell("x" * (17 << 20), MARKED))
    found, opened = answers(tmp_path, {"toys.py": CODE, "a1_toy.ipynb": huge})
    assert (found, opened.notes.en) == ([], "Not readable, with the written answers in it: a1_toy.ipynb.")
    assert opened.files == {"toys.py": CODE}


def test_answers_that_differ_in_blanks_are_the_same(tmp_path):
    """Equal answers can be graded together: blanks and the file do not matter, words and pictures do."""
    texts = [b"## explain\nOne  two", b"## explain\n\nOne\ntwo\n", b"## explain\nOne three"]
    keys = [same_answer(answers(tmp_path, {"written.md": text})[1].written) for text in texts]
    assert keys[0] == keys[1] != keys[2]
    assert same_answer(()) == ""


def test_the_built_files_are_read_as_empty():
    """What students receive has no answer in it, in any language."""
    from autograder.student.written import answered_in

    course = Path(__file__).parents[2]
    for folder in sorted((course / "assignments").iterdir()):
        found = answered_in(folder, load_assignment(course / "solutions" / folder.name))
        assert list(found.values()) in ([()], [(), ()]), folder.name
