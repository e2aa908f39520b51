"""Runs benchmarks; all of them together write docs/performance.md."""

import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.batch import memory, overhead, scaling
from benchmarks.cluster import cluster
from benchmarks.names import names
from benchmarks.peers import peers
from benchmarks.startup import startup
from benchmarks.verdicts import verdicts

PAGE = Path("docs", "performance.md")
ALL: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "peers": ("Against the peers", peers),
    "overhead": ("What grading adds to a submission", overhead),
    "scaling": ("Two processes", scaling),
    "memory": ("Memory", memory),
    "cluster": ("A Dask cluster", cluster),
    "startup": ("Starting", startup),
    "names": ("Names of mistakes", names),
    "verdicts": ("Speed verdicts under load", verdicts),
}
INTRODUCTION = """# Performance

Written by `python -m benchmarks` on {day}: {machine}, {cores} cores, Python {python}. Machines differ and are noisy, so
read the ratios, each of which was measured in one run. The bars are the project's own.
"""


def main(asked: list[str]) -> None:
    """Run the named ones, or all and write the page."""
    unknown = [name for name in asked if name not in ALL]
    if unknown:
        raise SystemExit(f"no benchmark {unknown[0]!r}; there are {', '.join(ALL)}")
    told = INTRODUCTION.format(
        day=datetime.now(UTC).date(), machine=platform.machine(), cores=os.cpu_count(), python=platform.python_version()
    )
    for name in asked or ALL:
        title, measure = ALL[name]
        print(f"{name} …", flush=True)
        lines = measure()
        print("\n".join(f"  {line}" for line in lines), flush=True)
        told += f"\n## {title}\n" + "".join(f"- {line}\n" for line in lines)
    if not asked:
        PAGE.write_text(told, encoding="utf-8")
        print(f"wrote {PAGE}")


if __name__ == "__main__":  # processes that are spawned import this module too
    main(sys.argv[1:])
