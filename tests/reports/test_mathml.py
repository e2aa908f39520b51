"""Formulas become MathML, and no formula or comment can put anything else into a page."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.reports.mathml import formula, to_html


class _Read(HTMLParser):
    """Collect the elements, attributes and text of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.text, self.open = [], [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


FORMULAS = {
    r"\frac{a}{b}": ("mfrac", "ab"),
    r"x_i^2": ("msubsup", "xi2"),
    r"\sqrt{x}": ("msqrt", "x"),
    r"\sum_{i=1}^{N} L_i": ("msubsup", "∑i=1NLi"),
    r"\hat y = \arg\max_c s_c": ("mover", "y^=argmaxcsc"),
    r"W \in \mathbb{R}^{D \times C}": ("msup", "W∈\u211dD×C"),
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": ("mtable", "(1234)"),
    r"a < b & c": ("mo", "a<b&c"),
    r"\text{점수}": ("mtext", "점수"),
}


def test_formulas_become_mathml():
    """Each formula has the element of its kind and all of its characters; a displayed one is a block."""
    for tex, (element, characters) in FORMULAS.items():
        read = _Read(formula(tex))
        assert read.elements[0] == "math", tex
        assert element in read.elements, tex
        assert read.text.replace("\u2061", "") == characters, tex
    assert ("display", "block") in _Read(formula("x", display=True)).attributes


REFUSED = {
    "nothing": "",
    "an argument is missing": r"\frac{1",
    "a command alone": r"\mathbb",
    "an unknown command": r"\nosuchcommand{x}",
    "a brace too many on the left": r"\left( x",
    "two exponents": "x^1^2",
    "a macro that doubles itself": r"\def\a{\b\b}\def\b{\a\a}\a",
    "a macro with arguments": r"\newcommand{\a}[1]{#1#1}\a{x}",
    "too long": "x+" * 1_001,
    "too deep": "{" * 900 + "x" + "}" * 900,
    "no end of roots": r"\sqrt" * 300 + "x",
}


def test_a_formula_that_cannot_be_shown_is_code():
    """The formula appears as it was written, between its dollars, and nothing is raised."""
    for why, tex in REFUSED.items():
        read = _Read(formula(tex))
        assert (read.elements, read.text) == (["code"], f"${tex}$"), why


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;img src=x onerror=alert(1)&gt;}",
        r"\href{javascript:alert(1)}{x}",
        r'\class{a" onclick="alert(1)}{x}',
        r"\style{position:fixed;inset:0}{x}",
        r'\color{red" onclick="x}{x}',
        r"\unicode{x3c}script",
        r"\rule{9999em}{9999em}",
        r"\hspace{-500em}x",
    ],
)
def test_a_formula_brings_nothing_else_into_the_page(tex):
    """No other element, no link, style or handler, and no size that covers the page."""
    read = _Read(formula(tex))
    assert {*read.elements} <= {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "code"}
    assert {name for name, _ in read.attributes} <= {"display", "mathcolor", "mathvariant", "width", "height"}
    assert not re.search(r"\d{3}|[;:]", "".join(value for _, value in read.attributes))


SIGNS = ["\\", "{", "}", "^", "_", "&", "$", "<b>", '"', r"\left", r"\right", r"\over", r"\text{<script>}"]
PIECES = [*FORMULAS, *(tex for tex in REFUSED.values() if len(tex) < 100), *SIGNS]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(max_size=40))
def test_no_text_breaks_a_page(text):
    """Whatever is written as a formula or in a comment gives well-formed HTML from safe elements."""
    for made in (formula(text), to_html(f"a ${text}$ b"), to_html(text)):
        assert not {*_Read(re.sub(r"<(br|hr)\s*/?>", "", made)).elements} & {
            "script",
            "style",
            "iframe",
            "img",
            "object",
        }


def test_a_comment_is_markdown_with_formulas():
    """Emphasis, code, links and formulas are shown; amounts of money and shell variables are no formulas."""
    made = to_html(
        "Use **`np.sum`**: $x_i$는, see [here](https://example.org). It costs $5 or $6, in $HOME.\n\n$$x^2$$\n"
    )
    assert "<strong><code>np.sum</code></strong>" in made
    assert made.count("<math") == 2
    assert '<math display="block">' in made
    assert '<a href="https://example.org">here</a>' in made
    assert "It costs $5 or $6, in $HOME." in made


def test_a_comment_brings_no_code_into_the_page():
    """HTML is text, a link that runs a script is none, and pictures are not loaded."""
    made = to_html(
        "<script>x</script> <b>b</b> [a](javascript:alert(1)) ![p](https://example.org/p.png)\n\n<div>x</div>"
    )
    assert {*_Read(made).elements} == {"p", "a"}
    assert ("href", "https://example.org/p.png") in _Read(made).attributes  # what is left of the picture: a link
    assert "<a" not in to_html("[x]: /long\n\n[x] [x]")  # a definition that is used often would grow without bound
    assert to_html("*" * 60_000) == f"<pre>{'*' * 60_000}</pre>\n"
