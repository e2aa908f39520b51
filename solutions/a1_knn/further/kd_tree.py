"""Further: a tree that finds nearest neighbors without looking at everybody. Nobody grades this.

A k-d tree cuts the training examples in two halves, at the median of the coordinate that spreads widest, and cuts each
half again, until few are left. Whoever looks for neighbors can then skip a half that lies too far away as a whole.

Sources: J. L. Bentley, "Multidimensional binary search trees used for associative searching" (1975); J. H. Friedman,
J. L. Bentley and R. A. Finkel, "An algorithm for finding best matches in logarithmic expected time" (1977).
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Leaf:
    """A few training examples, by their rows in X_train."""

    rows: list


@dataclass
class Split:
    """A cut: rows of `low` have a coordinate `axis` of at most `cut`, rows of `high` one of at least `cut`.

    A coordinate that equals `cut` may stand on either side. `low` and `high` are Splits or Leafs again.
    """

    axis: int
    cut: float
    low: object
    high: object


class KDTree:
    """A k-d tree over training examples. Its attribute `root` is a Split or a Leaf."""

    def __init__(self, X_train, leaf_size=8):
        """Build the tree. This one is given: a function that calls itself for each half.

        Args:
            X_train: (N, D) array of floats, N >= 1. It is not modified.
            leaf_size: largest number of rows that are not cut again.
        """

        def build(rows):
            spread = np.ptp(X_train[rows], axis=0)
            axis = int(np.argmax(spread))
            if len(rows) <= leaf_size or spread[axis] == 0:
                return Leaf([int(row) for row in rows])
            ordered = rows[np.argsort(X_train[rows, axis], kind="stable")]
            half = len(rows) // 2
            return Split(axis, float(X_train[ordered[half], axis]), build(ordered[:half]), build(ordered[half:]))

        self.root = build(np.arange(len(X_train)))

    def nearest(self, x, k, distance):
        """Find the k nearest training examples of x, with as few distances as the tree allows.

        The result is exactly that of comparing x with every row: sorted by distance, and where two distances are
        equal, the smaller row first. (So of equal distances at the k-th place the smallest rows are in.)

        Visit the nodes from `root` on. At a Split, the side on which x lies comes first. All rows of the other side lie
        behind the plane at `cut`, which is |x[axis] - cut| away from x. So none of them is nearer than that, and the
        other side is visited only if

            fewer than k rows are known, or |x[axis] - cut| <= the largest distance of the best k rows so far.

        Args:
            x: (D,) array of floats. It must not be modified.
            k: int, 1 <= k <= N.
            distance: a function distance(row) that returns the L2 distance of x to this row of X_train, a float. It is
                expensive, so call it once at most for a row, and only in leaves that you visit.

        Returns:
            A list of k ints: rows of X_train, the nearest first.
        """
        # BEGIN PROMPT
        # TODO(kd_nearest): a function that visits a node; call it with self.root (10-16 lines).
        # END PROMPT
        # BEGIN SOLUTION
        best = []

        def visit(node):
            if isinstance(node, Leaf):
                best.extend((distance(row), row) for row in node.rows)
                best.sort()
                del best[k:]
                return
            gap = x[node.axis] - node.cut
            near, far = (node.low, node.high) if gap <= 0 else (node.high, node.low)
            visit(near)
            if len(best) < k or abs(gap) <= best[-1][0]:
                visit(far)

        visit(self.root)
        return [row for _, row in best]
        # END SOLUTION
