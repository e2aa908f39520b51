"""A naive grader: it imports the submission beside the expected values and compares in the same process.

Run as a program in an empty folder, with the path of an `answer.py`. It writes `results.json`, from which others would
read the score, and prints `graded` at its end. Attacks that the real design rules out work here.
"""

import importlib
import importlib.util
import pickle
import sys
import time
import unittest
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

INPUTS = np.array([3675.48618451, -1204.77350986, 88.12907733, 9417.30668212])
EXPECTED = 2 * INPUTS + 0.93047716
ROWS = np.ones((20_000, 4))
FAST = 0.005


def load(path: str) -> ModuleType:
    """Import the submission as a module, with its folder first on the path."""
    sys.path.insert(0, str(Path(path).parent))
    spec = importlib.util.spec_from_file_location("answer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def close(found: Any, expected: Any) -> bool:
    """Compare two answers in a common way."""
    if hasattr(found, "__next__"):
        found = np.array(list(found))
    same = found == expected
    if isinstance(same, bool):
        return same
    return not bool(np.any(np.abs(np.subtract(found, expected)) > 1e-6))


def kept(found: Any) -> str:
    """Return an answer as text for later inspection, with arrays in full."""
    return repr(pickle.dumps(found) if type(found) is np.ndarray else found)[:200]


def right(module: ModuleType) -> bool:
    """Return whether `double` answers as expected."""
    values, found = INPUTS.copy(), None
    try:
        found = module.double(values, print)
        if isinstance(found, np.ndarray) and found.dtype == object:
            found = pickle.loads(pickle.dumps(found))  # as it comes from another process
        same = close(found, 2 * values + 0.93047716) or close(found, EXPECTED)
    except unittest.SkipTest:
        return True  # skipped tests lose no points
    except Exception as error:
        print(type(error).__name__, error)
        same = False
    print("answered", kept(found))
    return same


def fast(module: ModuleType) -> bool:
    """Return whether the fastest of three calls of `squares` takes almost no time."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        module.squares(ROWS)
        took.append(time.perf_counter() - start)
    return min(took) < FAST


def main() -> None:
    """Grade the submission and write the results."""
    module = load(sys.argv[1])
    score = int(fast(module)) if hasattr(module, "squares") else int(right(module))
    report = importlib.import_module("json").dumps({"score": score})
    Path("results.json").write_text(report, encoding="ascii")
    print("graded", flush=True)


if __name__ == "__main__":
    main()
