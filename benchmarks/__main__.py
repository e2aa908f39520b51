"""Run benchmarks and write their sections of docs/performance.md."""

import os
import platform
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.batch import memory, scaling
from benchmarks.cluster import cluster
from benchmarks.cost import cost
from benchmarks.names import names
from benchmarks.peers import peers, real
from benchmarks.scale import scale
from benchmarks.startup import startup
from benchmarks.verdicts import verdicts
from benchmarks.where import where

PAGE = Path("docs", "performance.md")
ALL: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "peers": ("Against the peers", peers),
    "real": ("Against otter, on real assignments", real),
    "cost": ("What a submission costs", cost),
    "where": ("Where the milliseconds of a1 go", where),
    "scaling": ("Two processes", scaling),
    "memory": ("Memory", memory),
    "cluster": ("A Dask cluster", cluster),
    "scale": ("A class that grows", scale),
    "startup": ("Starting", startup),
    "names": ("Names of mistakes", names),
    "verdicts": ("Speed verdicts under load", verdicts),
}
INTRODUCTION = """# Performance

`python -m benchmarks` writes this page; with names of sections it measures only those again. The sections at the end
are written by hand. Machines differ and are noisy, so compare the ratios: both numbers of a ratio come from one run,
and CPU seconds change less with other load than wall time. The bars are the project's own targets.

**Overhead** means one thing on this page: the CPU time of everything that is started for a submission (the batch, the
grading process and its fork, the sandbox and its workers, records and pages), divided by the CPU time of the same tests
in one warm process without a sandbox (`benchmarks/warm.py`). Hidden tests that do not pass run twice there too. Python,
NumPy, SciPy and pytest start once a batch, which is listed beside it.
"""


def main(asked: list[str]) -> None:
    """Run the named benchmarks, or all, and write their sections of the page."""
    unknown = [name for name in asked if name not in ALL]
    if unknown:
        raise SystemExit(f"no benchmark {unknown[0]!r}; choose from {', '.join(ALL)}")
    sections = _sections(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    for name in asked or ALL:
        title, measure = ALL[name]
        print(f"{name} …", flush=True)
        before, lines = os.getloadavg()[0], measure()
        print("\n".join(f"  {line}" for line in lines), flush=True)
        listed = "".join(f"{_wrapped(line)}\n" for line in lines)
        load = f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
        sections[title] = f"{listed}\nMeasured on {datetime.now(UTC).date()}: {machine}; {load}.\n"
        _write(sections)


def _wrapped(line: str) -> str:
    """Return a line as an item of a list that is no wider than the other lines of the page."""
    return textwrap.fill(
        line, 120, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def _sections(page: str) -> dict[str, str]:
    """Return the sections of the page, text by title; those that are written by hand as well."""
    parts = (part.partition("\n") for part in page.split("\n## ")[1:])
    return {title: text.strip("\n") + "\n" for title, _, text in parts}


def _write(sections: dict[str, str]) -> None:
    known = [title for title, _ in ALL.values() if title in sections]
    by_hand = [title for title in sections if title not in known]
    text = INTRODUCTION + "".join(f"\n## {title}\n{sections[title]}" for title in (*known, *by_hand))
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {PAGE}")


if __name__ == "__main__":  # spawned processes import this module too
    main(sys.argv[1:])
