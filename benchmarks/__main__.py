"""Run benchmarks and write their sections of docs/performance.md."""

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
from benchmarks.scale import scale
from benchmarks.startup import startup
from benchmarks.verdicts import verdicts

PAGE = Path("docs", "performance.md")
ALL: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "peers": ("Against the peers", peers),
    "overhead": ("What grading adds to a submission", overhead),
    "scaling": ("Two processes", scaling),
    "memory": ("Memory", memory),
    "cluster": ("A Dask cluster", cluster),
    "scale": ("A class that grows", scale),
    "startup": ("Starting", startup),
    "names": ("Names of mistakes", names),
    "verdicts": ("Speed verdicts under load", verdicts),
}
INTRODUCTION = """# Performance

`python -m benchmarks` writes this page; with names of sections it measures only those again. Machines differ and are
noisy, so compare the ratios: both numbers of a ratio come from one run. The bars are the project's own targets.
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
        lines = measure()
        print("\n".join(f"  {line}" for line in lines), flush=True)
        listed = "".join(f"- {line}\n" for line in lines)
        sections[title] = f"{listed}\nMeasured on {datetime.now(UTC).date()}: {machine}.\n"
        _write(sections)


def _sections(page: str) -> dict[str, str]:
    """Return the sections of the page, text by title."""
    parts = (part.partition("\n") for part in page.split("\n## ")[1:])
    return {title: text.strip("\n") + "\n" for title, _, text in parts}


def _write(sections: dict[str, str]) -> None:
    known = [title for title, _ in ALL.values() if title in sections]
    text = INTRODUCTION + "".join(f"\n## {title}\n{sections[title]}" for title in known)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {PAGE}")


if __name__ == "__main__":  # spawned processes import this module too
    main(sys.argv[1:])
