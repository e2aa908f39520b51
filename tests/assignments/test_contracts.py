"""The docstrings of what students write and read: each is a whole contract, since an editor shows one at a time."""

import ast
import re
from pathlib import Path

import pytest

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
FILES = sorted(path for path in [*SOLUTIONS.glob("*/*.py"), *SOLUTIONS.glob("*/given/*.py")] if path.name != "lab.py")
FUNCTIONS = {
    f"{path.relative_to(SOLUTIONS).as_posix()}::{node.name}:{node.lineno}": node
    for path in FILES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef)
}


def _parameters(node: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in node.args.args if argument.arg != "self"]


@pytest.mark.parametrize("name", [name for name, node in FUNCTIONS.items() if _parameters(node)])
def test_a_docstring_describes_every_parameter(name):
    """Each parameter stands under Args, in order, and not in another function's docstring."""
    arguments = (ast.get_docstring(FUNCTIONS[name]) or "").partition("\nArgs:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^    (\w+): ", arguments, re.M) == _parameters(FUNCTIONS[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_docstring_describes_the_result(name):
    """What a function returns stands under Returns."""
    node = FUNCTIONS[name]
    returns = any(isinstance(one, ast.Return) and one.value is not None for one in ast.walk(node))
    assert ("\nReturns:\n" in (ast.get_docstring(node) or "")) is (returns or node.name == "loss")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_docstring_refers_to_no_other_for_its_contract(name):
    """No docstring says `as in` or `the same as` another function."""
    text = ast.get_docstring(FUNCTIONS[name]) or ""
    assert not re.search(r"Args, Returns|\bas in \w+(_|\.\w)|[Tt]he same as \w+_|\b[Ss]ee \w+[_.]\w", text)
