"""Test the submissions that a proof creates from the reference."""

import numpy as np
import pytest

from autograder.errors import AssignmentError
from autograder.model.misconceptions import Edit, Misconception
from autograder.model.text import Text
from autograder.validation.fake_answers import RUBBISH, TRIVIAL
from autograder.validation.reference_edits import mistaken
from autograder.validation.variants import KINDS, make, repeated
from tests.toy_course import put

HINT = Text("Look again.", "다시 보세요.")


@pytest.fixture
def source(course):
    """Return the toy assignment."""
    return course.source("a1_toy")


def module(variant):
    """Load `toys.py` of a variant as a module."""
    names = {"__name__": "toys"}
    exec(compile(variant.files["toys.py"], "toys.py", "exec"), names)
    return names


@pytest.mark.parametrize(
    ("name", "number", "means"),
    [
        ("zeros", 0, [0, 0]),
        ("ones", 1, [1, 1]),
        ("constant", 2, [2, 2]),
        ("none", None, None),
        ("echo", 5, None),
        ("echo_last", 5, None),
    ],
)
def test_trivial_answers_have_the_right_shape(source, name, number, means):
    """Functions and methods are both replaced; `echo` does not return `self`."""
    (variant,) = (variant for variant in make(source, ["trivial"]) if variant.name == name)
    toys = module(variant)
    assert toys["double"](5) == number
    found = toys["Rows"](np.ones((2, 3))).mean()
    assert (found if found is None else found.tolist()) == means


def test_random_answers_have_the_right_shape_and_kind(source):
    """Replaced results keep type and shape."""
    (variant,) = (variant for variant in make(source, ["trivial"]) if variant.name == "random")
    toys = module(variant)
    assert isinstance(toys["double"](5), int)
    assert toys["Rows"](np.ones((2, 3))).mean().shape == (2,)


def test_the_given_code_alone_runs(source):
    """The given code runs without the stubs' exceptions."""
    (variant,) = (variant for variant in make(source, ["trivial"]) if variant.name == "given_code")
    assert module(variant)["Rows"](np.ones((2, 3))).mean().tolist() == [0, 0]


def test_an_answer_is_asked_on_copies(source):
    """A replaced answer does not change its arguments."""
    path = source.folder / "toys.py"
    path.write_text(path.read_text(encoding="utf-8").replace("return x + x", "x *= 2\n    return x"), encoding="utf-8")
    (variant,) = (variant for variant in make(source, ["trivial"]) if variant.name == "ones")
    x = np.array([1.0, 3.0])
    assert module(variant)["double"](x).tolist() == [1, 1]
    assert x.tolist() == [1, 3]


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_returned_as_it_is(source, name):
    """Each kind of rubbish can be loaded and returns without an exception."""
    (variant,) = (variant for variant in make(source, ["rubbish"]) if variant.name == name)
    module(variant)["double"](5)


def test_one_question_is_broken_at_a_time(source):
    """Breaking one question leaves the other working."""
    broken = {variant.question: module(variant) for variant in make(source, ["broken"])}
    assert broken["mean_row"]["double"](2) == 4
    with pytest.raises(BaseException, match="on purpose"):
        broken["double"]["double"](2)
    with pytest.raises(BaseException, match="on purpose"):
        broken["mean_row"]["Rows"](np.ones((2, 3))).mean()


def test_names_of_variants_differ(source):
    """Each variant has a unique folder name."""
    folders = [variant.folder for variant in make(source, KINDS)]
    assert len(set(folders)) == len(folders) >= len(TRIVIAL) + len(RUBBISH)


def test_copies_have_digests_of_their_own(source):
    """Copies differ in text but are the same program."""
    (reference,) = make(source, ["reference"])
    copies = repeated(reference, 3)
    assert len({reference.files["toys.py"], *(copy.files["toys.py"] for copy in copies)}) == 3
    assert all(module(copy)["double"](2) == 4 for copy in copies)


def test_an_alternative_lies_over_the_reference(source):
    """The files of an alternative replace the reference's."""
    put(source.folder / "alternatives/times/toys.py", "def double(x):\n    return 2 * x\n")
    (variant,) = make(source, ["alternative"])
    assert variant.files == {"toys.py": "def double(x):\n    return 2 * x\n"}


def test_an_alternative_in_a_file_that_nobody_hands_in_is_refused(source):
    """An alternative with a file that students do not hand in is rejected, because the file would be ignored."""
    put(source.folder / "alternatives/times/toy.py", "def double(x):\n    return 2 * x\n")
    with pytest.raises(AssignmentError, match=r"alternatives/times/toy.py: students hand in toys.py; rename it"):
        make(source, ["alternative"])


def _misconception(**what):
    return Misconception("m", "mean_row", "idea", HINT, **what)


def test_edits_are_made_on_the_original(source):
    """An edit does not change text that another edit inserted."""
    entry = _misconception(edits=(Edit("row_sum / row", "row[0] / row_sum"), Edit("row.tolist()", "row_sum / row")))
    text = mistaken(source, entry)
    assert "add_up(row_sum / row)" in text
    assert "row[0] / row_sum.shape[0]" in text


def test_an_edit_stays_in_its_function(source):
    """An edit of text outside of the question's function does not apply."""
    with pytest.raises(AssignmentError, match=r"misconceptions.toml: m: `import numpy` occurs 0 times in toys.py"):
        mistaken(source, _misconception(edits=(Edit("import numpy", "import math"),)))


def test_edits_that_overlap_are_refused(source):
    """Overlapping edits are rejected, because their order would matter."""
    with pytest.raises(AssignmentError, match="overlap"):
        mistaken(source, _misconception(edits=(Edit("row_sum / row", "1"), Edit("row.shape[0]", "2"))))


def test_edits_of_different_parts_of_one_line_are_combined(source):
    """What an edit only names, to say where it applies, another one may change."""
    edits = (Edit("row_sum / row.shape[0]", "row_sum * row.shape[0]"), Edit("/ row.shape[0]", "/ row.shape[1]"))
    assert "row_sum * row.shape[1]" in mistaken(source, _misconception(edits=edits))


def test_a_body_is_indented_as_its_function(source):
    """The body of a method is inserted with its indentation."""
    text = mistaken(source, _misconception(body="\ndef mean(self):\n    return 7\n"))
    assert "\n    def mean(self):\n        return 7\n" in text
    compile(text, "toys.py", "exec")
