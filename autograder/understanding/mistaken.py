"""Hold what mistakes of the catalog give on the inputs of a question: the most plausible wrong choices."""

from collections.abc import Iterator
from typing import Any

import msgspec

from autograder.i18n import Renderable
from autograder.understanding.observe import Run, StudentProgram, Value

__all__ = ["Mistaken", "MistakenProgram"]


class MistakenProgram(msgspec.Struct, frozen=True):
    """Describe a program with a mistake.

    Attributes:
        name: What the mistake is called.
        source: Source of the question's file with the mistake.
        statements: Its statements, as the child takes them.
    """

    name: Renderable
    source: str
    statements: list[list[Any]]

    def jobs(self, program: StudentProgram) -> list[dict[str, Any]]:
        """Return the runs of this program: on the first input, and on each at the edge."""
        changed = {"source": self.source, "statements": self.statements, "seed": 1}
        return [{"call": call, **changed} for call in (program.calls[0], *program.edge)]


class Mistaken(msgspec.Struct, frozen=True):
    """Hold the runs of programs with mistakes.

    Attributes:
        runs: Each mistake with its runs: on the first input, and on each at the edge.
    """

    runs: tuple[tuple[MistakenProgram, tuple[Run, ...]], ...] = ()

    def values_of(self, name: str) -> Iterator[tuple[Value, Renderable]]:
        """Yield what a variable of this name holds in the end, with the mistake's name."""
        for mistake, (run, *_edges) in self.runs:
            held = [one.after for one in run.snapshots if one.name == name]
            if held:
                yield held[-1], mistake.name

    def returned(self, edge: int) -> Iterator[tuple[Value, Renderable]]:
        """Yield what the function returns for an input at the edge, with the mistake's name."""
        for mistake, (_run, *edges) in self.runs:
            result = edges[edge].result
            if result is not None:
                yield result, mistake.name
