"""Progress of a batch: a bar with rate and remaining time on a terminal, a plain line now and then elsewhere."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from autograder.i18n import _
from autograder.model.results import Record

__all__ = ["stepwise", "with_progress"]

LINES = 20
"""Plain lines for a whole batch, at most."""


def with_progress(records: Iterable[Record], count: int, console: Console) -> Iterator[Record]:
    """Pass the records on and show how far they are.

    Args:
        records: As they are graded.
        count: How many there will be.
        console: Where to show it.
    """
    if console.is_terminal:
        yield from _with_bar(records, count, console)
    else:
        yield from _with_lines(records, count, console)


@contextmanager
def stepwise(what: str, count: int, console: Console) -> Iterator[Callable[[], None]]:
    """Show how far a work of `count` steps is; the function in the block is to be called after each.

    Args:
        what: What is being done, in a word.
        count: How many steps there are.
        console: Where to show it.
    """
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
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


def _with_bar(records: Iterable[Record], count: int, console: Console) -> Iterator[Record]:
    with stepwise(_("grading"), count, console) as step:
        for record in records:
            step()
            yield record


def _with_lines(records: Iterable[Record], count: int, console: Console) -> Iterator[Record]:
    step = math.ceil(count / LINES)
    tally: Counter[str] = Counter()
    for done, record in enumerate(records, start=1):
        tally[_("held") if record.held() else _("graded")] += 1
        if count > 1 and (done % step == 0 or done == count):
            counts = ", ".join(f"{number} {word}" for word, number in sorted(tally.items()))
            console.print(f"{done}/{count}: {counts}")
        yield record
