"""Progress of a batch: a bar with rate and remaining time on a terminal, a plain line now and then elsewhere."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text as Cell

from autograder.i18n import _
from autograder.model.results import Record

__all__ = ["with_progress"]

LINES = 20
"""Plain lines for a whole batch, at most."""


class HasRecord(Protocol):
    """Whatever a batch yields."""

    @property
    def record(self) -> Record:
        """The result of one submission."""


T = TypeVar("T", bound=HasRecord)


def with_progress(results: Iterable[T], count: int, console: Console) -> Iterator[T]:
    """Pass the results on and show how far they are.

    Args:
        results: As they are graded.
        count: How many there will be.
        console: Where to show it.
    """
    if console.is_terminal:
        yield from _with_bar(results, count, console)
    else:
        yield from _with_lines(results, count, console)


class _Rate(TextColumn):
    """Submissions a minute."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Cell:
        return Cell(_("{rate:.0f} a minute").format(rate=60 * task.speed) if task.speed else "")


def _with_bar(results: Iterable[T], count: int, console: Console) -> Iterator[T]:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn(), _Rate())
    tally: Counter[str] = Counter()
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(_("grading"), total=count)
        for result in results:
            tally[_kind(result.record)] += 1
            progress.update(task, advance=1, description=_counts(tally))
            yield result


def _with_lines(results: Iterable[T], count: int, console: Console) -> Iterator[T]:
    step = math.ceil(count / LINES)
    tally: Counter[str] = Counter()
    for done, result in enumerate(results, start=1):
        yield result  # what is said to be done has been written down by then
        tally[_kind(result.record)] += 1
        if count > 1 and (done % step == 0 or done == count):
            console.print(f"{done}/{count}: {_counts(tally)}")


def _kind(record: Record) -> str:
    """What became of a submission, in a word."""
    if record.held():
        return _("held")
    return _("not opened") if record.reason is not None and not record.isolation else _("graded")


def _counts(tally: Counter[str]) -> str:
    return ", ".join(f"{number} {word}" for word, number in sorted(tally.items()))
