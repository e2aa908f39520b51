"""Write the similarity list as a page and as a table."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.model.text import clean_text
from autograder.reports.csv import csv_bytes
from autograder.reports.page import render
from autograder.understanding.fingerprints import lines_of_runs
from autograder.understanding.similarity import CodeAnswer, Likeness, SharedCode, Usual

__all__ = ["SimilarityList", "to_similarity_csv", "to_similarity_page"]

MOST_CHARACTERS = 200_000
"""Characters of a file that the page shows."""

OFTEN = 0.25
"""Fraction of all answers from which shared code is marked as common."""


@dataclass(frozen=True)
class SimilarityList:
    """What the page shows.

    Attributes:
        assignment: Id of the assignment.
        compared: Number of answers of the class.
        earlier: Number of answers of an earlier class.
        pairs: Ranked pairs.
        groups: Names that pairs connect.
        authors: How much the authors' independent answers share.
        earlier_usual: How much answers of the earlier class share.
        left_out: Names whose code is not compared.
        unreadable: Files that are not Python.
    """

    assignment: str
    compared: int
    earlier: int
    pairs: Sequence[Likeness]
    groups: Sequence[tuple[str, ...]]
    authors: Usual | None
    earlier_usual: Usual | None
    left_out: Sequence[str]
    unreadable: Sequence[str]


@dataclass(frozen=True)
class MarkedLine:
    """One line of code.

    Attributes:
        number: Its number.
        text: Its text.
        kind: `shared`, `common` if much of the class has it too, `given` or empty.
        other: Number of the line in the other answer, with its file if that is another; empty if it is not shared.
    """

    number: int
    text: str
    kind: str = ""
    other: str = ""


def to_similarity_page(found: SimilarityList, code: SharedCode, given: frozenset[bytes]) -> bytes:
    """Return the page, one self-contained file.

    Args:
        found: What to show.
        code: Weights of fingerprints.
        given: Runs of the code that students were given.
    """
    shown = ((pair, _marked(pair.first, pair.second, code, given)) for pair in found.pairs)
    both = [(pair, first, _marked(pair.second, pair.first, code, given)) for pair, first in shown]
    return render("similar.html", found=found, pairs=both)


def to_similarity_csv(found: SimilarityList) -> bytes:
    """Return one row per pair."""
    usual = found.earlier_usual or found.authors
    expected = [_percent(usual.median), _percent(usual.high)] if usual else ["", ""]
    lines = [["rank", "first", "second", "earlier_class", "share", "of_first", "of_second", "usual_median", "usual_95"]]
    for number, pair in enumerate(found.pairs, 1):
        shares = map(_percent, (pair.share, pair.of_first, pair.of_second))
        earlier = "yes" if pair.second.earlier else ""
        lines.append([str(number), pair.first.name, pair.second.name, earlier, *shares, *expected])
    return csv_bytes(lines)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _marked(
    answer: CodeAnswer, other: CodeAnswer, code: SharedCode, given: frozenset[bytes]
) -> list[tuple[str, list[MarkedLine]]]:
    """Return the lines of each file, marked where the other answer has the same code."""
    shared = answer.hashes & other.hashes
    often = {found for found in shared if code.is_common(found, OFTEN)}
    shown = []
    for name, content in sorted(answer.files.items()):
        there: dict[bytes, str] = {}
        for place in sorted(other.files, key=lambda place: (place != name, place)):
            for found, lines in lines_of_runs(other.files[place]):
                there.setdefault(found, str(lines[0]) if place == name else f"{place}:{lines[0]}")
        shown.append((name, list(_lines(content, shared, often, there, given))))
    return shown


def _lines(
    content: bytes,
    shared: frozenset[bytes],
    often: set[bytes],
    there: Mapping[bytes, str],
    given: frozenset[bytes],
) -> Iterator[MarkedLine]:
    """Yield the lines of a file; where several runs cover a line, the rare one decides."""
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    others: dict[int, str] = {}
    for found, lines in lines_of_runs(content):
        kind = "given" if found in given else "" if found not in shared else "common" if found in often else "shared"
        for line in lines:
            kinds[line].add(kind)
        if kind in ("common", "shared"):
            others.setdefault(lines[0], there[found])
    text = clean_text(_one_kind_of_newline(content), MOST_CHARACTERS).expandtabs(4)
    for number, words in enumerate(text.split("\n"), 1):
        kind = next((one for one in ("shared", "common") if one in kinds[number]), "")
        if not kind and kinds[number] == {"given"}:
            kind = "given"
        yield MarkedLine(number, words, kind, others.get(number, ""))


def _one_kind_of_newline(content: bytes) -> str:
    """Return the text with the line ends that Python counts."""
    return content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
