"""A laptop and grading agree about lines that have nothing to do with an answer, or `check` names them."""

import pytest

from autograder.authoring.build import build
from autograder.authoring.course import Course
from autograder.validation.parity.idioms import HARMLESS, REFUSED, Idiom, generated, written
from autograder.validation.parity.judge import parity
from autograder.validation.plan import plans
from autograder.validation.prove import validate
from tests.needs import needs
from tests.samples import ASSIGNMENTS, ROOT


@pytest.mark.slow
@pytest.mark.recorded("parity", "solutions/a1_knn")
def test_lines_that_have_nothing_to_do_with_an_answer_count_alike_at_home_and_in_grading():
    """The table at the top and in a function, all modules of Python and NumPy and all names of NumPy, in one answer.

    `make prove` adds every method of every stream, and the other assignments.
    """
    needs("linux")
    source = Course(ROOT).source("a1_knn")
    written_ones = list(written())
    idioms = [*written_ones, *(one for one in generated() if not one.alone)]
    assert len(HARMLESS) + len(REFUSED) >= 150
    assert len(idioms) - len(written_ones) > 2_000
    found = parity(source, build(source), idioms)
    assert found.different == ()
    assert found.costly == ()
    assert (found.tried, found.same + len(found.told)) == (len(idioms), len(idioms))


@pytest.mark.prove
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_line_counts_alike_in_every_assignment(assignment):
    """The part `parity` of `autograder validate` holds."""
    needs("linux")
    validation = validate(plans(Course(ROOT), [assignment], ["parity"]), lambda: None)
    [part] = validation.proofs[0].parts
    assert part.problems == ()
    assert part.figures["different"] == 0
    assert part.figures["tried"] == part.figures["same"] + part.figures["told"] > 2_500


@pytest.mark.slow
def test_a_line_that_counts_otherwise_is_found_among_many(course):
    """Differences, lines that cost points on both sides, and lines that `check` names are told apart."""
    needs("linux")
    source = course.source("a1_toy")
    only_at_home = "import sys\nif 'pytest' in sys.modules: raise ValueError"
    only_in_grading = "import sys\nif 'pytest' not in sys.modules: raise ValueError"
    named = f"import tqdm\n{only_in_grading}"
    costly = "raise ValueError"
    odd = [Idiom(only_at_home), Idiom(only_in_grading, inside=True), Idiom(costly), Idiom(named)]
    harmless = [Idiom(f"x_{number} = {number}", inside=number % 2 == 0) for number in range(9)]
    found = parity(source, build(source), [*harmless, *odd, *harmless, Idiom(costly, alone=True)])
    assert {code for code, _, _ in found.different} == {
        f"at the top: {only_at_home}",
        f"in a function: {only_in_grading}",
    }
    assert {(home, grading) for _, home, grading in found.different} == {("error", "passed"), ("passed", "error")}
    assert found.told == (f"at the top: {named}",)
    assert found.costly == (f"at the top: {costly}",)
    assert (found.tried, found.same) == (23, 20)
