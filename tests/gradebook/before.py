"""Results written by the last version with format 1, with the course and the class that they belong to.

`results/` beside this file was written by these commands of that version (without pages and the students' folder):

    autograder grade toy CLASS --course COURSE --out results --secret SECRET
    autograder adjust toy kim essay 1.5 --because "read twice" --course COURSE --out results
    autograder extend toy lee 2027-04-01T00:00:00+00:00 --because ill --course COURSE --out results
    autograder export toy --to csv --course COURSE --out results

Nothing here may change: with another digest, an assignment or a submission would be graded again.
"""

import shutil
import textwrap
from pathlib import Path

__all__ = ["SCORES", "SECRET", "copy_results", "make_class", "make_course"]

SECRET = b"f" * 32
SCORES = {"kim": 6.0, "lee": 3.0}
"""Student -> points of the tests."""

_COURSE = {
    "assignment.toml": """
        schema = 1
        id = "toy"
        title = { en = "Toy", ko = "장난감" }
        due = 2027-03-01T00:00:00Z
        limits = { cpu = 1, memory = 512 }

        [[question]]
        id = "double"
        title = { en = "Twice", ko = "두 배" }
        file = "toys.py"
        function = "double"
        points = 6
        hints = [{ en = "Add.", ko = "더하세요." }]

        [[question]]
        id = "essay"
        kind = "manual"
        title = { en = "In your own words", ko = "자신의 말로" }
        points = 2
    """,
    "toys.py": """
        def double(x):
            return x + x
    """,
    "tests/public/test_toys.py": '''
        import numpy as np
        import pytest
        from autograder.testing import assert_close, ndarray


        @pytest.mark.question("double", weight=1, gate=True, ko="배열을 돌려준다")
        def test_an_array_comes_back(submission):
            """An array comes back."""
            submission.toys.double.call(np.ones(2), returns=ndarray("twice", shape=(2,)))


        @pytest.mark.question("double", weight=1, ko="0의 두 배")
        def test_zero(submission):
            """Twice nothing is nothing."""
            assert_close(submission.toys.double.call(np.zeros(3), returns="twice"), np.zeros(3), "twice")
    ''',
    "tests/hidden/test_toys_hidden.py": '''
        import numpy as np
        import pytest
        from autograder.testing import assert_close


        @pytest.mark.question("double", weight=2, ko="참조 답과 같다")
        def test_agrees_with_ours(submission, reference, rng):
            """Agrees with the reference."""
            x = rng.normal(size=3)
            assert_close(submission.toys.double.call(x, returns="twice"), reference.toys.double(x), "twice")
    ''',
}
_CLASS = {"kim": "def double(x):\n    return 2 * x\n", "lee": "def double(x):\n    return 3 * x\n"}


def make_course(root: Path) -> Path:
    """Write the course to `root`, and return it."""
    for name, text in _COURSE.items():
        place = root / "solutions" / "toy" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(textwrap.dedent(text), encoding="utf-8", newline="\n")
    return root


def make_class(root: Path) -> Path:
    """Write the submissions of the class to `root`, and return it."""
    for student, text in _CLASS.items():
        (root / student).mkdir(parents=True)
        (root / student / "toys.py").write_text(text, encoding="utf-8", newline="\n")
    return root


def copy_results(place: Path) -> Path:
    """Copy the results to `place`, and return it."""
    return shutil.copytree(Path(__file__).with_name("results"), place)
