"""The texts of an assignment in other languages: sidecars, by id; sections of handouts."""

from pathlib import Path

import pytest

from autograder.errors import AssignmentError
from autograder.model.assignment import load_assignment, public_view
from autograder.model.misconceptions import load_misconceptions
from autograder.model.text import Text
from autograder.model.translations import handout_sections
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


def test_a_handouts_section_names_its_questions(tmp_path):
    """A question belongs to the heading above the line that names it; examples named afterwards do not."""
    english = "# Toy\n\nQuestions: `early`.\n\n## 1. Twice\n\nQuestions: `double`, `half` (both). `third` is given."
    (tmp_path / "handout.md").write_text(f"{english}\n\n## 2. Rest\n\nQuestion: `sum`.\n", encoding="utf-8")
    (tmp_path / "handout.ko.md").write_text("## 1. 두 배\n\n문제: `double`, `half`.\n", encoding="utf-8")
    twice = Text("1. Twice", "1. 두 배")
    assert handout_sections(tmp_path, ["en", "ko"]) == {"double": twice, "half": twice, "sum": Text("2. Rest")}
    assert handout_sections(tmp_path / "none", ["en", "ko"]) == {}


def test_every_question_of_the_course_has_its_section():
    """Each question with tests is named by a section of each handout of its assignment."""
    for folder in (path.parent for path in Path(__file__).parents[2].glob("solutions/*/assignment.toml")):
        assignment = load_assignment(folder)
        sections = handout_sections(folder, assignment.languages)
        for question in assignment.auto():
            assert sections[question.id].texts().keys() == set(assignment.languages), question.id


def test_a_call_to_try_at_home_is_in_the_bundle_already():
    """The example of a question is its first quiz input, which students have; it defines every name that it uses."""
    for folder in (path.parent for path in Path(__file__).parents[2].glob("solutions/*/assignment.toml")):
        shown = load_assignment(folder.parents[1] / "assignments" / folder.name)
        for question in load_assignment(folder).auto():
            example = question.example()
            assert example == shown.named(question.id).example()
            assert not question.quiz or question.quiz.inputs[0].strip() in example
            assert ("seed = 0" in example) == ("(seed)" in example)
