"""What `autograder doctor` prints: the layers of the sandbox, and what became of forbidden acts."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Cell

from autograder.i18n import _

__all__ = ["diagnosis_table"]


class Tried(Protocol):
    """One forbidden act."""

    @property
    def words(self) -> str:
        """What was tried."""

    @property
    def stopped(self) -> bool:
        """Whether it failed."""

    @property
    def by(self) -> tuple[str, ...]:
        """The layers that stop it by themselves."""


def diagnosis_table(isolation: Mapping[str, str], missing: Mapping[str, str], acts: Iterable[Tried]) -> RenderableType:
    """Two tables and a verdict.

    Args:
        isolation: Each layer: `on`, or why it is not.
        missing: The layers without which a record cannot be trusted.
        acts: What was tried.
    """
    layers = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    layers.add_column(_("layer"), no_wrap=True)
    layers.add_column(_("state"), overflow="fold")
    for name, state in isolation.items():
        layers.add_row(Cell(name), Cell(state, style="green" if state == "on" else "yellow"))
    tried = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    tried.add_column(_("forbidden act"), overflow="fold")
    tried.add_column(_("stopped by"), overflow="fold")
    for act in acts:
        tried.add_row(Cell(act.words), Cell(", ".join(act.by)) if act.stopped else Cell(_("nothing"), style="bold red"))
    return Group(layers, Cell(), tried, Cell(), _verdict(missing))


def _verdict(missing: Mapping[str, str]) -> Cell:
    if not missing:
        return Cell(_("Records of this machine can be trusted."), style="bold green")
    text = _("Records of this machine are marked untrusted; missing: {layers}.").format(layers=", ".join(missing))
    return Cell(text, style="bold yellow")
