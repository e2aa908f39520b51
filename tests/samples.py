"""Read the sample submissions: folders under tests/submissions/<assignment>/, each with its expected verdict.

`expected.toml` states the submission and its expected result:

    submission = "solutions/a1_knn"   a folder of the project, as it is; or
    archive = "submission.zip"        a file beside expected.toml, as it is; or
    base = "solutions/a1_knn"         such a folder, with the sample's own `files/` over it; if missing: `files/` alone

    score = 33.0                      optional; what the tests give, without floors of known mistakes
    reason = "not a zip"              part of the reason for a 0 without grading
    [questions]                       each question's status
    flatten_images = "passed"
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

__all__ = ["ASSIGNMENTS", "ROOT", "Expected", "Sample", "samples"]

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENTS = sorted(path.name for path in (ROOT / "tests" / "submissions").iterdir() if path.is_dir())
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "hidden", "alternatives")


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of expected.toml."""

    submission: str | None = None
    archive: str | None = None
    base: str | None = None
    score: float | None = None
    reason: str = ""
    questions: dict[str, str] = {}


@dataclass(frozen=True)
class Sample:
    """One sample submission, named as its folder."""

    folder: Path
    expected: Expected

    @property
    def name(self) -> str:
        """Return its name in results."""
        return self.folder.name

    @property
    def ends_by_itself(self) -> bool:
        """Return whether no question hangs, crashes or exhausts memory; such questions are slow."""
        return not {"crashed", "timeout", "memory"} & set(self.expected.questions.values())

    def put(self, into: Path) -> Path:
        """Write the submission into `into`, as a folder or zip with the sample's name, and return its path."""
        if self.expected.archive:
            return Path(shutil.copy(self.folder / self.expected.archive, into / f"{self.name}.zip"))
        target = into / self.name
        target.mkdir()
        for source in (self.expected.submission, self.expected.base):
            if source:
                shutil.copytree(ROOT / source, target, ignore=LEFT_OUT, dirs_exist_ok=True)
        if not self.expected.submission:
            shutil.copytree(self.folder / "files", target, dirs_exist_ok=True)
        return target


def samples(assignment: str) -> list[Sample]:
    """Return every sample of an assignment, sorted by name."""
    found = sorted((ROOT / "tests" / "submissions" / assignment).glob("*/expected.toml"))
    return [Sample(path.parent, msgspec.toml.decode(path.read_bytes(), type=Expected)) for path in found]
