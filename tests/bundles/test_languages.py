"""Bundles in other languages than English."""

import ast
import re
import shutil
import zipfile

import pytest

from autograder.authoring.build import build, build_all
from autograder.authoring.docstring_files import docstring_problems, files_of_students
from autograder.authoring.leaks import LeakError
from autograder.bundles.languages import in_all_languages, in_language, spec
from autograder.bundles.release import SEARCHED, TARGETS, release
from autograder.errors import AssignmentError, UsageError
from tests.assignments.sources import COURSE, IDS
from tests.cli.typing_in import run_app

SIDECAR = "solutions/a1_toy/docstrings.ko.md"


def edited(course, name, old, new):
    """The course after an edit of one of its files, built again."""
    path = course.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    build_all(course)
    return course


def code(text):
    """A module as Python reads it, without docstrings and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.dump(tree)


def members(released):
    """Path -> content of a released zip."""
    with zipfile.ZipFile(released.path) as archive:
        return {name.removeprefix("a1_toy/"): archive.read(name) for name in archive.namelist()}


def test_a_release_has_the_docstrings_of_its_language(course, tmp_path):
    """`en` is the generated folder, `ko` has other skeletons and given files, `both` a page beside the English ones."""
    build_all(course)
    english, korean, both = (
        members(release(course, "a1_toy", "student", tmp_path, language=language)) for language in ("en", "ko", "both")
    )
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == [
        "a1_toy-student-both.zip",
        "a1_toy-student-ko.zip",
        "a1_toy-student.zip",
    ]
    assert {name for name in english if english[name] != korean[name]} == {"toys.py", "helpers.py"}
    assert korean["toys.py"].decode().startswith('"""장난감입니다."""\n\nimport numpy as np\n')
    assert "# TODO(double): 한 줄입니다.\n    raise NotImplementedError(" in korean["toys.py"].decode()
    assert both.keys() - english.keys() == {"SPEC.ko.md"}
    assert {name: both[name] for name in english} == english


def test_other_targets_take_the_same_skeletons(course):
    """GitHub's template has the student's files; otter's bundle has given files, which nobody reads there."""
    source = course.source("a1_toy")
    built = build(source)
    korean = in_language(source, built, "ko")
    github = TARGETS["github"](source, korean).files
    assert {name: github[name] for name in ("toys.py", "helpers.py")} == {
        name: korean[name] for name in ("toys.py", "helpers.py")
    }
    assert SEARCHED["otter"](source, korean).files["files/helpers.py"] == korean["helpers.py"]
    assert "SPEC.ko.md" in TARGETS["github"](source, in_language(source, built, "both")).files


@pytest.mark.parametrize("assignment", IDS)
def test_optional_questions_of_the_course_are_translated(assignment):
    """Their Korean files differ in docstrings and comments only, and every one of these is Korean."""
    source = COURSE.source(assignment)
    further = source.further()
    assert docstring_problems(further) == []
    english = {f"further/{name}": text.encode() for name, text in files_of_students(further).items()}
    korean = in_language(source, english, "ko")
    for name, content in english.items():
        assert code(korean[name]) == code(content)
        tree = ast.parse(korean[name])
        owners = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
        said = [text for text in map(ast.get_docstring, owners) if text]
        said += re.findall(r"# TODO.*", korean[name].decode())
        assert len(said) > 2
        assert [text for text in said if not re.search("[가-힣]", text)] == []


def test_an_optional_question_has_a_sidecar_of_its_own(course):
    """Bundles apply it and do not contain it; an outdated one is refused; without one the files stay English."""
    further = course.root / "solutions/a1_toy/further"
    shutil.copytree(COURSE.root / "solutions/a1_knn/further", further)
    source = course.source("a1_toy")
    english, tree = build(source), "further/kd_tree.py"
    korean, both = (in_language(source, english, name) for name in ("ko", "both"))
    assert "아무도 채점하지 않습니다." in korean[tree].decode()
    assert "### `KDTree.nearest`" in both["further/SPEC.ko.md"].decode()
    assert [name for name in (*korean, *both) if "docstrings" in name] == []
    assert in_all_languages(source).keys() >= {"further/SPEC.ko.md", f"ko/{tree}"}
    sidecar = further / SIDECAR.rpartition("/")[2]
    text = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(text.replace("english=", "english=0"), encoding="utf-8")
    with pytest.raises(AssignmentError, match=r"kd_tree\.py: its English docstring has changed"):
        in_language(source, english, "ko")
    assert in_all_languages(source) == {}
    sidecar.unlink()
    korean = in_language(source, english, "ko")
    assert korean[tree] == english[tree]
    assert korean["toys.py"] != english["toys.py"]


def test_the_page_has_signature_points_and_contract(course):
    """Formulas are blocks, arguments a list, and stars of formulas no emphasis."""
    path = course.root / "solutions/a1_toy/toys.py"
    args = "\n\n    x * 2 * 1\n\n    Args:\n        x: a number.\n    "
    path.write_text(
        path.read_text(encoding="utf-8").replace('"""Twice x."""', f'"""Twice x.{args}"""'), encoding="utf-8"
    )
    sidecar = course.root / SIDECAR
    text = sidecar.read_text(encoding="utf-8")
    digest = re.search(r"english=(\w+)\nx의", text)[1]
    with pytest.raises(AssignmentError, match=r"toys\.py: double: its English docstring has changed") as raised:
        spec(course.source("a1_toy"), "ko")
    new = re.search(r"english=(\w+)`", str(raised.value))[1]
    text = text.replace(digest, new).replace(
        "x의 두 배입니다.", "x의 *두* 배, 2 * x * 1.\n\n    x * 2\n\nArgs:\n    x: 수 * 1."
    )
    sidecar.write_text(text, encoding="utf-8")
    page = spec(course.source("a1_toy"), "ko")
    assert page.startswith("# 장난감: 함수의 명세\n")
    assert "### `Rows.mean`\n\n```python\ndef mean(self)\n```\n\n문제 `mean_row`, 7점:" in page
    assert "x의 *두* 배, 2 \\* x \\* 1.\n\n```text\nx * 2\n```\n\n**Args:**\n\n- **`x`**: 수 \\* 1.\n" in page


@pytest.mark.parametrize(
    ("language", "error", "said"),
    [
        ("fr", UsageError, "--lang fr: a1_toy has en, ko; choose one, or declare the language"),
        ("ko", AssignmentError, "toys.py: double: its English docstring has changed, the one in ko has not."),
        ("both", AssignmentError, "toys.py: double: its English docstring has changed, the one in ko has not."),
    ],
)
def test_what_cannot_be_released_is_named(course, tmp_path, language, error, said):
    """An unknown language, and a contract that the sidecar does not have; English is released all the same."""
    edited(course, "solutions/a1_toy/toys.py", '"""Twice x."""', '"""Twice x, exactly."""')
    with pytest.raises(error, match=re.escape(said)):
        release(course, "a1_toy", "student", tmp_path / "dist", language=language)
    assert not (tmp_path / "dist").exists()
    assert in_language(course.source("a1_toy"), {"toys.py": b""}, "en") == {"toys.py": b""}
    assert in_all_languages(course.source("a1_toy")) == {}


def test_an_answer_in_a_sidecar_is_a_leak(course, tmp_path):
    """The scan reads the page of every language, in a release as in a proof; a marker changes a skeleton's code."""
    edited(course, SIDECAR, "x의 두 배입니다.", "x의 두 배입니다.\n\n# BEGIN SOLUTION")
    with pytest.raises(LeakError, match=r"SPEC\.ko\.md:\d+: a marker line"):
        release(course, "a1_toy", "student", tmp_path, language="both")
    with pytest.raises(AssignmentError, match="other docstrings would change its code"):
        release(course, "a1_toy", "student", tmp_path, language="ko")
    with pytest.raises(AssignmentError, match="other docstrings would change its code"):
        SEARCHED["other languages"](course.source("a1_toy"), {})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "gradescope", "--lang", "both"], "--lang both: messages on Gradescope have one language"),
        (["--lang", "Korean"], "--lang Korean: not a language code"),
        (["--lang", "fr"], "--lang fr: a1_toy has en, ko"),
    ],
)
def test_the_command_refuses_other_languages(course, tmp_path, capsys, arguments, said):
    """Each with exit code 2, and nothing is written."""
    build_all(course)
    out = tmp_path / "dist"
    assert run_app("release", "a1_toy", "--course", course.root, "--out", out, *arguments) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_the_command_writes_drafts(course, capsys):
    """`build --draft` adds what a sidecar lacks and says how much is left to translate."""
    path = course.root / SIDECAR
    path.write_text(path.read_text(encoding="utf-8").partition("# helpers.py")[0], encoding="utf-8")
    assert run_app("build", "a1_toy", "--draft", "ko", "--course", course.root) == 0
    assert capsys.readouterr().out == f"wrote {SIDECAR}; texts left to translate: 1\n"
    assert path.read_text(encoding="utf-8").endswith("Given.\n```\n")
    assert not course.generated.exists()
