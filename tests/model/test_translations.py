"""Sidecars: the texts of an assignment in other languages, by id."""

import pytest

from autograder.errors import AssignmentError
from autograder.model.assignment import load_assignment, public_view
from autograder.model.misconceptions import load_misconceptions
from tests.toy_course import put

TOML = """
schema = 1
id = "toy"
languages = ["en", "ko", "xx"]
title = { en = "Toy", ko = "장난감" }

[[question]]
id = "double"
title = "Twice"
variant = "By hand"
file = "toys.py"
function = "double"
points = 3
hints = ["Add.", { en = "Add x.", ko = "x를 더하세요." }]
"""
KO = """
[question.double]
title = "두 배"

[test."test_toys.py::test_it"]
title = "맞습니다"

[misconception.thrice]
hint = "세 배예요."
"""
XX = """
title = "[Toy]"

[question.double]
title = "[Twice]"
variant = "[By hand]"
hints = ["[Add.]", "[Add x.]"]
"""
MISCONCEPTIONS = """
[[misconception]]
id = "thrice"
question = "double"
idea = "thrice"
edits = [{ find = "x + x", put = "3 * x" }]
hint = "Three times."
"""


@pytest.fixture
def folder(tmp_path):
    """An assignment with two sidecars."""
    for name, text in {"assignment": TOML, "ko": KO, "xx": XX, "misconceptions": MISCONCEPTIONS}.items():
        put(tmp_path / "toy" / f"{name}.toml", text)
    return tmp_path / "toy"


def test_sidecars_add_to_what_stands_inline(folder):
    """A string alone is English; each language may stand inline or in its sidecar."""
    assignment = load_assignment(folder)
    (question,) = assignment.question
    assert assignment.title.texts() == {"en": "Toy", "ko": "장난감", "xx": "[Toy]"}
    assert question.title.texts() == {"en": "Twice", "ko": "두 배", "xx": "[Twice]"}
    assert question.variant.texts() == {"en": "By hand", "xx": "[By hand]"}
    assert [hint.texts() for hint in question.hints] == [
        {"en": "Add.", "xx": "[Add.]"},
        {"en": "Add x.", "ko": "x를 더하세요.", "xx": "[Add x.]"},
    ]


def test_hints_of_misconceptions_are_translated(folder):
    """They stand in the same sidecar."""
    (entry,) = load_misconceptions(folder, load_assignment(folder))
    assert entry.hint.texts() == {"en": "Three times.", "ko": "세 배예요."}


def test_a_bundle_has_the_titles_of_its_own_tests(folder, tmp_path):
    """`assignment.json` is read without sidecars, and has the titles of public tests alone."""
    assignment = load_assignment(folder)
    for tests, titles in ((["test_toys.py::test_it"], assignment.test_titles), ([], {})):
        (tmp_path / "assignment.json").write_bytes(public_view(assignment, tests))
        read = load_assignment(tmp_path)
        assert read.test_titles == titles
        assert read.question == assignment.question


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "ko",
            "question.double",
            "question.triple",
            r"ko\.toml: question\.triple: there is no such question; there are",
        ),
        ("ko", "misconception.thrice", "misconception.four", r"ko\.toml: misconception\.four: there is no such"),
        (
            "ko",
            "[question",
            'title = "장난"\n\n[question',
            r"title: its ko text stands here and in ko\.toml; remove one",
        ),
        ("xx", ', "[Add x.]"', "", r"xx\.toml: question\.double\.hints: found 1 hints, and English has 2; translate"),
        ("xx", "variant", "variation", r"xx\.toml: question.*unknown field `variation`"),
        ("assignment", ', "xx"', "", r"xx\.toml: its language is not declared; add it to `languages` or remove"),
        ("assignment", '"en", ', "", r"languages: found ko, xx; name each language once, and English"),
        ("assignment", '"xx"', '"ko"', r"languages: found en, ko, ko; name each language once"),
        (
            "assignment",
            'variant = "By hand"',
            "",
            r"double\.variant: xx\.toml has one, and English has none; add it here",
        ),
    ],
)
def test_a_wrong_sidecar_is_told_with_its_place(folder, file, old, new, problem):
    """File and key, what is wrong, and what to do."""
    path = folder / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AssignmentError, match=problem):
        load_misconceptions(folder, load_assignment(folder))
