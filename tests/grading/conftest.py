"""Grade one batch of submissions once for all tests of grading."""

from pathlib import Path

import pytest

from autograder.model.results import Record
from tests.graded import grade
from tests.grading.toy import make_assignment, submit
from tests.needs import needs
from tests.shared import once

LOOP = """
from numpy import add

def total(x):
    s = 0.0
    for v in x:
        s = add(s, v)
    return s
"""

SUBMISSIONS: dict[str, dict[str, str]] = {
    "right": {},
    "stubs": {
        "toys": 'def double(x):\n    raise NotImplementedError("double: not written yet (toys.py)")',
        "sums": 'def total(x):\n    raise NotImplementedError("total: not written yet (sums.py)")',
    },
    "wrong": {"toys": "def double(x):\n    return x * 3"},
    "looped": {"sums": LOOP},
    "prints": {"toys": "def double(x):\n    print('seen', x)\n    return x"},
    "hangs": {"toys": "def double(x):\n    while True:\n        pass"},
    "sleeps": {"toys": "import time\n\ndef double(x):\n    time.sleep(1000)"},
    "exits": {"toys": "import os\n\ndef double(x):\n    os._exit(0)"},
    "raises": {"toys": "def double(x):\n    return x + undefined_name"},
    "hungry": {"toys": "import numpy as np\n\ndef double(x):\n    return np.ones(10**9)[: len(x)] * x"},
    "broken": {"toys": "def double(x:\n    return x"},
    "rubbish": {"toys": "def double(x):\n    return (i for i in x)"},
    "gate_only": {"toys": "def double(x):\n    return x * 0"},
    "imports": {"toys": "import scipy.linalg as la\n\ndef double(x):\n    return la.norm(x)"},
}


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    """Submission name -> record, for every sample submission."""
    needs("linux")
    return once(tmp_path_factory, "toy-records", _graded)


def _graded(folder: Path) -> dict[str, Record]:
    assignment = make_assignment(folder / "course")
    paths = [submit(folder / "submissions" / name, **files) for name, files in SUBMISSIONS.items()]
    return {record.submission: record for record in grade(assignment, paths, b"s" * 32, jobs=2)}
