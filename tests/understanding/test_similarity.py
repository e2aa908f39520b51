"""The similarity list finds disguised copies, weighs common code down, and compares no answer with itself."""

import random

import pytest

from autograder.understanding.fingerprints import all_runs, fingerprints_of
from autograder.understanding.similarity import CodeAnswer, SharedCode, groups_of, rank, usual_share
from tests.samples import ROOT
from tests.understanding.disguises import DISGUISES
from tests.understanding.measured import COURSE, disguise_table, planted, usual_table

recorded = pytest.mark.recorded(
    "similarity", "autograder", "pyproject.toml", "requirements.lock", "solutions", "docs/similarity.md"
)
"""The mark of tests that compare all answers of the course, or a thousand."""

ORIGINAL = """
import numpy as np

def distances(X, Y):
    squares = (X ** 2).sum(axis=1)[:, None] + (Y ** 2).sum(axis=1)
    product = X @ Y.T
    return np.sqrt(np.maximum(squares - 2 * product, 0))

def labels(D, y, k):
    nearest = np.argsort(D, axis=1, kind="stable")[:, :k]
    chosen = []
    for row in y[nearest]:
        chosen.append(np.bincount(row).argmax())
    return np.array(chosen)
"""
OTHER = """
from scipy.spatial.distance import cdist
import numpy as np

def distances(X, Y):
    return cdist(X, Y, "euclidean")

def labels(D, y, k):
    out = np.zeros(len(D), dtype=int)
    while k > len(y):
        k -= 1
    for i, row in enumerate(D):
        order = sorted(range(len(row)), key=lambda j: (row[j], j))[:k]
        votes = {}
        for j in order:
            votes[y[j]] = votes.get(y[j], 0) + 1
        out[i] = min(votes, key=lambda c: (-votes[c], c))
    return out
"""


def hashes(text):
    """Return the fingerprints of one module."""
    return fingerprints_of({"knn.py": text.encode("utf-8")}).hashes


def answer(name, text, **more):
    """Return the answer of one student."""
    return CodeAnswer(name, {"knn.py": text.encode("utf-8")}, hashes(text), frozenset({name}), **more)


def listed(*answers):
    """Return the ranked pairs as names."""
    return [(pair.first.name, pair.second.name) for pair in rank(answers, SharedCode(answers))]


@pytest.mark.parametrize("disguise", ["rename", "reorder", "comments"])
def test_a_disguise_leaves_every_fingerprint(disguise):
    """Other names, another order of functions, and other comments and layout change no fingerprint."""
    assert hashes(DISGUISES[disguise](ORIGINAL)) == hashes(ORIGINAL)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("total += X[i] * w[i] / n", "total = total + X[i] * w[i] / n"),
        ("mask = X[i] + 3 > y[i] * 2", "mask = y[i] * 2 < X[i] + 3"),
        ("for x in rows:\n    out.append(x * x + 2)", "[x * x + 2 for x in rows]"),
        ("a = np.dot(X[1], Y[2])\nb = a + a", "print(X)\na: float = np.dot(X[1], Y[2])\nb = a + a"),
        ("import numpy as np\na = np.dot(X[1], Y[2]) + 1", "from numpy import dot as d\na = d(X[1], Y[2]) + 1.0"),
    ],
)
def test_two_spellings_of_one_thing_are_the_same(one, other):
    """Spellings that do the same have the same fingerprints."""
    assert hashes(one) == hashes(other) != frozenset()


def test_another_function_of_numpy_is_other_code():
    """Names of a library are no names of the student's own: `np.max` is not `np.min`."""
    assert hashes(ORIGINAL.replace("np.maximum", "np.minimum")) != hashes(ORIGINAL)


def test_given_code_has_no_fingerprint():
    """Runs that students were given are taken out, whatever the names are."""
    given = all_runs([ORIGINAL.encode("utf-8")])
    copy = DISGUISES["rename"](ORIGINAL).encode("utf-8")
    assert fingerprints_of({"knn.py": copy}, given).hashes == frozenset()


def test_a_file_that_is_not_python_is_named():
    """A file that cannot be parsed, or is nested too deep, is named; the others are read."""
    deep = b"x = " + b"-" * 100_000 + b"1"
    found = fingerprints_of({"a.py": b"def f(:", "b.py": deep, "knn.py": ORIGINAL.encode("utf-8")})
    assert found.unreadable == ("a.py", "b.py")
    assert found.hashes == hashes(ORIGINAL)


def test_a_copy_is_first_and_names_its_share():
    """A disguised copy is the first pair and shares most; the independent answer shares next to nothing."""
    answers = [answer("kim", ORIGINAL), answer("lee", OTHER), answer("park", DISGUISES["everything"](ORIGINAL))]
    pairs = rank(answers, SharedCode(answers))
    assert (pairs[0].first.name, pairs[0].second.name) == ("kim", "park")
    assert pairs[0].share > 0.7
    assert all(pair.share < 0.1 for pair in pairs[1:])


def test_a_copied_part_is_a_share_of_both():
    """One function in a longer answer: a large share of the small answer, a small one of the other."""
    part = ORIGINAL[: ORIGINAL.index("def labels")]
    whole = OTHER + ORIGINAL[ORIGINAL.index("def distances") :].replace("def ", "def my_").replace("np.", "numpy.")
    both = (answer("kim", part), answer("lee", f"import numpy\n{whole}"))
    (pair,) = rank(both, SharedCode(both))
    assert pair.share == pair.of_first > 2 * pair.of_second > 0


def test_common_code_weighs_little():
    """Code of the whole class gives two answers a smaller share than code that nobody else has."""
    common = ORIGINAL[: ORIGINAL.index("def labels")]
    rare = ORIGINAL[ORIGINAL.index("def labels") :]
    own = [f"def own(a):\n    return {' + '.join(f'a[{i}] * {i + j}' for i in range(9))}\n" for j in range(1, 400, 9)]
    answers = [answer(f"s{number:02}", common + text) for number, text in enumerate(own[2:])]
    answers += [answer("t1", f"{common}{own[0]}{rare}"), answer("t2", f"{common}{own[1]}{rare}")]
    pairs = rank(answers, SharedCode(answers), 1)
    assert [(pair.first.name, pair.second.name) for pair in pairs] == [("t1", "t2")]
    code = SharedCode(answers)
    assert code.likeness(answers[3], answers[4]).share < 0.2 < code.likeness(answers[-2], answers[-1]).share


def test_two_tiny_answers_prove_nothing():
    """The same short line in two answers is no share of 100 %."""
    both = [answer("kim", "y = np.dot(X[0], w) + b"), answer("lee", "y = np.dot(X[0], w) + b")]
    assert rank(both, SharedCode([*both, answer("park", OTHER)]))[0].share < 0.3


def test_one_group_one_student_and_one_earlier_class_are_not_compared():
    """Left out: two answers of one group, a student with the own earlier answer, pairs of an earlier class."""
    assert listed(answer("kim", ORIGINAL, team="A"), answer("lee", ORIGINAL, team="A")) == []
    assert listed(answer("kim", ORIGINAL), answer("kim", ORIGINAL, earlier=True)) == []
    assert listed(answer("kim", ORIGINAL, earlier=True), answer("lee", ORIGINAL, earlier=True)) == []
    earlier = answer("choi", ORIGINAL, team="A", earlier=True)
    assert listed(answer("kim", ORIGINAL, team="A"), earlier) == [("kim", "choi")]


def test_pairs_form_groups():
    """Three answers that pairs connect are one group; two alone are none."""
    answers = [answer(name, ORIGINAL) for name in ("kim", "lee", "park")] + [answer("a", OTHER), answer("b", OTHER)]
    pairs = rank(answers, SharedCode(answers))
    assert groups_of(pairs, 0.5) == [("kim", "lee", "park")]
    assert groups_of(pairs, 1.1) == []


def test_nobody_to_compare_with():
    """With one independent answer there is no figure."""
    assert usual_share([answer("reference", ORIGINAL)], SharedCode([])) is None


@recorded
@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("assignment", COURSE.ids())
def test_every_planted_copy_is_in_the_first_ranks(assignment, disguise):
    """A disguised copy of each right answer is the first pair; with comprehensions for loops, in the first 3."""
    most = 3 if disguise in ("comprehension", "everything") else 1
    assert {name: found for name, found in planted(assignment, disguise).items() if found[0] > most} == {}


@recorded
def test_the_page_has_these_figures():
    """The tables of docs/similarity.md are what `python -m tests.understanding.measured` prints."""
    page = (ROOT / "docs" / "similarity.md").read_text(encoding="utf-8")
    assert [row for row in (*usual_table(), *disguise_table()) if row not in page] == []


@recorded
def test_not_every_pair_is_compared():
    """Of the 500,000 pairs of 1,000 answers, few are compared exactly, and a planted copy is the first pair."""
    rng = random.Random(1)
    functions = [text for text in (ORIGINAL + OTHER).split("\n\n") if text.startswith("def")]
    answers = []
    for number in range(1000):
        own = " + ".join(f"a[{rng.randrange(5)}] * {rng.randrange(9)}" for _ in range(30))
        answers.append(answer(f"s{number}", f"{rng.choice(functions)}\ndef own(a):\n    return {own}\n"))
    answers[500] = answer("copy", DISGUISES["everything"](answers[7].files["knn.py"].decode("utf-8")))
    code = Counting(answers)
    best, *others = rank(answers, code, 30)
    assert {best.first.name, best.second.name} == {"copy", "s7"}
    assert len(others) == 29
    assert code.compared <= 50 * 30


class Counting(SharedCode):
    """Count the pairs that are compared exactly."""

    compared = 0

    def likeness(self, one, other):
        """Compare two answers."""
        self.compared += 1
        return super().likeness(one, other)
