"""Measure the similarity list with the answers of the five assignments; print the tables of docs/similarity.md.

Usage: python -m tests.understanding.measured
"""

from collections.abc import Mapping, Sequence
from functools import cache

from autograder.authoring.course import Course
from autograder.understanding.fingerprints import fingerprints_of
from autograder.understanding.similarity import CodeAnswer, SharedCode, rank, usual_share
from autograder.understanding.similarity_sources import authors_answers, given_runs
from tests.samples import ROOT
from tests.understanding.disguises import DISGUISES, loops_to_comprehensions

__all__ = ["answers", "disguise_table", "planted", "usual_table"]

COURSE = Course(ROOT)
TITLES = {
    "rename": "other names",
    "reorder": "functions in another order",
    "comments": "other comments, docstrings, indentation",
    "comprehension": "other names, loops as comprehensions (where there are such loops)",
    "everything": "all of these",
}


@cache
def answers(assignment: str) -> tuple[list[CodeAnswer], frozenset[bytes]]:
    """Return the right answers to an assignment, and the runs of given code."""
    source = COURSE.source(assignment)
    given = given_runs(source)
    return authors_answers(source, given), given


@cache
def planted(assignment: str, disguise: str) -> Mapping[str, tuple[int, float]]:
    """Plant a disguised copy of each answer in turn; return original -> rank of the pair, and its share."""
    known, given = answers(assignment)
    found = {}
    for one in known:
        texts = {name: content.decode("utf-8") for name, content in one.files.items()}
        if disguise == "comprehension" and not any(loops_to_comprehensions(text)[1] for text in texts.values()):
            continue
        files = {name: DISGUISES[disguise](text).encode("utf-8") for name, text in texts.items()}
        everyone = [*known, CodeAnswer("copy", files, fingerprints_of(files, given).hashes)]
        pairs = rank(everyone, SharedCode(everyone))
        places = [
            place for place, pair in enumerate(pairs) if {pair.first.name, pair.second.name} == {one.name, "copy"}
        ]
        found[one.name] = (places[0] + 1, pairs[places[0]].share) if places else (len(pairs) + 1, 0.0)
    return found


def usual_table() -> Sequence[str]:
    """Return the rows about independent answers."""
    rows = []
    for assignment in COURSE.ids():
        known, _ = answers(assignment)
        usual = usual_share(known, SharedCode(known))
        assert usual
        shares = " | ".join(f"{100 * share:.0f}" for share in (usual.median, usual.high, usual.highest))
        rows.append(f"| {assignment} | {usual.pairs} | {shares} |")
    return rows


def disguise_table() -> Sequence[str]:
    """Return the rows about disguised copies."""
    rows = []
    for disguise, title in TITLES.items():
        found = [pair for assignment in COURSE.ids() for pair in planted(assignment, disguise).values()]
        first, third = (sum(place <= most for place, _ in found) for most in (1, 3))
        smallest = min(share for _, share in found)
        rows.append(f"| {title} | {len(found)} | {first} | {third} | {100 * smallest:.0f} % |")
    return rows


if __name__ == "__main__":
    print(*usual_table(), "", *disguise_table(), sep="\n")
