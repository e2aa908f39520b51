"""Create a small assignment as a student unzips it."""

from pathlib import Path

from autograder.model.assignment import Assignment, Question, public_view
from autograder.model.text import Text

__all__ = ["ANSWERS", "SKELETON", "TOY", "make_bundle"]


def _question(id: str, file: str, points: float, function: str = "") -> Question:
    hints = (Text("Think of the idea.", "원리를 떠올려 보세요."), Text("Look at the shape.", "shape을 살펴보세요."))
    return Question(id, Text(f"To {id}", f"{id} 하기"), points, file=file, function=function or id, hints=hints)


TOY = Assignment(
    languages=("en", "ko"),
    schema=1,
    id="a9_toy",
    title=Text("A toy", "장난감"),
    question=(
        _question("double", "scale.py", 2),
        _question("halve", "scale.py", 3.5),
        _question("total", "summing.py", 4, "Sum.total"),
    ),
)

SKELETON = {
    "scale.py": """
import numpy as np


def double(x):
    raise NotImplementedError("double: not written yet (scale.py)")


def halve(x):
    raise NotImplementedError("halve: not written yet (scale.py)")
""",
    "summing.py": """
import numpy as np


class Sum:
    def total(self, x):
        raise NotImplementedError("total: not written yet (summing.py)")
""",
}

ANSWERS = {
    "scale.py": """
import numpy as np


def double(x):
    return 2 * x


def halve(x):
    return x / 2
""",
    "summing.py": """
import scale


class Sum:
    def total(self, x):
        return x.sum()
""",
}

_TESTS = '''
import numpy as np
import pytest

from autograder.testing import Text, array, assert_close, scalar


@pytest.mark.question("double", ko="손으로 푼 예와 같습니다")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_double_agrees_with_a_hand_worked_case(submission, n):
    """Doubling agrees with a hand-worked case."""
    doubled = submission.scale.double.call(np.arange(n) + 1.0, returns=array("doubled", shape=(n,)))
    assert_close(doubled, 2.0 * np.arange(n) + 2.0, "doubled", slip=Text("Is it squared?", "제곱했나요?"))


@pytest.mark.question("double", ko="0은 0입니다")
def test_double_keeps_zero(submission):
    """Twice nothing is nothing."""
    doubled = submission.scale.double.call(np.zeros(2), returns=array("doubled", shape=(2,)))
    assert_close(doubled, np.zeros(2), "doubled")


@pytest.mark.question("halve", ko="절반입니다")
def test_halve(submission):
    """Half of a vector is half of each element."""
    halves = submission.scale.halve.call(np.array([1.0, 3.0]), returns=array("halves", shape=(2,)))
    assert_close(halves, np.array([0.5, 1.5]), "halves")


@pytest.mark.question("total", ko="합입니다")
def test_total(submission):
    """The total is the sum of the elements."""
    made = submission.summing.Sum.new()
    total = made.call("total", np.array([1.0, 2.0]), returns=scalar("total"))
    assert_close(total, 3.0, "total")
'''

_INI = """[pytest]
addopts = -p autograder.testing.plugin
testpaths = tests
"""


def make_bundle(folder: Path, sources: dict[str, str], assignment: Assignment = TOY) -> Path:
    """Write the toy with these student files into `folder`; return the folder."""
    (folder / "tests").mkdir(parents=True)
    (folder / "assignment.json").write_bytes(public_view(assignment))
    (folder / "pytest.ini").write_text(_INI, encoding="utf-8")
    (folder / "tests" / "test_toy.py").write_text(_TESTS, encoding="utf-8")
    for name, source in sources.items():
        (folder / name).write_text(source, encoding="utf-8")
    return folder
