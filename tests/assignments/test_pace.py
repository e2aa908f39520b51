"""The page of topics and times, and hints that lead to a line without being it."""

import ast
import math
import re

import pytest

from autograder.authoring.skeleton import answers_in, read_reference
from tests.assignments.sources import COURSE, IDS
from tests.samples import ROOT

PAGE = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")
SOURCES = {source.id: source for source in COURSE.sources()}
WORD = re.compile(r"`(\w+)`")

EMPTY = ("np.zeros(", "KNearestNeighbor(")
"""Beginnings of right sides that only make what is filled in later."""

LONGEST = 16
"""Characters, without blanks, from which the right side of a statement counts as the line itself."""


def _rows(heading):
    """Return the cells of the table below a heading of the page."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[2:]]


def test_every_question_and_figure_has_its_topic():
    """What is coded and asked exists and is complete, and every figure of a handout is drawn for some topic."""
    rows = _rows("Where each topic is")
    coded = {name for row in rows for name in WORD.findall(row[3])}
    assignments = [*SOURCES.values(), *(source.further() for source in SOURCES.values())]
    assert coded == {question.id for source in assignments for question in source.assignment.auto()}
    asked = [cell.split("page: ") for row in rows for cell in [row[4]]]
    written = {name for written, *_ in asked for name in WORD.findall(written)} - coded
    manual = [q.id for source in SOURCES.values() for q in source.assignment.question if q.kind == "manual"]
    assert written == set(manual)
    on_pages = {name for _, *page in asked for name in WORD.findall("".join(page))}
    texts = [(source.folder / "explore/texts.toml").read_text(encoding="utf-8") for source in SOURCES.values()]
    assert on_pages == {name for text in texts for name in re.findall(r"^\[question\.(\w+)\]", text, re.MULTILINE)}
    drawn = {name for row in rows for name in re.findall(r"`(a\d)/(\w+)`", row[2])}
    figures = {
        (source.id[:2], path.stem)
        for source in SOURCES.values()
        for path in (source.folder / "figures").glob("*.svg")
        if not path.stem.endswith(".ko")
    }
    assert drawn == figures


@pytest.mark.parametrize("assignment", IDS)
def test_minutes_follow_the_rule_of_the_page(assignment):
    """The minutes of each question are those of the page and of its rule, and their sum stands in both handouts."""
    rows = [row for row in _rows("Time per question") if row[0] == f"`{assignment}`"]
    found = {row[1].strip("`"): tuple(map(int, row[2:])) for row in rows}
    questions = SOURCES[assignment].assignment.auto()
    for question in questions:
        words, lines, checks, minutes = found[question.id]
        assert question.minutes == minutes == max(5, 5 * round((words / 100 + 4 * lines + 2 * checks) / 5)), question.id
    assert len(found) == len(questions)
    hours, rest = divmod(sum(question.minutes for question in questions), 60)
    english, korean = (
        (SOURCES[assignment].folder / name).read_text(encoding="utf-8") for name in ("handout.md", "handout.ko.md")
    )
    assert f"about {hours} hours{f' and {rest} minutes' if rest else ''}, and this text" in english
    assert f"{hours}시간{f' {rest}분' if rest else ''}쯤, 이 안내문을" in korean
    reading = 5 * round(len(english.split()) / 130 / 5)
    assert abs(int(re.search(r"this text (\d+) minutes", english)[1]) - reading) <= 5


@pytest.mark.parametrize("assignment", IDS)
def test_the_first_success_takes_ten_minutes_at_most(assignment):
    """The first question is small, and both handouts begin with it."""
    source = SOURCES[assignment]
    first = source.assignment.auto()[0]
    assert first.minutes <= 10
    assert f"\nStart with `{first.id}`" in (source.folder / "handout.md").read_text(encoding="utf-8")
    assert f"`{first.id}`부터 시작하세요." in (source.folder / "handout.ko.md").read_text(encoding="utf-8")


def _lines_of(source, question):
    """Return the right sides of the statements of an answer that are long enough, without blanks."""
    module = read_reference(source, question.file)
    for region, owner in answers_in(source, module, question.file):
        for node in (node for statement in region.statements for node in ast.walk(statement)):
            value = getattr(node, "value", None) if isinstance(node, ast.stmt) else None
            if owner is not None and owner.id == question.id and isinstance(value, ast.expr):
                line = "".join(ast.unparse(value).split())
                if len(line) >= LONGEST and not line.startswith(EMPTY):
                    yield line


@pytest.mark.parametrize("assignment", IDS)
def test_no_hint_is_the_line_itself(assignment):
    """No third hint contains the right side of a statement of the answer, in any language; it only leads there."""
    for source in (SOURCES[assignment], SOURCES[assignment].further()):
        for question in source.assignment.auto():
            hints = ["".join(text.split()) for text in question.hints[2].texts().values()]
            assert [line for line in _lines_of(source, question) if any(line in hint for hint in hints)] == [], (
                question.id
            )


def test_numbers_of_the_tree_in_the_handout_are_those_of_the_reference(monkeypatch):
    """The counts of distances that the handout of assignment 1 states come from the reference on uniform points."""
    import numpy as np

    from autograder.datasets import load_digits

    monkeypatch.syspath_prepend(str(SOURCES["a1_knn"].folder / "further"))
    from kd_tree import KDTree

    rng = np.random.default_rng(0)

    def mean_count(X, queries):
        tree, count = KDTree(X), 0
        for x in queries:
            distances = np.linalg.norm(X - x, axis=1).tolist()
            asked = []
            tree.nearest(x, 3, lambda row, d=distances, a=asked: a.append(row) or d[row])
            count += len(asked)
        return count / len(queries)

    counts = {d: mean_count(rng.uniform(size=(1000, d)), rng.uniform(size=(50, d))) for d in (2, 4, 8, 16)}
    assert {d: round(count, -1) for d, count in counts.items()} == {2: 20, 4: 90, 8: 760, 16: 1000}
    assert math.isclose(counts[2], 23, abs_tol=1)
    rows = rng.permutation(load_digits().rows)
    assert mean_count(rows[:1000], rows[1000:1020]) > 980
    text = (SOURCES["a1_knn"].folder / "handout.md").read_text(encoding="utf-8")
    assert "to about 23 and" in text
    assert "In four dimensions it is about 90, in eight about 760, from sixteen on all" in text
