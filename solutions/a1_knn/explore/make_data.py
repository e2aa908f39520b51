"""Writes `data.json` for the page: training points on a grid, and both distances as tables.

    python solutions/a1_knn/explore/make_data.py

The page looks distances up by the two differences, so it computes none.
"""

import json
from pathlib import Path

import numpy as np
from scipy.spatial.distance import cdist

CELLS = 41
"""Rows and columns of the grid on which points stand."""

POINTS = (
    ((4, 14), (5, 24), (7, 33), (10, 19), (11, 29), (16, 36), (17, 17), (19, 28), (13, 11)),
    ((25, 36), (27, 26), (30, 32), (33, 22), (34, 37), (36, 29), (29, 18), (24, 31)),
    ((12, 4), (19, 7), (24, 12), (27, 3), (33, 8), (37, 13), (14, 24)),
)
"""Column and row of each example, class by class; the last one has strayed among those of the first class."""


def main():
    """Write `data.json` beside this file."""
    text = json.dumps(tables(), separators=(",", ":"))
    Path(__file__).with_name("data.json").write_text(text + "\n", encoding="utf-8")


def tables():
    """Return the points as [column, row, class], and for each distance a table by both differences."""
    points = [[*place, label] for label, places in enumerate(POINTS) for place in places]
    apart = np.stack(np.meshgrid(range(CELLS), range(CELLS), indexing="ij"), -1).reshape(-1, 2)
    named = {"L2": "euclidean", "L1": "cityblock"}
    return {
        "cells": CELLS,
        "points": points,
        "apart": {
            name: cdist([[0, 0]], apart, metric).reshape(CELLS, CELLS).round(3).tolist()
            for name, metric in named.items()
        },
    }


if __name__ == "__main__":
    main()
