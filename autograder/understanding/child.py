"""Run a student's function on small inputs in a process of its own and report what the variables held.

    python -I -m autograder.understanding.child     reads a job (JSON) from stdin, writes one line of JSON to stdout

On a laptop; a batch forks the same code from a locked-down server (`locked.py`). Works on Windows.

Values are copied when a statement ends. Nothing here calls a method of a student's object: values of other types than
numbers, plain arrays, tuples and lists are not described, and iterators are left alone.
"""

import ast
import importlib.abc
import importlib.util
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from functools import lru_cache
from importlib.machinery import ModuleSpec
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np

__all__ = ["MAX_OUTPUT", "SECONDS", "describe", "main", "run", "work"]

SECONDS = 30.0
"""Wall time of a child; slower programs get no questions."""

MAX_OUTPUT = 16 << 20
"""Bytes that a child may write."""

MAX_EVENTS = 20_000
"""Lines that one run may execute; small inputs need far fewer."""

MAX_SNAPSHOTS = 300
MAX_VALUES = 256
"""Numbers of an array that are reported one by one."""

MAX_ITEMS = 64
SLOW = 0.5
"""Seconds of a run after which the program is not run again with changes."""


class _TooManyLines(BaseException):
    """A run executes too many lines."""


def describe(value: object, depth: int = 0) -> dict[str, Any]:
    """Describe a number, a plain array, or a tuple or list of them; anything else as `other`, without touching it."""
    kind = type(value)
    if value is None:
        return {"kind": "none"}
    if kind in (bool, int, float):
        if type(value) is int and abs(value) > 1 << 53:
            return {"kind": "other"}
        return {"kind": "number", "dtype": {bool: "b", int: "i", float: "f"}[kind], "values": [value]}
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return {"kind": "number", "dtype": value.dtype.kind, "values": [value.item()]}
    if kind is np.ndarray:
        array: np.ndarray[Any, Any] = value  # type: ignore[assignment]
        plain = array.dtype.kind in "biuf" and array.size <= MAX_VALUES
        values = array.reshape(-1).tolist() if plain else None
        return {"kind": "array", "dtype": array.dtype.kind, "shape": list(array.shape), "values": values}
    if kind in (tuple, list) and depth < 3 and len(value) <= MAX_ITEMS:  # type: ignore[arg-type]
        items = [describe(item, depth + 1) for item in value]  # type: ignore[attr-defined]
        return {"kind": kind.__name__, "items": items}
    if kind is dict and depth < 3 and len(value) <= MAX_ITEMS and all(type(key) is str for key in value):  # type: ignore[arg-type,attr-defined]
        items = [describe(item, depth + 1) for item in value.values()]  # type: ignore[attr-defined]
        return {"kind": "dict", "keys": list(value), "items": items}  # type: ignore[call-overload]
    return {"kind": "other"}


class _Memory(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import the submission's modules from memory."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find a module of the submission."""
        name = f"{fullname}.py"
        return importlib.util.spec_from_loader(fullname, self, origin=name) if name in self.files else None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module's source."""
        name = f"{module.__name__}.py"
        exec(_compiled(self.files[name], f"<{name}>"), module.__dict__)


@lru_cache(maxsize=512)
def _compiled(source: str, name: str) -> CodeType:
    """Compile a module once, however often it is imported anew."""
    return compile(source, name, "exec", dont_inherit=True)


class _Tracer:
    """Follow one function: count its statements and copy the variables that they assign.

    Attributes:
        frames: How often the function was called.
        counts: First line of a statement -> number of executions.
        lines: Line -> number of line events.
        snapshots: What each execution of a statement assigned.
        unusual: Whether a variable held an array of another class than NumPy's own.
    """

    def __init__(self, file: str, function: str, statements: Sequence[Sequence[Any]]) -> None:
        self.file, self.function = f"<{file}>", function
        self.ranges = {line: (first, names) for first, last, names in statements for line in range(first, last + 1)}
        self.frames = 0
        self.events = 0
        self.generator = self.unusual = False
        self.counts: dict[int, int] = {}
        self.lines: dict[int, int] = {}
        self.snapshots: list[dict[str, Any]] = []
        self._live: list[tuple[dict[str, Any], object]] = []
        self._open: tuple[int, list[str], dict[str, Any]] | None = None

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        """Trace the frames of the submission only."""
        code = frame.f_code
        if not code.co_filename.startswith("<") or code.co_filename[1:-1].endswith("frozen"):
            return None
        if self._is_target(code):
            self.frames += 1
            self.generator = self.generator or bool(code.co_flags & 0x2A0)
            return self._in_function if self.frames == 1 else self._elsewhere
        return self._elsewhere

    def _is_target(self, code: CodeType) -> bool:
        return code.co_filename == self.file and code.co_qualname == self.function

    def _tick(self) -> None:
        self.events += 1
        if self.events > MAX_EVENTS:
            raise _TooManyLines

    def _elsewhere(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            self._tick()
        return self._elsewhere

    def _in_function(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "exception" and self._open:
            self._open = None
        elif event == "return":
            self._close(frame)
            for snapshot, value in self._live:
                snapshot["stable"] = describe(value) == snapshot["after"]
        elif event == "line":
            self._tick()
            line = frame.f_lineno
            self.lines[line] = self.lines.get(line, 0) + 1
            first, names = self.ranges.get(line, (0, []))
            if self._open and self._open[0] == first:
                return self._in_function
            self._close(frame)
            if first:
                self.counts[first] = self.counts.get(first, 0) + 1
                found = frame.f_locals
                self._open = first, names, {name: describe(found[name]) for name in names if name in found}
        return self._in_function

    def _close(self, frame: FrameType) -> None:
        """Copy what the statement that just ended has assigned."""
        if self._open is None:
            return
        (first, names, before), self._open = self._open, None
        found = frame.f_locals
        for name in names:
            kind = type(found.get(name))
            self.unusual = self.unusual or (issubclass(kind, np.ndarray) and kind is not np.ndarray)
            if name in found and len(self.snapshots) < MAX_SNAPSHOTS:
                after = describe(found[name])
                if after["kind"] in ("number", "array"):
                    snapshot = {"line": first, "nth": self.counts[first], "name": name, "after": after}
                    snapshot |= {"before": before.get(name), "stable": True}
                    self.snapshots.append(snapshot)
                    self._live.append((snapshot, found[name]))

    def report(self) -> dict[str, Any]:
        """Return what was seen."""
        return {
            "frames": self.frames,
            "generator": self.generator,
            "unusual": self.unusual or len(self.snapshots) >= MAX_SNAPSHOTS,
            "counts": {str(line): count for line, count in self.counts.items()},
            "lines": {str(line): count for line, count in self.lines.items()},
            "snapshots": self.snapshots,
        }


def run(job: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    """Run the whole program once, on fresh modules and fresh inputs.

    Args:
        job: `files` (name -> source), `file`, `function` (its qualified name) and `statements` (first line, last line,
            assigned names).
        one: `call` (lines that make the inputs; the last one is the call), and optionally `source` (the file's source,
            changed), `statements` (of that source), `inputs` (name -> number that replaces an input), `scale` (name ->
            factor) and `seed`.

    Returns:
        `status` (`returned`, `raised`, `too long`), the `result`, and what the tracer saw.
    """
    files = {**job["files"], **({job["file"]: one["source"]} if "source" in one else {})}
    for name in files:
        sys.modules.pop(name.removesuffix(".py"), None)
    finder = _Memory(files)
    tracer = _Tracer(job["file"], job["function"], one.get("statements", job["statements"]))
    seed = int(one.get("seed", 0))
    np.random.seed(seed)
    random.seed(seed)
    began = time.perf_counter()
    done: dict[str, Any] = {}
    shapes: dict[str, list[int]] = {}
    sys.meta_path.insert(0, finder)
    try:
        with np.errstate(all="ignore"):
            sys.settrace(tracer)
            try:
                done = {"status": "returned", "result": describe(_call(job, one, seed, shapes))}
            finally:
                sys.settrace(None)
    except _TooManyLines:
        done = {"status": "too long"}
    except (Exception, SystemExit) as error:
        done = {
            "status": "raised",
            "error": next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins"),
        }
    finally:
        sys.meta_path.remove(finder)
    return {**done, **tracer.report(), "inputs": shapes, "seconds": time.perf_counter() - began}


def _call(job: dict[str, Any], one: dict[str, Any], seed: int, shapes: dict[str, list[int]]) -> object:
    module = importlib.import_module(job["file"].removesuffix(".py"))
    names: dict[str, Any] = {"np": np, "seed": seed}
    names |= {name: value for name, value in vars(module).items() if not name.startswith("__")}
    names["np"] = np
    tree = ast.parse(one["call"])
    last = tree.body.pop()
    assert isinstance(last, ast.Expr), "the last line is the call"
    exec(compile(tree, "inputs", "exec"), names)
    names |= one.get("inputs", {})
    for name, factor in one.get("scale", {}).items():
        names[name] = names[name] * factor
    shapes |= {name: list(value.shape) for name, value in names.items() if type(value) is np.ndarray}
    return eval(compile(ast.Expression(last.value), "inputs", "eval"), names)


class _Nowhere:
    """A stream that drops what the submission prints."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Drop the text."""
        return len(text)

    def flush(self) -> None:
        """Do nothing."""

    def isatty(self) -> bool:
        """Return False."""
        return False


def work(job: dict[str, Any], out: int, isolation: dict[str, str]) -> None:
    """Run a job, write what was seen, and end this process.

    Args:
        job: `runs` (what `run` takes), and for all of them `files`, `file`, `function` and `statements`.
        out: Descriptor to write to.
        isolation: How this process is locked down: layer -> `on`, or why not.
    """
    sys.stdout = sys.stderr = _Nowhere()
    done: list[dict[str, Any]] = []
    for one in job["runs"]:
        if "source" in one and any(run["seconds"] > SLOW for run in done):
            done.append({"status": "too long"})
        else:
            done.append(run(job, one))
    data = json.dumps({"runs": done, "isolation": isolation}).encode()
    while data:
        data = data[os.write(out, data) :]
    os._exit(0)


def main() -> None:
    """Read a job from standard input and work on it."""
    job = json.loads(sys.stdin.buffer.read())
    out = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    work(job, out, {})


if __name__ == "__main__":
    main()
