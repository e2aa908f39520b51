"""The table of signatures in the docs, and the sources."""

import ast
import re

import pytest

from autograder.authoring.skeleton import find_function, read_reference
from tests.assignments.sources import COURSE, IDS
from tests.samples import ROOT

ROW = re.compile(r"^\| `(?P<question>\w+)` \| `(?P<path>[\w.]+)(?P<arguments>\(.*?\))` \|")


def _rows(assignment):
    """The rows of one assignment's section: question -> (dotted path, arguments as text)."""
    text = (ROOT / "docs" / "signatures.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    found = [match for line in sections.get(assignment, "").splitlines() if (match := ROW.match(line))]
    return {match["question"]: (match["path"], match["arguments"]) for match in found}


def _arguments(text):
    """Arguments as a tree, so that 1e-3 and 0.001 are the same."""
    return ast.dump(ast.parse(f"def f{text}: pass").body[0].args)


@pytest.mark.parametrize("assignment", IDS)
def test_every_question_has_its_row_and_every_row_its_question(assignment):
    """The rows of an assignment are its questions with tests, in their order."""
    questions = [question.id for question in COURSE.source(assignment).assignment.auto()]
    assert list(_rows(assignment)) == questions


@pytest.mark.parametrize("assignment", IDS)
def test_a_row_has_the_signature_of_the_reference(assignment):
    """File, class, name, arguments and defaults stand in the table as in the reference's `def`."""
    source, rows = COURSE.source(assignment), _rows(assignment)
    for question in source.assignment.auto():
        path, arguments = rows[question.id]
        assert path == f"{question.file.removesuffix('.py')}.{question.function}", question.id
        function = find_function(read_reference(source, question.file).tree, question.function)
        assert _arguments(arguments) == ast.dump(function.args), f"{question.id}: ({ast.unparse(function.args)})"
