"""Make docs/api.md from the docstrings of the public packages; `python -m tools.reference` writes it."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import pairwise
from textwrap import dedent
from types import ModuleType
from typing import Any

from autograder import datasets, plots, testing

__all__ = ["PACKAGES", "api", "examples", "members", "sections"]

PACKAGES: dict[ModuleType, dict[str, tuple[str, ...]]] = {
    testing: {
        "Calling the submission": ("Submission", "Function", "Handle", "Observation", "callback", "generator"),
        "What a value must be": (
            *("array", "ndarray", "scalar", "integer", "boolean", "string", "mapping", "several", "handle", "opaque"),
            "Spec",
        ),
        "Comparing": (
            *(
                "assert_close",
                "assert_consistent",
                "assert_equal",
                "assert_gradient",
                "assert_is_gradient",
                "assert_true",
            ),
            *("assert_unmodified", "GradientParts", "Text", "Failed"),
        ),
        "Measuring slopes": ("directional", "sweep", "Sweep"),
        "Speed": ("SpeedJudge", "Timed"),
        "Notebooks": ("run_test",),
    },
    datasets: {
        "Data": (
            *(
                "load_digits",
                "load_fashion",
                "load_dataset",
                "load_dataset_or_digits",
                "Digits",
                "Dataset",
                "MissingDataset",
            ),
            *("misfit", "ARRAYS"),
        ),
    },
    plots: {
        "Plots": ("plot_style", "WEIGHTS", "CYCLE", "LINES", "HANGUL_FONTS"),
        "Colors": ("BLUE", "VERMILLION", "GREEN", "ORANGE", "PURPLE", "GRAY"),
    },
}
"""The public packages, and their names by topic, in the order of the page."""

OF_THE_ENGINE = {
    testing.Submission: {"last_call", "reset", "run", "with_handles"},
    testing.Timed: {"collect", "go", "prepare", "value"},
    testing.Text: {"changed", "cleaned", "made_of", "of", "spoken_in", "texts"},
}
"""Methods that only the engine calls; they are not on the page and may change."""

MADE_BY_AUTHORS = {testing.Failed, testing.GradientParts, testing.Spec, testing.Text}
"""Classes that a test constructs itself; of the others the page does not show how they are made."""

_SECTIONS = ("Args", "Attributes", "Returns", "Raises", "Example")
_HEADING = re.compile(rf"^({'|'.join(_SECTIONS)}):\n", re.M)
_ENTRY = re.compile(r"^(\w[\w, ]*): ")


def api() -> str:
    """Write the page: for each package its topics, for each name its signature and docstring."""
    parts = []
    for package, topics in PACKAGES.items():
        missing = set(package.__all__) ^ {name for names in topics.values() for name in names}
        assert not missing, f"tools/api.py and {package.__name__}.__all__ differ: {sorted(missing)}"
        parts += [f"## {package.__name__}", _index(package, topics)]
        for topic, names in topics.items():
            parts += [f"### {topic}"]
            for name in names:
                parts += _entry(package, name)
    return "\n\n".join(parts) + "\n"


def _index(package: ModuleType, topics: dict[str, tuple[str, ...]]) -> str:
    rows = [
        f"| {topic} | {', '.join(f'[`{name}`](#{_anchor(package, name)})' for name in names)} |"
        for topic, names in topics.items()
    ]
    return "\n".join(["| | |", "| --- | --- |", *rows])


def _anchor(package: ModuleType, name: str) -> str:
    """The anchor that GitHub gives the heading of a name; a second one of the same letters gets a number."""
    names = [one for topics in PACKAGES.values() for group in topics.values() for one in group]
    before = names[: names.index(name)]
    count = sum(one.lower() == name.lower() for one in before)
    return f"{name.lower()}-{count}" if count else name.lower()


def _entry(package: ModuleType, name: str) -> Iterator[str]:
    value = getattr(package, name)
    yield f"#### `{name}`"
    if not (inspect.isclass(value) or inspect.isfunction(value)):
        yield f"```python\n{name} = {value!r}\n```"
        yield _comment(package, name)
        return
    made_elsewhere = inspect.isclass(value) and value not in MADE_BY_AUTHORS
    if not made_elsewhere:
        yield _call(name, value)
    yield from _markdown(value, skip="Args" if made_elsewhere else "")
    for method, function in members(value).items():
        yield f"##### `{name}.{method}`"
        yield _call(method, function)
        yield from _markdown(function)


def members(value: Any) -> dict[str, Any]:
    """Return the public methods of a class that have a docstring of its own; empty for a function."""
    if not inspect.isclass(value):
        return {}
    hidden = OF_THE_ENGINE.get(value, set())
    return {
        name: member
        for name, member in vars(value).items()
        if inspect.isfunction(member) and not name.startswith("_") and name not in hidden
    }


def _call(name: str, value: Any) -> str:
    """Write a call with names and defaults alone: types and shapes are in the text."""
    signature = inspect.signature(value)
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
        if parameter.name != "self"
    ]
    text = f"{name}{signature.replace(parameters=plain, return_annotation=inspect.Signature.empty)}"
    return f"```python\n{text}\n```"


def _comment(package: ModuleType, name: str) -> str:
    """Return the string below the assignment of a constant."""
    body = ast.parse(inspect.getsource(package)).body
    for node, after in pairwise(body):
        named = isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == name for one in node.targets
        )
        if named and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            return str(after.value.value)
    raise AssertionError(f"{package.__name__}.{name} has no docstring")


def sections(value: Any) -> dict[str, str]:
    """Split a docstring into its text (under an empty name) and its sections."""
    words, *rest = _HEADING.split(inspect.getdoc(value) or "")
    return {"": words.strip(), **{name: dedent(text).strip() for name, text in zip(rest[::2], rest[1::2], strict=True)}}


def examples(value: Any) -> str:
    """Return the example of a docstring, in the form of doctest; empty if there is none."""
    return sections(value).get("Example", "")


def _markdown(value: Any, skip: str = "") -> Iterator[str]:
    for name, text in sections(value).items():
        if name == skip and name:
            continue
        if name == "":
            yield _prose(text)
        elif name == "Example":
            yield f"```pycon\n{re.sub(r'  # doctest: .*', '', text)}\n```"
        elif name == "Returns":
            yield f"*Returns:* {_prose(text)}"
        else:
            yield f"*{name}:*\n" + "\n".join(_items(text, code=name != "Raises"))


def _prose(text: str) -> str:
    """Escape the signs that Markdown would read, outside of code."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if piece.startswith("`") else re.sub(r"([*_|<])", r"\\\1", piece) for piece in pieces)


def _items(text: str, code: bool) -> Iterator[str]:
    """Write the entries of a section as a list."""
    for entry in re.split(r"\n(?=\S)", text):
        name, words = _ENTRY.match(entry), " ".join(entry.split())
        assert name, f"not an entry of the form `name: words`: {entry!r}"
        yield f"- `{name[1]}`: {_prose(words.removeprefix(name[0]))}"
