"""Courses in one language, and in three: built, proved, graded and released."""

import contextlib
import re
import shutil
import tomllib
import zipfile
from io import BytesIO

import pytest

from autograder.authoring.build import build_all
from autograder.authoring.course import Course
from autograder.authoring.docstring_files import docstring_draft, docstring_problems
from autograder.authoring.new import new
from autograder.bundles.gradescope import GradescopeOptions
from autograder.bundles.release import release
from autograder.errors import UsageError
from autograder.grading.digests import digest_of_assignment
from autograder.i18n import speaking
from autograder.model.assignment import load_assignment
from autograder.reports.html import student_page
from autograder.validation.plan import plans
from autograder.validation.prove import validate
from autograder.validation.state import digest_of_sources
from tests.cli.typing_in import run_app
from tests.graded import grade
from tests.needs import needs
from tests.shared import once
from tests.toy_course import make_course, put

HANGUL = re.compile("[가-힣]")
WRONG = "return np.mean(images, axis=(1, 2), dtype=images.dtype)"


def _english(folder):
    """Write a course of one assignment in English alone."""
    new(Course(folder / "course"), "a6_trees")
    return folder / "course"


@pytest.fixture
def english(tmp_path, tmp_path_factory):
    """A course of one assignment in English alone, as it is made."""
    return Course(shutil.copytree(once(tmp_path_factory, "course-in-english", _english), tmp_path / "course"))


def _three(scratch):
    """Write a course in three languages: English, Korean, and English in brackets as `xx`; build it."""
    course = Course(scratch / "course")
    new(course, "a6_trees", languages=("en", "ko"))
    folder = course.root / "solutions" / "a6_trees"
    source = folder / "assignment.toml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace('["en", "ko"]', '["en", "ko", "xx"]'), encoding="utf-8")
    table = tomllib.loads(text)
    (question,) = table["question"]
    (misconception,) = tomllib.loads((folder / "misconceptions.toml").read_text(encoding="utf-8"))["misconception"]
    put(
        folder / "xx.toml",
        f"""
title = "[{table["title"]}]"

[question.brightness]
title = "[{question["title"]}]"
hints = {[f"[{hint}]" for hint in question["hints"]]}

[test]
"test_answers.py::test_brightness_by_hand".title = "[by hand]"
"test_answers_hidden.py::test_brightness_of_random_bytes".title = "[random bytes]"

[misconception.brightness_overflows]
hint = "[{misconception["hint"]}]"
""",
    )
    handout = (folder / "handout.md").read_text(encoding="utf-8")
    put(folder / "handout.xx.md", handout.replace("# A new assignment", "# [A new assignment]"))
    tests = folder / "tests/public/test_answers.py"
    slip = tests.read_text(encoding="utf-8")
    more = '이미지마다 평균이 하나씩 나오나요?", {"xx": "[one mean for each image]"}'
    tests.write_text(slip.replace('이미지마다 평균이 하나씩 나오나요?"', more), encoding="utf-8")
    draft = docstring_draft(course.source("a6_trees"), "xx")
    for old in ("Images as arrays of numbers.", "How bright each image is: the mean of all", "one line.\n```"):
        draft = draft.replace(old, f"[{old[:8]}]{old[8:]}")
    put(folder / "docstrings.xx.md", draft)
    with (folder / "lab.py").open("a", encoding="utf-8") as lab:
        lab.write('\n# %% [markdown] tags=["xx"]\n# [The end]\n')
    build_all(course)
    return course.root


@pytest.fixture
def three(tmp_path, tmp_path_factory):
    """A course of one assignment in three languages, built."""
    return Course(shutil.copytree(once(tmp_path_factory, "course-in-three", _three), tmp_path / "course"))


def texts_of(content):
    """Every text in an archive or a file, except the engine itself."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                if not name.endswith((".whl", ".npz")):
                    yield name
                    yield from texts_of(archive.read(name))
    else:
        with contextlib.suppress(UnicodeDecodeError):  # what is compressed says nothing to a reader
            yield content.decode()


def hand_in(folder, source, answer):
    """A submission with another line in the place of the answer."""
    text = (source.folder / "answers.py").read_text(encoding="utf-8")
    return put(folder / "kim" / "answers.py", text.replace("return np.mean(images, axis=(1, 2))", answer)).parent


def test_a_new_assignment_is_english(english):
    """Without `--languages` nothing of it has a Korean word, in the source or in what students get."""
    assert english.source("a6_trees").assignment.languages == ("en",)
    files = [path for path in english.root.rglob("*") if path.is_file()]
    assert len(files) > 15
    assert [
        path.name for path in files if path.name != "mistakes.bin" and HANGUL.search(path.read_text(encoding="utf-8"))
    ] == []
    assert [path.name for path in files if ".ko." in path.name or path.name == "ko.toml"] == []


def test_a_new_assignment_may_have_both(tmp_path):
    """With `en,ko` it has both handouts and notebooks, and the Korean texts in a sidecar."""
    course = Course(tmp_path)
    made = new(course, "a6_trees", languages=("en", "ko"))
    assert {"ko.toml", "handout.md", "handout.ko.md", "docstrings.ko.md"} <= set(made.files)
    assert docstring_problems(course.source("a6_trees")) == []
    generated = {path.name for path in (course.generated / "a6_trees").iterdir()}
    assert generated >= {"README.ko.md", "a6_trees.ko.ipynb"}
    assert "이미지의 밝기" in (course.generated / "a6_trees" / "README.ko.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("languages", [("ko",), ("en", "fr"), ("en", "en"), ("",)])
def test_other_languages_are_not_offered(tmp_path, languages):
    """English is required, and the template is in English and Korean; the message says what to write."""
    with pytest.raises(UsageError, match=r"write en or en,ko; add other languages to assignment\.toml afterwards"):
        new(Course(tmp_path), "a6_trees", languages=languages)


@pytest.mark.slow
def test_an_english_course_is_proved_by_its_metadata(english):
    """The judge asks for English alone."""
    with speaking("en"):
        (proof,) = validate(plans(english, only=["metadata", "generated", "leaks"]), lambda: None).proofs
    assert [problem for part in proof.parts for problem in part.problems] == []


@pytest.mark.parametrize("target", ["student", "otter", "github", "gradescope"])
def test_an_english_course_is_released_without_a_korean_word(english, tmp_path, target):
    """Every bundle, except for the engine that it carries."""
    options = GradescopeOptions(b"s" * 32, "en") if target == "gradescope" else None
    path = release(english, "a6_trees", target, tmp_path / "out", options).path
    paths = [path] if path.is_file() else [inner for inner in path.rglob("*") if inner.is_file()]
    texts = [text for one in paths if one.suffix not in (".whl", ".npz") for text in texts_of(one.read_bytes())]
    assert texts
    assert [text[:80] for text in texts if HANGUL.search(text)] == []


def test_an_english_course_is_graded_without_a_korean_word(english, tmp_path):
    """The record and the page have no Korean, and the page has no switch."""
    source = english.source("a6_trees")
    (record,) = grade(source.folder, [hand_in(tmp_path, source, WRONG)], b"s" * 32, jobs=1)
    page = student_page(record).decode()
    assert record.score < record.max_score
    assert not HANGUL.search(f"{record}{page}")
    assert "data-speak" not in page.partition("<script>")[0]


def test_gradescope_offers_the_declared_languages(english, tmp_path):
    """A language that the assignment does not have is refused."""
    with pytest.raises(UsageError, match="--lang ko: a6_trees has en; choose one, or declare the language"):
        release(english, "a6_trees", "gradescope", tmp_path / "out", GradescopeOptions(b"s" * 32, "ko"))


def test_a_third_language_needs_no_code(three, tmp_path):
    """With a sidecar, a handout and cells of its own it is built, proved and graded, and has its page."""
    needs("linux")
    source = three.source("a6_trees")
    with speaking("en"):
        (proof,) = validate(plans(three, only=["metadata", "generated", "leaks"]), lambda: None).proofs
    assert [problem for part in proof.parts for problem in part.problems] == []
    bundle = three.generated / "a6_trees"
    readme = (bundle / "README.xx.md").read_text(encoding="utf-8")
    assert "# [A new assignment]" in readme
    assert "[How bright each image is]" in readme
    notebook = (bundle / "a6_trees.xx.ipynb").read_text(encoding="utf-8")
    assert "[The end]" in notebook
    assert "AUTOGRADER_LANG=xx" in notebook
    assert load_assignment(bundle).test_titles.keys() == {"test_answers.py::test_brightness_by_hand"}
    (record,) = grade(source.folder, [hand_in(tmp_path, source, WRONG)], b"s" * 32, jobs=1)
    with speaking("xx"):
        page = student_page(record).decode()
    assert page.startswith('<!DOCTYPE html>\n<html lang="xx">')
    assert re.findall('data-speak="(..)"', page.partition("<script>")[0]) == ["en", "ko", "xx"]
    assert '<span lang="xx">[How bright each image is]</span>' in page
    assert '<span lang="xx">[random bytes]</span>' in page


@pytest.mark.slow
def test_a_student_reads_the_third_language(three, capfd, monkeypatch):
    """`check` and `hint` with `--lang xx` show the assignment's own texts; the engine's are English."""
    folder = three.generated / "a6_trees"
    put(folder / "answers.py", "import numpy as np\n\n\ndef brightness(images):\n    return np.array([17.3, -4.2])\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "120")

    def said(*arguments):
        capfd.readouterr()
        code = run_app(*arguments, "--lang", "xx")
        out, err = capfd.readouterr()
        assert code in (0, 1), err
        return " ".join(out.split())

    checked = said("check", "brightness")
    assert "[by hand]" in checked
    assert "[one mean for each image]" in checked
    assert not HANGUL.search(checked)
    assert "[An image is bright if its numbers are large" in said("hint", "brightness")


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        ("ko.toml", 'title = "새 과제"', "", "The ko text is missing."),
        ("assignment.toml", '["en", "ko", "xx"]', '["en", "xx"]', None),
        ("ko.toml", "::test_brightness_by_hand", "::test_brightness_by_head", "There is no such test."),
        ("misconceptions.toml", "hint = ", 'name = "overflow of uint8"\nhint = ', "The ko text is missing."),
    ],
)
def test_the_judge_names_what_a_translation_lacks(three, file, old, new, found):
    """A declared language without a text, a test that does not exist; a sidecar that is not declared is an error."""
    path = three.root / "solutions/a6_trees" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    if found is None:
        with pytest.raises(UsageError, match=r"ko\.toml: its language is not declared"):
            three.source("a6_trees")
        return
    with speaking("en"):
        (proof,) = validate(plans(three, only=["metadata"]), lambda: None).proofs
    assert found in [problem.found for part in proof.parts for problem in part.problems]


def test_a_translation_decides_no_grade(three):
    """Neither digest changes with a sidecar: it holds texts for people."""
    folder = three.source("a6_trees").folder
    before = digest_of_assignment(folder), digest_of_sources(folder)
    put(folder / "ko.toml", (folder / "ko.toml").read_text(encoding="utf-8").replace("새 과제", "다른 과제"))
    assert (digest_of_assignment(folder), digest_of_sources(folder)) == before


def test_a_text_in_an_undeclared_language_is_a_problem(tmp_path):
    """It would never be shown; the judge says how to mend it."""
    course = make_course(tmp_path)
    path = course.root / "solutions/a2_other/assignment.toml"
    put(path, path.read_text(encoding="utf-8").replace('languages = ["en", "ko"]', ""))
    with speaking("en"):
        (proof,) = validate(plans(course, ["a2_other"], only=["metadata"]), lambda: None).proofs
    problems = [problem for part in proof.parts for problem in part.problems if "not declared" in problem.found]
    assert {problem.found for problem in problems} == {"There is a text in ko, which is not declared."}
    assert {problem.cure for problem in problems} == {
        "Add the language to `languages` in assignment.toml, or remove the text."
    }
