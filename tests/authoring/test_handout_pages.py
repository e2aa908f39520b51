"""Handouts as pages of their own: one file, formulas and figures inside."""

import re

import pytest

from autograder.authoring.build import build
from autograder.authoring.handout_pages import handout_page
from autograder.errors import AssignmentError
from tests.toy_course import put

FIGURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text x="1" y="5">50 % #</text></svg>'
TEXT = "# Toys\n\n## First\n\n$$x^2$$\n\n![A square.](figures/square.svg)\n\n## Second & last\n\n`a < b`\n"


def test_a_page_needs_nothing_else():
    """Formulas are MathML, figures are inside, and the policy of the page forbids everything from elsewhere."""
    page = handout_page(TEXT, "en", "handout.md", {"figures/square.svg": FIGURE}).decode()
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert "default-src 'none'" in page
    assert "<script" not in page
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert [address[:19] for address in addresses] == ["#first", "#second-last", "data:image/svg+xml,"]
    assert "50 %25 %23" in addresses[-1]
    assert 'alt="A square."' in page


def test_headings_are_listed_in_the_language_of_the_page():
    """The list of contents leads to every section."""
    page = handout_page(TEXT, "ko", "handout.ko.md", {"figures/square.svg": FIGURE}).decode()
    assert '<html lang="ko">' in page
    assert '<nav aria-label="차례">' in page
    assert '<a href="#second-last">Second &amp; last</a>' in page
    assert '<h2 id="second-last">Second &amp; last</h2>' in page


@pytest.mark.parametrize("address", ["figures/circle.svg", "https://example.org/a.svg", "../secret.svg"])
def test_a_picture_that_is_no_figure_is_refused(address):
    """A page shows figures of its assignment alone; the message names the address."""
    with pytest.raises(AssignmentError, match=f"handout.md: {re.escape(address)} is no figure of this assignment"):
        handout_page(f"![x]({address})", "en", "handout.md", {})


def test_the_build_writes_a_page_for_each_language_and_the_figures(course):
    """Students get `handout.html`, `handout.ko.html`, and the figures that README.md shows."""
    folder = course.root / "solutions/a1_toy"
    put(folder / "figures/square.svg", FIGURE.decode())
    text = (folder / "handout.md").read_text("utf-8")
    put(folder / "handout.md", text + "\n![A square.](figures/square.svg)\n")
    files = build(course.source("a1_toy"))
    assert files["figures/square.svg"] == FIGURE
    assert b"data:image/svg+xml" in files["handout.html"]
    assert "문제".encode() in files["handout.ko.html"]
