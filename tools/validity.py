"""Prove assignments completely, record what holds in docs/validity.json, and write docs/validity.md from it.

Usage: python -m tools.validity [ASSIGNMENT]... [--sample PERCENT] [--seed N]
       python -m tools.validity --page

Without names it proves all assignments. `--sample 5` grades a random twentieth of the mutants instead of all,
`--sample 0` none. `--page` proves nothing and only writes the page again.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console

from autograder.authoring.course import Course
from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.i18n import speaking
from autograder.model.proof import Proof
from autograder.reports.progress import stepwise
from autograder.reports.text import validation_text
from autograder.validation.combinations import PAIRS
from autograder.validation.plan import PARTS, plans
from autograder.validation.prove import validate
from autograder.validation.state import ProofState, digest_of_proving_engine, state_of
from tools.proofs import FILE, AssignmentProofs, Proofs, Proved, read_proofs, write_proofs

__all__ = ["PAGE", "main", "page", "recorded"]

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "validity.md"

ALL = 100.0

INTRODUCTION = """# What the tests are worth

`python -m tools.validity` proves the assignments, records each proof that holds in `validity.json`, and
writes this page from that file; `make prove` runs it. The digest is that of the sources without the texts for people:
docstrings, comments, titles, hints and slips. The file also has the digest of the engine and the versions of Python,
NumPy and SciPy. `make test` compares all of them with the present ones, proves again what changed, and names what is
stale ([CONTRIBUTING](../CONTRIBUTING.md#proofs) has the rules). It tests no mutants.

- **Mutants** are copies of the reference with one small error each: an operator, a comparison, a constant, an axis,
  exchanged indices or arguments, a missing statement, sign, transpose, option or function. The tests of the mutant's
  question grade it in the sandbox. **Noticed** mutants lose points.
- **Right** mutants correctly lose no points. `equivalents.toml` beside the reference gives the reason for each. An
  *equivalent* mutant agrees with the reference on at least 1,000 recorded calls. A mutant that is *also right* gives
  another answer that the docstring allows, and passes all tests. The column **calls** has the smallest number of calls.
- **Typical mistakes** all lose points in their own question and in no other. **Named** is the number of mistakes that
  grading identifies by name.
- **Alternatives** are correct answers in other styles. They and the reference always get full marks.

"""
FAIRNESS = """
## Points follow mistakes

- **Ladders** put answers of one question in order: untouched, loops pasted, half written, one slip, right. Points rise
  with each step.
- **One mistake more** is the number of answers that have one mistake more than another one: two typical mistakes at
  once, a typical mistake with a slip on top, the loops of another question with a mistake in them, fewer parts
  written. None gets more points than the answer without that mistake. (Two mistakes that cancel each other, or
  that are together one typical mistake, are left out.)
- **Off** is how far the points of the tests alone, without floors, are from what the cost of a typical mistake leaves:
  the mean difference, in percent of the question's points.

| assignment | ladders | one mistake more | off |
| --- | --: | --: | --: |
"""
HEAD = (
    "| assignment | mutants | noticed | right | calls | typical mistakes | named | alternatives "
    "| mutants tested | all else proved | digest |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: | --- | --- | --- |\n"
)
OF_MUTANTS = ("mutants", "killed", "equivalent", "calls")
OF_PARTS = (("misconceptions", "misconceptions"), ("misconceptions", "named"), ("alternatives", "alternatives"))
"""The part and the name of each figure of a complete proof."""

OF_FAIRNESS = ("ladders", "combinations", "off")
"""Figures of the part `fairness`; proofs of earlier versions lack them."""


def recorded(before: AssignmentProofs, proof: Proof, state: ProofState, percent: float, cpu: float) -> AssignmentProofs:
    """Return the proofs of an assignment after a complete proof that holds.

    Args:
        before: Its proofs until now.
        proof: The proof, with all parts.
        state: What the proof is about.
        percent: Percentage of mutants that were tested.
        cpu: CPU seconds of all parts except the mutants.
    """
    date = str(datetime.now(UTC).date())
    figures = {part.name: part.figures for part in proof.parts}
    counts = {name: figures[part][name] for part, name in OF_PARTS}
    counts |= {name: count for name, count in figures.get("fairness", {}).items() if name in OF_FAIRNESS}
    after = msgspec.structs.replace(
        before, complete=Proved(date, PARTS, proof.seed, {**counts, "cpu": round(cpu, 1)}, state)
    )
    if "mutants" not in figures:
        return after
    found = {name: figures["mutants"][name] for name in OF_MUTANTS}
    if percent == ALL:
        return msgspec.structs.replace(after, mutants=Proved(date, ("mutants",), proof.seed, found, state), sample=None)
    sample = Proved(date, ("mutants",), proof.seed, {**found, "percent": percent}, state)
    return msgspec.structs.replace(after, sample=sample)


def page(proofs: Proofs) -> str:
    """Return docs/validity.md."""
    known = {
        id: (one.complete, one.mutants)
        for id, one in sorted(proofs.assignments.items())
        if one.complete and one.mutants
    }
    rows = {
        id: [*_numbers(mutants, OF_MUTANTS), *_numbers(complete, [name for _part, name in OF_PARTS])]
        for id, (complete, mutants) in known.items()
    }
    table = "".join(
        f"| {' | '.join([id, *map(str, rows[id]), mutants.date, complete.date, f'`{mutants.state.sources}`'])} |\n"
        for id, (complete, mutants) in known.items()
    )
    fair = "".join(
        f"| {id} | {complete.figures['ladders']:.0f} | {complete.figures['combinations']:.0f} "
        f"| {100 * complete.figures['off']:.1f} % |\n"
        for id, (complete, _mutants) in known.items()
        if "off" in complete.figures
    )
    total = f"{INTRODUCTION}{HEAD}{table}\n{_total(list(rows.values()))}\n" + "".join(_samples(proofs))
    return f"{total}{FAIRNESS}{fair}" if fair else total


def main(arguments: Sequence[str]) -> int:
    """Prove the assignments and record what holds; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.validity", description="Prove assignments and record it.")
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="by default all")
    parser.add_argument("--sample", type=float, default=ALL, metavar="PERCENT", help="of the mutants; by default all")
    parser.add_argument(
        "--seed", type=int, metavar="N", help="of hidden inputs and of the sample; by default a new one"
    )
    parser.add_argument("--page", action="store_true", help="only write the page from the recorded proofs")
    chosen = parser.parse_args(arguments)
    console = Console(stderr=True)
    ok = True
    if not chosen.page:
        seed = secrets.randbelow(2**31) if chosen.seed is None else chosen.seed
        console.print(
            f"seed {seed}: with --seed {seed} an interrupted proof goes on, and a failed one fails again",
            soft_wrap=True,
        )
        course = Course(ROOT)
        try:
            sources = [course.source(id) for id in dict.fromkeys(chosen.assignments) or course.ids()]
            for assignment in [source.id for source in sources]:
                ok &= _prove(course, assignment, chosen.sample, seed, console)
                _write_page()  # now, in case that the next proof is interrupted
        except UsageError as error:
            parser.error(str(error))
    _write_page()
    return 0 if ok else 1


def _write_page() -> None:
    write_atomically(PAGE, page(read_proofs()).encode())


def _prove(course: Course, assignment: str, percent: float, seed: int, console: Console) -> bool:
    """Prove one assignment, and record the proof if it holds."""
    folder = course.source(assignment).folder
    state = state_of(folder)
    start = _cpu()
    with speaking("en"):
        planned = plans(course, [assignment], seed=seed, pairs=None if percent == ALL else PAIRS)
        if percent:
            planned += plans(course, [assignment], ["metadata"], mutants=percent, seed=seed)
        with stepwise(f"proving {assignment}", sum(plan.steps for plan in planned), console) as step:
            complete = validate(planned[:1], step)
            cpu = _cpu() - start
            rest = validate(planned[1:], step)
        console.print(validation_text(complete), validation_text(rest) if percent else "")
    if not (complete.holds and rest.holds):
        return False
    digest_of_proving_engine.cache_clear()
    if state_of(folder) != state:
        console.print(f"{assignment} or the engine was edited during the proof; nothing was recorded. Prove it again.")
        return False
    (proof,) = complete.proofs
    mutants = [part for one in rest.proofs for part in one.parts if part.name == "mutants"]
    whole = msgspec.structs.replace(proof, parts=(*proof.parts, *mutants))
    proofs = read_proofs()
    before = proofs.assignments.get(assignment, AssignmentProofs())
    after = {**proofs.assignments, assignment: recorded(before, whole, state, percent, cpu)}
    write_proofs(msgspec.structs.replace(proofs, assignments=after))
    console.print(f"{assignment}: recorded in {FILE.relative_to(ROOT)}")
    return True


def _cpu() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _numbers(proved: Proved, names: Sequence[str]) -> list[int]:
    return [round(proved.figures[name]) for name in names]


def _total(rows: Sequence[Sequence[int]]) -> str:
    names = ("mutants", "noticed", "known to be right", "typical mistakes", "of them named", "alternatives")
    columns = (0, 1, 2, 4, 5, 6)
    told = (f"{sum(row[column] for row in rows):,} {name}" for name, column in zip(names, columns, strict=True))
    return f"Together: {', '.join(told)}."


def _samples(proofs: Proofs) -> Iterator[str]:
    for id, one in sorted(proofs.assignments.items()):
        if (last := one.sample) is not None:
            share = f"{last.figures['mutants']:.0f} mutants of `{id}` ({last.figures['percent']:g} %)"
            yield f"\n{share} were tested again on {last.date}, with the seed {last.seed}.\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
