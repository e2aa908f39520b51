"""Run a student's program in a child process and return what it did.

The child sees the student's files, the given files, and the declared inputs; nothing else is sent to it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from autograder.understanding.child import MAX_OUTPUT, SECONDS
from autograder.understanding.code import FunctionCode

__all__ = ["Run", "Snapshot", "StudentProgram", "Value", "observe", "traced"]


class Value(msgspec.Struct, frozen=True):
    """Describe a value without holding it.

    Attributes:
        kind: `number`, `array`, `tuple`, `list`, `dict`, `none` or `other`.
        dtype: NumPy's letter for the kind of number: b, i, u or f.
        shape: Shape of an array.
        values: The numbers of a number or a small array, row by row.
        items: Elements of a tuple, a list or a dictionary.
        keys: Keys of a dictionary.
    """

    kind: str
    dtype: str = ""
    shape: tuple[int, ...] = ()
    values: tuple[float, ...] | None = None
    items: tuple["Value", ...] = ()
    keys: tuple[str, ...] = ()


class Snapshot(msgspec.Struct, frozen=True):
    """Hold a variable as it was when a statement ended.

    Attributes:
        line: First line of the statement.
        nth: Which execution of the statement, counted from 1.
        name: Name of the variable.
        after: Its value after the statement.
        before: Its value before; None if it did not exist.
        stable: Whether the same object still had this value when the function returned.
    """

    line: int
    nth: int
    name: str
    after: Value
    before: Value | None = None
    stable: bool = True


class Run(msgspec.Struct, frozen=True):
    """Hold what one run did.

    Attributes:
        status: `returned`, `raised` or `too long`.
        result: What the call returned.
        error: Name of the built-in exception class.
        frames: How often the function was called.
        generator: Whether it is a generator or a coroutine.
        unusual: Whether a variable held an array of a class of its own, or there were too many values to follow.
        counts: First line of a statement -> number of executions.
        lines: Line -> number of line events.
        snapshots: What the statements assigned.
        inputs: Name of an input -> its shape, for arrays.
        seconds: Wall time.
    """

    status: str
    result: Value | None = None
    error: str = ""
    frames: int = 0
    generator: bool = False
    unusual: bool = False
    counts: dict[int, int] = {}
    lines: dict[int, int] = {}
    snapshots: tuple[Snapshot, ...] = ()
    inputs: dict[str, tuple[int, ...]] = {}
    seconds: float = 0

    def same(self, other: "Run") -> bool:
        """Return whether two runs did the same, whatever time they took."""
        return msgspec.structs.replace(self, seconds=0) == msgspec.structs.replace(other, seconds=0)


class _Answer(msgspec.Struct):
    runs: list[Run]
    isolation: dict[str, str]


class StudentProgram(msgspec.Struct, frozen=True):
    """Describe a student's program.

    Attributes:
        files: Name -> source of the student's files and of the given files.
        file: The file with the function.
        function: Qualified name of the function.
        code: The function's statements.
        calls: Two declared inputs, each ending with the call; the first is shown to people.
        edge: Declared inputs at the edge, such as a tie.
    """

    files: Mapping[str, str]
    file: str
    function: str
    code: FunctionCode
    calls: tuple[str, ...]
    edge: tuple[str, ...] = ()


def observe(
    program: StudentProgram, runs: Sequence[Mapping[str, Any]], isolated: bool = False, again: bool = False
) -> list[Run] | None:
    """Run a program several times in one new process.

    Args:
        program: The program.
        runs: One dictionary per run, as `child.run` takes it.
        isolated: Lock the child down like a grading worker; for other people's code on a Linux machine.
        again: Whether this is the second time. Then hashes and addresses of objects differ from those of the first.

    Returns:
        What each run did; None if the child died, took too long, or could not be isolated.
    """
    job: dict[str, Any] = {
        "files": dict(program.files),
        "file": program.file,
        "function": program.function,
        "statements": traced(program.code),
        "runs": list(runs),
    }
    data = json.dumps(job).encode()
    if isolated:
        from autograder.understanding.locked import server  # Linux only; a laptop runs its owner's code

        answered = server(again).answer(data)
    else:
        answered = _run_child(data)
    if answered is None or len(answered) > MAX_OUTPUT:
        return None
    try:
        answer = msgspec.convert(json.loads(answered), _Answer, strict=False)
    except (ValueError, msgspec.ValidationError, RecursionError):
        return None
    if isolated and _missing(answer.isolation):
        return None
    return answer.runs if len(answer.runs) == len(runs) else None


def traced(code: FunctionCode) -> list[list[Any]]:
    """Return the statements as the child takes them."""
    return [[one.line, one.end, list(one.names)] for one in code.statements]


def _run_child(data: bytes) -> bytes | None:
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-m", "autograder.understanding.child"],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=scratch,
                env={**os.environ, **threads},
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return None
    return None if done.returncode else done.stdout


def _missing(isolation: dict[str, str]) -> dict[str, str]:
    from autograder.sandbox.lockdown import missing

    return missing(isolation)
