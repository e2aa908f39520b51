"""What the course as a whole promises."""

import ast
import graphlib
import re
import tomllib
from pathlib import Path

import pytest

from autograder.authoring.documents import untranslated
from autograder.model.translations import load_translations
from autograder.validation.judges.metadata import suite_problems
from tests.assignments.sources import COURSE, IDS, suite_of
from tests.samples import ROOT

SOURCES = COURSE.sources()
each_assignment = pytest.mark.parametrize("source", SOURCES, ids=IDS)


def test_there_are_five_assignments():
    """From images to networks, in the order in which they are taught."""
    assert IDS == ("a1_knn", "a2_linear", "a3_gradients", "a4_sgd", "a5_networks")


def test_a_question_has_one_name_in_the_whole_course():
    """No id stands twice, so that a misconception or a hint never speaks of two questions."""
    ids = [question.id for source in SOURCES for question in source.assignment.auto()]
    assert len(ids) == len(set(ids))


@each_assignment
def test_questions_have_three_hints(source):
    """From the idea over the shapes to the function to use."""
    assert {question.id: len(question.hints) for question in source.assignment.auto() if len(question.hints) != 3} == {}


@each_assignment
def test_the_tests_give_100_points_and_a_person_some_more(source):
    """The questions with tests add up to 100; one or two written ones come on top."""
    assert sum(question.points for question in source.assignment.auto()) == 100
    assert 1 <= sum(question.kind == "manual" for question in source.assignment.question) <= 2


@each_assignment
def test_hidden_tests_carry_their_share(source):
    """Each question has public and hidden tests of values, and hidden ones have 60 % of its weight or more."""
    assert suite_problems(source.assignment, [test.info for test in suite_of(source)]) == []


@each_assignment
def test_vectorized_questions_are_timed_and_no_others(source):
    """Where `speed` stands in assignment.toml a public and a hidden test ask for it, and nowhere else."""
    timed = {(test.info.question, test.info.hidden) for test in suite_of(source) if test.info.gate == "form"}
    wanted = {question.id for question in source.assignment.auto() if question.speed is not None}
    assert timed == {(question, hidden) for question in wanted for hidden in (False, True)}


@each_assignment
def test_notebooks_show_no_english_sentence_in_korean(source):
    """Each sentence that the code of a notebook shows has a Korean text (or stands in the table as it is)."""
    texts = load_translations(source.folder, source.assignment.languages)["ko"].notebook
    lab = (source.folder / "lab.py").read_text(encoding="utf-8")
    assert untranslated(lab, "lab.py", source.assignment, texts) == []


@each_assignment
def test_each_language_has_its_handout_and_its_half_of_the_notebook(source):
    """Both handouts show the questions; both notebooks have the same number of texts, and every written question."""
    for name in ("handout.md", "handout.ko.md"):
        assert "\n<!-- questions -->\n" in (source.folder / name).read_text(encoding="utf-8"), name
    cells = re.split(r"^# %%", (source.folder / "lab.py").read_text(encoding="utf-8"), flags=re.MULTILINE)
    texts = {tag: [cell for cell in cells if cell.startswith(f' [markdown] tags=["{tag}"]')] for tag in ("en", "ko")}
    assert len(texts["en"]) == len(texts["ko"])
    for question in source.assignment.question:
        if question.kind == "manual":
            for tag, found in texts.items():
                assert any(f"`{question.id}`" in cell for cell in found), f"{question.id} in {tag}"


@each_assignment
def test_no_line_of_a_description_is_too_long_to_read(source):
    """A line of assignment.toml has 160 characters at most."""
    lines = (source.folder / "assignment.toml").read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, start=1) if len(line) > 160] == []


@each_assignment
def test_hints_are_translated_in_the_sidecar(source):
    """Every hint has its Korean text, and no hint has it in assignment.toml."""
    assert source.assignment.languages == ("en", "ko")
    assert all(set(hint.texts()) == {"en", "ko"} for question in source.assignment.question for hint in question.hints)
    table = tomllib.loads((source.folder / "assignment.toml").read_text(encoding="utf-8"))
    assert all(isinstance(hint, str) for question in table["question"] for hint in question.get("hints", []))


@each_assignment
def test_the_notebook_checks_every_question(source):
    """`grader.check` stands once for each question with tests."""
    notebook = (source.folder / "lab.py").read_text(encoding="utf-8")
    checked = re.findall(r'^grader\.check\("(\w+)"\)$', notebook, re.MULTILINE)
    assert sorted(checked) == sorted(question.id for question in source.assignment.auto())


@pytest.mark.parametrize("assignment", IDS)
def test_no_module_that_students_get_imports_itself_by_a_detour(assignment):
    """There is no import cycle in a student's folder; imports inside functions count, too."""
    list(graphlib.TopologicalSorter(_imports_in(ROOT / "assignments" / assignment)).static_order())


def test_a_cycle_through_a_function_is_found(tmp_path):
    """The test above would notice an import that stands inside a function."""
    (tmp_path / "first.py").write_text("import second\n", encoding="utf-8")
    (tmp_path / "second.py").write_text("def late():\n    from first import name\n", encoding="utf-8")
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(_imports_in(tmp_path)).prepare()


def _imports_in(folder: Path) -> dict[str, set[str]]:
    """Each module in `folder` and its tests, with those of them that it imports."""
    trees = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py")}
    found: dict[str, set[str]] = {name: set() for name in trees}
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found[name].update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found[name].add(node.module.partition(".")[0])
    return {name: imported & trees.keys() for name, imported in found.items()}
