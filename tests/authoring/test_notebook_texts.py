"""Texts that the code of a notebook shows, in its language."""

import json

import pytest

from autograder.authoring.build import build
from autograder.authoring.notebook_texts import in_language, literals, prose
from autograder.errors import AssignmentError
from tests.toy_course import put

CODE = """\
%matplotlib inline
!echo it's here
def shown(n):
    "Say how many."
    print(f"{n:.1f} apples, {'many' if n else 'none left'}", 'one\\ntwo three')
plt.plot(x, label="mean distance"); plt.title("light")
"""


def test_literals_are_found_whole():
    """An f-string is one text with its braces, on every Python; magics are no code."""
    assert [one.text for one in literals(CODE)] == [
        "Say how many.",
        "{n:.1f} apples, {'many' if n else 'none left'}",
        "one\\ntwo three",
        "mean distance",
        "light",
    ]
    assert [one.text for one in literals(CODE) if one.statement] == ["Say how many."]


def test_two_words_in_a_row_read_like_a_sentence():
    """A single word, a color map, a place and what stands in braces do not; docstrings are not shown."""
    assert prose(CODE) == ["one\\ntwo three", "mean distance"]
    assert prose('f(cmap="gray_r", x="{name:24} {shape}"); g(f"{a} and {b}", loc="upper right")') == []


def test_texts_are_replaced_wherever_they_stand():
    """The rest of the code stays as it is."""
    texts = {"light": "빛", "{n:.1f} apples, {'many' if n else 'none left'}": "사과 {n:.1f}개"}
    made = in_language([CODE, 'x = ["light", "lights"]'], texts, "ko.toml: notebook")
    assert made[0].splitlines()[4] == "    print(f\"사과 {n:.1f}개\", 'one\\ntwo three')"
    assert made[0].endswith('plt.title("빛")\n')
    assert made[1] == 'x = ["빛", "lights"]'


def test_docstrings_and_comments_are_replaced_too():
    """A key that begins with `# ` is a comment; one behind a magic is left alone."""
    cell = '\n%env A=1  # a note\ndef f():\n    """Say it."""\n    return "a note"  # a note\n'
    made = in_language([cell], {"Say it.": "말합니다.", "# a note": "# 메모"}, "ko.toml: notebook")
    assert made == ['\n%env A=1  # a note\ndef f():\n    """말합니다."""\n    return "a note"  # 메모\n']
    with pytest.raises(AssignmentError, match="the translation of '# a note' is no comment; begin its one line with"):
        in_language([cell], {"# a note": "메모"}, "ko.toml: notebook")


@pytest.mark.parametrize(
    ("text", "translation", "said"),
    [
        ("dark", "어둠", "no cell has the text 'dark'"),
        ("light", '"빛"', "does not fit between the quotes"),
        ("light", '빛", "색', "does not fit between the quotes"),
        ("{n:.1f} apples, {'many' if n else 'none left'}", "사과 {m}개", "keep the braces and the names in them"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(text, translation, said):
    """The message names the sidecar, the text and the cure."""
    with pytest.raises(AssignmentError, match=said) as refused:
        in_language([CODE], {text: translation}, "solutions/a1_toy/ko.toml: notebook")
    assert str(refused.value).startswith("solutions/a1_toy/ko.toml: notebook: ")


def test_the_build_translates_shared_cells(course):
    """The Korean notebook shows the sidecar's text; the English one is as `lab.py` has it."""
    folder = course.root / "solutions/a1_toy"
    lab = (folder / "lab.py").read_text("utf-8")
    put(folder / "lab.py", lab + '\n# %%\nplt.xlabel("mean of a row")\n')
    put(folder / "ko.toml", '[notebook]\n"mean of a row" = "행 평균"\n')
    files = build(course.source("a1_toy"))
    last = {name: json.loads(files[name])["cells"][-1]["source"] for name in ("a1_toy.ipynb", "a1_toy.ko.ipynb")}
    assert last == {
        "a1_toy.ipynb": ['plt.xlabel("mean of a row")'],
        "a1_toy.ko.ipynb": ['plt.xlabel("행 평균")'],
    }
