"""Read and write docs/validity.json, the proofs that hold, and choose what a test run proves again.

The file has, for each assignment, its last complete proof, its last proof against every mutant, and its last one
against a sample of them, each with the state of sources, engine, Python, NumPy and SciPy that it is about. It also has
the recorded tests of the project that passed (`tests/recorded.py`), with the same kind of state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.files import write_atomically
from autograder.validation.plan import PARTS
from autograder.validation.state import ProofState

__all__ = [
    "CHEAP",
    "FILE",
    "AssignmentProofs",
    "Proofs",
    "Proved",
    "Todo",
    "again",
    "choose",
    "in_words",
    "read_proofs",
    "write_proofs",
]

FILE = Path(__file__).resolve().parent.parent / "docs" / "validity.json"

CHEAP = ("metadata", "generated", "leaks", "reference", "skeleton")
"""Parts that every test run proves, of every assignment: those about texts that no state contains, and whether this
machine grades right at all."""

ANYWHERE = "pasted"
"""The part that depends on the sources of all assignments: code of one may answer a question of another."""

WORDS = {"sources": "sources", "engine": "the engine", "python": "Python", "numpy": "NumPy", "scipy": "SciPy"}


class Proved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Describe a proof that holds.

    Attributes:
        date: Day of the proof.
        parts: What was proved.
        seed: Seed of the hidden inputs and of the sample of mutants; None if it was not recorded.
        figures: Name -> measurement: counts of a part, and `cpu`, the CPU seconds of the complete proof.
        state: What the proof is about.
    """

    date: str
    parts: tuple[str, ...]
    seed: int | None
    figures: dict[str, float]
    state: ProofState


class AssignmentProofs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Hold the last proofs of one assignment.

    Attributes:
        complete: Every part except the mutants.
        mutants: Every mutant.
        sample: A sample of the mutants; `percent` in its figures says how large.
    """

    complete: Proved | None = None
    mutants: Proved | None = None
    sample: Proved | None = None


class Proofs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hold the proofs of a course.

    Attributes:
        schema: Version of this format.
        assignments: Assignment id -> its last proofs.
        tests: Name of recorded tests, such as `samples:a1_knn` -> their last run in which all of them passed.
    """

    schema: int = 1
    assignments: dict[str, AssignmentProofs] = {}
    tests: dict[str, Proved] = {}


@dataclass(frozen=True)
class Todo:
    """What a test run proves of one assignment.

    Attributes:
        parts: Parts to prove, in the order of a proof.
        remarks: What is stale, and what is done about it, a sentence each.
    """

    parts: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def read_proofs(path: Path = FILE) -> Proofs:
    """Read the proofs; return none if the file does not exist."""
    return msgspec.json.decode(path.read_bytes(), type=Proofs) if path.is_file() else Proofs()


def write_proofs(proofs: Proofs, path: Path = FILE) -> None:
    """Write the proofs, in the order of the assignments and of the names of tests."""
    ordered = msgspec.structs.replace(
        proofs, assignments=dict(sorted(proofs.assignments.items())), tests=dict(sorted(proofs.tests.items()))
    )
    write_atomically(path, msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n")


def again(now: Mapping[str, ProofState], last: Mapping[str, Proved | None]) -> set[str]:
    """Return the names of what is proved again, from the digests alone: the same digests give the same names.

    - Each one whose sources differ from those of its last proof, or which has none.
    - Where only the engine, Python, NumPy or SciPy differ, and no sources: the one whose last proof took the least CPU
      time.

    Args:
        now: Name -> its present state.
        last: Name -> its last proof.
    """
    found = {name: proved for name in now if (proved := last.get(name))}
    edited = {name for name in now if name not in found or "sources" in found[name].state.differs(now[name])}
    elsewhere = [name for name, proved in found.items() if proved.state.differs(now[name])]
    if edited or not elsewhere:
        return edited
    return {min(elsewhere, key=lambda name: (found[name].figures.get("cpu", float("inf")), name))}


def choose(now: Mapping[str, ProofState], known: Mapping[str, AssignmentProofs]) -> dict[str, Todo]:
    """Choose what to prove of each assignment, from the digests alone: the same digests give the same choice.

    - Every part of those that `again` names. The others that differ are stale, and named.
    - Of the rest: the parts in `CHEAP`; and `pasted`, if any assignment's sources differ.

    Args:
        now: Assignment id -> its present state.
        known: Assignment id -> its last proofs.

    Returns:
        Assignment id -> what to prove.
    """
    last = {id: known.get(id, AssignmentProofs()).complete for id in now}
    changed = {id: found.state.differs(now[id]) if found else ("sources",) for id, found in last.items()}
    whole = again(now, last)
    edited = any("sources" in parts for parts in changed.values())
    cheap = tuple(part for part in PARTS if part in CHEAP or (edited and part == ANYWHERE))
    return {
        id: Todo(
            PARTS if id in whole else cheap,
            (*_about_parts(last[id], changed[id], id in whole), *_about_mutants(known.get(id), now[id])),
        )
        for id in now
    }


def _about_parts(last: Proved | None, changed: Sequence[str], whole: bool) -> list[str]:
    if last is None:
        return ["never proved completely; every part is proved now"]
    if not changed:
        return []
    done = "every part is proved now" if whole else "the cheap parts are proved now"
    return [f"complete proof of {last.date} is stale ({in_words(changed)} changed); {done}"]


def _about_mutants(known: AssignmentProofs | None, now: ProofState) -> list[str]:
    last = known.mutants if known else None
    changed = last.state.of_mutants().differs(now.of_mutants()) if last else ()
    if last and not changed:
        return []
    stale = f"mutation proof of {last.date} is stale ({in_words(changed)} changed)" if last else "mutants never tested"
    return [f"{stale}; not proved now"]


def in_words(changed: Sequence[str]) -> str:
    """Return what differs between two states, as a reader calls it."""
    return ", ".join(WORDS[name] for name in changed)
