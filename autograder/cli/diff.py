"""`autograder diff`: compare two gradings of a class."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.console import make_console
from autograder.cli.options import LangOption, open_gradebook

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from autograder.model.results import Record
    from autograder.reports.score_changes import ScoreChange

__all__ = ["EXAMPLE", "diff"]

EXAMPLE = "autograder diff results results-again"


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder with the old results.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder with the new results.")],
    lang: LangOption = None,
) -> None:
    """Show whose points changed between two gradings, in which questions, and for which reasons."""
    from autograder.i18n import choose_language, speaking

    with speaking(choose_language(lang)):
        _compare(old, new, make_console())


def _compare(old: Path, new: Path, console: "Console") -> None:
    """Print a table of students whose points differ, with both scores and the reasons."""
    from autograder.i18n import _
    from autograder.reports.score_changes import score_changes

    before, after = _records(old), _records(new)
    found = list(score_changes(before, after))
    if found:
        console.print(_changes_table(found))
    text = _("{changed} of {count} submissions changed.") if found else _("No score changed ({count} submissions).")
    console.print(text.format(changed=len(found), count=len(before.keys() | after.keys())))


def _records(place: Path) -> "dict[tuple[str, str], Record]":
    """Return the latest record per (assignment, student), without converting an older gradebook."""
    from autograder.gradebook import FILE_NAME

    with open_gradebook(place if place.is_file() else place / FILE_NAME, unchanged=True) as book:
        return {(entry.record.assignment, entry.student): entry.record for entry in book.latest()}


def _changes_table(found: "list[ScoreChange]") -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text as Cell

    from autograder.i18n import _
    from autograder.reports.status_labels import number

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column(_("student"), overflow="fold")
    table.add_column(_("old"), justify="right", no_wrap=True)
    table.add_column(_("new"), justify="right", no_wrap=True)
    table.add_column(_("through"), overflow="fold", min_width=30)
    for change in found:
        scores = [_("none") if score is None else number(score) for score in (change.old, change.new)]
        table.add_row(Cell(change.student), *scores, Cell("\n".join(change.reasons)))
    return table
