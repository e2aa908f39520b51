"""Docstrings in other languages: the sidecar, what is wrong in it, and the skeletons made of it."""

import ast
import io
import re
import shutil
import tokenize
from functools import cache
from pathlib import Path

import pytest

from autograder.authoring.build import build_all
from autograder.authoring.course import Course
from autograder.authoring.docstring_files import (
    docstring_draft,
    docstring_problems,
    files_in_language,
    files_of_students,
    read_docstrings,
)
from autograder.authoring.docstrings import Words, described, digest, in_other_words
from autograder.bundles.languages import spec
from autograder.errors import AssignmentError
from autograder.grading.digests import digest_of_assignment, digest_of_code
from autograder.i18n import speaking
from autograder.understanding.fingerprints import all_runs
from autograder.validation.paste_check.pieces import pasteable
from autograder.validation.state import digest_of_sources
from tests.toy_course import put

ROOT = Path(__file__).resolve().parents[2]
SIDECAR = "solutions/a1_toy/docstrings.ko.md"


@cache
def both_languages():
    """Every file of students in the course, in English and Korean: (assignment, file, English, Korean)."""
    found = []
    for source in Course(ROOT).sources():
        korean = files_in_language(source, "ko")
        found += [(source.id, name, text, korean[name]) for name, text in files_of_students(source).items()]
    return found


def code_of(text):
    """The tokens of a module without comments, docstrings and line ends that mean nothing."""
    docstrings = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            docstrings.add(node.body[0].lineno)
    return [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in (tokenize.COMMENT, tokenize.NL) and token.start[0] not in docstrings
    ]


def promised(text):
    """The shapes that the docstrings of a file promise, as messages about wrong shapes read them."""
    return re.findall(r"^\s+(?:self\.)?(\w+): (\([\w, *+-]{1,40}\))", text, re.MULTILINE)


def damaged(course, old, new, name=SIDECAR):
    """The first toy assignment after an edit of one of its files."""
    path = course.root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")
    return course.source("a1_toy")


def test_the_code_is_the_same_in_both_languages():
    """Apart from docstrings and comments, every token of every file that a student reads is the same."""
    files = both_languages()
    assert len(files) == 17
    assert [(id, name) for id, name, english, korean in files if code_of(english) != code_of(korean)] == []


def test_grading_compares_hand_ins_with_neither_skeleton():
    """Digests for seeds, runs for similarity, pieces to paste and promised shapes are those of the English file."""
    for id, name, english, korean in both_languages():
        label = f"{id}/{name}"
        first, second = english.encode(), korean.encode()
        assert digest_of_code("kim", {name: first}) == digest_of_code("kim", {name: second}), label
        assert all_runs([first]) == all_runs([second]), label
        pasted = (ast.dump(without_docstrings(pasteable(text, ["numpy"]))) for text in (english, korean))
        assert len(set(pasted)) == 1, label
        assert promised(english) == promised(korean), label
        remarks = (re.findall(r"# TODO\(\w+\)", text) for text in (english, korean))
        assert len({tuple(found) for found in remarks}) == 1, label


def without_docstrings(text):
    """The syntax tree of a module without bare strings."""

    class Bare(ast.NodeTransformer):
        def visit_Expr(self, node):
            return None if isinstance(node.value, ast.Constant) else node

    return Bare().visit(ast.parse(text))


def test_the_course_has_every_docstring_in_korean():
    """No text is missing, outdated or unknown, and every one has Hangul in it."""
    for source in Course(ROOT).sources():
        with speaking("en"):
            assert docstring_problems(source) == []
        for file, entries in read_docstrings(source, "ko").items():
            for name, words in entries.items():
                for text in (words.docstring, *words.comments.values()):
                    assert not text or re.search("[가-힣]", text), (source.id, file, name)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("# helpers.py", "# helper.py", "helpers.py: its docstring is missing in ko."),
        ("## double", "## treble", "toys.py: treble has no English docstring."),
        ("x의 두 배입니다.", "Twice x.", "toys.py: double: its docstring is still English."),
        ("x의 두 배입니다.", "두 배입니다.\n\nArgs:\n    x: 수.", "toys.py: double: found Args, in English it is -."),
        (
            "x의 두 배입니다.",
            "두 배입니다. " * 10,
            "toys.py: double: a line has 133 columns: 두 배입니다. 두 배입니다. 두 배입니다. 두 배입니다 …",
        ),
        (
            "TODO(double): 한",
            "한",
            "toys.py: double: the comment `TODO(double): one line.` has another TODO(...) in ko.",
        ),
        (
            "# TODO(double): one line.\n\n",
            "# TODO(double): 1 line.\n\n",
            "toys.py: double has no comment `TODO(double): 1 line.`.",
        ),
        (digest("Twice x."), "0a0a0a0a", "toys.py: double: its English docstring has changed, the one in ko has not."),
    ],
)
def test_what_is_wrong_in_a_sidecar_is_named(course, old, new, found):
    """Each problem names file and function, with the line of the sidecar."""
    source = damaged(course, old, new)
    with speaking("en"):
        problems = docstring_problems(source)
    assert found in [one.found for one in problems]
    assert all(re.match(rf"{re.escape(SIDECAR)}(:\d+)?$", one.where) for one in problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "\n## double\n",
            "\n## double\n\nx의 두 배\n",
            r"docstrings\.ko\.md:\d+: 'x의 두 배' is neither a heading nor in a block",
        ),
        ("\n## double\n", "\n## Rows\n", r"Rows stands there twice"),
        ("# toys.py\n", "", r"a name without a file above it"),
        (
            "x의 두 배입니다.\n```",
            "x의 두 배입니다.",
            r"docstrings\.ko\.md:\d+: a block that does not end; write ``` below it",
        ),
        ("```python\n", "```text\n", r"not a block of a sidecar"),
    ],
)
def test_a_malformed_sidecar_is_refused_with_its_line(course, old, new, said):
    """What cannot be read is an error with file and line, and says how to write it."""
    with pytest.raises(AssignmentError, match=said):
        docstring_problems(damaged(course, old, new))


def test_a_changed_contract_makes_build_name_the_entry(course):
    """`build` writes and says which Korean entry is outdated; `build --check` fails until it is changed, too."""
    damaged(course, '"""Twice x."""', '"""Twice x, exactly."""', "solutions/a1_toy/toys.py")
    with speaking("en"):
        built = build_all(course, ["a1_toy"])
        checked = build_all(course, ["a1_toy"], check=True)
    expected = (
        f"toys.py: double: its English docstring has changed, the one in ko has not. "
        f"Change it too, then write ````text english={digest('Twice x, exactly.')}` above it."
    )
    assert expected in built.text()
    assert (built.exit_code, checked.exit_code, checked.differences) == (0, 1, ())
    assert expected in checked.text()


def test_a_changed_contract_of_an_optional_question_makes_the_check_fail(course):
    """`build --check` names an outdated entry in `further`, too; without a sidecar nothing is missing."""
    further = course.root / "solutions/a1_toy/further"
    shutil.copytree(ROOT / "solutions/a1_knn/further", further)
    build_all(course, ["a1_toy"])
    assert build_all(course, ["a1_toy"], check=True).exit_code == 0
    tree = further / "kd_tree.py"
    tree.write_text(tree.read_text(encoding="utf-8").replace('"""', '"""Exactly. ', 1), encoding="utf-8")
    with speaking("en"):
        build_all(course, ["a1_toy"])
        checked = build_all(course, ["a1_toy"], check=True)
    assert (checked.exit_code, checked.differences) == (1, ())
    assert "kd_tree.py: its English docstring has changed, the one in ko has not." in checked.text()
    (further / "docstrings.ko.md").unlink()
    assert build_all(course, ["a1_toy"], check=True).exit_code == 0


def test_the_page_of_an_optional_question_states_no_points():
    """It says in the language of the page that there are none, and not that there are zero."""
    page = spec(Course(ROOT).source("a1_knn").further(), "ko")
    assert "\n선택 문제 `kd_nearest`, 배점 없음: `autograder check kd_nearest`\n" in page


def test_a_draft_has_what_is_missing_in_english(course):
    """An author without a sidecar gets one to translate; what is translated stays, and the rest is still reported."""
    path = course.root / SIDECAR
    whole = path.read_text(encoding="utf-8")
    source = course.source("a1_toy")
    assert docstring_draft(source, "ko").strip().endswith(whole.partition("# toys.py")[2].strip())
    path.unlink()
    with speaking("en"):
        assert [one.found for one in docstring_problems(source)] == ["No docstring is translated into ko."]
        put(path, docstring_draft(source, "ko"))
        found = [one.found for one in docstring_problems(source)]
    assert len(found) == 7
    assert all(text.endswith("is still English.") for text in found)


def test_a_sidecar_decides_no_grade(course):
    """Neither the digest of the assignment nor that of its proof changes with it."""
    folder = course.source("a1_toy").folder
    before = digest_of_assignment(folder), digest_of_sources(folder)
    damaged(course, "x의 두 배입니다.", "두 배로 만듭니다.")
    assert (digest_of_assignment(folder), digest_of_sources(folder)) == before


def test_quotes_and_backslashes_survive():
    """A docstring may contain what would end it."""
    text = 'def f(x):\n    """Plain."""\n    return x\n'
    (entry,) = described(text)
    for said in ('한 줄 "끝"', 'a\\b "\n\n세 따옴표 """ 안에'):
        words = {"f": Words(said, digest(entry.docstring))}
        made = in_other_words(text, words, "f.py")
        assert ast.get_docstring(ast.parse(made).body[0]) == said
        assert made.endswith("    return x\n")
