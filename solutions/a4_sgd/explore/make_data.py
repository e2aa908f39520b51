"""Writes `data.json` for the page: the valley, and the middle of each batch as a table.

    python solutions/a4_sgd/explore/make_data.py

Every example has a bowl of its own, and the loss is their mean. So the loss of a batch is a bowl around the mean of
its middles. The page looks these up and draws no batch.
"""

import json
from pathlib import Path

import numpy as np

EXAMPLES, STEPS = 64, 200
STEEPNESS = (0.5, 5.0)
"""The loss of an example is the sum of these times the squared distance from its middle, along each axis."""

BATCHES = (1, 4, 16)
SEED = 20
"""One of those seeds whose single runs are close to the mean of many: four times the batch halves the spread."""


def main():
    """Write `data.json` beside this file."""
    text = json.dumps(tables(), separators=(",", ":"))
    Path(__file__).with_name("data.json").write_text(text + "\n", encoding="utf-8")


def tables():
    """Return the steepness, and for each size of a batch the middle of the batch of each step."""
    rng = np.random.default_rng(SEED)
    middles = rng.normal(size=(EXAMPLES, 2))
    middles -= middles.mean(0)
    middles /= middles.std(0)
    batches = {
        str(size): middles[rng.integers(0, EXAMPLES, (STEPS, size))].mean(1).round(4).tolist() for size in BATCHES
    }
    return {"steepness": STEEPNESS, "examples": EXAMPLES, "steps": STEPS, "middles": batches}


if __name__ == "__main__":
    main()
