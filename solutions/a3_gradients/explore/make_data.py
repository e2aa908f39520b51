"""Writes `data.json` for the page: slopes measured by both differences, for each step h and each function.

    python solutions/a3_gradients/explore/make_data.py

The page looks slopes up, so it computes none. The functions are made of products, which give the same bits everywhere.
"""

import json
from pathlib import Path

import numpy as np

STEPS = 65
"""Values of h, from 1 to 1e-16, four in each factor of ten."""

FUNCTIONS = {
    "cube": (lambda x: x * x * x, 1.1, 3.63),
    "square": (lambda x: x * x, 1.1, 2.2),
    "kink": (lambda x: np.where(x > 0, x, 0.0), 0.001, 1.0),
}
"""Function, place and the true slope there."""


def main():
    """Write `data.json` beside this file."""
    text = json.dumps(tables(), separators=(",", ":"))
    Path(__file__).with_name("data.json").write_text(text + "\n", encoding="utf-8")


def tables():
    """Return h, and for each function its place, its slope and what the differences measure."""
    h = np.array([float(f"1e-{at // 4}") if at % 4 == 0 else 10 ** (-at / 4) for at in range(STEPS)])
    return {"h": h.tolist(), "functions": {name: _measured(*one, h) for name, one in FUNCTIONS.items()}}


def _measured(f, place, slope, h):
    after, here, before = f(place + h), f(np.array(place)), f(place - h)
    return {
        "x": place,
        "slope": slope,
        "forward": ((after - here) / h).tolist(),
        "central": ((after - before) / (2 * h)).tolist(),
    }


if __name__ == "__main__":
    main()
