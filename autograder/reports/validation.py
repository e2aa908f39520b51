"""What `autograder validate` prints: a line for each part of the proof, and below it what is to be mended."""

from collections.abc import Iterable

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Cell

from autograder.i18n import _
from autograder.model.proof import Part, Problem, Proof, Validation

__all__ = ["validation_json", "validation_text"]

SHOWN = 12
"""Problems of one part that are printed; JSON has them all."""


def validation_json(validation: Validation) -> bytes:
    """UTF-8 JSON, each part with its verdict and all the evidence."""
    found = msgspec.to_builtins(validation)
    for proof, told in zip(validation.proofs, found["proofs"], strict=True):
        told["holds"] = proof.holds
        for part, part_told in zip(proof.parts, told["parts"], strict=True):
            part_told["holds"] = part.holds
    found["holds"] = validation.holds
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def validation_text(validation: Validation) -> RenderableType:
    """The proofs, one below the other, and the verdict on all."""
    verdict = (
        Cell(_("Every part of the proof holds."), style="bold green")
        if validation.holds
        else Cell(_("Not proved: {parts}").format(parts=", ".join(_failing(validation))), style="bold red")
    )
    return Group(*(part for proof in validation.proofs for part in _proof(proof)), verdict)


def _failing(validation: Validation) -> Iterable[str]:
    return (f"{proof.assignment} {part.name}" for proof in validation.proofs for part in proof.parts if not part.holds)


def _proof(proof: Proof) -> Iterable[RenderableType]:
    yield Cell(
        _("{assignment}: {seconds:.0f} s").format(assignment=proof.assignment, seconds=proof.seconds), style="bold"
    )
    table = Table(box=None, show_header=False, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for part in proof.parts:
        table.add_row(Cell(part.name), _verdict(part), Cell(part.looked_at))
    yield table
    for part in proof.parts:
        yield from _problems(_("{part} does not hold:"), part, part.problems, "red")
        yield from _problems(_("{part}, worth a look:"), part, part.remarks, "yellow")
    yield Cell()


def _verdict(part: Part) -> Cell:
    if not part.tried:
        return Cell(_("not run"), style="bold red")
    return Cell(_("holds"), style="green") if part.holds else Cell(_("does not hold"), style="bold red")


def _problems(heading: str, part: Part, problems: tuple[Problem, ...], style: str) -> Iterable[RenderableType]:
    if problems:
        yield Cell(heading.format(part=part.name), style=style)
    for problem in problems[:SHOWN]:
        yield Padding(Cell(problem.where, style="bold"), (0, 0, 0, 2))
        yield Padding(Cell(f"{problem.found}\n{problem.cure}"), (0, 0, 0, 4))
    if len(problems) > SHOWN:
        yield Padding(
            Cell(_("and {count} more; `--format json` has them all").format(count=len(problems) - SHOWN)), (0, 0, 0, 2)
        )
