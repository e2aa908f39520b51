"""Describe what the proof of an assignment depends on: another state means that the proof must be made again.

The parts of a state are separate, so that changed sources are not mistaken for another engine, NumPy or Python.
"""

import hashlib
import re
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

import autograder
from autograder.authoring.deciding import CACHES, reduced
from autograder.grading.digests import digest_of_files

__all__ = [
    "DECIDING",
    "DIGITS",
    "NOT_DECIDING",
    "ProofState",
    "digest_of_proving_engine",
    "digest_of_sources",
    "present_state",
    "state_of",
]

DIGITS = 16

DECIDING = frozenset(
    {
        *("authoring", "data", "datasets", "errors", "files", "grading", "model", "runtime"),
        *("sandbox", "student", "submissions", "testing", "validation"),
    }
)
"""Rooms of the engine that decide a verdict in a proof: they make the answers, run them, grade them or judge them."""

NOT_DECIDING = frozenset(
    {"__main__", "bundles", "cli", "gradebook", "i18n", "plots", "reports", "review", "understanding"}
)
"""All other rooms: commands, texts, pages and files. The part `leaks` uses `bundles`, and every test run proves it."""

TEXTS = re.compile(r"(?:.*/)?[^/]*\.md|lab\.py|[a-z]{2,3}\.toml|(?:explore|figures|further)/.*")
"""Files of an assignment that nothing grades: pages, the notebook, translations, figures, optional questions."""

NO_MATTER_FOR_MUTANTS = re.compile(r"(?:misconceptions|grading)\.toml|alternatives/.*")
"""Files of an assignment that do not decide whether a mutant fails a test."""


class ProofState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Describe what a proof depends on.

    Attributes:
        sources: Digest of the assignment's files without texts for people.
        engine: Digest of the engine's modules that decide a verdict.
        python: Version of Python, without the last number.
        numpy: Version of NumPy.
        scipy: Version of SciPy.
        tests: Digest of the sources that decide whether a mutant fails a test: without weights, misconceptions and
            alternatives.
    """

    sources: str
    engine: str
    python: str
    numpy: str
    scipy: str
    tests: str = ""

    def of_mutants(self) -> "ProofState":
        """Return the state with only what decides whether a mutant fails a test."""
        return msgspec.structs.replace(self, sources=self.tests)

    def digest(self) -> str:
        """Return one digest of all parts, in hexadecimal."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:DIGITS]

    def differs(self, other: "ProofState") -> tuple[str, ...]:
        """Return the names of the parts that differ from those of another state; `tests` are a part of `sources`."""
        names = (name for name in self.__struct_fields__ if name != "tests")
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))


def state_of(folder: Path) -> ProofState:
    """Return the present state of what the proof of an assignment depends on.

    Args:
        folder: The assignment's source folder.
    """
    return present_state(digest_of_sources(folder), digest_of_sources(folder, for_mutants=True))


def present_state(sources: str, tests: str = "") -> ProofState:
    """Return the state of these sources with the engine, Python, NumPy and SciPy that run.

    Args:
        sources: Digest of the sources.
        tests: Digest of what decides whether a mutant fails a test.
    """
    python = ".".join(map(str, sys.version_info[:2]))
    engine = digest_of_proving_engine(Path(autograder.__file__).parent)
    return ProofState(sources, engine, python, version("numpy"), version("scipy"), tests=tests)


def digest_of_sources(folder: Path, for_mutants: bool = False) -> str:
    """Compute a digest of an assignment's files, without texts for people.

    It leaves out docstrings, comments, titles, hints, reasons and slips, handouts, the notebook and translations. So a
    better hint or another title does not make the proof stale.

    Args:
        folder: The assignment's source folder.
        for_mutants: Whether to leave out what does not decide whether a mutant fails a test: weights and gates in
            marks, misconceptions, alternatives.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    kept = {name: path for name, path in files.items() if not (TEXTS.fullmatch(name) or CACHES.search(name))}
    if for_mutants:
        kept = {name: path for name, path in kept.items() if not NO_MATTER_FOR_MUTANTS.fullmatch(name)}
    return digest_of_files({name: reduced(name, path, not for_mutants) for name, path in kept.items()})[:DIGITS]


@cache
def digest_of_proving_engine(root: Path) -> str:
    """Compute a digest of the engine's modules that decide a verdict, without docstrings and comments.

    Args:
        root: The folder of the package `autograder`.
    """
    files = {path.relative_to(root): path for path in root.rglob("*") if path.is_file() and path.suffix != ".in"}
    kept = {
        name.as_posix(): path
        for name, path in files.items()
        if name.parts[0].removesuffix(".py") in DECIDING and not CACHES.search(name.as_posix())
    }
    return digest_of_files({name: reduced(name, path) for name, path in kept.items()})[:DIGITS]
