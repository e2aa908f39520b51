"""The page about real answers names what exists."""

import re

import pytest

from autograder.model.misconceptions import load_misconceptions
from autograder.validation.variants import alternatives_in
from tests.assignments.sources import COURSE, IDS, suite_of
from tests.samples import ROOT, samples

NAME = re.compile(r"`(a\d)/(\w+)`")


@pytest.mark.parametrize("assignment", IDS)
def test_names_on_the_page_are_misconceptions_tests_alternatives_or_samples(assignment):
    """What stands there as `a1/...` is to be found in that assignment."""
    text = (ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    named = {name for prefix, name in NAME.findall(text) if prefix == assignment.split("_")[0]}
    source = COURSE.source(assignment)
    known = {entry.id for entry in load_misconceptions(source.folder, source.assignment)}
    known |= {test.function for test in suite_of(source)}
    known |= {folder.name for folder in alternatives_in(source)}
    known |= {sample.name for sample in samples(assignment)}
    assert named
    assert named - known == set()
