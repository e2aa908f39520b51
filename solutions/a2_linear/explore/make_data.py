"""Writes `data.json` for the page: examples of two classes, and both losses as a table.

    python solutions/a2_linear/explore/make_data.py

The page looks a loss up by how far the right score is ahead, so it computes none.
"""

import json
from pathlib import Path

import numpy as np
from scipy.special import expit, log_expit

STEP = 0.05
"""Distance of the entries of the table."""

POINTS = (
    ((-3.1, 1.2), (-2.4, -0.9), (-1.9, 2.3), (-1.5, 0.4), (-2.9, -2.6), (-0.9, -1.9), (-0.8, 1.6)),
    ((1.1, 1.9), (2.6, 2.8), (1.6, -0.2), (2.9, 0.7), (0.9, -1.4), (2.2, -2.2), (3.2, -0.9)),
)
"""The two features of each example, class by class."""


def main():
    """Write `data.json` beside this file."""
    text = json.dumps(tables(), separators=(",", ":"))
    Path(__file__).with_name("data.json").write_text(text + "\n", encoding="utf-8")


def tables():
    """Return the points as [x, y, class], and the losses by the difference of the scores.

    Beyond the table both losses are straight lines; the page continues them with the slope of the last two entries.
    """
    ahead = np.arange(-8, 8 + STEP / 2, STEP)
    return {
        "points": [[*place, label] for label, places in enumerate(POINTS) for place in places],
        "from": -8,
        "step": STEP,
        "losses": {
            "hinge": np.clip(1 - ahead, 0, None).round(4).tolist(),
            "softmax": (-log_expit(ahead)).round(4).tolist(),
        },
        "chance": expit(ahead).round(3).tolist(),
    }


if __name__ == "__main__":
    main()
