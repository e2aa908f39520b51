"""Rank pairs of submissions by the code that they share, weighed by how rare it is in the class.

An index from each fingerprint to the submissions that have it proposes pairs, so that not every pair is compared.
"""

import heapq
import itertools
import math
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["CodeAnswer", "Likeness", "SharedCode", "Usual", "groups_of", "rank", "usual_share"]

COMMON = 0.25
"""Fraction of the class beyond which a fingerprint proposes no pairs; it still counts in pairs that others propose."""

FEW = 40
"""Number of submissions up to which a fingerprint always proposes pairs."""

EVIDENCE = 6.0
"""Number of fingerprints unique in the class that an answer counts for at least: two one-line answers prove nothing."""

EXACT = 50
"""Number of proposed pairs that are compared exactly, for each pair in the list."""

SAMPLED = 3_000
"""Pairs of independent answers that are compared at most."""


@dataclass(frozen=True)
class CodeAnswer:
    """The code of one student or group.

    Attributes:
        name: Name on the page: the student, or the members of the group.
        files: Name -> content.
        hashes: Its fingerprints.
        people: Keys of its students. Two answers with a student in common are not compared.
        team: Name of the group; two answers of one group are not compared. Empty if there is none.
        earlier: Whether it belongs to an earlier class.
    """

    name: str
    files: Mapping[str, bytes]
    hashes: frozenset[bytes]
    people: frozenset[str] = frozenset()
    team: str = ""
    earlier: bool = False


@dataclass(frozen=True)
class Likeness:
    """Two answers and what they share.

    Attributes:
        first: The answer with the first name in the alphabet.
        second: The other.
        share: Weight of the shared code as a fraction of the smaller answer.
        of_first: The same as a fraction of the first answer.
        of_second: The same as a fraction of the second.
    """

    first: CodeAnswer
    second: CodeAnswer
    share: float
    of_first: float
    of_second: float


@dataclass(frozen=True)
class Usual:
    """How much independent answers share.

    Attributes:
        pairs: Number of pairs that were compared.
        median: Median of their shares.
        high: The share that 95 of 100 pairs stay below.
        highest: The largest share.
    """

    pairs: int
    median: float
    high: float
    highest: float


class SharedCode:
    """Weigh fingerprints by their rarity: none in everybody's code, the most in one answer's.

    Args:
        answers: Every answer that is known, also those of authors and of earlier classes.
    """

    def __init__(self, answers: Iterable[CodeAnswer]) -> None:
        hashes = [one.hashes for one in answers]
        self._count = len(hashes)
        self.found = Counter(itertools.chain.from_iterable(hashes))
        self._least = EVIDENCE * self._weight(1)

    def _weight(self, found: int) -> float:
        return math.log((1 + self._count) / found)

    def weight(self, hashes: Iterable[bytes]) -> float:
        """Return the sum of the weights, in an order that does not depend on the run."""
        counts = Counter(self.found[one] or 1 for one in hashes)
        return math.fsum(number * self._weight(found) for found, number in counts.items())

    def is_common(self, found: bytes, fraction: float) -> bool:
        """Return whether at least this fraction of all answers has a fingerprint, and more than two of them."""
        return self.found[found] > max(2, fraction * self._count)

    def likeness(self, one: CodeAnswer, other: CodeAnswer) -> Likeness:
        """Compare two answers."""
        first, second = sorted((one, other), key=lambda answer: (answer.earlier, answer.name))
        shared = self.weight(first.hashes & second.hashes)
        whole = [max(self.weight(answer.hashes), self._least) for answer in (first, second)]
        of_first, of_second = (shared / each for each in whole)
        return Likeness(first, second, max(of_first, of_second), of_first, of_second)


def rank(answers: Sequence[CodeAnswer], code: SharedCode, most: int = 100) -> list[Likeness]:
    """Return the pairs that share most, the most alike first.

    Pairs within a group and pairs within an earlier class are left out.

    Args:
        answers: The class and, if given, an earlier class.
        code: Weights of fingerprints.
        most: Maximum number of pairs.
    """
    index: defaultdict[bytes, list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        for one in answer.hashes:
            index[one].append(place)
    limit = max(FEW, COMMON * len(answers))
    proposed: Counter[tuple[int, int]] = Counter()
    for places in index.values():
        if 2 <= len(places) <= limit:
            proposed.update(itertools.combinations(places, 2))

    def promise(pair: tuple[int, int]) -> tuple[float, tuple[int, int]]:
        smaller = min(len(answers[place].hashes) for place in pair)
        return proposed[pair] / max(smaller, EVIDENCE), pair

    allowed = (pair for pair in proposed if _apart(answers[pair[0]], answers[pair[1]]))
    promising = heapq.nlargest(EXACT * most, allowed, key=promise)
    pairs = [code.likeness(answers[one], answers[other]) for one, other in promising]
    pairs.sort(key=_order)
    return pairs[:most]


def _order(pair: Likeness) -> tuple[float, float, bool, str, str]:
    """Return the key by which pairs are ranked: rounded, so that equal shares are ordered by name."""
    both = min(pair.of_first, pair.of_second)
    return -round(pair.share, 9), -round(both, 9), pair.second.earlier, pair.first.name, pair.second.name


def _apart(one: CodeAnswer, other: CodeAnswer) -> bool:
    if (one.earlier and other.earlier) or one.people & other.people:
        return False
    return one.earlier != other.earlier or not one.team or one.team != other.team


def usual_share(answers: Sequence[CodeAnswer], code: SharedCode) -> Usual | None:
    """Return how much independent answers share; None if no two answers answer the same files.

    Args:
        answers: Answers that nobody copied, of which some may answer only some files.
        code: Weights of fingerprints.
    """
    pairs = [(one, other) for one, other in itertools.combinations(answers, 2) if one.files.keys() & other.files.keys()]
    if len(pairs) > SAMPLED:
        pairs = random.Random(len(pairs)).sample(pairs, SAMPLED)
    shares = sorted(code.likeness(one, other).share for one, other in pairs)
    if not shares:
        return None
    return Usual(len(shares), statistics.median(shares), shares[math.ceil(0.95 * len(shares)) - 1], shares[-1])


def groups_of(pairs: Iterable[Likeness], least: float) -> list[tuple[str, ...]]:
    """Return the names in each group of three or more that pairs connect, the largest group first.

    Args:
        pairs: Ranked pairs.
        least: The share from which a pair connects.
    """
    member_of: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.share >= least:
            names = {pair.first.name, pair.second.name}
            joined = set().union(names, *(member_of.get(name, set()) for name in names))
            member_of.update(dict.fromkeys(joined, joined))
    found = {tuple(sorted(group)) for group in member_of.values() if len(group) > 2}
    return sorted(found, key=lambda group: (-len(group), group))
