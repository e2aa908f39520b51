"""The docstrings of what students write and read: each is a whole contract, since an editor shows one at a time."""

import ast
import re
from collections import Counter
from pathlib import Path

from autograder.authoring.course import Course
from autograder.authoring.docstring_files import files_of_students, read_docstrings
from autograder.authoring.docstrings import described

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


def _described(node: ast.FunctionDef) -> list[str]:
    """Return the parameters under Args, in order."""
    arguments = (ast.get_docstring(node) or "").partition("\nArgs:\n")[2].partition("\n\n")[0]
    return re.findall(r"^    (\w+): ", arguments, re.M)


def _says_what_it_returns(node: ast.FunctionDef) -> bool:
    """Return whether Returns stands in the docstring exactly if the function returns something."""
    returns = any(isinstance(one, ast.Return) and one.value is not None for one in ast.walk(node))
    return ("\nReturns:\n" in (ast.get_docstring(node) or "")) is (returns or node.name == "loss")


def test_a_docstring_describes_every_parameter():
    """Each parameter stands under Args, in order, and not in another function's docstring."""
    found = {name: (_described(node), _parameters(node)) for name, node in FUNCTIONS.items() if _parameters(node)}
    assert len(found) > 50
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}


def test_a_docstring_describes_the_result():
    """What a function returns stands under Returns."""
    assert [name for name, node in FUNCTIONS.items() if not _says_what_it_returns(node)] == []


def test_a_docstring_refers_to_no_other_for_its_contract():
    """No docstring says `as in` or `the same as` another function."""
    refers = re.compile(r"Args, Returns|\bas in \w+(_|\.\w)|[Tt]he same as \w+_|\b[Ss]ee \w+[_.]\w")
    assert [name for name, node in FUNCTIONS.items() if refers.search(ast.get_docstring(node) or "")] == []


EXACT = [
    r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?!\w)",  # numbers
    r"[A-Za-z_]\w*(?:\.\w+)+|[A-Za-z]\w*_\w*",  # dotted and joined names
    r"`[^`]+`",
    r"\w+\[[^\]]*\]",
    r"\((?:[\w']+,)(?: ?[\w' *+-]+,?)*\)(?<![a-z]{4}\))",  # shapes
]


def _facts(docstring: str) -> Counter[str]:
    """Return what reads the same in every language: numbers, names, shapes, indices."""
    return Counter(found.rstrip(".,") for one in EXACT for found in re.findall(one, docstring, re.ASCII))


def test_the_korean_contract_has_every_fact_of_the_english_one():
    """Each number, name, shape and index of an English docstring occurs in the Korean one as often."""
    lost = {}
    for source in Course(SOLUTIONS.parent).sources():
        korean = read_docstrings(source, "ko")
        for file, text in files_of_students(source).items():
            for entry in described(text):
                missing = _facts(entry.docstring) - _facts(korean[file][entry.name].docstring)
                if missing:
                    lost[f"{source.id}/{file}: {entry.name}"] = dict(missing)
    assert lost == {}


def test_korean_titles_of_tests_have_one_register():
    """A title is a noun phrase or ends in -ㅂ니다, in the sidecar as in a mark, and so does every Korean docstring."""
    texts = [path.read_text(encoding="utf-8") for path in SOLUTIONS.glob("*/tests/*/*.py")]
    titles = [title for text in texts for title in re.findall(r'\bko="([^"]+)"', text)]
    for source in Course(SOLUTIONS.parent).sources():
        titles += [title for by_language in source.assignment.test_titles.values() for title in by_language.values()]
        docstrings = (source.folder / "docstrings.ko.md").read_text(encoding="utf-8")
        titles += re.findall(r"[가-힣]+다(?=\.)", docstrings)
    assert len(titles) > 1_000
    assert [title for title in titles if re.search(r"[가-힣]다\.?$", title) and not re.search(r"니다\.?$", title)] == []
