"""Test which mutants are made of a reference, which the tests detect, and which are listed as correct."""

import ast

import libcst as cst
import pytest

from autograder.authoring.build import build_all
from autograder.errors import AssignmentError, UsageError
from autograder.i18n import speaking
from autograder.validation.mutation.mutants import load_equivalents, mutants_of
from autograder.validation.mutation.mutations import mutations
from autograder.validation.plan import plans
from autograder.validation.prove import validate
from tests.needs import needs
from tests.toy_course import put

SOURCE = "solutions/a1_toy"


def made_of(body):
    """Return the texts of all mutants of a function with this body."""
    tree = cst.parse_module(f"def f(a, b, axis):\n    {body}\n")
    function = tree.body[0]
    found = [tree.deep_replace(one.node, one.put).code for one in mutations(function)]
    return {text.splitlines()[-1].strip() for text in found}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a + b", "return a - b"),
        ("return a - b", "return b - a"),
        ("return a - b", "return a"),
        ("return a < b", "return a <= b"),
        ("return a and b", "return a or b"),
        ("a += b", "a -= b"),
        ("a += b", "a = b"),
        ("return a + 1", "return a + 2"),
        ("return a * 0.5", "return a * 0.25"),
        ("return -a", "return a"),
        ("return a", "return -a"),
        ("return a.sum(axis=1)", "return a.sum(axis=0)"),
        ("return a.sum(axis=1)", "return a.sum()"),
        ("return a.sum(keepdims=True)", "return a.sum(keepdims=False)"),
        ("return np.zeros(3, dtype=float)", 'return np.zeros(3, dtype="float16")'),
        ("return np.sum(a)", "return np.mean(a)"),
        ("return np.where(a, b, 0)", "return np.where(b, a, 0)"),
        ("return np.sqrt(a)", "return a"),
        ("return range(a)", "return range(1, a)"),
        ("return a.T", "return a"),
        ("return a @ b", "return a.T @ b"),
        ("return a[b, 0]", "return a[0, b]"),
        ("return a[1:b]", "return a[1:b - 1]"),
        ("return a[:, None]", "return a[None, :]"),
        ("return a, b", "return b, a"),
        ("a = b", "pass"),
    ],
)
def test_a_slip_of_every_kind_is_made(body, expected):
    """Each kind of mutation changes its construct: operators, comparisons, constants, signs, axes and so on."""
    assert expected in made_of(body)


def test_docstring_signature_and_messages_stay(course):
    """Docstrings, messages and annotations are not mutated."""
    put(
        course.root / SOURCE / "toys.py",
        (course.root / SOURCE / "toys.py").read_text().replace("    return x + x\n", "    return x\n"),
    )
    texts = [one.text for one in mutants_of(course.source("a1_toy")) if one.question.id == "double"]
    assert texts
    assert all('"""Twice x."""' in text and "def double(x):" in text for text in texts)


def test_no_two_mutants_are_the_same_program(course):
    """No two mutants are equal, and none equals the reference."""
    source = course.source("a1_toy")
    programs = [ast.dump(ast.parse(one.text)) for one in mutants_of(source)]
    reference = ast.dump(ast.parse((source.folder / "toys.py").read_text(encoding="utf-8")))
    assert len(set(programs)) == len(programs) > 20
    assert reference not in programs


def prove(course, sample=100.0):
    """Return the part `mutants` of the proof."""
    with speaking("en"):
        (proof,) = validate(plans(course, ["a1_toy"], ["metadata"], mutants=sample), lambda: None).proofs
    return proof.parts[-1]


@pytest.fixture
def built(course):
    """Return the built toy course, if this machine can grade."""
    needs("linux")
    build_all(course)
    return course


TWICE = """
[[equivalent]]
question = "double"
before = "return x + x"
after = ["return x * x"]
because = "It is not, but somebody thought so."

[[equivalent]]
question = "double"
before = "return x + x"
after = ["return 3 * x"]
because = "Nobody makes it."
"""


@pytest.mark.slow
@pytest.mark.recorded("toy-mutants")
def test_a_mutant_that_no_test_notices_is_shown_with_its_lines(built):
    """Without a test of values, the question lets its mutants pass."""
    hidden = built.root / SOURCE / "tests/hidden/test_toys_hidden.py"
    public = built.root / SOURCE / "tests/public/test_toys.py"
    for path in (hidden, public):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("assert_close(submission.toys.double", "print(submission.toys.double"), encoding="utf-8"
        )
    problems = [problem for problem in prove(built).problems if "double" in problem.where]
    assert any("- return x + x\n+ return x - x" in problem.found for problem in problems)
    assert "equivalents.toml" in problems[0].cure


@pytest.mark.slow
@pytest.mark.recorded("toy-mutants")
def test_a_claim_that_a_test_refutes_and_one_without_a_mutant_are_problems(built):
    """An entry is a problem if its mutant fails a test or does not exist."""
    put(built.root / SOURCE / "equivalents.toml", TWICE)
    found = [problem.found for problem in prove(built).problems if "equivalents.toml" in problem.where]
    assert any(text.startswith("Listed as correct, but a test fails on it:") for text in found)
    assert any(text.startswith("No mutant has these lines:") for text in found)


@pytest.mark.slow
@pytest.mark.recorded("toy-mutants")
def test_a_second_run_grades_nothing_again(built):
    """Records are stored below the course and reused until something that affects grades changes; no title does."""
    first = prove(built)
    (book,) = (built.root / "dist" / "mutants").glob("*.sqlite")
    kept = book.read_bytes()
    spoil = built.root / SOURCE / "assignment.toml"
    spoil.write_text(spoil.read_text(encoding="utf-8").replace("Twice | as much", "Double"), encoding="utf-8")
    assert prove(built) == first
    assert book.read_bytes() == kept


@pytest.mark.slow
@pytest.mark.recorded("toy-mutants")
def test_a_sample_is_a_part_of_them(built):
    """A sample of 2 % of about thirty mutants has one mutant."""
    assert prove(built, 2.0).figures["mutants"] == 1


def test_an_entry_without_a_reason_is_refused(course):
    """The message names the file and the entry."""
    put(course.root / SOURCE / "equivalents.toml", TWICE.replace("It is not, but somebody thought so.", " "))
    with pytest.raises(AssignmentError, match=r"equivalents\.toml: equivalent\[0\]: no reason"):
        load_equivalents(course.source("a1_toy"))


def test_a_sample_beyond_all_is_refused(course):
    """`--sample` must be a number from 0 to 100."""
    with pytest.raises(UsageError, match="--sample 101"):
        plans(course, ["a1_toy"], mutants=101.0)
