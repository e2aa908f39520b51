"""The English of code, docs and course: US spelling, and none of the phrases that make a reader stop."""

import re
from pathlib import Path

import pytest

from tests.documents import project_texts

BRITISH = re.compile(
    # Stems of -ise and -yse, for precise, noise and exercise are American too.
    r"\w*(?:"
    r"(?:apolog|author|categor|character|critic|custom|digit|emphas|familiar|final|general|initial|item|local|"
    r"maxim|minim|memor|modern|normal|optim|organ|parallel|penal|priorit|random|recogn|regular|serial|special|"
    r"standard|summar|symbol|token|util|vector|visual)is(?:e|ed|er|es|ing|ation|ations)|"
    r"(?:anal|paral|catal)ys(?:e|ed|ing)|"
    r"(?:behavi|col|fav|flav|harb|hon|hum|lab|neighb|rum|vap)our(?:s|ed|ing|hood|hoods|ite|ites|able|less)?|"
    r"(?:cent|fib|lit|theat)re(?:s|d)?|(?:kilo|milli|centi)metres?|"
    r"(?:cancel|label|level|marshal|model|signal|total|travel|tunnel)l(?:ed|ing|er|ers)|"
    r"catalogu(?:e|es|ed|ing)|gre(?:y|ys|yscale)|licen(?:ce|ces|ced)|(?:de|of)fen(?:ce|ces)|practis(?:e|ed|ing)|"
    r"artefacts?|judgements?|programmes?|sceptic(?:al|s)?|fulfils?|skilful|whilst|amongst|learnt|spelt"
    r")",
)
"""A whole word in lower case."""

PHRASES = re.compile(
    # A count of anything, unless a result follows: "so many rows that ..."
    r"\b(?:so many\b(?! (?:[a-z]+ )?that\b)|such a one|faults? of ours|none of which|"
    r"(?:is|are|was|were|be|being|been) (?:told|said)\b(?! (?:to|apart)\b))".replace(" ", r"[\s#]+"),
    re.IGNORECASE,
)
"""A phrase may begin on one line, or comment, and end on the next."""

SKIPPED = re.compile(r"^(LICENSE|requirements\.lock|tests/(?:submissions|fairness)/|tests/test_spelling\.py$)|\.svg$")
"""Texts by others, and submissions: students may spell as they like."""

FOREIGN = re.compile(r"\bcancelled\(\)|[`\"]cancelled[`\"]")
"""Names of other projects: a function of GitHub's expressions."""

HISTORY = "CHANGELOG.md"


def _british(text: str) -> list[str]:
    """Return the British words of a text."""
    return sorted(word for word in set(re.findall(r"[a-z]+", FOREIGN.sub("", text).lower())) if BRITISH.fullmatch(word))


def _phrases(text: str) -> list[str]:
    """Return the banned phrases of a text, each with its line."""
    return [f"line {text.count(chr(10), 0, found.start()) + 1}: {found[0]}" for found in PHRASES.finditer(text)]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The texts of the project, by name."""
    return {name: text for name, text in project_texts().items() if not SKIPPED.search(name)}


def test_spelling_is_american(texts):
    """The names in the API are American, so everything around them is."""
    assert {name: found for name, text in texts.items() if (found := _british(text))} == {}


def test_no_text_has_a_banned_phrase(texts):
    """No text counts by `so many`, or reports in the passive what somebody said."""
    assert {name: found for name, text in texts.items() if name != HISTORY and (found := _phrases(text))} == {}


def test_a_british_word_is_found():
    """Each kind of British word is found, in a name and at the beginning of a sentence too."""
    for planted in (
        *("vectorised", "regularisation", "normalise", "minimised", "unrecognised", "analysed"),
        *("colours", "neighbouring", "behaviour", "centre", "catalogues", "grey", "licence", "artefact"),
        *("labelled", "cancelled"),
    ):
        for text in (f"Then {planted} ones.", f"{planted.capitalize()}, then.", f"def is_{planted}(x): ..."):
            assert _british(text) == [planted]


def test_an_american_word_is_left_alone():
    """Words that only look British raise no alarm."""
    words = (
        *("vectorized", "noise", "precise", "otherwise", "raised", "analyses"),
        *("colored", "neighbor", "four", "licensed", "metrics", "degrees"),
        *("aria-labelledby", "modeled", "fulfilled"),
    )
    assert _british(f"Then {', '.join(words)}.") == []


@pytest.mark.parametrize("planted", ["so many points", "such a one", "a fault of ours", "is told", "were said"])
def test_a_phrase_is_found(planted):
    """A phrase is found on one line, and where a line of a comment ends within it."""
    within = planted.replace(" ", "\n    # ")
    assert len(_phrases(f"One line.\nHere {planted}.\n")) == 1
    assert len(_phrases(f"# Here {within}.\n")) == 1


def test_so_many_with_a_result_is_plain_english():
    """`So many rows that memory ends` counts nothing."""
    assert _phrases("of the last class so many that every batch has one, and so many rows that memory ends") == []


def test_every_kind_of_text_is_read(texts):
    """Code, documentation, course and workflows are among the files."""
    assert {".py", ".md", ".toml", ".po", ".yaml", ".html", ".sh"} <= {Path(name).suffix for name in texts}
