"""Write a course of two tiny assignments into a folder of the test."""

import textwrap
from pathlib import Path

from autograder.authoring.course import Course

__all__ = ["TOML", "make_course", "put"]

TOML = """
schema = 1
languages = ["en", "ko"]
id = "a1_toy"
title = { en = "Toys", ko = "장난감" }
given = ["helpers.py"]

[[question]]
id = "double"
title = { en = "Twice | as much", ko = "두 배" }
file = "toys.py"
function = "double"
points = 3
hints = [ { en = "Add.", ko = "더하세요." } ]

[[question]]
id = "mean_row"
title = { en = "The mean of each row", ko = "행 평균" }
file = "toys.py"
function = "Rows.mean"
points = 7
hints = [ { en = "Sum, then divide.", ko = "더하고 나누세요." } ]

[[question]]
id = "explain"
kind = "manual"
title = { en = "In your own words", ko = "자신의 말로" }
points = 2
"""

TOYS = '''
"""Toys."""

import numpy as np

# BEGIN SOLUTION
from math import fsum
# END SOLUTION


def double(x):
    """Twice x."""
    # BEGIN PROMPT
    # TODO(double): one line.
    # END PROMPT
    # BEGIN SOLUTION
    return x + x
    # END SOLUTION


# BEGIN SOLUTION
def add_up(numbers):
    """Only the reference has this."""
    return fsum(numbers)


# END SOLUTION


class Rows:
    """Rows of a matrix."""

    def __init__(self, X):
        """Keep the matrix."""
        self.X = X

    def mean(self):
        """The mean of each row."""
        means = np.zeros(len(self.X))
        for i in range(len(self.X)):
            # BEGIN SOLUTION
            row = self.X[i, :] * 1.0
            row_sum = add_up(row.tolist())
            means[i] = row_sum / row.shape[0]
            # END SOLUTION
        return means
'''

PUBLIC = '''
"""Public tests of toys.py."""

import numpy as np
import pytest
from toy_oracles import row_means

from autograder.testing import array, assert_close, scalar


@pytest.mark.question("double", weight=1, gate="shape", ko="정수를 돌려준다")
def test_double_gives_a_number(submission):
    """The double of a number is a number."""
    submission.toys.double.call(2, returns=scalar("twice"))


@pytest.mark.question("double", weight=1, ko="2의 두 배는 4")
def test_double_by_hand(submission):
    """Twice two is four."""
    assert_close(submission.toys.double.call(2, returns=scalar("twice")), 4, "twice")


@pytest.mark.question("mean_row", ko="평균이 맞다")
@pytest.mark.parametrize("size", [2, 3])
def test_means(submission, rng, size):
    """The means are SciPy's."""
    X = rng.normal(size=(size, 4))
    rows = submission.toys.Rows.new(X)
    assert_close(rows.call("mean", returns=array("means", shape=(size,))), row_means(X), "means")
'''

HIDDEN = '''
"""Hidden tests of toys.py."""

import numpy as np
import pytest

from autograder.testing import array, assert_close, scalar

SECRET_CASE = 21
ONLY_FOR_THE_REFERENCE = 1234567


@pytest.mark.question("double", weight=3, ko="큰 수의 두 배")
def test_double_of_more(submission, rng):
    """Twice a larger number."""
    case = SECRET_CASE + int(rng.integers(9))
    assert_close(submission.toys.double.call(case, returns=scalar("twice")), 2 * case, "twice")


def expected(reference, X):
    """What our own module says."""
    return reference.toys.Rows(X + ONLY_FOR_THE_REFERENCE).mean()


@pytest.mark.question("mean_row", weight=2, ko="모범 답안과 같다")
def test_means_of_the_reference(submission, reference, rng):
    """The means agree with the reference."""
    X = rng.normal(size=(5, 4))
    rows = submission.toys.Rows.new(X + ONLY_FOR_THE_REFERENCE)
    assert_close(rows.call("mean", returns=array("means", shape=(5,))), expected(reference, X), "means")


@pytest.mark.question("mean_row", weight=2, ko="한 행의 평균")
def test_mean_of_one_row(submission, rng):
    """One row has one mean."""
    mean = float(rng.integers(3, 9))
    rows = submission.toys.Rows.new(np.array([[mean - 2, mean - 1, mean + 3]]))
    assert_close(rows.call("mean", returns=array("means", shape=(1,))), [mean], "means")
'''

LAB = """
# %% [markdown] tags=["en"]
# # Toys

# %% [markdown] tags=["ko"]
# # 장난감

# %%
# %load_ext autoreload
# %autoreload 2
import otter

import toys

grader = otter.Notebook(tests_dir="otter_tests")

# %% tags=["en", "hide-input"]
print("hello")

# %% tags=["ko"]
print("안녕하세요")

# %%
grader.check("double")

# %%
grader.check("mean_row")

# %% [markdown] tags=["en"]
# ### Written question (`explain`, graded by a person)
#
# Why is the mean in the middle?

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain`, 사람이 채점합니다)
#
# 평균은 왜 가운데에 있나요?

# %% [markdown] tags=["en"] question="explain"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain"
# *이 줄을 지우고 여기에 답을 쓰세요.*
"""

OTHER_TOML = """
schema = 1
languages = ["en", "ko"]
id = "a2_other"
title = { en = "Others", ko = "다른 것" }

[[question]]
id = "spread"
title = { en = "The spread", ko = "퍼짐" }
file = "others.py"
function = "spread"
points = 1
hints = [ { en = "Square.", ko = "제곱하세요." } ]
"""

OTHERS = '''
"""Others."""

import numpy as np


def spread(X):
    """How far the rows are from their mean."""
    # BEGIN SOLUTION
    center = np.mean(X, axis=0, keepdims=True)
    offsets = (X - center) ** 2
    total = offsets.sum(axis=1)
    return np.sqrt(total.max())
    # END SOLUTION
'''

OTHER_PUBLIC = '''
"""Public tests of others.py."""

import numpy as np
import pytest

from autograder.testing import assert_close, scalar


@pytest.mark.question("spread", ko="한 점")
def test_one_point(submission):
    """One point has no spread."""
    assert_close(submission.others.spread.call(np.zeros((1, 2)), returns=scalar("spread")), 0, "spread")
'''

TOYS_IN_KOREAN = """
# toys.py

```text english=a11763e9
장난감입니다.
```

## double

```text english=4b48c914
x의 두 배입니다.
```

```python
# TODO(double): one line.

# TODO(double): 한 줄입니다.
```

## Rows

```text english=2bbcd6bf
행렬의 행들입니다.
```

## Rows.__init__

```text english=f82b28b0
행렬을 기억합니다.
```

## Rows.mean

```text english=3f0a2d5c
행마다 평균을 구합니다.
```

# helpers.py

```text english=c0da5a06
주어진 파일입니다.
```
"""

OTHERS_IN_KOREAN = """
# others.py

```text english=839c4298
다른 것입니다.
```

## spread

```text english=2a3f251c
행들이 평균에서 얼마나 떨어져 있는지 구합니다.
```
"""

FILES = {
    "a1_toy/assignment.toml": TOML,
    "a1_toy/toys.py": TOYS,
    "a1_toy/docstrings.ko.md": TOYS_IN_KOREAN,
    "a1_toy/given/helpers.py": '"""Given."""\n\nONE = 1\n',
    "a1_toy/handout.md": "# Toys\n\n<!-- questions -->\n\nHave fun.\n",
    "a1_toy/handout.ko.md": "# 장난감\n\n<!-- questions -->\n",
    "a1_toy/lab.py": LAB,
    "a1_toy/data/numbers.csv": "1,2\n",
    "a1_toy/misconceptions.toml": "",
    "a1_toy/tests/public/test_toys.py": PUBLIC,
    "a1_toy/tests/public/toy_oracles.py": (
        '"""Oracles."""\n\nfrom scipy import ndimage\n\n\ndef row_means(X):\n'
        '    """Means by SciPy."""\n    return [ndimage.mean(row) for row in X]\n'
    ),
    "a1_toy/tests/hidden/test_toys_hidden.py": HIDDEN,
    "a2_other/assignment.toml": OTHER_TOML,
    "a2_other/others.py": OTHERS,
    "a2_other/docstrings.ko.md": OTHERS_IN_KOREAN,
    "a2_other/handout.md": "# Others\n\n<!-- questions -->\n",
    "a2_other/handout.ko.md": "# 다른 것\n\n<!-- questions -->\n",
    "a2_other/tests/public/test_others.py": OTHER_PUBLIC,
}


def put(path: Path, text: str) -> Path:
    """Write a file and its folders; remove common indentation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8", newline="\n")
    return path


def make_course(root: Path) -> Course:
    """Write the toy course into `root`."""
    for name, text in FILES.items():
        put(root / "solutions" / name, text)
    return Course(root)
