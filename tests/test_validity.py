"""Samples of the mutants fail again; larger ones where docs/validity.md is about older sources."""

import pytest

from tests.needs import needs
from tests.samples import ROOT
from tests.validation.test_validate_command import PROVED, run
from tools.validity import INTRODUCTION, PAGE, digest_of_sources, rows


def is_current(assignment):
    """Whether the page is about the current sources of an assignment."""
    row = rows(PAGE.read_text(encoding="utf-8"))[assignment]
    return f"`{digest_of_sources(ROOT / 'solutions' / assignment)}`" in row


def test_the_page_says_what_its_tool_says():
    """The page begins with the tool's current introduction."""
    assert PAGE.read_text(encoding="utf-8").startswith(INTRODUCTION)


def test_each_mutant_is_noticed_or_known_to_be_right():
    """Each mutant is noticed, or is listed as right."""
    counts = [[int(cell) for cell in row.split("|")[2:5]] for row in rows(PAGE.read_text(encoding="utf-8")).values()]
    assert all(mutants == noticed + right for mutants, noticed, right in counts)


@pytest.mark.slow
@pytest.mark.parametrize("assignment", PROVED)
def test_a_sample_of_the_mutants_is_graded_again(assignment):
    """A new random sample passes in every run: one in twenty, or one in five where the page is about older sources."""
    needs("linux")
    percent = "5" if is_current(assignment) else "20"
    chosen = ("--only", "metadata", "--mutants", "--sample", percent)
    code, out, complaints = run(ROOT, assignment, *chosen, "--lang", "en")
    assert code == 0, out + complaints


CODE = '"""Title."""\n\n\ndef f(x):\n    """Double x."""\n    # twice\n    return 2 * x\n'
TABLES = '[[misconception]]\nid = "half"\nhint.en = "Is it halved?"\n'


def digest(folder, code, tables):
    """The digest of a folder with one module and one table."""
    (folder / "m.py").write_text(code, encoding="utf-8")
    (folder / "misconceptions.toml").write_text(tables, encoding="utf-8")
    return digest_of_sources(folder)


@pytest.mark.parametrize(
    ("code", "tables"),
    [
        (CODE.replace("Double x", "Return twice x"), TABLES),
        (CODE.replace("# twice", "# two times"), TABLES),
        (CODE, TABLES.replace("halved", "divided by two")),
    ],
    ids=["docstring", "comment", "hint"],
)
def test_a_text_for_people_does_not_make_the_proof_stale(tmp_path, code, tables):
    """Another docstring, comment or hint leaves the digest as it is."""
    assert digest(tmp_path, code, tables) == digest(tmp_path, CODE, TABLES)


@pytest.mark.parametrize(
    ("code", "tables"),
    [(CODE.replace("2 * x", "x * 2"), TABLES), (CODE, TABLES.replace("half", "third"))],
    ids=["code", "table"],
)
def test_code_and_tables_make_the_proof_stale(tmp_path, code, tables):
    """A changed statement or a changed key is another state, to be proved anew."""
    assert digest(tmp_path, code, tables) != digest(tmp_path, CODE, TABLES)
