"""Show the progress of a batch: a bar with rate and remaining time on a terminal, otherwise occasional lines."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text as Cell

from autograder.i18n import _
from autograder.model.results import Record

__all__ = ["stepwise", "with_progress"]

LINES = 20
"""Maximum number of lines for a whole batch."""


class HasRecord(Protocol):
    """Describe the items of a batch."""

    @property
    def record(self) -> Record:
        """The result of one submission."""


T = TypeVar("T", bound=HasRecord)


def with_progress(results: Iterable[T], count: int, console: Console) -> Iterator[T]:
    """Yield the results and show the progress.

    Args:
        results: Results, as they are graded.
        count: Total number of results.
        console: Console to write to.
    """
    if console.is_terminal:
        yield from _with_bar(results, count, console)
    else:
        yield from _with_lines(results, count, console)


@contextmanager
def stepwise(what: str, count: int, console: Console) -> Iterator[Callable[[], None]]:
    """Show the progress of `count` steps; the block gets a function to call after each step.

    Args:
        what: Name of the activity.
        count: Number of steps.
        console: Console to write to.
    """
    if console.is_terminal:
        with _bar(console) as progress:
            task = progress.add_task(what, total=count)
            yield lambda: progress.advance(task)
        return
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done % math.ceil(count / LINES) == 0 or done == count:
            console.print(f"{what}: {done}/{count}")

    yield step


class _Rate(TextColumn):
    """Show the steps per minute."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Cell:
        return Cell(_("{rate:.0f} per minute").format(rate=60 * task.speed) if task.speed else "")


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn(), _Rate())
    return Progress(*columns, TimeRemainingColumn(), console=console, transient=True)


def _with_bar(results: Iterable[T], count: int, console: Console) -> Iterator[T]:
    tally: Counter[str] = Counter()
    with _bar(console) as progress:
        task = progress.add_task(_("grading"), total=count)
        for result in results:
            tally[_kind(result.record)] += 1
            progress.update(task, advance=1, description=_counts(tally))
            yield result


def _with_lines(results: Iterable[T], count: int, console: Console) -> Iterator[T]:
    step = math.ceil(count / LINES)
    tally: Counter[str] = Counter()
    for done, result in enumerate(results, start=1):
        yield result  # the caller has written the result before it is counted
        tally[_kind(result.record)] += 1
        if count > 1 and (done % step == 0 or done == count):
            console.print(f"{done}/{count}: {_counts(tally)}")


def _kind(record: Record) -> str:
    """Return the kind of a result in one word."""
    if record.held():
        return _("withheld")
    return _("not opened") if record.reason is not None and not record.isolation else _("graded")


def _counts(tally: Counter[str]) -> str:
    return ", ".join(f"{number} {word}" for word, number in sorted(tally.items()))
