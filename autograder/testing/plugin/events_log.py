"""What the plugin writes for `autograder check`: one JSON line as a test starts, one as it ends."""

import json
from pathlib import Path

from autograder.testing.plugin.marks import TestInfo
from autograder.testing.plugin.outcomes import Verdict

__all__ = ["EventsLog"]


class EventsLog:
    """Appends lines to a file, each complete on disk before the test goes on.

    Args:
        path: The file; None to write nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def started(self, item: str, info: TestInfo) -> None:
        """A test (or one case of it) begins."""
        self._write({"start": item, "id": info.id, "question": info.question})

    def finished(self, item: str, info: TestInfo, verdict: Verdict, seconds: float) -> None:
        """A test (or one case of it) has ended."""
        self._write(
            {
                "end": item,
                "id": info.id,
                "question": info.question,
                "title": {"en": info.title.en, "ko": info.title.ko},
                "status": verdict.status,
                "gate": info.gate,
                "message": {"en": verdict.explain.en, "ko": verdict.explain.ko},
                "seconds": seconds,
            }
        )

    def _write(self, line: dict[str, object]) -> None:
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
