"""Questions about a student's own code: every key is right, exactly one choice is right, and bad code gets none."""

import textwrap
from pathlib import Path

import pytest

from autograder.authoring.course import Course
from autograder.model.assignment import Question, Quiz, load_assignment
from autograder.model.text import Text
from autograder.understanding.code import changes, function_code
from autograder.understanding.generate import choose, find, program_of
from autograder.understanding.helpers import listings
from autograder.understanding.interview import mistakes_of
from autograder.understanding.observe import StudentProgram, observe
from autograder.understanding.question import Typed, Wrong
from tests.samples import ROOT
from tests.understanding.recompute import is_right

SOLUTIONS = ROOT / "solutions"
CALL = "X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])\nanswer(X)"
OTHER = "X = np.array([[2.0, 1.0], [0.0, 3.0], [5.0, 5.0]])\nanswer(X)"


def _program(source: str) -> StudentProgram | None:
    quiz = Quiz((CALL, OTHER))
    question = Question("answer", Text.of("Answer"), 1, file="work.py", function="answer", quiz=quiz)
    return program_of({"work.py": "import numpy as np\n" + textwrap.dedent(source)}, question)


def _kinds(source: str) -> set[str]:
    program = _program(source)
    return {one.kind for one in find(program, isolated=True)} if program else set()


def _answers(folder: Path) -> list[StudentProgram]:
    """Return the programs of the reference and of each alternative of an assignment."""
    assignment = load_assignment(folder)
    reference = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "lab.py"}
    reference |= {path.name: path.read_text(encoding="utf-8") for path in folder.glob("given/*.py")}
    found = []
    for other in (None, *sorted((folder / "alternatives").iterdir())):
        own = {path.name: path.read_text(encoding="utf-8") for path in other.glob("*.py")} if other else {}
        for question in assignment.auto():
            if other is None or question.file in own:
                found.append(program_of({**reference, **own}, question))
    return [program for program in found if program]


def _check_keys(programs: list[StudentProgram]) -> int:
    count = 0
    for program in programs:
        for question in find(program, isolated=True, verify=False):
            assert len({str(choice) for choice in question.choices}) == (0 if question.typed else 4)
            if question.kind != "which line":
                assert is_right(program, question), (program.function, question)
            count += 1
    return count


def test_every_key_of_a_reference_is_right_and_no_other_choice_is():
    """Probes in the source and a plain run give the key, and no second choice agrees with them."""
    programs = [one for one in _answers(SOLUTIONS / "a3_gradients") if "BEGIN SOLUTION" in one.code.source]
    assert _check_keys(programs) >= 60


@pytest.mark.slow
@pytest.mark.parametrize(
    "every",
    [
        pytest.param(
            6,
            marks=pytest.mark.recorded("quiz-keys", "autograder", "pyproject.toml", "requirements.lock", "solutions"),
        ),
        pytest.param(1, marks=pytest.mark.prove),
    ],
)
@pytest.mark.parametrize("assignment", sorted(path.name for path in SOLUTIONS.glob("a*")))
def test_every_key_of_an_alternative_is_right(assignment, every):
    """The same for references and alternatives of an assignment: a sixth of them, and in a proof all."""
    assert _check_keys(_answers(SOLUTIONS / assignment)[::every]) > 0


@pytest.mark.prove
def test_every_reference_gets_the_same_questions_on_a_laptop():
    """The child process of a laptop and a locked-down one find the same keys for the references."""
    for assignment in sorted(SOLUTIONS.glob("a*")):
        for program in _answers(assignment):
            if "BEGIN SOLUTION" in program.code.source:
                own, isolated = find(program, verify=False), find(program, isolated=True, verify=False)
                assert own == isolated, (program.function, own)


def test_the_same_program_gets_the_same_questions_in_a_locked_down_process():
    """A laptop's child and a locked-down child find the same keys."""
    program = _program("def answer(X):\n    sums = X.sum(axis=1)\n    half = sums / 2\n    return half * 2\n")
    own, isolated = find(program, verify=False), find(program, isolated=True, verify=False)
    assert own
    assert [(str(one.text), one.right) for one in own] == [(str(one.text), one.right) for one in isolated]


def test_a_value_is_a_copy_of_the_moment():
    """An array that a view changes later gets no question about its value, but one about its shape."""
    source = "def answer(X):\n    sums = X.sum(axis=1)\n    view = sums[:1]\n    view += 1\n    return view * 3\n"
    found = find(_program(source), isolated=True)
    assert not [one for one in found if one.kind == "value" and one.key == "sums"]
    assert [one for one in found if one.kind == "shape" and one.key == "sums"]


def test_a_statement_over_several_lines_counts_once_it_has_ended():
    """The value is that after the last line of the statement."""
    source = "def answer(X):\n    sums = (\n        X.sum(\n            axis=1\n        )\n    )\n    return sums\n"
    (value,) = [one for one in find(_program(source), isolated=True) if one.kind == "value"]
    assert (value.line, value.reveal.fields["value"]) == (3, "[6, 16]")


def test_nothing_random_is_asked():
    """A nondeterministic answer gets no question about values or changes."""
    source = "def answer(X):\n    noise = np.random.random(3)\n    sums = X.sum(axis=0) + noise\n    return sums\n"
    assert _kinds(source) <= {"shape", "count"}


def test_an_iterator_is_not_consumed_and_repr_is_not_called():
    """Snapshots leave generators and the student's objects alone."""
    source = """
    class Loud:
        def __repr__(self):
            raise SystemExit("called")
        __len__ = __iter__ = __eq__ = __array__ = __repr__

    def answer(X):
        loud = Loud()
        rows = (row.sum() for row in X)
        total = X.sum() - 1
        return np.array(list(rows)) + total
    """
    found = find(_program(source), isolated=True)
    assert {one.reveal.fields["value"] for one in found if one.kind == "value" and one.key == "total"} == {"21"}


@pytest.mark.parametrize(
    "source",
    [
        "def answer(X):\n    yield from X\n",
        "def answer(*X):\n    a = X[0].sum(axis=0)\n    return a\n",
        "def answer(X): a = X.sum(axis=0); return a\n",
        "answer = lambda X: X.sum(axis=0)\n",
        "class answer:\n    def __init__(self, X):\n        self.a = X.sum(axis=0)\n",
        "def answer(X):\n    raise ValueError(X)\n",
        "def answer(X):\n    while True:\n        X = X + 1\n",
        "def answer(X):\n    import os\n    os._exit(0)\n",
        "def answer(X)\n",
        "def answer(X):\n" + "".join(f"    a{n} = X.sum(axis=0)\n" for n in range(400)) + "    return a1\n",
    ],
    ids=["generator", "star-args", "one-liner", "lambda", "class", "raises", "endless", "exits", "broken", "400-lines"],
)
def test_code_that_cannot_be_verified_gets_no_question(source):
    """There is no question about such code, and no error."""
    assert _kinds(source) == set()


def test_values_of_a_recursive_function_are_not_asked():
    """A line of a function that runs several times at once has no one value."""
    source = """
    def answer(X):
        if X.shape[0] <= 1:
            return X.sum()
        rest = answer(X[1:]) + 1
        return rest
    """
    assert _kinds(source) <= {"what if"}


def test_prints_do_not_disturb():
    """What the program prints does not mix with the report."""
    source = "def answer(X):\n    print('x' * 5000)\n    sums = X.sum(axis=1)\n    return sums\n"
    assert "value" in _kinds(source)


def test_a_slow_program_is_not_run_with_changes():
    """After a run over the limit no changed program runs; questions about the run itself stay."""
    source = "import time\ndef answer(X):\n    time.sleep(0.6)\n    sums = X.sum(axis=1) - 1\n    return sums\n"
    found = find(_program(source), isolated=True, verify=False)
    assert {one.kind for one in found} == {"value"}


def test_a_comprehension_is_not_counted():
    """A line with a comprehension gets no question about how often it runs."""
    source = "def answer(X):\n    for row in X:\n        a = [x + 1 for x in row]\n        b = len(a)\n    return b\n"
    assert {one.line for one in find(_program(source), isolated=True, verify=False) if one.kind == "count"} <= {5}


def test_in_place_slices_are_followed():
    """An assignment to a part of an array is a change of the array."""
    source = "def answer(X):\n    out = X * 1\n    out[:, 0] = X[:, 1] * 2\n    return out\n"
    found = {
        one.key: one.reveal.fields["value"] for one in find(_program(source), isolated=True) if one.kind == "value"
    }
    assert found == {"out[1]": "[10, 5, 7]"}


def test_a_slip_keeps_the_parentheses():
    """Only the operator changes, whatever stands in parentheses around it."""
    code = function_code("def f(a, b):\n    x = (a) - (b - 2 * (a + 1)) / 2\n    return x\n", "f")
    texts = [one.text for one in changes(code, code.statements[0])]
    assert "x = (a) + (b - 2 * (a + 1)) / 2" in texts
    assert "x = (a) - (b + 2 * (a + 1)) / 2" in texts


def test_the_choice_depends_on_the_seed_and_mixes_kinds():
    """Three questions are of different kinds where there are as many, and the seed decides which."""
    reference = next(one for one in _answers(SOLUTIONS / "a3_gradients") if one.function == "svm_loss_vectorized")
    found = find(reference, isolated=True, verify=False)
    picks = {seed: choose(found, 3, str(seed)) for seed in range(8)}
    assert all(len({one.kind for one in chosen}) == 3 for chosen in picks.values())
    assert len({tuple(one.key for one in chosen) for chosen in picks.values()}) > 4
    assert choose(found, 3, "1") == choose(found, 3, "1")


def test_the_child_reads_nothing_but_its_job():
    """A locked-down program cannot read files of the machine."""
    program = _program(f"def answer(X):\n    return len(open({str(ROOT / 'README.md')!r}).read())\n")
    (run,) = observe(program, [{"call": CALL}], isolated=True)
    assert run.status == "raised"


def test_float32_and_a_class_of_the_student_are_followed():
    """Numbers of float32 are asked like others, and methods of a student's own class run as they are."""
    source = """
    class Sums:
        def __init__(self, X):
            self.rows = X.astype(np.float32).sum(axis=1)

        def doubled(self):
            return 2 * self.rows

    def answer(X):
        sums = Sums(X)
        both = sums.doubled()
        return both - 1
    """
    found = {one.key: one for one in find(_program(source), isolated=True) if one.kind in ("value", "shape")}
    assert found["both"].reveal.fields.get("value", "(2,)") in ("[12, 32]", "(2,)")
    assert not [key for key in found if key.startswith("sums")]


def test_what_differs_between_processes_is_not_asked():
    """The order of a set of strings depends on the process, so nothing that follows from it is asked."""
    source = """
    def answer(X):
        total = X.sum() + 2
        order = list({chr(97 + n) for n in range(200)})
        places = np.array([order.index(chr(97 + n)) + 1 for n in range(4)])
        return total + places.min() * 0
    """
    keys = {one.key for one in find(_program(source), isolated=True) if one.kind == "value"}
    assert "total" in keys
    assert "places" not in keys
    once = find(_program(source), isolated=True, verify=False)
    assert "places" in {one.key for one in once if one.kind == "value"}


def test_random_inputs_are_asked_for_what_every_seed_gives():
    """With a declared generator, what all seeds have in common is asked, and nothing else."""
    call = "rng = np.random.default_rng(seed)\nX = np.array([[1.0, 2.0]])\nanswer(X, rng)"
    source = (
        "import numpy as np\ndef answer(X, rng):\n    a = X.sum() * 2\n    b = rng.integers(2) + 1\n    return a + b\n"
    )
    question = Question("answer", Text.of("A"), 1, file="work.py", function="answer", quiz=Quiz((call, call)))
    keys = {one.key for one in find(program_of({"work.py": source}, question), isolated=True) if one.kind == "value"}
    assert keys == {"a"}


@pytest.mark.parametrize(
    ("right", "exact", "typed", "accepted"),
    [
        ((2.0, 3.0), True, "(2, 3)", True),
        ((2.0, 3.0), True, "2x3", True),
        ((2.0,), True, "(2,)", True),
        ((2.0, 3.0), True, "3 2", False),
        ((2.0, 3.0), True, "2", False),
        ((100.0,), True, "101", False),
        ((100.0,), False, "100.4", True),
        ((100.0,), False, "101", False),
        ((0.0, -1.5), False, "[0, \N{MINUS SIGN}1.5]", True),
        ((0.5,), False, "half", None),
        ((0.5,), False, "nan", None),
        ((0.5,), False, "", None),
    ],
)
def test_a_typed_answer_is_read_and_compared(right, exact, typed, accepted):
    """Brackets do not matter; whole numbers are exact; others may be off by half a percent."""
    assert Typed("shape" if exact else "numbers", right, exact).accepts(typed) is accepted


def test_arrays_of_other_classes_give_no_question_about_the_largest():
    """Sizes of subclasses of arrays are not known, so the largest array is not asked for."""
    lines = ("a = X[:, 1:] * 2", "b = np.matrix(X * X)", "c = X[1:] * 3", "return c")
    source = "def answer(X):\n" + "".join(f"    {line}\n" for line in lines)
    for text, asked in ((source, False), (source.replace("np.matrix", "np.array"), True)):
        keys = {one.key for one in find(_program(text), isolated=True, verify=False)}
        assert ("largest" in keys) is asked


def test_a_line_is_not_told_by_the_word_that_it_contains():
    """`reg` in one line alone answers the question which line regularizes, so another choice has it, too."""
    programs = [one for one in _answers(SOLUTIONS / "a3_gradients") if one.function.endswith("vectorized")]
    asked = [
        one
        for program in programs[:6]
        for one in find(program, isolated=True, verify=False)
        if one.kind == "which line"
    ]
    penalties = [one for one in asked if one.key.startswith("penalty")]
    assert asked
    assert all(sum("reg" in str(choice) for choice in one.choices) > 1 for one in penalties)


def test_the_page_shows_the_functions_that_an_answer_calls():
    """Helpers, methods and imported functions stand below the answer; what nobody calls does not."""
    source = "import other\nimport numpy as np\ndef half(x):\n    return x / 2\ndef unused():\n    return 0\n"
    source += "def answer(X):\n    a = half(X) + other.one()\n    return a\n"
    files = {"work.py": source, "other.py": "def one():\n    return two()\ndef two():\n    return 2\n"}
    question = Question("a", Text.of("A"), 1, file="work.py", function="answer", quiz=Quiz((CALL, OTHER)))
    found = listings(program_of(files, question))
    assert [one.lines[0][1] for one in found] == ["def answer(X):", "def half(x):", "def one():", "def two():"]
    assert [one.file for one in found] == ["work.py", "work.py", "other.py", "other.py"]


def test_mistakes_of_the_catalog_are_wrong_choices():
    """In grading a mistake's own result is a wrong choice with its name, and the right one stays right."""
    source = Course(ROOT).source("a2_linear")
    reference = {path.name: path.read_text(encoding="utf-8") for path in source.folder.glob("*.py")}
    question = next(one for one in source.assignment.auto() if one.id == "batch_scores")
    program = program_of(reference, question)
    found = find(program, isolated=True, mistakes=mistakes_of(source, question, program))
    wrong = [choice for one in found for choice in one.choices if isinstance(choice, Wrong)]
    assert wrong
    assert all(is_right(program, one) for one in found)
